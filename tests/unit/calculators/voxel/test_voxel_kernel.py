"""Voxel S values against published tables, and the energy per decay of any voxel."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.point_kernels import LU177, TISSUE_G_ML, Y90
from nelm.calculators.voxel.voxel_kernel import (
    MEV_J,
    box_shares,
    kernel_energy_mev,
    require_energy,
    s_value_mgy_per_mbq_s,
    table_energy_mev,
    voxel_kernel,
)

sizes_mm = st.floats(1, 10)

# Lanconelli 2012, soft tissue, mGy/(MBq s), three figures; read. Energies as fitted, not scaled.
TABLES = {
    ("90Y", 4.42, 0.9355): {
        (0, 0, 0): 6.89e-1,
        (0, 0, 1): 9.73e-2,
        (0, 1, 1): 2.48e-2,
        (1, 1, 1): 7.78e-3,
    },
    ("90Y", 3.0, 0.9355): {
        (0, 0, 0): 1.59,
        (0, 0, 1): 2.75e-1,
        (0, 1, 1): 9.50e-2,
        (1, 1, 1): 4.29e-2,
    },
    ("177Lu", 4.8, 0.1385): {
        (0, 0, 0): 1.78e-1,
        (0, 0, 1): 2.46e-3,
        (0, 0, 5): 2.68e-6,
    },
}
ROWS = [(*table, away, printed) for table, rows in TABLES.items() for away, printed in rows.items()]


def as_fitted(nuclide, electron_mev):
    point = {"90Y": Y90, "177Lu": LU177}[nuclide]
    scaled = point.with_electron_energy(electron_mev=electron_mev)
    return dataclasses.replace(scaled, reference_mev=electron_mev)


@pytest.mark.parametrize(("nuclide", "voxel_mm", "electron_mev", "away", "printed"), ROWS)
def test_the_fit_meets_the_published_tables(nuclide, voxel_mm, electron_mev, away, printed):
    kernel = voxel_kernel(point=as_fitted(nuclide, electron_mev), spacing_mm=(voxel_mm,) * 3)
    dense = kernel.dense_mev()
    middle = np.array(kernel.half_width)
    mass_kg = voxel_mm**3 * TISSUE_G_ML * 1e-6
    value = dense[tuple(middle + away)] * MEV_J / mass_kg * 1e9
    assert value == pytest.approx(printed, rel=0.012)


def test_lutetium_is_six_per_cent_above_the_tables_by_the_decay_data():
    value = s_value_mgy_per_mbq_s(nuclide="177Lu", voxel_mm=4.8, i=0, j=0, k=0)
    assert value / 0.178 == pytest.approx(0.1473 / 0.1385, rel=5e-3)


@given(x=sizes_mm, y=sizes_mm, z=sizes_mm)
def test_energy_per_decay_does_not_depend_on_the_voxel(x, y, z):
    for point, energy_mev in ((Y90, 0.9331), (LU177, 0.1473)):
        kernel = voxel_kernel(point=point, spacing_mm=(x, y, z))
        assert kernel.electron_mev == pytest.approx(energy_mev, rel=1e-5)
    assert voxel_kernel(point=Y90, spacing_mm=(x, y, z)).energy_mev == pytest.approx(
        0.9331, rel=0.01
    )


@pytest.mark.parametrize("voxel_mm", [1.0, 2.0, 3.3, 5.5, 8.0, 10.0])
def test_the_dense_kernel_has_the_energy_too(voxel_mm):
    kernel = voxel_kernel(point=Y90.without_photons(), spacing_mm=(voxel_mm, voxel_mm, 2.0))
    s_values = kernel.dense_mev() * MEV_J / (voxel_mm**2 * 2 * TISSUE_G_ML * 1e-6) * 1e9
    energy_mev = table_energy_mev(
        s_values_mgy_per_mbq_s=s_values, spacing_mm=(voxel_mm, voxel_mm, 2.0)
    )
    assert energy_mev == pytest.approx(0.9331, rel=1e-5)


def test_small_voxels_merge_to_large_ones_exactly():
    """Sums of voxel values are values of the merged voxel, as of exact averages only."""
    small = voxel_kernel(point=Y90, spacing_mm=(2.0, 2.0, 2.0)).dense_mev()
    large = voxel_kernel(point=Y90, spacing_mm=(2.0, 2.0, 4.0)).dense_mev()
    x, y, z = (length // 2 for length in small.shape)
    for a, b in itertools.product(range(3), repeat=2):
        column = small[x + a, y + b]
        merged = column[z] + (column[z - 1] + column[z + 1]) / 2
        assert large[large.shape[0] // 2 + a, large.shape[1] // 2 + b, large.shape[2] // 2] == (
            pytest.approx(merged, rel=1e-9)
        )


@pytest.mark.parametrize("row", [0, 1, 2])
def test_box_shares_are_the_double_integral(row):
    def gauss(target, source):
        return np.exp(-0.5 * ((target - source) / 1.5) ** 2) / (1.5 * np.sqrt(2 * np.pi))

    share = dblquad(gauss, -1, 1, 2 * row - 1, 2 * row + 1)[0] / 2
    got = box_shares(width_mm=1.5, spacing_mm=2.0, half_width=3)
    assert got[row] == pytest.approx(share, rel=1e-9)


def test_shares_fall_with_distance_and_are_never_negative():
    shares = box_shares(width_mm=0.0966, spacing_mm=2.21, half_width=20)
    assert (np.diff(shares) <= 0).all()
    assert (shares >= 0).all()


@pytest.mark.parametrize("electron_mev", [0.9055, 0.9607])
def test_energy_within_three_per_cent_is_accepted(electron_mev):
    point = Y90.with_electron_energy(electron_mev=electron_mev)
    assert voxel_kernel(point=point, spacing_mm=(3, 3, 3)).electron_mev == pytest.approx(
        electron_mev, rel=1e-5
    )


@pytest.mark.parametrize("electron_mev", [0.90, 0.97, 9.331, 1e10])
def test_energy_farther_off_is_refused(electron_mev):
    point = Y90.with_electron_energy(electron_mev=electron_mev)
    with pytest.raises(OutOfRangeError, match=r"within 3 % of 0\.9331 MeV"):
        voxel_kernel(point=point, spacing_mm=(3, 3, 3))


@pytest.mark.parametrize("energy_mev", [float("nan"), float("inf"), 0.0, -0.1473])
def test_energy_that_is_no_energy_is_refused(energy_mev):
    with pytest.raises(OutOfRangeError, match="energy_mev"):
        require_energy(energy_mev=energy_mev, reference_mev=0.1473)


@pytest.mark.parametrize("size_mm", [0.0, -2.0, 0.4, 21.0, float("nan"), float("inf")])
def test_bad_spacing_is_refused(size_mm):
    with pytest.raises(OutOfRangeError, match="spacing_mm"):
        voxel_kernel(point=Y90, spacing_mm=(2.0, size_mm, 2.0))
    with pytest.raises(OutOfRangeError, match="y_mm"):
        kernel_energy_mev(nuclide="90Y", x_mm=2.0, y_mm=size_mm, z_mm=2.0)
    with pytest.raises(OutOfRangeError, match="spacing_mm"):
        table_energy_mev(s_values_mgy_per_mbq_s=np.ones((1, 1, 1)), spacing_mm=(2, size_mm, 2))


def test_farther_than_the_kernel_reaches_is_refused():
    assert s_value_mgy_per_mbq_s(nuclide="90Y", voxel_mm=9.28, i=-5, j=5, k=5) > 0
    with pytest.raises(OutOfRangeError, match="up to 5 voxels"):
        s_value_mgy_per_mbq_s(nuclide="90Y", voxel_mm=9.28, i=0, j=-6, k=0)
