"""A voxel dose as data: what every face prints of it, complete and in order. JSON by pydantic."""

from __future__ import annotations

from typing import Literal, TypeAlias

from nelm.planning.limit import Strict
from nelm.planning.lines import InputLine, SourceStatus

DOSE_VERSION = 1

EffectName: TypeAlias = Literal["EUBED", "gEUD", "NTCP", "TCP"]


class NoticeLine(Strict):
    """What to know beside the numbers.

    Attributes:
        code: stable, for programs: `voxel.small-lesion`.
        message: for people.
    """

    code: str
    message: str


class ImageLine(Strict):
    """What an image was said to hold; never its name, which may be a patient's.

    Attributes:
        quantity: in words, `activity concentration`.
        unit: of the numbers in the file.
        sha256: of the bytes of the file.
    """

    quantity: str
    unit: str
    sha256: str


class VolumeAtDose(Strict):
    """Share of a structure's volume that gets at least a dose: V120 for 120 Gy."""

    dose_gy: float
    volume_percent: float


class RecoveredMean(Strict):
    """Mean dose of a small lesion with what the blur took away given back.

    Attributes:
        recovery: share that the image still shows of a sphere of the same volume.
        mean_gy: mean dose over mass, divided by it.
    """

    recovery: float
    mean_gy: float


class Effect(Strict):
    """A number of a radiobiological model, from the doses of the voxels of a structure.

    Attributes:
        name: of the model.
        value: in `unit`.
        unit: Gy; empty for a probability from 0 to 1.
        formula: in plain text.
        source: who published it.
        status: whether it was read there, recalled and to be verified, or derived.
        parameters: every one as given; none has a default.
    """

    name: EffectName
    value: float
    unit: str
    formula: str
    source: str
    status: SourceStatus
    parameters: tuple[InputLine, ...]


class StructureDose(Strict):
    """Doses of one structure.

    Attributes:
        name: as given.
        volume_ml: by the share of each voxel inside.
        mass_g: by the density as given.
        mean_mass_gy: energy over mass.
        mean_volume_gy: mean over the volume.
        min_gy: of any voxel of which at least 1 % is inside.
        max_gy: of any voxel of which at least 1 % is inside.
        d98_gy: least dose of the hottest 98 % of the volume.
        d70_gy: of the hottest 70 %.
        d50_gy: of the hottest 50 %, the median.
        d2_gy: of the hottest 2 %.
        volume_at_gy: for the doses asked for.
        equivalent_diameter_mm: of a sphere of the same volume.
        ends_are_reliable: whether it is large enough, against the resolution, for D98 and D2.
        recovered: mean corrected for recovery; nothing where it was not asked for.
        curve_dose_gy: of the cumulative histogram, from 0 to the highest.
        curve_volume_percent: with at least each of these doses.
        effects: those whose parameters were given.
        notices: of this structure only.
    """

    name: str
    volume_ml: float
    mass_g: float
    mean_mass_gy: float
    mean_volume_gy: float
    min_gy: float
    max_gy: float
    d98_gy: float
    d70_gy: float
    d50_gy: float
    d2_gy: float
    volume_at_gy: tuple[VolumeAtDose, ...]
    equivalent_diameter_mm: float
    ends_are_reliable: bool
    recovered: RecoveredMean | None
    curve_dose_gy: tuple[float, ...]
    curve_volume_percent: tuple[float, ...]
    effects: tuple[Effect, ...]
    notices: tuple[NoticeLine, ...]


class VoxelDose(Strict):
    """Absorbed dose of the voxels of an image, and of structures in it.

    Attributes:
        nuclide: 90Y or 177Lu.
        method: local deposition, or kernel convolution.
        image: what it was said to hold, and its hash.
        energy_mev: energy per decay that was deposited.
        energy_source: where that energy comes from.
        half_life_h: what activity was turned into decays with; nothing where the image holds
            decays and no half-life was given.
        half_life_source: where it comes from.
        voxel_mm: size of a voxel, along the axes to the right, to the front and up.
        shape: number of voxels along the same axes.
        fwhm_mm: resolution of the image as stated; 0 for what was not imaged.
        density: in words.
        total_activity_mbq: in the map at the administration, of 177Lu back from the scan by the
            effective half-life; nothing where the image holds decays.
        total_decays_mbq_h: time-integrated activity of the map.
        active_mass_g: mass of the voxels in which anything decays.
        inputs: as read; files by hash.
        inputs_sha256: of all inputs, the bytes of the files included.
        seed: of draws; nothing where nothing is drawn.
        notices: of the whole map.
        structures: in the order in which they were given.
    """

    schema_version: int
    nelm_version: str
    intended_use: str
    nuclide: Literal["90Y", "177Lu"]
    method: Literal["local deposition", "kernel convolution"]
    image: ImageLine
    energy_mev: float
    energy_source: str
    half_life_h: float | None
    half_life_source: str
    voxel_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    fwhm_mm: float
    density: str
    total_activity_mbq: float | None
    total_decays_mbq_h: float
    active_mass_g: float
    inputs: tuple[InputLine, ...]
    inputs_sha256: str
    seed: int | None
    notices: tuple[NoticeLine, ...]
    structures: tuple[StructureDose, ...]
