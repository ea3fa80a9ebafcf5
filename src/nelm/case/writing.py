"""Cases back to YAML or JSON, so that reading the result gives the same case."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import yaml
from pydantic import BaseModel

from nelm.case.case import Case
from nelm.case.entry import Entry


def case_data(case: Case) -> dict[str, Any]:
    """Plain data of a case as a file would hold it; what is missing is left out.

    >>> case_data(Case.model_validate({"tumor": {"ki67_percent": "<3"}}))["tumor"]
    {'ki67_percent': '<3'}
    """
    data: dict[str, Any] = _plain(case)
    return {key: value for key, value in data.items() if value != {}}


def case_text(case: Case, *, as_json: bool = False) -> str:
    """A case as YAML or JSON text."""
    if as_json:
        return json.dumps(case_data(case), indent=2, ensure_ascii=False) + "\n"
    return yaml.safe_dump(case_data(case), sort_keys=False, allow_unicode=True, width=100)


def write_case(case: Case, path: str | Path) -> None:
    """Write a case to a YAML or JSON file, whole or not at all."""
    path = Path(path)
    write_whole(path, case_text(case, as_json=path.suffix.lower() == ".json").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either complete or not there.

    A new file is its owner's alone; who may read a file that is replaced stays as it was.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                unfinished.chmod(path.stat().st_mode & 0o777)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _plain(value: Any) -> Any:
    match value:
        case Entry():
            return _entry(value)
        case BaseModel():
            fields = ((name, getattr(value, name)) for name in type(value).model_fields)
            return {name: _plain(field) for name, field in fields if field is not None}
        case list() | tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
    return value


def _entry(entry: Entry) -> str | dict[str, Any]:
    details = {
        "date": entry.date.isoformat() if entry.date else None,
        "source": entry.source,
        "because": entry.because.value if entry.because else None,
        "confirmed": True if entry.confirmed else None,
    }
    kept = {key: value for key, value in details.items() if value is not None}
    return {"value": entry.stated, **kept} if kept else entry.stated
