"""Input that a formula was not made for: refused with field, value and what is allowed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Number: TypeAlias = float | npt.NDArray[np.float64]


class OutOfRangeError(ValueError):
    """A quantity that no formula here answers for.

    Attributes:
        field: name of the argument, with its unit.
        value: what was given; the first offending one of an array.
        allowed: what would be accepted, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} is {value}; allowed: {allowed}")
        self.field = field
        self.value = value
        self.allowed = allowed


def within(field: str, value: Number, low: float, high: float, *, hint: str = "") -> None:
    """Refuse a number, or any number of an array, that is not finite or not from low to high.

    Args:
        field: name of the argument.
        value: what was given.
        low: smallest that is allowed.
        high: largest that is allowed.
        hint: a question about the unit, such as `g/dL?`.

    Raises:
        OutOfRangeError: with the first offending number.

    >>> within("albumin_g_l", 4.0, 10, 60, hint="g/dL?")
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: albumin_g_l is 4.0; allowed: 10 to 60 (g/dL?)
    """
    numbers = np.asarray(value, dtype=float)
    wrong = ~(np.isfinite(numbers) & (numbers >= low) & (numbers <= high))
    if wrong.any():
        question = f" ({hint})" if hint else ""
        raise OutOfRangeError(field, float(numbers[wrong][0]), f"{low:g} to {high:g}{question}")


def positive(field: str, value: Number) -> None:
    """Refuse what is not finite or not above 0.

    >>> positive("time_h", 0.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: time_h is 0.0; allowed: above 0
    """
    numbers = np.asarray(value, dtype=float)
    wrong = ~(np.isfinite(numbers) & (numbers > 0))
    if wrong.any():
        raise OutOfRangeError(field, float(numbers[wrong][0]), "above 0")


def not_negative(field: str, value: Number) -> None:
    """Refuse what is not finite or below 0.

    >>> not_negative("activity_gbq", -1.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: activity_gbq is -1.0; allowed: 0 or more
    """
    numbers = np.asarray(value, dtype=float)
    wrong = ~(np.isfinite(numbers) & (numbers >= 0))
    if wrong.any():
        raise OutOfRangeError(field, float(numbers[wrong][0]), "0 or more")
