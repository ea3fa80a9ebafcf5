"""A request of a voxel dose from a file, every problem with its line; and one to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from nelm.case.document import Document, read_document
from nelm.case.problem import InputError, Problem
from nelm.planning.asked import Asked
from nelm.planning.dose.request import DoseRequest, StructureRequest
from nelm.planning.inputs_file import commented, questions
from nelm.planning.refusal import allowed_text, instead_of, shown

STRUCTURES = "structures"
_INTRODUCTION = (
    "Request of a voxel dose. Replace `unknown` where something is known; nothing is assumed about "
    "the rest. nelm converts no unit and never guesses what an image holds. Files are named "
    "relative to the folder of this one."
)
_STRUCTURES = (
    "Structures to report, each an item of the list; the numbers of a mask are 0 outside. "
    "`structures: []` where only the dose map is wanted."
)


@dataclass(frozen=True)
class Asking:
    """A request with the folder its files lie in, and the document it was read from.

    Attributes:
        request: as read.
        folder: what the names of files are relative to.
        document: gives problems their lines.
    """

    request: DoseRequest
    folder: Path
    document: Document

    def problem(self, field: str, value: str, allowed: str) -> Problem:
        """A problem of a field, with its line.

        Args:
            field: as in the file; of a structure `structures.2.mask`, counted from 1.
            value: what is wrong.
            allowed: what is not.
        """
        parts = field.split(".")
        place = tuple(int(part) - 1 if part.isdigit() else part for part in parts)
        return self.document.problem(place, value, allowed)


def read_request(path: str | Path) -> Asking:
    """Read a file that requests a voxel dose.

    Raises:
        InputError: with file and line: an unknown key, a number that is not finite, out of range
            or in another unit, a word that is not one of those allowed.
    """
    return _asking(read_document(path), Path(path).parent)


def request_of(given: Mapping[str, Any], folder: Path) -> Asking:
    """A request from plain data (InputError as `read_request`, without lines)."""
    return _asking(Document(dict(given), {}, ""), folder)


def _asking(document: Document, folder: Path) -> Asking:
    data = document.data
    if not isinstance(data, Mapping):
        raise InputError([document.problem((), "no fields", "fields such as those of a template")])
    given = {**data, STRUCTURES: _listed(document, data.get(STRUCTURES))}
    try:
        return Asking(DoseRequest.model_validate(given), folder, document)
    except ValidationError as error:
        problems = [_problem(document, dict(one)) for one in error.errors()]
        raise InputError(list(dict.fromkeys(problems))) from None


def _listed(document: Document, structures: Any) -> Any:
    """The structures as a list; of nothing, where none are wanted."""
    if structures in (None, "unknown"):
        return []
    if isinstance(structures, list | tuple) and all(isinstance(s, Mapping) for s in structures):
        return structures
    allowed = "a list of structures such as that of a template, or []"
    raise InputError([document.problem((STRUCTURES,), "not a list of them", allowed)])


def _problem(document: Document, error: dict[str, Any]) -> Problem:
    form = StructureRequest if STRUCTURES in error["loc"] else DoseRequest
    names = tuple(form.model_fields)
    # After the name of the field come branches of its type, which are no keys of the file.
    known = [n for n, part in enumerate(error["loc"]) if part in names]
    place = error["loc"][: known[-1] + 1] if known else error["loc"]
    if error["type"] == "extra_forbidden":
        return document.problem(place, "not a known field", instead_of(str(place[-1]), names))
    return document.problem(place, shown(error["input"]), allowed_text(error))


def dose_template() -> str:
    """A YAML file in which every field is still unknown, with unit, range and reason of each.

    >>> dose_template().splitlines()[-1].strip()
    'tcp_of: unknown'
    """
    lines = [*commented(_INTRODUCTION)]
    for name, asked in questions(DoseRequest).items():
        lines += ["", *_about(asked), f"{name}: unknown"]
    lines += ["", *commented(_STRUCTURES), f"{STRUCTURES}:"]
    lines += [*_structure(StructureRequest)]
    return "\n".join(lines) + "\n"


def _structure(form: type[BaseModel]) -> Iterator[str]:
    begin = "  - "
    for name, asked in questions(form).items():
        yield from (f"    {line}" for line in _about(asked))
        yield f"{begin}{name}: unknown"
        begin = "    "


def _about(asked: Asked) -> list[str]:
    return [*commented(asked.why), *commented(asked.written, "#   ")]
