"""Microspheres: how many, how active each is at a time, and what a printed count implies.

Numbers in print disagree: 15 to 20 million resin spheres (the source review) at 50 Bq each (read)
are 0.75 to 1.0 GBq. The range traces to "15-20 million for 1.5-2 GBq" (read), 100 Bq a sphere.
So a count is reckoned from activity and activity per sphere, and the range is only shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nelm.calculators.decay import half_lives_passed
from nelm.calculators.ranges import Number, OutOfRangeError, in_range
from nelm.calculators.y90.questions import in_activity_range

GLASS_BQ_PER_SPHERE: Final = 2500.0  # at the calibration, about; read
RESIN_BQ_PER_SPHERE: Final = 50.0  # at the calibration, about; read
GLASS_VIALS_GBQ: Final = (3.0, 5.0, 7.0, 10.0, 15.0, 20.0)
"""Fixed sizes at the calibration: read. Other sizes can be ordered today (recalled)."""
REVIEW_RESIN_COUNT: Final = (15e6, 20e6)  # as the source review prints it; read, to compare
REVIEW_GLASS_COUNT: Final = (1e6, 8e6)  # as the source review prints it; read, to compare
TEXTBOOK_RESIN_GBQ: Final = (1.5, 2.0)
"""What 15 to 20 million resin spheres hold in the textbook the range traces to (read)."""


@dataclass(frozen=True, kw_only=True)
class ImpliedRange:
    """Activity that a printed range of sphere counts stands for.

    Attributes:
        lowest_gbq: of the lowest count.
        highest_gbq: of the highest count.
    """

    lowest_gbq: float
    highest_gbq: float


def _in_sphere_range(field: str, activity_bq: Number) -> None:
    in_range(field, activity_bq, 1, 10_000, below="kBq?")


def _in_count_range(field: str, count: Number) -> None:
    in_range(field, count, 1e4, 1e9, below="millions?")


def sphere_count(*, activity_gbq: Number, activity_per_sphere_bq: Number) -> Number:
    """Number of spheres in an activity; it does not change with time, both decay alike.

    Args:
        activity_gbq: in GBq, 0.05 to 30.
        activity_per_sphere_bq: at the same time, in Bq, 1 to 10 000; see `GLASS_BQ_PER_SPHERE` and
            `RESIN_BQ_PER_SPHERE`.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: N = A / a; exact. 3 GBq are printed as 1.2 million glass spheres (read).

    >>> sphere_count(activity_gbq=3.0, activity_per_sphere_bq=2500.0)
    1200000.0
    """
    in_activity_range("activity_gbq", activity_gbq)
    _in_sphere_range("activity_per_sphere_bq", activity_per_sphere_bq)
    return activity_gbq * 1e9 / activity_per_sphere_bq


def activity_per_sphere_bq(
    *, calibration_bq: Number, elapsed_h: Number, half_life_h: Number
) -> Number:
    """Activity of one sphere some hours after the calibration, or before it when negative.

    Args:
        calibration_bq: of one sphere at the calibration, in Bq, 1 to 10 000.
        elapsed_h: hours since the calibration; negative before it.
        half_life_h: of 90Y, in hours.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: the law of decay; exact. The examples are glass after 4, 8 and 12 days.

    >>> [round(activity_per_sphere_bq(
    ...     calibration_bq=2500, elapsed_h=24 * days, half_life_h=64.1)) for days in (4, 8, 12)]
    [885, 314, 111]
    """
    _in_sphere_range("calibration_bq", calibration_bq)
    return calibration_bq * 2.0 ** -half_lives_passed(elapsed_h=elapsed_h, half_life_h=half_life_h)


def implied_activity(
    *, lowest_count: float, highest_count: float, activity_per_sphere_bq: float
) -> ImpliedRange:
    """Activity that a range of sphere counts would hold at this activity per sphere.

    Args:
        lowest_count: spheres, 10 000 to a billion.
        highest_count: spheres, not below the lowest.
        activity_per_sphere_bq: in Bq, 1 to 10 000.

    Raises:
        OutOfRangeError: a quantity out of range, or the counts in the wrong order.

    Source: A = N a; exact. The example is `REVIEW_RESIN_COUNT` at 50 Bq: less than is given, where
    `TEXTBOOK_RESIN_GBQ` would need 100 Bq. `REVIEW_GLASS_COUNT` at 2500 Bq is 2.5 to 20 GBq,
    which agrees with the vials.

    >>> implied_activity(
    ...     lowest_count=15e6, highest_count=20e6, activity_per_sphere_bq=RESIN_BQ_PER_SPHERE
    ... )
    ImpliedRange(lowest_gbq=0.75, highest_gbq=1.0)
    """
    _in_count_range("lowest_count", lowest_count)
    _in_count_range("highest_count", highest_count)
    if highest_count < lowest_count:
        raise OutOfRangeError("highest_count", highest_count, f"at least {lowest_count:g}")
    _in_sphere_range("activity_per_sphere_bq", activity_per_sphere_bq)
    return ImpliedRange(
        lowest_gbq=lowest_count * activity_per_sphere_bq / 1e9,
        highest_gbq=highest_count * activity_per_sphere_bq / 1e9,
    )


def implied_activity_per_sphere_bq(*, activity_gbq: Number, count: Number) -> Number:
    """Activity per sphere for which a count and an activity in print agree.

    Args:
        activity_gbq: in GBq, 0.05 to 30.
        count: spheres, 10 000 to a billion.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: a = A / N; exact. The example is "15 million for 1.5 GBq": twice the 50 Bq of resin.

    >>> implied_activity_per_sphere_bq(activity_gbq=1.5, count=15e6)
    100.0
    """
    in_activity_range("activity_gbq", activity_gbq)
    _in_count_range("count", count)
    return activity_gbq * 1e9 / count
