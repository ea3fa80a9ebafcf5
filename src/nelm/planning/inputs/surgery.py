"""What a plan of resection and debulking asks for."""

from __future__ import annotations

from typing import Annotated, Literal

from nelm.planning.asked import Choice, Quantity
from nelm.planning.inputs.base import Given, Height, Inputs, SurfaceFormula, Weight, volume
from nelm.planning.inputs.scores import LiverTests


class RemnantInputs(Inputs):
    """Volumes of a resection in one or two steps, and of debulking."""

    surface_formula: SurfaceFormula = None
    height_cm: Height = None
    weight_kg: Weight = None
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
    remnant_ml: Annotated[Given, volume("future remnant, without tumor")] = None
    liver_ml: Annotated[Given, volume("share of the measured liver, tumor included")] = None
    tumor_ml: Annotated[
        Given,
        Quantity("share of the measured liver; debulked share", "mL", low=0.1, high=6000),
    ] = None
    residual_ml: Annotated[
        Given, Quantity("debulked share: tumor left", "mL", low=0, high=6000)
    ] = None
    grown_remnant_ml: Annotated[
        Given, volume("growth after portal vein embolization; optional")
    ] = None
    growth_scan_d: Annotated[
        Given,
        Quantity(
            "growth: days from portal vein embolization to scan; optional",
            "days",
            low=1,
            high=180,
            above="hours?",
            below="weeks?",
        ),
    ] = None
    left_after_first_ml: Annotated[Given, volume("two steps: liver left after the first")] = None
    cleared_lobe_ml: Annotated[Given, volume("two steps: the cleared lobe before growth")] = None
    grown_lobe_ml: Annotated[Given, volume("two steps: the cleared lobe after growth")] = None
    minimum_sflr_percent: Annotated[
        Given,
        Quantity(
            "two steps: smallest remnant, your choice", "%", low=1, high=100, below="a fraction?"
        ),
    ] = None
    liver_density_g_ml: Annotated[
        Given,
        Quantity(
            "mass of the remnant against body weight; usual 1.03 to 1.05; optional",
            "g/mL",
            low=0.9,
            high=1.2,
        ),
    ] = None


class SurgeryInputs(LiverTests, RemnantInputs):
    """Resection in one or two steps, and debulking; the scores of the liver come last."""
