"""Fits give back what made the points, and say what they do not know."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import curve_fit

from nelm.calculators.lu177.fits import choose_time_activity_fit, fit_time_activity
from nelm.calculators.lu177.physics import PHYSICAL_HALF_LIFE_H
from nelm.calculators.lu177.time_activity import bi_exponential_tia_mbq_h
from nelm.calculators.ranges import OutOfRangeError

TIMES = [2, 6, 24, 48, 96, 168]


def curve(times, slow, half_life, ratio, relative):
    t = np.asarray(times, dtype=float)
    return (slow * (2 ** (-t / half_life) + relative * 2 ** (-t / (ratio * half_life)))).tolist()


def fit(times, activities, model="mono", weights="relative"):
    return fit_time_activity(times_h=times, activities_mbq=activities, model=model, weights=weights)


@settings(max_examples=25, deadline=None)
@given(slow=st.floats(1, 1e4), half_life=st.floats(20, 150), uniform=st.booleans())
def test_one_exponential_is_found(slow, half_life, uniform):
    found = fit(
        [24, 96, 168],
        curve([24, 96, 168], slow, half_life, 1, 0),
        weights="uniform" if uniform else "relative",
    )
    assert found.slow_mbq == pytest.approx(slow, rel=1e-5)
    assert found.slow_half_life_h == pytest.approx(half_life, rel=1e-5)
    assert found.tia_mbq_h == pytest.approx(slow * half_life / math.log(2), rel=1e-5)
    assert found.share_after_last == pytest.approx(2 ** (-168 / half_life), rel=1e-4)
    assert found.fast_mbq == 0
    assert math.isnan(found.fast_half_life_h)


@settings(max_examples=15, deadline=None)
@given(slow=st.floats(1, 1e4), half_life=st.floats(40, 140), ratio=st.floats(0.04, 0.3))
def test_uptake_from_zero_is_found(slow, half_life, ratio):
    found = fit(TIMES, curve(TIMES, slow, half_life, ratio, -1), model="uptake")
    truth = slow * half_life * (1 - ratio) / math.log(2)
    assert found.tia_mbq_h == pytest.approx(truth, rel=1e-4)
    assert found.slow_half_life_h == pytest.approx(half_life, rel=1e-3)
    assert found.fast_half_life_h == pytest.approx(ratio * half_life, rel=1e-2)
    assert found.fast_mbq == -found.slow_mbq


@pytest.mark.parametrize("relative", [-0.6, 1.5])
def test_two_free_phases_are_found(relative):
    found = fit(TIMES, curve(TIMES, 80, 70, 0.1, relative), model="bi")
    assert found.slow_half_life_h == pytest.approx(70, rel=1e-3)
    assert found.fast_half_life_h == pytest.approx(7, rel=1e-2)
    assert found.fast_mbq == pytest.approx(80 * relative, rel=1e-2)
    again = bi_exponential_tia_mbq_h(
        slow_mbq=found.slow_mbq,
        slow_half_life_h=found.slow_half_life_h,
        fast_mbq=found.fast_mbq,
        fast_half_life_h=found.fast_half_life_h,
    )
    assert found.tia_mbq_h == pytest.approx(again)


def test_points_that_last_longer_than_177lu_stop_at_its_half_life_and_say_so():
    found = fit([24, 96, 168], [50, 50, 50])
    assert found.slow_half_life_h == pytest.approx(PHYSICAL_HALF_LIFE_H, rel=1e-4)
    assert found.slow_half_life_h <= PHYSICAL_HALF_LIFE_H
    assert found.at_bound == ("slow_half_life_h",)
    assert found.covariance is None
    assert found.tia_standard_uncertainty_mbq_h is None
    assert found.relative_rms > 0.1


def test_covariance_is_that_of_an_independent_fit():
    activities = [82.0, 49.0, 27.5, 10.1]
    times = [24, 48, 96, 168]
    found = fit(times, activities, weights="uniform")
    values, covariance = curve_fit(
        lambda t, a, half_life: a * 2 ** (-t / half_life), times, activities, p0=(100, 50)
    )
    assert (found.slow_mbq, found.slow_half_life_h) == pytest.approx(tuple(values), rel=1e-5)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-3)


def test_relative_weights_are_those_of_an_independent_fit():
    activities = np.array([82.0, 49.0, 27.5, 10.1])
    times = [24, 48, 96, 168]
    found = fit(times, activities.tolist())
    values, covariance = curve_fit(
        lambda t, a, half_life: a * 2 ** (-t / half_life),
        times,
        activities,
        p0=(100, 50),
        sigma=activities,
    )
    assert (found.slow_mbq, found.slow_half_life_h) == pytest.approx(tuple(values), rel=1e-5)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-3)


def test_the_uncertainty_of_the_integral_is_the_scatter_of_repeated_scans():
    random = np.random.default_rng(5)
    times = [24, 48, 96, 168]
    truth = np.array(curve(times, 100, 51, 1, 0))
    fits = [
        fit(times, (truth * (1 + 0.05 * random.standard_normal(4))).tolist()) for _ in range(150)
    ]
    scatter = float(np.std([one.tia_mbq_h for one in fits], ddof=1))
    stated = float(np.sqrt(np.mean([one.tia_standard_uncertainty_mbq_h**2 for one in fits])))
    assert stated == pytest.approx(scatter, rel=0.2)


def test_the_scale_of_activity_does_not_matter():
    activities = [82.0, 49.0, 27.5, 10.1]
    small = fit([24, 48, 96, 168], activities)
    large = fit([24, 48, 96, 168], [1000 * a for a in activities])
    assert large.tia_mbq_h == pytest.approx(1000 * small.tia_mbq_h, rel=1e-6)
    assert large.tia_standard_uncertainty_mbq_h == pytest.approx(
        1000 * small.tia_standard_uncertainty_mbq_h, rel=1e-4
    )
    assert large.aicc == pytest.approx(small.aicc, rel=1e-6)


def test_as_many_points_as_parameters_have_no_covariance_and_no_aicc():
    found = fit([24, 96], [60, 20])
    assert found.covariance is None
    assert found.aicc is None
    assert found.relative_rms == pytest.approx(0, abs=1e-6)


def test_aicc_by_hand():
    activities, times = [82.0, 49.0, 27.5, 10.1], [24, 48, 96, 168]
    found = fit(times, activities)
    expected = 4 * math.log(found.relative_rms**2) + 2 * 2 + 2 * 2 * 3 / (4 - 2 - 1)
    assert found.aicc == pytest.approx(expected)


def choose(times, activities):
    return choose_time_activity_fit(times_h=times, activities_mbq=activities, weights="relative")


def test_points_of_an_uptake_choose_the_uptake():
    noise = np.array([1.02, 0.98, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01])
    times = [1, 3, 8, 24, 48, 72, 120, 168]
    activities = (np.array(curve(times, 100, 60, 0.08, -1)) * noise).tolist()
    found = choose(times, activities)
    assert found.best.model == "uptake"
    assert found.tia_mbq_h == found.best.tia_mbq_h
    assert found.tia_mbq_h == pytest.approx(100 * 60 * 0.92 / math.log(2), rel=0.03)
    assert found.left_out == ()
    assert found.compared[0] is found.best


def test_points_of_one_exponential_choose_it():
    noise = np.array([1.02, 0.98, 1.01, 0.99, 1.02, 0.98])
    times = [24, 48, 72, 96, 120, 168]
    found = choose(times, (np.array(curve(times, 100, 60, 1, 0)) * noise).tolist())
    assert found.best.model == "mono"
    assert sum(found.akaike_weights) == pytest.approx(1)
    assert list(found.akaike_weights) == sorted(found.akaike_weights, reverse=True)
    assert {one.model for one in found.compared} == {"mono", "uptake", "bi"}


@pytest.mark.parametrize(("points", "left_out"), [(4, ("uptake", "bi")), (5, ("bi",)), (6, ())])
def test_models_that_the_points_are_too_few_for_are_named(points, left_out):
    times = [24, 48, 72, 96, 120, 168][:points]
    assert choose(times, curve(times, 100, 60, 1, 0)).left_out == left_out


@pytest.mark.parametrize(
    ("times", "activities", "model", "weights", "message"),
    [
        ([24], [60], "mono", "relative", "times_h is 1 points; allowed: 2 or more"),
        ([24, 96], [60, 20], "uptake", "relative", "3 or more"),
        ([24, 96, 168], [60, 20, 9], "bi", "relative", "4 or more"),
        ([24, 96], [60, 0], "mono", "relative", "activities_mbq is 0.0; allowed: above 0"),
        ([24, 96], [60, math.nan], "mono", "uniform", "activities_mbq is nan"),
        ([96, 24], [60, 20], "mono", "uniform", "a time after 96"),
        ([24, 96], [60, 20], "tri", "uniform", "model is tri; allowed: mono, uptake, bi"),
        ([24, 96], [60, 20], "mono", "poisson", "weights is poisson"),
        ([1440, 5760], [60, 20], "mono", "uniform", r"minutes or seconds\?"),
    ],
)
def test_points_that_cannot_be_fitted_are_refused(times, activities, model, weights, message):
    with pytest.raises(OutOfRangeError, match=message):
        fit(times, activities, model, weights)


def test_a_choice_needs_four_points():
    with pytest.raises(OutOfRangeError, match="times_h is 3 points; allowed: 4 or more"):
        choose([24, 96, 168], [60, 20, 9])


def test_scipy_is_not_loaded_before_a_fit():
    code = "import sys, nelm.calculators.lu177.catalog;sys.exit('scipy.optimize' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=40, deadline=None)
@given(
    activities=st.lists(st.floats(1e-3, 1e5), min_size=6, max_size=6),
    uniform=st.booleans(),
)
def test_any_points_give_a_curve_that_is_physical(activities, uniform):
    weights = "uniform" if uniform else "relative"
    for model in ("mono", "uptake", "bi"):
        found = fit(TIMES, activities, model=model, weights=weights)
        assert found.tia_mbq_h > 0
        assert 0 <= found.share_after_last <= 1
        assert found.slow_half_life_h <= PHYSICAL_HALF_LIFE_H
        assert found.fast_mbq >= -found.slow_mbq
        assert found.relative_rms >= 0


@settings(max_examples=25, deadline=None)
@given(activities=st.lists(st.floats(1, 100), min_size=6, max_size=6))
def test_a_model_that_holds_another_never_fits_worse(activities):
    """`bi` holds `uptake`; a search that misses the minimum would show here."""
    spare = {"uptake": 2 * 3 + 2 * 3 * 4 / 2, "bi": 2 * 4 + 2 * 4 * 5 / 1}
    misfit = {model: fit(TIMES, activities, model=model).aicc - spare[model] for model in spare}
    assert misfit["bi"] <= misfit["uptake"] + 1e-2


@pytest.mark.parametrize(("model", "relative"), [("uptake", -1), ("bi", -0.6), ("bi", 1.5)])
def test_the_uncertainty_of_the_integral_is_its_numeric_gradient_through_the_covariance(
    model, relative
):
    noise = np.array([1.03, 0.97, 1.02, 0.98, 1.03, 0.97, 1.01])
    times = [1, 4, 12, 24, 48, 96, 168]
    found = fit(times, (np.array(curve(times, 80, 70, 0.1, relative)) * noise).tolist(), model)
    values = [
        found.slow_mbq,
        found.slow_half_life_h,
        found.fast_half_life_h / found.slow_half_life_h,
        found.fast_mbq / found.slow_mbq,
    ]

    def integral(slow, half_life, ratio, amplitude_ratio):
        return slow * half_life * (1 + amplitude_ratio * ratio) / math.log(2)

    gradient = []
    for i in range(len(found.covariance)):
        step = abs(values[i]) * 1e-6
        up, down = ([*values[:i], values[i] + s, *values[i + 1 :]] for s in (step, -step))
        gradient.append((integral(*up) - integral(*down)) / (2 * step))
    expected = math.sqrt(np.array(gradient) @ np.array(found.covariance) @ np.array(gradient))
    assert found.tia_standard_uncertainty_mbq_h == pytest.approx(expected, rel=1e-5)


def test_points_long_after_a_short_half_life_end_at_a_bound_and_say_so() -> None:
    """0.8 to 0.1 in nine hours is a half-life of 3 h: 157 h before it, beyond any activity."""
    found = fit_time_activity(
        times_h=[157.5, 166.4], activities_mbq=[0.8, 0.1], model="mono", weights="uniform"
    )
    assert found.at_bound
