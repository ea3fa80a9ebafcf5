"""Figures published elsewhere: linked to options, possible, and marked as seen or recalled."""

from __future__ import annotations

import pytest

from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
PUBLISHED = load_evidence(PACK).published
BRITISH = ("tumour", "embolisation", "centre", "favour", "haem", "analogue")


def figures(publication, outcome):
    return [
        (p.estimate, p.ci_lb, p.ci_ub)
        for p in PUBLISHED
        if (p.publication, p.outcome) == (publication, outcome)
    ]


def test_every_option_exists_in_the_pack():
    assert {option for p in PUBLISHED for option in p.options} <= set(PACK.option)


def test_figures_of_our_own_are_not_among_them():
    assert len(PUBLISHED) == 102
    assert not [p for p in PUBLISHED if p.publication.startswith("own") or "here" in p.verified]


def test_each_figure_is_marked_as_seen_or_recalled():
    assert {p.verified for p in PUBLISHED} == {"abstract seen", "recalled, check"}


@pytest.mark.parametrize("row", PUBLISHED, ids=[f"{p.publication} {p.outcome}" for p in PUBLISHED])
def test_an_estimate_lies_in_its_interval_and_its_range(row):
    for low, high in ((row.ci_lb, row.ci_ub), (row.range_lb, row.range_ub)):
        assert (low is None) == (high is None)
        if low is not None and row.estimate is not None:
            assert low <= row.estimate <= high
    if row.unit == "percent":
        for share in (row.estimate, row.ci_lb, row.ci_ub, row.range_lb, row.range_ub):
            assert share is None or 0 <= share <= 100


def test_the_two_pooled_responses_after_radioembolization_are_as_published():
    assert figures("devcic2014", "objective response") == [(50, 38, 62)]
    assert figures("frilling2019", "objective response") == [(51, 47, 54)]


def test_comparisons_name_both_treatments():
    assert {p.options for p in PUBLISHED if p.publication == "tai2020"} == {("tae", "tace")}
    assert {p.options for p in PUBLISHED if p.publication == "egger2020"} == {("tace",), ("tare",)}


def test_our_own_words_are_in_american_spelling():
    for row in PUBLISHED:
        words = " ".join((row.treatment, row.population, row.outcome, row.design, row.note or ""))
        assert not [british for british in BRITISH if british in words.lower()]
