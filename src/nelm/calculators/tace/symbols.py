"""What the symbols in formulas of drugs and body surface mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BSA": "body surface, m2 (`surface_m2`)",
        "H": "height, cm (`height_cm`)",
        "W": "weight, kg (`weight_kg`)",
        "a": "power of the height, by formula",
        "amount": "dose per body surface, mg/m2 (`amount_mg_m2`)",
        "b": "power of the weight, by formula",
        "cap": "largest surface that counts, m2 (`surface_cap_m2`)",
        "coefficient": "number of the formula, for cm and kg",
        "dose": "dose, mg (`dose_mg`)",
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "body-surface-all": {
            "largest": "largest of the four surfaces, m2",
            "smallest": "smallest of the four surfaces, m2",
            "spread": "what the choice of a formula can move, m2",
        },
        "tace-doxorubicin-dose": {
            "bilirubin": "total bilirubin, mg/dL (`bilirubin_mg_dl`)",
            "share": "share that the bilirubin allows, 0 to 1; see `tace-doxorubicin-share`",
        },
        "tace-streptozocin-dose": {
            "creatinine clearance": "creatinine clearance, mL/min (`creatinine_clearance_ml_min`)",
            "share": "share that the clearance allows, 0 to 1; see `tace-streptozocin-share`",
        },
        "anthracycline-cumulative": {
            "earlier": "each earlier amount, mg/m2 (`earlier_mg_m2`)",
            "planned": "amount planned, mg/m2 (`planned_mg_m2`)",
            "total": "all amounts together, mg/m2",
        },
    }
)
