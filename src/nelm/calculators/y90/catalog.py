"""The calculators of 90Y as the command line and their pages show them."""

from __future__ import annotations

from typing import Final

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.y90.body_surface_method import body_surface_activity
from nelm.calculators.y90.catalog_amounts import AMOUNTS
from nelm.calculators.y90.catalog_effects import EFFECTS
from nelm.calculators.y90.compartments import (
    compartment_doses,
    energy_balance_error,
    relative_activity_gbq,
)
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.empiric import empiric_activity_gbq
from nelm.calculators.y90.holmium import holmium_activity_mbq
from nelm.calculators.y90.lung import lung_dose, lung_maximum_activity, lung_shunt_fraction
from nelm.calculators.y90.partition import (
    activity_for_normal_liver_dose,
    activity_for_tumor_dose,
    partition_doses,
    tn_concentration_ratio,
)
from nelm.calculators.y90.sensitivity import partition_sensitivities
from nelm.calculators.y90.shunt_steps import resin_shunt_factor
from nelm.calculators.y90.single_compartment import (
    single_compartment_activity,
    single_compartment_dose,
)

_HO = "Ho et al., Eur J Nucl Med 1996;23:947; formula read in the van Roekel thesis, chapter 2"
_THESIS = "van Roekel thesis, chapter 2"
_AAPM = "AAPM, Dezarn et al., Med Phys 2011;38:4824; formula read in the van Roekel thesis"
_LIVER = {"tumor_mass_kg": 0.2, "normal_liver_mass_kg": 1.3, "tn_concentration_ratio": 5.0}
_INSERT = Delivery(lung_shunt_fraction=0.0, residual_fraction=0.0, constant="glass50")


def _delivery(*, shunt: float, residual: float = 0.0) -> Delivery:
    return Delivery(lung_shunt_fraction=shunt, residual_fraction=residual, constant="legacy49.67")


SINGLE: Final = (
    Calculator(
        name="y90-single-dose",
        function=single_compartment_dose,
        formula="D = k A (1-F)(1-R) / M",
        source=_AAPM,
        status="read",
        example={"activity_gbq": 3.6, "perfused_mass_kg": 1.5, "delivery": _INSERT},
        result={"dose_gy": 120.0},
        because="insert form of glass, exact: 50 x 3.6 / 1.5",
        relative=1e-9,
    ),
    Calculator(
        name="y90-single-activity",
        function=single_compartment_activity,
        formula="A = D M / (k (1-F)(1-R))",
        source=_AAPM,
        status="read",
        example={
            "dose_gy": 120.0,
            "perfused_mass_kg": 1.5,
            "delivery": _delivery(shunt=0.05, residual=0.02),
        },
        result={"activity_gbq": 3.8925},
        because="exact: 180 / (49.67 x 0.95 x 0.98); shunt and residual divide",
        relative=1e-5,
    ),
)

PARTITION: Final = (
    Calculator(
        name="y90-partition-dose",
        function=partition_doses,
        formula="D_N = k A (1-F)(1-R) / (TN M_T + M_N); D_T = TN D_N; D_L = k A F (1-R) / M_L",
        source=_HO,
        status="read",
        example={
            "activity_gbq": 2.0,
            **_LIVER,
            "lung_mass_kg": 1.0,
            "delivery": _delivery(shunt=0.05),
        },
        result={"normal_liver_gy": 41.0317, "tumor_gy": 205.1587, "lung_gy": 4.967},
        because="exact: 49.67 x 2 x 0.95 / 2.3; the energies sum to 49.67 x 2 J",
        relative=1e-5,
    ),
    Calculator(
        name="y90-partition-activity",
        function=activity_for_normal_liver_dose,
        formula="A = D_N (TN M_T + M_N) / (k (1-F)(1-R))",
        source=f"{_THESIS} (without R)",
        status="read",
        example={"normal_liver_gy": 24.0, **_LIVER, "delivery": _delivery(shunt=0.05)},
        result={"activity_gbq": 1.1698},
        because="exact: 24 x 2.3 / (49.67 x 0.95); a public calculator once gave 3.58",
        relative=1e-4,
    ),
    Calculator(
        name="y90-partition-activity-for-tumor",
        function=activity_for_tumor_dose,
        formula="A = D_T / TN x (TN M_T + M_N) / (k (1-F)(1-R))",
        source=f"{_THESIS}, with D_N = D_T / TN",
        status="derived",
        example={"tumor_gy": 120.0, **_LIVER, "delivery": _delivery(shunt=0.05)},
        result={"activity_gbq": 1.1698},
        because="exact: 120 Gy of tumor at TN 5 are 24 Gy of liver",
        relative=1e-4,
    ),
    Calculator(
        name="y90-partition-sensitivity",
        function=partition_sensitivities,
        formula=(
            "(d ln D_N) / (d ln TN) = -w; (d ln D_T) / (d ln TN) = 1 - w;"
            " w = TN M_T / (TN M_T + M_N)"
        ),
        source="derivatives of the partition model",
        status="derived",
        example={**_LIVER, "lung_shunt_fraction": 0.05},
        result={"normal_liver_by_tn": -0.43478, "tumor_by_tn": 0.56522},
        because="exact: w = 1.0 / 2.3",
        relative=1e-4,
    ),
    Calculator(
        name="y90-tn-ratio",
        function=tn_concentration_ratio,
        formula="TN = (C_T / V_T) / (C_N / V_N)",
        source=_HO,
        status="read",
        example={
            "tumor_counts": 1000.0,
            "tumor_volume_ml": 200.0,
            "normal_liver_counts": 1300.0,
            "normal_liver_volume_ml": 1300.0,
        },
        result={"value": 5.0},
        because="exact: 5 counts per mL over 1; the ratio of the counts alone is 0.77",
        relative=1e-9,
    ),
    Calculator(
        name="y90-compartment-doses",
        function=compartment_doses,
        formula="D_i = k A (1-F)(1-R) c_i / sum(c_j M_j)",
        source="EANM dosimetry practice; generalizes the partition model",
        status="derived",
        example={
            "activity_gbq": 2.0,
            "concentrations": [5.0, 1.0, 0.0],
            "masses_kg": [0.2, 1.3, 0.1],
            "delivery": _delivery(shunt=0.05),
        },
        result={"doses_gy.1": 205.1587, "doses_gy.2": 41.0317, "doses_gy.3": 0.0},
        because="exact: the partition model with a necrosis without counts",
        relative=1e-5,
    ),
    Calculator(
        name="y90-relative-activity",
        function=relative_activity_gbq,
        formula="A_i = A_liver c_i / c_liver",
        source="EANM procedure guideline, Weber et al. 2022: calibration relative to the patient",
        status="read",
        example={"liver_activity_gbq": 2.0, "counts": 25.0, "liver_counts": 100.0},
        result={"value": 0.5},
        because="exact: a quarter of the counts, a quarter of the activity",
        relative=1e-9,
    ),
    Calculator(
        name="y90-energy-balance",
        function=energy_balance_error,
        formula="error = sum(D_i M_i) / (k A (1-R)) - 1",
        source="conservation of energy",
        status="derived",
        example={
            "doses_gy": [20.0, 10.0],
            "masses_kg": [2.0, 1.0],
            "activity_gbq": 1.0,
            "residual_fraction": 0.0,
            "constant": "glass50",
        },
        result={"value": 0.0},
        because="exact: 40 J + 10 J of 50 J",
        relative=1e-9,
    ),
)

HISTORY: Final = (
    Calculator(
        name="y90-body-surface",
        function=body_surface_activity,
        formula=(
            "A = (BSA - 0.2 + V_T / (V_T + V_N)) x share; BSA = 0.20247 H^0.725 W^0.425;"
            " H in m, W in kg"
        ),
        source=f"{_THESIS}; historical, resin only",
        status="read",
        example={
            "height_cm": 170.0,
            "weight_kg": 70.0,
            "tumor_volume_ml": 300.0,
            "normal_liver_volume_ml": 1200.0,
            "volumes_of": "whole_liver",
            "treated_share": 0.6,
        },
        result={"activity_gbq": 1.0858, "body_surface_m2": 1.8097},
        because="exact: (1.8097 - 0.2 + 300/1500) x 0.6, with Du Bois of 170 cm and 70 kg",
        relative=1e-4,
    ),
    Calculator(
        name="y90-empiric",
        function=empiric_activity_gbq,
        formula=(
            "A = activity(tumor share) x share;"
            " activity is 2.0 GBq to 25 % tumor, 2.5 GBq to 50 %, 3.0 GBq above"
        ),
        source="early insert of the resin microspheres; historical, not recommended",
        status="recalled",
        example={"tumor_share": 0.3, "treated_share": 1.0},
        result={"value": 2.5},
        because="the middle row of the table (recalled)",
        relative=1e-9,
    ),
    Calculator(
        name="y90-resin-shunt-factor",
        function=resin_shunt_factor,
        formula="1 below F = 0.10, 0.8 below 0.15, 0.6 to 0.20, above not given",
        source="insert of the resin microspheres",
        status="recalled",
        example={"lung_shunt_fraction": 0.12},
        result={"value": 0.8},
        because="the middle step (recalled): 20 % less",
        relative=1e-9,
    ),
)

LUNG: Final = (
    Calculator(
        name="y90-lung-shunt",
        function=lung_shunt_fraction,
        formula="F = GM_lung / (GM_lung + GM_liver); GM = sqrt(anterior x posterior)",
        source=_THESIS,
        status="read",
        example={
            "lung_anterior_counts": 4.0,
            "lung_posterior_counts": 9.0,
            "liver_anterior_counts": 36.0,
            "liver_posterior_counts": 81.0,
        },
        result={"value": 0.1},
        because="exact: geometric means 6 and 54",
        relative=1e-9,
    ),
    Calculator(
        name="y90-lung-dose",
        function=lung_dose,
        formula="D_L = k A F (1-R) / M_L",
        source="AAPM, Dezarn et al., Med Phys 2011;38:4824",
        status="recalled",
        example={
            "activity_gbq": 6.1,
            "lung_mass_kg": 1.0,
            "delivery": Delivery(
                lung_shunt_fraction=0.1, residual_fraction=0.0, constant="glass50"
            ),
        },
        result={"dose_gy": 30.5},
        because="exact: 50 x 0.61; the glass insert rounds it to 30 Gy for 0.61 GBq in 1 kg",
        relative=1e-9,
    ),
    Calculator(
        name="y90-lung-maximum",
        function=lung_maximum_activity,
        formula=(
            "A_max = D_left M_L / (k F (1-R));"
            " D_left = max(0, min(single limit, total limit - earlier dose))"
        ),
        source="lung dose solved for the activity; limits are arguments",
        status="derived",
        example={
            "single_limit_gy": 30.0,
            "cumulative_limit_gy": 50.0,
            "earlier_lung_gy": 28.0,
            "lung_mass_kg": 1.0,
            "delivery": _delivery(shunt=0.10),
        },
        result={"single_gbq": 6.0399, "cumulative_gbq": 4.4292, "activity_gbq": 4.4292},
        because="exact: 30 and 50 - 28 Gy over 49.67 x 0.10",
        relative=1e-4,
    ),
)

HOLMIUM: Final = (
    Calculator(
        name="ho166-activity",
        function=holmium_activity_mbq,
        formula="A = 3780 M; A in MBq, M in kg, for 60 Gy",
        source=_THESIS,
        status="read",
        example={"liver_mass_kg": 1.5},
        result={"value": 5670.0},
        because="exact: 3780 x 1.5",
        relative=1e-9,
    ),
)

CALCULATORS: tuple[Calculator, ...] = (
    *SINGLE,
    *PARTITION,
    *HISTORY,
    *LUNG,
    *AMOUNTS,
    *EFFECTS,
    *HOLMIUM,
)
