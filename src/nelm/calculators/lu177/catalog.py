"""Calculators of 177Lu as the command line and their pages show them."""

from __future__ import annotations

import math
from datetime import date

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.lu177.bed import biologically_effective_dose_gy, cumulative_bed_gy
from nelm.calculators.lu177.dose import absorbed_dose_gy, cumulative_dose
from nelm.calculators.lu177.fits import choose_time_activity_fit, fit_time_activity
from nelm.calculators.lu177.marrow import marrow_self_dose, marrow_to_blood_ratio
from nelm.calculators.lu177.physics import (
    effective_half_life_h,
    electron_dose_factor_gy_g_per_mbq_h,
    self_dose_gy,
)
from nelm.calculators.lu177.reference_line import activity_left_gbq, cycles_left
from nelm.calculators.lu177.schedule import schedule
from nelm.calculators.lu177.single_time_point import (
    electron_single_point_factor_gy_g_per_mbq_h,
    haenscheid_ratio,
    haenscheid_tia_mbq_h,
    haenscheid_window,
    known_half_life_dose_gy,
    known_half_life_tia_mbq_h,
)
from nelm.calculators.lu177.time_activity import (
    bi_exponential_activity_mbq,
    bi_exponential_share_after,
    bi_exponential_tia_mbq_h,
    mono_exponential_tia_mbq_h,
)
from nelm.calculators.lu177.trapezoid import trapezoid_tia

_UPTAKE = {"slow_mbq": 100, "slow_half_life_h": 50, "fast_mbq": -100, "fast_half_life_h": 10}
_EXACT_POINTS = {"times_h": [24, 74, 124], "activities_mbq": [80, 40, 20], "weights": "relative"}
_RPT_DOSI = "formula read in the code of rpt_dosi"

_COURSE = (
    Calculator(
        name="lu177-schedule",
        function=schedule,
        formula="day_next = day_last + interval; window either way",
        source="Lutathera prescribing information (US), 2.2: 4 cycles, 8 +/- 1 weeks",
        status="read",
        example={
            "given_on": [date(2026, 1, 5)],
            "cycles": 4,
            "interval_weeks": 8,
            "window_weeks": 1,
            "longest_interval_weeks": None,
        },
        result={"days": 168},
        because="exact: three intervals of 56 days",
    ),
    Calculator(
        name="lu177-absorbed-dose",
        function=absorbed_dose_gy,
        formula="D = g A",
        source="definition; coefficients for kidneys are named presets",
        status="derived",
        example={"activity_gbq": 29.6, "coefficient_gy_per_gbq": 0.654},
        result={"value": 19.4},
        because="19.4 Gy stands in the label's dosimetry table (recalled)",
        relative=3e-3,
    ),
    Calculator(
        name="lu177-cumulative-dose",
        function=cumulative_dose,
        formula="D = earlier + sum(g_i A_i)",
        source="definition",
        status="derived",
        example={
            "activities_gbq": [7.4, 7.4, 7.4, 7.4],
            "coefficients_gy_per_gbq": [0.5, 0.5, 0.5, 0.5],
            "earlier_dose_gy": 0,
        },
        result={"total_gy": 14.8},
        because="exact: 29.6 x 0.5",
    ),
    Calculator(
        name="lu177-bed",
        function=biologically_effective_dose_gy,
        formula="BED = D (1 + D / (alpha/beta) x T_rep / (T_rep + T_eff))",
        source="linear-quadratic model; Dale, Br J Radiol 1985;58:515 (recalled)",
        status="derived",
        example={
            "dose_gy": 10,
            "alpha_beta_gy": 10,
            "repair_half_time_h": 20,
            "effective_half_life_h": 20,
        },
        result={"value": 15.0},
        because="exact: 10 (1 + 1 x 1/2)",
    ),
    Calculator(
        name="lu177-cumulative-bed",
        function=cumulative_bed_gy,
        formula=(
            "BED = earlier + sum(BED_i);"
            " BED_i = D_i (1 + D_i / (alpha/beta) x T_rep / (T_rep + T_i))"
        ),
        source="linear-quadratic model; Dale, Br J Radiol 1985;58:515 (recalled)",
        status="derived",
        example={
            "doses_gy": [10, 10],
            "alpha_beta_gy": 10,
            "repair_half_time_h": 20,
            "effective_half_lives_h": [20, 20],
            "earlier_bed_gy": 0,
        },
        result={"value": 30.0},
        because="exact: twice 10 (1 + 1 x 1/2)",
    ),
    Calculator(
        name="lu177-cycles-left",
        function=cycles_left,
        formula=(
            "cycles = max(0, floor((line - received) / D_cycle)); a reference line, not a tolerance"
        ),
        source="arithmetic; lines are input",
        status="derived",
        example={"line_gy": 23, "received_gy": 0, "per_cycle_gy": 5.92},
        result={"cycles": 3, "room_gy": 23.0},
        because="exact: 3 x 5.92 = 17.76, 4 x 5.92 = 23.68",
    ),
    Calculator(
        name="lu177-activity-left",
        function=activity_left_gbq,
        formula="A = max(0, line - received) / g",
        source="arithmetic; lines are input",
        status="derived",
        example={"line_gy": 23, "received_gy": 0, "coefficient_gy_per_gbq": 0.5},
        result={"value": 46.0},
        because="exact",
    ),
)
_CURVES = (
    Calculator(
        name="lu177-tia-mono",
        function=mono_exponential_tia_mbq_h,
        formula="TIA = A0 T / ln 2",
        source="integral of an exponential",
        status="derived",
        example={"activity_mbq": 5, "effective_half_life_h": 69.314718},
        result={"value": 500.0},
        because="exact: 69.3147 h = 100 ln 2 h",
        relative=1e-6,
    ),
    Calculator(
        name="lu177-tia-bi",
        function=bi_exponential_tia_mbq_h,
        formula="TIA = (a_slow T_slow + a_fast T_fast) / ln 2; a negative fast part is uptake",
        source="integral of exponentials",
        status="derived",
        example=_UPTAKE,
        result={"value": 5770.780},
        because="exact: 100 (50 - 10) / ln 2 = 4000 / 0.6931472",
        relative=1e-6,
    ),
    Calculator(
        name="lu177-activity-bi",
        function=bi_exponential_activity_mbq,
        formula="A = a_slow x 2^(-t/T_slow) + a_fast x 2^(-t/T_fast)",
        source="definition",
        status="derived",
        example={**_UPTAKE, "time_h": 50},
        result={"value": 46.875},
        because="exact: 100 (1/2 - 1/32)",
        relative=1e-9,
    ),
    Calculator(
        name="lu177-share-after",
        function=bi_exponential_share_after,
        formula="share = sum(a_i T_i x 2^(-t/T_i)) / sum(a_i T_i)",
        source="integral of exponentials",
        status="derived",
        example={**_UPTAKE, "time_h": 50},
        result={"value": 0.6171875},
        because="exact: (50/2 - 10/32) / 40",
        relative=1e-9,
    ),
    Calculator(
        name="lu177-tia-trapezoid",
        function=trapezoid_tia,
        formula=(
            "TIA = start + sum((t_j - t_i) (A_i + A_j) / 2) + A_last T / ln 2; j = i + 1;"
            " start = t_1 A_1; half of it where the start is from zero"
        ),
        source="trapezoidal rule; with the physical half-life the tail is an upper bound",
        status="derived",
        example={
            "times_h": [0, 10],
            "activities_mbq": [100, 100],
            "start": "flat",
            "tail_half_life_h": 69.314718,
        },
        result={"total_mbq_h": 11000.0, "share_after_last": 10 / 11},
        because="exact: 100 x 10 + 100 x 100",
        relative=1e-6,
    ),
    Calculator(
        name="lu177-fit",
        function=fit_time_activity,
        formula="covariance = s^2 (J' J)^(-1); s^2 = RSS / (n - k); least squares within bounds",
        source="nonlinear least squares",
        status="derived",
        example={**_EXACT_POINTS, "model": "mono"},
        result={"slow_half_life_h": 50.0, "slow_mbq": 80 * 2**0.48},
        because="exact: the points halve every 50 h",
        relative=1e-6,
    ),
    Calculator(
        name="lu177-fit-choose",
        function=choose_time_activity_fit,
        formula="AICc = n ln(RSS/n) + 2k + 2k (k+1) / (n-k-1); the least is chosen",
        source="Glatting, Med Phys 2007",
        status="recalled",
        example={
            "times_h": [24, 74, 124, 174, 224],
            "activities_mbq": [80, 40, 20, 10, 5],
            "weights": "relative",
        },
        result={"tia_mbq_h": 80 * 2**0.48 * 50 / math.log(2)},
        because="exact: the points halve every 50 h, so 80 x 2^0.48 x 50 / ln 2",
        relative=1e-6,
    ),
)
_DOSES = (
    Calculator(
        name="lu177-haenscheid-tia",
        function=haenscheid_tia_mbq_h,
        formula="TIA = 2 t A(t) / ln 2",
        source=f"Haenscheid, J Nucl Med 2018;59:75; {_RPT_DOSI}",
        status="read",
        example={"activity_mbq": 50, "time_h": 72},
        result={"value": 10387.40},
        because="exact: the integral of 100 MBq with a half-life of 72 h, 7200 / 0.6931472",
        relative=1e-5,
    ),
    Calculator(
        name="lu177-haenscheid-ratio",
        function=haenscheid_ratio,
        formula="estimate / true = 2 r x 2^(-r); r = t / T",
        source="derived from both integrals",
        status="derived",
        example={"time_h": 102, "effective_half_life_h": 51},
        result={"value": 1.0},
        because="exact at two half-lives: 4/4",
        relative=1e-9,
    ),
    Calculator(
        name="lu177-haenscheid-window",
        function=haenscheid_window,
        formula="earliest = T_longest; latest = 2 T_shortest",
        source="derived from the ratio",
        status="derived",
        example={"shortest_half_life_h": 51, "longest_half_life_h": 51},
        result={"earliest_h": 51, "latest_h": 102},
        because="exact: T to 2T",
    ),
    Calculator(
        name="lu177-known-half-life-tia",
        function=known_half_life_tia_mbq_h,
        formula="TIA = A(t) x 2^(t/T) x T / ln 2",
        source=f"Madsen, Med Phys 2018; {_RPT_DOSI}",
        status="read",
        example={
            "activity_mbq": 25,
            "time_h": 100,
            "effective_half_life_h": 50,
            "half_life_is_own": True,
        },
        result={"value": 7213.475},
        because="exact: the integral of 100 MBq with a half-life of 50 h, 5000 / 0.6931472",
        relative=1e-6,
    ),
    Calculator(
        name="lu177-known-half-life-dose",
        function=known_half_life_dose_gy,
        formula="D = F C x 2^(t/T) x T",
        source=f"Haenscheid 2017; {_RPT_DOSI}, F = 0.125",
        status="read",
        example={
            "concentration_mbq_g": 1,
            "time_h": 50,
            "effective_half_life_h": 50,
            "half_life_is_own": True,
            "dose_factor_gy_g_per_mbq_h": 0.125,
        },
        result={"value": 12.5},
        because="exact: 0.125 x 2 x 50",
        relative=1e-9,
    ),
    Calculator(
        name="lu177-single-point-factor",
        function=electron_single_point_factor_gy_g_per_mbq_h,
        formula="F = c / ln 2",
        source="derived",
        status="derived",
        example={"electron_energy_mev": 0.1479},
        result={"value": 0.08532 / 0.6931472},
        because="c = 0.08532 stands in the code of rpt_dosi",
    ),
    Calculator(
        name="lu177-electron-dose-factor",
        function=electron_dose_factor_gy_g_per_mbq_h,
        formula="c = E x 1.602176634e-13 x 10^6 x 3600 x 1000; E in MeV",
        source="definition of absorbed dose; 0.1479 MeV: EJNMMI Phys 2020",
        status="derived",
        example={"electron_energy_mev": 0.1479},
        result={"value": 0.08532},
        because="0.08532 stands in the code of rpt_dosi, from OpenDose",
    ),
    Calculator(
        name="lu177-self-dose",
        function=self_dose_gy,
        formula="D = c TIA / m",
        source="MIRD schema",
        status="derived",
        example={
            "time_integrated_activity_mbq_h": 1000,
            "mass_g": 1000,
            "electron_energy_mev": 0.1479,
        },
        result={"value": 0.08532},
        because="1 MBq h per gram is the factor that stands in the code of rpt_dosi",
    ),
    Calculator(
        name="lu177-effective-half-life",
        function=effective_half_life_h,
        formula="1/T_eff = 1/T_phys + 1/T_biol; T_phys = 6.647 days",
        source="exact; T_phys: EU product information of Lutathera",
        status="derived",
        example={"biological_half_life_h": 159.528},
        result={"value": 79.764},
        because="exact: equal half-lives make half",
        relative=1e-9,
    ),
    Calculator(
        name="lu177-marrow-ratio",
        function=marrow_to_blood_ratio,
        formula="RMBLR = 0.19 / (1 - hematocrit)",
        source="Sgouros, J Nucl Med 1993;34:689",
        status="recalled",
        example={"hematocrit": 0.5},
        result={"value": 0.38},
        because="exact: 0.19 / 0.5",
    ),
    Calculator(
        name="lu177-marrow-self-dose",
        function=marrow_self_dose,
        formula="D_self = c RMBLR TIA_blood; TIA of blood per gram, no cross-dose",
        source="Sgouros 1993; Forrer 2009: RMBLR 1 for 177Lu-DOTATATE",
        status="derived",
        example={
            "blood_tia_mbq_h_per_g": 1,
            "marrow_to_blood_ratio": 1,
            "electron_energy_mev": 0.1479,
        },
        result={"self_dose_gy": 0.08532},
        because="1 MBq h per gram is the factor that stands in the code of rpt_dosi",
    ),
)
CALCULATORS: tuple[Calculator, ...] = _COURSE + _CURVES + _DOSES
