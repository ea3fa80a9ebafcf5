"""What a reader of a voxel dose has to know, by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Notice:
    """A warning that goes with a result.

    Attributes:
        code: stable, for programs.
        message: for people.
    """

    code: str
    message: str


BLURRED_TWICE: Final = Notice(
    "voxel.blurred-twice",
    "the image is blurred by its resolution already, and a kernel blurs it again: local deposition"
    " is nearer to the truth",
)
SHAPE_EXTRAPOLATED: Final = Notice(
    "voxel.shape-extrapolated",
    "voxels below 2.21 mm: no table there to compare the kernel's shape with; its energy holds",
)
ACTIVITY_AT_BORDER: Final = Notice(
    "voxel.activity-at-border",
    "activity touches the border of the image: what lies beyond it is unknown, and its dose too",
)
LOW_DENSITY: Final = Notice(
    "voxel.low-density",
    "tissue below 0.8 g/mL, as lung: doses of its voxels are made with 0.8 g/mL, too low and"
    " indicative only; its mass and its mean over mass, energy over mass, are of the true density",
)
SMALL_LESION: Final = Notice(
    "voxel.small-lesion",
    "smaller than three times the resolution: do not report the ends of the dose-volume histogram,"
    " and correct the mean for recovery",
)
SATURATED: Final = Notice(
    "voxel.saturated",
    "several voxels hold the largest whole number of the file: what was above may be cut off, and"
    " the highest doses too low",
)
