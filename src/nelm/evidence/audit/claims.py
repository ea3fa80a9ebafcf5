"""Every summary figure of a source recomputed, and held against what it was when audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nelm.evidence.audit.agreement import Numbers, ReadingVerdict, judge
from nelm.evidence.audit.citations import Citations, citations
from nelm.evidence.audit.drift import ClaimVerdict, has_stopped, reading_changes, verdict_changes
from nelm.evidence.audit.primary import PrimaryFigure, primary_figures
from nelm.evidence.audit.selection import Selection, select
from nelm.evidence.audit.wording import explain
from nelm.evidence.tables.forms import Claim, ClaimReading
from nelm.evidence.tables.loader import Evidence


@dataclass(frozen=True, slots=True)
class AuditedReading:
    """One reading of a claim as recomputed now.

    Attributes:
        selection: the figures that entered, with their studies.
        why: the verdict in words.
        changes: how the outcome differs from the one audited; empty where it does not.
    """

    reading: ClaimReading
    selection: Selection
    verdict: ReadingVerdict
    why: str
    changes: tuple[str, ...]

    @property
    def numbers(self) -> Numbers | None:
        """Limits and median of the figures; None where there are none."""
        return self.selection.numbers


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    """One claim with all its readings.

    Attributes:
        verdict: `reproduces` where every reading that can be tested gives the printed figures,
            `only_under_a_reading` where some do.
        under: labels of the readings that give them.
        why: what the audit found; where the outcome is another now, how it differs.
        primary: figures known from the papers, where no table can test the claim.
        changes: how readings and verdict differ from those audited.
        stopped: whether something marked as reproducing does so no longer.
    """

    claim: Claim
    readings: tuple[AuditedReading, ...]
    verdict: ClaimVerdict
    under: tuple[str, ...]
    why: str
    primary: tuple[PrimaryFigure, ...]
    citations: Citations
    changes: tuple[str, ...]
    stopped: bool

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was audited."""
        return bool(self.changes)


def audit_claims(evidence: Evidence) -> tuple[AuditedClaim, ...]:
    """Recompute every claim under every one of its readings.

    Args:
        evidence: the tables of the source alone; a study added to them is none of its figures.

    Raises:
        ValueError: a claim without readings.
    """
    return tuple(_audit(evidence, claim) for claim in evidence.claims)


def _audit(evidence: Evidence, claim: Claim) -> AuditedClaim:
    readings = tuple(
        _audit_reading(evidence, claim, reading)
        for reading in evidence.claim_readings
        if reading.claim == claim.claim
    )
    verdict = _verdict(claim, readings)
    changes = (
        *verdict_changes(claim, verdict),
        *(change for reading in readings for change in reading.changes),
    )
    return AuditedClaim(
        claim=claim,
        readings=readings,
        verdict=verdict,
        under=tuple(r.reading.label for r in readings if r.verdict == "reproduces"),
        why=f"No longer as audited. {' '.join(changes)}" if changes else claim.because,
        primary=primary_figures(evidence, claim) if verdict == "not_testable" else (),
        citations=citations(evidence, claim),
        changes=changes,
        stopped=has_stopped(claim, verdict, [(r.reading, r.verdict) for r in readings]),
    )


def _audit_reading(evidence: Evidence, claim: Claim, reading: ClaimReading) -> AuditedReading:
    selection = select(evidence, claim, reading)
    verdict = _reading_verdict(claim, selection)
    return AuditedReading(
        reading=reading,
        selection=selection,
        verdict=verdict,
        why=explain(evidence, claim, selection),
        changes=tuple(reading_changes(reading, verdict, selection.numbers)),
    )


def _reading_verdict(claim: Claim, selection: Selection) -> ReadingVerdict:
    """A paper that gives no number where the source prints one contradicts it."""
    if selection.numbers is not None:
        return judge(claim, selection.numbers)
    return "no" if selection.without_number else "not_testable"


def _verdict(claim: Claim, readings: Sequence[AuditedReading]) -> ClaimVerdict:
    if not readings:
        raise ValueError(f"claim {claim.claim} has no reading")
    tested = [r.verdict for r in readings if r.verdict != "not_testable"]
    if not tested:
        return "not_testable"
    reproducing = tested.count("reproduces")
    if reproducing == len(tested):
        return "reproduces"
    return "only_under_a_reading" if reproducing else "does_not"
