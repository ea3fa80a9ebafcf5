"""Calculators of surgery, as the command line and the reference list them."""

from __future__ import annotations

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.surgery.debulking import debulked_percent
from nelm.calculators.surgery.hypertrophy import (
    degree_of_hypertrophy_points,
    kinetic_growth_points_per_week,
)
from nelm.calculators.surgery.liver_volume import urata_liver_volume_ml, vauthey_liver_volume_ml
from nelm.calculators.surgery.remnant import (
    flr_share_measured_percent,
    remnant_to_body_weight_percent,
    sflr_percent,
)
from nelm.calculators.surgery.two_step import two_step_check
from nelm.calculators.uncertainty import volume_relative_uncertainty

CALCULATORS: tuple[Calculator, ...] = (
    Calculator(
        name="surgery-liver-volume-vauthey",
        function=vauthey_liver_volume_ml,
        formula="TLV = -794.41 + 1267.28 BSA",
        source="Vauthey et al., Liver Transpl 2002;8:233",
        status="read",
        example={"surface_m2": 1.8},
        result={"value": 1486.694},
        because="exact: 1267.28 x 1.8 - 794.41",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-liver-volume-urata",
        function=urata_liver_volume_ml,
        formula="TLV = 706.2 BSA + 2.4",
        source="Urata et al., Hepatology 1995;21:1317",
        status="read",
        example={"surface_m2": 1.8},
        result={"value": 1273.56},
        because="exact: 706.2 x 1.8 + 2.4",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-sflr",
        function=sflr_percent,
        formula="sFLR = 100 FLR / TLV; TLV by body surface",
        source="Vauthey et al., Surgery 2000;127:512",
        status="read",
        example={"remnant_ml": 522, "standard_liver_ml": 1740},
        result={"value": 30},
        because="exact: 522 is 3 tenths of 1740",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-flr-share-measured",
        function=flr_share_measured_percent,
        formula="share = 100 FLR / (liver - tumor); all measured",
        source="Shoup, Kubota, Azoulay: J Surg Oncol 2019;119:594, Table 1",
        status="read",
        example={"remnant_ml": 450, "liver_ml": 1800, "tumor_ml": 300},
        result={"value": 30},
        because="exact: 450 of 1500",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-remnant-body-weight",
        function=remnant_to_body_weight_percent,
        formula="ratio = 100 remnant mass / body weight",
        source="Truant et al., J Am Coll Surg 2007;204:22",
        status="recalled",
        example={"remnant_kg": 0.35, "weight_kg": 70},
        result={"value": 0.5},
        because="exact: half a percent of 70 kg",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-hypertrophy",
        function=degree_of_hypertrophy_points,
        formula="DH = sFLR_after - sFLR_before",
        source="Shindoh et al., J Am Coll Surg 2013;216:201",
        status="read",
        example={"sflr_before_percent": 20, "sflr_after_percent": 29},
        result={"value": 9},
        because="exact",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-kinetic-growth",
        function=kinetic_growth_points_per_week,
        formula="KGR = 7 (sFLR_after - sFLR_before) / days; from day 7 on",
        source="Shindoh et al., J Am Coll Surg 2013;216:201",
        status="read",
        example={"sflr_before_percent": 20, "sflr_after_percent": 29, "scan_d": 21},
        result={"value": 3},
        because="exact: 9 points in 3 weeks",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-two-step",
        function=two_step_check,
        formula=(
            "sFLR = 100 FLR / TLV; sFLR_first >= minimum; sFLR_second >= minimum;"
            " what is left after each step, at the end the grown lobe"
        ),
        source="derived from Vauthey et al., Surgery 2000;127:512",
        status="derived",
        example={
            "standard_liver_ml": 1500,
            "left_after_first_ml": 1200,
            "cleared_lobe_ml": 300,
            "grown_lobe_ml": 450,
            "minimum_sflr_percent": 25,
        },
        result={
            "first_sflr_percent": 80,
            "cleared_sflr_percent": 20,
            "second_sflr_percent": 30,
            "passes": True,
        },
        because="exact: 1200, 300 and 450 of 1500",
        relative=1e-9,
    ),
    Calculator(
        name="surgery-debulked-share",
        function=debulked_percent,
        formula="share = 100 (tumor - residual) / tumor",
        source="Definition; the lines at 90 and 70 % are in the limits",
        status="derived",
        example={"tumor_ml": 400, "residual_ml": 40},
        result={"value": 90},
        because="exact: a tenth is left",
        relative=1e-9,
    ),
    Calculator(
        name="volume-uncertainty",
        function=volume_relative_uncertainty,
        formula="u(V)/V = 3 u(d)/d; u(d) = sqrt(a^2/6 + FWHM^2/(4 ln 2)); d = (6 V/pi)^(1/3)",
        source="Gear et al., Eur J Nucl Med Mol Imaging 2018;45:2456",
        status="recalled",
        example={"volume_ml": 4.18879, "voxel_mm": 2.4494897, "fwhm_mm": 0},
        result={"value": 0.15},
        because="derived: a sphere of 20 mm and a^2/6 = 1 mm2, so 3 x 1/20",
        relative=1e-6,
    ),
)
