"""Dose-volume histograms against exact ones: of a sphere in a gradient, of simple lists."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.decays import DecayMap
from nelm.calculators.voxel.dose import DoseMap, voxel_dose
from nelm.calculators.voxel.dose_volume import dose_volume, summary
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.point_kernels import Y90
from nelm.calculators.voxel.regions import Region, region_from_shape, sphere_distance_mm

GRID = Grid((40, 40, 40), (2.0, 2.0, 2.0))
CENTER, RADIUS = (39.3, 38.7, 39.1), 25.0


def dose_map(dose_gy, grid=GRID, density=1.04, fwhm_mm=0.0, indicative=None):
    return DoseMap(
        dose_gy=dose_gy.astype(np.float32),
        density_g_ml=density,
        given_density_g_ml=density,
        indicative=indicative,
        grid=grid,
        fwhm_mm=fwhm_mm,
        method="local deposition",
        nuclide="90Y",
        energy_mev=0.9331,
        notices=(),
    )


def coordinates(grid=GRID):
    return np.meshgrid(
        *(mm * np.arange(n) for mm, n in zip(grid.spacing_mm, grid.shape, strict=True)),
        indexing="ij",
    )


def ball(grid=GRID, radius_mm=RADIUS):
    distance = sphere_distance_mm(center_mm=CENTER, radius_mm=radius_mm)
    return region_from_shape(name="ball", distance_mm=distance, dose_grid=grid)


def listed(doses, occupancy=None, **more):
    """A row of voxels of 8 mL."""
    grid = Grid((len(doses), 1, 1), (20.0, 20.0, 20.0))
    row = np.array(doses, dtype=float).reshape(-1, 1, 1)
    share = np.ones_like(row) if occupancy is None else np.array(occupancy).reshape(-1, 1, 1)
    return dose_volume(dose=dose_map(row, grid, **more), region=Region("row", share, grid))


@pytest.mark.parametrize(
    ("percent", "gy", "points"),
    [
        (98, 0.75, 2.1),
        (90, 0.2, 0.4),
        (70, 0.2, 0.4),
        (50, 0.2, 0.4),
        (30, 0.2, 0.4),
        (2, 0.2, 0.4),
    ],
)
def test_sphere_with_dose_falling_from_its_center(percent, gy, points):
    """D(r) = 100 (1 - r/2R): the hottest p % are the ball of radius R p^(1/3).

    The dose falls by 4 Gy from voxel to voxel, and a voxel at the edge has that of its center.
    """
    r = np.sqrt(sum((axis - c) ** 2 for axis, c in zip(coordinates(), CENTER, strict=True)))
    histogram = dose_volume(dose=dose_map(100 * np.maximum(1 - r / (2 * RADIUS), 0)), region=ball())
    exact = 100 * (1 - (percent / 100) ** (1 / 3) / 2)
    assert histogram.dose_at_volume_gy(percent=percent) == pytest.approx(exact, abs=gy)
    assert histogram.volume_at_dose_percent(dose_gy=exact) == pytest.approx(percent, abs=points)
    assert histogram.mean_volume_gy == pytest.approx(100 * (1 - 3 / 8), rel=2e-3)


@pytest.mark.parametrize("percent", [98, 70, 50, 2])
def test_sphere_in_a_gradient(percent):
    """Dose rising along one axis: the hottest p % are a cap, u the height of its plane over R."""
    dose = 50 + (coordinates()[2] - CENTER[2])
    histogram = dose_volume(dose=dose_map(dose), region=ball())
    u = brentq(lambda u: (2 - 3 * u + u**3) / 4 - percent / 100, -1, 1)
    assert histogram.dose_at_volume_gy(percent=percent) == pytest.approx(50 + RADIUS * u, abs=0.2)
    assert histogram.mean_volume_gy == pytest.approx(50, abs=0.05)


def test_shares_of_edge_voxels_count():
    histogram = listed([10, 20, 40], occupancy=[0.5, 1.0, 0.5])
    assert histogram.volume_ml == pytest.approx(16)
    assert histogram.mean_volume_gy == pytest.approx(22.5)
    assert histogram.volume_at_dose_percent(dose_gy=20) == pytest.approx(75)
    assert histogram.volume_at_dose_percent(dose_gy=20.1) == pytest.approx(25)


def test_means_by_volume_and_by_mass_differ_with_density():
    density = np.array([0.8, 1.6]).reshape(-1, 1, 1)
    histogram = listed([30.0, 60.0], density=density)
    assert histogram.mean_volume_gy == pytest.approx(45)
    assert histogram.mean_mass_gy == pytest.approx(50)
    assert histogram.mass_g == pytest.approx(8 * 2.4)
    assert listed([30.0, 60.0]).mean_mass_gy == pytest.approx(45)


def test_one_voxel_has_one_dose():
    histogram = listed([33.0])
    assert {histogram.dose_at_volume_gy(percent=p) for p in (0, 2, 50, 98, 100)} == {33.0}


@given(st.lists(st.floats(0, 300, width=32), min_size=1, max_size=40))
def test_histograms_fall(doses):
    histogram = listed(doses)
    levels = [histogram.dose_at_volume_gy(percent=p) for p in (100, 98, 70, 50, 2, 0)]
    assert levels == sorted(levels)
    assert min(doses) <= levels[0]
    assert levels[-1] <= max(doses)
    shares = [histogram.volume_at_dose_percent(dose_gy=d) for d in (0.0, 50.0, 100.0, 301.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(100)
    assert shares[-1] == 0
    curve_doses, curve_shares = histogram.curve()
    assert curve_shares[0] == pytest.approx(100)
    assert (np.diff(curve_shares) <= 1e-9).all()
    assert curve_doses[-1] == max(doses)


def test_the_curve_and_the_shares_agree():
    histogram = listed([1, 2, 3, 4, 5], occupancy=[1, 1, 1, 1, 0.25])
    doses, shares = histogram.curve()
    for dose, share in zip(doses[::20], shares[::20], strict=True):
        assert histogram.volume_at_dose_percent(dose_gy=dose) == pytest.approx(share)


def test_a_structure_on_another_grid_is_refused():
    moved = dataclasses.replace(GRID, origin_mm=(1.0, 0.0, 0.0))
    with pytest.raises(OutOfRangeError, match="on the grid of the dose"):
        dose_volume(dose=dose_map(np.ones(GRID.shape)), region=ball(moved))


@pytest.mark.parametrize(("fwhm_mm", "small"), [(0.0, False), (16.0, False), (17.0, True)])
def test_a_lesion_below_three_times_the_resolution_is_marked(fwhm_mm, small):
    """A ball of 50 mm: 3 x 16 = 48, 3 x 17 = 51."""
    histogram = dose_volume(dose=dose_map(np.ones(GRID.shape), fwhm_mm=fwhm_mm), region=ball())
    assert [each.code for each in histogram.notices] == ["voxel.small-lesion"] * small
    assert histogram.ends_are_reliable is not small
    assert histogram.equivalent_diameter_mm == pytest.approx(50, rel=2e-3)


def test_low_density_in_the_structure_is_marked_and_elsewhere_not():
    far, near = np.zeros(GRID.shape, dtype=bool), np.zeros(GRID.shape, dtype=bool)
    far[0, 0, 0] = near[20, 20, 20] = True
    for low, marked in ((far, False), (near, True)):
        histogram = dose_volume(dose=dose_map(np.ones(GRID.shape), indicative=low), region=ball())
        assert [each.code for each in histogram.notices] == ["voxel.low-density"] * marked


def test_the_summary_carries_voxel_and_resolution():
    numbers = summary(listed([10, 20, 30, 40], fwhm_mm=5.0))
    assert numbers.voxel_mm == (20.0, 20.0, 20.0)
    assert numbers.fwhm_mm == 5.0
    assert (numbers.min_gy, numbers.max_gy) == (10, 40)
    assert numbers.mean_volume_gy == 25
    assert numbers.d50_gy == 25
    assert numbers.d98_gy == 10
    assert numbers.d2_gy == 40
    assert numbers.d70_gy == pytest.approx(17)
    assert numbers.volume_ml == pytest.approx(32)
    assert numbers.mass_g == pytest.approx(32 * 1.04)
    assert math.isclose(numbers.equivalent_diameter_mm, (6 * 32000 / math.pi) ** (1 / 3))


@pytest.mark.parametrize("percent", [-1, 101, float("nan")])
def test_shares_and_doses_that_cannot_be_are_refused(percent):
    histogram = listed([1, 2])
    with pytest.raises(OutOfRangeError, match="percent"):
        histogram.dose_at_volume_gy(percent=percent)
    with pytest.raises(OutOfRangeError, match="dose_gy"):
        histogram.volume_at_dose_percent(dose_gy=-1.0)


def test_lung_keeps_its_mass_and_its_mean_is_energy_over_mass():
    """Exact: 1 MBq h per voxel of 8 mL at 0.3 g/mL; the voxel is divided by 0.8 g/mL."""
    grid = Grid((4, 4, 4), (20.0, 20.0, 20.0))
    decays = DecayMap(np.ones(grid.shape), grid, "90Y", fwhm_mm=5.0)
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=np.full(grid.shape, 0.3))
    lung = Region("lung", np.ones(grid.shape), grid)
    histogram = dose_volume(dose=dose, region=lung)
    exact = 0.9331 * 1.602176634e-13 * 3.6e9 / (8 * 0.3e-3)
    assert histogram.mass_g == pytest.approx(64 * 8 * 0.3, rel=1e-6)
    assert histogram.mean_mass_gy == pytest.approx(exact, rel=1e-5)
    assert histogram.mean_volume_gy == pytest.approx(exact * 0.3 / 0.8, rel=1e-5)
    assert [each.code for each in histogram.notices][-1] == "voxel.low-density"


def test_a_structure_without_mass_is_refused():
    grid = Grid((2, 2, 2), (5.0, 5.0, 5.0))
    decays = DecayMap(np.ones(grid.shape), grid, "90Y", fwhm_mm=5.0)
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=np.zeros(grid.shape))
    with pytest.raises(OutOfRangeError, match="density_g_ml"):
        dose_volume(dose=dose, region=Region("air", np.ones(grid.shape), grid))


def test_a_neighbor_that_is_touched_by_rounding_is_no_extreme():
    """Four voxels of 8 mL; a millionth of the hottest is inside."""
    numbers = summary(listed([10, 20, 30, 900], occupancy=[1, 1, 1, 1e-6]))
    assert (numbers.min_gy, numbers.max_gy) == (10, 30)
    touched = summary(listed([10, 20, 30, 900], occupancy=[0.02, 1, 1, 0.02]))
    assert (touched.min_gy, touched.max_gy) == (10, 900)
