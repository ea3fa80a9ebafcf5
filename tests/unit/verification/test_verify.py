"""The whole report, and the commands that print it."""

import json

import pytest

from nelm.case.problem import InputError
from nelm.cli import verify as commands
from nelm.verification.report import Finding, Report, Status
from nelm.verification.verify import CLAIMS, QUESTIONS, verify


@pytest.fixture(scope="module")
def report(pack):
    return verify(pack)


def test_everything_that_should_hold_of_the_pack_is_proved(report):
    assert report.refuted == ()
    proved = {f.question for f in report.findings if f.status is Status.PROVED}
    assert set(CLAIMS) <= proved


def test_every_question_is_timed_and_has_its_words(report):
    assert report.seconds.keys() == {*QUESTIONS, "profiles"}
    assert {f.question for f in report.findings} <= QUESTIONS.keys()


def test_the_command_prints_a_page_or_json_and_leaves_with_zero(report, monkeypatch, capsys):
    monkeypatch.setattr(commands, "verify", lambda pack, settings, tell: report)
    assert commands.verify_pack("dermine2019", [], as_json=False) == 0
    page = capsys.readouterr().out
    assert "Proved: More information never turns supported into not supported, or back" in page
    assert "0 claims refuted" in page
    assert commands.verify_pack("dermine2019", [], as_json=True) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["refuted"] == 0
    assert len(data["profiles"]) == len(report.profiles)


def test_the_command_leaves_with_one_when_a_claim_is_refuted(monkeypatch, capsys):
    broken = Finding("dead", ("RES-01",), Status.REFUTED, "RES-01 can never be true")
    report = Report("made up 1.0.0", "0" * 64, {"x": 1}, (broken,), ())
    monkeypatch.setattr(commands, "verify", lambda pack, settings, tell: report)
    assert commands.verify_pack("dermine2019", [], as_json=False) == 1
    page = capsys.readouterr().out
    assert "NOT SO: RES-01 can never be true." in page
    assert "parameters: x = 1" in page


def test_settings_reach_the_solver_and_bad_ones_are_refused():
    with pytest.raises(InputError, match="NAME=VALUE"):
        commands.verify_pack("dermine2019", ["age"], as_json=False)
    with pytest.raises(InputError, match="not a parameter"):
        commands.verify_pack("dermine2019", ["age=4"], as_json=False)


def test_diff_leaves_with_one_and_shows_a_case(capsys):
    names = ("dermine2019", "dermine2019")
    assert commands.diff_packs(names, ([], []), as_json=False) == 0
    assert "Always the same answer and label" in capsys.readouterr().out
    settings = ([], ["lt_max_age_years=55"])
    assert commands.diff_packs(names, settings, as_json=False) == 1
    page = capsys.readouterr().out
    assert "liver_transplantation: answer differs" in page
    assert "supported with caution and criteria not met, for example: age 56 years;" in page
    assert commands.diff_packs(names, settings, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["same"] is False
