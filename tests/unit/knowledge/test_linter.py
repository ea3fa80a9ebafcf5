"""The shape of a pack: ids, references, indication sets, what closes an option."""

from __future__ import annotations

from nelm.knowledge.linter import lint
from nelm.knowledge.loader import load_pack

LT = "options/transplantation.yaml"
SETS = "liver_transplantation.indication_sets"


def test_the_2019_pack_keeps_every_rule():
    assert [str(problem) for problem in lint(load_pack("dermine2019"))] == []


def test_the_2019_pack_has_the_93_references_of_the_review():
    assert sorted(load_pack("dermine2019").reference) == list(range(1, 94))


def test_a_problem_names_the_file_and_the_line_of_the_part(copy):
    copy.edit("gaps.yaml", lambda data: data[1].update(options=["heart"]))
    (problem,) = lint(copy.load())
    lines = (copy.folder / "gaps.yaml").read_text(encoding="utf-8").splitlines()
    assert problem.file == str(copy.folder / "gaps.yaml")
    assert lines[problem.line - 1] == "- id: G-02"


def test_a_statement_given_twice_is_found_with_the_line_of_the_second(copy):
    def repeat(data):
        data["statements"].append(dict(data["statements"][0]))

    copy.edit(LT, repeat)
    (problem,) = lint(copy.load())
    lines = (copy.folder / LT).read_text(encoding="utf-8").splitlines()
    assert (problem.field, problem.value) == ("LT-01", "given twice")
    assert [n for n, line in enumerate(lines, 1) if line == "- id: LT-01"][1] == problem.line


def test_an_option_given_in_two_files_is_found(copy):
    options = []
    copy.edit(LT, lambda data: options.extend(data["options"]))
    copy.edit("options/prrt.yaml", lambda data: data["options"].extend(options))
    assert copy.lint() == ["liver_transplantation is given twice"]


def test_a_definition_with_the_name_of_a_parameter_is_found(found):
    problems = found("definitions.yaml", "midgut_primary", name="hci_by")
    assert "hci_by is given twice" in problems


def test_a_statement_both_encoded_and_not_encoded_is_found(copy):
    copy.edit("not_encoded.yaml", lambda data: data[0].update(id="LT-01"))
    assert copy.lint() == ["LT-01 is given twice"]


def test_a_missing_reference_is_found(copy):
    copy.edit("references.yaml", lambda data: data[88].update(number=None, study="lost"))
    assert "reference 89 is missing" in copy.lint()


def test_a_reference_number_given_twice_is_found_with_its_line(copy):
    copy.edit("references.yaml", lambda data: data.append(dict(data[6])))
    (problem,) = lint(copy.load())
    lines = (copy.folder / "references.yaml").read_text(encoding="utf-8").splitlines()
    assert problem.value == "7"
    assert lines[problem.line - 1] == "- number: 7"
    assert problem.line > lines.index("- number: 93")


def test_an_indication_set_with_a_statement_that_only_favors_is_found(found):
    assert found(LT, "LT-05", strength="favors") == [f"{SETS} is LT-05"]


def test_an_indication_set_with_a_statement_of_another_kind_is_found(found):
    assert found(LT, "LT-05", kind="evidence") == [f"{SETS} is LT-05"]


def test_an_indication_set_with_a_quarantined_statement_is_found(found):
    assert found(LT, "LT-05", status="quarantined") == [f"{SETS} is LT-05"]


def test_an_indication_set_with_a_statement_about_another_option_is_found(found):
    problems = found(LT, "LT-05", applies_to=["debulking"])
    assert problems == [f"{SETS} is LT-05", "LT-05.applies_to is in no set of debulking"]


def test_an_indication_set_with_a_statement_without_condition_is_found(found):
    problems = found(LT, "LT-10", when=None)
    assert f"{SETS} is LT-10" in problems


def test_a_required_indication_that_stands_in_no_set_is_found(copy):
    def drop(data):
        data["options"][0]["indication_sets"][0]["statements"].remove("LT-04")

    copy.edit(LT, drop)
    problem = "LT-04.applies_to is in no set of liver_transplantation"
    assert copy.lint() == [problem]


def test_a_quarantined_indication_may_stand_in_no_set(copy):
    def drop(data):
        data["options"][0]["indication_sets"][0]["statements"].remove("LT-04")

    copy.edit(LT, drop)
    copy.change(LT, "LT-04", status="quarantined")
    assert copy.lint() == []


def test_a_contraindication_without_condition_is_found(found):
    problems = found("options/debulking.yaml", "DEB-07", when=None)
    assert "DEB-07.when is missing" in problems


def test_a_relative_contraindication_without_condition_is_found(found):
    assert found("options/debulking.yaml", "DEB-08", when=None) == ["DEB-08.when is missing"]


def test_a_gap_that_closes_options_without_a_condition_is_found(found):
    assert found("gaps.yaml", "G-11c", when=None) == ["G-11c.when is missing"]


def test_an_option_without_criteria_needs_a_gap_that_says_so(found):
    problems = found("gaps.yaml", "G-11c", options=["cryotherapy"])
    assert problems == ["ethanol_injection.indication_sets is empty"]


def test_an_ambiguity_without_representation_is_found(found):
    problems = found("ambiguities.yaml", "A-28", represented_by={})
    assert problems == ["A-28.represented_by is empty"]


def test_an_ambiguity_represented_in_two_ways_is_found(found):
    both = {"judgment": "liver.hypervascular", "editorial": "shown as text"}
    problems = found("ambiguities.yaml", "A-28", represented_by=both)
    assert problems == ["A-28.represented_by is judgment and editorial"]
