"""Reading the cases beside the statements."""

from __future__ import annotations

import pytest

from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import PackError
from nelm.knowledge.statement_cases import read_statement_cases

TEXT = """\
LT-02:
  met: [{patient.age_years: 60}]
  unknown:
    - {}
    - {facts: {patient.age_years: "50-60"}, parameters: {lt_max_age_years: 55}}
"""


@pytest.fixture
def cases(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "statements-some.yaml").write_text(TEXT, encoding="utf-8")
    return read_statement_cases(tmp_path)


def test_cases_are_read_with_the_truth_and_the_line_they_stand_under(cases):
    found = [(case.statement, case.expected, case.line) for case in cases]
    assert found == [
        ("LT-02", Truth.MET, 2),
        ("LT-02", Truth.UNKNOWN, 4),
        ("LT-02", Truth.UNKNOWN, 5),
    ]


def test_a_case_may_set_parameters_beside_its_facts(cases):
    plain, empty, detailed = cases
    assert dict(plain.parameters) == dict(empty.facts) == {}
    assert detailed.parameters == {"lt_max_age_years": "55"}
    assert detailed.values == {"patient.age_years": Interval(50, 60)}


def test_a_case_is_judged_at_its_own_parameters(cases):
    pack = load_pack("dermine2019")
    assert [case.truth(pack) for case in cases] == [Truth.MET, Truth.UNKNOWN, Truth.UNKNOWN]


def test_values_of_a_case_hold_what_follows_from_its_lesions(tmp_path):
    (tmp_path / "cases").mkdir()
    text = "RFA-04: {met: [{liver.lesions: [{diameter_mm: 49, plan: ablate}]}]}"
    (tmp_path / "cases" / "statements-some.yaml").write_text(text, encoding="utf-8")
    (case,) = read_statement_cases(tmp_path)
    assert case.values["liver.ablation_max_diameter_mm"] == Interval.exact(49)


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "golden.yaml").write_text("[", encoding="utf-8")
    assert read_statement_cases(tmp_path) == ()


def test_a_list_of_cases_that_is_none_is_an_error_with_file_and_line(tmp_path):
    (tmp_path / "cases").mkdir()
    path = tmp_path / "cases" / "statements-some.yaml"
    path.write_text("LT-02:\n  met: sixty\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        read_statement_cases(tmp_path)
    (problem,) = error.value.problems
    assert (problem.field, problem.value, problem.line) == ("LT-02.met", "sixty", 2)
