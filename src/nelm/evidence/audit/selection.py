"""The figures of the tables that enter a claim under a reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean, median

from nelm.evidence.audit.agreement import Numbers
from nelm.evidence.tables.forms import (
    WHOLE_STUDY,
    Cell,
    Claim,
    ClaimReading,
    Empty,
    Outcome,
    Statistic,
)
from nelm.evidence.tables.loader import Evidence


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that counts: of an arm, or of a study whose arms were averaged."""

    study: str
    arms: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reading takes from the tables.

    Attributes:
        entries: the figures that count, in the order of the tables.
        without_number: cells that were asked for and hold no number after correction, such as
            a median not reached, with their study.
        unchecked: studies whose figure nobody has held against the paper, where only the
            paper could tell.
    """

    entries: tuple[Entry, ...] = ()
    without_number: tuple[tuple[str, Empty], ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def studies(self) -> tuple[str, ...]:
        """Studies that give a figure, each once."""
        return tuple(dict.fromkeys(entry.study for entry in self.entries))

    @property
    def numbers(self) -> Numbers | None:
        """Limits and median of the figures; None where there are none."""
        values = [entry.value for entry in self.entries]
        if not values:
            return None
        return Numbers(min(values), max(values), median(values), len(values), len(self.studies))


def select(evidence: Evidence, claim: Claim, reading: ClaimReading) -> Selection:
    """The figures that enter a claim under a reading.

    Only cells that the source fills count; a reading of corrected values puts the corrected
    figure in their place. A claim of a single figure is told by the paper alone, so there an
    unchecked cell does not count: it would be held against itself.
    """
    cells = [
        outcome
        for outcome in cells_about(evidence, claim)
        if _asked(outcome, claim, reading) and _counted(evidence, outcome, claim, reading)
    ]
    unchecked = [cell for cell in cells if _is_single(claim) and not _is_checked(cell)]
    usable = [(cell, _value(cell, reading)) for cell in cells if cell not in unchecked]
    numbers = [(cell, value) for cell, value in usable if not isinstance(value, Empty)]
    return Selection(
        entries=tuple(_entries(numbers, reading)),
        without_number=tuple((c.study, v) for c, v in usable if isinstance(v, Empty)),
        unchecked=tuple(dict.fromkeys(cell.study for cell in unchecked)),
    )


def cells_about(evidence: Evidence, claim: Claim) -> Iterator[Outcome]:
    """Cells in the claim's unit of arms that got, or may have got, one of its options."""
    for outcome in evidence.outcomes:
        options = evidence.arm(outcome.study, outcome.arm).options
        if outcome.unit == claim.unit and set(options) & set(claim.options):
            yield outcome


def is_filled(outcome: Outcome) -> bool:
    """Whether the source prints a figure in the cell, of its own or merged with another's."""
    return outcome.printed is Empty.MERGED or not isinstance(outcome.printed, Empty)


def admits(claim: Claim, statistic: Statistic, *, means: bool = True) -> bool:
    """Whether a figure of this statistic can stand among those of the claim."""
    return statistic == claim.statistic or (
        means and claim.statistic == "median" and statistic == "mean"
    )


def _asked(outcome: Outcome, claim: Claim, reading: ClaimReading) -> bool:
    if not is_filled(outcome):
        return False
    own = reading.endpoints == "own"
    measure = outcome.measure if own else outcome.printed_as
    statistic = outcome.statistic if own else outcome.printed_statistic
    return measure == claim.measure and admits(claim, statistic, means=reading.means == "in")


def _counted(evidence: Evidence, outcome: Outcome, claim: Claim, reading: ClaimReading) -> bool:
    if outcome.study in reading.leave_out:
        return False
    if outcome.printed is Empty.MERGED and reading.merged == "out":
        return False
    return not reading.cited_only or evidence.study(outcome.study).reference in claim.refs


def _is_single(claim: Claim) -> bool:
    return claim.low is None and claim.high is None


def _is_checked(outcome: Outcome) -> bool:
    return outcome.value is not None or outcome.agrees == "yes"


def _value(outcome: Outcome, reading: ClaimReading) -> Cell:
    """The figure read; of a merged cell its value, as the source prints it only once."""
    merged = outcome.printed is Empty.MERGED
    if outcome.value is not None and (merged or reading.values == "corrected"):
        return outcome.value
    return outcome.printed


def _entries(numbers: Iterable[tuple[Outcome, float]], reading: ClaimReading) -> Iterator[Entry]:
    """Every figure for itself, or one of each study: of the whole, or the mean of its arms."""
    if reading.unit == "arm":
        yield from (Entry(cell.study, (cell.arm,), value) for cell, value in numbers)
        return
    studies: dict[str, dict[str, float]] = {}
    for cell, value in numbers:
        studies.setdefault(cell.study, {})[cell.arm] = value
    for study, found in studies.items():
        kept = {WHOLE_STUDY: found[WHOLE_STUDY]} if WHOLE_STUDY in found else found
        yield Entry(study, tuple(kept), fmean(kept.values()))
