"""The limits of surgery, ablation and scores: sound, and the same numbers as in the code."""

from datetime import date

import pytest

from nelm.calculators.scores import albi, child_pugh, who_grade
from nelm.planning.limits_file import LIMITS, load_limits

LIMIT = load_limits()
OURS = {
    row.id
    for row in LIMIT.rows
    if row.quantity.startswith(("sflr", "flr_", "carcinoid", "debulked", "albi", "local_control"))
}


def value(id_):
    return LIMIT.by_id(id_).value


def test_the_files_are_there_and_dated():
    assert {"surgery.yaml", "ablation.yaml", "scores.yaml"} <= {f.name for f in LIMITS.iterdir()}
    assert len(OURS) > 20
    assert all(isinstance(LIMIT.by_id(id_).as_of, date) for id_ in OURS)


def test_cut_offs_of_published_scores_are_those_of_the_code():
    assert value("albi.grade-1") == albi.MOST_OF_GRADE_1
    assert value("albi.grade-2") == albi.MOST_OF_GRADE_2
    assert value("child-pugh.class-a") == child_pugh.MOST_POINTS_A
    assert value("child-pugh.class-b") == child_pugh.MOST_POINTS_B
    assert value("ki67.g2-from") == who_grade.LEAST_OF_G2_PERCENT
    assert value("ki67.g2-to") == who_grade.MOST_OF_G2_PERCENT


def test_a_line_of_one_denominator_is_never_handed_out_for_the_other():
    by_surface = {row.id: row.value for row in LIMIT.of("sflr")}
    measured = {row.id: row.value for row in LIMIT.of("flr_share_measured")}
    assert by_surface == {
        "sflr.normal.kishi": 20,
        "sflr.normal.vauthey": 25,
        "sflr.chemotherapy.shindoh": 30,
        "sflr.fibrosis": None,
    }
    assert set(measured.values()) == {25, 26.6, 40, 50}
    for row in (*LIMIT.of("sflr"), *LIMIT.of("flr_share_measured")):
        assert "by body surface" in row.note or "measured liver" in row.note or "ICG" in row.scope


def test_both_lines_of_debulking_are_shown():
    rows = LIMIT.of("debulked_share", histology="NET")
    assert [row.value for row in rows] == [90, 70]
    assert rows[0].source != rows[1].source


@pytest.mark.parametrize(
    "quantity", ["kinetic_growth", "degree_of_hypertrophy", "local_control_2_years", "albi"]
)
def test_a_line_of_another_tumor_is_not_borrowed_for_net(quantity):
    (row,) = LIMIT.of(quantity, histology="NET")
    assert row.value is None
    assert "NET" in row.note


def test_the_carcinoid_checklist_is_text_without_amounts():
    rows = LIMIT.of("carcinoid_crisis_checklist", histology="NET")
    assert len(rows) == 7
    for row in rows:
        assert row.value is None
        assert "Local protocol decides" in row.note
        assert not any(unit in f" {row.note.lower()} " for unit in (" ug", " mcg", " mg", "/h"))
