"""The trials as a page and as rows: printed status, later status with its source, statements."""

from __future__ import annotations

import pytest

from nelm.evidence.tables.loader import load_evidence
from nelm.evidence.tables.trials import trial_histories
from nelm.knowledge.loader import load_pack
from nelm.reports.evidence_trials_page import trials_blocks, trials_rows
from nelm.reports.page import as_markdown, as_text

EVIDENCE = load_evidence(load_pack("dermine2019"))
HISTORIES = trial_histories(EVIDENCE.trials, EVIDENCE.trial_statuses)


def flat(text):
    return " ".join(text.split())


TEXT = flat(as_text(trials_blocks(EVIDENCE.trials, EVIDENCE.trial_statuses)))


@pytest.mark.parametrize("history", HISTORIES, ids=[h.trial.nct for h in HISTORIES])
def test_nothing_of_a_trial_is_left_out(history):
    trial = history.trial
    assert f"{trial.nct} title: {trial.title}" in TEXT
    assert f"printed: {history.printed.status} ({history.printed.as_of})" in TEXT
    assert f"bears on: {', '.join(trial.statements) or 'no statement of the source'}" in TEXT
    for found in history.found:
        assert f"{found.as_of} {found.status}" in TEXT
        assert (found.finding or "").rstrip(".") in TEXT
        assert found.says_who in TEXT


def test_what_nobody_verified_is_marked():
    assert "[Ann Oncol 2012;23:2335 (recalled, paper not read), not verified]" in TEXT
    assert "887O, not verified" not in TEXT


def test_a_trial_nobody_looked_up_says_so_and_nothing_else():
    printed = [history.printed for history in HISTORIES]
    text = flat(as_text(trials_blocks(EVIDENCE.trials, printed)))
    assert text.count("looked up since: not looked up since the source") == len(HISTORIES)


def test_markdown_has_one_table_row_per_trial():
    lines = as_markdown(trials_blocks(EVIDENCE.trials, EVIDENCE.trial_statuses)).splitlines()
    assert [line[2:13] for line in lines if line.startswith("| NCT")] == [
        history.trial.nct for history in HISTORIES
    ]


def test_rows_have_one_entry_per_status_the_printed_one_first():
    rows = trials_rows(EVIDENCE.trials, EVIDENCE.trial_statuses)
    assert len(rows) == len(EVIDENCE.trial_statuses)
    assert len([row for row in rows if row["printed_by_source"]]) == 10
    evacel = [row for row in rows if row["nct"] == "NCT01678664"]
    assert [row["as_of"] for row in evacel] == ["2019-11-07", "2019-10-31"]
    assert evacel[1]["statements"] == ("MED-05", "MED-03", "EMB-10")
    assert evacel[1]["verified"] is True
