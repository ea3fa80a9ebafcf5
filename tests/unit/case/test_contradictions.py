"""Facts that no patient can have together: reported, and unknown from then on."""

import pytest

from nelm.case.case import Case
from nelm.case.contradictions import (
    DOUBTS,
    QUESTIONS,
    RULES,
    contradictions,
    doubts,
    questions,
)
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind

# rule: (stated facts that clash, the same with one of them mended)
CASES = {
    "grade-ki67": [
        ({"tumor.who_grade": "G1", "tumor.ki67_percent": 3}, {"tumor.ki67_percent": 2.9}),
        ({"tumor.who_grade": "G1", "tumor.ki67_percent": ">=3"}, {"tumor.ki67_percent": "<=3"}),
        ({"tumor.who_grade": "G2", "tumor.ki67_percent": 28}, {"tumor.ki67_percent": 20}),
        ({"tumor.who_grade": "G2", "tumor.ki67_percent": 20.1}, {"tumor.who_grade": "NET_G3"}),
    ],
    "carcinoma-ki67": [
        ({"tumor.who_grade": "NEC", "tumor.ki67_percent": 20}, {"tumor.ki67_percent": 20.1}),
    ],
    "grade-differentiation": [
        ({"tumor.who_grade": "G1", "tumor.differentiation": "poor"}, {"tumor.who_grade": "NEC"}),
        ({"tumor.who_grade": "G2", "tumor.differentiation": "poor"}, {"tumor.who_grade": "NEC"}),
        (
            {"tumor.who_grade": "NET_G3", "tumor.differentiation": "poor"},
            {"tumor.differentiation": "well"},
        ),
        ({"tumor.who_grade": "NEC", "tumor.differentiation": "well"}, {"tumor.who_grade": "G2"}),
    ],
    "morphology-differentiation": [
        *(
            (
                {"tumor.morphology": code, "tumor.differentiation": "poor"},
                {"tumor.differentiation": "well"},
            )
            for code in ("8240/3", "8249/3")
        ),
        *(
            (
                {"tumor.morphology": code, "tumor.differentiation": "well"},
                {"tumor.differentiation": "poor"},
            )
            for code in ("8246/3", "8013/3", "8041/3")
        ),
    ],
    "morphology-ki67": [
        ({"tumor.morphology": "8240/3", "tumor.ki67_percent": 3}, {"tumor.ki67_percent": 2.9}),
        ({"tumor.morphology": "8240/3", "tumor.ki67_percent": 5}, {"tumor.morphology": "8249/3"}),
    ],
    "morphology-grade": [
        ({"tumor.morphology": "8240/3", "tumor.who_grade": "G2"}, {"tumor.who_grade": "G1"}),
        (
            {"tumor.morphology": "8240/3", "tumor.who_grade": "NET_G3"},
            {"tumor.morphology": "8249/3"},
        ),
    ],
    "count-involvement": [
        ({"liver.lm_count": 0, "liver.involvement_percent": 10}, {"liver.lm_count": 1}),
        ({"liver.lm_count": 0, "liver.involvement_percent": 10}, {"liver.involvement_percent": 0}),
    ],
    "functional-syndrome": [
        ({"tumor.functional": "no", "tumor.syndrome": "vipoma"}, {"tumor.functional": "yes"}),
        ({"tumor.functional": "yes", "tumor.syndrome": "none"}, {"tumor.syndrome": "other"}),
    ],
    "functional-control": [
        (
            {"tumor.functional": "no", "tumor.syndrome_control": "untreated"},
            {"tumor.syndrome_control": "not_applicable"},
        ),
        (
            {"tumor.functional": "yes", "tumor.syndrome_control": "not_applicable"},
            {"tumor.syndrome_control": "untreated"},
        ),
    ],
    "syndrome-control": [
        (
            {"tumor.syndrome": "none", "tumor.syndrome_control": "controlled"},
            {"tumor.syndrome_control": "not_applicable"},
        ),
        (
            {"tumor.syndrome": "carcinoid", "tumor.syndrome_control": "not_applicable"},
            {"tumor.syndrome_control": "controlled"},
        ),
    ],
    "site-status": [
        (
            {"tumor.primary_site": "unknown_primary", "tumor.primary_status": "resected"},
            {"tumor.primary_status": "not_found"},
        ),
        (
            {"tumor.primary_site": "unknown_primary", "tumor.primary_status": "resection_planned"},
            {"tumor.primary_site": "ileum"},
        ),
    ],
    "course-months": [
        ({"course.status": "progressive", "course.stable_months": 1}, {"course.stable_months": 0}),
        (
            {"course.status": "progressive", "course.stable_months": ">6"},
            {"course.status": "stable"},
        ),
    ],
    "extrahepatic-fraction": [
        (
            {"extrahepatic.status": "none", "extrahepatic.tumor_fraction_percent": 5},
            {"extrahepatic.status": "present"},
        ),
    ],
    "thrombus-nature": [
        *(
            (
                {
                    "liver.portal_vein_thrombosis": "none",
                    "liver.portal_vein_thrombosis_nature": nature,
                },
                {"liver.portal_vein_thrombosis_nature": "not_applicable"},
            )
            for nature in ("bland", "tumor")
        ),
        *(
            (
                {
                    "liver.portal_vein_thrombosis": place,
                    "liver.portal_vein_thrombosis_nature": "not_applicable",
                },
                {"liver.portal_vein_thrombosis": "none"},
            )
            for place in ("branch", "main", "present")
        ),
    ],
    "two-step-resection": [
        (
            {"liver.two_step_clearance_feasible": "yes", "liver.complete_resection_feasible": "no"},
            {"liver.complete_resection_feasible": "yes"},
        ),
    ],
    "general-status": [
        ({"patient.ecog": 1, "patient.karnofsky_percent": 40}, {"patient.karnofsky_percent": 50}),
        ({"patient.ecog": 3, "patient.karnofsky_percent": 80}, {"patient.karnofsky_percent": 70}),
        ({"patient.ecog": 4, "patient.karnofsky_percent": 90}, {"patient.ecog": 0}),
    ],
    "receptor-score": [
        (
            {"tumor.sstr_status": "negative", "tumor.krenning_score": 2},
            {"tumor.krenning_score": 1},
        ),
        (
            {"tumor.sstr_status": "positive", "tumor.krenning_score": 0},
            {"tumor.krenning_score": 1},
        ),
    ],
}
ROWS = [(rule, clash, mend) for rule, rows in CASES.items() for clash, mend in rows]


def known(facts):
    groups = {}
    for name, value in facts.items():
        group, field = name.split(".")
        groups.setdefault(group, {})[field] = value
    return known_facts(Case.model_validate(groups))


def contradicted(found):
    return [f for f in found.findings if f.kind == "contradiction"]


def test_every_rule_has_cases_here():
    assert CASES.keys() == RULES.keys()


def test_every_rule_fits_the_vocabulary():
    for rule in (*contradictions(), *doubts(), *questions()):
        assert bind(rule.condition, Scope(vocabulary())) == rule.condition
        assert len(rule.facts) >= 2


@pytest.mark.parametrize(("rule", "clash", "mend"), ROWS)
def test_facts_that_can_not_be_together_are_reported_and_unknown(rule, clash, mend):
    found = known(clash)
    named = {finding.says: set(finding.facts) for finding in contradicted(found)}
    assert named[RULES[rule][0]] == set(clash)
    assert not set(clash) & found.values.keys()


@pytest.mark.parametrize(("rule", "clash", "mend"), ROWS)
def test_the_same_facts_with_one_mended_are_kept(rule, clash, mend):
    facts = {**clash, **mend}
    found = known(facts)
    assert contradicted(found) == []
    assert set(facts) <= found.values.keys()


@pytest.mark.parametrize(("rule", "clash", "mend"), ROWS)
def test_one_of_the_facts_alone_is_no_contradiction(rule, clash, mend):
    for name, value in clash.items():
        found = known({name: value})
        assert found.findings == ()
        assert name in found.values


@pytest.mark.parametrize("ki67", [5, 20, "<=20", "10-15"])
def test_a_stated_net_g3_below_the_ki67_of_one_leaves_the_grade_unknown_and_keeps_ki67(ki67):
    found = known({"tumor.who_grade": "NET_G3", "tumor.ki67_percent": ki67})
    (finding,) = contradicted(found)
    assert finding.facts == ("tumor.who_grade",)
    assert found.values.keys() == {"tumor.ki67_percent"}


@pytest.mark.parametrize("ki67", [20.1, ">20", "15-25", "unknown"])
def test_a_stated_net_g3_whose_ki67_may_be_above_20_stands(ki67):
    found = known({"tumor.who_grade": "NET_G3", "tumor.ki67_percent": ki67})
    assert contradicted(found) == []
    assert found.values["tumor.who_grade"] == {"NET_G3"}


RESECTABLE = {
    "liver.complete_resection_feasible": "yes",
    "liver.two_step_clearance_feasible": "yes",
}


@pytest.mark.parametrize("reason", ["general", "technical", "yes"])
def test_a_contraindication_to_surgery_stands_against_the_judgment_that_surgery_is_feasible(reason):
    found = known({**RESECTABLE, "patient.surgery_contraindicated": reason})
    (finding,) = contradicted(found)
    assert finding.says == DOUBTS["resection-contraindicated"][0]
    assert set(finding.facts) == RESECTABLE.keys()
    assert found.values.keys() == {"patient.surgery_contraindicated"}


@pytest.mark.parametrize("reason", ["no", "refusal", "unknown"])
def test_without_a_contraindication_the_judgment_that_surgery_is_feasible_stands(reason):
    found = known({**RESECTABLE, "patient.surgery_contraindicated": reason})
    assert contradicted(found) == []
    assert found.values.keys() >= RESECTABLE.keys()


def test_a_contraindication_to_surgery_fits_the_judgment_that_it_is_not_feasible():
    facts = {
        "liver.complete_resection_feasible": "no",
        "patient.surgery_contraindicated": "general",
    }
    assert contradicted(known(facts)) == []


def test_what_pathology_must_be_asked_is_a_question_and_no_contradiction():
    facts = {"tumor.differentiation": "poor", "tumor.ki67_percent": 15}
    found = known(facts)
    assert [(f.kind, set(f.facts)) for f in found.findings] == [("question", set(facts))]
    assert "ask pathology" in found.findings[0].says
    assert found.values.keys() >= set(facts)
    assert known({**facts, "tumor.ki67_percent": 21}).findings == ()


def test_a_grade_above_what_ki67_gives_is_doubted_and_ki67_is_kept():
    found = known({"tumor.who_grade": "NET_G3", "tumor.ki67_percent": 20})
    assert [set(f.facts) for f in contradicted(found)] == [{"tumor.who_grade"}]
    assert "mitotic count" in found.findings[0].says
    assert "tumor.who_grade" not in found.values
    assert "tumor.ki67_percent" in found.values
    assert known({"tumor.who_grade": "NET_G3", "tumor.ki67_percent": 20.1}).findings == ()
    assert known({"tumor.who_grade": "G2", "tumor.ki67_percent": 2}).findings == ()


def test_every_doubt_and_every_question_has_tests_here():
    assert DOUBTS.keys() == {"resection-contraindicated", "grade-above-ki67"}
    assert QUESTIONS.keys() == {"unclassified-grade"}


def test_a_bound_that_may_fit_is_no_contradiction():
    assert contradicted(known({"tumor.who_grade": "G1", "tumor.ki67_percent": "2-5"})) == []
    assert contradicted(known({"tumor.who_grade": "unclassified", "tumor.ki67_percent": 50})) == []


def test_every_contradiction_of_a_case_is_reported():
    found = known(
        {
            "tumor.who_grade": "G1",
            "tumor.ki67_percent": 50,
            "patient.ecog": 0,
            "patient.karnofsky_percent": 20,
        }
    )
    assert {f.facts[0].split(".")[0] for f in contradicted(found)} == {"tumor", "patient"}
    assert dict(found.values) == {}


def test_other_facts_are_not_touched_by_a_contradiction():
    found = known({"tumor.who_grade": "G1", "tumor.ki67_percent": 50, "patient.ecog": 0})
    assert found.values.keys() == {"patient.ecog"}


def test_what_was_derived_from_a_contradicted_fact_is_taken_back():
    found = known({"tumor.who_grade": "NEC", "tumor.ki67_percent": 10})
    assert "tumor.differentiation" not in found.values
    assert dict(found.derived) == {}


@pytest.mark.parametrize(
    "facts",
    [
        {"tumor.morphology": "8240/3", "tumor.who_grade": "NEC"},
        {"tumor.morphology": "8246/3", "tumor.who_grade": "G1"},
    ],
)
def test_a_fact_that_contradicts_only_through_a_derived_one_is_unknown_too(facts):
    found = known(facts)
    assert contradicted(found)
    assert dict(found.values) == {}


CHILD_PUGH_C = {
    "liver.bilirubin_umol_l": 100,
    "liver.albumin_g_l": 20,
    "liver.inr": 3,
    "liver.ascites": "severe",
    "liver.encephalopathy": "severe",
}


@pytest.mark.parametrize(
    ("entered", "inputs"),
    [
        ({"liver.child_pugh_points": 5}, CHILD_PUGH_C),
        ({"patient.bsa_m2": 1.5}, {"patient.height_cm": 180, "patient.weight_kg": 80}),
    ],
)
def test_an_entered_value_against_its_own_inputs_leaves_both_unknown(entered, inputs):
    found = known({**entered, **inputs})
    (finding,) = contradicted(found)
    assert set(finding.facts) == {*entered, *inputs}
    assert dict(found.values) == {}


@pytest.mark.parametrize("points", [14, "13-14", "<15"])
def test_an_entered_score_must_be_one_that_the_inputs_allow(points):
    assert contradicted(known({**CHILD_PUGH_C, "liver.child_pugh_points": points}))


@pytest.mark.parametrize("points", [15, "14-15", ">13"])
def test_an_entered_score_that_the_inputs_allow_is_kept(points):
    assert contradicted(known({**CHILD_PUGH_C, "liver.child_pugh_points": points})) == []


@pytest.mark.parametrize(("surface", "fits"), [(2.1, True), (1.9, True), (2.3, False)])
def test_body_surface_may_come_from_another_formula(surface, fits):
    facts = {"patient.height_cm": 180, "patient.weight_kg": 80, "patient.bsa_m2": surface}
    assert (contradicted(known(facts)) == []) is fits


@pytest.mark.parametrize(("months", "fits"), [(6, True), (5, True), (7, True), (9, False)])
def test_entered_months_of_stability_must_fit_the_dates_within_a_month(months, fits):
    facts = {
        "course.stable_since": "2023-01-01",
        "course.latest_imaging": "2023-07-01",
        "course.stable_months": months,
    }
    found = known(facts)
    assert (contradicted(found) == []) is fits
    assert ("course.stable_months" in found.values) is fits


def test_stability_that_begins_after_the_latest_imaging_is_reported():
    found = known({"course.stable_since": "2023-07-01", "course.latest_imaging": "2023-01-01"})
    assert contradicted(found)
    assert "course.stable_months" not in found.values


def test_progression_contradicts_months_of_stability_that_follow_from_dates():
    found = known(
        {
            "course.stable_since": "2023-01-01",
            "course.latest_imaging": "2023-07-01",
            "course.status": "progressive",
        }
    )
    assert contradicted(found)
    assert dict(found.values) == {}


def test_sessions_counted_against_the_list_leave_nothing_known_of_them():
    found = known(
        {
            "history.prior_rfa_sessions": 0,
            "history.prior_ablation": [{"type": "rfa", "sessions": 3}],
        }
    )
    assert contradicted(found)
    assert dict(found.values) == {}
