"""Decays of each voxel: from activity, from Bq/mL, from counts; and every refusal."""

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.decays import (
    DecayMap,
    activity_of_concentration_mbq,
    activity_of_counts_mbq,
    implant_tia_mbq_h,
)
from nelm.calculators.voxel.grid import Grid

GRID = Grid(shape=(2, 3, 4), spacing_mm=(4.0, 4.0, 4.0))
ONES = np.ones((2, 3, 4))


def with_one(value):
    array = ONES.copy()
    array[1, 2, 3] = value
    return array


@pytest.mark.parametrize("value", [-1e-6, float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_activity_is_refused(value):
    with pytest.raises(OutOfRangeError, match="tia_mbq_h"):
        DecayMap(with_one(value), GRID, "90Y", fwhm_mm=5.0)
    with pytest.raises(OutOfRangeError, match="concentration_bq_ml"):
        activity_of_concentration_mbq(concentration_bq_ml=with_one(value), grid=GRID)
    with pytest.raises(OutOfRangeError, match="counts"):
        activity_of_counts_mbq(counts=with_one(value), occupancy=ONES, activity_mbq=1.0)
    with pytest.raises(OutOfRangeError, match="activity_mbq"):
        implant_tia_mbq_h(activity_mbq=with_one(value), half_life_h=64.1)


def test_another_shape_than_the_grid_is_refused():
    with pytest.raises(OutOfRangeError, match="tia_mbq_h"):
        DecayMap(np.ones((4, 3, 2)), GRID, "90Y", fwhm_mm=5.0)
    with pytest.raises(OutOfRangeError, match="occupancy"):
        activity_of_counts_mbq(counts=ONES, occupancy=np.ones((4, 3, 2)), activity_mbq=1.0)


def test_complex_numbers_are_refused():
    with pytest.raises(OutOfRangeError, match="real numbers"):
        DecayMap(ONES.astype(complex), GRID, "90Y", fwhm_mm=5.0)


@pytest.mark.parametrize("scale", [0.0, 1e6])
def test_no_decay_and_too_many_are_refused(scale):
    with pytest.raises(OutOfRangeError, match="Bq h"):
        DecayMap(scale * ONES, GRID, "90Y", fwhm_mm=5.0)


@pytest.mark.parametrize("fwhm_mm", [-1.0, 41.0, float("nan")])
def test_a_resolution_that_cannot_be_is_refused(fwhm_mm):
    with pytest.raises(OutOfRangeError, match="fwhm_mm"):
        DecayMap(ONES, GRID, "90Y", fwhm_mm=fwhm_mm)


def test_an_implant_decays_where_it_is():
    """1 GBq of 90Y: 92.47 GBq h, half-life 64.10 h over ln 2."""
    assert implant_tia_mbq_h(activity_mbq=1000.0, half_life_h=64.10) == pytest.approx(
        92477, rel=1e-4
    )
    with pytest.raises(OutOfRangeError, match="half_life_h"):
        implant_tia_mbq_h(activity_mbq=1.0, half_life_h=0.0)


def test_concentration_times_volume_is_activity():
    activity = activity_of_concentration_mbq(concentration_bq_ml=1e6 * ONES, grid=GRID)
    assert activity.sum() == pytest.approx(24 * 0.064)


def test_a_map_in_kilobecquerel_is_questioned():
    with pytest.raises(OutOfRangeError, match="kBq/mL"):
        activity_of_concentration_mbq(concentration_bq_ml=1e12 * ONES, grid=GRID)


def test_counts_are_shares_of_the_known_activity():
    counts = np.arange(24.0).reshape(2, 3, 4)
    liver = (counts > 11) * 1.0
    one = activity_of_counts_mbq(counts=counts, occupancy=liver, activity_mbq=1500.0)
    other = activity_of_counts_mbq(counts=7 * counts, occupancy=liver, activity_mbq=1500.0)
    assert (one * liver).sum() == pytest.approx(1500.0)
    assert other == pytest.approx(one)


def test_no_counts_in_the_region_are_refused():
    with pytest.raises(OutOfRangeError, match="above 0 in the region"):
        activity_of_counts_mbq(counts=ONES, occupancy=0 * ONES, activity_mbq=1.0)
    with pytest.raises(OutOfRangeError, match="occupancy"):
        activity_of_counts_mbq(counts=ONES, occupancy=2 * ONES, activity_mbq=1.0)
