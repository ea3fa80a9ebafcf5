"""What people ask that can not be, packs with broken tables: field, value, what is allowed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from own_tables import (
    CANDIDATE,
    GOOD,
    POOL,
    table,
)

from nelm.assessment.sheet import Sheet
from nelm.cli import run
from nelm.knowledge.loader import PACKS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pool", "laser"], ["laser", "tare", "embolization"]),
        (["pool", "radio"], ["ambiguous", "rfa_alone", "tare"]),
        (["list", "laser"], ["laser", "tare"]),
        (["trials", "laser"], ["laser", "prrt"]),
        (["pool", "tare", "--measure", "qol"], ["--measure", "qol", "response", "overall_surv"]),
        (["pool", "tare", "--by", "color"], ["--by", "color", "option", "decade"]),
        (["pool", "tare", "--values", "new"], ["--values", "new", "corrected", "printed"]),
        (["pool", "tare", "--endpoints", "x"], ["--endpoints", "x", "own", "as_printed"]),
        (["pool", "tare", "--arms", "x"], ["--arms", "x", "together", "apart"]),
        (["pool", "tare", "--means", "x"], ["--means", "x", "times_ln2", "out"]),
        (["pool", "tare", "--merged", "x"], ["--merged", "x", "out", "as_response"]),
        (["pool", "tare", "--overlap", "x"], ["--overlap", "x", "kept", "one_per_cohort"]),
        (["pool", "tare", "--doubtful", "x"], ["--doubtful", "x", "kept", "out"]),
        (["pool", "tare", "--variance", "x"], ["--variance", "x", "kaplan_meier", "exponential"]),
        (["pool", "tare", "--arms", "x", "--values", "y"], ["--arms is x", "--values is y"]),
        (["pool", "tare", "--pack", "nope"], ["nope", "dermine2019"]),
        (["pool"], ["OPTION"]),
        (["show", "nobody1999"], ["STUDY", "nobody1999", "nelm evidence list"]),
        (["show", "Peker"], ["STUDY", "Peker", "peker2015"]),
        (["profile", "tare"], ["--small-bowel-percent", "--year"]),
        (["profile", "tare", "--year", "soon"], ["--year", "number"]),
        (["add", "own.csv", "--by", "A"], ["--ledger"]),
        (["history"], ["--ledger"]),
        (["history", "--ledger", "nowhere.jsonl"], ["--ledger", "nowhere.jsonl", "exists"]),
        (["pool", "tare", "--ledger", "nowhere.jsonl"], ["--ledger", "nowhere.jsonl", "exists"]),
        (["pool", "tare", "--with", "nowhere.csv"], ["nowhere.csv", "a readable file"]),
        (["delete"], ["delete"]),
    ],
    ids=" ".join,
)
def test_a_bad_request_names_the_word_and_what_is_allowed(
    refused: Callable[..., str], arguments: list[str], words: list[str]
) -> None:
    told = refused("evidence", *arguments)
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["--year", "nan"],
        ["--small-bowel-percent", "inf"],
        ["--year", "1e300"],
        ["--small-bowel-percent", "130"],
        ["--pancreas-percent=-5"],
        ["--small-bowel-percent", "80", "--pancreas-percent", "80"],
    ],
    ids=" ".join,
)
def test_a_patient_that_can_not_be_is_refused(
    refused: Callable[..., str], arguments: list[str]
) -> None:
    assert "allowed: " in refused("evidence", "profile", "tare", *arguments)


@pytest.mark.parametrize("drawn", ["forest", "funnel"])
@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("plot.pdf", [".svg or .png"]),
        ("plot", [".svg or .png"]),
        (".", [".svg or .png"]),
        ("none/plot.svg", ["no such file", "can be written"]),
        ("folder.svg", ["can be written"]),
    ],
)
def test_a_picture_that_can_not_be_written_leaves_nothing(
    refused: Callable[..., str], tmp_path: Path, drawn: str, out: str, words: list[str]
) -> None:
    (tmp_path / "folder.svg").mkdir()
    asked = ["evidence", drawn, "tare", "--measure", "os", "--out"]
    told = refused(*asked, tmp_path / out)
    for word in words:
        assert word in told


@pytest.mark.parametrize("drawn", ["forest", "funnel"])
def test_pictures_of_nothing_are_refused(
    refused: Callable[..., str], tmp_path: Path, drawn: str
) -> None:
    asked = ["evidence", drawn, "monitoring", "--measure", "os"]
    assert "one study or more" in refused(*asked, "--out", tmp_path / "plot.svg")


@pytest.mark.parametrize("drawn", ["forest", "funnel"])
def test_without_matplotlib_a_picture_says_what_to_install(
    refused: Callable[..., str], tmp_path: Path, drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ["matplotlib", *(n for n in sys.modules if n.startswith("matplotlib."))]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    asked = ["evidence", drawn, "tare", "--measure", "os"]
    assert 'pip install "nelm[plots]"' in refused(*asked, "--out", tmp_path / "plot.svg")


def test_an_error_inside_nelm_repeats_nothing_of_the_table(
    own, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Mrs Secret, 53.3 %")

    monkeypatch.setattr("nelm.cli.pooling.pool", broken)
    assert run([*POOL, "--with", str(own(table({"first_author": "Secret"})))]) == 3
    error = capsys.readouterr().err
    assert "RuntimeError in broken" in error
    assert "Secret" not in error
    assert "53.3" not in error


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack without its study tables."""
    folder = tmp_path_factory.mktemp("packs") / "bare"
    return Path(copytree(PACKS / "dermine2019", folder, ignore=ignore_patterns("evidence")))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pool", "tare"], 1, "no study with a usable figure"),
        (["influence", "tare"], 1, "no study with a usable figure"),
        (["profile", "tare", "--year", "2010"], 1, "0 studies with the covariates"),
        (["list"], 0, "no studies"),
        (["list", "tace"], 0, "no studies"),
        (["trials"], 0, "no trials"),
        (["audit"], 0, "no claims"),
    ],
)
def test_a_pack_without_study_tables_says_that_nothing_is_there(
    bare: Path, capsys: pytest.CaptureFixture, arguments: list[str], code: int, words: str
) -> None:
    assert run(["evidence", *arguments, "--pack", str(bare)]) == code
    assert words in " ".join(capsys.readouterr().out.lower().split())
    assert run(["evidence", *arguments, "--pack", str(bare), "--json"]) == code
    json.loads(capsys.readouterr().out)


def test_a_pack_without_study_tables_judges_as_before(
    bare: Path, capsys: pytest.CaptureFixture
) -> None:
    sheets = []
    for pack in ("dermine2019", str(bare)):
        assert run(["assess", CANDIDATE, "--pack", pack, "--json"]) == 0
        sheets.append(Sheet.model_validate_json(capsys.readouterr().out))
    assert [o.label for o in sheets[0].options] == [o.label for o in sheets[1].options]
    assert not any(o.expected for o in sheets[1].options)
    assert run(["assess", CANDIDATE, "--pack", str(bare)]) == 0
    assert "What to expect" not in capsys.readouterr().out
    assert run(["pack", "lint", str(bare)]) == 0


def test_a_study_of_ones_own_is_read_beside_a_pack_without_tables(
    bare: Path, own, refused: Callable[..., str], capsys: pytest.CaptureFixture
) -> None:
    assert run([*POOL, "--pack", str(bare), "--with", str(own(GOOD)), "--json"]) == 1
    assert [p["study"] for p in json.loads(capsys.readouterr().out)["points"]] == ["own2024"]
    assert "peker2015" in refused("evidence", "show", "peker2015", "--pack", bare)


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("trials.csv", lambda _: None, ["trials.csv", "no such file"]),
        ("arms.csv", lambda raw: raw + b"a,b\n", ["arms.csv", "2 cells"]),
        ("arms.csv", lambda raw: raw.replace(b",tare,", b",laser,", 1), ["laser"]),
        ("studies.csv", lambda raw: raw.splitlines(keepends=True)[0], ["carrasco1986"]),
        ("arms.csv", lambda raw: raw + b"\xff", ["arms.csv", "UTF-8"],
        ),
    ],
)  # fmt: skip
def test_a_pack_with_a_broken_table_is_refused(
    refused: Callable[..., str], tmp_path: Path, name: str, spoil, words: list[str]
) -> None:
    folder = copytree(PACKS / "dermine2019", tmp_path / "pack")
    path = Path(folder) / "evidence" / name
    spoiled = spoil(path.read_bytes())
    path.unlink() if spoiled is None else path.write_bytes(spoiled)
    for command in (["evidence", "list"], ["evidence", "audit"], ["evidence", "pool", "tare"]):
        told = refused(*command, "--pack", folder)
        for word in words:
            assert word in told


def test_csv_of_a_profile_warns_as_its_page_does(capsys: pytest.CaptureFixture) -> None:
    asked = ["evidence", "profile", "tare", "--small-bowel-percent", "100"]
    assert run(asked) == 0
    assert "OUTSIDE THE DATA" in capsys.readouterr().out
    assert run([*asked, "--json"]) == 0
    assert "OUTSIDE THE DATA" in capsys.readouterr().out


def test_csv_does_not_lose_the_warning(capsys: pytest.CaptureFixture) -> None:
    run(["evidence", "profile", "tare", "--small-bowel-percent", "100", "--csv"])
    assert "OUTSIDE THE DATA" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["pool", "influence"])
def test_csv_without_rows_still_has_its_header(command: str, capsys: pytest.CaptureFixture) -> None:
    assert run(["evidence", command, "monitoring", "--measure", "os", "--csv"]) == 1
    assert capsys.readouterr().out.count("\n") == 1
