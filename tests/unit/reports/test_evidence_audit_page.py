"""The audit as a page and as rows: every claim with its figures, verdict and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nelm.evidence.audit.claims import audit_claims
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack
from nelm.reports.evidence_audit_page import audit_blocks, audit_rows, verdict_text
from nelm.reports.page import as_markdown, as_text

EVIDENCE = load_evidence(load_pack("dermine2019"))
AUDITED = audit_claims(EVIDENCE)
BY_ID = {one.claim.claim: one for one in AUDITED}


def flat(text):
    return " ".join(text.split())


SHORT = flat(as_text(audit_blocks(AUDITED)))
LONG = flat(as_text(audit_blocks(AUDITED, detailed=True)))


def part(claim):
    """The lines of one claim in the short text."""
    text = as_text(audit_blocks(AUDITED))
    start = text.index(f"\n{claim}\n")
    end = text.find("\n\n", start + 1)
    return flat(text[start : None if end < 0 else end])


@pytest.mark.parametrize("one", AUDITED, ids=list(BY_ID))
def test_each_claim_has_its_words_verdict_and_reason(one):
    assert f"says: {one.claim.says}" in part(one.claim.claim)
    assert f"verdict: {verdict_text(one)}" in part(one.claim.claim)
    assert f"why: {one.claim.because}" in part(one.claim.claim)


def test_printed_and_recomputed_figures_stand_side_by_side():
    survival = part("C05")
    assert "printed: 16-69 months, median 34.5" in survival
    assert "recomputed: 15-69 months, median 39 (19 figures of 18 studies)" in survival
    assert "verdict: only under reading F" in survival
    assert "printed: 42-100 % recomputed: 42-100 %, median 76" in part("C01")
    assert "printed: 28.4 months recomputed: no figures" in part("C15")


def test_verdicts_are_counted():
    assert (
        "17 claims; reproduces: 8, only under a reading: 5, does not reproduce: 1, not testable: 3."
        in SHORT
    )


def test_an_audit_without_drift_says_so():
    assert "Every reading gives what it gave when it was audited." in SHORT
    assert "Changed since the audit" not in SHORT


def test_details_tell_every_reading():
    for one in AUDITED:
        for reading in one.readings:
            assert f"{reading.reading.label} takes: {reading.reading.says}" in LONG
            assert f"why: {reading.why}" in LONG
            assert (reading.reading.note or "") in LONG


def test_details_tell_citations_and_figures_of_papers():
    assert "With a figure, but not cited: Kim 1999, Roche 2003." in LONG
    assert "Cited without a figure of their own in the tables: 52, 55-59." in LONG
    known = "Bushnell 2010 [79]: disease control 74 % (67 of 90), within the range claimed."
    assert known in LONG
    assert "time to progression 40 months, above the range claimed." in LONG


def test_drift_is_told_first_and_the_old_reason_is_not_repeated():
    outcomes = tuple(
        cell.model_copy(update={"printed": 8.0})
        if (cell.study, cell.printed_as) == ("fidelman2016", "progression_free_survival")
        else cell
        for cell in EVIDENCE.outcomes
    )
    audited = audit_claims(replace(EVIDENCE, outcomes=outcomes))
    text = flat(as_text(audit_blocks(audited)))
    assert "No longer reproducing as marked: C09." in text
    assert "C09: Reading A: lowest 8, audited as 9." in text
    assert BY_ID["C09"].claim.because not in text


def test_markdown_has_one_table_row_per_claim():
    lines = as_markdown(audit_blocks(AUDITED)).splitlines()
    assert [line[2:5] for line in lines if line.startswith("| C")] == list(BY_ID)


def test_rows_have_one_entry_per_reading_and_plain_values():
    rows = audit_rows(AUDITED)
    assert len(rows) == 37
    plain = (str, int, float, bool, type(None), tuple)
    assert all(isinstance(value, plain) for row in rows for value in row.values())
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    (narrow,) = (r for r in rows if (r["claim"], r["reading"]) == ("C05", "F"))
    assert (narrow["low"], narrow["high"], narrow["value"], narrow["n_figures"]) == (
        16,
        69,
        34.5,
        14,
    )
    assert (narrow["verdict"], narrow["under"]) == ("only_under_a_reading", ("F",))
    assert (narrow["printed_low"], narrow["printed_high"], narrow["printed_value"]) == (
        16,
        69,
        34.5,
    )


def test_a_reading_without_figures_has_none_and_not_zero():
    (row,) = (r for r in audit_rows(AUDITED) if r["claim"] == "C12")
    assert (row["low"], row["high"], row["value"], row["n_figures"]) == (None, None, None, 0)
    assert row["reading_verdict"] == "not_testable"
