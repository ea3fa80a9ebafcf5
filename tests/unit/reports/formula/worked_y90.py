"""Symbols of the formulas of microspheres, in their worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from worked import Example, Worked, names, plain

from nelm.calculators.y90.delivery import Delivery

PRINTED = {"glass50": 50.0, "legacy49.67": 49.67}  # as the two sources print the constant
RESIDUE = Delivery(lung_shunt_fraction=0.07, residual_fraction=0.03, constant="legacy49.67")
JOULE = 1.602176634e-13  # of one MeV, exact since the SI of 2019


def _delivery(example: Example) -> Mapping[str, Any]:
    given = example["delivery"]
    return {
        "k": PRINTED[given.constant],
        "F": given.lung_shunt_fraction,
        "R": given.residual_fraction,
    }


def _with_delivery(**of: str) -> Any:
    return lambda example: {**_delivery(example), **names(**of)(example)}


_MASSES = {"M_T": "tumor_mass_kg", "M_N": "normal_liver_mass_kg", "TN": "tn_concentration_ratio"}
_BED = {"D": "dose_gy", "T_rep": "repair_half_time_h", "T_eff": "effective_half_life_h"}


def bed(example: Example) -> Mapping[str, Any]:
    """Alpha over beta is one argument."""
    return {**names(**_BED)(example), "alpha": example["alpha_beta_gy"], "beta": 1.0}


def _lung_maximum(example: Example) -> Mapping[str, Any]:
    return {
        **_with_delivery(M_L="lung_mass_kg")(example),
        "single limit": example["single_limit_gy"],
        "total limit": example["cumulative_limit_gy"],
        "earlier dose": example["earlier_lung_gy"],
    }


def _hours(example: Example) -> Mapping[str, Any]:
    """Hours since 1970 by the clock of the zone."""
    read: dict[str, datetime] = {"start": example["start"], "end": example["end"]}
    return {name: moment.timestamp() / 3600 for name, moment in read.items()}


def _surface(example: Example) -> Mapping[str, Any]:
    volumes = names(V_T="tumor_volume_ml", V_N="normal_liver_volume_ml", share="treated_share")
    meters = example["height_cm"] / 100
    return {**volumes(example), "H": meters, "W": example["weight_kg"]}


WORKED = {
    "y90-single-dose": Worked(
        _with_delivery(A="activity_gbq", M="perfused_mass_kg"),
        {0: lambda r: r.dose_gy},
        also={"delivery": RESIDUE},
    ),
    "y90-single-activity": Worked(
        _with_delivery(D="dose_gy", M="perfused_mass_kg"), {0: lambda r: r.activity_gbq}
    ),
    "y90-partition-dose": Worked(
        _with_delivery(A="activity_gbq", M_L="lung_mass_kg", **_MASSES),
        {0: lambda r: r.normal_liver_gy, 1: lambda r: r.tumor_gy, 2: lambda r: r.lung_gy},
        also={"delivery": RESIDUE, "lung_mass_kg": 0.8},
    ),
    "y90-partition-activity": Worked(
        _with_delivery(D_N="normal_liver_gy", **_MASSES),
        {0: lambda r: r.activity_gbq},
        also={"delivery": RESIDUE},
    ),
    "y90-partition-activity-for-tumor": Worked(
        _with_delivery(D_T="tumor_gy", **_MASSES),
        {0: lambda r: r.activity_gbq},
        also={"delivery": RESIDUE},
    ),
    "y90-partition-sensitivity": Worked(
        names(**_MASSES), {0: lambda r: r.normal_liver_by_tn, 1: lambda r: r.tumor_by_tn}
    ),
    "y90-tn-ratio": Worked(
        names(
            C_T="tumor_counts",
            V_T="tumor_volume_ml",
            C_N="normal_liver_counts",
            V_N="normal_liver_volume_ml",
        ),
        {0: plain},
    ),
    "y90-compartment-doses": Worked(
        lambda e: {
            **_with_delivery(A="activity_gbq")(e),
            "c_i": np.array(e["concentrations"]),
            "c_j": np.array(e["concentrations"]),
            "M_j": np.array(e["masses_kg"]),
        },
        {0: lambda r: np.array(r.doses_gy)},
        also={"delivery": RESIDUE},
    ),
    "y90-relative-activity": Worked(
        names(A_liver="liver_activity_gbq", c_i="counts", c_liver="liver_counts"), {0: plain}
    ),
    "y90-energy-balance": Worked(
        lambda e: {
            "D_i": np.array(e["doses_gy"]),
            "M_i": np.array(e["masses_kg"]),
            "k": PRINTED[e["constant"]],
            "A": e["activity_gbq"],
            "R": e["residual_fraction"],
        },
        {0: plain},
        also={"residual_fraction": 0.25, "activity_gbq": 1.5},
    ),
    "y90-body-surface": Worked(
        _surface, {0: lambda r: r.activity_gbq, 1: lambda r: r.body_surface_m2}
    ),
    "y90-empiric": Worked(
        lambda e: {
            "activity": lambda tumor: 2.0 if tumor <= 0.25 else 2.5 if tumor <= 0.5 else 3.0,
            "tumor share": e["tumor_share"],
            "share": e["treated_share"],
        },
        {0: plain},
        also={"treated_share": 0.4},
    ),
    "y90-lung-shunt": Worked(
        lambda e: {
            "GM_lung": (e["lung_anterior_counts"] * e["lung_posterior_counts"]) ** 0.5,
            "GM_liver": (e["liver_anterior_counts"] * e["liver_posterior_counts"]) ** 0.5,
        },
        {0: plain},
    ),
    "y90-lung-dose": Worked(
        _with_delivery(A="activity_gbq", M_L="lung_mass_kg"),
        {0: lambda r: r.dose_gy},
        also={"delivery": RESIDUE, "lung_mass_kg": 0.8},
    ),
    "y90-lung-maximum": Worked(
        _lung_maximum,
        {0: lambda r: r.activity_gbq},
        also={"delivery": RESIDUE, "lung_mass_kg": 0.8, "earlier_lung_gy": 5.0},
    ),
    "y90-dose-constant": Worked(
        lambda e: {
            "E_mean": e["mean_energy_mev"] * JOULE,
            "T": e["half_life_h"] * 3600 * 1e9,  # seconds, for a GBq
        },
        {0: plain},
    ),
    "y90-decay": Worked(
        names(A="activity_gbq", t="elapsed_h", T="half_life_h"),
        {0: plain},
        also={"elapsed_h": 30.0},
    ),
    "y90-delivered-share": Worked(names(t="elapsed_h", T="half_life_h"), {0: plain}),
    "y90-time-until-activity": Worked(
        names(A="activity_gbq", A_wanted="wanted_gbq", T="half_life_h"),
        {0: plain},
        also={"wanted_gbq": 7.0},
    ),
    "y90-elapsed-time": Worked(_hours, {0: plain}),
    "y90-mass": Worked(
        lambda e: {"V": e["volume_ml"] / 1000, "density": e["density_g_ml"]}, {0: plain}
    ),
    "y90-sphere-count": Worked(
        lambda e: {"A": e["activity_gbq"] * 1e9, "a": e["activity_per_sphere_bq"]}, {0: plain}
    ),
    "y90-sphere-activity": Worked(
        names(a="calibration_bq", t="elapsed_h", T="half_life_h"), {0: plain}
    ),
    "y90-implied-activity": Worked(
        lambda e: {
            "N": np.array([e["lowest_count"], e["highest_count"]]),
            "a": e["activity_per_sphere_bq"] / 1e9,
        },
        {0: lambda r: np.array([r.lowest_gbq, r.highest_gbq])},
    ),
    "y90-implied-sphere-activity": Worked(
        lambda e: {"A": e["activity_gbq"] * 1e9, "N": e["count"]}, {0: plain}
    ),
    "y90-bed": Worked(bed, {0: plain}),
    "y90-eubed": Worked(
        lambda e: {
            "v_i": np.array(e["volume_shares"]),
            "BED_i": np.array(e["bed_gy"]),
            "alpha": e["alpha_per_gy"],
        },
        {0: plain},
        also={"bed_gy": [12.0, 30.0], "volume_shares": [0.3, 0.7]},
    ),
    "y90-geud": Worked(
        lambda e: {
            "v_i": np.array(e["volume_shares"]),
            "D_i": np.array(e["dose_gy"]),
            "a": e["exponent"],
        },
        {0: plain},
        also={"exponent": -4.0, "volume_shares": [0.3, 0.7]},
    ),
    "y90-ntcp": Worked(
        names(D="dose_gy", TD_50="td50_gy", m="relative_slope"),
        {0: plain},
        also={"relative_slope": 0.3, "dose_gy": 41.0},
    ),
    "y90-tcp": Worked(
        names(D="dose_gy", D_50="d50_gy", gamma_50="gamma50"),
        {0: plain},
        also={"gamma50": 0.6, "dose_gy": 170.0},
    ),
    "ho166-activity": Worked(names(M="liver_mass_kg"), {0: plain}),
}
