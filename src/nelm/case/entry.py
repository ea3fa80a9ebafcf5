"""One fact as somebody stated it: value, date, source, and why it is missing if it is."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from nelm.criteria.values import Interval, Value

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_STATED = re.compile(
    rf"^(?P<sign><=|>=|<|>|≤|≥)?\s*(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>[^\d\s].*)?$"
)
OR_LESS_EXACT = ', a bound such as "<3", or a range such as "10-15"'  # where those are of use


class Missing(Enum):
    """Why a fact is unknown; for logic all are unknown, for data quality they differ."""

    NOT_ASKED = "not_asked"
    ASKED_NO_ANSWER = "asked_no_answer"
    NOT_MAPPED = "not_mapped"


@dataclass(frozen=True, slots=True)
class Entry:
    """A stated fact.

    Attributes:
        stated: the value in the words of the file, for people.
        value: what the criteria may read; None while unknown.
        date: when it was measured or judged.
        source: where it stands (report, person).
        because: the reason when it is unknown.
        confirmed: a suspect value that somebody has looked at and stands by.
    """

    stated: str
    value: Value | None = None
    date: date | None = None
    source: str | None = None
    because: Missing | None = None
    confirmed: bool = False


class BadValueError(ValueError):
    """A value that a fact can not take; `allowed` says what it can, `found` what was there."""

    def __init__(self, allowed: str, found: str | None = None) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.found = found


def read_number(raw: object, unit: str) -> Interval:
    """Read `12`, `"<3"`, `">70"`, `"10-15"` or `"5 %"` as an interval.

    Args:
        raw: a number or a text of the file.
        unit: the only unit that a text may name.

    Raises:
        BadValueError: not a number, NaN, infinite, or another unit.

    >>> read_number("<3", "%").compare("<", 10).value
    'met'
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise BadValueError(_number_in(unit))
    if not isinstance(raw, str):
        return _exact(_as_float(raw, unit), unit)
    found = _STATED.match(raw.strip().removesuffix(unit).strip())
    if found is None:
        raise BadValueError(f"{_number_in(unit)}{OR_LESS_EXACT}")
    if found["unit"] and found["unit"].strip() != unit:
        needed = f"the unit {unit}" if unit else "a number without a unit"
        raise BadValueError(f"{needed} (convert before entering; nelm does not)")
    low = _finite(found["low"], unit)
    if found["high"] is None:
        return _bounded(found["sign"], low)
    high = _finite(found["high"], unit)
    if found["sign"] or high < low:
        raise BadValueError('a range from the smaller to the larger number, such as "10-15"')
    return Interval(low, high)


def _bounded(sign: str | None, bound: float) -> Interval:
    if sign is None:
        return Interval.exact(bound)
    if sign in ("<", "<=", "≤"):
        return Interval(-math.inf, bound, high_open=sign == "<")
    return Interval(bound, math.inf, low_open=sign == ">")


def _finite(text: str, unit: str) -> float:
    if "," in text:
        raise BadValueError(f"{_number_in(unit)} with a decimal point, not a comma")
    return _exact(float(text), unit).low


def _exact(number: float, unit: str) -> Interval:
    if math.isnan(number) or math.isinf(number):
        raise BadValueError(
            f"{_number_in(unit)} that is finite; leave the fact out when it is unknown"
        )
    return Interval.exact(number)


def _as_float(raw: int | float, unit: str) -> float:
    try:
        return float(raw)
    except OverflowError:
        raise BadValueError(f"{_number_in(unit)} of sensible size") from None


def _number_in(unit: str) -> str:
    return f"a number in {unit}" if unit else "a number"
