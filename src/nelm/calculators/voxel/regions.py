"""Which share of each voxel of the dose grid lies inside a structure."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError, positive
from nelm.calculators.voxel.grid import Grid, Triple, Volume

Floats: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[Any]
SignedDistance: TypeAlias = Callable[[Floats, Floats, Floats], Floats]

SUBVOXELS: Final = 3  # along each axis of a voxel at the edge
OUTSIDE_SHARE: Final = 1e-6


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class Region:
    """A structure on the dose grid.

    Attributes:
        name: as it is to be printed.
        occupancy: share of each voxel inside, 0 to 1.
        grid: the dose grid.

    Raises:
        OutOfRangeError: another shape, a share not from 0 to 1, or less than one voxel in all.
    """

    name: str
    occupancy: Volume
    grid: Grid

    def __post_init__(self) -> None:
        self.grid.hold("occupancy", self.occupancy)
        least, most = float(self.occupancy.min()), float(self.occupancy.max())
        if not (least >= 0 and most <= 1):
            raise OutOfRangeError("occupancy", most if least >= 0 else least, "0 to 1")
        voxels = float(self.occupancy.sum(dtype=np.float64))
        if voxels < 1 - OUTSIDE_SHARE:
            raise OutOfRangeError("occupancy", voxels, f"at least one voxel in {self.name}")


def region_from_labels(
    *, name: str, labels: Labels, label: int, label_grid: Grid, dose_grid: Grid
) -> Region:
    """A structure from a mask of labels, on the dose grid or on any parallel one.

    On the dose grid a voxel is in or out. From another grid, as that of a CT, the share of each
    dose voxel is the exact overlap, so that the volume of the mask is kept; the dose is never moved
    to the grid of the mask.

    Args:
        name: as it is to be printed.
        labels: whole numbers; 0 is outside of everything.
        label: the structure's.
        label_grid: where the voxels of the mask lie.
        dose_grid: where the voxels of the dose lie.

    Raises:
        OutOfRangeError: a mask that does not fit its grid, is turned against the dose grid, sticks
            out of it, has labels that are not whole, or no voxel of this label.

    >>> fine = Grid(shape=(4, 1, 1), spacing_mm=(1.0, 2.0, 2.0), origin_mm=(-0.5, 0.0, 0.0))
    >>> coarse = Grid(shape=(2, 1, 1), spacing_mm=(2.0, 2.0, 2.0))
    >>> mask = np.array([1, 1, 1, 0]).reshape(4, 1, 1)
    >>> region_from_labels(
    ...     name="liver", labels=mask, label=1, label_grid=fine, dose_grid=coarse
    ... ).occupancy.ravel()
    array([1. , 0.5], dtype=float32)
    """
    label_grid.hold("labels", labels)
    if labels.dtype.kind == "f" and not np.array_equal(labels, np.rint(labels)):
        raise OutOfRangeError("labels", "fractions", "whole numbers (interpolated?)")
    inside = labels == label
    if label == 0 or not inside.any():
        raise OutOfRangeError("label", label, "a label above 0 that the mask has")
    if label_grid.matches(dose_grid):
        return Region(name, inside.astype(np.float32), dose_grid)
    if not label_grid.is_parallel_to(dose_grid):
        raise OutOfRangeError("label_grid", "turned", "axes parallel to the dose grid")
    share = _overlap(inside, label_grid, dose_grid)
    kept = float(share.sum(dtype=np.float64)) * dose_grid.voxel_ml
    volume = np.count_nonzero(inside) * label_grid.voxel_ml
    if kept < volume * (1 - 1e-3):
        raise OutOfRangeError("labels", f"{1 - kept / volume:.1%} outside", "inside the dose grid")
    return Region(name, share, dose_grid)


def _overlap(inside: npt.NDArray[np.bool_], source: Grid, target: Grid) -> Volume:
    """Exact overlap of boxes, which is a product of three axes."""
    starts = target.first_edge_mm(source)
    share: Volume = inside.astype(np.float32)
    for axis in range(3):
        edges = starts[axis] + source.spacing_mm[axis] * np.arange(source.shape[axis] + 1)
        size = target.spacing_mm[axis]
        lines = size * np.arange(target.shape[axis] + 1)[:, None]
        low = np.maximum(lines[:-1], edges[:-1])
        high = np.minimum(lines[1:], edges[1:])
        weights = (np.maximum(high - low, 0) / size).astype(np.float32)
        share = np.moveaxis(np.tensordot(weights, share, axes=(1, axis)), 0, axis)
    # Sums of single-precision shares may pass 1 by their rounding.
    return np.clip(share, 0, 1)


def region_from_shape(*, name: str, distance_mm: SignedDistance, dose_grid: Grid) -> Region:
    """A structure from its signed distance, with 3 x 3 x 3 subvoxels in each voxel at its edge.

    A subvoxel that the surface crosses counts by how far its center is from the surface: counting
    it as in or out would make a sphere of ten voxels 1.5 % too large or too small.

    Args:
        name: as it is to be printed.
        distance_mm: of x, y, z in mm along the axes of the grid from the center of its first voxel;
            below 0 inside. It must not say more than the true distance.
        dose_grid: where the voxels of the dose lie.

    Raises:
        OutOfRangeError: less than one voxel in all.

    A sphere of 10 mm has 4.19 mL:

    >>> grid = Grid(shape=(12, 12, 12), spacing_mm=(2.0, 2.0, 2.0))
    >>> ball = sphere_distance_mm(center_mm=(11.0, 11.0, 11.0), radius_mm=10.0)
    >>> region = region_from_shape(name="ball", distance_mm=ball, dose_grid=grid)
    >>> round(float(region.occupancy.sum()) * grid.voxel_ml, 2)
    4.19
    """
    lines = [
        size * np.arange(number, dtype=np.float64)
        for size, number in zip(dose_grid.spacing_mm, dose_grid.shape, strict=True)
    ]
    x, y, z = np.meshgrid(*lines, indexing="ij", sparse=True)
    distance = np.broadcast_to(distance_mm(x, y, z), dose_grid.shape)
    if not np.isfinite(distance).all():
        raise OutOfRangeError("distance_mm", "not finite", "a distance everywhere")
    share = (distance < 0).astype(np.float32)
    half_diagonal = 0.5 * float(np.linalg.norm(dose_grid.spacing_mm))
    edge = np.nonzero(np.abs(distance) <= half_diagonal)
    centers = [line[index] for line, index in zip(lines, edge, strict=True)]
    subvoxel = float(np.cbrt(np.prod(dose_grid.spacing_mm))) / SUBVOXELS
    within = np.zeros(len(edge[0]))
    steps = (np.arange(SUBVOXELS) + 0.5) / SUBVOXELS - 0.5
    for step in itertools.product(steps, repeat=3):
        x, y, z = (
            center + part * size
            for center, part, size in zip(centers, step, dose_grid.spacing_mm, strict=True)
        )
        within += np.clip(0.5 - distance_mm(x, y, z) / subvoxel, 0, 1)
    share[edge] = within / SUBVOXELS**3
    return Region(name, share, dose_grid)


def sphere_distance_mm(*, center_mm: Triple, radius_mm: float) -> SignedDistance:
    """Signed distance of a sphere, below 0 inside.

    Args:
        center_mm: along the axes of the grid from the center of its first voxel.
        radius_mm: in mm.

    Raises:
        OutOfRangeError: a radius that is not above 0.

    >>> sphere_distance_mm(center_mm=(0, 0, 0), radius_mm=5.0)(np.array(3.0), 0.0, 4.0).item()
    0.0
    """
    positive("radius_mm", radius_mm)
    a, b, c = center_mm

    def distance_mm(x: Floats, y: Floats, z: Floats) -> Floats:
        return np.asarray(np.sqrt((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2) - radius_mm)

    return distance_mm
