"""How many decays happen in each voxel: what every voxel dose starts from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, positive, within
from nelm.calculators.voxel.grid import Grid, Volume
from nelm.calculators.voxel.point_kernels import Nuclide

MOST_ACTIVITY_MBQ: Final = 30_000.0
MOST_DECAYS_MBQ_H: Final = 7e6  # 30 GBq of 90Y to the end, or of 177Lu at its physical half-life
WIDEST_MM: Final = 40.0


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class DecayMap:
    """Decays of each voxel until nothing is left.

    Attributes:
        tia_mbq_h: time-integrated activity of each whole voxel (not per mL) in MBq h.
        grid: where the voxels lie.
        nuclide: 90Y or 177Lu.
        fwhm_mm: resolution of the image it comes from, full width at half maximum; 0 for a
            phantom that was made, not imaged.

    Raises:
        OutOfRangeError: another shape than the grid's, a value that is not finite or below 0, no
            decay at all, more than 7e6 MBq h, or a resolution not from 0 to 40 mm.
    """

    tia_mbq_h: Volume
    grid: Grid
    nuclide: Nuclide
    fwhm_mm: float

    def __post_init__(self) -> None:
        require_map("tia_mbq_h", self.tia_mbq_h, self.grid)
        within("fwhm_mm", self.fwhm_mm, 0, WIDEST_MM, hint="mm")
        total = self.total_mbq_h
        if not 0 < total <= MOST_DECAYS_MBQ_H:
            raise OutOfRangeError("tia_mbq_h", total, f"a sum up to {MOST_DECAYS_MBQ_H:g} (Bq h?)")

    @property
    def total_mbq_h(self) -> float:
        """Time-integrated activity of all voxels."""
        return float(self.tia_mbq_h.sum(dtype=np.float64))


def require_map(field: str, values: Volume, grid: Grid) -> None:
    """Refuse an array that does not fit the grid, or with a value not finite or below 0.

    Raises:
        OutOfRangeError: it is one.
    """
    grid.hold(field, values)
    if values.dtype.kind not in "fiu":
        raise OutOfRangeError(field, values.dtype, "real numbers")
    # A minimum and a maximum pass a NaN on, and need no array of their own.
    for extreme in (float(values.min()), float(values.max())):
        if not (math.isfinite(extreme) and extreme >= 0):
            raise OutOfRangeError(field, extreme, "0 or more")


def implant_tia_mbq_h(*, activity_mbq: Number, half_life_h: float) -> Number:
    """Decays of what stays where it is until it has decayed, as microspheres do: A T / ln 2.

    Args:
        activity_mbq: activity at the moment of the implant in MBq, of a voxel or of an array.
        half_life_h: physical half-life in h.

    Raises:
        OutOfRangeError: activity or half-life out of range.

    Exact; ln 2 times a half-life of one hour of 1 MBq:

    >>> implant_tia_mbq_h(activity_mbq=math.log(2), half_life_h=1.0)
    1.0
    """
    within("activity_mbq", activity_mbq, 0, MOST_ACTIVITY_MBQ, hint="Bq? kBq?")
    positive("half_life_h", half_life_h)
    return activity_mbq * (half_life_h / math.log(2))


def activity_of_concentration_mbq(*, concentration_bq_ml: Volume, grid: Grid) -> Volume:
    """Activity of each voxel of a calibrated image.

    Args:
        concentration_bq_ml: activity per volume in Bq/mL, as PET writes it.
        grid: where the voxels lie.

    Raises:
        OutOfRangeError: bad values, or more than 30 GBq in all.

    A million Bq/mL in a voxel of 1 mL:

    >>> grid = Grid(shape=(1, 1, 1), spacing_mm=(10.0, 10.0, 10.0))
    >>> image = np.full((1, 1, 1), 1e6)
    >>> float(activity_of_concentration_mbq(concentration_bq_ml=image, grid=grid)[0, 0, 0])
    1.0
    """
    require_map("concentration_bq_ml", concentration_bq_ml, grid)
    activity = concentration_bq_ml * (grid.voxel_ml * 1e-6)
    total = float(activity.sum(dtype=np.float64))
    if total > MOST_ACTIVITY_MBQ:
        raise OutOfRangeError("concentration_bq_ml", total, "up to 30000 MBq in all (kBq/mL?)")
    return activity


def activity_of_counts_mbq(*, counts: Volume, occupancy: Volume, activity_mbq: float) -> Volume:
    """Activity of each voxel of an image without calibration: each voxel's share of a known total.

    A_voxel = A counts_voxel / (counts of the region); EANM procedure, the scanner's calibration
    cancels out. Voxels outside of the region keep their counts' worth.

    Args:
        counts: image in any unit that is linear in activity.
        occupancy: share of each voxel inside the region that holds the activity, 0 to 1.
        activity_mbq: activity inside the region in MBq.

    Raises:
        OutOfRangeError: bad values, or no counts in the region.

    >>> counts, liver = np.array([[[1.0, 3.0, 0.5]]]), np.array([[[1.0, 1.0, 0.0]]])
    >>> activity_of_counts_mbq(counts=counts, occupancy=liver, activity_mbq=2000.0)
    array([[[ 500., 1500.,  250.]]])
    """
    if counts.shape != occupancy.shape:
        raise OutOfRangeError("occupancy", occupancy.shape, f"{counts.shape} voxels")
    for extreme in (float(counts.min()), float(counts.max())):
        if not (math.isfinite(extreme) and extreme >= 0):
            raise OutOfRangeError("counts", extreme, "0 or more")
    within("occupancy", np.asarray(occupancy, dtype=np.float64), 0, 1)
    within("activity_mbq", activity_mbq, 0, MOST_ACTIVITY_MBQ, hint="Bq? kBq?")
    inside = float((counts * occupancy).sum(dtype=np.float64))
    if inside <= 0:
        raise OutOfRangeError("counts", inside, "above 0 in the region")
    return counts * (activity_mbq / inside)
