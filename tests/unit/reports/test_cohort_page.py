"""The cohort page: one file, words beside every picture, hidden counts stay hidden."""

from __future__ import annotations

import re

from nelm.registry.cohort import CountTable
from nelm.registry.funnel import Step
from nelm.registry.report import CohortReport
from nelm.registry.survival import SurvivalReport, kaplan_meier
from nelm.reports.cohort_page import cohort_tables, render_cohort

LABELS = CountTable(
    "tace: labels", ("<b>A</b>",), ("supported", "undetermined"), [[None, None]], (9,), 5
)
CURVE = kaplan_meier("tace", [3, 6, 9, 20, 30], [True, True, False, True, False])
REPORT = CohortReport(
    pack="dermine2019 1.0.0 (abc)",
    cases=9,
    synthetic=True,
    labels=(LABELS,),
    missing=(("tumor.ki67_percent", 0.25),),
    funnels=(("Chemoembolization", (Step("", "all cases", 9, 9), Step("IAT-05", "G1", None, 7))),),
    concordance=CountTable("treatment given", ("tace",), ("supported",), [[9]], (9,), 5),
    survival=SurvivalReport("treatment_given", (CURVE,), 4, ()),
)


def test_the_page_holds_its_pictures_and_loads_nothing() -> None:
    page = render_cohort(REPORT)
    assert page.count("<svg") == 3
    loaded = re.findall(r'(?:src|href)="(https?:[^"]+)"', page)
    assert loaded == []


def test_a_synthetic_registry_is_called_one() -> None:
    assert "synthetic registry: made up" in render_cohort(REPORT)


def test_hidden_counts_are_words_and_names_are_escaped() -> None:
    page = render_cohort(REPORT)
    assert page.count("<td>hidden</td>") == 3
    assert "<b>A</b>" not in page
    assert "&lt;b&gt;A&lt;/b&gt;" in page


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    assert len(re.findall(r'<figure role="img" aria-label="[^"]{20,}"', render_cohort(REPORT))) == 3


def test_tables_are_written_as_csv_with_totals() -> None:
    tables = cohort_tables(REPORT)
    assert tables["concordance.csv"] == "treatment given,supported,total\ntace,9,9\n"
    assert tables["missing.csv"] == "fact,share_unknown\ntumor.ki67_percent,0.25\n"
    assert tables["funnel-chemoembolization.csv"].splitlines()[-1] == "IAT-05,G1,hidden,7"
    assert "hidden,hidden,9" in tables["labels-tace--labels.csv"]


def test_a_registry_without_treatments_or_follow_up_has_no_such_parts() -> None:
    plain = CohortReport(**{**REPORT.__dict__, "concordance": None, "survival": None})
    page = render_cohort(plain)
    assert "Survival" not in page
    assert "Treatment given" not in page
    assert "concordance.csv" not in cohort_tables(plain)
