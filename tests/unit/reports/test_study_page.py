"""The study tables for reading: ranges as printed, and every cell of a study."""

from __future__ import annotations

import pytest

from nelm.evidence.tables.forms import Empty
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack
from nelm.reports.page import Items, Table, as_text
from nelm.reports.study_page import (
    AGREES,
    list_blocks,
    option_rows,
    study_blocks,
    study_list_blocks,
    study_rows,
)

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)
OPTIONS = [option.id for option in PACK.options]
ROWS = option_rows(EVIDENCE, OPTIONS)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_an_outcome_has_the_range_of_the_cells_on_its_option() -> None:
    (row,) = [r for r in ROWS if (r["option"], r["outcome"]) == ("tare", "symptom_response")]
    cells = [
        o.printed
        for o in EVIDENCE.outcomes
        if o.measure == "symptom_response"
        and "tare" in EVIDENCE.arm(o.study, o.arm).options
        and not isinstance(o.printed, Empty)
    ]
    assert (row["lowest"], row["highest"]) == (min(cells), max(cells))
    assert (row["statistic"], row["unit"]) == ("proportion", "percent")


def test_no_figure_of_the_tables_is_left_out_of_the_list() -> None:
    told = {(r["option"], r["outcome"], r["statistic"], r["unit"], r["at_months"]) for r in ROWS}
    for o in EVIDENCE.outcomes:
        if not isinstance(o.printed, Empty):
            for option in EVIDENCE.arm(o.study, o.arm).options:
                assert (option, o.measure, o.statistic, o.unit, o.at_months) in told


def test_medians_means_and_rates_at_a_time_stand_apart() -> None:
    kinds = [(r["option"], r["outcome"], r["statistic"], r["at_months"]) for r in ROWS]
    assert len(set(kinds)) == len(kinds)
    survival = {k[2:] for k in kinds if k[:2] == ("liver_transplantation", "overall_survival")}
    assert {("median", None), ("rate_at", 12.0), ("rate_at", 60.0)} <= survival


def test_the_list_says_that_options_are_not_comparable_and_names_each_once() -> None:
    page = flat(as_text(list_blocks(ROWS, PACK)))
    assert "not comparable" in page
    for option in {row["option"] for row in ROWS}:
        assert page.count(f"{PACK.option[str(option)].name} ---") == 1
    assert ": 1 studies" not in page


@pytest.mark.parametrize("option", ["tae", "tare", "liver_transplantation"])
def test_studies_of_an_option_are_those_with_an_arm_that_may_have_got_it(option: str) -> None:
    rows = study_rows(EVIDENCE, (option,))
    assert {row["study"] for row in rows} == {
        arm.study for arm in EVIDENCE.arms if option in arm.options
    }
    page = flat(as_text(study_list_blocks(rows, option)))
    for row in rows:
        assert f"{row['study']} {row['first_author']} {row['year']}" in page
    assert "()" not in page


def test_a_number_of_patients_that_is_not_known_is_said_in_words() -> None:
    rows = {row["study"]: row["n_patients"] for row in study_rows(EVIDENCE, OPTIONS)}
    unknown = [a for a in EVIDENCE.arms if a.arm == "all" and isinstance(a.n_patients, Empty)]
    for arm in unknown:
        if arm.study in rows:
            assert rows[arm.study] == str(arm.n_patients).replace("_", " ")


@pytest.mark.parametrize("study", EVIDENCE.studies, ids=lambda study: study.study)
def test_every_study_has_a_page_with_each_of_its_cells(study) -> None:
    blocks = list(study_blocks(EVIDENCE, PACK, study.study))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    cells = EVIDENCE.outcomes_of(study.study)
    assert [row[3] for row in table.rows] == [AGREES[o.agrees] for o in cells]
    for row, cell in zip(table.rows, cells, strict=True):
        printed = cell.printed
        number = isinstance(printed, float)
        assert row[1].startswith(f"{printed:g} " if number else str(printed).replace("_", " "))
        assert (cell.says_who or "") == row[4]
        if isinstance(cell.value, float):
            assert f": {cell.value:g}" in row[2]
        if cell.excluded_because:
            assert f"not pooled: {cell.excluded_because}" in row[5]
    arms = next(block for block in blocks if isinstance(block, Items))
    assert len(arms.lines) == len(EVIDENCE.arms_of(study.study))
    assert "None" not in as_text(blocks).split()


def test_a_figure_that_is_something_else_has_its_own_name_and_the_printed_one() -> None:
    cell = next(o for o in EVIDENCE.outcomes if o.measure != o.printed_as)
    (table,) = [b for b in study_blocks(EVIDENCE, PACK, cell.study) if isinstance(b, Table)]
    row = table.rows[EVIDENCE.outcomes_of(cell.study).index(cell)]
    assert row[0].startswith(cell.printed_as.replace("_", " "))
    assert row[2].startswith(cell.measure.replace("_", " "))


def test_overlap_and_known_defects_of_a_study_are_told() -> None:
    page = flat(as_text(study_blocks(EVIDENCE, PACK, "peker2015")))
    assert "May share patients with" in page
    assert "Lacin 2011" in page
    assert "Known defects of the source" in page
    assert "exceeds 100" in page
