"""What a plan of embolization and chemoembolization asks for."""

from __future__ import annotations

from typing import Annotated, Literal

from nelm.planning.asked import Measured, Quantity, YesNo
from nelm.planning.inputs.base import (
    Given,
    GivenList,
    Height,
    Inputs,
    SurfaceFormula,
    Weight,
    bilirubin,
)
from nelm.planning.inputs.scores import LiverTests

NO_AMOUNT = "the review names no amount of"


class DrugInputs(Inputs):
    """Drugs of an embolization, and what bounds them."""

    surface_formula: SurfaceFormula = None
    height_cm: Height = None
    weight_kg: Weight = None
    surface_cap_m2: Annotated[
        Measured | Literal["none"] | None,
        Quantity("surface above which no dose rises", "m2", low=1.5, high=2.8, may_be_none=True),
    ] = None
    doxorubicin_mg_m2: Annotated[
        Given, Quantity("dose of doxorubicin", "mg/m2", low=5, high=100, above="mg?")
    ] = None
    streptozocin_mg_m2: Annotated[
        Given,
        Quantity(
            "dose of streptozocin (the review writes streptozotocin)",
            "mg/m2",
            low=100,
            high=3000,
            above="mg?",
            below="g/m2?",
        ),
    ] = None
    cisplatin_mg_m2: Annotated[
        Given, Quantity(f"dose of cisplatin; {NO_AMOUNT} it", "mg/m2", low=5, high=150)
    ] = None
    mitomycin_mg_m2: Annotated[
        Given, Quantity(f"dose of mitomycin C; {NO_AMOUNT} it", "mg/m2", low=1, high=30)
    ] = None
    beads_doxorubicin_mg: Annotated[
        Given,
        Quantity("doxorubicin loaded on beads; no default", "mg", low=1, high=300, below="g?"),
    ] = None
    creatinine_clearance_ml_min: Annotated[
        Given, Quantity("share of streptozocin", "mL/min", low=3, high=250, below="mL/s?")
    ] = None
    earlier_anthracycline_mg_m2: Annotated[
        GivenList,
        Quantity("anthracycline over a life, as doxorubicin", "mg/m2", low=0, high=1500, many=True),
    ] = None
    bilioenteric_anastomosis: Annotated[
        bool | None, YesNo("risk of infection: a relative contraindication of the review")
    ] = None
    lipiodol_ml: Annotated[
        Given, Quantity("volume of Lipiodol; optional", "mL", low=0.1, high=100)
    ] = None


class EmbolizationInputs(LiverTests, DrugInputs):
    """Bland embolization and chemoembolization; the scores of the liver come last."""

    bilirubin_mg_dl: Annotated[Given, bilirubin("share of doxorubicin, scores of the liver")] = None
