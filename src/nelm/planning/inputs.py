"""The inputs of a plan, one strict form for each family of options; every field starts unknown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from nelm.planning.asked import Asked, Choice, Days, Measured, Quantity, Whole, YesNo
from nelm.planning.limit import Strict

Given: TypeAlias = Measured | None
GivenList: TypeAlias = tuple[Measured, ...] | None

_SURFACE = "body surface"
_SURFACE_FORMULAS = ("du-bois", "mosteller", "haycock", "gehan-george")
_DRUG = (
    "an amount: the review names 50 mg/m2 of doxorubicin and 1500 mg/m2 of streptozocin, none of"
)


def _mass(why: str) -> Quantity:
    return Quantity(why, "kg", low=0.001, high=6, above="g?")


def _dose(why: str) -> Quantity:
    return Quantity(why, "Gy", low=0.1, high=5000, above="cGy?")


def _earlier(why: str) -> Quantity:
    return Quantity(why, "Gy", low=0, high=500, above="cGy?", many=True)


def _volume(why: str, *, high: float = 6000) -> Quantity:
    return Quantity(why, "mL", low=50, high=high, above="mm3?", below="L?")


def _fraction(why: str) -> Quantity:
    return Quantity(why, "", low=0, high=1, above="percent?")


HEIGHT = Quantity(_SURFACE, "cm", low=120, high=220, above="mm?", below="m or inches?")
WEIGHT = Quantity(_SURFACE, "kg", low=30, high=250, above="lb?")
BILIRUBIN = "mg/dL"


class Inputs(Strict):
    """Base of every form."""


class TareInputs(Inputs):
    """90Y microspheres."""

    device: Annotated[
        Literal["glass", "resin"] | None,
        Choice("which limits hold, spheres, lung shunt", words=("glass", "resin")),
    ] = None
    treatment: Annotated[
        Literal["segmentectomy", "lobectomy", "unilobar", "bilobar"] | None,
        Choice(
            "which row of the dose tables holds",
            words=("segmentectomy", "lobectomy", "unilobar", "bilobar"),
        ),
    ] = None
    dose_constant: Annotated[
        Literal["aapm2011", "legacy49.67", "icrp107", "glass50"] | None,
        Choice(
            "pair of energy and half-life behind the dose constant",
            words=("aapm2011", "legacy49.67", "icrp107", "glass50"),
        ),
    ] = None
    activity_gbq: Annotated[
        Given,
        Quantity("doses of the planned activity", "GBq", low=0.05, high=30, above="MBq?"),
    ] = None
    goal_perfused_gy: Annotated[Given, _dose("activity by the single compartment")] = None
    goal_tumor_gy: Annotated[Given, _dose("activity by the partition model")] = None
    goal_normal_liver_gy: Annotated[Given, _dose("activity by the partition model")] = None
    perfused_mass_kg: Annotated[Given, _mass("single compartment; volume x density")] = None
    tumor_mass_kg: Annotated[Given, _mass("partition model; volume x density")] = None
    normal_liver_mass_kg: Annotated[
        Given, _mass("partition model: perfused liver without tumor")
    ] = None
    tn_concentration_ratio: Annotated[
        Given,
        Quantity(
            "partition model: counts per mL of tumor over those of normal liver",
            low=0.2,
            high=50,
            above="percent?",
        ),
    ] = None
    lung_shunt_fraction: Annotated[
        Given,
        Quantity(
            "every dose and the lungs", low=0, high=1, above="percent, or an activity in GBq?"
        ),
    ] = None
    residual_fraction: Annotated[
        Given, _fraction("every dose: share of the drawn activity left in vial and line")
    ] = None
    lung_mass_kg: Annotated[
        Given, Quantity("lung dose and limit", "kg", low=0.3, high=2, above="g?")
    ] = None
    earlier_lung_gy: Annotated[GivenList, _earlier("cumulative lung limit")] = None
    earlier_normal_liver_gy: Annotated[GivenList, _earlier("normal liver over treatments")] = None
    bilirubin_mg_dl: Annotated[
        Given,
        Quantity("row of the normal liver (glass)", BILIRUBIN, low=0.1, high=40, above="umol/L?"),
    ] = None
    pretreated_or_compromised: Annotated[
        bool | None, YesNo("row of the normal liver (resin, bilobar)")
    ] = None
    lung_limit_confirmed: Annotated[
        str | None, Asked("who goes over a lung limit, and why; only then")
    ] = None
    method_difference_reason: Annotated[
        str | None, Asked("why methods over 25 % apart are accepted; only then")
    ] = None
    activity_per_sphere_bq: Annotated[
        Given,
        Quantity("number of spheres; optional", "Bq", low=1, high=10_000, below="kBq?"),
    ] = None
    tumor_volume_ml: Annotated[
        Given,
        Quantity("body-surface method; optional", "mL", low=0, high=6000, above="mm3?"),
    ] = None
    normal_liver_volume_ml: Annotated[Given, _volume("body-surface method; optional")] = None
    volumes_of: Annotated[
        Literal["whole_liver", "treated_lobe"] | None,
        Choice("body-surface method; optional", words=("whole_liver", "treated_lobe")),
    ] = None
    treated_share: Annotated[
        Given, Quantity("body-surface method; optional", low=0.01, high=1, above="percent?")
    ] = None
    height_cm: Annotated[Given, HEIGHT] = None
    weight_kg: Annotated[Given, WEIGHT] = None


class PrrtInputs(Inputs):
    """177Lu-DOTATATE."""

    cycles_on: Annotated[
        tuple[date, ...] | None, Days("dates: cycles given, or the day of the first one")
    ] = None
    cycles: Annotated[int | None, Whole("dates of all cycles")] = None
    interval_weeks: Annotated[int | None, Whole("dates of all cycles", "week")] = None
    window_weeks: Annotated[int | None, Whole("how much a cycle may move", "week")] = None
    activities_gbq: Annotated[
        GivenList,
        Quantity(
            "activity of each cycle, one after the other",
            "GBq",
            low=0.05,
            high=30,
            above="MBq?",
            many=True,
        ),
    ] = None
    kidney_gy_per_gbq: Annotated[
        GivenList,
        Quantity(
            "kidney dose: one for all cycles or one for each; the patient's own after cycle 1",
            "Gy/GBq",
            low=0.001,
            high=100,
            many=True,
        ),
    ] = None
    marrow_gy_per_gbq: Annotated[
        GivenList,
        Quantity(
            "marrow dose: one for all cycles or one for each",
            "Gy/GBq",
            low=0.001,
            high=100,
            many=True,
        ),
    ] = None
    earlier_kidney_gy: Annotated[GivenList, _earlier("kidney dose over treatments")] = None
    earlier_marrow_gy: Annotated[GivenList, _earlier("marrow dose over treatments")] = None
    kidney_risk_factors: Annotated[bool | None, YesNo("which line of the kidney BED; optional")] = (
        None
    )
    kidney_alpha_beta_gy: Annotated[
        Given, Quantity("kidney BED; optional", "Gy", low=0.5, high=30)
    ] = None
    kidney_repair_half_time_h: Annotated[
        Given, Quantity("kidney BED; optional", "h", low=0.1, high=24, above="minutes?")
    ] = None
    kidney_effective_half_life_h: Annotated[
        Given, Quantity("kidney BED; optional", "h", low=1, high=159.528, below="days?")
    ] = None
    earlier_kidney_bed_gy: Annotated[GivenList, _earlier("kidney BED; optional")] = None


class EmbolizationInputs(Inputs):
    """Bland embolization and chemoembolization."""

    surface_formula: Annotated[
        Literal["du-bois", "mosteller", "haycock", "gehan-george"] | None,
        Choice(_SURFACE, words=_SURFACE_FORMULAS),
    ] = None
    height_cm: Annotated[Given, HEIGHT] = None
    weight_kg: Annotated[Given, WEIGHT] = None
    surface_cap_m2: Annotated[
        Measured | Literal["none"] | None,
        Quantity("surface above which no dose rises", "m2", low=1.5, high=2.8, may_be_none=True),
    ] = None
    doxorubicin_mg_m2: Annotated[
        Given, Quantity("dose of doxorubicin", "mg/m2", low=5, high=100, above="mg?")
    ] = None
    streptozocin_mg_m2: Annotated[
        Given,
        Quantity("dose of streptozocin", "mg/m2", low=100, high=3000, above="mg?", below="g/m2?"),
    ] = None
    cisplatin_mg_m2: Annotated[
        Given, Quantity(f"dose of cisplatin: {_DRUG} cisplatin", "mg/m2", low=5, high=150)
    ] = None
    mitomycin_mg_m2: Annotated[
        Given, Quantity(f"dose of mitomycin C: {_DRUG} mitomycin C", "mg/m2", low=1, high=30)
    ] = None
    bilirubin_mg_dl: Annotated[
        Given, Quantity("share of doxorubicin", BILIRUBIN, low=0.1, high=40, above="umol/L?")
    ] = None
    creatinine_clearance_ml_min: Annotated[
        Given, Quantity("share of streptozocin", "mL/min", low=3, high=250, below="mL/s?")
    ] = None
    earlier_anthracycline_mg_m2: Annotated[
        GivenList,
        Quantity("anthracycline over a life, as doxorubicin", "mg/m2", low=0, high=1500, many=True),
    ] = None
    lipiodol_ml: Annotated[
        Given, Quantity("volume of Lipiodol; optional", "mL", low=0.1, high=100)
    ] = None


class SurgeryInputs(Inputs):
    """Resection in one or two steps, and debulking."""

    surface_formula: Annotated[
        Literal["du-bois", "mosteller", "haycock", "gehan-george"] | None,
        Choice(_SURFACE, words=_SURFACE_FORMULAS),
    ] = None
    height_cm: Annotated[Given, HEIGHT] = None
    weight_kg: Annotated[Given, WEIGHT] = None
    liver_formula: Annotated[
        Literal["vauthey", "urata"] | None,
        Choice("liver volume expected for the body surface", words=("vauthey", "urata")),
    ] = None
    liver_state: Annotated[
        Literal["normal", "chemotherapy", "fibrosis", "injured"] | None,
        Choice(
            "which smallest remnant holds",
            words=("normal", "chemotherapy", "fibrosis", "injured"),
        ),
    ] = None
    remnant_ml: Annotated[Given, _volume("future remnant, without tumor")] = None
    liver_ml: Annotated[Given, _volume("share of the measured liver, tumor included")] = None
    tumor_ml: Annotated[
        Given,
        Quantity("share of the measured liver; debulked share", "mL", low=0.1, high=6000),
    ] = None
    residual_ml: Annotated[
        Given, Quantity("debulked share: tumor left", "mL", low=0, high=6000)
    ] = None
    grown_remnant_ml: Annotated[
        Given, _volume("growth after portal vein embolization; optional")
    ] = None
    growth_scan_d: Annotated[
        Given,
        Quantity(
            "growth: days from embolization to scan; optional",
            "days",
            low=1,
            high=180,
            above="?",
        ),
    ] = None
    left_after_first_ml: Annotated[Given, _volume("two steps: liver left after the first")] = None
    cleared_lobe_ml: Annotated[Given, _volume("two steps: the cleared lobe before growth")] = None
    grown_lobe_ml: Annotated[Given, _volume("two steps: the cleared lobe after growth")] = None
    minimum_sflr_percent: Annotated[
        Given,
        Quantity(
            "two steps: smallest remnant, your choice", "%", low=1, high=100, below="a fraction?"
        ),
    ] = None


class LesionInputs(Strict):
    """One tumor to be ablated."""

    name: Annotated[str | None, Asked("to tell tumors apart")] = None
    tumor_mm: Annotated[Given, Quantity("largest diameter", "mm", low=2, high=200, below="cm?")] = (
        None
    )
    margin_mm: Annotated[Given, Quantity("margin wanted all around", "mm", low=0, high=30)] = None
    zone_short_axis_mm: Annotated[
        Given,
        Quantity("shortest diameter of one zone of the device", "mm", low=5, high=150, below="cm?"),
    ] = None
    offset_mm: Annotated[
        Given, Quantity("distance of the centers of tumor and zone", "mm", low=0, high=150)
    ] = None
    vessel_mm: Annotated[
        Given, Quantity("heat sink: diameter of the nearest vessel", "mm", low=0, high=40)
    ] = None
    vessel_gap_mm: Annotated[
        Given, Quantity("heat sink: from vessel to edge of the zone", "mm", low=0, high=200)
    ] = None
    vessel_near_mm: Annotated[
        Given,
        Quantity("heat sink: gaps up to this count; no source gives it", "mm", low=0, high=20),
    ] = None


class AblationInputs(Inputs):
    """Radiofrequency and microwaves."""

    lesions: Annotated[
        tuple[LesionInputs, ...] | None, Asked("zones and margins", written="a list of tumors")
    ] = None
    bilioenteric_anastomosis: Annotated[bool | None, YesNo("risk of an abscess")] = None


class NoInputs(Inputs):
    """An option without planning quantities asks for nothing."""
