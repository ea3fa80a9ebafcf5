"""The convolution: against the direct sum, anywhere in the image, in any precision."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve as direct

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.convolution import active_box, convolve
from nelm.calculators.voxel.point_kernels import LU177, Y90
from nelm.calculators.voxel.voxel_kernel import voxel_kernel

ELECTRONS = voxel_kernel(point=Y90.without_photons(), spacing_mm=(4.0, 3.0, 5.0))
PHOTONS = voxel_kernel(point=LU177, spacing_mm=(8.0, 9.0, 10.0))


def speckled(shape, seed=1):
    rng = np.random.default_rng(seed)
    return rng.gamma(0.5, size=shape) * (rng.random(shape) < 0.4)


def close(got, expected, relative=1e-12):
    return np.allclose(got, expected, rtol=0, atol=relative * expected.max())


@pytest.mark.parametrize("kernel", [ELECTRONS, PHOTONS])
@pytest.mark.parametrize("cropped", [True, False])
def test_it_is_the_direct_sum(kernel, cropped):
    values = np.zeros((17, 14, 11))
    values[5:12, 0:9, 6:11] = speckled((7, 9, 5))
    got = convolve(values=values, kernel=kernel, cropped=cropped, precision="float64")
    whole = direct(values, kernel.dense_mev(), mode="full", method="direct")
    inside = tuple(slice(h, h + n) for h, n in zip(kernel.half_width, values.shape, strict=True))
    assert close(got, whole[inside])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_cropping_changes_nothing(data):
    shape = tuple(data.draw(st.integers(1, 18)) for _ in range(3))
    starts = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    stops = tuple(data.draw(st.integers(a + 1, n)) for a, n in zip(starts, shape, strict=True))
    values = np.zeros(shape)
    box = tuple(slice(a, b) for a, b in zip(starts, stops, strict=True))
    values[box] = 1 + speckled(values[box].shape)
    cropped = convolve(values=values, kernel=ELECTRONS, precision="float64")
    whole = convolve(values=values, kernel=ELECTRONS, cropped=False, precision="float64")
    assert close(cropped, whole)


def test_single_precision_agrees_with_double():
    values = speckled((40, 37, 31))
    single = convolve(values=values, kernel=ELECTRONS)
    double = convolve(values=values, kernel=ELECTRONS, precision="float64")
    assert single.dtype == np.float32
    assert double.dtype == np.float64
    assert close(single, double, 2e-6)


def test_it_moves_with_the_activity():
    values = np.zeros((30, 30, 30))
    values[8:12, 9:12, 10:12] = speckled((4, 3, 2))
    moved = np.roll(values, (7, -3, 4), axis=(0, 1, 2))
    dose = convolve(values=values, kernel=ELECTRONS, precision="float64")
    there = convolve(values=moved, kernel=ELECTRONS, precision="float64")
    assert close(there, np.roll(dose, (7, -3, 4), axis=(0, 1, 2)))


@pytest.mark.parametrize("axes", [(0, 1), (1, 2), (0, 2)])
def test_it_turns_with_the_activity(axes):
    cubes = voxel_kernel(point=Y90.without_photons(), spacing_mm=(3.0, 3.0, 3.0))
    values = speckled((12, 12, 12))
    dose = convolve(values=values, kernel=cubes, precision="float64")
    turned = convolve(values=np.rot90(values, axes=axes), kernel=cubes, precision="float64")
    assert close(turned, np.rot90(dose, axes=axes))


def test_axes_and_spacings_go_together():
    values = speckled((10, 12, 14))
    other = voxel_kernel(point=Y90.without_photons(), spacing_mm=(5.0, 4.0, 3.0))
    dose = convolve(values=values, kernel=ELECTRONS, precision="float64")
    turned = convolve(values=values.transpose(2, 0, 1), kernel=other, precision="float64")
    assert close(turned, dose.transpose(2, 0, 1))


def test_it_adds_up():
    one, two = speckled((9, 9, 9), 1), speckled((9, 9, 9), 2)
    together = convolve(values=one + 3 * two, kernel=ELECTRONS, precision="float64")
    apart = convolve(values=one, kernel=ELECTRONS, precision="float64") + 3 * convolve(
        values=two, kernel=ELECTRONS, precision="float64"
    )
    assert close(together, apart)


def test_all_energy_of_a_source_inside_is_kept():
    values = np.zeros((21, 21, 21))
    values[10, 10, 10] = 1.0
    dose = convolve(values=values, kernel=ELECTRONS)
    assert dose.sum(dtype=float) == pytest.approx(0.9331, rel=1e-5)
    assert np.unravel_index(dose.argmax(), dose.shape) == (10, 10, 10)


def test_nothing_comes_in_on_the_other_side():
    values = np.zeros((16, 16, 16))
    values[0, 0, 0] = 1.0
    for cropped in (True, False):
        dose = convolve(values=values, kernel=ELECTRONS, cropped=cropped, precision="float64")
        assert dose[8:].max() < 1e-15
        assert dose[0, 0, 0] == dose.max()


def test_no_dose_is_negative():
    assert convolve(values=speckled((30, 30, 30)), kernel=ELECTRONS).min() >= 0


def test_the_active_part_is_found():
    values = np.zeros((5, 6, 7))
    values[1, 2, 3] = values[3, 4, 3] = 1.0
    assert active_box(values) == (slice(1, 4), slice(2, 5), slice(3, 4))


@pytest.mark.parametrize("fill", [0.0, float("nan"), float("inf")])
def test_without_activity_or_with_nan_it_is_refused(fill):
    values = np.zeros((3, 3, 3))
    values[1, 1, 1] = fill
    with pytest.raises(OutOfRangeError, match="values"):
        active_box(values)
