"""Structures on the dose grid: from labels on any parallel grid, from shapes, and refusals."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.regions import (
    Region,
    region_from_labels,
    region_from_shape,
    sphere_distance_mm,
)

DOSE = Grid(shape=(10, 11, 12), spacing_mm=(4.0, 4.0, 5.0), origin_mm=(100.0, -50.0, 7.0))
TURNED = ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def labels_on(grid):
    """A block of 2 and a corner of 1."""
    labels = np.zeros(grid.shape, dtype=np.int16)
    n, m, k = grid.shape
    labels[n // 4 : 3 * n // 4, m // 4 : m // 2, k // 3 : k // 2] = 2
    labels[0, 0, 0] = 1
    return labels


def on_dose_grid(labels, grid, label=2):
    return region_from_labels(
        name="tumor", labels=labels, label=label, label_grid=grid, dose_grid=DOSE
    )


def test_labels_on_the_dose_grid_are_in_or_out():
    labels = labels_on(DOSE)
    assert ((on_dose_grid(labels, DOSE).occupancy == 1) == (labels == 2)).all()
    assert on_dose_grid(labels, DOSE, label=1).occupancy.sum() == 1


@settings(max_examples=30, deadline=None)
@given(
    factor=st.integers(2, 5),
    shift=st.tuples(*[st.floats(-1.0, 1.0)] * 3),
)
def test_the_volume_of_a_finer_mask_is_kept(factor, shift):
    size = tuple(mm / factor for mm in DOSE.spacing_mm)
    start = tuple(
        origin - mm / 2 + fine / 2 + by
        for origin, mm, fine, by in zip(DOSE.origin_mm, DOSE.spacing_mm, size, shift, strict=True)
    )
    grid = Grid(tuple(n * factor for n in DOSE.shape), size, start)
    labels = labels_on(grid)
    region = on_dose_grid(labels, grid)
    volume = np.count_nonzero(labels == 2) * grid.voxel_ml
    assert region.occupancy.sum() * DOSE.voxel_ml == pytest.approx(volume, rel=1e-5)


def test_a_finer_mask_of_whole_voxels_gives_the_mask():
    labels = labels_on(DOSE)
    fine = np.kron(labels, np.ones((2, 2, 2), dtype=np.int16))
    grid = Grid(
        tuple(2 * n for n in DOSE.shape),
        tuple(mm / 2 for mm in DOSE.spacing_mm),
        tuple(o - mm / 4 for o, mm in zip(DOSE.origin_mm, DOSE.spacing_mm, strict=True)),
    )
    assert on_dose_grid(fine, grid).occupancy == pytest.approx((labels == 2) * 1.0)


def test_half_a_voxel_aside_gives_halves():
    moved = dataclasses.replace(DOSE, origin_mm=(102.0, -50.0, 7.0))
    share = on_dose_grid(labels_on(DOSE), moved).occupancy
    assert set(np.unique(share)) == {0.0, 0.5, 1.0}


def test_a_turned_mask_lies_where_its_coordinates_say():
    turned = dataclasses.replace(DOSE, direction=TURNED)
    with pytest.raises(OutOfRangeError, match="parallel"):
        on_dose_grid(labels_on(DOSE), turned)


def test_a_mask_that_sticks_out_is_refused():
    moved = dataclasses.replace(DOSE, origin_mm=(120.0, -50.0, 7.0))
    labels = np.zeros(DOSE.shape, dtype=np.int16)
    labels[3:10, 2:5, 2:5] = 2
    with pytest.raises(OutOfRangeError, match="inside the dose grid"):
        on_dose_grid(labels, moved)


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(OutOfRangeError, match="labels"):
        on_dose_grid(np.zeros((3, 3, 3), dtype=int), DOSE)


@pytest.mark.parametrize("label", [0, 3, -1])
def test_a_label_the_mask_does_not_have_is_refused(label):
    with pytest.raises(OutOfRangeError, match="label is"):
        on_dose_grid(labels_on(DOSE), DOSE, label=label)


def test_an_interpolated_mask_is_refused():
    labels = labels_on(DOSE).astype(float)
    on_dose_grid(labels, DOSE)
    for value in (0.5, float("nan")):
        labels[5, 5, 5] = value
        with pytest.raises(OutOfRangeError, match="whole numbers"):
            on_dose_grid(labels, DOSE)


def test_less_than_a_voxel_is_refused():
    fine = Grid((8, 8, 8), (1.0, 1.0, 1.0), (110.0, -30.0, 20.0))
    labels = np.zeros(fine.shape, dtype=int)
    labels[2:4, 2:4, 2:4] = 2
    with pytest.raises(OutOfRangeError, match="at least one voxel in tumor"):
        on_dose_grid(labels, fine)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(value):
    with pytest.raises(OutOfRangeError, match="occupancy"):
        Region("liver", np.full(DOSE.shape, value), DOSE)
    with pytest.raises(OutOfRangeError, match="occupancy"):
        Region("liver", np.ones((1, 1, 1)), DOSE)


@pytest.mark.parametrize("spacing_mm", [(2.0, 2.0, 2.0), (4.0, 4.0, 4.0), (2.0, 2.0, 5.0)])
@pytest.mark.parametrize("center_mm", [(24.0, 25.0, 26.0), (23.3, 24.9, 25.7)])
def test_a_sphere_has_its_volume(spacing_mm, center_mm):
    grid = Grid(tuple(round(50 / mm) for mm in spacing_mm), spacing_mm)
    ball = sphere_distance_mm(center_mm=center_mm, radius_mm=15.0)
    region = region_from_shape(name="ball", distance_mm=ball, dose_grid=grid)
    volume_ml = region.occupancy.sum() * grid.voxel_ml
    assert volume_ml == pytest.approx(4 / 3 * math.pi * 15**3 / 1000, rel=4e-3)
    assert ((region.occupancy > 0) & (region.occupancy < 1)).any()


def test_shares_beat_in_or_out_for_a_small_sphere():
    grid = Grid((9, 9, 9), (5.0, 5.0, 5.0))
    errors = []
    for offset in np.linspace(0, 2.5, 6):
        ball = sphere_distance_mm(center_mm=(20 + offset, 20.0, 20.0), radius_mm=8.0)
        share = region_from_shape(name="ball", distance_mm=ball, dose_grid=grid).occupancy
        true = 4 / 3 * math.pi * 8**3 / 125
        errors.append((abs(share.sum() / true - 1), abs((share > 0.5).sum() / true - 1)))
    fractional, whole = np.max(errors, axis=0)
    assert fractional < 0.02
    assert whole > 0.04


def test_a_shape_without_a_distance_is_refused():
    with pytest.raises(OutOfRangeError, match="distance_mm"):
        region_from_shape(
            name="nothing", distance_mm=lambda x, y, z: x + y + z + np.nan, dose_grid=DOSE
        )
    with pytest.raises(OutOfRangeError, match="radius_mm"):
        sphere_distance_mm(center_mm=(0, 0, 0), radius_mm=0.0)
