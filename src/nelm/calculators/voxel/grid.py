"""Where the voxels of an array lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError, within

Volume: TypeAlias = npt.NDArray[np.floating[Any]]
Triple: TypeAlias = tuple[float, float, float]
Direction: TypeAlias = tuple[Triple, Triple, Triple]

SMALLEST_MM: Final = 0.5
LARGEST_MM: Final = 20.0
ALIGNED: Final[Direction] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SLACK_MM: Final = 1e-2  # rounding of headers in single precision
SLACK_DIRECTION: Final = 1e-3


@dataclass(frozen=True)
class Grid:
    """Voxels of one size in rows along three perpendicular axes.

    Attributes:
        shape: number of voxels along each axis.
        spacing_mm: size of a voxel along each axis, 0.5 to 20 mm.
        origin_mm: center of the first voxel, in the coordinates of the patient.
        direction: columns are the axes of the array in those coordinates.

    Raises:
        OutOfRangeError: for a size, an origin or axes that cannot be.

    >>> Grid(shape=(2, 2, 2), spacing_mm=(0.2, 0.2, 0.5))
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: spacing_mm is 0.2; allowed: 0.5 to 20 (cm?)
    """

    shape: tuple[int, int, int]
    spacing_mm: Triple
    origin_mm: Triple = (0.0, 0.0, 0.0)
    direction: Direction = ALIGNED

    def __post_init__(self) -> None:
        if len(self.shape) != 3 or min(self.shape) < 1:
            raise OutOfRangeError("shape", self.shape, "three numbers of voxels")
        for field, triple in (("spacing_mm", self.spacing_mm), ("origin_mm", self.origin_mm)):
            if len(triple) != 3:
                raise OutOfRangeError(field, triple, "three numbers")
        within("spacing_mm", np.array(self.spacing_mm), SMALLEST_MM, LARGEST_MM, hint="cm?")
        within("origin_mm", np.array(self.origin_mm), -1e4, 1e4)
        axes = np.array(self.direction)
        square = axes.T @ axes if axes.shape == (3, 3) else np.full((3, 3), np.nan)
        if not np.allclose(square, np.eye(3), atol=SLACK_DIRECTION):
            raise OutOfRangeError("direction", self.direction, "three perpendicular unit vectors")

    @property
    def voxel_ml(self) -> float:
        """Volume of a voxel."""
        return math.prod(self.spacing_mm) / 1000

    def hold(self, field: str, values: Volume) -> None:
        """Refuse an array of another shape.

        >>> Grid(shape=(2, 2, 2), spacing_mm=(2, 2, 2)).hold("mask", np.zeros((2, 2, 3)))
        Traceback (most recent call last):
        ...
        nelm.calculators.ranges.OutOfRangeError: mask is (2, 2, 3); allowed: (2, 2, 2) voxels
        """
        if values.shape != self.shape:
            raise OutOfRangeError(field, values.shape, f"{self.shape} voxels")

    def is_parallel_to(self, other: Grid) -> bool:
        """Whether the axes point the same way."""
        return np.allclose(self.direction, other.direction, atol=SLACK_DIRECTION)

    def matches(self, other: Grid) -> bool:
        """Whether both have the same voxels, but for rounding."""
        ends = np.array(self.shape) - 1
        return (
            self.shape == other.shape
            and self.is_parallel_to(other)
            and np.allclose(self.origin_mm, other.origin_mm, atol=SLACK_MM)
            and np.allclose(ends * self.spacing_mm, ends * other.spacing_mm, rtol=0, atol=SLACK_MM)
        )

    def first_edge_mm(self, other: Grid) -> npt.NDArray[np.float64]:
        """Where the first voxel of a parallel grid begins, along the axes of this one.

        Measured from where the first voxel of this grid begins.
        """
        apart = np.subtract(other.origin_mm, self.origin_mm) @ np.array(self.direction)
        half = (np.array(self.spacing_mm) - np.array(other.spacing_mm)) / 2
        return np.asarray(apart + half, dtype=np.float64)
