"""Time-integrated activity without a model: trapezoids, and a tail that decays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np

from nelm.calculators.lu177.physics import check_effective_half_life, check_organ_activity
from nelm.calculators.lu177.time_activity import LN_2
from nelm.calculators.ranges import OutOfRangeError, number_list, within

Start: TypeAlias = Literal["from-zero", "flat"]
LONGEST_H = 1000.0


@dataclass(frozen=True)
class TrapezoidTia:
    """Parts of the time-integrated activity.

    Attributes:
        before_mbq_h: from injection to the first point.
        between_mbq_h: from the first to the last point.
        after_mbq_h: the tail.
        total_mbq_h: all three.
        share_after_last: of the tail in the total.
    """

    before_mbq_h: float
    between_mbq_h: float
    after_mbq_h: float
    total_mbq_h: float
    share_after_last: float


def trapezoid_tia(
    *,
    times_h: Sequence[float],
    activities_mbq: Sequence[float],
    start: Start,
    tail_half_life_h: float,
) -> TrapezoidTia:
    """Time-integrated activity in MBq h by trapezoids with a decaying tail; no model in between.

    With the physical half-life (`PHYSICAL_HALF_LIFE_H`) the tail is an upper bound: nothing
    leaves later than that.

    Args:
        times_h: of the points after injection, in h, rising; two or more, 0 to 1000.
        activities_mbq: at these times, in MBq, 0 or more.
        start: before the first point, `from-zero` (a triangle, for an organ that takes up) or
            `flat` (as at the first point).
        tail_half_life_h: of the tail in h; at most the physical half-life.

    Raises:
        OutOfRangeError: too few points, times that do not rise, a quantity out of range.

    Source: trapezoidal rule; exact for straight lines. Example: 100 MBq from 0 to 10 h, then a
    tail of half-life 69.3 h: 1000 + 100 x 100 MBq h.

    >>> found = trapezoid_tia(
    ...     times_h=[0, 10], activities_mbq=[100, 100], start="flat", tail_half_life_h=69.314718
    ... )
    >>> f"{found.between_mbq_h:.1f} {found.after_mbq_h:.1f} {found.share_after_last:.4f}"
    '1000.0 10000.0 0.9091'
    """
    if start not in ("from-zero", "flat"):
        raise OutOfRangeError("start", start, "from-zero or flat")
    check_points(times_h, activities_mbq, least=2)
    check_effective_half_life("tail_half_life_h", tail_half_life_h)
    times, activities = np.asarray(times_h, float), np.asarray(activities_mbq, float)
    before = float(times[0] * activities[0]) * (0.5 if start == "from-zero" else 1.0)
    between = float(np.trapezoid(activities, times))
    after = float(activities[-1]) * tail_half_life_h / LN_2
    total = before + between + after
    if total == 0:
        raise OutOfRangeError("activities_mbq", 0.0, "at least one above 0")
    return TrapezoidTia(before, between, after, total, after / total)


def check_points(times_h: Sequence[float], activities_mbq: Sequence[float], *, least: int) -> None:
    """Refuse points that are too few, unpaired, out of order, or not numbers.

    >>> check_points([0, 24], [5, 4], least=3)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: times_h is 2 points; allowed: 3 or more
    """
    times = number_list("times_h", times_h)
    activities = number_list("activities_mbq", activities_mbq)
    if len(times) < least:
        raise OutOfRangeError("times_h", f"{len(times_h)} points", f"{least} or more")
    if len(times_h) != len(activities_mbq):
        given = f"{len(activities_mbq)} for {len(times_h)} times"
        raise OutOfRangeError("activities_mbq", given, "one for each time")
    late = bool((times > LONGEST_H).any())
    within("times_h", times, 0, LONGEST_H, hint="minutes or seconds?" if late else "")
    check_organ_activity("activities_mbq", activities)
    for earlier, later in pairwise(times_h):
        if later <= earlier:
            raise OutOfRangeError("times_h", later, f"a time after {earlier}")
