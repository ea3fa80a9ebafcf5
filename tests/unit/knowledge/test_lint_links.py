"""Names, numbers and places that do not exist."""

from __future__ import annotations

import pytest

from nelm.knowledge.lint_links import dangling

LT = "options/transplantation.yaml"
ANCHOR = [{"section": "9.9"}]


def dangling_in(copy) -> list[str]:
    return [f"{p.field} is {p.value}" for p in dangling(copy.load())]


@pytest.fixture
def found(copy):
    def change_and_look(file: str, part: str, /, **values: object) -> list[str]:
        copy.change(file, part, **values)
        return dangling_in(copy)

    return change_and_look


def test_an_unknown_option_in_applies_to_is_found(found):
    problems = found(LT, "LT-09", applies_to=["liver_transplantation", "heart"])
    assert problems == ["LT-09.applies_to is heart"]


def test_an_unknown_group_in_the_options_of_a_gap_is_found(found):
    assert found("gaps.yaml", "G-02", options=["venous"]) == ["G-02.options is venous"]


def test_a_group_with_an_unknown_member_is_found(copy):
    copy.edit("pack.yaml", lambda data: data["groups"]["surgery"].append("heart"))
    assert dangling_in(copy) == ["groups.surgery is heart"]


def test_an_unknown_statement_in_a_conflict_is_found(found):
    problems = found("conflicts.yaml", "C-02", statements=["LT-07", "LT-99"])
    assert problems == ["C-02.statements is LT-99"]


def test_an_unknown_statement_in_an_ambiguity_is_found(found):
    problems = found("ambiguities.yaml", "A-09", statements=["LT-02", "LT-99"])
    assert problems == ["A-09.statements is LT-99"]


def test_an_unknown_statement_in_a_defect_is_found(found):
    assert found("defects.yaml", "D-06", statements=["LT-99"]) == ["D-06.statements is LT-99"]


def test_an_unknown_statement_to_inherit_from_is_found(found):
    problems = found("options/ablation.yaml", "MWA-i1", inherited_from="RFA-99")
    assert problems == ["MWA-i1.inherited_from is RFA-99"]


def test_an_indication_set_with_an_unknown_statement_is_found(copy):
    def add(data):
        data["options"][0]["indication_sets"][0]["statements"].append("LT-99")

    copy.edit(LT, add)
    assert dangling_in(copy) == ["liver_transplantation.indication_sets is LT-99"]


def test_an_unknown_ambiguity_of_a_statement_is_found(found):
    assert found(LT, "LT-02", ambiguity=["A-99"]) == ["LT-02.ambiguity is A-99"]


def test_an_unknown_ambiguity_of_a_definition_is_found(found):
    problems = found("definitions.yaml", "disease_stable", ambiguity=["A-99"])
    assert problems == ["disease_stable.ambiguity is A-99"]


def test_an_unknown_ambiguity_of_a_parameter_is_found(found):
    problems = found("parameters.yaml", "lt_max_age_years", ambiguity="A-99")
    assert problems == ["lt_max_age_years.ambiguity is A-99"]


def test_an_unknown_conflict_of_a_parameter_is_found(found):
    problems = found("parameters.yaml", "prrt05_scope", conflict="C-99")
    assert problems == ["prrt05_scope.conflict is C-99"]


def test_an_unknown_parameter_of_a_conflict_is_found(found):
    assert found("conflicts.yaml", "C-01", parameter="scope") == ["C-01.parameter is scope"]


def test_an_ambiguity_represented_by_an_unknown_parameter_is_found(found):
    problems = found("ambiguities.yaml", "A-09", represented_by={"parameter": ["max_age"]})
    assert problems == ["A-09.parameter is max_age"]


def test_an_ambiguity_represented_by_a_fact_that_does_not_exist_is_found(found):
    problems = found("ambiguities.yaml", "A-28", represented_by={"judgment": "liver.color"})
    assert problems == ["A-28.judgment is liver.color"]


def test_a_reference_of_a_statement_that_is_not_in_the_list_is_found(found):
    assert found(LT, "LT-01", refs=[7, 94]) == ["LT-01.refs is 94"]


def test_a_reference_of_a_number_that_is_not_in_the_list_is_found(found):
    numbers = [{"measure": "survival", "unit": "percent", "value": 5, "refs": [95]}]
    assert found(LT, "LT-01", numbers=numbers) == ["LT-01.refs is 95"]


def test_a_reference_of_a_defect_that_is_not_in_the_list_is_found(found):
    assert found("defects.yaml", "D-06", refs=[0]) == ["D-06.refs is 0"]


def test_a_reference_of_a_sentence_not_encoded_is_found_with_its_line(copy):
    copy.edit("not_encoded.yaml", lambda data: data[0].update(refs=[99]))
    assert dangling_in(copy) == ["1.refs is 99"]


def test_anchors_must_lie_in_a_section_of_the_source(found):
    assert found(LT, "LT-01", anchor=ANCHOR) == ["LT-01.anchor is 9.9"]


def test_the_standing_of_an_option_must_lie_in_a_section_of_the_source(found):
    problems = found(LT, "liver_transplantation", standing_anchor=ANCHOR)
    assert problems == ["liver_transplantation.anchor is 9.9"]


def test_anchors_of_gaps_must_lie_in_a_section_of_the_source(found):
    assert found("gaps.yaml", "G-02", anchor=ANCHOR) == ["G-02.anchor is 9.9"]


def test_anchors_of_sentences_not_encoded_must_lie_in_a_section_of_the_source(copy):
    copy.edit("not_encoded.yaml", lambda data: data[2].update(anchor=ANCHOR))
    assert dangling_in(copy) == ["3.anchor is 9.9"]


def test_validity_windows_name_facts_and_number_parameters(copy):
    copy.edit("pack.yaml", lambda data: data["validity_months"].update({"liver.color": "hci_by"}))
    assert dangling_in(copy) == [
        "validity_months.liver.color is liver.color",
        "validity_months.liver.color is hci_by",
    ]


def test_the_linter_tells_what_dangles(copy):
    copy.change(LT, "LT-01", refs=[94])
    assert copy.lint() == ["LT-01.refs is 94"]
