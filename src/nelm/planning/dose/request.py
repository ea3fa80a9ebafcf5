"""What a voxel dose asks for: image, times, density, method, structures; nothing is assumed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from nelm.calculators.lu177.physics import PHYSICAL_HALF_LIFE_H
from nelm.planning.asked import Choice, Measured, YesNo
from nelm.planning.dose.asked import Exact, FileName, Labels, Moment, Text
from nelm.planning.inputs.base import Given, GivenList, Inputs

OfDose: TypeAlias = Literal["mean-dose", "geud", "eubed"]
OF_WORDS = ("mean-dose", "geud", "eubed")
LARGEST_GY = 5000


def _dose(why: str, low: float = 1, high: float = 2000, *, many: bool = False) -> Exact:
    return Exact(why, "Gy", low=low, high=high, above="cGy?", many=many)


class StructureRequest(Inputs):
    """One structure, and what is asked of it."""

    name: Annotated[str | None, Text("how every result calls it", written="text")] = None
    mask: Annotated[str | None, FileName("where it lies: a mask of whole numbers")] = None
    labels: Annotated[
        tuple[int, ...] | None, Labels("which numbers of the mask make it up, all of them together")
    ] = None
    volume_at_gy: Annotated[
        GivenList, _dose("optional: V120 for 120 Gy", 0, LARGEST_GY, many=True)
    ] = None
    recovery: Annotated[
        bool | None,
        YesNo("optional: mean of a small lesion, corrected for the blur of fwhm_mm as of a sphere"),
    ] = None
    alpha_beta_gy: Annotated[Given, Exact("optional: EUBED", "Gy", low=0.5, high=30)] = None
    repair_half_time_h: Annotated[
        Given, Exact("optional: EUBED", "h", low=0.1, high=24, above="minutes?")
    ] = None
    alpha_per_gy: Annotated[Given, Exact("optional: EUBED", "1/Gy", low=0.0001, high=2)] = None
    geud_exponent: Annotated[
        Given, Exact("optional: gEUD; below 0 for tumors, 1 is the mean", "", low=-50, high=50)
    ] = None
    td50_gy: Annotated[Given, _dose("optional: NTCP after Lyman, of this device")] = None
    relative_slope: Annotated[
        Given, Exact("optional: NTCP, m", "", low=0.01, high=2, above="percent?")
    ] = None
    ntcp_of: Annotated[OfDose | None, Choice("optional: NTCP of which dose", words=OF_WORDS)] = None
    d50_gy: Annotated[Given, _dose("optional: TCP, of this device and tumor")] = None
    gamma50: Annotated[Given, Exact("optional: TCP, slope at D50", "", low=0.05, high=10)] = None
    tcp_of: Annotated[OfDose | None, Choice("optional: TCP of which dose", words=OF_WORDS)] = None


class DoseRequest(Inputs):
    """A voxel dose of 90Y or 177Lu."""

    nuclide: Annotated[
        Literal["90Y", "177Lu"] | None, Choice("energy and half-life", words=("90Y", "177Lu"))
    ] = None
    image: Annotated[str | None, FileName("the map that the dose is made of")] = None
    image_holds: Annotated[
        Literal["bq-per-ml", "counts", "mbq-h-per-ml", "mbq-h-per-voxel"] | None,
        Choice(
            "what the numbers of the image are: activity concentration; counts in any unit, scaled "
            "to a known activity; or decays (time-integrated activity)",
            words=("bq-per-ml", "counts", "mbq-h-per-ml", "mbq-h-per-voxel"),
        ),
    ] = None
    activity_at: Annotated[
        Literal["administration", "scan"] | None,
        Choice(
            "image of activity or counts: when the activity is the stated one. The scanner may "
            "have corrected it for decay to another time: see its header. 177Lu: the scan",
            words=("administration", "scan"),
        ),
    ] = None
    known_activity_mbq: Annotated[
        Given,
        Exact(
            "image of counts: activity at `activity_at` in `known_activity_in`; of 90Y what was "
            "administered less lung shunt and residue",
            "MBq",
            low=1,
            high=30_000,
            above="Bq or kBq?",
            below="GBq?",
        ),
    ] = None
    known_activity_in: Annotated[
        str | None,
        Text(
            "image of counts: where that activity is",
            written="the name of a structure, or `image` for all of it",
        ),
    ] = None
    administered_at: Annotated[
        datetime | None, Moment("activity at the scan: decay since the administration")
    ] = None
    scanned_at: Annotated[
        datetime | None, Moment("activity at the scan: decay since the administration")
    ] = None
    administered_mbq: Annotated[
        Given,
        Exact(
            "optional: questions a map with another activity than was administered",
            "MBq",
            low=1,
            high=30_000,
            above="Bq or kBq?",
            below="GBq?",
        ),
    ] = None
    dose_constant: Annotated[
        Literal["aapm2011", "legacy49.67", "icrp107", "glass50"] | None,
        Choice(
            "90Y: pair of energy and half-life behind the dose constant",
            words=("aapm2011", "legacy49.67", "icrp107", "glass50"),
        ),
    ] = None
    electron_energy: Annotated[
        Literal["ejnmmi-physics-2020", "decay-data"] | None,
        Choice(
            "177Lu: energy per decay, 0.1479 or 0.1473 MeV",
            words=("ejnmmi-physics-2020", "decay-data"),
        ),
    ] = None
    effective_half_life_h: Annotated[
        Given,
        Exact(
            "177Lu: decays of an activity, and EUBED; one for all voxels, at most the physical one",
            "h",
            low=1,
            high=PHYSICAL_HALF_LIFE_H,
            above="longer than the physical one",
            below="days?",
        ),
    ] = None
    half_life_is_own: Annotated[
        bool | None, YesNo("177Lu: whether that half-life was measured in this patient")
    ] = None
    density_g_ml: Annotated[
        Given,
        Exact(
            "mass of the voxels, the same for all; or give density_map",
            "g/mL",
            low=0.8,
            high=4,
            above="kg/m3 or Hounsfield units?",
            below="lung? Give a density_map. Hounsfield units? Convert with your scanner's table",
        ),
    ] = None
    density_map: Annotated[
        str | None,
        FileName("mass of each voxel in g/mL, on the grid of the image; never Hounsfield units"),
    ] = None
    fwhm_mm: Annotated[
        Measured | Literal["none"] | None,
        Exact(
            "resolution of the image, full width at half maximum; none for a made phantom",
            "mm",
            low=0.1,
            high=40,
            below="cm? none for what was not imaged",
            may_be_none=True,
        ),
    ] = None
    method: Annotated[
        Literal["local-deposition", "kernel"] | None,
        Choice(
            "local-deposition unless stated: a kernel blurs an image of a patient twice",
            words=("local-deposition", "kernel"),
        ),
    ] = None
    kernel_photons: Annotated[
        bool | None, YesNo("kernel: photons too, as far as 46 mm from a decay")
    ] = None
    structures: tuple[StructureRequest, ...] = ()
