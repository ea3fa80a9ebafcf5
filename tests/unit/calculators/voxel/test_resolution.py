"""What blur leaves of a sphere: exact limits, a random sample, and refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.resolution import (
    recovery_corrected_mean_gy,
    sphere_recovery,
    sphere_share,
)


@pytest.mark.parametrize("c", [10.0, 25.0, 100.0])
def test_large_spheres_lose_at_their_surface(c):
    exact = 1 - 3 * math.sqrt(2 / math.pi) / c + 4 * math.sqrt(2 / math.pi) / c**3
    assert sphere_share(diameter_mm=c, width_mm=1.0) == pytest.approx(exact, rel=1e-12)


def test_small_spheres_are_volume_times_peak():
    volume, peak = math.pi / 6 * 0.05**3, (2 * math.pi) ** -1.5
    assert sphere_share(diameter_mm=0.05, width_mm=1.0) == pytest.approx(volume * peak, rel=1e-3)


def test_both_forms_meet():
    below = sphere_share(diameter_mm=0.0999999, width_mm=1.0)
    above = sphere_share(diameter_mm=0.1000001, width_mm=1.0)
    assert above == pytest.approx(below, rel=1e-5)


@pytest.mark.parametrize("c", [1.0, 3.0, 6.0])
def test_it_is_the_share_of_random_points_that_stay(c):
    rng = np.random.default_rng(11)
    points = rng.uniform(-c / 2, c / 2, (400_000, 3))
    inside = points[(points**2).sum(axis=1) < c**2 / 4]
    moved = inside + rng.standard_normal(inside.shape)
    stayed = ((moved**2).sum(axis=1) < c**2 / 4).mean()
    assert sphere_share(diameter_mm=c, width_mm=1.0) == pytest.approx(stayed, abs=0.005)


@given(d=st.floats(1, 200), fwhm=st.floats(0.5, 40), more=st.floats(1.01, 3))
def test_recovery_rises_with_size_and_falls_with_blur(d, fwhm, more):
    recovery = sphere_recovery(diameter_mm=d, fwhm_mm=fwhm)
    assert 0 < recovery < 1
    assert sphere_recovery(diameter_mm=d * more, fwhm_mm=fwhm) > recovery
    if fwhm * more <= 40:
        assert sphere_recovery(diameter_mm=d, fwhm_mm=fwhm * more) < recovery
        same = sphere_recovery(diameter_mm=d * more, fwhm_mm=fwhm * more)
        assert same == pytest.approx(recovery, rel=1e-6)


@pytest.mark.parametrize("number", [0.0, -5.0, float("nan"), float("inf")])
def test_sizes_that_cannot_be_are_refused(number):
    with pytest.raises(OutOfRangeError, match="diameter_mm"):
        sphere_recovery(diameter_mm=number, fwhm_mm=5.0)
    with pytest.raises(OutOfRangeError, match="fwhm_mm"):
        sphere_recovery(diameter_mm=30.0, fwhm_mm=number)
    with pytest.raises(OutOfRangeError, match="width_mm"):
        sphere_share(diameter_mm=30.0, width_mm=number)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mean_gy", -1.0), ("mean_gy", float("nan")), ("recovery", 0.0), ("recovery", 60.0)],
)
def test_a_correction_that_cannot_be_is_refused(field, value):
    inputs = {"mean_gy": 60.0, "recovery": 0.6} | {field: value}
    with pytest.raises(OutOfRangeError, match=field):
        recovery_corrected_mean_gy(**inputs)
    assert recovery_corrected_mean_gy(mean_gy=60.0, recovery=0.6) == pytest.approx(100)
