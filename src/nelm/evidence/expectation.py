"""The form of what to expect of an option: one pooled outcome as a board sheet prints it."""

from __future__ import annotations

from nelm.evidence.estimate import NOT_COMPARABLE, Frozen, PrintedClaim, Summary
from nelm.evidence.tables.forms import Measure

EXPECTED: tuple[Measure, ...] = (
    "objective_response",
    "symptom_response",
    "progression_free_survival",
    "overall_survival",
)
INTRO = (
    f"Pooled from the study tables of the source, corrected where a primary paper says otherwise. "
    f"{NOT_COMPARABLE}"
)


class Expectation(Frozen):
    """One pooled outcome as a sheet prints it.

    Attributes:
        options: options whose studies are pooled; several where the source reports them together.
        summary: the pooled result; None with the reason in `not_pooled`.
        is_pooled: whether the headline is a pooled figure; few series are listed instead.
        others_lb, others_ub: smallest and largest estimate of the other models and readings.
        headline: the result for people, without its title.
        details: what must be read with it: prediction, heterogeneity, other readings, the source.
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
    is_pooled: bool
    headline: str
    details: tuple[str, ...]


class Stored(Frozen):
    """Pooled outcomes of a pack, worked out beforehand so that a sheet need not wait for them.

    Attributes:
        content_hash: the content of the pack they belong to; with another they count for nothing.
    """

    content_hash: str
    options: dict[str, tuple[Expectation, ...]]
