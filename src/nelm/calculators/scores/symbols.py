"""What the symbols in formulas of scores mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_UMOL_L, _MG_DL = "value, umol/L", "value, mg/dL"

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PDR": "plasma disappearance rate, %/min (`pdr_percent_per_min`)",
        "R15": "indocyanine green left after 15 minutes, % (`r15_percent`)",
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "score-albi": {
            "ALBI": "albumin-bilirubin score",
            "albumin": "serum albumin, g/L (`albumin_g_l`)",
            "bilirubin": "total bilirubin, umol/L (`bilirubin_umol_l`)",
        },
        "score-meld-3": {
            "INR": "international normalized ratio (`inr`)",
            "MELD": "points, before rounding",
            "a": "what the albumin lacks, g/dL",
            "albumin": "serum albumin, g/dL (`albumin_g_dl`)",
            "b": "logarithm of the bilirubin",
            "bilirubin": "total bilirubin, mg/dL (`bilirubin_mg_dl`)",
            "c": "logarithm of the creatinine",
            "creatinine": "serum creatinine, mg/dL (`creatinine_mg_dl`)",
            "female": "1 for a woman, 0 for a man (`female`)",
            "s": "what the sodium lacks, mmol/L",
            "sodium": "serum sodium, mmol/L (`sodium_mmol_l`)",
        },
        "score-apri": {
            "APRI": "AST-to-platelet ratio index",
            "AST": "aspartate aminotransferase, U/L (`ast_u_l`)",
            "platelets": "platelets, 10^9/L (`platelets_10e9_l`)",
            "upper limit": "upper limit of normal of the AST, U/L (`ast_upper_limit_u_l`)",
        },
        "convert-bilirubin": {"new": _MG_DL, "old": f"{_UMOL_L} (`bilirubin_umol_l`)"},
        "convert-creatinine": {"new": _MG_DL, "old": f"{_UMOL_L} (`creatinine_umol_l`)"},
        "convert-albumin": {"new": "value, g/dL", "old": "value, g/L (`albumin_g_l`)"},
    }
)
