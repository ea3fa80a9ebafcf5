"""A number against a limit: on which side it is kept, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose

from nelm.calculators.uncertainty import Comparison
from nelm.planning.computed import Computed
from nelm.planning.limit import Limit

ROUNDING = 1e-9  # of a limit: no measure is as fine
LEAST = ("debulked_share",)  # quantities whose lines are to be reached; all others, not passed
SIDES: Mapping[Comparison, tuple[str, str]] = {  # where a value is that keeps it, and that does not
    "at_most": ("at or below", "above"),
    "below": ("below", "not below"),
    "at_least": ("at or above", "below"),
    "above": ("above", "not above"),
}


def kept_when(limit: Limit) -> Comparison:
    """On which side a limit is kept; a line is not to be passed, or is to be reached."""
    if limit.comparison != "line":
        return limit.comparison
    return "at_least" if limit.quantity in LEAST else "at_most"


def sentence(made: Computed, limit: Limit, *, met: bool, says: str) -> str:
    """What a comparison found, with the standing of the number it was held against."""
    side = SIDES[kept_when(limit)][not met]
    kind = kind_of(limit)
    recalled = ", recalled and to be verified" if limit.status == "recalled" else ""
    changed = f", set by {limit.change.author}" if limit.change else ""
    start = f"{made.title} {_apart(made.value, limit.value or 0.0)} {made.unit}".rstrip()
    unit = f" {limit.unit}" if limit.unit not in ("fraction", "ratio", "1") else ""
    text = f"{start} is {side} the {kind} of {limit.value:g}{unit}{recalled}{changed}"
    return f"{text}. {says}" if says else f"{text}."


def kind_of(limit: Limit) -> str:
    """What a row is called: of a dose to be reached, "above the limit" would read as broken."""
    if limit.comparison == "line":
        return "line"
    reached = limit.quantity.endswith("dose") and limit.comparison in ("above", "at_least")
    return "goal" if reached else "limit"


def on_limit(value: float, limit: float) -> float:
    """A value as near to its limit as binary numbers can tell is the limit: 100 x 186.2 / 700."""
    return limit if isclose(value, limit, rel_tol=ROUNDING) else value


def _apart(value: float, limit: float) -> str:
    """A value in four digits, or in as many as tell it from the limit."""
    value = on_limit(value, limit)
    shown = (f"{value:.{digits}g}" for digits in range(4, 17))
    return next((text for text in shown if value == limit or float(text) != limit), repr(value))
