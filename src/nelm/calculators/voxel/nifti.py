"""Maps and masks from NIfTI files, and dose maps back into them."""

from __future__ import annotations

import gzip
import importlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Direction, Grid, Triple, Volume

INSTALL: Final = 'reading NIfTI needs nibabel: pip install "nelm[voxel]"'
SCANNER_COORDINATES: Final = 1  # the code of NIfTI for coordinates of the scanner
SAME_PLACE_MM: Final = 1.0  # by how much the two placings of one file may differ
DESCRIPTION: Final = b"absorbed dose in Gy (nelm)"
WRITTEN: Final = (".nii", ".nii.gz")


class MissingNibabelError(ImportError):
    """The optional library is not installed; the message is the install line."""


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class Image:
    """What a file holds, with its axes turned to run to the right, to the front and up.

    Attributes:
        values: in the unit of the file.
        grid: where the voxels lie, in the file's coordinates in mm.
        at_most: voxels at the largest number that the whole numbers of the file can hold; where
            there are many, what was above is cut off.
    """

    values: npt.NDArray[Any]
    grid: Grid
    at_most: int = 0


def read_image(path: Path) -> Image:
    """An activity, count or density map; values in single precision.

    Args:
        path: a NIfTI file, `.nii` or `.nii.gz`.

    Raises:
        MissingNibabelError: nibabel is not installed.
        OutOfRangeError: not a file of that kind or cut short, more than one image in it, a unit
            other than mm, no orientation or two that differ, or axes that are not perpendicular.
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
    least, most = float(whole.min()), float(whole.max())
    if not (least >= 0 and most < 2**31):
        raise OutOfRangeError(str(path), most if least >= 0 else least, "labels from 0 to 2^31 - 1")
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
    if not path.name.endswith(WRITTEN):
        raise OutOfRangeError(str(path), path.suffix, " or ".join(WRITTEN))
    path.write_bytes(image_bytes(values, grid, compressed=path.name.endswith(".gz")))


def image_bytes(values: Volume, grid: Grid, *, compressed: bool) -> bytes:
    """A dose map as the bytes of a NIfTI file, the same each time.

    Args:
        values: of each voxel.
        grid: where the voxels lie.
        compressed: as `.nii.gz`.

    Raises:
        MissingNibabelError: nibabel is not installed.
        OutOfRangeError: another shape than the grid's.
    """
    nibabel = _nibabel()
    grid.hold("values", values)
    affine = np.eye(4)
    affine[:3, :3] = np.array(grid.direction) * np.array(grid.spacing_mm)
    affine[:3, 3] = grid.origin_mm
    image = nibabel.Nifti1Image(values.astype(np.float32, copy=False), affine)
    image.header.set_xyzt_units("mm")
    image.header["descrip"] = DESCRIPTION
    image.set_qform(affine, SCANNER_COORDINATES)
    image.set_sform(affine, SCANNER_COORDINATES)
    written: bytes = image.to_bytes()
    return gzip.compress(written, compresslevel=1, mtime=0) if compressed else written


def _read(path: Path, kind: type[np.floating[Any]]) -> Image:
    nibabel = _nibabel()
    try:
        image = nibabel.load(path)
        unit = image.header.get_xyzt_units()[0]
        affine = _placed(path, image.header)
        raw = np.asanyarray(image.dataobj.get_unscaled())
    except FileNotFoundError:
        raise OutOfRangeError(str(path), "no such file", "a NIfTI file") from None
    except OutOfRangeError:
        raise
    except _unreadable(nibabel) as error:
        found = f"unreadable ({type(error).__name__})"
        raise OutOfRangeError(str(path), found, "a NIfTI file that is whole") from error
    if unit not in {"mm", "unknown"}:
        raise OutOfRangeError(str(path), unit, "mm as unit of length")
    if raw.dtype.kind not in "fiu":
        raise OutOfRangeError(str(path), f"of {raw.dtype}", "one real number for each voxel")
    while raw.ndim > 3 and raw.shape[-1] == 1:
        raw = raw[..., 0]
    if raw.ndim != 3:
        raise OutOfRangeError(str(path), f"{raw.ndim} dimensions", "one image of three")
    values = _scaled(raw, image.dataobj, kind)
    turn = nibabel.orientations.io_orientation(affine)
    if np.isnan(turn).any():
        raise OutOfRangeError(str(path), "flat", "three axes that span a volume")
    turned = nibabel.orientations.apply_orientation(values, turn)
    affine = affine @ nibabel.orientations.inv_ornt_aff(turn, values.shape)
    return Image(np.ascontiguousarray(turned), _grid(turned.shape, affine), _at_most(raw))


def _unreadable(nibabel: Any) -> tuple[type[Exception], ...]:
    """What the library raises for a file of another kind, cut short, or with a broken header."""
    named = (nibabel.filebasedimages.ImageFileError, nibabel.spatialimages.HeaderDataError)
    broken = (AttributeError, EOFError, KeyError, MemoryError, OSError, OverflowError, ValueError)
    return (*named, *broken, zlib.error)


def _placed(path: Path, header: Any) -> npt.NDArray[np.float64]:
    """Where the voxels lie, refused unless the file says it, and says it once."""
    forms = (header.get_sform(coded=True), header.get_qform(coded=True))
    known = [np.asarray(affine) for affine, code in forms if code > 0]
    if not known:
        raise OutOfRangeError(str(path), "without orientation", "a file with a qform or an sform")
    reach = max(1, *header.get_data_shape()[:3])
    corners = np.array([[0, 0, 0, 1], *(np.eye(4)[:3] * reach + [0, 0, 0, 1])]).T
    places = [affine @ corners for affine in known]
    if not all(np.isfinite(place).all() for place in places):
        raise OutOfRangeError(str(path), "without finite axes", "a file with a qform or an sform")
    if np.abs(places[0] - places[-1]).max() > SAME_PLACE_MM:
        allowed = "a qform and an sform that say the same (within 1 mm)"
        raise OutOfRangeError(str(path), "placed in two ways", allowed)
    return known[0]


def _scaled(
    raw: npt.NDArray[Any], source: Any, kind: type[np.floating[Any]]
) -> npt.NDArray[np.floating[Any]]:
    """Numbers as the slope and the intercept of the header mean them."""
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # what is infinite is refused where it is used
        values = raw.astype(kind)
        if source.slope != 1:
            values *= kind(source.slope)
        if source.inter != 0:
            values += kind(source.inter)
    return values


def _at_most(raw: npt.NDArray[Any]) -> int:
    if raw.dtype.kind == "f":
        return 0
    return int(np.count_nonzero(raw == np.iinfo(raw.dtype).max))


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
