"""The cases beside the statements: every truth, every side of a threshold, and all of them true."""

from __future__ import annotations

from nelm.knowledge.linter import lint

LT_CASES = "cases/statements-transplantation.yaml"
LT = "options/transplantation.yaml"


def without(copy, file: str, id_: str, **lists: list[object]) -> list[str]:
    """What the linter finds when the cases of a statement are these."""
    copy.edit(file, lambda data: data[id_].update(lists))
    return copy.lint()


def test_a_statement_without_a_case_that_meets_it_is_found(copy):
    assert without(copy, LT_CASES, "LT-04", met=[]) == ["LT-04.cases.met is empty"]


def test_a_statement_without_a_case_that_fails_it_is_found(copy):
    assert without(copy, LT_CASES, "LT-04", not_met=[]) == ["LT-04.cases.not_met is empty"]


def test_a_statement_without_an_unknown_case_is_found(copy):
    assert without(copy, LT_CASES, "LT-04", unknown=[]) == ["LT-04.cases.unknown is empty"]


def test_a_statement_without_any_case_is_found(copy):
    copy.edit(LT_CASES, lambda data: data.pop("LT-10"))
    truths = ("met", "not_met", "unknown")
    assert copy.lint() == [f"LT-10.cases.{truth} is empty" for truth in truths]


def test_a_statement_that_always_holds_needs_no_case(copy):
    copy.change(LT, "LT-09", when="always")
    copy.edit(LT_CASES, lambda data: data.pop("LT-09"))
    assert copy.lint() == []


def test_a_threshold_without_a_case_below_it_is_found(copy):
    problems = without(copy, LT_CASES, "LT-05", met=[{"liver.involvement_percent": "<50"}])
    assert problems == ["LT-05.cases is without an exact liver.involvement_percent below 50"]


def test_a_threshold_without_a_case_exactly_on_it_is_found(copy):
    above = [{"liver.involvement_percent": 50.1}]
    problems = without(copy, LT_CASES, "LT-05", not_met=above)
    assert problems == ["LT-05.cases is without an exact liver.involvement_percent on 50"]


def test_a_threshold_without_a_case_above_it_is_found(copy):
    on = [{"liver.involvement_percent": 50}]
    problems = without(copy, LT_CASES, "LT-05", not_met=on)
    assert problems == ["LT-05.cases is without an exact liver.involvement_percent above 50"]


def test_thresholds_behind_a_definition_are_looked_for(copy):
    file = "cases/statements-embolization.yaml"
    problems = without(copy, file, "IAT-11", not_met=[{"patient.ecog": 2}])
    assert problems == ["IAT-11.cases is without an exact patient.karnofsky_percent above 40"]


def test_thresholds_of_facts_derived_from_lesions_are_looked_for(copy):
    file = "cases/statements-ablation.yaml"
    small = [{"liver.lesions": [{"diameter_mm": 49, "plan": "ablate"}]}]
    large = [{"liver.lesions": [{"diameter_mm": 51, "plan": "ablate"}]}]
    problems = without(copy, file, "RFA-04", met=small, not_met=large)
    assert problems == ["RFA-04.cases is without an exact liver.ablation_max_diameter_mm on 50"]


def test_a_threshold_without_default_needs_cases_around_a_value_that_they_set(copy):
    file = "cases/statements-resection.yaml"
    below = [{"facts": {"liver.flr_percent": 29}, "parameters": {"flr_min_percent": 30}}]
    above = [{"facts": {"liver.flr_percent": 41}, "parameters": {"flr_min_percent": 40}}]
    problems = without(copy, file, "RES2-03b", met=below, not_met=above)
    assert problems[0].startswith("RES2-03b.cases is without an exact liver.flr_percent")
    assert problems[0].endswith("a value set for flr_min_percent")


def test_a_limit_at_the_end_of_a_range_needs_no_case_beyond_it(copy):
    copy.change(LT, "LT-05", when="liver.involvement_percent >= 100")
    problems = without(
        copy,
        LT_CASES,
        "LT-05",
        met=[{"liver.involvement_percent": 100}],
        not_met=[{"liver.involvement_percent": 99}],
        unknown=[{}],
    )
    assert problems == ["lt_max_involvement_percent.name is never used"]


def test_a_case_with_another_truth_than_expected_is_found_with_its_line(copy):
    copy.edit(LT_CASES, lambda data: data["LT-02"]["met"].append({"patient.age_years": 61}))
    (problem,) = lint(copy.load())
    lines = (copy.folder / LT_CASES).read_text(encoding="utf-8").splitlines()
    assert problem.field == "LT-02.cases.met"
    assert problem.value == "not_met for {'patient.age_years': '61'}"
    assert lines[problem.line - 1] == "  - patient.age_years: 61"


def test_cases_of_a_statement_that_does_not_exist_are_found(copy):
    copy.edit(LT_CASES, lambda data: data.update({"LT-99": data["LT-10"]}))
    assert copy.lint() == ["cases is LT-99"]


def test_cases_of_a_statement_without_condition_are_found(found):
    assert found(LT, "LT-09", when=None) == ["cases is LT-09"]


def test_a_case_with_an_unknown_fact_is_found(copy):
    problems = without(copy, LT_CASES, "LT-10", unknown=[{"liver.resectable": True}])
    assert problems == ["LT-10.cases.liver.resectable is not a known field"]


def test_a_case_that_enters_what_can_only_be_derived_is_found(copy):
    file = "cases/statements-ablation.yaml"
    entered = [{"liver.ablation_near_vital": True}]
    problems = without(copy, file, "CRY-01", unknown=entered)
    assert problems == ["CRY-01.cases.liver.ablation_near_vital is entered"]


def test_a_case_with_a_parameter_out_of_range_is_found(copy):
    case = {"facts": {"patient.age_years": 10}, "parameters": {"lt_max_age_years": 5}}
    problems = without(copy, LT_CASES, "LT-02", unknown=[{}, case])
    assert problems == ["LT-02.cases.lt_max_age_years is 5"]


def test_cases_under_another_word_than_the_three_truths_are_found(copy):
    problems = without(copy, LT_CASES, "LT-10", maybe=[{}])
    assert problems == ["LT-10.maybe is [{}]"]


def test_a_case_file_that_is_no_yaml_is_found(copy):
    (copy.folder / LT_CASES).write_text("LT-01: [", encoding="utf-8")
    (problem,) = copy.lint()
    assert problem.startswith("YAML is ")


def test_cases_are_not_tried_while_conditions_are_broken(copy):
    copy.change(LT, "LT-10", when="liver.resectable")
    copy.edit(LT_CASES, lambda data: data.clear())
    assert copy.lint() == ["LT-10.when is liver.resectable"]
