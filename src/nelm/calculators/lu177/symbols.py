"""What the symbols in formulas of 177Lu mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TIME: Final = "time after the injection, h (`time_h`)"
_SCAN: Final = "activity in the organ at the scan, MBq (`activity_mbq`)"
_FACTOR: Final = "dose factor of the electrons, Gy g/(MBq h)"
_SINGLE: Final = "dose factor over ln 2, Gy g/(MBq h)"
_ENERGY: Final = f"{_FACTOR}; see `lu177-electron-dose-factor`"

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "activity given, GBq (`activity_gbq`)",
        "A_i": "activity of cycle i, GBq (`activities_gbq`)",
        "BED": "biologically effective dose, Gy",
        "D": "absorbed dose, Gy (`dose_gy`)",
        "D_i": "absorbed dose of cycle i, Gy (`doses_gy`)",
        "RSS": "sum of the squared residuals, as weighted (`weights`)",
        "T": "effective half-life, h (`effective_half_life_h`)",
        "TIA": "time-integrated activity, MBq h (`time_integrated_activity_mbq_h`)",
        "TIA_blood": "time-integrated activity of blood by mass, MBq h/g (`blood_tia_mbq_h_per_g`)",
        "T_eff": "effective half-life, h (`effective_half_life_h`)",
        "T_fast": "half-life of the fast phase, h (`fast_half_life_h`)",
        "T_rep": "half-time of repair, h (`repair_half_time_h`)",
        "T_slow": "half-life of the slow phase, h (`slow_half_life_h`)",
        "a_fast": "amplitude of the fast phase, MBq (`fast_mbq`)",
        "a_slow": "amplitude of the slow phase, MBq (`slow_mbq`)",
        "alpha/beta": "linear over quadratic radiosensitivity, Gy (`alpha_beta_gy`)",
        "g": "dose by activity, Gy/GBq (`coefficient_gy_per_gbq`)",
        "g_i": "dose by activity in cycle i, Gy/GBq (`coefficients_gy_per_gbq`)",
        "k": "number of parameters of the curve",
        "line": "reference line, Gy (`line_gy`)",
        "n": "number of points",
        "received": "dose so far, Gy (`received_gy`)",
        "t": _TIME,
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "lu177-schedule": {
            "day_last": "day of the last cycle that was given (of `given_on`)",
            "day_next": "day of the next cycle",
            "interval": "time between them, weeks (`interval_weeks`)",
        },
        "lu177-cumulative-dose": {
            "earlier": "dose of earlier treatment, Gy (`earlier_dose_gy`)",
        },
        "lu177-cumulative-bed": {
            "BED_i": "BED of cycle i, Gy",
            "T_i": "effective half-life in cycle i, h (`effective_half_lives_h`)",
            "earlier": "BED of earlier treatment, Gy (`earlier_bed_gy`)",
        },
        "lu177-cycles-left": {
            "D_cycle": "dose of each cycle to come, Gy (`per_cycle_gy`)",
            "cycles": "whole cycles that end on or under the line",
        },
        "lu177-activity-left": {"A": "activity that would reach the line, GBq"},
        "lu177-tia-mono": {"A0": "activity at the injection, MBq (`activity_mbq`)"},
        "lu177-activity-bi": {"A": "activity at that time, MBq"},
        "lu177-share-after": {
            "T_i": "half-life of phase i, h (`slow_half_life_h`, `fast_half_life_h`)",
            "a_i": "amplitude of phase i, MBq (`slow_mbq`, `fast_mbq`)",
            "share": "share of the time-integrated activity after that time, 0 to 1",
            "t": "time of the last point, h (`time_h`)",
        },
        "lu177-tia-trapezoid": {
            "A_1": "activity at the first point, MBq (of `activities_mbq`)",
            "A_i": "activity at point i, MBq (of `activities_mbq`)",
            "A_j": "activity at the next point, MBq (of `activities_mbq`)",
            "A_last": "activity at the last point, MBq (of `activities_mbq`)",
            "T": "half-life of the tail, h (`tail_half_life_h`)",
            "i": "number of a point, all but the last",
            "j": "number of the next point",
            "start": "part before the first point, MBq h; how it is made says `start`",
            "t_1": "time of the first point, h (of `times_h`)",
            "t_i": "time of point i, h (of `times_h`)",
            "t_j": "time of the next point, h (of `times_h`)",
        },
        "lu177-fit": {
            "J": "derivatives of the residuals by the parameters",
            "J'": "J transposed",
            "covariance": "covariance of the parameters",
            "s": "standard deviation of the residuals",
        },
        "lu177-fit-choose": {"AICc": "corrected Akaike criterion"},
        "lu177-haenscheid-tia": {"A": _SCAN},
        "lu177-haenscheid-ratio": {
            "T": "true effective half-life, h (`effective_half_life_h`)",
            "estimate": "time-integrated activity by one scan, MBq h",
            "r": "time over half-life",
            "t": "time of the scan, h (`time_h`)",
            "true": "time-integrated activity of the exponential, MBq h",
        },
        "lu177-haenscheid-window": {
            "T_longest": "longest half-life, h (`longest_half_life_h`)",
            "T_shortest": "shortest half-life, h (`shortest_half_life_h`)",
            "earliest": "earliest time of the scan, h",
            "latest": "latest time of the scan, h",
        },
        "lu177-known-half-life-tia": {"A": _SCAN},
        "lu177-known-half-life-dose": {
            "C": "activity per gram at the scan, MBq/g (`concentration_mbq_g`)",
            "F": f"{_SINGLE} (`dose_factor_gy_g_per_mbq_h`)",
        },
        "lu177-single-point-factor": {"F": _SINGLE, "c": _ENERGY},
        "lu177-electron-dose-factor": {
            "E": "mean energy of the electrons of a decay, MeV (`electron_energy_mev`)",
            "c": _FACTOR,
        },
        "lu177-self-dose": {"c": _ENERGY, "m": "mass of the organ, g (`mass_g`)"},
        "lu177-effective-half-life": {
            "T_biol": "half-life of the clearance alone, h (`biological_half_life_h`)",
            "T_eff": "effective half-life, h",
            "T_phys": "physical half-life, h",
            "days": "24 h each",
        },
        "lu177-marrow-ratio": {
            "RMBLR": "activity per gram of red marrow over that of blood",
            "hematocrit": "hematocrit, 0 to 1 (`hematocrit`)",
        },
        "lu177-marrow-self-dose": {
            "TIA": "time-integrated activity",
            "D_self": "self-dose of the red marrow, Gy",
            "RMBLR": (
                "activity per gram of red marrow over that of blood (`marrow_to_blood_ratio`)"
            ),
            "c": _ENERGY,
        },
    }
)
