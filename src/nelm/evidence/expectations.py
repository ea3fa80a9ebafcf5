"""What to expect of an option: its pooled outcomes as lines of a board sheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from nelm.evidence.estimate import NOT_COMPARABLE, Frozen, PrintedClaim, Summary
from nelm.evidence.tables.forms import Measure
from nelm.knowledge.pack import Pack

STORED = "expectations.json"
INTRO = (
    f"Pooled from the study tables of the source, corrected where a primary paper says otherwise. "
    f"{NOT_COMPARABLE}"
)


class Expectation(Frozen):
    """One pooled outcome as a sheet prints it.

    Attributes:
        options: options whose studies are pooled; several where the source reports them together.
        summary: the pooled result; None with the reason in `not_pooled`.
        others_lb, others_ub: smallest and largest estimate of the other models and readings.
        text: the line for people, without its title.
    """

    title: str
    measure: Measure
    options: tuple[str, ...]
    unit: str
    studies: int
    summary: Summary | None
    not_pooled: str | None
    others_lb: float | None
    others_ub: float | None
    claim: PrintedClaim | None
    text: str


class Stored(Frozen):
    """Pooled outcomes of a pack, worked out beforehand so that a sheet need not wait for them.

    Attributes:
        content_hash: the content of the pack they belong to; with another they count for nothing.
    """

    content_hash: str
    options: dict[str, tuple[Expectation, ...]]


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
