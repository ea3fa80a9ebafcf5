"""What the papers cited by a claim say where the source has no table to test it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nelm.evidence.audit.selection import cells_about
from nelm.evidence.tables.forms import Claim, Empty, Measure, Outcome, Study
from nelm.evidence.tables.loader import Evidence

Place: TypeAlias = Literal["below the range", "within the range", "above the range"]


@dataclass(frozen=True, slots=True)
class PrimaryFigure:
    """A figure of one paper; it may measure something close to the claim, and says what.

    Attributes:
        place: where it lies in the range that the claim prints; None where it prints none.
        events, denominator: whole counts behind a percentage, where the paper gives them.
    """

    study: Study
    measure: Measure
    value: float
    place: Place | None
    events: int | None
    denominator: int | None


def primary_figures(evidence: Evidence, claim: Claim) -> tuple[PrimaryFigure, ...]:
    """Figures of papers cited, on the claim's measure or on what was printed as that."""
    return tuple(_primary_figures(evidence, claim))


def _primary_figures(evidence: Evidence, claim: Claim) -> Iterator[PrimaryFigure]:
    for cell in cells_about(evidence, claim):
        study = evidence.study(cell.study)
        figure = _figure(cell)
        if study.reference in claim.refs and figure is not None and _is_close(cell, claim):
            yield PrimaryFigure(
                study=study,
                measure=cell.measure,
                value=figure,
                place=_place(figure, claim),
                events=cell.events,
                denominator=cell.denominator,
            )


def _is_close(cell: Outcome, claim: Claim) -> bool:
    return claim.measure in (cell.measure, cell.printed_as)


def _figure(cell: Outcome) -> float | None:
    figure = cell.printed if cell.value is None else cell.value
    return None if isinstance(figure, Empty) else figure


def _place(figure: float, claim: Claim) -> Place | None:
    if claim.low is None or claim.high is None:
        return None
    if figure < claim.low:
        return "below the range"
    return "above the range" if figure > claim.high else "within the range"
