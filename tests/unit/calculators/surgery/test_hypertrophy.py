"""Shindoh et al., J Am Coll Surg 2013;216:201: growth by weeks since the embolization."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.surgery.hypertrophy import (
    degree_of_hypertrophy_points,
    kinetic_growth_points_per_week,
)


def growth(before, after, days):
    return kinetic_growth_points_per_week(
        sflr_before_percent=before, sflr_after_percent=after, scan_d=days
    )


@pytest.mark.parametrize(
    ("before", "after", "days", "rate"),
    [(20, 29, 21, 3), (20, 28, 28, 2), (18, 23.4, 7, 5.4), (25, 24, 14, -0.5)],
)
def test_points_are_divided_by_weeks_not_by_days(before, after, days, rate):
    assert growth(before, after, days) == pytest.approx(rate)


def test_hypertrophy_is_a_difference_of_points_not_a_ratio():
    points = degree_of_hypertrophy_points(sflr_before_percent=20, sflr_after_percent=30)
    assert points == pytest.approx(10)


@given(st.floats(1, 100), st.floats(0, 50), st.floats(7, 180))
def test_rate_times_weeks_gives_the_points_back(before, gain, days):
    assert growth(before, before + gain, days) * days / 7 == pytest.approx(gain, abs=1e-9)


@given(st.floats(7, 90), st.floats(1, 90))
def test_the_same_gain_in_more_days_is_slower(days, more):
    assert growth(20, 30, days) > growth(20, 30, days + more)


@pytest.mark.parametrize("days", [0, 3, 6.99, -7, 181, float("nan"), float("inf")])
def test_a_scan_before_day_7_is_refused(days):
    with pytest.raises(OutOfRangeError, match="7 to 180") as refusal:
        growth(20, 30, days)
    assert refusal.value.field == "scan_d"


@pytest.mark.parametrize(("before", "after"), [(0.2, 30), (20, 0.3), (20, float("nan"))])
def test_fractions_are_questioned(before, after):
    with pytest.raises(OutOfRangeError, match=r"a fraction\?"):
        growth(before, after, 21)
