"""NIfTI: maps, masks and dose maps; skipped where nibabel is not installed."""

import importlib
import sys

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.nifti import (
    MissingNibabelError,
    read_image,
    read_labels,
    write_image,
)
from nelm.calculators.voxel.regions import region_from_labels

GRID = Grid((4, 5, 6), (2.0, 3.0, 4.0), (-10.0, 20.0, 30.0))
VALUES = np.arange(120.0).reshape(4, 5, 6)


def test_without_nibabel_the_install_line_is_said(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "nibabel", None)
    with pytest.raises(MissingNibabelError, match=r'pip install "nelm\[voxel\]"'):
        read_image(tmp_path / "map.nii")
    with pytest.raises(MissingNibabelError, match=r'pip install "nelm\[voxel\]"'):
        write_image(tmp_path / "map.nii", VALUES, GRID)


@pytest.fixture
def nibabel():
    return pytest.importorskip("nibabel")


def save(nibabel, path, values, affine, unit="mm"):
    image = nibabel.Nifti1Image(values, affine)
    image.header.set_xyzt_units(unit)
    nibabel.save(image, path)
    return path


def affine_of(spacing, origin=(0.0, 0.0, 0.0)):
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = origin
    return affine


def test_what_is_written_is_read(nibabel, tmp_path):
    write_image(tmp_path / "dose.nii.gz", VALUES, GRID)
    image = read_image(tmp_path / "dose.nii.gz")
    assert image.grid.matches(GRID)
    assert image.values.dtype == np.float32
    assert image.values.flags.c_contiguous
    assert np.array_equal(image.values, VALUES)
    assert nibabel.load(tmp_path / "dose.nii.gz").header.get_xyzt_units()[0] == "mm"


def test_axes_are_turned_right_front_up(nibabel, tmp_path):
    """As most scanners write: x to the left, y to the back."""
    affine = np.diag([-2.0, -3.0, 4.0, 1.0])
    affine[:3, 3] = (-4.0, 32.0, 30.0)
    path = save(nibabel, tmp_path / "map.nii", VALUES.astype(np.float32), affine)
    image = read_image(path)
    assert np.array_equal(image.values, VALUES[::-1, ::-1])
    assert image.grid.matches(GRID)


def test_an_oblique_image_keeps_its_axes(nibabel, tmp_path):
    turn = np.deg2rad(12)
    affine = np.eye(4)
    rotation = np.array(
        [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
    )
    affine[:3, :3] = rotation * (2.0, 3.0, 4.0)
    path = save(nibabel, tmp_path / "map.nii", VALUES.astype(np.float32), affine)
    image = read_image(path)
    assert image.grid.spacing_mm == pytest.approx((2, 3, 4))
    assert np.allclose(image.grid.direction, rotation)
    write_image(tmp_path / "again.nii", image.values, image.grid)
    assert np.allclose(nibabel.load(tmp_path / "again.nii").affine, affine, atol=1e-5)


def test_labels_meet_the_dose_grid(nibabel, tmp_path):
    labels = np.zeros((8, 10, 12), dtype=np.uint8)
    labels[2:4, 2:4, 2:6] = 3
    fine = affine_of((1.0, 1.5, 2.0), (-10.5, 19.25, 29.0))
    image = read_labels(save(nibabel, tmp_path / "mask.nii.gz", labels, fine))
    region = region_from_labels(
        name="tumor", labels=image.values, label=3, label_grid=image.grid, dose_grid=GRID
    )
    assert region.occupancy.sum() == pytest.approx(2)
    assert region.occupancy[1, 1, 1:3] == pytest.approx([1, 1])


def test_labels_that_are_not_whole_are_refused(nibabel, tmp_path):
    for value in (0.5, np.nan):
        labels = np.full((4, 5, 6), value, dtype=np.float32)
        path = save(nibabel, tmp_path / "mask.nii", labels, np.diag([2.0, 2.0, 2.0, 1.0]))
        with pytest.raises(OutOfRangeError, match="whole numbers"):
            read_labels(path)


def test_a_fourth_axis_of_one_is_dropped_and_of_two_refused(nibabel, tmp_path):
    affine = np.diag([2.0, 2.0, 2.0, 1.0])
    one = save(nibabel, tmp_path / "one.nii", np.zeros((4, 5, 6, 1), np.float32), affine)
    assert read_image(one).values.shape == (4, 5, 6)
    two = save(nibabel, tmp_path / "two.nii", np.zeros((4, 5, 6, 2), np.float32), affine)
    with pytest.raises(OutOfRangeError, match="one image of three"):
        read_image(two)


def test_other_units_and_sheared_axes_are_refused(nibabel, tmp_path):
    values = np.zeros((4, 5, 6), np.float32)
    affine = np.diag([2.0, 2.0, 2.0, 1.0])
    with pytest.raises(OutOfRangeError, match="mm as unit"):
        read_image(save(nibabel, tmp_path / "m.nii", values, affine, unit="meter"))
    affine[0, 1] = 0.5
    with pytest.raises(OutOfRangeError, match="perpendicular"):
        read_image(save(nibabel, tmp_path / "s.nii", values, affine))


def test_a_file_that_is_none_is_refused(nibabel, tmp_path):
    (tmp_path / "text.nii").write_text("no image")
    for name in ("text.nii", "absent.nii"):
        with pytest.raises(OutOfRangeError, match="a NIfTI file"):
            read_image(tmp_path / name)


def test_values_of_another_shape_are_not_written(nibabel, tmp_path):
    with pytest.raises(OutOfRangeError, match="values"):
        write_image(tmp_path / "dose.nii", VALUES[1:], GRID)
    assert importlib.import_module("nibabel") is nibabel
