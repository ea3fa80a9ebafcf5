"""What the symbols in formulas of ablation mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_THINNEST: Final = "thinnest margin, below 0 where tumor is left outside, mm"

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "d": "shortest diameter of one zone, mm (`zone_short_axis_mm`)",
        "margin": "margin all around the tumor, mm (`margin_mm`)",
        "offset": "distance of the centers of tumor and zone, mm (`offset_mm`)",
        "shortest zone diameter": "shortest diameter of the zone, mm (`zone_short_axis_mm`)",
        "theta_n": "angle of each of n caps that cover a sphere together (n is `zones`)",
        "tumor": "largest diameter of the tumor, mm (`tumor_mm`)",
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "ablation-required-zone": {"zone": "diameter that the zone needs, mm"},
        "ablation-smallest-margin": {"margin": _THINNEST},
        "ablation-check-zone": {
            "margin": _THINNEST,
            "size limit": "tumors from this size on are too large, mm (`size_limit_mm`)",
            "wanted margin": "margin asked for, mm (`wanted_margin_mm`)",
        },
        "ablation-covered-diameter": {
            "covered diameter": "diameter of the ball that n zones cover, mm",
        },
        "ablation-ellipsoid-volume": {
            "V": "volume, mL",
            "a": "first diameter, cm (`a_mm` / 10)",
            "b": "second diameter, cm (`b_mm` / 10)",
            "c": "third diameter, cm (`c_mm` / 10)",
        },
        "ablation-heat-sink": {
            "gap": "distance of the vessel from the zone, mm (`gap_mm`)",
            "near": "largest distance that counts as near, mm (`near_mm`)",
            "vessel": "diameter of the vessel, mm (`vessel_mm`)",
            "vessel limit": "smallest diameter of a vessel that counts, mm (`vessel_limit_mm`)",
        },
    }
)
