"""Calculators of chemoembolization as the command line and their pages show them."""

from __future__ import annotations

from nelm.calculators.body_surface import body_surface_m2, body_surfaces
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.tace.anthracycline import cumulative_anthracycline, dose_per_surface_mg_m2
from nelm.calculators.tace.dose import surface_dose
from nelm.calculators.tace.doxorubicin import doxorubicin_dose, doxorubicin_share
from nelm.calculators.tace.streptozocin import streptozocin_dose, streptozocin_share

_PERSON = {"height_cm": 180, "weight_kg": 80}
_CLINPK = "printed by the tests of the public R package clinPK"
_LABEL = "doxorubicin prescribing information (US)"
_REVIEW = "Dermine 2019, 1.4.1"

_SURFACE = (
    Calculator(
        name="body-surface",
        function=body_surface_m2,
        formula="BSA = coefficient H^a W^b",
        source="Du Bois 1916, Mosteller 1987, Haycock 1978 or Gehan and George 1970",
        status="read",
        example={**_PERSON, "formula": "mosteller"},
        result={"value": 2.0},
        because="exact: sqrt(180 x 80 / 3600) = 2",
    ),
    Calculator(
        name="body-surface-all",
        function=body_surfaces,
        formula="BSA = coefficient H^a W^b; by four formulas; spread = largest - smallest",
        source="Du Bois 1916, Mosteller 1987, Haycock 1978, Gehan and George 1970",
        status="read",
        example=_PERSON,
        result={
            "du_bois_m2": 1.996,
            "mosteller_m2": 2.0,
            "haycock_m2": 2.007,
            "gehan_george_m2": 2.009,
        },
        because=_CLINPK,
    ),
)
_DRUGS = (
    Calculator(
        name="tace-surface-dose",
        function=surface_dose,
        formula="dose = amount min(BSA, cap)",
        source="arithmetic; amounts are input",
        status="derived",
        example={"amount_mg_m2": 50, "surface_m2": 1.8097, "surface_cap_m2": None},
        result={"dose_mg": 90.485, "surface_used_m2": 1.8097},
        because="exact: 50 x 1.8097",
    ),
    Calculator(
        name="tace-doxorubicin-share",
        function=doxorubicin_share,
        formula="1 below 1.2 mg/dL; 0.5 to 3.0; 0.25 to 5.0; none above",
        source=_LABEL,
        status="recalled",
        example={"bilirubin_mg_dl": 2.0},
        result={"value": 0.5},
        because="the label's table prints 50 % from 1.2 to 3 mg/dL",
    ),
    Calculator(
        name="tace-doxorubicin-dose",
        function=doxorubicin_dose,
        formula="dose = amount min(BSA, cap) share(bilirubin)",
        source=f"{_REVIEW} (amount); {_LABEL} (share)",
        status="recalled",
        example={
            "amount_mg_m2": 50,
            "surface_m2": 2.0,
            "surface_cap_m2": None,
            "bilirubin_mg_dl": 2.0,
        },
        result={"dose_mg": 50.0, "share": 0.5},
        because="exact: half of 50 x 2.0",
    ),
    Calculator(
        name="tace-streptozocin-share",
        function=streptozocin_share,
        formula="1 above 50 mL/min; 0.75 from 10 to 50; 0.5 below 10",
        source="Medscape and Skyscape drug references",
        status="read",
        example={"creatinine_clearance_ml_min": 40},
        result={"value": 0.75},
        because="printed in both references",
    ),
    Calculator(
        name="tace-streptozocin-dose",
        function=streptozocin_dose,
        formula=(
            "dose = amount min(BSA, cap) share(creatinine clearance); amount at most 1500 mg/m2"
        ),
        source=(
            f"{_REVIEW} (amount); Zanosar prescribing information (ceiling); Medscape and Skyscape "
            "drug references (share)"
        ),
        status="read",
        example={
            "amount_mg_m2": 1500,
            "surface_m2": 1.8097,
            "surface_cap_m2": None,
            "creatinine_clearance_ml_min": 90,
        },
        result={"dose_mg": 2714.55, "share": 1.0},
        because="exact: 1500 x 1.8097",
    ),
    Calculator(
        name="anthracycline-per-surface",
        function=dose_per_surface_mg_m2,
        formula="amount = dose / BSA",
        source="arithmetic",
        status="derived",
        example={"dose_mg": 100, "surface_m2": 2.0},
        result={"value": 50.0},
        because="exact",
    ),
    Calculator(
        name="anthracycline-cumulative",
        function=cumulative_anthracycline,
        formula="total = sum(earlier) + planned; lines of the label at 300, 400, 450, 500 mg/m2",
        source=f"{_LABEL}, boxed warning and warnings",
        status="read",
        example={"earlier_mg_m2": [50, 50, 50, 50, 50], "planned_mg_m2": 50},
        result={"total_mg_m2": 300.0, "room_to_first_line_mg_m2": 0.0},
        because="exact: six times 50; the label's first line is 300",
    ),
)
CALCULATORS: tuple[Calculator, ...] = _SURFACE + _DRUGS
