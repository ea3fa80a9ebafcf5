"""Which figures of a small table a reading takes: four studies, one with two arms."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest

from nelm.evidence.audit.claims import audit_claims
from nelm.evidence.audit.selection import select
from nelm.evidence.tables.forms import Arm, Claim, ClaimReading, Empty, Outcome, Study
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

PACK = load_evidence(load_pack("dermine2019"))


def study(name, reference):
    return Study(study=name, first_author=name.title(), year=2000, reference=reference, place="x 1")


def arm(name, label="all", options=("tae",)):
    return Arm(
        study=name,
        arm=label,
        options=options,
        n_patients=10,
        n_small_bowel=Empty.BLANK,
        n_pancreas=Empty.BLANK,
        n_other=Empty.BLANK,
        parse_confidence="certain",
    )


def cell(name, printed, label="all", **other):
    measure = other.pop("measure", "overall_survival")
    statistic = other.pop("statistic", "median")
    return Outcome(
        study=name,
        arm=label,
        printed_as=other.pop("printed_as", measure),
        printed_statistic=other.pop("printed_statistic", statistic),
        printed=printed,
        unit=other.pop("unit", "months"),
        measure=measure,
        statistic=statistic,
        agrees=other.pop("agrees", "not_checked"),
        parse_confidence="certain",
        **other,
    )


CLAIM = Claim(
    claim="C01",
    section="1",
    says="survival of 10-40 months",
    options=("tae",),
    measure="overall_survival",
    statistic="median",
    unit="months",
    low=10,
    high=40,
    value=20,
    refs=(1, 2, 3),
    marked="reproduces",
    because="made up",
)
READING = ClaimReading(
    claim="C01",
    label="A",
    says="every value",
    values="printed",
    unit="arm",
    means="in",
    cited_only=False,
    endpoints="as_printed",
    merged="out",
    expected="reproduces",
)
STUDIES = (study("alpha", 1), study("beta", 2), study("gamma", 3), study("delta", None))
ARMS = (
    arm("alpha"),
    arm("beta"),
    arm("beta", "one"),
    arm("beta", "two"),
    arm("gamma"),
    arm("delta"),
)
CELLS = (
    cell("alpha", 10.0, value=12.0),
    cell("beta", 20.0, "one"),
    cell("beta", 30.0, "two"),
    cell("gamma", 40.0, printed_statistic="mean", statistic="mean"),
    cell("delta", 18.0, measure="time_to_progression", printed_as="overall_survival"),
)


def evidence(cells=CELLS, claim=CLAIM, readings=(READING,)):
    return replace(
        PACK,
        studies=STUDIES,
        arms=ARMS,
        outcomes=tuple(cells),
        claims=(claim,),
        claim_readings=tuple(readings),
    )


def values(cells=CELLS, claim=CLAIM, **reading):
    found = select(evidence(cells, claim), claim, READING.model_copy(update=reading))
    return [entry.value for entry in found.entries]


@pytest.mark.parametrize(
    ("reading", "taken"),
    [
        ({}, [10, 20, 30, 40, 18]),
        ({"unit": "study"}, [10, 25, 40, 18]),
        ({"means": "out"}, [10, 20, 30, 18]),
        ({"cited_only": True}, [10, 20, 30, 40]),
        ({"leave_out": ("beta",)}, [10, 40, 18]),
        ({"endpoints": "own"}, [10, 20, 30, 40]),
        ({"values": "corrected"}, [12, 20, 30, 40, 18]),
    ],
)
def test_each_part_of_a_reading_takes_or_leaves_its_figures(reading, taken):
    assert values(**reading) == taken


def test_the_figure_of_the_whole_study_stands_for_it():
    cells = (cell("beta", 24.0), *CELLS[1:3])
    assert values(cells, unit="study") == [24]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_the_median_of_an_even_number_is_between_the_middle_two(n):
    ordered = [10.0, 18.0, 20.0, 30.0, 40.0][:n]
    cells = [c for c in CELLS if c.printed in ordered]
    numbers = select(evidence(cells), CLAIM, READING).numbers
    half = n // 2
    middle = ordered[half] if n % 2 else (ordered[half - 1] + ordered[half]) / 2
    assert (numbers.low, numbers.high, numbers.value) == (ordered[0], ordered[-1], middle)
    assert numbers.value == median(ordered)
    assert numbers.n == n


def test_a_figure_of_another_option_unit_or_statistic_does_not_count():
    arms = (arm("alpha", options=("prrt",)), *ARMS[1:])
    cells = (
        CELLS[0],
        cell("gamma", 50.0, unit="percent", statistic="rate_at", at_months=60.0),
        cell("delta", 36.0),
    )
    found = select(replace(evidence(cells), arms=arms), CLAIM, READING)
    assert [entry.value for entry in found.entries] == [36]


@pytest.mark.parametrize("empty", [Empty.NOT_REPORTED, Empty.BLANK, Empty.NOT_APPLICABLE])
def test_a_cell_the_source_leaves_empty_does_not_count_even_when_a_paper_fills_it(empty):
    assert values((cell("alpha", empty, value=33.0),), values="corrected") == []


def test_a_merged_cell_counts_only_where_the_reading_says_so():
    claim = CLAIM.model_copy(
        update={"measure": "objective_response", "statistic": "proportion", "unit": "percent"}
    )
    merged = cell(
        "alpha",
        Empty.MERGED,
        printed_as="objective_response",
        measure="disease_control",
        statistic="proportion",
        unit="percent",
        value=100.0,
    )
    assert values((merged,), claim) == []
    assert values((merged,), claim, merged="as_response") == [100]


SINGLE = CLAIM.model_copy(update={"low": None, "high": None, "value": 28.4, "refs": (1,)})


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        (cell("alpha", 28.4, agrees="yes"), "reproduces"),
        (cell("alpha", 28.4, value=28.4, agrees="yes"), "reproduces"),
        (cell("alpha", 28.4, value=27.0, agrees="no"), "does_not"),
        (cell("alpha", 28.4, value=Empty.NOT_REACHED, agrees="no"), "does_not"),
        (cell("alpha", 28.4, agrees="not_checked"), "not_testable"),
        (cell("alpha", 28.4, agrees="unclear"), "not_testable"),
    ],
)
def test_a_single_figure_is_held_against_the_paper_and_never_against_itself(printed, verdict):
    reading = READING.model_copy(update={"values": "corrected", "endpoints": "own"})
    (one,) = audit_claims(evidence((printed,), SINGLE, (reading,)))
    assert one.verdict == verdict


def test_a_reading_without_figures_is_not_testable_and_says_why():
    (one,) = audit_claims(evidence(()))
    assert one.verdict == "not_testable"
    assert one.readings[0].numbers is None
    assert one.readings[0].why == "the source prints no figure to test it by"
    assert one.stopped


def test_a_paper_with_a_median_not_reached_is_named():
    printed = cell("alpha", 28.4, value=Empty.NOT_REACHED, agrees="no")
    reading = READING.model_copy(update={"values": "corrected", "endpoints": "own"})
    (one,) = audit_claims(evidence((printed,), SINGLE, (reading,)))
    assert one.readings[0].why == "the paper gives no number (Alpha 2000: not reached)"


def test_papers_are_quoted_where_the_source_has_no_table():
    cells = (
        cell("alpha", Empty.NOT_REPORTED, value=46.0),
        cell("beta", Empty.NOT_REPORTED, value=22.0, events=5, denominator=9),
        cell("delta", Empty.NOT_REPORTED, value=99.0),
        cell("gamma", Empty.NOT_REPORTED),
    )
    (one,) = audit_claims(evidence(cells))
    assert [(f.study.study, f.value, f.place) for f in one.primary] == [
        ("alpha", 46, "above the range"),
        ("beta", 22, "within the range"),
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (9.9, "below the range"),
        (10.0, "within the range"),
        (40.0, "within the range"),
        (40.1, "above the range"),
    ],
)
def test_the_limits_of_the_range_belong_to_it(value, place):
    (one,) = audit_claims(evidence((cell("alpha", Empty.NOT_REPORTED, value=value),)))
    assert [figure.place for figure in one.primary] == [place]


def test_a_claim_of_a_single_figure_has_no_range_to_lie_in():
    cells = (cell("alpha", Empty.NOT_REPORTED, value=30.0),)
    (one,) = audit_claims(evidence(cells, SINGLE))
    assert [figure.place for figure in one.primary] == [None]


def test_citations_without_figure_and_figures_without_citation_are_told():
    (one,) = audit_claims(evidence(CELLS[1:]))
    assert one.citations.without_figure == (1,)
    assert [s.study for s in one.citations.not_cited] == ["delta"]


def test_a_claim_without_readings_is_refused():
    with pytest.raises(ValueError, match="C01 has no reading"):
        audit_claims(evidence(readings=()))
