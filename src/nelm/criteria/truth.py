"""Strong Kleene truth: met, not met, unknown."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Truth of a condition for a case; it refuses to be used as a bool.

    >>> Truth.of(True), all_of([Truth.MET, Truth.UNKNOWN]), any_of([Truth.MET, Truth.UNKNOWN])
    (<Truth.MET: 'met'>, <Truth.UNKNOWN: 'unknown'>, <Truth.MET: 'met'>)
    """

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # enum members are singletons; hashing the name is slower

    def __bool__(self) -> bool:
        raise TypeError("Truth has three values: write `truth is Truth.MET`")

    @classmethod
    def of(cls, value: bool) -> Truth:
        """Turn a two-valued answer into a Truth."""
        return cls.MET if value else cls.NOT_MET


def negate(truth: Truth) -> Truth:
    """Swap met and not met; unknown stays unknown."""
    if truth is Truth.UNKNOWN:
        return truth
    return Truth.NOT_MET if truth is Truth.MET else Truth.MET


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction: one not met decides, then one unknown; nothing at all is met."""
    found = set(truths)
    if Truth.NOT_MET in found:
        return Truth.NOT_MET
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.MET


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction: one met decides, then one unknown; nothing at all is not met."""
    found = set(truths)
    if Truth.MET in found:
        return Truth.MET
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NOT_MET


def join(first: Truth, second: Truth) -> Truth:
    """Whichever of two accounts of the same thing is known; unknown when they disagree.

    >>> join(Truth.UNKNOWN, Truth.MET), join(Truth.NOT_MET, Truth.MET)
    (<Truth.MET: 'met'>, <Truth.UNKNOWN: 'unknown'>)
    """
    if first is Truth.UNKNOWN:
        return second
    return first if second in (first, Truth.UNKNOWN) else Truth.UNKNOWN
