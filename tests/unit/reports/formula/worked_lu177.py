"""Symbols of the formulas of 177Lu, in their worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from worked import Example, Worked, names, plain
from worked_y90 import JOULE, bed

from nelm.calculators.lu177.fits import choose_time_activity_fit

GRAY = JOULE * 1e6 * 3600 * 1000  # of 1 MeV per decay, 1 MBq h in 1 g
PARAMETERS = {"mono": 2}
NOISY = [80.0, 42.0, 19.0, 10.5, 4.8]


def _curve(example: Example) -> Mapping[str, Any]:
    of = names(
        a_slow="slow_mbq", T_slow="slow_half_life_h", a_fast="fast_mbq", T_fast="fast_half_life_h"
    )
    both = {
        "a_i": np.array([example["slow_mbq"], example["fast_mbq"]]),
        "T_i": np.array([example["slow_half_life_h"], example["fast_half_life_h"]]),
    }
    return {**of(example), **both, "t": example.get("time_h")}


def _trapezoids(example: Example) -> Mapping[str, Any]:
    times, activities = np.array(example["times_h"]), np.array(example["activities_mbq"])
    first = times[0] * activities[0]
    return {
        "start": first if example["start"] == "flat" else first / 2,
        "t_i": times[:-1],
        "t_j": times[1:],
        "A_i": activities[:-1],
        "A_j": activities[1:],
        "A_last": activities[-1],
        "T": example["tail_half_life_h"],
    }


def _criterion(example: Example) -> Mapping[str, Any]:
    """Of relative weights the squares are those of the relative misfits."""
    best = choose_time_activity_fit(**example).best
    points = len(example["times_h"])
    return {"n": points, "k": PARAMETERS[best.model], "RSS": points * best.relative_rms**2}


def _scan(example: Example) -> Mapping[str, Any]:
    """The activity at the time of the scan."""
    of = {"A": lambda t: example["activity_mbq"], "t": example["time_h"]}
    return {**of, "T": example.get("effective_half_life_h")}


WORKED = {
    "lu177-schedule": Worked(
        lambda e: {"day_last": e["given_on"][-1], "interval": timedelta(weeks=e["interval_weeks"])},
        {0: lambda r: r.cycles[1].planned_on},
    ),
    "lu177-absorbed-dose": Worked(names(g="coefficient_gy_per_gbq", A="activity_gbq"), {0: plain}),
    "lu177-cumulative-dose": Worked(
        lambda e: {
            "earlier": e["earlier_dose_gy"],
            "g_i": np.array(e["coefficients_gy_per_gbq"]),
            "A_i": np.array(e["activities_gbq"]),
        },
        {0: lambda r: r.total_gy},
        also={"earlier_dose_gy": 3.0, "coefficients_gy_per_gbq": [0.4, 0.5, 0.6, 0.7]},
    ),
    "lu177-bed": Worked(bed, {0: plain}, also={"dose_gy": 7.0, "alpha_beta_gy": 2.5}),
    "lu177-cumulative-bed": Worked(
        lambda e: {
            "earlier": e["earlier_bed_gy"],
            "D_i": np.array(e["doses_gy"]),
            "alpha": e["alpha_beta_gy"],
            "beta": 1.0,
            "T_rep": e["repair_half_time_h"],
            "T_i": np.array(e["effective_half_lives_h"]),
        },
        {0: plain},
        also={"earlier_bed_gy": 4.0, "doses_gy": [5.0, 6.0], "effective_half_lives_h": [40, 51]},
    ),
    "lu177-cycles-left": Worked(
        names(line="line_gy", received="received_gy", D_cycle="per_cycle_gy"),
        {0: lambda r: r.cycles},
        also={"received_gy": 30.0},  # above the line no cycle is left, not fewer than none
    ),
    "lu177-activity-left": Worked(
        names(line="line_gy", received="received_gy", g="coefficient_gy_per_gbq"),
        {0: plain},
        also={"received_gy": 30.0},
    ),
    "lu177-tia-mono": Worked(names(A_0="activity_mbq", T="effective_half_life_h"), {0: plain}),
    "lu177-tia-bi": Worked(_curve, {0: plain}),
    "lu177-activity-bi": Worked(_curve, {0: plain}, also={"time_h": 31.0}),
    "lu177-share-after": Worked(_curve, {0: plain}, also={"time_h": 31.0}),
    "lu177-tia-trapezoid": Worked(
        _trapezoids,
        {0: lambda r: r.total_mbq_h},
        also={
            "times_h": [4.0, 24.0, 96.0],
            "activities_mbq": [50.0, 80.0, 20.0],
            "start": "from-zero",
        },
    ),
    "lu177-fit-choose": Worked(
        _criterion,
        {0: lambda r: r.best.aicc},
        also={"activities_mbq": NOISY},
        leaves_out_example=True,
        why="points on the curve leave no squares to take the logarithm of",
    ),
    "lu177-haenscheid-tia": Worked(_scan, {0: plain}),
    "lu177-haenscheid-ratio": Worked(
        names(t="time_h", T="effective_half_life_h"), {0: plain}, also={"time_h": 70.0}
    ),
    "lu177-haenscheid-window": Worked(
        names(T_shortest="shortest_half_life_h", T_longest="longest_half_life_h"),
        {0: lambda r: r.earliest_h, 1: lambda r: r.latest_h},
        also={"longest_half_life_h": 60},
    ),
    "lu177-known-half-life-tia": Worked(_scan, {0: plain}, also={"time_h": 70.0}),
    "lu177-known-half-life-dose": Worked(
        names(
            F="dose_factor_gy_g_per_mbq_h",
            C="concentration_mbq_g",
            t="time_h",
            T="effective_half_life_h",
        ),
        {0: plain},
        also={"concentration_mbq_g": 0.3, "time_h": 70.0},
    ),
    "lu177-single-point-factor": Worked(
        lambda e: {"c": GRAY * e["electron_energy_mev"]}, {0: plain}
    ),
    "lu177-electron-dose-factor": Worked(names(E="electron_energy_mev"), {0: plain}),
    "lu177-self-dose": Worked(
        lambda e: {
            "c": GRAY * e["electron_energy_mev"],
            "TIA": e["time_integrated_activity_mbq_h"],
            "m": e["mass_g"],
        },
        {0: plain},
        also={"mass_g": 130.0},
    ),
    "lu177-effective-half-life": Worked(
        lambda e: {"T_biol": e["biological_half_life_h"], "days": 24.0},
        {0: lambda r: 1 / r},
        also={"biological_half_life_h": 75.0},
    ),
    "lu177-marrow-ratio": Worked(names(hematocrit="hematocrit"), {0: plain}),
    "lu177-marrow-self-dose": Worked(
        lambda e: {
            "c": GRAY * e["electron_energy_mev"],
            "RMBLR": e["marrow_to_blood_ratio"],
            "TIA_blood": e["blood_tia_mbq_h_per_g"],
        },
        {0: lambda r: r.self_dose_gy},
        also={"marrow_to_blood_ratio": 0.4, "blood_tia_mbq_h_per_g": 1.7},
    ),
}
