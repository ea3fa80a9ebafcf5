"""The cohort page: one file, words beside every picture, hidden counts stay hidden."""

from __future__ import annotations

import re
from dataclasses import replace

from nelm.registry.cohorts.closing import COLUMNS
from nelm.registry.cohorts.cohort import CountTable
from nelm.registry.cohorts.follow_up import protected, report_of
from nelm.registry.cohorts.funnel import Step
from nelm.registry.cohorts.overlap import Overlap
from nelm.registry.cohorts.report import CohortReport
from nelm.registry.cohorts.survival import kaplan_meier
from nelm.reports.cohort_csv import cohort_tables
from nelm.reports.cohort_page import render_cohort

LABELS = CountTable(
    "tace: labels", ("<b>A</b>",), ("supported", "undetermined"), [[None, None]], (9,), 5
)
CLOSING = (
    CountTable(
        "All options, by case", ("course.status", "patient.ecog"), COLUMNS,
        [[12, 7, 0, 30], [None, None, 20, 25]], (49, 49), 5,
    ),
    CountTable("TACE", ("patient.ecog",), COLUMNS, [[0, 0, 6, 20]], (26,), 5),
    CountTable("TARE", (), COLUMNS, [], (), 5),
)  # fmt: skip
DEATHS = [(3.0, True, 6), (9.0, False, 5), (20.0, True, 6), (30.0, False, 8)]
SURVIVAL = report_of("treatment given", {"tace": DEATHS, "x": [(1.0, True, 2)]}, 40, 5)
REPORT = CohortReport(
    pack="dermine2019 1.0.0 (abc)",
    cases=1009,
    rejected=3,
    synthetic=True,
    names={"tace": "Chemoembolization", "tare": "Radioembolization"},
    labels=(LABELS,),
    overlap=Overlap(
        ("tace", "tare"), ((frozenset({"tace"}), 700), (frozenset(), 200)), 109, 2, 5
    ),
    missing=(("tumor.ki67_percent", 0.25),),
    closing=CLOSING,
    funnels=(("Chemoembolization", (Step("", "all cases", 9, 9), Step("IAT-05", "G1", None, 7))),),
    concordance=CountTable("treatment given", ("tace",), ("supported",), [[9]], (9,), 5),
    survival=replace(SURVIVAL, curves=(protected(kaplan_meier("tace", [3, 6], [1, 0]), 1),)),
    label_survival=(replace(SURVIVAL, title="label: Chemoembolization", curves=()),),
)  # fmt: skip
PAGE = render_cohort(REPORT)


def test_the_page_holds_its_pictures_and_loads_nothing() -> None:
    assert PAGE.count("<svg") == 5
    assert re.findall(r'(?:src|href)="(?!#)[^"]+"', PAGE.replace('xlink:href="#', "")) == []


def test_the_same_report_gives_the_same_page() -> None:
    assert render_cohort(REPORT) == PAGE


def test_rows_add_up_and_rejected_ones_are_told() -> None:
    assert "1,012 rows: 1,009 assessed, 3 rejected (no verdict" in PAGE
    assert "0 rejected ·" in render_cohort(replace(REPORT, rejected=0))


def test_a_synthetic_registry_is_called_one() -> None:
    assert "synthetic registry: made up" in PAGE
    assert "survival was drawn independently of everything" in PAGE
    assert "synthetic" not in render_cohort(replace(REPORT, synthetic=False))


def test_hidden_counts_are_words_and_names_are_escaped() -> None:
    assert PAGE.count("<td>hidden</td>") == 5
    assert "<b>A</b>" not in PAGE
    assert "&lt;b&gt;A&lt;/b&gt;" in PAGE


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    assert len(re.findall(r'<figure role="img" aria-label="[^"]{20,}"', PAGE)) == 5


def test_every_table_has_a_caption_and_every_heading_says_what_it_heads() -> None:
    assert PAGE.count("<table>") == PAGE.count("<caption>")
    assert re.findall(r"<th(?! scope=\"(?:row|col)\")[ >]", PAGE) == []
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<svg.*?</svg>", "", PAGE, flags=re.DOTALL))
    assert set(re.findall(r'<a href="#([^"]+)"', PAGE)) <= set(ids)


def test_combinations_are_told_in_words() -> None:
    assert '<th scope="row">Chemoembolization</th><td>700</td>' in PAGE
    assert '<th scope="row">no option</th><td>200</td>' in PAGE
    assert '<th scope="row">2 other combinations</th><td>109</td>' in PAGE


def test_facts_that_close_are_named_and_an_answer_that_none_closes_is_told() -> None:
    assert '<th scope="row">course of the disease</th><td>12</td><td>7</td>' in PAGE
    assert "All options, by case: 49 cases with an open answer" in PAGE
    assert "No answer is open for want of a fact." in PAGE


def test_groups_too_small_for_a_curve_are_named() -> None:
    assert "No group is large enough to be shown." in PAGE
    assert "a small group away: Chemoembolization, x" in PAGE


def test_tables_are_written_as_csv_with_totals() -> None:
    tables = cohort_tables(REPORT)
    assert tables["cases.csv"] == "what,number\nrows,1012\nassessed,1009\nrejected,3\n"
    assert tables["concordance.csv"] == "treatment given,supported,total\ntace,9,9\n"
    assert tables["missing.csv"] == "fact,share_unknown\ntumor.ki67_percent,0.25\n"
    assert tables["funnel-chemoembolization.csv"].splitlines()[-1] == "IAT-05,G1,hidden,7"
    assert "hidden,hidden,9" in tables["labels-tace--labels.csv"]
    assert tables["closing.csv"].splitlines()[2] == (
        '"All options, by case",patient.ecog,hidden,hidden,20,25,49'
    )
    assert tables["overlap.csv"].splitlines()[1:] == [
        "700,yes,no", "200,no,no", "109,other combinations,other combinations",
    ]  # fmt: skip


def test_curves_are_written_as_csv() -> None:
    tables = cohort_tables(REPORT)
    assert tables["survival.csv"].splitlines()[1].startswith("treatment given,tace,3.0,0.5,")
    assert tables["survival-groups.csv"].splitlines()[1:3] == [
        "treatment given,tace,2,1,3.0,3.0,",
        "treatment given,tace,hidden,hidden,hidden,hidden,hidden",
    ]
    assert tables["numbers-at-risk.csv"].splitlines()[1] == "treatment given,tace,0,2"


def test_a_registry_without_treatments_or_follow_up_has_no_such_parts() -> None:
    plain = replace(REPORT, concordance=None, survival=None, label_survival=())
    page = render_cohort(plain)
    assert "Survival" not in page
    assert "Treatment given" not in page
    assert not {"concordance.csv", "survival.csv"} & set(cohort_tables(plain))
