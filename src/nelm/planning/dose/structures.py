"""The structures of a request: where they lie on the dose grid, and what they get."""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.dose import DoseMap
from nelm.calculators.voxel.dose_volume import DoseVolume, dose_volume, summary
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.notice import Notice
from nelm.calculators.voxel.regions import Region, region_from_labels
from nelm.calculators.voxel.resolution import recovery_corrected_mean_gy, sphere_recovery
from nelm.case.problem import InputError
from nelm.planning.dose.effects import effects_of
from nelm.planning.dose.files import Files, told_as
from nelm.planning.dose.form import NoticeLine, RecoveredMean, StructureDose, VolumeAtDose
from nelm.planning.dose.request import StructureRequest
from nelm.planning.dose.request_file import Asking

MOST_TOLD = 12
SUMMARY = (
    *("name", "volume_ml", "mass_g", "mean_mass_gy", "mean_volume_gy", "min_gy", "max_gy"),
    *("d98_gy", "d70_gy", "d50_gy", "d2_gy", "equivalent_diameter_mm", "ends_are_reliable"),
)


def region_of(asking: Asking, files: Files, number: int, grid: Grid) -> Region:
    """A structure on the grid of the dose.

    Args:
        asking: what was asked.
        files: of the request.
        number: of the structure, from 1.
        grid: of the dose.

    Raises:
        InputError: a mask that cannot be read, has no such label, several without a word which, is
            turned against the image or sticks out of it.
    """
    asked = asking.request.structures[number - 1]
    field = f"structures.{number}.mask"
    mask = files.labels(field, asked.mask or "")
    present = [int(label) for label in np.unique(mask.values) if label]
    wanted = _wanted(asking, number, present)
    with told_as(asking, field):
        return region_from_labels(
            name=asked.name or "",
            labels=np.isin(mask.values, wanted).astype(np.uint8),
            label=1,
            label_grid=mask.grid,
            dose_grid=grid,
        )


def _wanted(asking: Asking, number: int, present: list[int]) -> tuple[int, ...]:
    """Labels of a structure, all of which the mask must have."""
    asked = asking.request.structures[number - 1]
    told = ", ".join(map(str, present[:MOST_TOLD])) or "no label"
    field = f"structures.{number}.labels"
    if not present:
        problem = asking.problem(f"structures.{number}.mask", "empty", "a mask that is not all 0")
        raise InputError([problem])
    if asked.labels is None:
        if len(present) > 1:
            allowed = f"which of the labels of the mask: {told}"
            raise InputError([asking.problem(field, "missing", allowed)])
        return (present[0],)
    absent = [label for label in asked.labels if label not in present]
    if absent:
        value = ", ".join(map(str, absent))
        raise InputError([asking.problem(field, value, f"labels that the mask has: {told}")])
    return asked.labels


def structure_dose(
    asked: StructureRequest, region: Region, dose: DoseMap, half_life_h: float | None
) -> StructureDose:
    """What a structure gets.

    Args:
        asked: what is asked of it, complete.
        region: where it lies.
        dose: of each voxel.
        half_life_h: of the dose rate; needed for EUBED only.

    Raises:
        OutOfRangeError: it has no mass.
    """
    histogram = dose_volume(dose=dose, region=region)
    numbers = summary(histogram)
    doses, shares = histogram.curve()
    effects, told = effects_of(histogram, asked, half_life_h)
    recovered, refused = _recovered(histogram, asked)
    own = tuple(line_of(one) for one in histogram.notices if one not in dose.notices)
    return StructureDose(
        **{name: getattr(numbers, name) for name in SUMMARY},
        volume_at_gy=_volumes(histogram, asked),
        recovered=recovered,
        curve_dose_gy=tuple(doses.tolist()),
        curve_volume_percent=tuple(shares.tolist()),
        effects=effects,
        notices=(*own, *refused, *told),
    )


def line_of(notice: Notice) -> NoticeLine:
    """A notice of a calculator as data."""
    return NoticeLine(code=notice.code, message=notice.message)


def _volumes(histogram: DoseVolume, asked: StructureRequest) -> tuple[VolumeAtDose, ...]:
    return tuple(
        VolumeAtDose(
            dose_gy=level.value,
            volume_percent=histogram.volume_at_dose_percent(dose_gy=level.value),
        )
        for level in asked.volume_at_gy or ()
    )


def _recovered(
    histogram: DoseVolume, asked: StructureRequest
) -> tuple[RecoveredMean | None, tuple[NoticeLine, ...]]:
    if not asked.recovery:
        return None, ()
    try:
        share = sphere_recovery(
            diameter_mm=histogram.equivalent_diameter_mm, fwhm_mm=histogram.fwhm_mm
        )
        mean = recovery_corrected_mean_gy(mean_gy=histogram.mean_mass_gy, recovery=share)
    except OutOfRangeError as error:
        return None, (NoticeLine(code="dose.recovery-refused", message=str(error)),)
    said = "recovery of a sphere without activity around it: beside active liver it is too much"
    known = RecoveredMean(recovery=share, mean_gy=mean)
    return known, (NoticeLine(code="dose.recovery-of-a-sphere", message=said),)
