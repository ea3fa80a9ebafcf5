"""Derived facts against the review, the published scores and the calendar."""

import math
from datetime import date

import pytest

from nelm.case.case import Case
from nelm.case.derived import BY_FACT, calendar_months
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Interval

INF = math.inf
ALL_GRADES = {"G1", "G2", "NET_G3", "NEC"}


def known(**groups):
    return known_facts(Case.model_validate(groups))


def derived(name, **groups):
    """The derived value of a fact; None when it was not derived."""
    found = known(**groups)
    assert not [f for f in found.findings if f.kind != "question"]
    return found.values[name] if name in found.derived else None


def grade(**tumor):
    return derived("tumor.who_grade", tumor=tumor)


@pytest.mark.parametrize(
    ("differentiation", "ki67", "expected"),
    [
        ("well", 2.9, {"G1"}),
        ("well", 3, {"G2"}),
        ("well", 20, {"G2"}),
        ("well", 20.1, {"NET_G3"}),
        ("poor", 20.1, {"NEC"}),
        ("poor", 90, {"NEC"}),
        ("well", "<3", {"G1"}),
        ("well", "<=3", {"G1", "G2"}),
        ("well", "<=20", {"G1", "G2"}),
        ("well", ">20", {"NET_G3"}),
        ("well", ">=20", {"G2", "NET_G3"}),
        ("well", "3-20", {"G2"}),
        ("well", "2-5", {"G1", "G2"}),
        ("well", "2-25", {"G1", "G2", "NET_G3"}),
        ("well", "unknown", {"G1", "G2", "NET_G3"}),
        ("poor", ">20", {"NEC"}),
        ("unknown", 2, None),
        ("unknown", "unknown", None),
        ("poor", "unknown", None),
    ],
)
def test_the_grade_follows_differentiation_and_ki67_as_the_review_restates_who_2017(
    differentiation, ki67, expected
):
    assert grade(differentiation=differentiation, ki67_percent=ki67) == expected


def test_a_high_ki67_alone_leaves_two_grades():
    assert grade(ki67_percent=50) == {"NET_G3", "NEC"}


@pytest.mark.parametrize("ki67", [15, 20, "<=20", "10-15"])
def test_a_poorly_differentiated_tumor_with_low_ki67_has_no_grade(ki67):
    assert grade(differentiation="poor", ki67_percent=ki67) == ALL_GRADES


def test_a_poorly_differentiated_tumor_around_the_limit_has_no_grade_either():
    assert grade(differentiation="poor", ki67_percent="15-25") == ALL_GRADES


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("G1", {"well"}), ("G2", {"well"}), ("NET_G3", {"well"}), ("NEC", {"poor"})],
)
def test_a_stated_grade_tells_the_differentiation(stated, expected):
    assert derived("tumor.differentiation", tumor={"who_grade": stated}) == expected


def test_a_tumor_stated_without_a_grade_tells_nothing_about_differentiation():
    assert derived("tumor.differentiation", tumor={"who_grade": "unclassified"}) is None


def test_a_stated_grade_stays_and_is_not_derived_again():
    found = known(tumor={"who_grade": "G2", "differentiation": "well", "ki67_percent": 5})
    assert found.values["tumor.who_grade"] == {"G2"}
    assert "tumor.who_grade" not in found.derived


@pytest.mark.parametrize(
    ("tumor", "expected"),
    [
        ({"syndrome": "carcinoid"}, True),
        ({"syndrome": "none"}, False),
        ({"syndrome_control": "controlled"}, True),
        ({"syndrome_control": "untreated"}, True),
        ({"syndrome_control": "not_applicable"}, False),
        ({"syndrome": "unknown"}, None),
        ({}, None),
    ],
)
def test_a_stated_syndrome_or_its_control_tells_whether_the_tumor_is_functional(tumor, expected):
    assert derived("tumor.functional", tumor=tumor) is expected


@pytest.mark.parametrize(
    ("functional", "expected"), [("no", {"not_applicable"}), ("yes", None), ("unknown", None)]
)
def test_a_tumor_that_is_not_functional_has_no_syndrome_to_control(functional, expected):
    assert derived("tumor.syndrome_control", tumor={"functional": functional}) == expected


def test_without_a_syndrome_nothing_is_functional_and_nothing_to_control():
    found = known(tumor={"syndrome": "none"})
    assert found.values["tumor.functional"] is False
    assert found.values["tumor.syndrome_control"] == {"not_applicable"}


@pytest.mark.parametrize(
    ("feasible", "expected"), [("no", False), ("yes", None), ("unknown", None)]
)
def test_what_can_not_be_resected_can_not_be_cleared_in_two_steps(feasible, expected):
    name = "liver.two_step_clearance_feasible"
    assert derived(name, liver={"complete_resection_feasible": feasible}) is expected


def body_surface(height, weight):
    return derived("patient.bsa_m2", patient={"height_cm": height, "weight_kg": weight})


def test_body_surface_is_that_of_mosteller():
    found = body_surface(180, 80)
    assert found.is_exact
    assert found.low == pytest.approx(2.0)


def test_body_surface_keeps_the_range_of_its_inputs():
    found = body_surface("160-180", "45-80")
    assert (found.low, found.high) == (pytest.approx(math.sqrt(2)), pytest.approx(2.0))


@pytest.mark.parametrize("pair", [(180, "unknown"), ("unknown", 80)])
def test_body_surface_needs_height_and_weight(pair):
    assert body_surface(*pair) is None


def child_pugh(**liver):
    return derived("liver.child_pugh_points", liver=liver)


BEST = {
    "bilirubin_umol_l": 20,
    "albumin_g_l": 40,
    "inr": 1,
    "ascites": "none",
    "encephalopathy": "none",
}
WORST = {
    "bilirubin_umol_l": 60,
    "albumin_g_l": 20,
    "inr": 3,
    "ascites": "severe",
    "encephalopathy": "severe",
}


@pytest.mark.parametrize(("liver", "points"), [(BEST, 5), (WORST, 15)])
def test_child_pugh_runs_from_5_to_15(liver, points):
    assert child_pugh(**liver) == Interval.exact(points)


@pytest.mark.parametrize(
    ("fact", "stated", "points"),
    [
        ("bilirubin_umol_l", 33.9, 5),
        ("bilirubin_umol_l", 34, 6),
        ("bilirubin_umol_l", 50, 6),
        ("bilirubin_umol_l", 50.1, 7),
        ("albumin_g_l", 35.1, 5),
        ("albumin_g_l", 35, 6),
        ("albumin_g_l", 28, 6),
        ("albumin_g_l", 27.9, 7),
        ("inr", 1.69, 5),
        ("inr", 1.7, 6),
        ("inr", 2.3, 6),
        ("inr", 2.31, 7),
        ("ascites", "mild", 6),
        ("ascites", "severe", 7),
        ("encephalopathy", "mild", 6),
        ("encephalopathy", "severe", 7),
    ],
)
def test_each_criterion_of_child_pugh_adds_its_points(fact, stated, points):
    assert child_pugh(**{**BEST, fact: stated}) == Interval.exact(points)


@pytest.mark.parametrize(
    ("liver", "low", "high"),
    [
        ({"bilirubin_umol_l": 60}, 7, 15),
        ({"albumin_g_l": 40}, 5, 13),
        ({**BEST, "inr": "unknown"}, 5, 7),
        ({**BEST, "ascites": "present"}, 6, 7),
        ({**BEST, "bilirubin_umol_l": "30-60"}, 5, 7),
        ({**BEST, "albumin_g_l": "30-40"}, 5, 6),
        ({**BEST, "bilirubin_umol_l": ">50"}, 7, 7),
        ({**BEST, "bilirubin_umol_l": "<34"}, 5, 5),
        ({**BEST, "albumin_g_l": ">35"}, 5, 5),
        ({**BEST, "albumin_g_l": "<28"}, 7, 7),
        ({**BEST, "inr": "<1.7"}, 5, 5),
        ({**BEST, "inr": ">2.3"}, 7, 7),
    ],
)
def test_child_pugh_is_as_narrow_as_what_is_known(liver, low, high):
    assert child_pugh(**liver) == Interval(low, high)


def test_child_pugh_of_nothing_is_unknown():
    assert child_pugh(bilirubin_umol_l="unknown") is None


def months(first, last):
    return derived("course.stable_months", course={"stable_since": first, "latest_imaging": last})


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2023-01-01", "2023-07-01", 6),
        ("2023-01-31", "2023-07-31", 6),
        ("2023-08-15", "2024-02-15", 6),
        ("2024-02-29", "2025-03-29", 13),
        ("2020-02-29", "2024-02-29", 48),
        ("2024-02-29", "2025-02-28", 12),
        ("2023-08-31", "2024-02-29", 6),
        ("2023-08-31", "2024-04-30", 8),
        ("2023-12-31", "2024-01-31", 1),
        ("2024-01-01", "2024-01-01", 0),
        ("2023-11-30", "2024-03-30", 4),
    ],
)
def test_the_same_day_of_a_later_month_is_a_whole_number_of_months(first, last, whole):
    assert months(first, last) == Interval.exact(whole)


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2023-01-02", "2023-07-01", 5),
        ("2023-07-02", "2024-01-01", 5),
        ("2024-01-30", "2024-02-28", 0),
        ("2023-01-15", "2023-03-14", 1),
        ("2023-03-31", "2023-09-29", 5),
    ],
)
def test_a_day_short_of_a_month_is_not_that_month(first, last, whole):
    found = months(first, last)
    assert whole < found.low < whole + 1
    assert found.is_exact


def test_months_never_shrink_as_days_go_by():
    for first in (date(2023, 1, 28), date(2023, 1, 31), date(2023, 8, 31), date(2024, 2, 29)):
        days = [date.fromordinal(first.toordinal() + n) for n in range(800)]
        numbers = [calendar_months(first, day) for day in days]
        assert numbers == sorted(numbers)
        assert numbers[0] == 0


def test_months_differ_from_days_by_less_than_a_month():
    for first in (date(2023, 1, 28), date(2023, 1, 31), date(2024, 2, 29)):
        for days in range(0, 1500, 7):
            last = date.fromordinal(first.toordinal() + days)
            assert abs(calendar_months(first, last) - days / (365.25 / 12)) < 0.11


@pytest.mark.parametrize(
    "course", [{"stable_since": "2023-01-01"}, {"latest_imaging": "2023-01-01"}]
)
def test_months_of_stability_need_both_dates(course):
    assert derived("course.stable_months", course={**course, "status": "stable"}) is None
    other = {"stable_since": "unknown", "latest_imaging": "unknown"}
    assert derived("course.stable_months", course={**other, **course}) is None


def sessions(name, *ablations):
    return derived(f"history.prior_{name}_sessions", history={"prior_ablation": list(ablations)})


ONE_OR_MORE = Interval(1, INF, high_open=True)
EXACTLY = {n: Interval.exact(n) for n in range(6)}


@pytest.mark.parametrize(
    ("ablations", "rfa", "thermal"),
    [
        ([], EXACTLY[0], EXACTLY[0]),
        ([{"type": "rfa", "sessions": 1}], EXACTLY[1], EXACTLY[1]),
        ([{"type": "rfa", "sessions": 2}] * 2, EXACTLY[4], EXACTLY[4]),
        (
            [{"type": "rfa", "sessions": 2}, {"type": "microwave", "sessions": 3}],
            EXACTLY[2],
            EXACTLY[5],
        ),
        ([{"type": "cryotherapy"}, {"type": "ethanol"}, {"type": "other"}], EXACTLY[0], EXACTLY[0]),
        ([{"type": "rfa", "sessions": "2-4"}], Interval(2, 4), Interval(2, 4)),
        ([{"type": "rfa"}], ONE_OR_MORE, ONE_OR_MORE),
        ([{"type": "rfa", "sessions": "unknown"}], ONE_OR_MORE, ONE_OR_MORE),
        ([{"type": "microwave"}], EXACTLY[0], ONE_OR_MORE),
    ],
)
def test_sessions_are_counted_by_technique_one_or_more_where_nothing_is_said(
    ablations, rfa, thermal
):
    assert sessions("rfa", *ablations) == rfa
    assert sessions("thermal_ablation", *ablations) == thermal


def test_an_ablation_of_unknown_technique_may_or_may_not_have_been_radiofrequency():
    ablations = [{"type": "rfa", "sessions": 1}, {"type": "unknown", "sessions": 3}]
    for name in ("rfa", "thermal_ablation"):
        assert sessions(name, *ablations) == Interval(1, 4)


def test_a_history_nobody_asked_for_is_no_history_of_none():
    assert derived("history.prior_rfa_sessions", history={"ssa": "none"}) is None


def test_an_entered_value_that_agrees_is_kept_as_entered():
    found = known(liver={**BEST, "child_pugh_points": 5})
    assert found.findings == ()
    assert found.values["liver.child_pugh_points"] == Interval.exact(5)
    assert "liver.child_pugh_points" not in found.derived


def test_a_derived_fact_says_from_which():
    found = known(patient={"height_cm": 180, "weight_kg": 80})
    assert found.derived["patient.bsa_m2"] == ("patient.height_cm", "patient.weight_kg")


def test_every_fact_that_the_vocabulary_calls_derived_has_its_rule_and_no_other():
    assert set(BY_FACT) == {name for name, fact in vocabulary().items() if fact.derived}
