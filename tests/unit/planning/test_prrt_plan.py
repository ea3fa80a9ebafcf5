"""Plans of 177Lu-DOTATATE: curves measured in a cycle, windows of the dates, earlier doses."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from nelm.case.reading import parse_case
from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.planning.plan import plan

LN_2 = math.log(2)
ELECTRONS = 0.08496  # Gy g/(MBq h) of 0.1473 MeV: 1.602176634e-13 J/MeV x 3600 s x 1e9
TIMES = [4, 24, 72, 168]
KIDNEY: dict[str, Any] = {
    "organ": "kidney",
    "given_gbq": 7.4,
    "mass_g": 300,
    "times_h": TIMES,
    "activities_mbq": [200 * 2 ** (-t / 51) for t in TIMES],  # one exponential of 51 h
    "model": "mono",
    "weights": "relative",
}
DATES = {"cycles_on": ["2026-01-05"], "cycles": 4, "interval_weeks": 8, "window_weeks": 1}
DOSES = {
    "activities_gbq": [7.4] * 4,
    "kidney_gy_per_gbq": 0.46,
    "marrow_gy_per_gbq": 0.04,
    "earlier_kidney_gy": [],
    "earlier_marrow_gy": [],
}


def planned(**inputs: Any) -> Plan:
    return plan(parse_case(b"nelm: 1\nid: x\n"), "prrt", inputs)


def measured(curve: dict[str, Any], **inputs: Any) -> Plan:
    return planned(**{"curves": [curve], "electron_energy": "decay-data", **inputs})


def quantity(made: Plan, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def value(made: Plan, name: str) -> float:
    found = quantity(made, name).value
    assert isinstance(found, float)
    return found


def names(made: Plan) -> set[str]:
    return {q.name for q in made.quantities}


def check(made: Plan, code: str) -> Check:
    return next(c for c in made.checks if c.code == code)


def missing(made: Plan) -> set[str]:
    return {line.field for line in made.missing}


@pytest.mark.parametrize("model", ["mono", "least-aicc"])
def test_exact_points_give_their_integral_dose_and_coefficient(model: str) -> None:
    made = measured({**KIDNEY, "model": model})
    integral = 200 * 51 / LN_2  # exact for one exponential
    assert value(made, "tia-fit-1") == pytest.approx(integral, rel=1e-4)
    assert value(made, "half-life-1") == pytest.approx(51, rel=1e-4)
    assert value(made, "self-dose-1") == pytest.approx(ELECTRONS * integral / 300, rel=1e-4)
    assert value(made, "coefficient-1") == pytest.approx(ELECTRONS * integral / 300 / 7.4, rel=1e-4)


def test_the_share_after_the_last_scan_is_said() -> None:
    (note, _) = quantity(measured(KIDNEY), "tia-fit-1").notes
    assert f"{100 * 2 ** (-168 / 51):.0f} %" == "10 %"  # exact: what one exponential leaves
    assert note.startswith("10 %")


def test_a_chosen_model_says_what_it_was_chosen_from() -> None:
    notes = quantity(measured({**KIDNEY, "model": "least-aicc"}), "tia-fit-1").notes
    assert notes[2] == (
        "Chosen by AICc, with Akaike weights of mono 100 %; too few scans for uptake, bi."
    )


def test_a_curve_that_nothing_tests_says_so() -> None:
    two = measured({**KIDNEY, "times_h": TIMES[:2], "activities_mbq": KIDNEY["activities_mbq"][:2]})
    assert "nothing tests it" in quantity(two, "tia-fit-1").notes[-1]
    assert "nothing tests it" not in str(quantity(measured(KIDNEY), "tia-fit-1").notes)


def test_a_spread_of_the_fit_is_not_taken_for_the_whole() -> None:
    points = [
        v * f for v, f in zip(KIDNEY["activities_mbq"], (1.02, 0.97, 1.03, 0.98), strict=True)
    ]
    found = quantity(measured({**KIDNEY, "activities_mbq": points}), "self-dose-1")
    assert found.uncertainty is not None
    assert "calibration" in found.notes[1]


def test_methods_stand_side_by_side_with_their_spread() -> None:
    made = measured(KIDNEY)
    ratio = 2 * (72 / 51) * 2 ** (-72 / 51)  # 2x 2^-x of one scan at 72 h
    fitted = value(made, "tia-fit-1")
    assert value(made, "tia-one-scan-1") == pytest.approx(fitted * ratio, rel=1e-4)
    points = KIDNEY["activities_mbq"]
    pairs = pairwise(zip(TIMES, points, strict=True))
    by_hand = sum((b - a) * (x + y) / 2 for (a, x), (b, y) in pairs)
    by_hand += 4 * points[0] + points[-1] * 6.647 * 24 / LN_2
    assert value(made, "tia-trapezoid-1") == pytest.approx(by_hand)
    says = check(made, "curve-methods").says
    assert f"{100 * (by_hand / fitted - 1):.0f} % apart" in says


def test_a_measured_coefficient_never_takes_the_place_of_the_one_given() -> None:
    made = measured(KIDNEY, **DOSES)
    assert value(made, "dose-kidney") == pytest.approx(0.46 * 29.6)
    assert "the plan uses 0.46" in check(made, "coefficient-kidney").says
    alone = measured(KIDNEY, activities_gbq=[7.4] * 4)
    assert "dose-kidney" not in names(alone)
    assert "kidney_gy_per_gbq" in missing(alone)
    assert "only when it is written" in check(alone, "coefficient-kidney").says


def test_a_measured_coefficient_far_from_the_one_given_is_a_warning() -> None:
    far = measured(KIDNEY, **{**DOSES, "kidney_gy_per_gbq": 0.30})  # 0.563 is 88 % above
    assert check(far, "coefficient-kidney").status == "warning"
    assert "88 % apart" in check(far, "coefficient-kidney").says
    assert check(measured(KIDNEY, **DOSES), "coefficient-kidney").status == "ok"


@pytest.mark.parametrize("time", [4, 23.9])
def test_one_scan_before_24_h_is_refused_as_a_value(time: float) -> None:
    early = {**KIDNEY, "times_h": time, "activities_mbq": 100}
    made = measured(early)
    assert made.status == "refused"
    assert not {"tia-one-scan-1", "self-dose-1"} & names(made)
    others = measured({**early, "half_life_h": 51, "half_life_is_own": "no"})
    assert "tia-known-half-life-1" not in names(others)


def test_an_early_scan_serves_with_the_half_life_of_this_patient() -> None:
    early = {**KIDNEY, "times_h": 4, "activities_mbq": 100}
    made = measured({**early, "half_life_h": 50, "half_life_is_own": "yes"})
    exact = 100 * 2 ** (4 / 50) * 50 / LN_2
    assert value(made, "tia-known-half-life-1") == pytest.approx(exact)
    assert value(made, "self-dose-1") == pytest.approx(ELECTRONS * exact / 300, rel=1e-4)


def test_whose_half_life_it_is_must_be_said() -> None:
    made = measured({**KIDNEY, "times_h": 100, "activities_mbq": 25, "half_life_h": 50})
    assert "curves.1.half_life_is_own" in missing(made)
    assert "tia-known-half-life-1" not in names(made)


def test_a_half_life_longer_than_the_physical_one_is_no_input() -> None:
    with pytest.raises(Exception, match=r"1 to 159\.528 h \(.*\)|1 to 159\.528 h"):
        measured({**KIDNEY, "half_life_h": 200})


def test_scans_that_do_not_fall_are_questioned() -> None:
    made = measured({**KIDNEY, "times_h": [24, 72], "activities_mbq": [10, 12]})
    held = check(made, "curve-at-bound")
    assert held.status == "warning"
    assert "slow_half_life_h" in held.says
    assert "159.528" in held.says


def test_a_model_is_chosen_from_four_scans_on() -> None:
    made = measured(
        {**KIDNEY, "model": "least-aicc", "times_h": TIMES[1:], "activities_mbq": [10, 6, 2]}
    )
    assert check(made, "out-of-range").status == "refused"
    assert "4 or more" in check(made, "out-of-range").says


@pytest.mark.parametrize("field", ["mass_g", "given_gbq", "times_h", "activities_mbq", "organ"])
def test_a_curve_asks_for_what_it_lacks(field: str) -> None:
    made = measured({name: v for name, v in KIDNEY.items() if name != field})
    assert f"curves.1.{field}" in missing(made)
    assert not names(made)


def test_neither_model_nor_energy_is_a_default() -> None:
    curve = {name: v for name, v in KIDNEY.items() if name not in ("model", "weights")}
    made = measured(curve)
    assert {"curves.1.model", "curves.1.weights"} <= missing(made)
    assert "tia-fit-1" not in names(made)
    without = planned(curves=[KIDNEY])
    assert "electron_energy" in missing(without)
    assert "self-dose-1" not in names(without)


def test_unpaired_points_are_refused() -> None:
    made = measured({**KIDNEY, "activities_mbq": [3, 2, 1]})
    assert "3 activities for 4 times" in check(made, "out-of-range").says


def test_uncertainty_of_the_mass_is_carried_and_that_of_scans_named() -> None:
    mass = {"value": 300, "relative_uncertainty": 0.1}
    made = measured({**KIDNEY, "mass_g": mass})
    found = quantity(made, "self-dose-1").uncertainty
    assert found is not None
    dose = value(made, "self-dose-1")
    assert found.first_order_sd == pytest.approx(0.1 * dose, rel=1e-3)  # D goes with 1/m
    scans = [{"value": v, "relative_uncertainty": 0.1} for v in KIDNEY["activities_mbq"]]
    held = check(measured({**KIDNEY, "activities_mbq": scans}), "curve-uncertainty")
    assert "not carried" in held.says


@pytest.mark.parametrize(
    ("choice", "ratio"),
    [({"marrow_to_blood": "dotatate"}, 1.0), ({"marrow_to_blood": "hematocrit"}, 0.38)],
    ids=str,
)
def test_marrow_by_blood_is_self_dose_and_says_so(choice: dict[str, str], ratio: float) -> None:
    points = [v / 1000 for v in KIDNEY["activities_mbq"]]
    blood = {**KIDNEY, "organ": "blood", "mass_g": 2, "activities_mbq": points}
    made = measured(blood, **choice, hematocrit=0.5)  # 0.19 / (1 - 0.5) = 0.38
    per_gram = 0.2 * 51 / LN_2 / 2
    assert value(made, "self-dose-1") == pytest.approx(ratio * ELECTRONS * per_gram, rel=1e-4)
    assert "under-estimate" in quantity(made, "self-dose-1").notes[0]
    assert "tia-one-scan-1" not in names(made)  # blood is not one exponential
    asked = measured(blood)
    assert "marrow_to_blood" in missing(asked)
    assert "self-dose-1" not in names(asked)


def test_a_marrow_line_is_never_met_without_the_word_on_self_dose() -> None:
    assert "under-estimate" in check(planned(**DOSES), "dose-marrow").says


def test_uncertain_earlier_doses_are_carried() -> None:
    earlier = [{"value": 10, "relative_uncertainty": 0.5}, 2]
    made = planned(**{**DOSES, "earlier_kidney_gy": earlier})
    assert value(made, "dose-kidney") == pytest.approx(0.46 * 29.6 + 12)
    found = quantity(made, "dose-kidney").uncertainty
    assert found is not None
    assert found.first_order_sd == pytest.approx(5)  # 50 % of 10 Gy, all else exact
    probability = check(made, "dose-kidney").probability_met
    assert probability is not None
    # Normal of 10 and 5 Gy cut at 0, up to the 7.384 Gy that the line leaves, by tables:
    # (0.3004 - 0.0228) / (1 - 0.0228).
    assert probability == pytest.approx(0.284, abs=0.015)


def test_no_activity_at_all_is_no_plan() -> None:
    assert "activities_gbq" in missing(planned(**{**DOSES, "activities_gbq": []}))


def test_the_latest_day_after_toxicity_is_16_weeks_and_marked_recalled() -> None:
    notes = quantity(planned(**DATES), "date-cycle-2").notes
    assert notes[0] == "Window 2026-02-23 to 2026-03-09."
    assert "2026-04-27" in notes[1]  # 5 January and 112 days
    assert "recalled" in notes[1]
    assert "toxicity" in notes[1]


@pytest.mark.parametrize(
    ("weeks", "window", "status"), [(8, 1, "ok"), (8, 2, "warning"), (7, 1, "warning")]
)
def test_a_window_may_not_leave_the_weeks_of_the_label(
    weeks: int, window: int, status: str
) -> None:
    made = planned(**{**DATES, "interval_weeks": weeks, "window_weeks": window})
    assert check(made, "window").status == status


def test_as_many_activities_as_cycles() -> None:
    made = planned(**{**DATES, **DOSES, "activities_gbq": [7.4] * 3})
    assert "3 cycles are given and 4" in check(made, "cycles-differ").says
    assert not [c for c in planned(**DATES, **DOSES).checks if c.code == "cycles-differ"]


def test_what_a_line_leaves_is_said_of_cycles_like_the_last() -> None:
    made = planned(**{**DOSES, "kidney_gy_per_gbq": [0.9, 0.8, 0.7, 0.5]})
    held = check(made, "dose-kidney").surviving
    assert held is not None
    assert "like the last" in held.of
    assert held.value == pytest.approx(46)  # 23 Gy at 0.5 Gy/GBq


def test_uncertain_parameters_of_the_model_go_into_the_bed() -> None:
    inputs = {
        "activities_gbq": [5] * 4,
        "kidney_gy_per_gbq": 1.0,
        "kidney_alpha_beta_gy": {"value": 2.6, "relative_uncertainty": 0.1},
        "kidney_repair_half_time_h": 2.8,
        "kidney_effective_half_life_h": 51,
        "earlier_kidney_bed_gy": [],
        "kidney_risk_factors": "yes",
    }
    found = quantity(planned(**inputs), "bed-kidney")
    # Only the second term, 4 x 25/2.6 x 2.8/53.8 = 2.0 Gy, goes with the inverse of a/b.
    assert found.uncertainty is not None
    assert found.uncertainty.first_order_sd == pytest.approx(0.1 * 100 / 2.6 * 2.8 / 53.8, rel=1e-3)


@pytest.mark.parametrize(
    ("dose", "bed", "refused"),
    [([5], [], True), ([5], [4], True), ([5], [5], False), ([], [], False)],
)
def test_an_earlier_bed_below_the_earlier_dose_is_refused(
    dose: list[float], bed: list[float], refused: bool
) -> None:
    model = {
        "kidney_alpha_beta_gy": 2.6,
        "kidney_repair_half_time_h": 2.8,
        "kidney_effective_half_life_h": 51,
        "kidney_risk_factors": "yes",
    }
    made = planned(**{**DOSES, **model, "earlier_kidney_gy": dose}, earlier_kidney_bed_gy=bed)
    codes = [c.code for c in made.checks if c.quantity == "bed-kidney"]
    assert codes == (["out-of-range"] if refused else ["bed-kidney"])
