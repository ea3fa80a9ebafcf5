"""A voxel dose from a request: files read, decays, dose, structures; complete or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import numpy as np

from nelm.calculators.units import unit_of
from nelm.calculators.voxel.dose import DoseMap, voxel_dose
from nelm.calculators.voxel.grid import Volume
from nelm.calculators.voxel.nifti import Image
from nelm.calculators.voxel.notice import SATURATED
from nelm.calculators.voxel.regions import Region
from nelm.case.problem import InputError
from nelm.planning.asked import Measured
from nelm.planning.dose.files import Files, named_files, told_as
from nelm.planning.dose.form import DOSE_VERSION, ImageLine, StructureDose, VoxelDose
from nelm.planning.dose.needed import WHOLE_IMAGE, require_complete
from nelm.planning.dose.request_file import STRUCTURES, Asking
from nelm.planning.dose.source import Physics, Source, physics_of, source_of, value_of
from nelm.planning.dose.structures import line_of, region_of, structure_dose
from nelm.planning.form import NOT_AN_ORDER
from nelm.planning.lines import InputLine
from nelm.version import __version__

Telling: TypeAlias = Callable[[str, float | None], None]
HOLDS: Mapping[str, tuple[str, str]] = {
    "bq-per-ml": ("activity concentration", "Bq/mL"),
    "counts": ("counts, scaled to a known activity", "any unit"),
    "mbq-h-per-ml": ("time-integrated activity per volume", "MBq h/mL"),
    "mbq-h-per-voxel": ("time-integrated activity per voxel", "MBq h"),
}
CUT_OFF = 2  # voxels at the largest number: one may be the true highest
HOUNSFIELD = "g/mL; Hounsfield units? Convert them with the table of your scanner"


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class Dosed:
    """A voxel dose: the numbers as data, and the arrays they were made of.

    Attributes:
        result: every number, to be printed or kept.
        dose: of each voxel.
        regions: structures on the grid of the dose, in the order of the result.
    """

    result: VoxelDose
    dose: DoseMap
    regions: tuple[Region, ...]


def compute_dose(asking: Asking, tell: Telling = lambda what, share: None) -> Dosed:
    """The dose of every voxel and of every structure of a request.

    Args:
        asking: see `read_request`, or `request_of` for plain data.
        tell: told what is being done.

    Raises:
        InputError: something is missing, unused, unreadable, or cannot be what it is said to be.
        MissingExtraError: nibabel is not installed; with the install line.
    """
    require_complete(asking)
    request, files = asking.request, Files(asking)
    tell("reading the image", None)
    image = files.image("image", request.image or "")
    tell("reading the masks", None)
    numbers = range(1, len(request.structures) + 1)
    regions = tuple(region_of(asking, files, number, image.grid) for number in numbers)
    held = {region.name: region for region in regions}.get(request.known_activity_in or WHOLE_IMAGE)
    physics = physics_of(request)
    source = source_of(asking, image, held, physics)
    density = _density(asking, files, image)
    tell("computing the dose", None)
    with told_as(asking, "density_map", HOUNSFIELD):
        dose = voxel_dose(
            decays=source.decays,
            point=physics.point,
            density_g_ml=density,
            method="kernel convolution" if request.method == "kernel" else "local deposition",
        )
    structures = []
    for number, (asked, region) in enumerate(zip(request.structures, regions, strict=True), 1):
        tell("histograms", number / len(regions))
        with told_as(asking, f"structures.{number}"):
            structures.append(structure_dose(asked, region, dose, physics.half_life_h))
    hashes = {field: files.sha256(field, name) for field, name in named_files(asking)}
    numbers_of = _Made(asking, image, source, physics, dose)
    return Dosed(_result(numbers_of, tuple(structures), hashes), dose, regions)


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class _Made:
    """What a result is put together from."""

    asking: Asking
    image: Image
    source: Source
    physics: Physics
    dose: DoseMap


def _density(asking: Asking, files: Files, image: Image) -> float | Volume:
    """Density in g/mL as given: one, or one of each voxel."""
    request = asking.request
    if request.density_map is None:
        return value_of(request.density_g_ml) or 0.0
    given = files.image("density_map", request.density_map)
    if not given.grid.matches(image.grid):
        allowed = "a map on the grid of the image: resample it first"
        raise InputError([asking.problem("density_map", "on another grid", allowed)])
    return given.values


def _result(
    made: _Made, structures: tuple[StructureDose, ...], hashes: Mapping[str, str]
) -> VoxelDose:
    request, grid, dose = made.asking.request, made.image.grid, made.dose
    lines = tuple(_echo(made.asking, hashes))
    quantity, unit = HOLDS[request.image_holds or ""]
    notices = [*dose.notices, *made.source.notices]
    if made.image.at_most >= CUT_OFF:
        notices.append(SATURATED)
    told = "\n".join(line.model_dump_json() for line in lines)
    return VoxelDose(
        schema_version=DOSE_VERSION,
        nelm_version=__version__,
        intended_use=NOT_AN_ORDER,
        nuclide=dose.nuclide,
        method=dose.method,
        image=ImageLine(quantity=quantity, unit=unit, sha256=hashes["image"]),
        energy_mev=dose.energy_mev,
        energy_source=_energy_words(made),
        half_life_h=made.physics.half_life_h,
        half_life_source=made.physics.half_life_source,
        voxel_mm=grid.spacing_mm,
        shape=grid.shape,
        fwhm_mm=dose.fwhm_mm,
        density=_density_words(dose),
        total_activity_mbq=made.source.activity_mbq,
        total_decays_mbq_h=made.source.decays.total_mbq_h,
        active_mass_g=_active_mass_g(made),
        inputs=lines,
        inputs_sha256=hashlib.sha256(told.encode()).hexdigest(),
        seed=None,
        notices=tuple(line_of(one) for one in notices),
        structures=structures,
    )


def _energy_words(made: _Made) -> str:
    """Where the energy comes from, and for a kernel its shape and its photons."""
    told, point = made.physics.energy_source, made.physics.point
    if made.dose.method != "kernel convolution":
        return told
    photons = ", photons as there" if point.photons else ", no photons"
    return f"{told}; kernel: {point.source}, electrons scaled to that energy{photons}"


def _density_words(dose: DoseMap) -> str:
    given = dose.given_density_g_ml
    if not isinstance(given, np.ndarray):
        return f"{given:g} g/mL in every voxel, as given"
    low = 0 if dose.indicative is None else int(dose.indicative.sum())
    clipped = f"; {low} voxels below 0.8 divided by 0.8" if low else ""
    return f"map of {given.min():.3g} to {given.max():.3g} g/mL, as given{clipped}"


def _active_mass_g(made: _Made) -> float:
    given, active = made.dose.given_density_g_ml, made.source.decays.tia_mbq_h > 0
    if isinstance(given, np.ndarray):
        return float(given[active].sum(dtype=np.float64)) * made.image.grid.voxel_ml
    return float(np.count_nonzero(active)) * given * made.image.grid.voxel_ml


def _echo(asking: Asking, hashes: Mapping[str, str]) -> Iterator[InputLine]:
    """Every input that is given, as it was read; of a file its hash, never its name."""
    request = asking.request
    for name in type(request).model_fields:
        if name != STRUCTURES and getattr(request, name) is not None:
            yield _line(name, name, getattr(request, name), hashes)
    for number, structure in enumerate(request.structures, 1):
        for name in type(structure).model_fields:
            if getattr(structure, name) is not None:
                field = f"{STRUCTURES}.{number}.{name}"
                yield _line(field, name, getattr(structure, name), hashes)


def _line(field: str, name: str, value: Any, hashes: Mapping[str, str]) -> InputLine:
    if field in hashes:
        return InputLine(name=field, value=f"sha256 {hashes[field]}", unit="")
    unit = "" if isinstance(value, str) else unit_of(name)
    return InputLine(name=field, value=_plain(value), unit=unit)


def _plain(value: Any) -> bool | float | str:
    match value:
        case Measured():
            return value.value
        case datetime():
            return value.isoformat()
        case tuple():
            return ", ".join(str(_plain(one)) for one in value) or "none"
        case bool() | float() | str():
            return value
    return str(value)
