"""What the symbols in formulas of liver volumes mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BSA": "body surface, m2 (`surface_m2`)",
        "FLR": "volume of the future liver remnant, mL (`remnant_ml`)",
        "TLV": "liver volume expected for the body, mL (`standard_liver_ml`)",
        "body weight": "body weight, kg (`weight_kg`)",
        "remnant mass": "mass of the future remnant, kg (`remnant_kg`)",
        "sFLR": "standardized future liver remnant, %",
        "sFLR_after": "standardized remnant after the occlusion, % (`sflr_after_percent`)",
        "sFLR_before": "standardized remnant before the occlusion, % (`sflr_before_percent`)",
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "surgery-flr-share-measured": {
            "liver": "measured liver, tumor within it, mL (`liver_ml`)",
            "share": "share of the measured liver without tumor, %",
            "tumor": "measured tumor in the liver, mL (`tumor_ml`)",
        },
        "surgery-remnant-body-weight": {"ratio": "remnant over body weight, %"},
        "surgery-hypertrophy": {"DH": "degree of hypertrophy, points"},
        "surgery-kinetic-growth": {
            "KGR": "kinetic growth rate, points/week",
            "days": "time from the occlusion to that scan, days (`scan_d`)",
        },
        "surgery-two-step": {
            "FLR": (
                "liver left, mL (each of `left_after_first_ml`, `cleared_lobe_ml`, `grown_lobe_ml`)"
            ),
            "minimum": "smallest remnant for this liver, % (`minimum_sflr_percent`)",
            "sFLR_first": "standardized remnant after the first step, %",
            "sFLR_second": "standardized remnant after the second step, %",
        },
        "surgery-debulked-share": {
            "residual": "tumor left, mL (`residual_ml`)",
            "share": "share of the tumor that is gone, %",
            "tumor": "tumor before, mL (`tumor_ml`)",
        },
        "volume-uncertainty": {
            "FWHM": "resolution of the image, mm (`fwhm_mm`)",
            "V": "volume, mm3 (`volume_ml` x 1000)",
            "a": "edge of a voxel, mm (`voxel_mm`)",
            "d": "diameter of the sphere of that volume, mm",
            "u": "standard uncertainty of what is in the brackets",
        },
    }
)
