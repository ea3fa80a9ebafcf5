"""What the symbols in formulas of microspheres mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_HALF_LIFE: Final = "half-life, h (`half_life_h`)"
_DOSE: Final = "uniform dose, Gy (`dose_gy`)"
_SHARE: Final = "share of the liver that is treated, 0 to 1 (`treated_share`)"
_BEFORE_STEPS: Final = "activity before the steps of the lung shunt, GBq"

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "activity drawn, GBq (`activity_gbq`)",
        "A_max": "largest activity, GBq",
        "BED": "biologically effective dose, Gy",
        "D": "mean dose of the perfused volume, Gy (`dose_gy`)",
        "D_L": "mean dose of the lungs, Gy",
        "D_N": "mean dose of the perfused normal liver, Gy (`normal_liver_gy`)",
        "D_T": "mean dose of the tumor, Gy (`tumor_gy`)",
        "D_i": "mean dose of compartment i, Gy",
        "F": (
            "share of the injected activity that reaches the lungs, 0 to 1 (`lung_shunt_fraction`)"
        ),
        "M": "mass of the perfused volume, kg (`perfused_mass_kg`)",
        "M_L": "mass of the lungs, kg (`lung_mass_kg`)",
        "M_N": "mass of the perfused normal liver, kg (`normal_liver_mass_kg`)",
        "M_T": "mass of the tumor, kg (`tumor_mass_kg`)",
        "R": "share of the drawn activity left in vial and line, 0 to 1 (`residual_fraction`)",
        "T": _HALF_LIFE,
        "TN": "concentration in the tumor over that in normal liver (`tn_concentration_ratio`)",
        "T_eff": "effective half-life, h (`effective_half_life_h`)",
        "T_rep": "half-time of repair, h (`repair_half_time_h`)",
        "V_N": "volume of the normal liver, mL (`normal_liver_volume_ml`)",
        "V_T": "volume of the tumor, mL (`tumor_volume_ml`)",
        "alpha/beta": "linear over quadratic radiosensitivity, Gy (`alpha_beta_gy`)",
        "earlier dose": "dose of earlier treatments, Gy (`earlier_lung_gy`)",
        "k": "dose constant, Gy kg/GBq (`constant`)",
        "v_i": "share of the volume in voxel or bin i, 0 to 1 (`volume_shares`)",
    }
)

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "y90-partition-sensitivity": {
            "d": "small change, so that d ln is a relative one",
            "w": "share of the activity in the liver that the tumor holds, 0 to 1",
        },
        "y90-tn-ratio": {
            "C_T": "counts in the tumor (`tumor_counts`)",
            "C_N": "counts in the perfused normal liver (`normal_liver_counts`)",
        },
        "y90-compartment-doses": {
            "c_i": "concentration in compartment i, any unit (`concentrations`)",
            "c_j": "concentration in each of all compartments, same unit (`concentrations`)",
            "M_j": "mass of each of all compartments, kg (`masses_kg`)",
        },
        "y90-relative-activity": {
            "A_i": "activity of voxel or region i, GBq",
            "A_liver": "activity that reached the liver, GBq (`liver_activity_gbq`)",
            "c_i": "counts of voxel or region i (`counts`)",
            "c_liver": "all counts in the liver (`liver_counts`)",
        },
        "y90-energy-balance": {
            "error": "share of the energy given that the doses miss; 0 if none",
            "D_i": "mean dose of compartment i, the lungs too, Gy (`doses_gy`)",
            "M_i": "mass of compartment i, the lungs too, kg (`masses_kg`)",
        },
        "y90-body-surface": {
            "A": _BEFORE_STEPS,
            "BSA": "body surface, m2",
            "H": "height, m (`height_cm` / 100)",
            "W": "weight, kg (`weight_kg`)",
            "share": _SHARE,
        },
        "y90-empiric": {
            "A": _BEFORE_STEPS,
            "activity": "activity for the whole liver by its share of tumor, GBq",
            "share": _SHARE,
            "tumor share": "volume of the tumor over that of the liver, 0 to 1 (`tumor_share`)",
        },
        "y90-lung-shunt": {
            "GM": "geometric mean of the counts from both sides",
            "GM_liver": "geometric mean of the counts of the liver",
            "GM_lung": "geometric mean of the counts of the lungs",
            "anterior": "counts from in front (of `lung_anterior_counts`, `liver_anterior_counts`)",
            "posterior": (
                "counts from behind (of `lung_posterior_counts`, `liver_posterior_counts`)"
            ),
        },
        "y90-lung-maximum": {
            "D_left": "lung dose that the limits leave, Gy",
            "single limit": "limit of one treatment, Gy (`single_limit_gy`)",
            "total limit": "limit of all treatments, Gy (`cumulative_limit_gy`)",
        },
        "y90-dose-constant": {
            "E_mean": "mean energy of a decay, J (`mean_energy_mev` x 1.602176634e-13)",
            "T": "half-life, s, times 1e9 for the decays of a GBq (`half_life_h` x 3.6e12)",
        },
        "y90-decay": {
            "A": "activity at the calibration, GBq (`activity_gbq`)",
            "t": "time since the calibration, h (`elapsed_h`)",
        },
        "y90-delivered-share": {
            "share": "share of the whole dose that is given, 0 to 1",
            "t": "time since the implantation, h (`elapsed_h`)",
            "T": "effective half-life, h (`half_life_h`)",
        },
        "y90-time-until-activity": {
            "A": "activity now, GBq (`activity_gbq`)",
            "A_wanted": "activity to wait for, GBq (`wanted_gbq`)",
            "t": "time until the wanted activity, h",
        },
        "y90-elapsed-time": {
            "end": "day and time of the end (`end`)",
            "start": "day and time of the start (`start`)",
            "time": "time between the two, h",
        },
        "y90-mass": {
            "M": "mass, kg",
            "V": "volume, L (`volume_ml` / 1000)",
            "density": "density, kg/L, the same number as in g/mL (`density_g_ml`)",
        },
        "y90-sphere-count": {
            "A": "activity, Bq (`activity_gbq` x 1e9)",
            "N": "number of spheres",
            "a": "activity of one sphere, Bq (`activity_per_sphere_bq`)",
        },
        "y90-sphere-activity": {
            "a": "activity of one sphere at the calibration, Bq (`calibration_bq`)",
            "t": "time since the calibration, h (`elapsed_h`)",
        },
        "y90-implied-activity": {
            "A": "activity that the spheres hold, GBq",
            "N": "number of spheres (`lowest_count` to `highest_count`)",
            "a": "activity of one sphere, GBq (`activity_per_sphere_bq` / 1e9)",
        },
        "y90-implied-sphere-activity": {
            "A": "activity of all spheres, Bq (`activity_gbq` x 1e9)",
            "N": "number of spheres (`count`)",
            "a": "activity of one sphere, Bq",
        },
        "y90-bed": {"D": "absorbed dose, Gy (`dose_gy`)"},
        "y90-eubed": {
            "EUBED": "uniform BED that leaves as many cells alive, Gy",
            "BED_i": "BED of voxel or bin i, Gy (`bed_gy`)",
            "alpha": "radiosensitivity, 1/Gy (`alpha_per_gy`)",
        },
        "y90-geud": {
            "gEUD": "generalized equivalent uniform dose, Gy",
            "D_i": "dose of voxel or bin i, Gy (`dose_gy`)",
            "a": "exponent, below 0 for tumors (`exponent`)",
        },
        "y90-ntcp": {
            "NTCP": "probability of the complication, 0 to 1",
            "Phi": "cumulative normal distribution of mean 0 and width 1",
            "D": _DOSE,
            "TD50": "dose at which half have the complication, Gy (`td50_gy`)",
            "m": "relative width of the curve (`relative_slope`)",
        },
        "y90-tcp": {
            "TCP": "probability that the tumor is controlled, 0 to 1",
            "D": "dose of the tumor, Gy (`dose_gy`)",
            "D50": "dose that controls half, Gy (`d50_gy`)",
            "gamma50": "normalized slope at D50 (`gamma50`)",
        },
        "ho166-activity": {
            "A": "activity, MBq",
            "M": "mass of the treated liver, kg (`liver_mass_kg`)",
        },
    }
)
