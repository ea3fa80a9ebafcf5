"""Input that a formula was not made for: refused with field, value and what is allowed."""

from __future__ import annotations

import math
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
    allowed = f"{low:g} to {high:g}"
    numbers = _numbers(field, value, allowed)
    wrong = ~(np.isfinite(numbers) & (numbers >= low) & (numbers <= high))
    if wrong.any():
        question = f" ({hint})" if hint else ""
        raise OutOfRangeError(field, float(numbers[wrong][0]), f"{allowed}{question}")


def in_range(
    field: str, value: Number, low: float, high: float, *, above: str = "", below: str = ""
) -> None:
    """Refuse what is not within the range; ask about the unit by the side it lies on.

    Args:
        field: name of the argument.
        value: what was given.
        low: smallest that is allowed.
        high: largest that is allowed.
        above: asked where it is too large.
        below: asked where it is too small.

    Raises:
        OutOfRangeError: with the first offending number.

    >>> in_range("height_cm", 1.7, 120, 220, above="mm?", below="m?")
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: height_cm is 1.7; allowed: 120 to 220 (m?)
    """
    try:
        within(field, value, low, high)
    except OutOfRangeError as refused:
        given = refused.value if isinstance(refused.value, float) else math.nan
        question = above if given > high else below if given < low else ""
        within(field, value, low, high, hint=question)


def positive(field: str, value: Number) -> None:
    """Refuse what is not finite or not above 0.

    >>> positive("time_h", 0.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: time_h is 0.0; allowed: above 0
    """
    numbers = _numbers(field, value, "above 0")
    wrong = ~(np.isfinite(numbers) & (numbers > 0))
    if wrong.any():
        raise OutOfRangeError(field, float(numbers[wrong][0]), "above 0")


def above_0_to(field: str, value: Number, high: float, *, hint: str = "") -> None:
    """Refuse what is not above 0 or is larger than allowed; then ask about the unit.

    >>> above_0_to("half_life_h", 230544.0, 10_000, hint="seconds?")
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: half_life_h is 230544.0; allowed: above 0 to 10000 \
(seconds?)
    """
    allowed = f"above 0 to {high:g}"
    numbers = _numbers(field, value, allowed)
    wrong = ~(np.isfinite(numbers) & (numbers > 0) & (numbers <= high))
    if wrong.any():
        first = float(numbers[wrong][0])
        question = f" ({hint})" if hint and first > high else ""
        raise OutOfRangeError(field, first, f"{allowed}{question}")


def not_negative(field: str, value: Number) -> None:
    """Refuse what is not finite or below 0.

    >>> not_negative("activity_gbq", -1.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: activity_gbq is -1.0; allowed: 0 or more
    """
    numbers = _numbers(field, value, "0 or more")
    wrong = ~(np.isfinite(numbers) & (numbers >= 0))
    if wrong.any():
        raise OutOfRangeError(field, float(numbers[wrong][0]), "0 or more")


def finite(field: str, value: Number) -> None:
    """Refuse what is no finite number.

    >>> finite("elapsed_h", float("nan"))
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: elapsed_h is nan; allowed: a finite number
    """
    numbers = _numbers(field, value, "finite")
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        raise OutOfRangeError(field, float(numbers[wrong][0]), "a finite number")


def check_list(field: str, values: object) -> None:
    """Refuse one number, a text or nothing where a list is asked for.

    >>> check_list("masses_kg", "1.5")
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: masses_kg is 1.5; allowed: a list of numbers
    """
    if not isinstance(values, list | tuple | np.ndarray) or np.ndim(values) == 0:
        raise OutOfRangeError(field, values, "a list of numbers")


def number_list(field: str, values: object) -> npt.NDArray[np.float64]:
    """A list of finite numbers, as an array; it may be empty.

    Raises:
        OutOfRangeError: no list, or something in it that is no finite number.

    >>> number_list("times_h", 24.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: times_h is 24.0; allowed: a list of numbers
    """
    check_list(field, values)
    if isinstance(values, list | tuple) and any(isinstance(one, bool) for one in values):
        raise OutOfRangeError(field, values, "a list of numbers")
    numbers = _numbers(field, np.asarray(values), "each finite")
    finite(field, numbers)
    return numbers


def _numbers(field: str, value: object, allowed: str) -> npt.NDArray[np.float64]:
    """A number or an array of them; a truth, a text, a list or nothing at all is none."""
    given = np.asarray(value)
    if isinstance(value, list | tuple) or given.dtype.kind not in "iuf":
        raise OutOfRangeError(field, value, f"a number, {allowed}")
    return given.astype(float)
