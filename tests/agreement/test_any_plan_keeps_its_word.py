"""What follows from the formulas of a plan: linear doses, limits that leave what they say, sums.

Nothing is compared with a number that a plan gave before.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_any_plan_is_read_or_refused import (
    FEW,
    LIMITS,
    OPTIONS,
    Inputs,
    _each_case_is_assessed_once,
    about,
    made,
)

from nelm.case.case import Case
from nelm.case.reading import read_case
from nelm.planning.form import Plan
from nelm.planning.limit import Limits

__all__ = ["_each_case_is_assessed_once"]  # a fixture of this module too
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))

TARE: Inputs = {
    "device": "glass",
    "treatment": "unilobar",
    "dose_constant": "legacy49.67",
    "activity_gbq": 3.0,
    "perfused_mass_kg": 1.5,
    "tumor_mass_kg": 0.3,
    "normal_liver_mass_kg": 1.2,
    "tn_concentration_ratio": 4,
    "lung_shunt_fraction": 0.1,
    "residual_fraction": 0.02,
    "lung_mass_kg": 0.9,
    "earlier_lung_gy": [5],
    "earlier_normal_liver_gy": [3],
    "bilirubin_mg_dl": 0.7,
    "goal_perfused_gy": 100,
    "goal_normal_liver_gy": 60,
}


def numbers(made: Plan) -> dict[str, float]:
    return {q.name: q.value for q in made.quantities if isinstance(q.value, float)}


# ---- radioembolization ---------------------------------------------------------------------

SHUNTS = st.just(0.0) | st.floats(1e-3, 0.95)
ACTIVITIES = st.floats(0.05, 15)


@given(SHUNTS, SHUNTS)
@settings(FEW, max_examples=50)
def test_a_larger_shunt_burdens_lungs_more_and_leaves_them_less_activity(
    one: float, other: float
) -> None:
    low, high = sorted((one, other))
    less, more = (numbers(made("tare", {**TARE, "lung_shunt_fraction": f})) for f in (low, high))
    for dose in ("dose-lung", "dose-lung-cumulative"):
        assert less[dose] <= more[dose]
    for most in ("activity-lung-single", "activity-lung-cumulative"):
        assert most not in less or less[most] >= more[most]
    for dose in ("dose-tumor", "dose-normal-liver", "dose-perfused"):
        assert less[dose] >= more[dose]
    for needed in ("activity-single-compartment", "activity-partition-normal-liver"):
        assert less[needed] <= more[needed]


@given(ACTIVITIES, st.floats(0.01, 2))
@settings(FEW, max_examples=50)
def test_doses_are_linear_in_activity(activity: float, factor: float) -> None:
    assume(0.05 <= activity * factor <= 30)
    once_, scaled = (
        numbers(made("tare", {**TARE, "activity_gbq": a})) for a in (activity, activity * factor)
    )
    for dose in ("dose-lung", "dose-tumor", "dose-normal-liver", "dose-perfused"):
        assert scaled[dose] == pytest.approx(factor * once_[dose])
    for dose, earlier in (("dose-lung", 5), ("dose-normal-liver", 3)):
        assert scaled[f"{dose}-cumulative"] == pytest.approx(scaled[dose] + earlier)
    for most in ("activity-lung-single", "activity-lung-cumulative"):
        assert scaled[most] == once_[most]


@given(ACTIVITIES, SHUNTS, st.just(0.0) | st.floats(1e-3, 0.5), st.floats(0.2, 20))
@settings(FEW, max_examples=50)
def test_energy_is_neither_lost_nor_made(a: float, f: float, r: float, tn: float) -> None:
    own = {
        "activity_gbq": a,
        "lung_shunt_fraction": f,
        "residual_fraction": r,
        "tn_concentration_ratio": tn,
    }
    dose = numbers(made("tare", {**TARE, **own}))
    energy = dose["dose-tumor"] * 0.3 + dose["dose-normal-liver"] * 1.2 + dose["dose-lung"] * 0.9
    assert energy == pytest.approx(49.67 * a * (1 - r))


@given(ACTIVITIES, st.floats(0.01, 0.19), st.just(0.0) | st.floats(0.01, 60))
@settings(FEW, max_examples=30)
def test_what_a_limit_leaves_keeps_it_and_a_little_more_breaks_it(
    activity: float, shunt: float, earlier: float
) -> None:
    inputs = {
        **TARE,
        "activity_gbq": activity,
        "lung_shunt_fraction": shunt,
        "earlier_lung_gy": [earlier],
        "earlier_normal_liver_gy": [earlier],
    }
    for check in made("tare", inputs).checks:
        left = check.surviving
        if left is None or left.unit != "GBq" or not 0.06 <= left.value <= 29:
            continue
        for share, met in ((0.999, True), (1.001, False)):
            again = made("tare", {**inputs, "activity_gbq": share * left.value}).checks
            (same,) = [one for one in again if about(one) == about(check)]
            assert (same.status == "ok") is met
        assert (check.status == "ok") is (activity <= left.value) or math.isclose(
            activity, left.value
        )


# ---- radionuclide therapy ------------------------------------------------------------------


@given(
    st.lists(st.floats(0.05, 10), min_size=1, max_size=4),
    st.floats(0.1, 2),
    st.lists(st.just(0.0) | st.floats(0.01, 20), max_size=3),
)
@settings(FEW, max_examples=50)
def test_kidney_doses_of_cycles_and_earlier_ones_are_all_in_the_sum(
    activities: list[float], coefficient: float, earlier: list[float]
) -> None:
    inputs: Inputs = {
        "activities_gbq": activities,
        "kidney_gy_per_gbq": coefficient,
        "earlier_kidney_gy": earlier,
    }
    found = made("prrt", inputs)
    total = sum(earlier) + sum(coefficient * activity for activity in activities)
    assert numbers(found)["dose-kidney"] == pytest.approx(total)
    (held,) = [check for check in found.checks if check.code == "dose-kidney"]
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(max(0, 23 - sum(earlier)) / coefficient)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 8), st.integers(1, 20))
@settings(FEW, max_examples=50)
def test_cycles_are_whole_weeks_apart_on_one_day_of_the_week(
    first: date, cycles: int, weeks: int
) -> None:
    inputs = {"cycles_on": [first], "cycles": cycles, "interval_weeks": weeks, "window_weeks": 0}
    found = made("prrt", inputs)
    days = [date.fromisoformat(str(q.value)) for q in found.quantities if "date-" in q.name]
    assert [(day - first).days for day in days] == [7 * weeks * n for n in range(cycles)]


# ---- uncertainty ---------------------------------------------------------------------------

UNSURE = st.floats(0.01, 0.5)


@given(UNSURE, st.floats(0.5, 6), st.floats(5, 60), st.floats(5, 60))
@settings(FEW, max_examples=20)
def test_probabilities_are_shares_and_grow_with_the_limit(
    relative: float, activity: float, one: float, other: float
) -> None:
    measured = {"value": activity, "relative_uncertainty": relative}
    inputs = {**TARE, "activity_gbq": measured, "earlier_normal_liver_gy": []}
    found = []
    for value in sorted((one, other)):
        limits = Limits(tuple(_moved(row, value) for row in LIMITS.rows))
        checks = made("tare", inputs, limits=limits).checks
        held = [c for c in checks if c.limit and c.limit.quantity == "normal_liver_dose"]
        found.append([check.probability_met for check in held])
    for low, high in zip(*found, strict=True):
        assert low is not None
        assert high is not None
        assert 0 <= low <= high <= 1


def _moved(row: Any, value: float) -> Any:
    moved = row.quantity == "normal_liver_dose" and row.value is not None
    return row.model_copy(update={"value": value}) if moved else row


FULL: dict[str, Inputs] = {
    "tare": TARE,
    "prrt": {
        "activities_gbq": [7.4, 7.4],
        "kidney_gy_per_gbq": [0.5],
        "marrow_gy_per_gbq": [0.04],
        "earlier_kidney_gy": [3],
        "earlier_marrow_gy": [0.5],
        "kidney_alpha_beta_gy": 2.6,
        "kidney_repair_half_time_h": 2.8,
        "kidney_effective_half_life_h": 51,
        "earlier_kidney_bed_gy": [4],
        "kidney_risk_factors": "no",
    },
    "tace": {
        "surface_formula": "du-bois",
        "height_cm": 170,
        "weight_kg": 70,
        "surface_cap_m2": "none",
        "doxorubicin_mg_m2": 50,
        "bilirubin_mg_dl": 0.8,
        "earlier_anthracycline_mg_m2": [100],
        "cisplatin_mg_m2": 50,
    },
    "one_step_resection": {
        "surface_formula": "du-bois",
        "height_cm": 170,
        "weight_kg": 70,
        "liver_formula": "vauthey",
        "liver_state": "normal",
        "remnant_ml": 400,
        "liver_ml": 1800,
        "tumor_ml": 200,
        "grown_remnant_ml": 500,
        "growth_scan_d": 21,
    },
    "debulking": {"tumor_ml": 400, "residual_ml": 50},
}
UNSURE_FIELDS = [
    (option, field)
    for option, inputs in FULL.items()
    for field, value in inputs.items()
    if not isinstance(value, str)
]


@pytest.mark.parametrize(("option", "field"), UNSURE_FIELDS)
def test_an_uncertainty_reaches_every_number_it_moves_or_its_notes(option: str, field: str) -> None:
    inputs = FULL[option]
    before = numbers(made(option, inputs))
    after = numbers(made(option, {**inputs, field: _each(inputs[field], lambda x: 1.03 * x)}))
    moved = {name for name in before if after.get(name) != before[name]}
    unsure = _each(inputs[field], lambda x: {"value": x, "relative_uncertainty": 0.1})
    found = {q.name: q for q in made(option, {**inputs, field: unsure}).quantities}
    silent = [
        name
        for name in moved
        if found[name].uncertainty is None and "ncertainty" not in " ".join(found[name].notes)
    ]
    assert silent == []


def _each(value: Any, function: Callable[[float], Any]) -> Any:
    return [function(one) for one in value] if isinstance(value, list) else function(value)


# ---- the label -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("option", OPTIONS)
def test_a_doubtful_option_says_so_first_and_in_a_check(path: Path, option: str) -> None:
    found = made(option, {}, case=_example(path))
    label, first = found.assessed.label, " ".join(found.assessed.first)
    code = "pack-supported" if label.startswith("supported") else f"pack-{label.replace('_', '-')}"
    (said,) = [check for check in found.checks if check.code == code]
    assert (said.status == "ok") is (label == "supported")
    if label in ("contraindicated", "undetermined"):
        assert {"contraindicated": "contraindicated", "undetermined": "open"}[label] in first


@cache
def _example(path: Path) -> Case:
    return read_case(path)


def test_the_examples_hold_both_doubtful_labels() -> None:
    found = {made(o, {}, case=_example(p)).assessed.label for p in EXAMPLES for o in OPTIONS}
    assert {"contraindicated", "undetermined", "supported"} <= found


def test_a_plan_can_be_read_back_from_plain_json() -> None:
    found = made("tare", TARE)
    assert Plan.model_validate(json.loads(found.model_dump_json())) == found
