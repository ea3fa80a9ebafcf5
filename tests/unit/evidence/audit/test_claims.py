"""The claims of the pack give what an outside audit of the source found, and drift is seen.

The numbers of an outside audit of the same tables stand in `claim_readings.csv` (`expected_*`);
those below are from its summary table.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from nelm.evidence.audit.claims import audit_claims
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)
AUDITED = {one.claim.claim: one for one in audit_claims(EVIDENCE)}
READINGS = [(one, reading) for one in AUDITED.values() for reading in one.readings]


def test_all_claims_and_readings_of_the_outside_audit_are_there():
    assert list(AUDITED) == [f"C{number:02}" for number in range(1, 18)]
    assert len(READINGS) == 37


@pytest.mark.parametrize(
    ("one", "reading"),
    READINGS,
    ids=[f"{one.claim.claim}{reading.reading.label}" for one, reading in READINGS],
)
def test_a_reading_gives_what_the_outside_audit_found(one, reading):
    expected, numbers = reading.reading, reading.numbers
    assert reading.verdict == expected.expected
    if expected.expected_value is None:
        assert numbers is None
    else:
        assert round(numbers.value, 1) == expected.expected_value
        assert numbers.n == expected.expected_n
    if expected.expected_low is not None:
        assert (round(numbers.low), round(numbers.high)) == (
            expected.expected_low,
            expected.expected_high,
        )
    assert reading.changes == ()


@pytest.mark.parametrize(
    ("claim", "label", "low", "high", "middle", "n"),
    [
        ("C01", "A", 42, 100, 76, 19),
        ("C02", "A", 8, 94, 49, 26),
        ("C02", "B", 8, 94, 58, 23),
        ("C03", "A", 10, 56, 27, 18),
        ("C03", "B", 10, 56, 24, 17),
        ("C04", "A", 5, 36, 18.5, 20),
        ("C05", "A", 15, 69, 39, 19),
        ("C05", "D", 15, 69, 34.5, 16),
        ("C05", "F", 16, 69, 34.5, 14),
        ("C06", "A", 55, 100, 89.5, 6),
        ("C07", "A", 12, 73, 51, 14),
        ("C08", "A", 15, 75, 33, 13),
        ("C09", "A", 9, 11, 10, 2),
        ("C10", "A", 14, 70, 28.5, 12),
        ("C10", "B", 14, 70, 29, 11),
    ],
)
def test_the_summary_table_of_the_outside_audit_is_met(claim, label, low, high, middle, n):
    (numbers,) = (r.numbers for r in AUDITED[claim].readings if r.reading.label == label)
    assert (numbers.low, numbers.high, numbers.value, numbers.n) == (low, high, middle, n)


def test_verdicts_are_those_marked():
    assert {name: one.verdict for name, one in AUDITED.items()} == {
        name: one.claim.marked for name, one in AUDITED.items()
    }
    assert not any(one.changed or one.stopped for one in AUDITED.values())


@pytest.mark.parametrize(
    ("claim", "verdict", "under"),
    [
        ("C01", "reproduces", ("A", "B", "E")),
        ("C02", "only_under_a_reading", ("A", "E")),
        ("C05", "only_under_a_reading", ("F",)),
        ("C07", "only_under_a_reading", ("A", "E")),
        ("C11", "not_testable", ()),
        ("C15", "does_not", ()),
        ("C17", "reproduces", ("A",)),
    ],
)
def test_verdicts_name_the_readings_they_hold_under(claim, verdict, under):
    assert (AUDITED[claim].verdict, AUDITED[claim].under) == (verdict, under)


def test_survival_after_embolization_needs_the_true_minimum_left_out():
    full, *_, narrow, _ = AUDITED["C05"].readings
    assert "kim1999" in full.selection.studies
    assert not {"kim1999", "roche2003", "ho2007", "dong2011"} & set(narrow.selection.studies)
    assert {48, 55} <= set(AUDITED["C05"].claim.refs)


def test_studies_counted_without_a_reference_are_named():
    assert [s.study for s in AUDITED["C02"].citations.not_cited] == ["roche2003"]
    assert [s.study for s in AUDITED["C05"].citations.not_cited] == ["kim1999", "roche2003"]
    assert [s.study for s in AUDITED["C07"].citations.not_cited] == ["ozaochoy2013"]
    assert [s.study for s in AUDITED["C09"].citations.not_cited] == ["fidelman2016"]


def test_studies_cited_without_a_figure_are_named():
    assert AUDITED["C01"].citations.without_figure == (52, 55, 56, 57, 58, 59)
    assert AUDITED["C02"].citations.without_figure == ()
    assert AUDITED["C04"].citations.without_figure == ()
    assert AUDITED["C05"].citations.without_figure == ()
    assert AUDITED["C07"].citations.without_figure == (68,)


def test_progression_after_radioembolization_rests_on_two_studies():
    (reading,) = AUDITED["C09"].readings
    assert reading.selection.studies == ("kalinowski2009", "fidelman2016")


def test_where_no_table_exists_the_known_figures_of_the_papers_are_shown():
    control = {f.study.reference: (f.value, f.place) for f in AUDITED["C11"].primary}
    assert round(control[79][0]) == 74
    assert control[79][1] == "within the range"
    time = {f.study.reference: (f.measure, f.value, f.place) for f in AUDITED["C12"].primary}
    assert time[81] == ("time_to_progression", 40, "above the range")
    survival = {f.study.reference: f.value for f in AUDITED["C13"].primary}
    assert survival[81] == 46


def test_claims_are_the_figures_that_the_statements_of_the_pack_quote():
    quoted = {
        (number.low, number.high, number.median if number.value is None else number.value)
        for name in ("EMB-10", "TARE-07", "PRRT-08", "PRRT-09")
        for number in PACK.statement[name].numbers
    }
    told = {(c.claim.low, c.claim.high, c.claim.value) for c in AUDITED.values()}
    control_arm = {(None, None, 3), (None, None, 8.4)}
    assert quoted == told | control_arm


def plant(study, measure, **changes):
    """The pack's evidence with one printed figure changed."""
    outcomes = tuple(
        cell.model_copy(update=changes)
        if (cell.study, cell.printed_as) == (study, measure)
        else cell
        for cell in EVIDENCE.outcomes
    )
    assert outcomes != EVIDENCE.outcomes
    return {one.claim.claim: one for one in audit_claims(replace(EVIDENCE, outcomes=outcomes))}


def test_a_changed_figure_that_moves_the_median_stops_the_claim():
    audited = plant("fidelman2016", "progression_free_survival", printed=8.0)
    one = audited["C09"]
    assert one.verdict == "does_not"
    assert one.changed
    assert one.stopped
    assert one.why.startswith("No longer as audited. Does not, marked as reproduces.")
    assert "lowest 8, audited as 9" in one.why
    assert [name for name, found in audited.items() if found.changed] == ["C09"]


def test_a_reading_that_stops_is_told_although_another_still_reproduces():
    one = plant("peker2015", "stable_disease", value=14.0)["C08"]
    assert one.verdict == "only_under_a_reading"
    assert one.under == ("A",)
    assert one.stopped


def test_a_changed_number_that_no_verdict_depends_on_is_still_told():
    one = plant("loewe2003", "symptom_response", printed=99.0)["C01"]
    assert one.verdict == "reproduces"
    assert one.changed
    assert not one.stopped


def test_a_claim_that_begins_to_reproduce_has_changed_and_not_stopped():
    one = plant("netter1", "progression_free_survival", value=28.4)["C15"]
    assert one.verdict == "reproduces"
    assert one.changed
    assert not one.stopped
