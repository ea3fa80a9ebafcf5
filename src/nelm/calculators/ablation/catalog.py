"""Calculators of ablation, as the command line and the reference list them."""

from __future__ import annotations

from nelm.calculators.ablation.covering import covered_diameter_mm, smallest_covering
from nelm.calculators.ablation.zone import (
    check_zone,
    ellipsoid_volume_ml,
    heat_sink,
    required_zone_diameter_mm,
    smallest_margin_mm,
)
from nelm.calculators.catalog_form import Calculator

CALCULATORS: tuple[Calculator, ...] = (
    Calculator(
        name="ablation-required-zone",
        function=required_zone_diameter_mm,
        formula="zone = tumor + 2 margin",
        source="Geometry",
        status="derived",
        example={"tumor_mm": 25, "margin_mm": 5},
        result={"value": 35},
        because="exact",
        relative=1e-9,
    ),
    Calculator(
        name="ablation-smallest-margin",
        function=smallest_margin_mm,
        formula="margin = (shortest zone diameter - tumor) / 2 - offset",
        source="Geometry",
        status="derived",
        example={"tumor_mm": 25, "zone_short_axis_mm": 40, "offset_mm": 3},
        result={"value": 4.5},
        because="exact for spheres",
        relative=1e-9,
    ),
    Calculator(
        name="ablation-check-zone",
        function=check_zone,
        formula=(
            "margin = (shortest zone diameter - tumor) / 2 - offset; margin >= wanted margin;"
            " tumor < size limit"
        ),
        source="Geometry; the limits are inputs",
        status="derived",
        example={
            "tumor_mm": 30,
            "zone_short_axis_mm": 40,
            "offset_mm": 0,
            "wanted_margin_mm": 5,
            "size_limit_mm": 50,
        },
        result={"margin_mm": 5, "margin_reached": True, "within_size": True},
        because="exact for spheres",
        relative=1e-9,
    ),
    Calculator(
        name="ablation-covered-diameter",
        function=covered_diameter_mm,
        formula="covered diameter = d / sin(theta_n); n of 1, 4, 6, 8, 12 + 1, 14 + 1",
        source="Geometry; Dodd et al., Radiographics 2000;20:9, fig 4b",
        status="derived",
        example={"zone_short_axis_mm": 30, "zones": 6},
        result={"value": 37},
        because="six 3-cm ablations: 3.7 cm as printed (exact: 36.74 mm)",
        relative=1e-2,
    ),
    Calculator(
        name="ablation-smallest-covering",
        function=smallest_covering,
        formula=(
            "d / sin(theta_n) >= tumor + 2 margin; the fewest of 1, 4, 6, 8, 12 + 1, 14 + 1 zones"
        ),
        source="Geometry",
        status="derived",
        example={"tumor_mm": 25, "margin_mm": 5, "zone_short_axis_mm": 30},
        result={"zones": 6, "required_mm": 35, "covered_mm": 36.7423461},
        because="exact: 30 mm x sqrt(3/2)",
        relative=1e-8,
    ),
    Calculator(
        name="ablation-ellipsoid-volume",
        function=ellipsoid_volume_ml,
        formula="V = pi a b c / 6",
        source="Geometry",
        status="derived",
        example={"a_mm": 20, "b_mm": 30, "c_mm": 10},
        result={"value": 3.14159265},
        because="exact: pi mL",
        relative=1e-8,
    ),
    Calculator(
        name="ablation-heat-sink",
        function=heat_sink,
        formula="vessel >= vessel limit; gap <= near; warn when both hold",
        source="Comparison; the limits are inputs",
        status="derived",
        example={"vessel_mm": 4, "gap_mm": 1, "vessel_limit_mm": 3, "near_mm": 2},
        result={"value": True},
        because="exact: 4 mm is at least 3 mm, 1 mm is at most 2 mm",
    ),
)
