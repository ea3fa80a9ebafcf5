"""Integrals of curves, against quadrature."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from nelm.calculators.lu177.physics import PHYSICAL_HALF_LIFE_H
from nelm.calculators.lu177.time_activity import (
    bi_exponential_activity_mbq,
    bi_exponential_share_after,
    bi_exponential_tia_mbq_h,
    mono_exponential_tia_mbq_h,
)
from nelm.calculators.lu177.trapezoid import trapezoid_tia
from nelm.calculators.ranges import OutOfRangeError

CURVES = st.builds(
    lambda slow, half_life, ratio, relative: {
        "slow_mbq": slow,
        "slow_half_life_h": half_life,
        "fast_mbq": relative * slow,
        "fast_half_life_h": ratio * half_life,
    },
    st.floats(1, 1000),
    st.floats(5, 159),
    st.floats(0.05, 0.9),
    st.floats(-1, 3),
)


def integral(curve, low, high):
    """Quadrature in pieces: two half-lives may differ by a factor of 20."""
    edges = np.geomspace(1, 1 + high - low, 12) - 1 + low
    return sum(
        quad(lambda t: bi_exponential_activity_mbq(time_h=t, **curve), a, b, epsrel=1e-10)[0]
        for a, b in pairwise(edges)
    )


@given(activity=st.floats(0, 1e4), half_life=st.floats(1, 159))
def test_mono_is_the_area_under_its_curve(activity, half_life):
    area, _ = quad(lambda t: activity * 2 ** (-t / half_life), 0, 60 * half_life, limit=200)
    found = mono_exponential_tia_mbq_h(activity_mbq=activity, effective_half_life_h=half_life)
    assert found == pytest.approx(area, rel=1e-6)


@given(curve=CURVES)
def test_bi_is_the_area_under_its_curve(curve):
    area = integral(curve, 0, 60 * curve["slow_half_life_h"])
    assert bi_exponential_tia_mbq_h(**curve) == pytest.approx(area, rel=1e-6)


@given(curve=CURVES, time=st.floats(0, 300))
def test_the_share_after_a_point_is_the_area_after_it(curve, time):
    area = integral(curve, time, time + 60 * curve["slow_half_life_h"])
    found = bi_exponential_share_after(time_h=time, **curve)
    assert found * bi_exponential_tia_mbq_h(**curve) == pytest.approx(area, rel=1e-6, abs=1e-9)
    assert 0 <= found <= 1 + 1e-12


@given(curve=CURVES, time=st.floats(0, 500))
def test_activity_is_never_negative(curve, time):
    assert bi_exponential_activity_mbq(time_h=time, **curve) >= -1e-9


@given(activity=st.floats(1, 1000), half_life=st.floats(5, 159))
def test_a_fast_phase_of_nothing_leaves_one_exponential(activity, half_life):
    curve = {
        "slow_mbq": activity,
        "slow_half_life_h": half_life,
        "fast_mbq": 0,
        "fast_half_life_h": half_life / 2,
    }
    mono = mono_exponential_tia_mbq_h(activity_mbq=activity, effective_half_life_h=half_life)
    assert bi_exponential_tia_mbq_h(**curve) == pytest.approx(mono)


def test_columns_give_columns():
    tia = mono_exponential_tia_mbq_h(
        activity_mbq=np.array([1.0, 2.0]), effective_half_life_h=np.array([50.0, 50.0])
    )
    np.testing.assert_allclose(tia, np.array([50, 100]) / math.log(2))
    curve = {"slow_mbq": 8, "slow_half_life_h": 20, "fast_mbq": -8, "fast_half_life_h": 10}
    found = bi_exponential_activity_mbq(time_h=np.array([0.0, 20.0]), **curve)
    np.testing.assert_allclose(found, [0, 2])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"slow_mbq": 0}, "slow_mbq"),
        ({"slow_mbq": math.nan}, "slow_mbq is nan"),
        ({"slow_half_life_h": 160}, "physical half-life"),
        ({"fast_half_life_h": 50}, "fast_half_life_h is 50; allowed: below the slow one, 50"),
        ({"fast_half_life_h": 0}, "fast_half_life_h"),
        ({"fast_mbq": -101}, "activity at time zero may not be negative"),
        ({"fast_mbq": math.nan}, "fast_mbq"),
        ({"fast_mbq": math.inf}, "fast_mbq"),
    ],
)
def test_a_curve_that_is_none_is_refused(changed, message):
    curve = {"slow_mbq": 100, "slow_half_life_h": 50, "fast_mbq": -100, "fast_half_life_h": 10}
    for call, more in (
        (bi_exponential_tia_mbq_h, {}),
        (bi_exponential_activity_mbq, {"time_h": 24}),
        (bi_exponential_share_after, {"time_h": 24}),
    ):
        with pytest.raises(OutOfRangeError, match=message):
            call(**(curve | changed | more))


@pytest.mark.parametrize(("activity", "half_life"), [(-1, 50), (math.nan, 50), (1, 160), (1, 0)])
def test_mono_out_of_range_is_refused(activity, half_life):
    with pytest.raises(OutOfRangeError):
        mono_exponential_tia_mbq_h(activity_mbq=activity, effective_half_life_h=half_life)


def trapezoid(**changed):
    given_ = {
        "times_h": [24, 96, 168],
        "activities_mbq": [60, 30, 12],
        "start": "from-zero",
        "tail_half_life_h": PHYSICAL_HALF_LIFE_H,
    }
    return trapezoid_tia(**(given_ | changed))


def test_trapezoid_by_hand():
    found = trapezoid()
    assert found.before_mbq_h == 24 * 60 / 2
    assert found.between_mbq_h == 72 * 45 + 72 * 21
    assert found.after_mbq_h == pytest.approx(12 * 159.528 / math.log(2))
    assert found.total_mbq_h == pytest.approx(720 + 4752 + found.after_mbq_h)
    assert found.share_after_last == pytest.approx(found.after_mbq_h / found.total_mbq_h)
    assert trapezoid(start="flat").before_mbq_h == 24 * 60


@given(half_life=st.floats(10, 159), start=st.floats(1, 48))
def test_trapezoid_with_a_physical_tail_is_above_the_truth_from_the_first_point(half_life, start):
    times = [start, start + 48, start + 120]
    activities = [100 * 2 ** (-t / half_life) for t in times]
    found = trapezoid(times_h=times, activities_mbq=activities)
    truth = activities[0] * half_life / math.log(2)
    assert found.between_mbq_h + found.after_mbq_h >= truth


def test_many_points_come_near_the_truth():
    times = np.arange(0, 401, 1.0).tolist()
    activities = [100 * 2 ** (-t / 50) for t in times]
    found = trapezoid(times_h=times, activities_mbq=activities, tail_half_life_h=50)
    assert found.total_mbq_h == pytest.approx(5000 / math.log(2), rel=1e-4)
    assert found.share_after_last == pytest.approx(2**-8, rel=1e-3)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tail_half_life_h": 160}, "physical half-life"),
        ({"start": "guess"}, "start is guess; allowed: from-zero or flat"),
        ({"times_h": [24]}, "times_h is 1 points; allowed: 2 or more"),
        ({"times_h": [24, 96]}, "one for each time"),
        ({"times_h": [24, 24, 168]}, "a time after 24"),
        ({"times_h": [-1, 96, 168]}, "times_h is -1.0; allowed: 0 to 1000$"),
        ({"times_h": [1440, 5760, 10080]}, r"\(minutes or seconds\?\)"),
        ({"times_h": [24, math.nan, 168]}, "times_h is nan"),
        ({"activities_mbq": [60, -1, 12]}, "activities_mbq is -1.0"),
        ({"activities_mbq": [60, math.inf, 12]}, "activities_mbq is inf"),
        ({"activities_mbq": [0, 0, 0]}, "at least one above 0"),
    ],
)
def test_points_that_are_none_are_refused(changed, message):
    with pytest.raises(OutOfRangeError, match=message):
        trapezoid(**changed)
