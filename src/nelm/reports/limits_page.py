"""Limits, thresholds and reference lines for reading: who printed each, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nelm.planning.limit import Limit
from nelm.reports.page import Block, Heading, Table

COMPARISONS = {
    "at_most": "at most",
    "below": "below",
    "at_least": "at least",
    "above": "above",
    "line": "reference line",
}
INTRO = (
    "As their sources print them. A row is for its histology and device only: where NET has none, "
    "the row for NET says so, and nothing is borrowed. Recalled means: not read in the source "
    "yet, and to be verified."
)


def limits_blocks(limits: Sequence[Limit]) -> Iterator[Block]:
    """Every limit with value, scope, source and status."""
    yield Heading(1, "Limits and reference lines")
    yield INTRO
    if not limits:
        yield "None."
        return
    head = ("limit", "quantity", "value", "for", "source", "status", "note", "changed")
    yield Table(head, tuple(_row(limit) for limit in limits))


def _row(limit: Limit) -> tuple[str, ...]:
    value = "none" if limit.value is None else f"{limit.value:g} {limit.unit}"
    words = value if limit.value is None else f"{COMPARISONS[limit.comparison]} {value}"
    whom = ", ".join(filter(None, (limit.device, limit.histology, limit.scope)))
    level = f"; level of evidence {limit.level_of_evidence}" if limit.level_of_evidence else ""
    source = f"{limit.source}{level}"
    status = f"{limit.status}, as of {limit.as_of.isoformat()}"
    quantity = limit.quantity.replace("_", " ")
    return (limit.id, quantity, words, whom, source, status, limit.note or "", _changed(limit))


def _changed(limit: Limit) -> str:
    change = limit.change
    if change is None:
        return ""
    printed = "none" if change.printed_value is None else f"{change.printed_value:g}"
    because = f": {change.reason}" if change.reason else ""
    return (
        f"by {change.author} on {change.date.isoformat()}; printed {printed} {limit.unit}{because}"
    )
