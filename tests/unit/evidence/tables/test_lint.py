"""Lint of the study tables: what the audit of the source found is known, anything else is new."""

from __future__ import annotations

import pytest

from nelm.evidence.tables.lint import findings, known_findings, lint_evidence
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)


def found(rule):
    return {(f.study, f.at) for f in findings(PACK, EVIDENCE) if f.rule == rule}


def test_the_tables_hold_nothing_wrong_that_is_not_known():
    assert lint_evidence(PACK, EVIDENCE) == []


def test_every_known_finding_says_why_and_where():
    known = known_findings(PACK, EVIDENCE)
    assert len(known) == len(EVIDENCE.known_defects)
    for finding in known:
        assert finding.because
        assert finding.problem.line
        assert finding.defect is None or finding.defect.startswith("D-")


def test_hur_is_the_only_row_whose_sites_do_not_add_up():
    assert found("site_sum") == {("hur2013", "all.sites")}


def test_peker_is_the_only_row_over_100_percent_and_only_as_printed():
    assert found("response_and_stable") == {("peker2015", "all")}


def test_progression_after_death_is_printed_for_therasse_and_kim():
    assert found("pfs_above_os") == {("therasse1993", "all"), ("kim1999", "all")}


def test_studies_without_their_reference_are_cao_roche_and_ozao_choy():
    studies = {study for study, _ in found("reference")}
    assert studies == {"cao2010", "roche2003", "ozaochoy2013"}


def test_saxena_is_the_only_title_with_another_number_of_patients():
    assert {study for study, _ in found("title_n")} == {"saxena2010"}


def test_lists_of_citations_that_differ_from_the_tables_are_those_of_the_audit():
    lists = found("cited_list")
    symptoms = {study for study, claim in lists if claim == "C01"}
    assert symptoms == {
        "debaere2008",  # [52], [55]-[59]: cited without a symptom figure
        "dong2011",
        "gaur2011",
        "maire2012",
        "hur2013",
        "fiore2014",
        "roche2003",
    }
    assert {study for study, claim in lists if claim == "C05"} == {"kim1999", "roche2003"}
    assert {study for study, claim in lists if claim == "C09"} == {"fidelman2016"}
    assert not {claim for _, claim in lists} & {"C04", "C06", "C11", "C14", "C16", "C17"}


def test_paprottka_counts_forty_patients_not_the_42_of_the_table():
    """22.5 and 75 % are 9 and 30 of 40; nothing of 42 gives 22.5 %."""
    cells = {at for study, at in found("whole_patients") if study == "paprottka2012"}
    assert cells == {"all.objective_response", "all.stable_disease"}


@pytest.mark.parametrize(
    ("table", "where", "cells", "problem"),
    [
        (
            "arms",
            {"study": "yao2001"},
            {"n_pancreas": "11"},
            "yao2001.site_sum.all.sites is 21 of 20 patients",
        ),
        (
            "arms",
            {"study": "kress2003"},
            {"n_other_primary": "4"},
            "kress2003.site_sum.all.sites_primary is 25 of 26 patients",
        ),
        (
            "outcomes",
            {"study": "yao2001", "printed_as": "stable_disease"},
            {"printed": "80"},
            "yao2001.response_and_stable.all is 25 + 80 %",
        ),
        (
            "outcomes",
            {"study": "peker2015", "printed_as": "stable_disease"},
            {"value": "57"},
            "peker2015.response_and_stable.all.corrected is 46 + 57 %",
        ),
        (
            "outcomes",
            {"study": "yao2001", "printed_as": "overall_survival"},
            {"printed": "31"},
            "yao2001.pfs_above_os.all is 32 months",
        ),
        (
            "outcomes",
            {"study": "yao2001", "printed_as": "symptom_response"},
            {"printed": "52"},
            "yao2001.whole_patients.all.symptom_response is 52 %",
        ),
        (
            "outcomes",
            {"study": "strosberg2006", "printed_as": "symptom_response"},
            {"events": "45"},
            "strosberg2006.whole_patients.all.symptom_response is 80 %",
        ),
        (
            "studies",
            {"study": "yao2001"},
            {"reference": "73"},
            "yao2001.reference is 73 (wrong)",
        ),
        (
            "studies",
            {"study": "yao2001"},
            {"reference": "43"},
            "yao2001.reference is 43 of 2003",
        ),
        ("studies", {"study": "yao2001"}, {"title_n": "40"}, "yao2001.title_n is 20"),
        (
            "claims",
            {"claim": "C06"},
            {"refs": "63;64;65;66;67"},
            "rajekar2011.cited_list.C06 is has a figure",
        ),
        (
            "claims",
            {"claim": "C06"},
            {"refs": "63;64;65;66;67;68;87"},
            "netter1.cited_list.C06 is cites [87]",
        ),
    ],
)
def test_a_new_error_is_found(copy, table, where, cells, problem):
    copy.change(table, where, **cells)
    assert problem in copy.lint()


def test_another_value_at_a_known_place_is_new(copy):
    copy.change("outcomes", {"study": "peker2015", "printed_as": "stable_disease"}, printed="76")
    found = copy.lint()
    assert "peker2015.response_and_stable.all is 46 + 76 %" in found
    assert "peker2015.response_and_stable.all is 46 + 67 %" in found  # the known one is gone


def test_a_known_defect_that_is_there_no_more_is_an_error(copy):
    copy.change("outcomes", {"study": "peker2015", "printed_as": "stable_disease"}, printed="37")
    assert copy.lint() == ["peker2015.response_and_stable.all is 46 + 67 %"]


def test_a_rate_at_a_time_is_no_share_of_whole_patients(copy):
    where = {"study": "gedaly2011", "printed_as": "overall_survival", "at_months": "12"}
    copy.change("outcomes", where, denominator="7")
    assert copy.lint() == []


def test_lesions_are_not_held_against_patients(copy):
    where = {"study": "memon2012", "printed_as": "objective_response"}
    copy.change("outcomes", where, printed="64.3")
    assert copy.lint() == []
    copy.change("outcomes", where, denominator="10")
    assert copy.lint() == ["memon2012.whole_patients.all.objective_response is 64.3 %"]
