"""Ledgers that were changed, are in use or can not be written are refused and kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from own_tables import (
    GOOD,
    POOL,
    table,
)

from nelm.cli import run
from nelm.evidence.tables.template import template_text


@pytest.fixture
def ledger(own, tmp_path: Path, capsys: pytest.CaptureFixture) -> Path:
    """A ledger with two entries."""
    path = tmp_path / "ours.jsonl"
    for name in ("first2020", "second2021"):
        added = own(table({"study": name}))
        assert run(["evidence", "add", str(added), "--ledger", str(path), "--by", "A"]) == 0
    capsys.readouterr()
    own(table({"study": "third2022"}))
    return path


def every_use(refused: Callable[..., str], ledger: Path) -> list[str]:
    """What is said of a ledger by the commands that read it."""
    return [
        refused(*POOL, "--ledger", ledger),
        refused("evidence", "history", "--ledger", ledger),
        refused("evidence", "add", ledger.parent / "own.csv", "--ledger", ledger, "--by", "A"),
    ]


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)), b"\0\0\n", b'{"a": 1}\n', b"[1, 2]\n", b"hello\n", b"{\n", template_text()],
    ids=["binary", "zeros", "JSON", "array", "text", "half", "CSV"],
)
def test_a_ledger_of_another_kind_is_refused_and_kept(
    refused: Callable[..., str], own, tmp_path: Path, content: str | bytes
) -> None:
    own(GOOD)
    path = tmp_path / "ours.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for told in every_use(refused, path):
        assert "ours.jsonl" in told
        assert "allowed: " in told


FIRST, LAST = 0, 1


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (FIRST, '"by":"A"', '"by":"B"'),
        (FIRST, '"events":16', '"events":15'),
        (FIRST, '"number":1', '"number":2'),
        (LAST, '"number":2', '"number":3'),
        (LAST, '"previous":"', '"previous":"0'),
        (LAST, "{", ""),
        (LAST, '"printed":53.3', '"printed":-5'),
        (LAST, '"study":"second2021"', '"study":"first2020"'),
        (LAST, '"by":"A"', '"by":"B"'),
        (LAST, '"events":16', '"events":15'),
        (LAST, '"events":16', '"events":99'),
        (LAST, '"arm":"all"', '"arm":"none"'),
        (LAST, '"options":["tare"]', '"options":["laser"]'),
        (LAST, '"pack":"dermine2019"', '"pack":"other"'),
    ],
)
def test_a_line_that_was_changed_later_is_refused(
    refused: Callable[..., str], ledger: Path, line: int, old: str, new: str
) -> None:
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    assert old in lines[line]
    lines[line] = lines[line].replace(old, new)
    ledger.write_text("".join(lines), encoding="utf-8")
    for told in every_use(refused, ledger):
        assert "allowed: " in told


def test_lines_in_another_order_are_refused(refused: Callable[..., str], ledger: Path) -> None:
    first, second = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    for text in (second + first, first + first + second, second):
        ledger.write_text(text, encoding="utf-8")
        for told in every_use(refused, ledger):
            assert "ours.jsonl" in told


def test_a_ledger_whose_lock_was_left_behind_says_so(
    refused: Callable[..., str], ledger: Path
) -> None:
    lock = ledger.with_name("ours.jsonl.lock")
    lock.touch()
    added = ledger.with_name("own.csv")
    told = refused("evidence", "add", added, "--ledger", ledger, "--by", "A")
    assert str(lock) in told
    assert "delete the file if a program was stopped" in told
    assert run([*POOL, "--ledger", str(ledger)]) == 0


def test_a_study_of_the_ledger_can_not_come_again(
    refused: Callable[..., str], own, ledger: Path
) -> None:
    added = own(table({"study": "second2021"}))
    assert "second2021" in refused("evidence", "add", added, "--ledger", ledger, "--by", "A")
    assert "second2021" in refused(*POOL, "--ledger", ledger, "--with", added)


@pytest.mark.parametrize("place", ["none/ours.jsonl", "folder"])
def test_a_ledger_that_can_not_be_written_is_refused(
    refused: Callable[..., str], own, tmp_path: Path, place: str
) -> None:
    added = own(GOOD)
    (tmp_path / "folder").mkdir()
    told = refused("evidence", "add", added, "--ledger", tmp_path / place, "--by", "A")
    assert place in told


def test_an_addition_through_a_link_reaches_the_ledger(own, ledger: Path) -> None:
    link = ledger.with_name("link.jsonl")
    link.symlink_to(ledger)
    added = str(own(table({"study": "third2022"})))
    assert run(["evidence", "add", added, "--ledger", str(link), "--by", "A"]) == 0
    assert ledger.read_text(encoding="utf-8").count("\n") == 3


def test_who_could_read_a_ledger_still_can(ledger: Path) -> None:
    ledger.chmod(0o644)
    added = str(ledger.with_name("own.csv"))
    assert run(["evidence", "add", added, "--ledger", str(ledger), "--by", "A"]) == 0
    assert ledger.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["", "  ", "A\nB"])
def test_an_addition_needs_the_name_of_who_adds(
    refused: Callable[..., str], own, tmp_path: Path, name: str
) -> None:
    told = refused("evidence", "add", own(GOOD), "--ledger", tmp_path / "l", "--by", name)
    assert "--by" in told


def test_a_folder_that_is_read_only_is_left_as_it_is(
    refused: Callable[..., str], own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    added = own(GOOD)
    monkeypatch.setattr(os, "open", denied)  # whoever runs this may be free to write anywhere
    for asked in (
        ["evidence", "add", added, "--by", "A", "--ledger", tmp_path / "ours.jsonl"],
        ["evidence", "forest", "tare", "--out", tmp_path / "plot.svg"],
        ["evidence", "funnel", "tare", "--out", tmp_path / "plot.png"],
    ):
        told = refused(*asked)
        assert f"{asked[-1]} is permission denied; allowed: a file that can be written" in told


def test_a_full_disk_leaves_the_ledger_as_it_was_and_no_lock(processes, ledger: Path) -> None:
    before = ledger.read_bytes()
    added = ledger.with_name("own.csv")
    done = processes.run(
        "evidence", "add", added, "--ledger", ledger, "--by", "A", limit=len(before)
    )
    assert done.code == 2
    assert "file too large" in done.err
    assert ledger.read_bytes() == before
    assert sorted(p.name for p in ledger.parent.iterdir()) == ["ours.jsonl", "own.csv"]
