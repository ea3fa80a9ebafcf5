"""The grid: sizes that cannot be, shapes that do not fit, and which grids are the same."""

import dataclasses

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Grid

GRID = Grid(shape=(4, 5, 6), spacing_mm=(2.0, 3.0, 4.0), origin_mm=(-10.0, 20.0, 30.0))
TURNED = ((0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize("size_mm", [0.0, -1.0, 0.3, 25.0, float("nan"), float("inf")])
def test_bad_spacing_is_refused(size_mm):
    with pytest.raises(OutOfRangeError, match="spacing_mm"):
        Grid(shape=(4, 5, 6), spacing_mm=(2.0, size_mm, 4.0))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shape", (4, 5)),
        ("shape", (4, 0, 6)),
        ("spacing_mm", (2.0, 2.0)),
        ("origin_mm", (0.0, 0.0)),
        ("origin_mm", (0.0, float("nan"), 0.0)),
        ("direction", ((1.0, 0.2, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))),
        ("direction", ((1.0, 0.0), (0.0, 1.0))),
    ],
)
def test_what_is_no_grid_is_refused(field, value):
    with pytest.raises(OutOfRangeError, match=field):
        dataclasses.replace(GRID, **{field: value})


def test_a_voxel_has_the_product_of_its_sides():
    assert GRID.voxel_ml == pytest.approx(0.024)


def test_an_array_of_another_shape_is_refused():
    GRID.hold("mask", np.zeros((4, 5, 6)))
    with pytest.raises(OutOfRangeError, match=r"mask is \(6, 5, 4\)"):
        GRID.hold("mask", np.zeros((6, 5, 4)))


@pytest.mark.parametrize(
    ("field", "value", "same"),
    [
        ("origin_mm", (-10.0, 20.0, 30.001), True),
        ("origin_mm", (-10.0, 20.0, 31.0), False),
        ("spacing_mm", (2.0, 3.0, 4.00001), True),
        ("spacing_mm", (2.0, 3.0, 4.1), False),
        ("shape", (4, 5, 7), False),
        ("direction", TURNED, False),
    ],
)
def test_grids_match_but_for_rounding(field, value, same):
    assert GRID.matches(dataclasses.replace(GRID, **{field: value})) is same


def test_edges_are_measured_along_the_axes_of_the_grid():
    fine = dataclasses.replace(GRID, spacing_mm=(1.0, 1.0, 1.0), origin_mm=(-10.5, 19.0, 28.5))
    assert GRID.first_edge_mm(fine) == pytest.approx([0.0, 0.0, 0.0])
    turned = dataclasses.replace(GRID, direction=TURNED)
    moved = dataclasses.replace(turned, origin_mm=(-10.0, 25.0, 30.0))
    assert turned.first_edge_mm(moved) == pytest.approx([5.0, 0.0, 0.0])
