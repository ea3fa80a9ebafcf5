"""What is known about a fact: yes or no, the words still possible, or an interval of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nelm.criteria.truth import Truth, negate


@dataclass(frozen=True, slots=True)
class Interval:
    """A number as reports state it: exact, a bound, or a range.

    >>> Interval.exact(4.0).compare("<", 10)
    <Truth.MET: 'met'>
    >>> Interval(-math.inf, 12, high_open=True).compare("<", 10)
    <Truth.UNKNOWN: 'unknown'>
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise ValueError("NaN is not a number that can be compared")
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ValueError(f"empty interval {self.low} to {self.high}")

    @classmethod
    def exact(cls, value: float) -> Interval:
        """One number, known exactly."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        """True when only one number is possible."""
        return self.low == self.high

    def contains(self, value: float) -> bool:
        """Whether this number is possible."""
        above = self.low < value or (self.low == value and not self.low_open)
        return above and (value < self.high or (value == self.high and not self.high_open))

    def compare(self, operator: str, bound: float) -> Truth:
        """Truth of `number operator bound` for the whole interval."""
        return COMPARISONS[operator](self, bound)

    def meet(self, other: Interval) -> Interval | None:
        """The numbers that both intervals allow, or None when there are none."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        try:
            return Interval(low, high, low_open, not high_closed)
        except ValueError:
            return None

    def adjoined(self, other: Interval) -> Interval | None:
        """Both intervals as one, when nothing lies between them; else None.

        >>> Interval.exact(6).adjoined(Interval(6, 600, low_open=True))
        Interval(low=6, high=600, low_open=False, high_open=False)
        """
        first, second = sorted((self, other), key=lambda x: (x.low, x.low_open))
        touch = first.high > second.low or (
            first.high == second.low and not (first.high_open and second.low_open)
        )
        if not touch:
            return None
        high, closed = max((first.high, not first.high_open), (second.high, not second.high_open))
        return Interval(first.low, high, first.low_open, not closed)


def _below(x: Interval, bound: float) -> Truth:
    if x.high < bound or (x.high == bound and x.high_open):
        return Truth.MET
    return Truth.NOT_MET if x.low >= bound else Truth.UNKNOWN


def _at_most(x: Interval, bound: float) -> Truth:
    if x.high <= bound:
        return Truth.MET
    above = x.low > bound or (x.low == bound and x.low_open)
    return Truth.NOT_MET if above else Truth.UNKNOWN


def _equal(x: Interval, bound: float) -> Truth:
    if not x.contains(bound):
        return Truth.NOT_MET
    return Truth.MET if x.is_exact else Truth.UNKNOWN


COMPARISONS: Mapping[str, Callable[[Interval, float], Truth]] = {
    "<": _below,
    "<=": _at_most,
    "==": _equal,
    ">": lambda x, bound: negate(_at_most(x, bound)),
    ">=": lambda x, bound: negate(_below(x, bound)),
}

Value: TypeAlias = bool | frozenset[str] | Interval
Facts: TypeAlias = Mapping[str, Value]
