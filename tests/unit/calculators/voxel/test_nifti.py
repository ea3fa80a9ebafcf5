"""NIfTI: maps, masks and dose maps; skipped where nibabel is not installed."""

import contextlib
import importlib
import struct
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.nifti import (
    MissingNibabelError,
    image_bytes,
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
    header = nibabel.load(tmp_path / "dose.nii.gz").header
    assert header.get_xyzt_units()[0] == "mm"
    assert bytes(header["descrip"]).startswith(b"absorbed dose in Gy")


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


def test_a_file_without_orientation_is_refused(nibabel, tmp_path):
    image = nibabel.Nifti1Image(VALUES.astype(np.float32), None)
    nibabel.save(image, tmp_path / "map.nii")
    with pytest.raises(OutOfRangeError, match="without orientation"):
        read_image(tmp_path / "map.nii")


def test_a_file_that_is_placed_in_two_ways_is_refused(nibabel, tmp_path):
    image = nibabel.Nifti1Image(VALUES.astype(np.float32), affine_of((2.0, 3.0, 4.0)))
    image.set_qform(affine_of((2.0, 3.0, 4.0), (0.0, 0.0, 5.0)), 1)
    nibabel.save(image, tmp_path / "map.nii")
    with pytest.raises(OutOfRangeError, match="placed in two ways"):
        read_image(tmp_path / "map.nii")


@pytest.mark.parametrize("name", ["map.nii", "map.nii.gz"])
def test_a_file_cut_short_is_refused(nibabel, tmp_path, name):
    values = np.random.default_rng(1).random((20, 20, 20)).astype(np.float32)
    path = save(nibabel, tmp_path / name, values, affine_of((2.0, 2.0, 2.0)))
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(OutOfRangeError, match="that is whole"):
        read_image(path)


def test_slope_and_intercept_of_the_header_are_applied(nibabel, tmp_path):
    image = nibabel.Nifti1Image(np.full((2, 2, 2), 300, np.int16), affine_of((2.0, 2.0, 2.0)))
    image.header.set_slope_inter(0.5, 10)
    nibabel.save(image, tmp_path / "map.nii")
    assert (read_image(tmp_path / "map.nii").values == 160).all()


def test_numbers_cut_off_at_the_largest_are_counted(nibabel, tmp_path):
    values = np.array([32767, 32767, 5, 6] * 2, np.int16).reshape(2, 2, 2)
    path = save(nibabel, tmp_path / "map.nii", values, affine_of((2.0, 2.0, 2.0)))
    assert read_image(path).at_most == 4
    save(nibabel, path, values.astype(np.float32), affine_of((2.0, 2.0, 2.0)))
    assert read_image(path).at_most == 0


def test_complex_numbers_in_a_file_are_refused(nibabel, tmp_path):
    path = save(nibabel, tmp_path / "map.nii", np.ones((2, 2, 2), np.complex64), np.eye(4))
    with pytest.raises(OutOfRangeError, match="one real number"):
        read_image(path)


@pytest.mark.parametrize("label", [-1.0, 2.0**31])
def test_labels_that_do_not_fit_are_refused(nibabel, tmp_path, label):
    path = save(nibabel, tmp_path / "map.nii", np.full((2, 2, 2), label), np.eye(4))
    with pytest.raises(OutOfRangeError, match="labels from 0"):
        read_labels(path)


def test_bytes_are_the_same_each_time_and_names_are_checked(nibabel, tmp_path):
    assert image_bytes(VALUES, GRID, compressed=True) == image_bytes(VALUES, GRID, compressed=True)
    with pytest.raises(OutOfRangeError, match=r"\.nii or \.nii\.gz"):
        write_image(tmp_path / "map.img", VALUES, GRID)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(st.tuples(st.integers(0, 351), st.integers(0, 255)), max_size=4),
    kept=st.integers(0, 600),
)
def test_a_file_with_other_bytes_is_read_or_refused(nibabel, tmp_path, changes, kept):
    """Bytes of the header are changed and the end is cut: nothing else may be raised."""
    path = save(nibabel, tmp_path / "map.nii", VALUES.astype(np.int16), affine_of((2.0, 2.0, 3.0)))
    raw = bytearray(path.read_bytes())
    for place, byte in changes:
        raw[place] = byte
    path.write_bytes(raw[: 352 + kept])
    for read in (read_image, read_labels):
        with contextlib.suppress(OutOfRangeError):
            assert read(path).values.ndim == 3


@pytest.mark.parametrize("size", [0.0, 1e-12, np.nan])
def test_axes_that_span_no_volume_are_refused(nibabel, tmp_path, size):
    path = save(nibabel, tmp_path / "map.nii", VALUES.astype(np.float32), affine_of((2, 2, 3)))
    raw = bytearray(path.read_bytes())
    raw[252:254] = b"\0\0"  # no qform
    raw[280:296] = struct.pack("<4f", size, 0, 0, 0)  # the first row of the sform
    path.write_bytes(raw)
    with pytest.raises(OutOfRangeError, match=r"flat|without finite axes|spacing_mm"):
        read_image(path)


def test_an_unknown_unit_code_is_refused(nibabel, tmp_path):
    path = save(
        nibabel, tmp_path / "map.nii", VALUES.astype(np.float32), affine_of((2.0, 2.0, 3.0))
    )
    raw = bytearray(path.read_bytes())
    raw[123] = 5
    path.write_bytes(raw)
    with pytest.raises(OutOfRangeError, match="that is whole"):
        read_image(path)
