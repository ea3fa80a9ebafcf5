"""What a plan of radioembolization with 90Y asks for."""

from __future__ import annotations

from typing import Annotated, Literal

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
    goal_perfused_gy: Annotated[Given, dose("activity by the single compartment")] = None
    goal_tumor_gy: Annotated[Given, dose("activity by the partition model")] = None
    goal_normal_liver_gy: Annotated[Given, dose("activity by the partition model")] = None
    perfused_mass_kg: Annotated[Given, mass("single compartment; volume x density")] = None
    tumor_mass_kg: Annotated[Given, mass("partition model; volume x density")] = None
    normal_liver_mass_kg: Annotated[
        Given, mass("partition model: perfused liver without tumor")
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
        Given, fraction("every dose: share of the drawn activity left in vial and line")
    ] = None
    lung_mass_kg: Annotated[
        Given, Quantity("lung dose and limit", "kg", low=0.3, high=2, above="g?")
    ] = None
    earlier_lung_gy: Annotated[GivenList, earlier("cumulative lung limit")] = None
    earlier_normal_liver_gy: Annotated[GivenList, earlier("normal liver over treatments")] = None
    bilirubin_mg_dl: Annotated[
        Given,
        bilirubin("row of the normal liver (glass)"),
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
    normal_liver_volume_ml: Annotated[Given, volume("body-surface method; optional")] = None
    volumes_of: Annotated[
        Literal["whole_liver", "treated_lobe"] | None,
        Choice("body-surface method; optional", words=("whole_liver", "treated_lobe")),
    ] = None
    treated_share: Annotated[
        Given, Quantity("body-surface method; optional", low=0.01, high=1, above="percent?")
    ] = None
    height_cm: Height = None
    weight_kg: Weight = None
