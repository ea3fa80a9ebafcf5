"""What a plan of radioembolization with 90Y asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from nelm.planning.asked import Asked, Choice, Quantity, YesNo
from nelm.planning.inputs.base import (
    Given,
    GivenList,
    Height,
    Inputs,
    Weight,
    bilirubin,
    dose,
    earlier,
    fraction,
    mass,
    volume,
)
from nelm.planning.limit import Strict


@dataclass(frozen=True)
class Reason(Asked):
    """Why something is accepted, or where it is from: a bare yes or no says neither.

    >>> Reason("why").read("no")
    Traceback (most recent call last):
    ...
    ValueError: more than one word: who and why, or where from; unknown until then
    """

    written: str = "a sentence"

    def _known(self, raw: Any) -> str:
        if not isinstance(raw, str) or len(raw.split()) < 2:
            raise ValueError("more than one word: who and why, or where from; unknown until then")
        return raw


@dataclass(frozen=True)
class Moment(Asked):
    """A day and a time of day with its zone.

    >>> Moment("when").read("2026-03-01T12:00+10:00")
    '2026-03-01T12:00:00+10:00'
    """

    written: str = "YYYY-MM-DDTHH:MM+01:00, with the zone"

    def _known(self, raw: Any) -> str:
        try:
            found = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
        except (TypeError, ValueError):
            found = None
        if found is None or found.utcoffset() is None:
            raise ValueError(
                "a day and a time with its zone, such as 2026-03-01T12:00+01:00; "
                "a slip of 12 hours is 14 % of the activity"
            )
        return found.isoformat()


class CompartmentInputs(Strict):
    """One part of the liver in the images of 99mTc-MAA or 90Y."""

    name: Annotated[str | None, Asked("to tell compartments apart")] = None
    kind: Annotated[
        Literal["tumor", "normal_liver", "necrosis", "other"] | None,
        Choice("which doses are summed", words=("tumor", "normal_liver", "necrosis", "other")),
    ] = None
    treated: Annotated[
        bool | None, YesNo("normal liver: whether it lies in the perfused volume")
    ] = None
    mass_kg: Annotated[Given, mass("dose of the compartment; volume x density")] = None
    mean_counts_per_volume: Annotated[
        Given,
        Quantity(
            "dose of the compartment: mean counts per mL, in one unit for all",
            "counts/mL",
            low=0,
            high=1e12,
            least=1e-6,
        ),
    ] = None


def activity(why: str, *, many: bool = False) -> Quantity:
    """An activity of 90Y."""
    return Quantity(why, "GBq", low=0.05, high=30, above="MBq?", many=many)


def alpha_beta(why: str) -> Quantity:
    """Alpha over beta of a tissue."""
    return Quantity(why, "Gy", low=0.5, high=30)


def repair(why: str) -> Quantity:
    """Half-time of repair of a tissue."""
    return Quantity(why, "h", low=0.1, high=24, above="minutes?")


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
        activity(
            "doses of the planned activity: drawn, at the moment it is given, before what stays "
            "behind in vial and line is taken off"
        ),
    ] = None
    goal_perfused_gy: Annotated[Given, dose("activity by the single compartment")] = None
    goal_tumor_gy: Annotated[Given, dose("activity by the partition model")] = None
    goal_normal_liver_gy: Annotated[
        Given, dose("activity by the partition model: perfused normal liver")
    ] = None
    perfused_mass_kg: Annotated[
        Given, mass("single compartment: tumor and liver of the perfused volume; volume x density")
    ] = None
    tumor_mass_kg: Annotated[
        Given, mass("partition model: tumor in the perfused volume; volume x density")
    ] = None
    normal_liver_mass_kg: Annotated[
        Given, mass("partition model: perfused liver without tumor")
    ] = None
    whole_normal_liver_mass_kg: Annotated[
        Given,
        mass("rows of glass: whole liver without tumor, perfused or not; volume x density"),
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
    lung_shunt_from: Annotated[
        Literal["planar", "spect_ct"] | None,
        Choice("how far the lung shunt can be trusted", words=("planar", "spect_ct")),
    ] = None
    residual_fraction: Annotated[
        Given, fraction("every dose: share of the drawn activity left in vial and line")
    ] = None
    lung_mass_kg: Annotated[
        Given, Quantity("lung dose and limit", "kg", low=0.3, high=2, above="g?")
    ] = None
    lung_mass_from: Annotated[
        Literal["ct", "assumed"] | None,
        Choice("how far the lung dose can be trusted", words=("ct", "assumed")),
    ] = None
    earlier_tare: Annotated[
        bool | None, YesNo("whether earlier doses of lungs and liver are due; optional")
    ] = None
    earlier_prrt: Annotated[
        bool | None, YesNo("normal liver: earlier PRRT has dosed and may have harmed it")
    ] = None
    earlier_lung_gy: Annotated[GivenList, earlier("cumulative lung limit")] = None
    earlier_normal_liver_gy: Annotated[
        GivenList,
        earlier(
            "normal liver over treatments (radioembolization, PRRT), of the volume that the row "
            "limits: whole for glass, perfused for resin"
        ),
    ] = None
    bilirubin_mg_dl: Annotated[
        Given,
        bilirubin("row of the normal liver (glass)"),
    ] = None
    pretreated_or_compromised: Annotated[
        bool | None, YesNo("row of the normal liver (resin, bilobar)")
    ] = None
    hepatic_reserve_percent: Annotated[
        Given,
        Quantity(
            "row of the lobectomy (resin): share of the liver left untreated", "%", low=0, high=100
        ),
    ] = None
    lung_limit_confirmed: Annotated[
        str | None, Reason("who goes over a lung limit, and why; only then")
    ] = None
    method_difference_reason: Annotated[
        str | None, Reason("why methods over 25 % apart are accepted; only then")
    ] = None
    compartments: Annotated[
        tuple[CompartmentInputs, ...] | None,
        Asked("multi-compartment doses; optional", written="a list of compartments"),
    ] = None
    activity_per_sphere_bq: Annotated[
        Given,
        Quantity(
            "number of spheres: one sphere at the calibration; optional",
            "Bq",
            low=1,
            high=10_000,
            below="kBq?",
        ),
    ] = None
    calibration_at: Annotated[
        str | None, Moment("decay of vial and spheres: time of the calibration; optional")
    ] = None
    administration_at: Annotated[
        str | None, Moment("decay of vial and spheres: planned time; optional")
    ] = None
    vial_activity_gbq: Annotated[
        Given, activity("what the vial holds when it is given: at the calibration; optional")
    ] = None
    vial_activities_gbq: Annotated[
        GivenList,
        activity("vials that can be ordered: each at the calibration; optional", many=True),
    ] = None
    delivered_after_days: Annotated[
        GivenList,
        Quantity(
            "share of the dose given by then; optional",
            "days",
            low=0,
            high=100,
            above="hours?",
            many=True,
        ),
    ] = None
    tumor_alpha_beta_gy: Annotated[Given, alpha_beta("BED of the tumor; optional")] = None
    tumor_repair_half_time_h: Annotated[Given, repair("BED of the tumor; optional")] = None
    liver_alpha_beta_gy: Annotated[Given, alpha_beta("BED of the normal liver; optional")] = None
    liver_repair_half_time_h: Annotated[Given, repair("BED of the normal liver; optional")] = None
    ntcp_td50_gy: Annotated[
        Given, Quantity("complication of the normal liver; optional", "Gy", low=1, high=2000)
    ] = None
    ntcp_relative_slope: Annotated[
        Given,
        Quantity(
            "complication of the normal liver: m; optional", low=0.01, high=2, above="percent?"
        ),
    ] = None
    ntcp_volume: Annotated[
        Literal["whole_normal_liver", "perfused_normal_liver"] | None,
        Choice(
            "complication of the normal liver: whose mean dose TD50 is of; optional",
            words=("whole_normal_liver", "perfused_normal_liver"),
        ),
    ] = None
    ntcp_parameters_from: Annotated[
        str | None,
        Reason("complication of the normal liver: device, endpoint and publication; optional"),
    ] = None
    tcp_d50_gy: Annotated[
        Given, Quantity("control of the tumor; optional", "Gy", low=1, high=2000)
    ] = None
    tcp_gamma50: Annotated[Given, Quantity("control of the tumor; optional", low=0.05, high=10)] = (
        None
    )
    tcp_parameters_from: Annotated[
        str | None, Reason("control of the tumor: device, endpoint and publication; optional")
    ] = None
    tumor_volume_ml: Annotated[
        Given,
        Quantity("body-surface method; optional", "mL", low=0, high=6000, above="mm3?"),
    ] = None
    normal_liver_volume_ml: Annotated[Given, volume("body-surface method; optional")] = None
    volumes_of: Annotated[
        Literal["whole_liver", "treated_lobe"] | None,
        Choice("body-surface method; optional", words=("whole_liver", "treated_lobe")),
    ] = None
    treated_share: Annotated[
        Given,
        Quantity("body-surface and empiric method; optional", low=0.01, high=1, above="percent?"),
    ] = None
    tumor_involvement_percent: Annotated[
        Given,
        Quantity(
            "empiric method: share of the liver that is tumor; optional", "%", low=0, high=100
        ),
    ] = None
    height_cm: Height = None
    weight_kg: Weight = None
