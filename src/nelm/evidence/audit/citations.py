"""Studies that a claim cites without a figure, and studies with a figure that it does not cite."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.evidence.audit.selection import admits, cells_about
from nelm.evidence.tables.forms import Claim, Empty, Study
from nelm.evidence.tables.loader import Evidence


@dataclass(frozen=True, slots=True)
class Citations:
    """Where the list a claim cites and the tables part.

    Attributes:
        without_figure: references cited that have no figure of their own in the tables.
        not_cited: studies with a figure that the claim does not cite.
    """

    without_figure: tuple[int, ...]
    not_cited: tuple[Study, ...]


def citations(evidence: Evidence, claim: Claim) -> Citations:
    """Hold a claim's references against the cells that the source fills for its measure."""
    filled = {
        cell.study
        for cell in cells_about(evidence, claim)
        if cell.printed_as == claim.measure
        and admits(claim, cell.printed_statistic)
        and not isinstance(cell.printed, Empty)
    }
    studies = [study for study in evidence.studies if study.study in filled]
    with_figure = {study.reference for study in studies}
    return Citations(
        without_figure=tuple(ref for ref in claim.refs if ref not in with_figure),
        not_cited=tuple(s for s in studies if s.reference not in claim.refs),
    )
