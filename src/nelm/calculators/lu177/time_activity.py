"""Time-integrated activity: the decays under a curve of one or two exponentials."""

from __future__ import annotations

import math

import numpy as np

from nelm.calculators.lu177.physics import (
    MOST_ACTIVITY_MBQ,
    check_effective_half_life,
    check_organ_activity,
)
from nelm.calculators.ranges import Number, OutOfRangeError, in_range, positive, within

LN_2 = math.log(2)
LATEST_H = 10_000.0


def mono_exponential_tia_mbq_h(*, activity_mbq: Number, effective_half_life_h: Number) -> Number:
    """Time-integrated activity in MBq h of one exponential from time zero: A0 T / ln 2.

    Args:
        activity_mbq: activity in the organ at the time of injection, in MBq.
        effective_half_life_h: in h; at most the physical half-life.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: integral of an exponential; exact. Example: a half-life of ln 2 x 100 h gives 100 h.

    >>> f"{mono_exponential_tia_mbq_h(activity_mbq=5, effective_half_life_h=69.314718):.4f}"
    '500.0000'
    """
    check_organ_activity("activity_mbq", activity_mbq)
    check_effective_half_life("effective_half_life_h", effective_half_life_h)
    return activity_mbq * effective_half_life_h / LN_2


def bi_exponential_tia_mbq_h(
    *,
    slow_mbq: float,
    slow_half_life_h: float,
    fast_mbq: float,
    fast_half_life_h: float,
) -> float:
    """Time-integrated activity in MBq h of two exponentials: sum of a_i T_i / ln 2.

    A negative fast phase is uptake. It may not be larger than the slow one: the activity at
    time zero would be negative.

    Args:
        slow_mbq: amplitude of the phase with the longer half-life, above 0, in MBq.
        slow_half_life_h: effective, in h; at most the physical half-life.
        fast_mbq: amplitude of the other phase, in MBq; negative for uptake.
        fast_half_life_h: effective, in h; shorter than the slow one.

    Raises:
        OutOfRangeError: a quantity is out of range, or the curve would go below zero.

    Source: integral of exponentials; exact. Example: uptake from zero with halves of 50 and 10 h
    leaves (50 - 10)/ln 2 h.

    >>> tia = bi_exponential_tia_mbq_h(
    ...     slow_mbq=100, slow_half_life_h=50, fast_mbq=-100, fast_half_life_h=10
    ... )
    >>> f"{tia * 0.693147181:.3f}"
    '4000.000'
    """
    _check_phases(slow_mbq, slow_half_life_h, fast_mbq, fast_half_life_h)
    return (slow_mbq * slow_half_life_h + fast_mbq * fast_half_life_h) / LN_2


def bi_exponential_activity_mbq(
    *,
    time_h: Number,
    slow_mbq: float,
    slow_half_life_h: float,
    fast_mbq: float,
    fast_half_life_h: float,
) -> Number:
    """Activity in MBq at a time, of two exponentials; see `bi_exponential_tia_mbq_h`.

    Args:
        time_h: after injection, in h.
        slow_mbq: amplitude of the slow phase in MBq.
        slow_half_life_h: in h.
        fast_mbq: amplitude of the fast phase in MBq; negative for uptake.
        fast_half_life_h: in h.

    Raises:
        OutOfRangeError: a quantity is out of range, or the curve would go below zero.

    Source: definition; exact. Example: after 20 h a half-life of 20 h leaves half, one of 10 h
    a quarter.

    >>> bi_exponential_activity_mbq(
    ...     time_h=20, slow_mbq=8, slow_half_life_h=20, fast_mbq=-8, fast_half_life_h=10
    ... )
    2.0
    """
    in_range("time_h", time_h, 0, LATEST_H, above="seconds?")
    _check_phases(slow_mbq, slow_half_life_h, fast_mbq, fast_half_life_h)
    return slow_mbq * half(time_h, slow_half_life_h) + fast_mbq * half(time_h, fast_half_life_h)


def bi_exponential_share_after(
    *,
    time_h: float,
    slow_mbq: float,
    slow_half_life_h: float,
    fast_mbq: float,
    fast_half_life_h: float,
) -> float:
    """Share of the time-integrated activity that lies after a time: how much is extrapolated.

    Args:
        time_h: of the last point, in h.
        slow_mbq: amplitude of the slow phase in MBq.
        slow_half_life_h: in h.
        fast_mbq: amplitude of the fast phase in MBq; negative for uptake, 0 for one phase.
        fast_half_life_h: in h.

    Raises:
        OutOfRangeError: a quantity is out of range, or the curve would go below zero.

    Source: integral of exponentials; exact. Example: of one phase a quarter lies after two
    half-lives.

    >>> bi_exponential_share_after(
    ...     time_h=100, slow_mbq=7, slow_half_life_h=50, fast_mbq=0, fast_half_life_h=1
    ... )
    0.25
    """
    in_range("time_h", time_h, 0, LATEST_H, above="seconds?")
    _check_phases(slow_mbq, slow_half_life_h, fast_mbq, fast_half_life_h)
    slow, fast = slow_mbq * slow_half_life_h, fast_mbq * fast_half_life_h
    after = slow * half(time_h, slow_half_life_h) + fast * half(time_h, fast_half_life_h)
    return float(after / (slow + fast))


def half(time_h: Number, half_life_h: Number) -> Number:
    """What one phase leaves after a time: 2^(-t/T).

    >>> half(30, 10)
    0.125
    """
    return (
        np.exp2(-np.asarray(time_h) / half_life_h)
        if _many(time_h, half_life_h)
        else float(2.0 ** (-time_h / half_life_h))
    )


def _many(*values: Number) -> bool:
    return any(isinstance(value, np.ndarray) for value in values)


def _check_phases(slow_mbq: float, slow_h: float, fast_mbq: float, fast_h: float) -> None:
    positive("slow_mbq", slow_mbq)
    check_organ_activity("slow_mbq", slow_mbq)
    check_effective_half_life("slow_half_life_h", slow_h)
    check_effective_half_life("fast_half_life_h", fast_h)
    if fast_h >= slow_h:
        raise OutOfRangeError("fast_half_life_h", fast_h, f"below the slow one, {slow_h:g}")
    within("fast_mbq", fast_mbq, -MOST_ACTIVITY_MBQ, MOST_ACTIVITY_MBQ)
    if fast_mbq < -slow_mbq:
        allowed = f"{-slow_mbq:g} or more: the activity at time zero may not be negative"
        raise OutOfRangeError("fast_mbq", fast_mbq, allowed)
