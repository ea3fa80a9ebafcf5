"""Maps and masks from NIfTI files, and dose maps back into them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Direction, Grid, Triple, Volume

INSTALL: Final = 'reading NIfTI needs nibabel: pip install "nelm[voxel]"'
SCANNER_COORDINATES: Final = 1  # the code of NIfTI for coordinates of the scanner


class MissingNibabelError(ImportError):
    """The optional library is not installed; the message is the install line."""


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class Image:
    """What a file holds, with its axes turned to run to the right, to the front and up.

    Attributes:
        values: in the unit of the file.
        grid: where the voxels lie, in the file's coordinates in mm.
    """

    values: npt.NDArray[Any]
    grid: Grid


def read_image(path: Path) -> Image:
    """An activity, count or density map; values in single precision.

    Args:
        path: a NIfTI file, `.nii` or `.nii.gz`.

    Raises:
        MissingNibabelError: nibabel is not installed.
        OutOfRangeError: not a file of that kind, more than one image in it, a unit other than mm,
            or axes that are not perpendicular.
    """
    return _read(path, np.float32)


def read_labels(path: Path) -> Image:
    """A mask of labels: whole numbers, 0 outside of everything.

    Args:
        path: a NIfTI file, `.nii` or `.nii.gz`.

    Raises:
        MissingNibabelError: nibabel is not installed.
        OutOfRangeError: as of `read_image`, or labels that are not whole.
    """
    image = _read(path, np.float64)
    whole = np.rint(image.values)
    if not np.array_equal(whole, image.values):  # a NaN is not equal to itself
        raise OutOfRangeError(str(path), "fractions", "whole numbers as labels (interpolated?)")
    return Image(whole.astype(np.int32), image.grid)


def write_image(path: Path, values: Volume, grid: Grid) -> None:
    """A dose map, in single precision, on the grid it was computed on.

    Args:
        path: where to, `.nii` or `.nii.gz`.
        values: of each voxel.
        grid: where the voxels lie.

    Raises:
        MissingNibabelError: nibabel is not installed.
        OutOfRangeError: another shape than the grid's.
    """
    nibabel = _nibabel()
    grid.hold("values", values)
    affine = np.eye(4)
    affine[:3, :3] = np.array(grid.direction) * np.array(grid.spacing_mm)
    affine[:3, 3] = grid.origin_mm
    image = nibabel.Nifti1Image(values.astype(np.float32), affine)
    image.header.set_xyzt_units("mm")
    image.set_qform(affine, SCANNER_COORDINATES)
    image.set_sform(affine, SCANNER_COORDINATES)
    nibabel.save(image, path)


def _read(path: Path, kind: type[np.floating[Any]]) -> Image:
    nibabel = _nibabel()
    try:
        image = nibabel.as_closest_canonical(nibabel.load(path))
        unit = image.header.get_xyzt_units()[0]
    except (nibabel.filebasedimages.ImageFileError, AttributeError, OSError) as error:
        raise OutOfRangeError(str(path), type(error).__name__, "a NIfTI file") from error
    if unit not in {"mm", "unknown"}:
        raise OutOfRangeError(str(path), unit, "mm as unit of length")
    values = np.ascontiguousarray(image.get_fdata(dtype=kind, caching="unchanged"))
    while values.ndim > 3 and values.shape[-1] == 1:
        values = values[..., 0]
    if values.ndim != 3:
        raise OutOfRangeError(str(path), f"{values.ndim} dimensions", "one image of three")
    return Image(values, _grid(values.shape, image.affine))


def _grid(shape: tuple[int, ...], affine: npt.NDArray[np.float64]) -> Grid:
    """Spacing, origin and axes of a NIfTI affine; the grid refuses what is not perpendicular."""
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    return Grid(
        shape=(shape[0], shape[1], shape[2]),
        spacing_mm=_triple(spacing),
        origin_mm=_triple(affine[:3, 3]),
        direction=_rows(affine[:3, :3] / spacing),
    )


def _triple(numbers: npt.NDArray[np.float64]) -> Triple:
    x, y, z = (float(number) for number in numbers)
    return x, y, z


def _rows(matrix: npt.NDArray[np.float64]) -> Direction:
    return _triple(matrix[0]), _triple(matrix[1]), _triple(matrix[2])


def _nibabel() -> Any:
    """The library, loaded when it is first used."""
    try:
        return importlib.import_module("nibabel")
    except ImportError:
        raise MissingNibabelError(INSTALL) from None
