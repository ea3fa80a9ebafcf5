"""Assessing cases with the real pack: reasons, findings, parameters."""

from __future__ import annotations

from typing import Any

import pytest

import nelm
from nelm.assessment.assess import Assessment
from nelm.assessment.verdict import Answer, Label
from nelm.case.case import Case
from nelm.case.document import Document
from nelm.case.reading import case_from_document
from nelm.criteria.truth import Truth

PACK = nelm.load_pack("dermine2019")


def make(facts: dict[str, Any], **parameters: Any) -> Assessment:
    return nelm.assess(case_from_document(Document(facts, {}, "test")), PACK, parameters)


def test_an_empty_case_supports_nothing_and_leaves_open_what_the_source_addresses() -> None:
    answers = {r.option.id: r for r in nelm.assess(Case(), PACK).options}
    closed = {name for name, r in answers.items() if r.answer is not Answer.OPEN}
    assert closed == {"cryotherapy", "ethanol_injection"}
    assert all(answers[name].label is Label.NOT_ADDRESSED for name in closed)


def test_no_option_is_dropped_and_their_order_is_that_of_the_source() -> None:
    order = [result.option.id for result in nelm.assess(Case(), PACK).options]
    assert order == list(PACK.manifest.options_order)
    assert len(order) == 15


def test_both_reasons_are_kept_when_an_option_is_contraindicated_and_lacks_a_criterion() -> None:
    result = make(
        {
            "tumor.differentiation": "poor",
            "tumor.ki67_percent": 70,
            "course.status": "stable",
        }
    ).option("tace")
    assert result.label is Label.CONTRAINDICATED
    assert result.by_id["IAT-13"].truth is Truth.MET
    assert result.by_id["IAT-06b"].truth is Truth.NOT_MET
    assert result.grounds.indicated is Truth.NOT_MET


def test_a_contradiction_between_judgment_and_laboratory_leaves_the_answer_open() -> None:
    assessment = make({"liver.hepatocellular_insufficiency": "no", "liver.bilirubin_umol_l": 60})
    assert assessment.option("tace").by_id["IAT-10"].truth is Truth.UNKNOWN
    assert any("IAT-10" in finding.says for finding in assessment.findings)


def test_reading_only_the_judgment_takes_the_contradiction_away() -> None:
    facts = {"liver.hepatocellular_insufficiency": "no", "liver.bilirubin_umol_l": 60}
    assessment = make(facts, hci_by="judged")
    assert assessment.option("tace").by_id["IAT-10"].truth is Truth.NOT_MET
    assert assessment.findings == ()


@pytest.mark.parametrize(
    ("site", "certain"), [("lung", True), ("stomach", True), ("rectum", True), ("ileum", False)]
)
def test_a_primary_outside_the_scope_of_the_review_is_flagged(site: str, certain: bool) -> None:
    flags = make({"tumor.primary_site": site}).out_of_scope
    assert [g.gap.id for g in flags if g.truth is Truth.MET] == (["G-08"] if certain else [])


def test_the_rectum_comes_inside_by_parameter() -> None:
    assert make({"tumor.primary_site": "rectum"}, scope_rectum="inside").out_of_scope == ()


def test_an_unknown_parameter_is_refused_by_name() -> None:
    with pytest.raises(nelm.InputError, match="lt_max_age is not a parameter"):
        make({}, lt_max_age=55)


@pytest.mark.parametrize("value", ["old", 5, 500, "nan", None])
def test_a_parameter_outside_its_range_is_refused(value: Any) -> None:
    with pytest.raises(nelm.InputError, match="from 18 to 90 years"):
        make({}, lt_max_age_years=value)


def test_changed_parameters_are_listed_and_defaults_are_not() -> None:
    assert make({}).bound.changed == ()
    assert make({}, lt_max_age_years=60).bound.changed == ()
    assert make({}, lt_max_age_years=55).bound.changed == ("lt_max_age_years",)


def test_an_option_is_found_by_id_code_and_part_of_its_name() -> None:
    assessment = make({})
    for word in ("liver_transplantation", "LT", "transplantation", "Transplant"):
        assert assessment.option(word).option.id == "liver_transplantation"


def test_an_ambiguous_or_unknown_option_lists_what_there_is() -> None:
    with pytest.raises(LookupError, match=r"ambiguous.*one_step_resection, two_step_resection"):
        make({}).option("resection")
    with pytest.raises(LookupError, match=r"unknown.*monitoring"):
        make({}).option("homeopathy")


def test_facts_reported_stale_are_still_used() -> None:
    assessment = make(
        {
            "decision_date": "2024-06-01",
            "course.status": {"value": "progressive", "date": "2023-01-01"},
        }
    )
    assert assessment.option("tace").by_id["IAT-06b"].truth is Truth.MET
    assert [f.kind for f in assessment.findings] == ["stale"]


def test_the_pack_sets_how_long_a_progression_counts_as_recent() -> None:
    facts = {
        "decision_date": "2024-06-01",
        "course.status": {"value": "progressive", "date": "2023-10-01"},
    }
    assert make(facts).findings == ()
    assert [f.kind for f in make(facts, progression_window_months=6).findings] == ["stale"]
