"""Defects of public voxel dosimetry tools, made again here: each is stopped by the energy gate."""

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.point_kernels import LU177, TISSUE_G_ML, Y90
from nelm.calculators.voxel.voxel_kernel import (
    MEV_J,
    require_energy,
    table_energy_mev,
    voxel_kernel,
)

TABLE_SIZES_MM = (2.21, 2.33, 2.4, 3.0, 3.59, 3.9, 4.0, 4.42, 4.8, 5.0, 6.0, 6.8, 9.28)


def table(point, voxel_mm):
    """S values up to five voxels away, as the public tables hold them, in mGy/(MBq s)."""
    kernel = voxel_kernel(point=point, spacing_mm=(voxel_mm,) * 3)
    middle = kernel.half_width[0]
    near = slice(max(0, middle - 5), middle + 6)
    s_values = kernel.dense_mev()[near, near, near]
    return s_values * MEV_J / (voxel_mm**3 * TISSUE_G_ML * 1e-6) * 1e9


@pytest.fixture(scope="module")
def tables():
    return np.array([table(Y90, size) for size in TABLE_SIZES_MM])


def interpolated(tables, voxel_mm):
    """Linear between the table sizes, the last table beyond them."""
    flat = tables.reshape(len(tables), -1).T
    rows = [np.interp(voxel_mm, TABLE_SIZES_MM, row) for row in flat]
    return np.array(rows).reshape(tables.shape[1:])


@pytest.mark.parametrize(
    ("voxel_mm", "error"),
    [(1.0, -0.91), (1.5, -0.69), (2.0, -0.26), (5.5, 0.05), (8.0, 0.15), (10.0, 0.25)],
)
def test_interpolation_between_table_sizes_is_refused(tables, voxel_mm, error):
    energy_mev = table_energy_mev(
        s_values_mgy_per_mbq_s=interpolated(tables, voxel_mm), spacing_mm=(voxel_mm,) * 3
    )
    assert energy_mev / 0.9331 - 1 == pytest.approx(error, abs=0.03)
    with pytest.raises(OutOfRangeError, match="within 3 %"):
        require_energy(energy_mev=energy_mev, reference_mev=0.9331)


@pytest.mark.parametrize("voxel_mm", [1.0, 1.5, 2.0, 5.5, 8.0, 10.0])
def test_the_closed_form_passes_where_interpolation_fails(voxel_mm):
    energy_mev = voxel_kernel(point=Y90, spacing_mm=(voxel_mm,) * 3).energy_mev
    require_energy(energy_mev=energy_mev, reference_mev=0.9331)


def test_a_table_with_a_nan_in_the_middle_is_refused(tables):
    broken = tables[5].copy()
    broken[5, 5, 5] = np.nan
    energy_mev = table_energy_mev(s_values_mgy_per_mbq_s=broken, spacing_mm=(3.9,) * 3)
    with pytest.raises(OutOfRangeError, match="nan"):
        require_energy(energy_mev=energy_mev, reference_mev=0.9331)


def test_a_kernel_that_is_not_normalized_is_refused(tables):
    energy_mev = table_energy_mev(s_values_mgy_per_mbq_s=1e10 * tables[5], spacing_mm=(3.9,) * 3)
    with pytest.raises(OutOfRangeError, match="within 3 %"):
        require_energy(energy_mev=energy_mev, reference_mev=0.9331)


@pytest.mark.parametrize("electron_mev", [0.1385, 0.140, 0.156, 0.170])
def test_lutetium_kernels_off_the_decay_data_are_refused(electron_mev):
    with pytest.raises(OutOfRangeError, match=r"within 3 % of 0\.1473"):
        voxel_kernel(
            point=LU177.with_electron_energy(electron_mev=electron_mev), spacing_mm=(4.8,) * 3
        )


def test_photons_of_lutetium_are_not_cut_at_25_mm():
    kernel = voxel_kernel(point=LU177, spacing_mm=(4.8, 4.8, 4.8))
    dense = kernel.dense_mev()
    middle = kernel.half_width[0]
    near = slice(middle - 5, middle + 6)
    photons = kernel.energy_mev - kernel.electron_mev
    assert dense[near, near, near].sum() < kernel.energy_mev - 0.3 * photons
    assert middle * 4.8 >= 46.4
