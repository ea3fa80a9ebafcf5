"""The commands about evidence as a user meets them: text, JSON, CSV, pictures, exit codes."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

import nelm
from nelm.assessment.sheet import Sheet
from nelm.cli import run
from nelm.cli.evidence_app import app
from nelm.evidence.tables.template import template_text
from nelm.reports.blocks import EXPECTED_TITLE

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "evidence.md"
CANDIDATE = str(ROOT / "examples" / "synthetic-transplant-candidate.yaml")
SVG = "{http://www.w3.org/2000/svg}"
NELM = Path(sys.executable).with_name("nelm")
EVIDENCE = nelm.load_evidence(nelm.load_pack("dermine2019"))
REPORTS = [
    ["list"],
    ["list", "embolization"],
    ["audit"],
    ["pool", "tare", "--measure", "response", "--by", "decade"],
    ["pool", "prrt", "--measure", "os"],
    ["pool", "monitoring", "--measure", "os"],
    ["influence", "tare", "--measure", "os"],
    ["profile", "tare", "--measure", "response", "--year", "2012"],
]
JSON_ONLY = [["show", "peker2015"], ["trials"], ["trials", "prrt"]]


def strict(text: str) -> Any:
    """JSON as the standard has it: without NaN and Infinity."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def has_number(arguments: list[str]) -> bool:
    """Whether two or more studies can be pooled; `prrt` has one with a survival."""
    return "prrt" not in arguments and "monitoring" not in arguments


@pytest.mark.parametrize("arguments", [*REPORTS, *JSON_ONLY], ids=" ".join)
def test_text_and_json_say_the_same_of_success(
    arguments: list[str], capsys: pytest.CaptureFixture
) -> None:
    expected = 0 if has_number(arguments) or arguments[0] == "trials" else 1
    assert run(["evidence", *arguments]) == expected
    text = capsys.readouterr()
    assert re.search(r"^=+$", text.out, re.MULTILINE)
    assert run(["evidence", *arguments, "--json"]) == expected
    told = capsys.readouterr()
    assert strict(told.out)
    assert text.err == told.err == ""


@pytest.mark.parametrize("arguments", [r for r in REPORTS if "monitoring" not in r], ids=" ".join)
def test_csv_has_the_same_columns_in_every_row(
    arguments: list[str], capsys: pytest.CaptureFixture
) -> None:
    code = run(["evidence", *arguments, "--csv"])
    assert code == (0 if has_number(arguments) else 1)
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])
    assert not {"nan", "inf", "-inf", "None"} & {cell for row in rows for cell in row}


def test_pages_hold_no_word_that_only_a_program_writes(capsys: pytest.CaptureFixture) -> None:
    for arguments in [*REPORTS, *JSON_ONLY]:
        run(["evidence", *arguments])
        words = set(re.findall(r"\S+", capsys.readouterr().out))
        assert not {"nan", "inf", "None", "None,", "True", "False", "()", "[]"} & words, arguments


def test_a_result_that_can_not_be_given_is_exit_code_1_with_the_reason(
    capsys: pytest.CaptureFixture,
) -> None:
    assert run(["evidence", "pool", "prrt", "--measure", "os", "--json"]) == 1
    found = strict(capsys.readouterr().out)
    assert found["summary"] is None
    assert found["failure"]["reason"] == "too_few_studies"
    assert run(["evidence", "profile", "deb_tace", "--small-bowel-percent", "50"]) == 1
    assert "No figure: " in capsys.readouterr().out


@pytest.mark.parametrize("drawn", ["forest", "funnel"])
def test_an_svg_has_a_title_and_a_description_for_those_who_hear_it(
    drawn: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "picture.svg"
    assert run(["evidence", drawn, "tare", "--measure", "os", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{drawn} plot: {out}\n"
    root = ET.fromstring(out.read_bytes())
    assert root.get("role") == "img"
    title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert title is not None
    assert "verall survival" in title
    assert "TARE" in title
    assert description is not None
    assert "studies" in description
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("drawn", ["forest", "funnel"])
def test_a_png_is_written_whole(drawn: str, tmp_path: Path) -> None:
    out = tmp_path / "picture.PNG"
    assert run(["evidence", drawn, "tare", "--measure", "os", "--out", str(out)]) == 0
    content = out.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert content.endswith(b"IEND\xaeB`\x82")


def test_an_audit_that_finds_another_figure_is_exit_code_1(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["evidence", "audit"]) == 0
    cell = next(o for o in EVIDENCE.outcomes if o.measure == "objective_response")
    changed = cell.model_copy(update={"printed": 99.0, "value": None})
    others = [changed if o is cell else o for o in EVIDENCE.outcomes]
    moved = replace(EVIDENCE, outcomes=tuple(others))
    monkeypatch.setattr("nelm.cli.evidence.load_evidence", lambda _: moved)
    assert run(["evidence", "audit"]) == 1
    assert "Changed since the audit" in capsys.readouterr().out


@pytest.mark.parametrize("measure", ["objective_response", "overall_survival"])
def test_page_json_and_csv_have_the_numbers_of_the_library(
    measure: str, capsys: pytest.CaptureFixture
) -> None:
    asked = ["evidence", "pool", "tace", "tae", "--measure", measure]
    question = nelm.Question(options=("tae", "tace"), measure=measure)
    found = nelm.pool(EVIDENCE, question)
    assert run([*asked, "--json"]) == 0
    assert nelm.Estimate.model_validate_json(capsys.readouterr().out) == found
    assert found.summary is not None
    s = found.summary
    assert run(asked) == 0
    page = " ".join(capsys.readouterr().out.split())
    unit, digits = ("%", 0) if measure == "objective_response" else ("months", 1)
    assert f"{s.estimate:.{digits}f}" in page
    assert f"{s.ci_lb:.{digits}f}-{s.ci_ub:.{digits}f}" in page
    assert f"{s.pi_lb:.{digits}f} and {s.pi_ub:.{digits}f} {unit}" in page
    assert f"{s.k} studies, {s.n_patients:,} patients" in page
    assert run([*asked, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["study"], row["arm"]) for row in rows if row["pooled"] == "yes"] == [
        (p.study, p.arm) for p in found.points
    ]
    for row, point in zip(rows, (*found.points, *found.excluded), strict=True):
        assert row["excluded_because"] == (point.excluded_because or "")
        assert row["value"] == ("" if point.value is None else str(round(point.value, 1)))
        assert row["n"] == ("" if point.n is None else str(point.n))
        assert f"{point.label}" in page


@pytest.mark.parametrize("options", [("tae",), ("tare",), ("tae", "tace", "deb_tace")])
@pytest.mark.parametrize("reading", [nelm.Reading(), nelm.Reading(arms="apart", doubtful="out")])
def test_every_study_that_got_only_these_options_is_somewhere(
    options: tuple[str, ...], reading: nelm.Reading
) -> None:
    on = {arm.study for arm in EVIDENCE.arms if arm.options and set(arm.options) <= set(options)}
    for measure in ("objective_response", "symptom_response", "overall_survival"):
        question = nelm.Question(options=options, measure=measure)
        found = nelm.pool(EVIDENCE, question, reading, variations=False)
        told = {p.study for p in (*found.points, *found.excluded)}
        assert on <= told | set(found.without_figure)
        assert not told & set(found.without_figure)
        assert all(p.excluded_because for p in found.excluded)


def test_a_study_that_may_have_given_the_option_is_somewhere_too() -> None:
    on = {arm.study for arm in EVIDENCE.arms if "tae" in arm.options}
    question = nelm.Question(options=("tae",), measure="overall_survival")
    found = nelm.pool(EVIDENCE, question, variations=False)
    told = {p.study for p in (*found.points, *found.excluded)}
    assert on <= told | set(found.without_figure)


def test_list_names_every_study_that_the_pack_has(capsys: pytest.CaptureFixture) -> None:
    with_option = {arm.study for arm in EVIDENCE.arms if arm.options}
    assert run(["evidence", "list", "all", "--json"]) == 0
    assert {row["study"] for row in strict(capsys.readouterr().out)} == with_option


def test_show_prints_every_cell_of_the_study(capsys: pytest.CaptureFixture) -> None:
    assert run(["evidence", "show", "peker2015", "--json"]) == 0
    told = strict(capsys.readouterr().out)
    assert len(told["outcomes"]) == len(EVIDENCE.outcomes_of("peker2015"))
    assert run(["evidence", "show", "peker2015"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in (
        "as printed: 46 %",
        "as printed: 67 %",
        "proportion: 37",
        "as printed: 39 months",
    ):
        assert words in page


def test_lint_tells_known_defects_of_the_tables_from_problems(
    capsys: pytest.CaptureFixture,
) -> None:
    assert run(["pack", "lint"]) == 0
    text = capsys.readouterr().out
    known = text.count("known: ")
    assert known >= len({defect.rule for defect in EVIDENCE.known_defects})
    assert f"0 problems, {known} known defects" in text
    assert run(["pack", "lint", "--json"]) == 0
    rows = strict(capsys.readouterr().out)
    assert len(rows) == known
    assert all(row["known_because"] for row in rows)


def test_the_sheet_says_what_to_expect_of_options_that_are_not_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    html, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    arguments = ["assess", CANDIDATE, "--json", "--html", str(html), "--pdf", str(pdf)]
    assert run(arguments) == 0
    sheet = Sheet.model_validate_json(capsys.readouterr().out)
    transplant = next(o for o in sheet.options if o.id == "liver_transplantation")
    closed = next(o for o in sheet.options if o.id == "tace")
    assert transplant.answer != "not_supported"
    assert transplant.expected
    assert closed.answer == "not_supported"
    assert closed.expected
    page = plain(html.read_text(encoding="utf-8"))
    texts = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf)]
    printed = plain(" ".join(texts))
    titles = sum(bool(o.expected) and o.answer != "not_supported" for o in sheet.options)
    for whole in (page, printed):
        assert whole.count(plain(EXPECTED_TITLE)) == titles
        assert all(plain(line.title) in whole for line in transplant.expected)
        assert not any(plain(line.title) in whole for line in closed.expected)


def plain(text: str) -> str:
    """A page without tags, white space and soft hyphens."""
    bare = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s|[\u00ad\ufffe]", "", bare.replace("&#39;", "'"))


def test_terminal_tells_what_to_expect_of_the_option_asked_for(
    capsys: pytest.CaptureFixture,
) -> None:
    assert run(["assess", CANDIDATE, "--option", "LT"]) == 0
    assert EXPECTED_TITLE in capsys.readouterr().out
    assert run(["assess", CANDIDATE, "--option", "tace"]) == 0
    assert EXPECTED_TITLE not in capsys.readouterr().out


def commands_of_the_page() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_how_to_shows_every_command() -> None:
    shown = {shlex.split(line, comments=True)[2] for line in commands_of_the_page()}
    known = {command.callback.__name__ for command in evidence_commands()}  # type: ignore[union-attr]
    assert {name.removesuffix("_studies") for name in known} == shown


def evidence_commands() -> list[Any]:
    return app.registered_commands


def test_a_new_user_can_follow_the_how_to_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in commands_of_the_page():
        words = shlex.split(line, comments=True)
        target = words[words.index(">") + 1] if ">" in words else None
        assert words[0] == "nelm"
        assert run(words[1 : words.index(">")] if target else words[1:]) == 0, line
        told = capsys.readouterr()
        assert told.out
        assert told.err == ""
        if target:
            Path(target).write_text(told.out.replace("example2024", "ours2024"), encoding="utf-8")
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"studies.csv", "ours.jsonl", "forest.svg", "funnel.png"}


def test_what_is_added_moves_the_result_as_the_table_alone_does(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    table, ledger = tmp_path / "own.csv", tmp_path / "own.jsonl"
    table.write_text(template_text().replace("example2024", "own2024"), encoding="utf-8")
    added = ["evidence", "add", str(table), "--ledger", str(ledger), "--by", "A", "--json"]
    assert run(added) == 0
    effect = strict(capsys.readouterr().out)["effects"][0]
    asked = ["evidence", "pool", "tare", "--measure", "response", "--json"]
    summaries = []
    for more in ([], ["--with", str(table)], ["--ledger", str(ledger)]):
        assert run([*asked, *more]) == 0
        summaries.append(strict(capsys.readouterr().out)["summary"])
    before, looked, kept = summaries
    assert looked == kept
    assert (effect["before"], effect["after"]) == (before, kept)
    assert kept["k"] == before["k"] + 1
    assert kept["n_patients"] == before["n_patients"] + 30


def test_history_gives_back_what_was_added(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    table, ledger = tmp_path / "own.csv", tmp_path / "own.jsonl"
    for name in ("first2020", "second2021"):
        table.write_text(template_text().replace("example2024", name), encoding="utf-8")
        signed = ["--by", "Ä. Reader", "--note", f"found {name}"]
        assert run(["evidence", "add", str(table), "--ledger", str(ledger), *signed]) == 0
    capsys.readouterr()
    assert run(["evidence", "history", "--ledger", str(ledger), "--json"]) == 0
    entries = strict(capsys.readouterr().out)
    assert [(e["number"], e["by"], e["note"]) for e in entries] == [
        (1, "Ä. Reader", "found first2020"),
        (2, "Ä. Reader", "found second2021"),
    ]
    assert run(["evidence", "history", "--ledger", str(ledger)]) == 0
    assert "2. " in capsys.readouterr().out


def test_the_installed_command_prints_json_alone_and_leaves_with_its_code() -> None:
    command = [NELM, "evidence", "pool", "prrt", "--measure", "os", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    assert strict(done.stdout)["question"]["options"] == ["prrt"]
    command = [NELM, "evidence", "pool", "laser"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "laser" in done.stderr


def test_help_of_every_evidence_command_has_an_example(capsys: pytest.CaptureFixture) -> None:
    for command in evidence_commands():
        name = command.name or command.callback.__name__
        assert run(["evidence", name, "--help"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert f"Example: nelm evidence {name}" in text
