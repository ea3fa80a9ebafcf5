"""The bar on stderr: only where somebody sees it, only when it takes a while."""

import pytest

from nelm.cli import progress as module
from nelm.cli.progress import progress
from nelm.knowledge.loader import load_pack
from nelm.verification.verify import QUESTIONS, verify


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(module, "SHOW_AFTER_SECONDS", 0.0)


@pytest.mark.usefixtures("terminal")
def test_a_terminal_is_told_what_is_done_and_how_far_it_is(capsys):
    with progress() as tell:
        tell("Options that exclude each other", 0.25)
    shown = capsys.readouterr()
    assert "Options that exclude each other" in shown.err
    assert "25 %" in shown.err
    assert shown.out == ""


@pytest.mark.usefixtures("terminal")
def test_a_rate_is_told_where_things_are_counted(capsys):
    with progress("rows") as tell:
        tell("reading", None, 0)
        tell("assessing", 0.5, 10_000)
    assert "rows/s" in capsys.readouterr().err


@pytest.mark.usefixtures("terminal")
def test_the_bar_is_taken_down_when_the_work_fails(capsys):
    with pytest.raises(ZeroDivisionError):
        _divide()
    assert "dividing" in capsys.readouterr().err


def test_quick_work_shows_nothing(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress() as tell:
        tell("reading", 0.5)
    assert capsys.readouterr().err == ""


def test_a_file_is_not_written_to(monkeypatch, capsys):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(module, "SHOW_AFTER_SECONDS", 0.0)
    with progress() as tell:
        tell("reading", 0.5)
    assert capsys.readouterr().err == ""


def test_verification_tells_of_every_question_once_in_rising_shares(monkeypatch):
    monkeypatch.setattr("nelm.verification.verify.coverage.uncovered", lambda model: ())
    asked = {name: (says, lambda model: iter(())) for name, (says, _) in QUESTIONS.items()}
    monkeypatch.setattr("nelm.verification.verify.QUESTIONS", asked)
    told = []
    verify(load_pack("dermine2019"), tell=lambda what, share: told.append((what, share)))
    assert [what for what, _ in told[:-1]] == [says for says, _ in QUESTIONS.values()]
    shares = [share for _, share in told]
    assert shares == sorted(set(shares))
    assert 0 <= shares[0] < shares[-1] < 1


def _divide():
    with progress() as tell:
        tell("dividing", 0.1)
        raise ZeroDivisionError
