"""What to expect of an option: its pooled outcomes, as kept with the pack or worked out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from nelm.evidence.expectation import Expectation, Stored
from nelm.knowledge.pack import Pack

STORED = "expectations.json"


def expectations(pack: Pack, option: str) -> tuple[Expectation, ...]:
    """Pooled outcomes of an option, and of the options that the source reports with it.

    Outcomes on which no study of these options has a figure are left out.
    """
    found = _stored(stored_file(pack), pack.content_hash)
    return _pooled(pack).get(option, ()) if found is None else found.options.get(option, ())


def stored_file(pack: Pack) -> Path:
    """Where a pack may keep its pooled outcomes; written by `docs/generate.py`."""
    return pack.folder / "evidence" / STORED


@lru_cache(maxsize=8)
def _stored(file: Path, content_hash: str) -> Stored | None:
    """What is kept for this very content; None where it must be worked out."""
    try:
        found = TypeAdapter(Stored).validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.content_hash == content_hash else None


@lru_cache(maxsize=8)
def _pooled(pack: Pack) -> dict[str, tuple[Expectation, ...]]:
    from nelm.evidence.expecting import expected  # noqa: PLC0415 : needs SciPy, slow to load

    return expected(pack)
