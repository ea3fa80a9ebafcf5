"""The evidence of a pack: its tables, links between them, and what a broken one says."""

from __future__ import annotations

import shutil

import pytest

from nelm.case.problem import InputError
from nelm.evidence.tables.forms import WHOLE_STUDY
from nelm.evidence.tables.loader import extended, load_evidence
from nelm.knowledge.loader import content_hash, load_pack

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)


def test_the_evidence_of_a_pack_is_read_once():
    assert load_evidence(PACK) is EVIDENCE


def test_a_pack_without_evidence_has_empty_tables(copy):
    shutil.rmtree(copy.folder / "evidence")
    pack, evidence = copy.load()
    assert (evidence.studies, evidence.claims, evidence.known_defects) == ((), (), ())
    assert evidence.content_hash == pack.content_hash


def test_every_study_is_found_with_its_arms_and_cells():
    for study in EVIDENCE.studies:
        assert EVIDENCE.study(study.study) is study
        arms = EVIDENCE.arms_of(study.study)
        assert arms[0].arm == WHOLE_STUDY
        assert EVIDENCE.arm(study.study, arms[-1].arm) is arms[-1]
        assert EVIDENCE.outcomes_of(study.study)


def test_a_study_that_is_not_there_has_no_cells():
    assert EVIDENCE.outcomes_of("nobody1900") == ()
    with pytest.raises(KeyError):
        EVIDENCE.study("nobody1900")


def test_records_know_file_and_line():
    file, line = EVIDENCE.places[EVIDENCE.studies[0]]
    assert (file.endswith("studies.csv"), line) == (True, 2)


def test_the_content_of_a_pack_covers_its_study_tables(copy):
    before = content_hash(copy.folder)
    assert before == PACK.content_hash
    copy.change("arms", {"study": "yao2001"}, n_patients="21")
    assert content_hash(copy.folder) != before


def test_line_ends_of_the_tables_do_not_change_the_content(copy):
    path = copy.path("studies")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content_hash(copy.folder) == PACK.content_hash


@pytest.mark.parametrize(
    ("table", "where", "cells", "problem"),
    [
        ("studies", {"study": "yao2001"}, {"reference": "4200"}, ("reference", "4200")),
        ("cohorts", {"study": "kim1999"}, {"study": "kim2000"}, ("study", "kim2000")),
        ("arms", {"study": "yao2001"}, {"options": "tae;magic"}, ("options", "magic")),
        ("claims", {"claim": "C01"}, {"options": "magic"}, ("options", "magic")),
        ("claims", {"claim": "C15"}, {"refs": "4200"}, ("refs", "4200")),
        (
            "claim_readings",
            {"claim": "C01", "label": "A"},
            {"leave_out": "kim2000"},
            ("leave_out", "kim2000"),
        ),
        (
            "known_defects",
            {"study": "peker2015", "rule": "response_and_stable"},
            {"defect": "D-99"},
            ("defect", "D-99"),
        ),
        ("trials", {"nct": "NCT01678664"}, {"statements": "EMB-99"}, ("statements", "EMB-99")),
    ],
)
def test_names_of_what_does_not_exist_are_found(copy, table, where, cells, problem):
    copy.change(table, where, **cells)
    found = [(file, field, value) for file, _, field, value, _ in copy.problems()]
    assert (f"{table}.csv", *problem) in found


def test_a_cell_of_an_arm_that_does_not_exist_is_found_on_its_line(copy):
    copy.change("outcomes", {"study": "fiore2014", "arm": "TAE"}, arm="RFA")
    file, line, field, value, allowed = copy.problems()[0]
    assert (file, field, value) == ("outcomes.csv", "arm", "fiore2014, RFA")
    assert "RFA" in copy.path(file[:-4]).read_text(encoding="utf-8").splitlines()[line - 1]
    assert allowed == "an arm of arms.csv"


def test_a_study_needs_an_arm_of_the_whole_study(copy):
    copy.change("arms", {"study": "yao2001"}, arm="some")
    assert ("studies.csv", "yao2001") in [(file, value) for file, _, _, value, _ in copy.problems()]


def test_wrong_cells_of_all_tables_are_told_together(copy):
    copy.change("arms", {"study": "yao2001"}, n_patients="many")
    copy.change("studies", {"study": "yao2001"}, year="then")
    found = [(file, field, value) for file, _, field, value, _ in copy.problems()]
    assert found == [("studies.csv", "year", "then"), ("arms.csv", "n_patients", "many")]


def test_a_table_that_is_missing_is_an_error(copy):
    copy.path("trials").unlink()
    assert [(file, field) for file, _, field, _, _ in copy.problems()] == [("trials.csv", "file")]


def test_more_studies_stand_after_those_of_the_pack():
    study = EVIDENCE.studies[0].model_copy(update={"study": "smith2031"})
    arm = EVIDENCE.arms[0].model_copy(update={"study": "smith2031"})
    more = extended(EVIDENCE, [study], [arm], [])
    assert more.studies[-1].study == "smith2031"
    assert more.arm("smith2031") is arm
    assert len(EVIDENCE.studies) == len(more.studies) - 1


def test_a_study_that_is_there_is_not_added_again():
    with pytest.raises(InputError, match="carrasco1986"):
        extended(EVIDENCE, EVIDENCE.studies[:1], [], [])
