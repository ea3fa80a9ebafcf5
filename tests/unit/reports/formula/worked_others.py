"""Symbols of the other formulas: drugs, surgery, ablation, scores."""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, inf, pi, sqrt
from typing import Any

import numpy as np
from worked import Example, Worked, names, plain

from nelm.calculators.scores.meld import MeldInputs

PERSON = {"H": "height_cm", "W": "weight_kg"}
# Coefficient, power of the height in cm and of the weight in kg, as the papers print them.
POWERS = {
    "du-bois": (0.007184, 0.725, 0.425),
    "mosteller": (1 / 60, 0.5, 0.5),
    "haycock": (0.024265, 0.3964, 0.5378),
    "gehan-george": (0.0235, 0.42246, 0.51456),
}
# The sine of the angle of the caps: none, of a tetrahedron, of an octahedron.
THETA = {1: pi / 2, 4: asin(2 * sqrt(2) / 3), 6: asin(sqrt(2 / 3))}


def _law(example: Example) -> Mapping[str, Any]:
    law = dict(zip(("coefficient", "a", "b"), POWERS[example["formula"]], strict=True))
    return {**names(**PERSON)(example), **law}


def _laws(example: Example) -> Mapping[str, Any]:
    columns = zip(("coefficient", "a", "b"), np.array(list(POWERS.values())).T, strict=True)
    return {**names(**PERSON)(example), **dict(columns)}


def _four(result: Any) -> Any:
    of = result.du_bois_m2, result.mosteller_m2, result.haycock_m2, result.gehan_george_m2
    return np.array(of)


def _surface_dose(example: Example) -> Mapping[str, Any]:
    cap = example["surface_cap_m2"]
    return {
        "amount": example["amount_mg_m2"],
        "BSA": example["surface_m2"],
        "cap": inf if cap is None else cap,
    }


def _doxorubicin(mg_dl: float) -> float:
    """The steps as the formula of the share words them."""
    return 1.0 if mg_dl < 1.2 else 0.5 if mg_dl <= 3.0 else 0.25


def _streptozocin(ml_min: float) -> float:
    return 1.0 if ml_min > 50 else 0.75 if ml_min >= 10 else 0.5


def _steps(example: Example) -> Mapping[str, Any]:
    total = example["standard_liver_ml"]
    left, grown = example["left_after_first_ml"], example["grown_lobe_ml"]
    return {
        "FLR": np.array([left, example["cleared_lobe_ml"], grown]),
        "TLV": total,
        "sFLR_first": 100 * left / total,
        "sFLR_second": 100 * grown / total,
        "minimum": example["minimum_sflr_percent"],
    }


def _zone(example: Example) -> Mapping[str, Any]:
    of = names(tumor="tumor_mm", offset="offset_mm")(example)
    return {**of, "shortest zone diameter": example["zone_short_axis_mm"]}


def _meld(example: Example) -> Mapping[str, Any]:
    given: MeldInputs = example["inputs"]
    creatinine = 3.0 if given.on_dialysis else np.clip(given.creatinine_mg_dl, 1, 3)
    return {
        "female": float(given.female),
        "bilirubin": max(given.bilirubin_mg_dl, 1),
        "INR": max(given.inr, 1),
        "creatinine": creatinine,
        "sodium": np.clip(given.sodium_mmol_l, 125, 137),
        "albumin": np.clip(given.albumin_g_dl, 1.5, 3.5),
    }


BOUNDED = MeldInputs(
    bilirubin_mg_dl=0.4,
    inr=0.9,
    creatinine_mg_dl=0.6,
    sodium_mmol_l=121,
    albumin_g_dl=1.2,
    female=False,
    on_dialysis=True,
)

DRUGS = {
    "body-surface": Worked(_law, {0: plain}, also={"formula": "haycock"}),
    "body-surface-all": Worked(_laws, {0: _four}),
    "tace-surface-dose": Worked(
        _surface_dose, {0: lambda r: r.dose_mg}, also={"surface_cap_m2": 1.75}
    ),
    "tace-doxorubicin-dose": Worked(
        lambda e: {**_surface_dose(e), "share": _doxorubicin, "bilirubin": e["bilirubin_mg_dl"]},
        {0: lambda r: r.dose_mg},
        also={"surface_cap_m2": 1.75, "bilirubin_mg_dl": 4.0},
    ),
    "tace-streptozocin-dose": Worked(
        lambda e: {
            **_surface_dose(e),
            "share": _streptozocin,
            "creatinine clearance": e["creatinine_clearance_ml_min"],
        },
        {0: lambda r: r.dose_mg},
        also={"creatinine_clearance_ml_min": 40},
    ),
    "anthracycline-per-surface": Worked(names(dose="dose_mg", BSA="surface_m2"), {0: plain}),
    "anthracycline-cumulative": Worked(
        lambda e: {"earlier": np.array(e["earlier_mg_m2"]), "planned": e["planned_mg_m2"]},
        {0: lambda r: r.total_mg_m2},
    ),
}
SURGERY = {
    "surgery-liver-volume-vauthey": Worked(names(BSA="surface_m2"), {0: plain}),
    "surgery-liver-volume-urata": Worked(names(BSA="surface_m2"), {0: plain}),
    "surgery-sflr": Worked(names(FLR="remnant_ml", TLV="standard_liver_ml"), {0: plain}),
    "surgery-flr-share-measured": Worked(
        names(FLR="remnant_ml", liver="liver_ml", tumor="tumor_ml"), {0: plain}
    ),
    "surgery-remnant-body-weight": Worked(
        lambda e: {"remnant mass": e["remnant_kg"], "body weight": e["weight_kg"]}, {0: plain}
    ),
    "surgery-hypertrophy": Worked(
        names(sFLR_before="sflr_before_percent", sFLR_after="sflr_after_percent"), {0: plain}
    ),
    "surgery-kinetic-growth": Worked(
        names(sFLR_before="sflr_before_percent", sFLR_after="sflr_after_percent", days="scan_d"),
        {0: plain},
    ),
    "surgery-two-step": Worked(
        _steps,
        {
            0: lambda r: np.array(
                [r.first_sflr_percent, r.cleared_sflr_percent, r.second_sflr_percent]
            )
        },
        true_as={1: lambda r: r.first_passes, 2: lambda r: r.second_passes},
        also={"grown_lobe_ml": 320},
    ),
    "surgery-debulked-share": Worked(names(tumor="tumor_ml", residual="residual_ml"), {0: plain}),
    "volume-uncertainty": Worked(
        lambda e: {"V": 1000 * e["volume_ml"], "a": e["voxel_mm"], "FWHM": e["fwhm_mm"]},
        {0: plain},
        also={"fwhm_mm": 6.0},
    ),
}
ABLATION = {
    "ablation-required-zone": Worked(names(tumor="tumor_mm", margin="margin_mm"), {0: plain}),
    "ablation-smallest-margin": Worked(_zone, {0: plain}),
    "ablation-check-zone": Worked(
        lambda e: {
            **_zone(e),
            "wanted margin": e["wanted_margin_mm"],
            "size limit": e["size_limit_mm"],
        },
        {0: lambda r: r.margin_mm},
        true_as={1: lambda r: r.margin_reached, 2: lambda r: r.within_size},
        also={"tumor_mm": 50, "offset_mm": 2},
    ),
    "ablation-covered-diameter": Worked(
        lambda e: {"d": e["zone_short_axis_mm"], "theta_n": THETA[e["zones"]]},
        {0: plain},
        also={"zones": 4},
    ),
    "ablation-smallest-covering": Worked(
        lambda e: {
            **names(d="zone_short_axis_mm", tumor="tumor_mm", margin="margin_mm")(e),
            "theta_n": THETA[6],
        },
        {0: lambda r: r.required_mm},
        true_as={0: lambda r: r.zones == 6},
        also={"tumor_mm": 27},  # 37 mm are more than six zones cover
    ),
    "ablation-ellipsoid-volume": Worked(
        lambda e: {letter: e[f"{letter}_mm"] / 10 for letter in "abc"}, {0: plain}
    ),
    "ablation-heat-sink": Worked(
        lambda e: {
            "vessel": e["vessel_mm"],
            "gap": e["gap_mm"],
            "vessel limit": e["vessel_limit_mm"],
            "near": e["near_mm"],
        },
        true_as={1: plain},
        also={"gap_mm": 2.5},
    ),
}
SCORES = {
    "score-albi": Worked(names(bilirubin="bilirubin_umol_l", albumin="albumin_g_l"), {0: plain}),
    "score-meld-3": Worked(_meld, {0: lambda r: r.points}, also={"inputs": BOUNDED}),
    "score-apri": Worked(
        lambda e: {
            "AST": e["ast_u_l"],
            "upper limit": e["ast_upper_limit_u_l"],
            "platelets": e["platelets_10e9_l"],
        },
        {0: plain},
    ),
    "score-icg-r15": Worked(names(PDR="pdr_percent_per_min"), {0: plain}),
    "score-icg-pdr": Worked(names(R_15="r15_percent"), {0: plain}),
    "convert-bilirubin": Worked(names(old="bilirubin_umol_l"), {0: plain}),
    "convert-creatinine": Worked(names(old="creatinine_umol_l"), {0: plain}),
    "convert-albumin": Worked(names(old="albumin_g_l"), {0: plain}),
}
WORKED = {**DRUGS, **SURGERY, **ABLATION, **SCORES}
