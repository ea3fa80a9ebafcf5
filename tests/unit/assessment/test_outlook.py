"""What unknown facts leave open, on cases whose answer can be reasoned by hand."""

from __future__ import annotations

from typing import Any

import nelm
from nelm.assessment.assess import Assessment
from nelm.assessment.outlook import Change, Outlook, merged, missing_facts, outlooks
from nelm.assessment.verdict import Answer, Label
from nelm.case.document import Document
from nelm.case.reading import case_from_document
from nelm.criteria.values import Interval

PACK = nelm.load_pack("dermine2019")
CANDIDATE = {
    "patient.age_years": 57,
    "tumor.ki67_percent": 6,
    "tumor.primary_status": "resected",
    "liver.involvement_percent": 40,
    "liver.complete_resection_feasible": "no",
    "extrahepatic.status": "none",
    "course.status": "stable",
    "course.stable_months": 8,
}


def make(facts: dict[str, Any], **parameters: Any) -> Assessment:
    return nelm.assess(case_from_document(Document(dict(facts), {}, "test")), PACK, parameters)


def outlook(assessment: Assessment, option: str) -> Outlook:
    return next(o for o in outlooks(assessment) if o.option == option)


def test_one_missing_criterion_leaves_exactly_two_labels() -> None:
    facts = {name: value for name, value in CANDIDATE.items() if name != "patient.age_years"}
    found = outlook(make(facts), "liver_transplantation")
    assert found.reachable == {Label.SUPPORTED_WITH_CAUTION, Label.CRITERIA_NOT_MET}
    assert found.deciding == found.settling == {"patient.age_years"}


def test_a_complete_case_reaches_only_its_own_label() -> None:
    assessment = make(CANDIDATE)
    result = assessment.option("liver_transplantation")
    found = outlook(assessment, "liver_transplantation")
    assert found.reachable == {result.label} == {Label.SUPPORTED_WITH_CAUTION}
    assert found.deciding == frozenset()


def test_a_bound_is_a_partly_known_fact_that_still_decides() -> None:
    found = outlook(make({**CANDIDATE, "tumor.ki67_percent": "<12"}), "liver_transplantation")
    assert found.deciding == {"tumor.ki67_percent"}
    enough = outlook(make({**CANDIDATE, "tumor.ki67_percent": "<5"}), "liver_transplantation")
    assert enough.deciding == frozenset()


def test_the_smallest_change_resects_the_primary_and_never_touches_age() -> None:
    assessment = make({**CANDIDATE, "tumor.primary_status": "in_situ"})
    changes = outlook(assessment, "liver_transplantation").changes
    steps = [change.steps for change in changes]
    assert steps == [(("tumor.primary_status", frozenset({"resected"})),)]


def test_nothing_can_change_a_verdict_that_age_decides() -> None:
    assessment = make({**CANDIDATE, "patient.age_years": 70})
    assert assessment.option("LT").answer is Answer.NOT_SUPPORTED
    assert outlook(assessment, "liver_transplantation").changes == ()


def test_changes_that_belong_together_are_told_together() -> None:
    facts = {**CANDIDATE, "course.status": "progressive"}
    facts.pop("course.stable_months")
    (change,) = outlook(make(facts), "liver_transplantation").changes
    assert dict(change.steps) == {"course.status": frozenset({"stable", "responding"})}
    assert dict(change.provided) == {"course.stable_months": Interval(6, 600)}


def test_a_supported_option_says_what_would_end_it() -> None:
    changes = outlook(make(CANDIDATE), "liver_transplantation").changes
    assert all(len(change.steps) == 1 for change in changes)
    assert ("course.stable_months", Interval(0, 6, high_open=True)) in [
        change.steps[0] for change in changes
    ]


def test_facts_that_contradict_each_other_are_left_out_of_the_future() -> None:
    facts = {**CANDIDATE, "tumor.functional": "no", "course.status": "progressive"}
    facts.pop("course.stable_months")
    found = outlook(make(facts), "monitoring")
    assert found.reachable == {Label.CRITERIA_NOT_MET}
    assert outlook(make({"tumor.functional": "no"}), "monitoring").deciding == {"course.status"}


def test_missing_facts_are_ordered_by_how_many_options_they_settle() -> None:
    assessment = make({})
    rows = missing_facts(assessment, outlooks(assessment))
    settled = [len(row.settles) for row in rows]
    assert settled == sorted(settled, reverse=True)
    assert rows[0].fact == "extrahepatic.status"
    assert all(row.touches or row.settles for row in rows)


def test_a_known_fact_is_never_asked_for() -> None:
    assessment = make(CANDIDATE)
    asked = {row.fact for row in missing_facts(assessment, outlooks(assessment))}
    assert asked.isdisjoint(CANDIDATE)


def test_differing_ends_of_one_change_are_merged_and_others_are_not() -> None:
    six, more = Interval.exact(6), Interval(6, 600, low_open=True)
    far = Interval(8, 9)
    pair = [Change((("x.y", six),), ()), Change((("x.y", more),), ())]
    assert merged(pair) == (Change((("x.y", Interval(6, 600)),), ()),)
    apart = [Change((("x.y", six),), ()), Change((("x.y", far),), ())]
    assert merged(apart) == tuple(apart)
    other = [Change((("x.y", six),), ()), Change((("x.z", six),), ())]
    assert merged(other) == tuple(other)


def test_a_grade_in_doubt_stays_open_even_where_ki67_would_give_it() -> None:
    facts = {"tumor.differentiation": "well", "tumor.ki67_percent": 2}
    doubt = {"tumor.who_grade": "G2", "tumor.morphology": "8240/3"}
    assert "tumor.who_grade" not in outlook(make(facts), "tae").deciding
    found = outlook(make({**facts, **doubt}), "tae")
    assert "tumor.who_grade" in found.deciding
    assert Label.NOT_ADDRESSED in found.reachable - outlook(make(facts), "tae").reachable


def test_accounts_that_disagree_leave_the_other_facts_to_be_asked_for() -> None:
    """Insufficiency judged absent beside a Child-Pugh score that means it: reported, left open."""
    facts = {"liver.hepatocellular_insufficiency": "no", "liver.child_pugh_points": 8}
    found = outlook(make(facts), "tace")
    assert Label.UNDETERMINED in found.reachable  # as long as the accounts disagree
    assert Label.SUPPORTED not in found.reachable
    assert {Label.CRITERIA_NOT_MET, Label.CONTRAINDICATED} <= found.reachable
    assert {"tumor.ki67_percent", "extrahepatic.status"} <= found.deciding
