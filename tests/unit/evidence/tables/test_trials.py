"""The ten trials of the pack: printed status, what was looked up since, what they bear on."""

from __future__ import annotations

import pytest

from nelm.evidence.tables.forms import Trial, TrialStatus
from nelm.evidence.tables.loader import load_evidence
from nelm.evidence.tables.trials import trial_histories
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import PackError

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)
HISTORIES = {h.trial.nct: h for h in trial_histories(EVIDENCE.trials, EVIDENCE.trial_statuses)}


def trial(nct):
    return Trial(
        nct=nct,
        title="A trial",
        phase="Phase 2",
        sponsor="somebody",
        category="something",
        options=(),
        liver_directed=True,
        net_only=True,
        statements=(),
    )


def status(nct, said="Recruiting", as_of="2019"):
    return TrialStatus(nct=nct, as_of=as_of, status=said, says_who="the source", verified=True)


def test_every_statement_and_option_of_a_trial_exists_in_the_pack():
    for history in HISTORIES.values():
        assert set(history.trial.statements) <= set(PACK.statement)
        assert set(history.trial.options) <= set(PACK.option)


def test_a_trial_and_its_statements_are_about_a_common_option():
    for history in HISTORIES.values():
        for name in history.trial.statements:
            about = PACK.members(PACK.statement[name].applies_to)
            assert about & set(history.trial.options) or "monitoring" in about


def test_statuses_are_printed_as_in_table_3_of_the_source():
    printed = {nct: history.printed.status for nct, history in HISTORIES.items()}
    assert printed == {
        "NCT03724409": "Recruiting",
        "NCT02724540": "Recruiting",
        "NCT03457948": "Recruiting",
        "NCT01201096": "Unknown",
        "NCT00434109": "Completed",
        "NCT03881306": "Recruiting",
        "NCT02185443": "Recruiting",
        "NCT01678664": "Active, not recruiting",
        "NCT03049189": "Recruiting",
        "NCT02230176": "Recruiting",
    }
    published = PACK.manifest.published.isoformat()
    assert {h.printed.as_of for h in HISTORIES.values()} == {published}


def test_results_that_bear_on_statements_of_the_source_are_there():
    evacel = HISTORIES["NCT01678664"]
    assert evacel.found[0].as_of == "2019-10-31"
    assert "33 %" in evacel.found[0].finding
    assert "MED-05" in evacel.trial.statements
    assert {"PRRT-04", "PRRT-05"} <= set(HISTORIES["NCT03049189"].trial.statements)
    assert "23.9 against 14.1 months" in HISTORIES["NCT03049189"].found[0].finding
    assert "20.7 against 11.0 months" in HISTORIES["NCT02230176"].found[0].finding
    assert "stopped" in HISTORIES["NCT02724540"].found[0].status


def test_what_was_recalled_is_not_called_verified():
    for history in HISTORIES.values():
        for found in history.found:
            assert not ("recalled" in found.says_who and found.verified)
            assert not ("not found" in found.status and found.verified and not found.finding)


def test_a_trial_nobody_looked_up_has_its_printed_status_alone():
    (history,) = trial_histories([trial("NCT00000001")], [status("NCT00000001")])
    assert history.printed.status == "Recruiting"
    assert history.found == ()
    assert not history.looked_up


def test_the_first_entry_is_the_printed_one_whatever_its_date():
    first, later = status("NCT00000001"), status("NCT00000001", "results published", "2012")
    (history,) = trial_histories([trial("NCT00000001")], [first, later])
    assert (history.printed, history.found) == (first, (later,))


def test_a_trial_without_printed_status_is_refused():
    with pytest.raises(PackError, match="printed for NCT00000001"):
        trial_histories([trial("NCT00000001")], [])


def test_of_some_trials_only_their_own_statuses_are_told():
    other = status("NCT00000002", "Completed")
    (history,) = trial_histories([trial("NCT00000001")], [other, status("NCT00000001")])
    assert (history.printed.status, history.found) == ("Recruiting", ())
