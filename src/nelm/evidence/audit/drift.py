"""How an audit's outcome differs from the one on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from nelm.evidence.audit.agreement import Numbers, ReadingVerdict, agrees
from nelm.evidence.audit.wording import figure_text
from nelm.evidence.tables.forms import Claim, ClaimReading

ClaimVerdict: TypeAlias = Literal["reproduces", "only_under_a_reading", "does_not", "not_testable"]
RANK: dict[ClaimVerdict, int] = {
    "not_testable": 0,
    "does_not": 0,
    "only_under_a_reading": 1,
    "reproduces": 2,
}


def reading_changes(
    reading: ClaimReading, verdict: ReadingVerdict, numbers: Numbers | None
) -> Iterator[str]:
    """What a reading gave when it was audited and gives no more, one sentence each."""
    if verdict != reading.expected:
        yield f"Reading {reading.label}: {_words(verdict)}, audited as {_words(reading.expected)}."
    for name, found, audited in (
        ("lowest", None if numbers is None else numbers.low, reading.expected_low),
        ("highest", None if numbers is None else numbers.high, reading.expected_high),
        ("median or figure", None if numbers is None else numbers.value, reading.expected_value),
        ("number of figures", None if numbers is None else numbers.n, reading.expected_n),
    ):
        if audited is not None and (found is None or not agrees(found, audited)):
            now = "none" if found is None else figure_text(found)
            yield f"Reading {reading.label}: {name} {now}, audited as {figure_text(audited)}."


def verdict_changes(claim: Claim, verdict: ClaimVerdict) -> Iterator[str]:
    """The claim's verdict, where it is not the one marked."""
    if verdict != claim.marked:
        yield f"{_words(verdict).capitalize()}, marked as {_words(claim.marked)}."


def has_stopped(
    claim: Claim,
    verdict: ClaimVerdict,
    readings: Sequence[tuple[ClaimReading, ReadingVerdict]],
) -> bool:
    """Whether a claim, or a reading of it, that reproduced does so no longer."""
    weaker = RANK[verdict] < RANK[claim.marked]
    return weaker or any(
        reading.expected == "reproduces" and found != "reproduces" for reading, found in readings
    )


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")
