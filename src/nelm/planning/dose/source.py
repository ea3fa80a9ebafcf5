"""Decays of each voxel from what the image was said to hold, with energy and half-life by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.decay import decayed_activity_gbq, elapsed_time_h
from nelm.calculators.lu177.physics import ELECTRON_ENERGIES, PHYSICAL_HALF_LIFE_H
from nelm.calculators.lu177.preset import by_name
from nelm.calculators.lu177.single_time_point import known_half_life_tia_mbq_h
from nelm.calculators.voxel.decays import (
    DecayMap,
    activity_of_concentration_mbq,
    activity_of_counts_mbq,
    implant_tia_mbq_h,
)
from nelm.calculators.voxel.grid import Volume
from nelm.calculators.voxel.nifti import Image
from nelm.calculators.voxel.notice import Notice
from nelm.calculators.voxel.point_kernels import LU177, Y90, PointKernel
from nelm.calculators.voxel.regions import Region
from nelm.calculators.y90.constant import dose_constant
from nelm.case.problem import InputError
from nelm.planning.asked import Measured
from nelm.planning.dose.files import told_as
from nelm.planning.dose.needed import DECAYS
from nelm.planning.dose.request import DoseRequest
from nelm.planning.dose.request_file import Asking

NOT_COMPARED = Notice(
    "dose.activity-not-compared",
    "administered_mbq is unknown: nothing here would tell Bq/mL from kBq/mL or a wrong decay time",
)
# A calibration is right within 10 %; half is a lost share; beyond the last two it is another unit.
MORE, LESS, MOST, LEAST = 1.1, 0.5, 2.0, 0.01


@dataclass(frozen=True)
class Physics:
    """Energy and half-life of a request, with where they come from.

    Attributes:
        point: the kernel with the energy asked for.
        energy_source: of that energy.
        half_life_h: of the activity; nothing where none was given.
        half_life_source: of it.
    """

    point: PointKernel
    energy_source: str
    half_life_h: float | None
    half_life_source: str


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class Source:
    """What the image gives.

    Attributes:
        decays: of each voxel.
        activity_mbq: of the map at the administration; nothing where the image holds decays.
        notices: of the numbers in it.
    """

    decays: DecayMap
    activity_mbq: float | None
    notices: tuple[Notice, ...]


def physics_of(request: DoseRequest) -> Physics:
    """Energy and half-life by the names a request gives."""
    if request.dose_constant is not None:
        pair = dose_constant(request.dose_constant)
        # A constant that is printed rounded is met exactly, so that `nelm plan` gives the same.
        energy = pair.mean_energy_mev * pair.gy_kg_per_gbq / pair.computed_gy_kg_per_gbq
        told = f"{pair.name}: {pair.source} ({pair.status})"
        point = Y90.with_electron_energy(electron_mev=energy)
        return Physics(_reached(point, request), told, pair.half_life_h, told)
    preset = by_name(ELECTRON_ENERGIES, str(request.electron_energy))
    point = LU177.with_electron_energy(electron_mev=preset.value)
    told = f"{preset.name}: {preset.source} ({preset.status})"
    half_life = value_of(request.effective_half_life_h)
    given = "given: effective, one for all voxels" if half_life else "none given"
    return Physics(_reached(point, request), told, half_life, given)


def _reached(point: PointKernel, request: DoseRequest) -> PointKernel:
    """The kernel with its photons only where they were asked for."""
    return point if request.kernel_photons else point.without_photons()


def value_of(given: Measured | str | None) -> float | None:
    """The number of a field; None where it is unknown or none."""
    return given.value if isinstance(given, Measured) else None


def source_of(asking: Asking, image: Image, held: Region | None, physics: Physics) -> Source:
    """Decays of each voxel.

    Args:
        asking: what was asked.
        image: as read.
        held: structure that holds the known activity; nothing for the whole image.
        physics: energy and half-life.

    Raises:
        InputError: numbers that cannot be what the image was said to hold.
    """
    request = asking.request
    with told_as(asking, "image", "what does the image hold?"):
        if request.image_holds in DECAYS:
            scale = image.grid.voxel_ml if request.image_holds == "mbq-h-per-ml" else 1.0
            return Source(_map(request, image.values * np.float32(scale), image), None, ())
        activity = _activity(request, image, held)
    hours, at_start = _factors(asking, physics)
    total = float(activity.sum(dtype=np.float64)) * at_start
    notices = (*_against_administered(asking, total), *_told(request, physics))
    with told_as(asking, "image", "what does the image hold?"):
        decays = _map(request, activity * np.float32(hours), image)
    return Source(decays, total, notices)


def _told(request: DoseRequest, physics: Physics) -> tuple[Notice, ...]:
    """What one half-life means for tissue of another; the sign depends on the time of the scan."""
    if request.nuclide != "177Lu" or physics.half_life_h is None:
        return ()
    used, elapsed = physics.half_life_h, _elapsed_h(request)
    half, physical = (
        2 ** (elapsed / other - elapsed / used) * other / used
        for other in (used / 2, PHYSICAL_HALF_LIFE_H)
    )
    says = (
        f"one effective half-life, {used:g} h, for all voxels: where it is {used / 2:g} h, the "
        f"dose is {half:.3g} times what is shown, and {physical:.3g} times where it is the "
        f"physical {PHYSICAL_HALF_LIFE_H:.4g} h"
    )
    return (Notice("dose.one-half-life", says),)


def _map(request: DoseRequest, tia_mbq_h: Volume, image: Image) -> DecayMap:
    fwhm_mm = value_of(request.fwhm_mm) or 0.0
    nuclide = request.nuclide or "90Y"  # a request that is complete has one
    return DecayMap(tia_mbq_h, image.grid, nuclide, fwhm_mm)


def _activity(request: DoseRequest, image: Image, held: Region | None) -> Volume:
    """Activity of each voxel when the image says, in MBq."""
    if request.image_holds == "bq-per-ml":
        return activity_of_concentration_mbq(concentration_bq_ml=image.values, grid=image.grid)
    occupancy = np.ones_like(image.values) if held is None else held.occupancy
    known = value_of(request.known_activity_mbq)
    return activity_of_counts_mbq(
        counts=image.values, occupancy=occupancy, activity_mbq=known or 0.0
    )


def _factors(asking: Asking, physics: Physics) -> tuple[float, float]:
    """Decays in MBq h, and MBq at the administration, of each MBq that the image shows."""
    request, half_life = asking.request, physics.half_life_h or 0.0
    elapsed = _elapsed_h(request)
    with told_as(asking, "scanned_at", "hours after administered_at"):
        if request.nuclide == "177Lu":
            hours = known_half_life_tia_mbq_h(
                activity_mbq=1.0,
                time_h=elapsed,
                effective_half_life_h=half_life,
                half_life_is_own=bool(request.half_life_is_own),
            )
            return float(hours), 2 ** (elapsed / half_life)
        at_start = decayed_activity_gbq(activity_gbq=1.0, elapsed_h=-elapsed, half_life_h=half_life)
        implanted = implant_tia_mbq_h(activity_mbq=at_start, half_life_h=half_life)
    return float(implanted), float(at_start)


def _elapsed_h(request: DoseRequest) -> float:
    if request.administered_at is None or request.scanned_at is None:
        return 0.0
    return elapsed_time_h(start=request.administered_at, end=request.scanned_at)


def _against_administered(asking: Asking, total_mbq: float) -> tuple[Notice, ...]:
    """What the activity that was administered says of the map's."""
    administered = value_of(asking.request.administered_mbq)
    if administered is None:
        return (NOT_COMPARED,) if asking.request.image_holds == "bq-per-ml" else ()
    share = total_mbq / administered
    implanted = asking.request.nuclide == "90Y"
    told = f"{total_mbq:.4g} MBq in the map, {share:.3g} times the {administered:g} MBq given"
    if share > MOST or (implanted and share < LEAST):
        allowed = f"{LEAST:g} to {MOST:g} times administered_mbq (Bq/mL or kBq/mL? which time?)"
        raise InputError([asking.problem("image", told, allowed)])
    if share > MORE:
        return (Notice("dose.more-than-administered", told),)
    if implanted and share < LESS:
        return (Notice("dose.less-than-half-of-administered", told),)
    return ()
