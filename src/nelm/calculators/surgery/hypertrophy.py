"""Growth of the remnant after occlusion of the portal vein."""

from __future__ import annotations

from nelm.calculators.ranges import Number, within

SFLR_PERCENT = (1, 150)  # a house range; a fraction is below it
DAYS_PER_WEEK = 7
# Growth is not linear: 5.4 points in week 1, then 1.5 per week (PMC6414468, read). A rate from
# an earlier scan is not the rate that was studied. The last day is a house range.
SCAN_D = (7, 180)


def degree_of_hypertrophy_points(
    *, sflr_before_percent: Number, sflr_after_percent: Number
) -> Number:
    """Percentage points by which the standardized remnant grew; a loss is negative.

    Args:
        sflr_before_percent: standardized remnant before the occlusion, in percent (25, not 0.25).
        sflr_after_percent: the same after it, by the same formula for the expected volume.

    Returns:
        Percentage points.

    Raises:
        OutOfRangeError: a share outside 1 to 150 percent (a fraction?).

    Source: Shindoh et al., J Am Coll Surg 2013;216:201 (PMC3632508, abstract read).

    >>> degree_of_hypertrophy_points(sflr_before_percent=20.0, sflr_after_percent=29.0)
    9.0
    """
    within("sflr_before_percent", sflr_before_percent, *SFLR_PERCENT, hint="a fraction?")
    within("sflr_after_percent", sflr_after_percent, *SFLR_PERCENT, hint="a fraction?")
    return sflr_after_percent - sflr_before_percent


def kinetic_growth_points_per_week(
    *, sflr_before_percent: Number, sflr_after_percent: Number, scan_d: Number
) -> Number:
    """Kinetic growth rate: degree of hypertrophy at the first volumetry by weeks since occlusion.

    Args:
        sflr_before_percent: standardized remnant before the occlusion, in percent.
        sflr_after_percent: the same at the first volumetry after it.
        scan_d: days from the occlusion to that scan, at least 7.

    Returns:
        Percentage points per week.

    Raises:
        OutOfRangeError: a scan before day 7 or after day 180, or a share outside its range.

    Source: Shindoh et al., J Am Coll Surg 2013;216:201 (PMC3632508, definition read): degree of
    hypertrophy at initial volume assessment divided by the weeks elapsed.

    >>> round(kinetic_growth_points_per_week(
    ...     sflr_before_percent=20, sflr_after_percent=29, scan_d=21), 1)  # 9 points in 3 weeks
    3.0
    """
    within("scan_d", scan_d, *SCAN_D, hint="days; growth is not linear before day 7")
    points = degree_of_hypertrophy_points(
        sflr_before_percent=sflr_before_percent, sflr_after_percent=sflr_after_percent
    )
    return points * DAYS_PER_WEEK / scan_d
