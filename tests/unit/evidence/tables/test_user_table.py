"""A user's own study table: read as a whole, or refused with a question for every doubt."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.case.problem import InputError
from nelm.evidence.tables.columns import columns
from nelm.evidence.tables.forms import Empty
from nelm.evidence.tables.lint import lint_evidence
from nelm.evidence.tables.loader import extended, load_evidence
from nelm.evidence.tables.rows import parse_rows
from nelm.evidence.tables.study_row import StudyRow
from nelm.evidence.tables.template import column_help, template_text
from nelm.evidence.tables.user_checks import problems_of
from nelm.evidence.tables.user_table import read_study_table
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
RESPONSE = {
    "study": "smith2021",
    "first_author": "Smith",
    "year": "2021",
    "citation": "Journal 2021;4:1-9",
    "options": "tare",
    "n_patients": "40",
    "measure": "objective_response",
    "statistic": "proportion",
    "unit": "percent",
    "value": "50",
    "source": "Table 2",
}
SURVIVAL = {
    **RESPONSE,
    "measure": "overall_survival",
    "statistic": "median",
    "unit": "months",
    "value": "30",
}
STABLE = {**RESPONSE, "measure": "stable_disease", "value": "40"}


def table(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(StudyRow), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    def read_rows(*rows: dict[str, str]):
        path = tmp_path / "own.csv"
        path.write_text(table(*rows), encoding="utf-8")
        return read_study_table(path, PACK)

    return read_rows


@pytest.fixture
def refused(read):
    """Line, column and value of everything that is wrong with some rows."""

    def problems(*rows: dict[str, str]):
        with pytest.raises(InputError) as caught:
            read(*rows)
        return [(p.line, p.field, p.value) for p in caught.value.problems]

    return problems


def test_a_row_becomes_a_study_an_arm_and_a_cell(read):
    own = read({**RESPONSE, "events": "20", "denominator": "40", "criteria": "recist"})
    (study,), (arm,), (cell,) = own.studies, own.arms, own.outcomes
    assert (study.study, study.reference, study.citation) == (
        "smith2021",
        None,
        "Journal 2021;4:1-9",
    )
    assert (arm.arm, arm.options, arm.n_patients) == ("all", ("tare",), 40)
    assert arm.n_pancreas is Empty.NOT_REPORTED
    assert (cell.printed, cell.value, cell.events, cell.denominator) == (50, None, 20, 40)
    assert (cell.criteria, cell.says_who) == ("recist", "Table 2")


def test_several_outcomes_of_a_study_share_it(read):
    own = read(RESPONSE, STABLE, SURVIVAL)
    assert (len(own.studies), len(own.arms), len(own.outcomes)) == (1, 1, 3)


def test_studies_keep_the_order_of_the_table(read):
    own = read(*({**RESPONSE, "study": name} for name in ("b2", "c3", "a1")))
    assert [study.study for study in own.studies] == ["b2", "c3", "a1"]


def test_a_study_with_arms_only_gets_a_whole_without_a_size(read):
    glass = {**RESPONSE, "arm": "glass", "n_patients": "15", "value": "40"}
    resin = {**RESPONSE, "arm": "resin", "n_patients": "25", "value": "60"}
    own = read(glass, resin)
    assert [(arm.arm, arm.n_patients) for arm in own.arms_of("smith2021")] == [
        ("all", Empty.NOT_REPORTED),
        ("glass", 15),
        ("resin", 25),
    ]


def test_counts_alone_are_enough_for_a_percentage(read):
    own = read({**RESPONSE, "value": "", "events": "16", "denominator": "30"})
    assert own.outcomes[0].printed == 53.3


def test_a_figure_that_was_not_reached_is_kept_as_that(read):
    assert read({**SURVIVAL, "value": "not_reached"}).outcomes[0].printed is Empty.NOT_REACHED


def test_own_studies_stand_after_those_of_the_pack_and_break_no_rule_of_them(read):
    own = read({**RESPONSE, "citation": "Journal 2021;4:1-9"}, SURVIVAL)
    more = extended(load_evidence(PACK), own.studies, own.arms, own.outcomes)
    new = [problem.field for problem in lint_evidence(PACK, more)]
    assert [field for field in new if not field.startswith("smith2021")] == []


@pytest.mark.parametrize(
    ("base", "cells", "column", "value"),
    [
        (RESPONSE, {"value": "0.53"}, "value", "0.53: percent?"),
        (RESPONSE, {"value": "530"}, "value", "530"),
        (RESPONSE, {"value": ""}, "value", "empty"),
        (RESPONSE, {"value": "1,5"}, "value", "1,5"),
        (RESPONSE, {"value": "nan"}, "value", "nan"),
        (RESPONSE, {"value": "-5"}, "value", "-5"),
        (SURVIVAL, {"value": "912"}, "value", "912"),
        (SURVIVAL, {"value": "0"}, "value", "0"),
        (SURVIVAL, {"value": ""}, "value", "empty"),
        (SURVIVAL, {"ci_lb": "20", "ci_ub": "900"}, "ci_ub", "900"),
        (SURVIVAL, {"ci_lb": "31", "ci_ub": "40"}, "ci_lb + ci_ub", "31 to 40"),
        (SURVIVAL, {"ci_lb": "20"}, "ci_ub", "empty"),
        (SURVIVAL, {"value": "not_reached", "ci_lb": "20", "ci_ub": "40"}, "value", "not_reached"),
        (SURVIVAL, {"unit": "percent"}, "unit", "percent"),
        (SURVIVAL, {"events": "41"}, "events", "41"),
        (SURVIVAL, {"statistic": "proportion", "unit": "percent"}, "statistic", "proportion"),
        (SURVIVAL, {"statistic": "rate_at", "unit": "percent"}, "at_months", "empty"),
        (SURVIVAL, {"at_months": "12"}, "at_months", "12"),
        (RESPONSE, {"statistic": "median", "unit": "months"}, "statistic", "median"),
        (RESPONSE, {"events": "20"}, "denominator", "empty"),
        (RESPONSE, {"events": "21", "denominator": "20"}, "events", "21"),
        (RESPONSE, {"events": "20", "denominator": "39"}, "value", "50"),
        (RESPONSE, {"denominator": "39"}, "value", "50"),
        (RESPONSE, {"denominator": "0"}, "denominator", "0"),
        (
            RESPONSE,
            {"events": "22", "denominator": "44", "denominator_unit": "patient"},
            "denominator",
            "44",
        ),
        (RESPONSE, {"options": "magic"}, "options", "magic"),
        (RESPONSE, {"options": ""}, "options", "empty"),
        (RESPONSE, {"study": "carrasco1986"}, "study", "carrasco1986"),
        (RESPONSE, {"study": "example2024"}, "study", "example2024"),
        (RESPONSE, {"study": "Smith 2021"}, "study", "Smith 2021"),
        (RESPONSE, {"year": "21"}, "year", "21"),
        (RESPONSE, {"source": ""}, "source", "empty"),
        (
            RESPONSE,
            {"n_small_bowel": "30", "n_pancreas": "11"},
            "n_small_bowel + n_pancreas + n_other",
            "41",
        ),
        (
            RESPONSE,
            {"n_small_bowel": "20", "n_pancreas": "10", "n_other": "9"},
            "n_small_bowel + n_pancreas + n_other",
            "39",
        ),
    ],
)
def test_a_doubtful_cell_is_a_question_with_line_and_column(refused, base, cells, column, value):
    assert (2, column, value) in refused({**base, **cells})


def test_a_share_below_one_percent_is_taken_with_its_counts(read):
    own = read(
        {**RESPONSE, "n_patients": "400", "value": "0.5", "events": "2", "denominator": "400"}
    )
    assert own.outcomes[0].printed == 0.5


def test_procedures_may_be_more_than_patients(read):
    row = {**RESPONSE, "events": "29", "denominator": "58", "denominator_unit": "procedure"}
    assert read(row).outcomes[0].denominator == 58


def test_everything_wrong_is_told_at_once(refused):
    found = refused({**RESPONSE, "value": "0.5"}, {**SURVIVAL, "value": "900"})
    assert found == [(2, "value", "0.5: percent?"), (3, "value", "900")]


def test_response_and_stable_disease_over_100_are_refused(refused):
    found = refused(RESPONSE, {**STABLE, "value": "67.5"})
    assert found == [(3, "value", "50 + 67.5 of response and stable disease")]


def test_response_of_an_arm_is_held_against_stable_disease_of_the_whole(refused):
    arm = {**RESPONSE, "arm": "glass", "n_patients": "20", "value": "70"}
    assert refused(arm, STABLE) == [(2, "value", "70 + 40 of response and stable disease")]


def test_response_and_stable_disease_of_all_patients_are_fine(read):
    thirds = [
        {**row, "n_patients": "3", "value": "", "events": events, "denominator": "3"}
        for row, events in ((RESPONSE, "2"), (STABLE, "1"))
    ]
    assert len(read(*thirds).outcomes) == 2


def test_progression_after_death_is_refused(refused):
    pfs = {**SURVIVAL, "measure": "progression_free_survival", "value": "31"}
    assert refused(SURVIVAL, pfs) == [(3, "value", "31")]


def test_rates_at_a_time_are_not_held_against_medians(read):
    rate = {**SURVIVAL, "statistic": "rate_at", "unit": "percent", "value": "20", "at_months": "60"}
    pfs = {**SURVIVAL, "measure": "progression_free_survival", "value": "25"}
    assert len(read(SURVIVAL, rate, pfs).outcomes) == 3


def test_what_is_said_of_a_study_again_must_agree(refused):
    found = refused(RESPONSE, {**SURVIVAL, "year": "2022", "n_patients": "41"})
    assert found == [(3, "year", "2022"), (3, "n_patients", "41")]


def test_arms_larger_than_their_study_are_refused(refused):
    arms = [
        {**RESPONSE, "arm": arm, "n_patients": "25", "value": "40"} for arm in ("glass", "resin")
    ]
    assert refused(RESPONSE, *arms) == [(4, "n_patients", "50 in the arms")]


def test_an_outcome_may_stand_once(refused):
    found = refused(RESPONSE, RESPONSE)
    assert [(line, field) for line, field, _ in found] == [
        (3, "study + arm + measure + statistic + at_months")
    ]


def test_a_table_without_rows_is_refused(refused):
    assert refused() == [(None, "table", "without rows")]


def test_the_template_is_read_once_the_example_has_a_name_of_its_own(tmp_path):
    path = tmp_path / "template.csv"
    path.write_text(template_text(), encoding="utf-8")
    with pytest.raises(InputError, match="in place of the example"):
        read_study_table(path, PACK)
    path.write_text(template_text().replace("example2024", "smith2024"), encoding="utf-8")
    own = read_study_table(path, PACK)
    assert (own.outcomes[0].events, own.outcomes[0].denominator) == (16, 30)


def test_every_column_of_the_template_is_described():
    head = template_text().splitlines()[0].split(",")
    described = column_help()
    assert list(described) == head
    assert all(len(says) > 10 for says in described.values())
    required = [name for name, says in described.items() if "; required; " in says]
    assert required == [
        "study",
        "first_author",
        "year",
        "citation",
        "options",
        "measure",
        "statistic",
        "unit",
        "source",
    ]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_any_share_of_whole_patients_is_taken(counts):
    events, n = counts
    row = {
        **RESPONSE,
        "n_patients": str(n),
        "value": f"{100 * events / n:.1f}",
        "events": str(events),
        "denominator": str(n),
    }

    rows = parse_rows(table(row).encode(), StudyRow)
    assert list(problems_of(rows, PACK, load_evidence(PACK))) == []
