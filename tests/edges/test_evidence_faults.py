"""What goes wrong with evidence: field, value and what is allowed are said, nothing is written."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nelm
from nelm.assessment.sheet import Sheet
from nelm.case.problem import InputError
from nelm.cli import run
from nelm.evidence.tables.evidence import extended
from nelm.evidence.tables.template import template_text
from nelm.evidence.tables.user_table import read_study_table
from nelm.knowledge.loader import PACKS

CANDIDATE = str(Path(__file__).parents[2] / "examples" / "synthetic-transplant-candidate.yaml")
PACK = nelm.load_pack("dermine2019")
EVIDENCE = nelm.load_evidence(PACK)
HEADER, EXAMPLE = csv.reader(io.StringIO(template_text()))
MONTHS = {
    "measure": "overall_survival",
    "statistic": "median",
    "unit": "months",
    "value": "20",
    "events": "",
    "denominator": "",
    "denominator_unit": "not_stated",
    "criteria": "not_applicable",
}
NO_SITES = {"n_patients": "", "n_small_bowel": "", "n_pancreas": "", "n_other": ""}
UNCOUNTED = {**NO_SITES, "value": "50", "events": "", "denominator": ""}
HUGE = "9" * 400
POOL = ["evidence", "pool", "tare", "--measure", "response"]


def table(*changes: dict[str, str]) -> str:
    """The template with rows of a user's own; the study is `own2024` unless told."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for change in changes:
        row = dict(zip(HEADER, EXAMPLE, strict=True)) | {"study": "own2024"} | change
        writer.writerow([row[name] for name in HEADER])
    return out.getvalue()


GOOD = table({})


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> Callable[..., str]:
    """Runs a command that must end with code 2 and change no file; what it says."""

    def files() -> dict[Path, bytes | None]:
        found = tmp_path.rglob("*")
        return {path: path.read_bytes() if path.is_file() else None for path in found}

    def told(*arguments: object) -> str:
        before = files()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert files() == before
        assert "Traceback" not in captured.err
        assert "internal error" not in captured.err
        assert captured.out == ""
        assert code == 2
        return captured.err

    return told


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["header", "missing"]),
        (GOOD.splitlines()[0], ["without rows"]),
        (GOOD.encode("utf-16"), ["UTF-8"]),
        (GOOD.replace("Example", "Exämple").encode("latin-1"), ["byte", "UTF-8"]),
        (bytes(range(256)), ["UTF-8"]),
        (GOOD.replace(",", ";"), ["`;`", "commas"]),
        (GOOD.replace(",", "\t"), ["not a known column"]),
        (GOOD + "a,b\n", [":3:", "2 cells", "25 cells"]),
        (GOOD + '"open\n', ["CSV", "valid CSV"]),
        (GOOD.replace(",note\n", ",study\n", 1), ["study", "given twice", "note", "missing"]),
        (template_text(), [":2:", "study", "example2024", "in place of the example"]),
        (table({"study": "peker2015"}), ["study", "peker2015", "does not have"]),
        (table({"options": "laser"}), ["options", "laser", "tare"]),
        (table({}, {}), [":3:", "each once", "line 2"]),
    ],
    ids=range(14),
)
def test_a_file_that_is_no_study_table_is_refused(
    refused: Callable[..., str], own, tmp_path: Path, content: str | bytes, words: list[str]
) -> None:
    path = own(content)
    told = refused(*POOL, "--with", path)
    for word in ("own.csv", *words):
        assert word in told
    assert refused("evidence", "add", path, "--ledger", tmp_path / "l", "--by", "A") == told


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"value": "NaN"}, "value"),
        ({"value": "inf"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "53,3"}, "value"),
        ({"value": "0.53", "events": "", "denominator": ""}, "value"),
        ({"value": "533"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "half"}, "value"),
        ({"n_patients": "-32"}, "n_patients"),
        ({"n_patients": "32.5"}, "n_patients"),
        ({"n_patients": "3_2"}, "n_patients"),
        ({"events": "31"}, "events"),
        ({"events": "\u0661\u0666"}, "events"),
        ({"year": "24"}, "year"),
        ({"measure": "response"}, "measure"),
        ({**MONTHS, "value": "900"}, "value"),
        ({**MONTHS, "value": "0"}, "value"),
        ({**MONTHS, "unit": "percent"}, "unit"),
        ({**MONTHS, "ci_lb": "30", "ci_ub": "40"}, "ci_lb"),
        ({**MONTHS, "ci_lb": "10"}, "ci_ub"),
        ({**MONTHS, "ci_lb": "20", "ci_ub": "20"}, "ci_lb",
        ),
        ({**MONTHS, "ci_lb": "0", "ci_ub": "40"}, "ci_lb",
        ),
        ({**MONTHS, "value": "1e-320"}, "value"),
        ({**MONTHS, **NO_SITES, "events": HUGE}, "events",
        ),
        ({**UNCOUNTED, "denominator": HUGE}, "denominator"),
        ({**UNCOUNTED, "n_patients": HUGE}, "n_patients"),
        ({"options": "tare;tare"}, "options"),
        ({"first_author": "A\x1b[31mB"}, "first_author",
        ),
    ],
)  # fmt: skip
def test_a_cell_that_is_wrong_is_named_with_line_column_and_value(
    refused: Callable[..., str], own, cells: dict[str, str], column: str
) -> None:
    measure = "os" if cells.get("unit") == "months" else "response"
    told = refused("evidence", "pool", "tare", "--measure", measure, "--with", own(table(cells)))
    assert f"own.csv:2: {column}" in told
    assert "; allowed: " in told


def test_response_and_stable_disease_above_all_patients_are_refused(
    refused: Callable[..., str], own
) -> None:
    stable = {"measure": "stable_disease", "value": "60", "events": "18"}
    assert "at most 100 % together" in refused(*POOL, "--with", own(table({}, stable)))


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n"), GOOD.rstrip(), "\n" + GOOD],
    ids=["byte order mark", "CRLF", "no last line end", "empty first line"],
)
def test_files_as_other_programs_write_them_are_the_same_table(
    own, content: str | bytes, capsys: pytest.CaptureFixture
) -> None:
    assert run([*POOL, "--with", str(own(GOOD)), "--json"]) == 0
    plain = capsys.readouterr().out
    assert run([*POOL, "--with", str(own(content)), "--json"]) == 0
    assert capsys.readouterr().out == plain


def test_a_table_that_is_a_folder_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "a readable file" in refused(*POOL, "--with", tmp_path)


def test_two_thousand_studies_are_read_and_told(own, capsys: pytest.CaptureFixture) -> None:
    rows = [{**UNCOUNTED, "study": f"own{i}", "denominator": "20"} for i in range(2000)]
    asked = ["evidence", "list", "tare", "--csv", "--with", str(own(table(*rows)))]
    assert run(asked) == 0
    told = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [row["study"] for row in told][-2000:] == [row["study"] for row in rows]


def test_everything_wrong_with_a_table_is_told_at_once(refused: Callable[..., str], own) -> None:
    content = table({"value": "NaN"}, {"study": "second", "year": "24", "events": "x"})
    told = refused(*POOL, "--with", own(content))
    found = re.findall(r"own\.csv:(\d): (\w+) is (\w+)", told)
    assert found == [("2", "value", "NaN"), ("3", "year", "24"), ("3", "events", "x")]


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


BYTES = GOOD.encode()
PIECES = [
    b"", b",", b";", b'"', b"\n", b"\r", b"\0", b"\xff", b"nan", b"inf", b"-", b"0", b"1e308",
    b"99999999999999999999", b"not_reached", b"median", b"months", b"tae", b"peker2015", b" ",
    "\u0663\u2028\ufeff".encode(), b"rate_at", b"100", b"0.0001", b"overall_survival",
]  # fmt: skip
edits = st.tuples(st.integers(0, len(BYTES)), st.integers(0, 12), st.sampled_from(PIECES))
anything = st.tuples(st.integers(0, len(BYTES)), st.integers(0, 40), st.binary(max_size=12))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "own.csv"


def takes_or_refuses(path: Path, content: bytes) -> None:
    """Reads a table and, where it can be read, pools its outcomes with those of the pack."""
    path.write_bytes(content)
    try:
        added = read_study_table(path, PACK)
        evidence = extended(EVIDENCE, added.studies, added.arms, added.outcomes)
    except InputError:
        return
    for outcome, arm in zip(added.outcomes, added.arms, strict=False):
        if outcome.measure in ("objective_response", "stable_disease", "overall_survival"):
            question = nelm.Question(options=arm.options, measure=outcome.measure)
            found = nelm.pool(evidence, question, variations=False)
            assert (found.summary is None) == (found.failure is not None)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(edits | anything, min_size=1, max_size=3))
def test_any_edit_of_the_template_is_read_or_refused(
    scratch: Path, changes: list[tuple[int, int, bytes]]
) -> None:
    content = BYTES
    for at, length, piece in changes:
        content = content[:at] + piece + content[at + length :]
    takes_or_refuses(scratch, content)


NUMBERS = ["", "0", "1", "2", "12", "30", "53.3", "100", "101", "400", "0.5", "1e-9", "x", "-1"]
cells = st.dictionaries(
    st.sampled_from(
        [*NO_SITES, "value", "events", "denominator", "at_months", "year", "ci_lb", "ci_ub"]
    ),
    st.sampled_from([*NUMBERS, "not_reached", "merged", "ambiguous"]),
    max_size=5,
).filter(lambda row: not ({"ci_lb", "ci_ub"} <= row.keys() and row["ci_lb"] == row["ci_ub"]))
kinds = st.sampled_from(
    [{}, MONTHS, {**MONTHS, "statistic": "mean"}, {"statistic": "rate_at", "at_months": "12"}]
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=kinds, rows=st.lists(cells, min_size=1, max_size=2))
def test_any_figures_in_the_template_are_read_or_refused(
    scratch: Path, kind: dict[str, str], rows: list[dict[str, str]]
) -> None:
    made = [{**kind, **row, "study": f"own{i}"} for i, row in enumerate(rows)]
    takes_or_refuses(scratch, table(*made).encode())
