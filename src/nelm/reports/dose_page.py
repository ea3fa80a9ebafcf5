"""A voxel dose as a page: what to know first, how it was made, then each structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nelm.planning.dose.form import Effect, NoticeLine, StructureDose, VoxelDose
from nelm.planning.lines import InputLine
from nelm.reports.calculator_constants import number_text
from nelm.reports.page import Block, Heading, Items, Table
from nelm.reports.plan_words import TO_VERIFY, amount

BLUR = "not reported: smaller than three times the resolution"
HEAD = (
    "structure",
    "volume (mL)",
    "mass (g)",
    "mean over mass (Gy)",
    "mean over volume (Gy)",
    "D98 (Gy)",
    "D70 (Gy)",
    "D50 (Gy)",
    "D2 (Gy)",
    "lowest and highest voxel (Gy)",
)


def dose_blocks(result: VoxelDose) -> Iterator[Block]:
    """Everything in a voxel dose, in the order in which it should be read."""
    yield Heading(1, f"Voxel dose: {result.nuclide}, {result.method}")
    yield f"nelm {result.nelm_version}. {result.intended_use}"
    yield from _titled("Read first", map(_notice, result.notices))
    yield from _titled("How it was made", _made(result))
    if result.structures:
        yield Heading(2, "Structures")
        yield Table(HEAD, tuple(map(_row, result.structures)))
        yield f"All of an image with a resolution of {_resolution(result)}, {_voxels(result)}."
    for structure in result.structures:
        yield from _titled(f"More of {structure.name}", more_texts(structure))
    yield from _titled("Inputs", map(_input, result.inputs))
    yield f"Inputs sha256 {result.inputs_sha256}."


def _titled(title: str, lines: Iterable[str]) -> Iterator[Block]:
    found = tuple(lines)
    if found:
        yield Heading(2, title)
        yield Items(found)


def _notice(notice: NoticeLine) -> str:
    return f"WARNING `{notice.code}`: {notice.message}"


def _made(result: VoxelDose) -> Iterator[str]:
    yield f"image: {result.image.quantity}, in {result.image.unit}"
    if result.total_activity_mbq is not None:
        activity = number_text(result.total_activity_mbq)
        back = " (back from the scan by the effective half-life)" if _is_lutetium(result) else ""
        yield f"activity in the image at the administration: {activity} MBq{back}"
    yield f"decays in the image: {number_text(result.total_decays_mbq_h)} MBq h"
    yield f"energy per decay: {number_text(result.energy_mev)} MeV ({result.energy_source})"
    if result.half_life_h is not None:
        yield f"half-life: {number_text(result.half_life_h)} h ({result.half_life_source})"
    yield f"density: {result.density}"
    mass = number_text(result.active_mass_g)
    yield f"mass of the voxels in which anything decays: {mass} g"
    yield f"{_voxels(result)}; resolution {_resolution(result)}"


def _is_lutetium(result: VoxelDose) -> bool:
    return result.nuclide == "177Lu"


def _voxels(result: VoxelDose) -> str:
    size = " x ".join(f"{each:.3g}" for each in result.voxel_mm)
    return f"{' x '.join(map(str, result.shape))} voxels of {size} mm"


def _resolution(result: VoxelDose) -> str:
    return f"{result.fwhm_mm:g} mm (FWHM, as given)" if result.fwhm_mm else "none: not imaged"


def _row(one: StructureDose) -> tuple[str, ...]:
    ends = number_text(one.min_gy), number_text(one.max_gy)
    reliable = one.ends_are_reliable
    return (
        one.name,
        number_text(one.volume_ml),
        number_text(one.mass_g),
        number_text(one.mean_mass_gy),
        number_text(one.mean_volume_gy),
        number_text(one.d98_gy) if reliable else BLUR,
        number_text(one.d70_gy),
        number_text(one.d50_gy),
        number_text(one.d2_gy) if reliable else BLUR,
        f"{ends[0]} to {ends[1]}" if reliable else BLUR,
    )


def more_texts(one: StructureDose) -> Iterator[str]:
    """What a table of doses does not say of a structure."""
    yield from map(_notice, one.notices)
    for level in one.volume_at_gy:
        yield f"V{level.dose_gy:g} (at least {level.dose_gy:g} Gy): {level.volume_percent:.3g} %"
    if one.recovered is not None:
        told = f"recovery {amount(one.recovered.recovery)} of a sphere of the same volume"
        yield f"mean corrected for recovery: {amount(one.recovered.mean_gy)} Gy ({told})"
    yield from map(_effect, one.effects)


def _effect(effect: Effect) -> str:
    status = TO_VERIFY if effect.status == "recalled" else effect.status
    given = ", ".join(_input(line) for line in effect.parameters)
    value = f"{number_text(effect.value)} {effect.unit}".rstrip()
    return f"{effect.name}: {value}; `{effect.formula}`; {effect.source} ({status}); with {given}"


def _input(line: InputLine) -> str:
    return f"`{line.name}` {number_text(line.value)} {line.unit}".rstrip()
