"""The command line as a user meets it: what it prints, which exit code, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from nelm.assessment.sheet import Sheet
from nelm.cli import run
from nelm.knowledge.loader import PACKS

EXAMPLES = Path(__file__).parents[2] / "examples"
CANDIDATE = str(EXAMPLES / "synthetic-transplant-candidate.yaml")
EMBOLIZATION = str(EXAMPLES / "synthetic-carcinoid-embolization.yaml")


@pytest.fixture
def case_file(tmp_path: Path):
    def write(text: str, name: str = "case.yaml") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_assess_prints_summary_block_intended_use_and_pack(capsys: pytest.CaptureFixture) -> None:
    assert run(["assess", CANDIDATE, "--option", "transplantation"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Criteria of Dermine" in text
    assert "criteria met, with caution" in text
    assert "Age 57 years is at most 60 years (Conclusions, paragraph 6; refs 7, 23) [LT-02]" in text
    assert "The meeting decides." in text
    assert "pack dermine2019 1.0.0" in text
    assert "[IAT-05]" not in text


def test_a_parameter_changes_the_verdict_and_is_printed(capsys: pytest.CaptureFixture) -> None:
    assert run(["assess", CANDIDATE, "--option", "LT", "--set", "lt_max_age_years=55"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Age 57 years is not at most 55 years" in text
    assert "parameters: lt_max_age_years = 55" in text


def test_json_is_the_sheet(capsys: pytest.CaptureFixture) -> None:
    assert run(["assess", EMBOLIZATION, "--json", "--option", "tace"]) == 0
    sheet = Sheet.model_validate_json(capsys.readouterr().out)
    assert [option.id for option in sheet.options] == ["tace"]
    assert sheet.options[0].label == "supported"


def test_explain_prints_the_trace_as_a_tree(capsys: pytest.CaptureFixture) -> None:
    assert run(["explain", CANDIDATE, "transplantation"]) == 0
    text = capsys.readouterr().out
    assert "answer supported, label supported_with_caution" in text
    assert "parameter lt_max_age_years = 60" in text
    assert "[course.stable_months]" in text


def test_explain_as_json_is_one_option(capsys: pytest.CaptureFixture) -> None:
    assert run(["explain", CANDIDATE, "LT", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "liver_transplantation"


def test_html_and_pdf_are_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    html, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    assert run(["assess", CANDIDATE, "--html", str(html), "--pdf", str(pdf)]) == 0
    assert html.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sheet.html", "sheet.pdf"]


def test_a_sheet_that_can_not_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    missing = tmp_path / "no-such-folder" / "sheet.html"
    assert run(["assess", CANDIDATE, "--html", str(missing)]) == 2
    assert "a file that can be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("patient.age_years: -4", 'patient.age_years is "-4"; allowed: a number from 0 to 120'),
        ("liver.involvement_percent: 130", 'liver.involvement_percent is "130"'),
        ("tumor: {ki67_percent: .nan}", 'tumor.ki67_percent is ".nan"'),
        ("tumor:\n  ki67_percent: 2\n  ki67_percent: 3", ":3: ki67_percent is given twice"),
        ("extrahepatic.status: no", 'extrahepatic.status is "no"; allowed: none'),
        ("decision_date: 2999-01-01", 'decision_date is "2999-01-01"; allowed: dates up to'),
        ("tumor: {grade: G2}", "tumor.grade is not a known field"),
        ("tumor: [", "valid YAML"),
    ],
)
def test_bad_input_names_field_value_and_what_is_allowed(
    case_file, capsys: pytest.CaptureFixture, text: str, message: str
) -> None:
    assert run(["assess", case_file(text)]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_bad_input_writes_nothing(case_file, tmp_path: Path) -> None:
    target = tmp_path / "sheet.html"
    assert run(["assess", case_file("patient.age_years: -4"), "--html", str(target)]) == 2
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["assess", "no-such-file.yaml"], "no such file"),
        (["assess", CANDIDATE, "--option", "homeopathy"], "homeopathy"),
        (["assess", CANDIDATE, "--set", "lt_max_age_years"], "NAME=VALUE"),
        (["assess", CANDIDATE, "--set", "lt_max_age_years=5"], "from 18 to 90 years"),
        (["assess", CANDIDATE, "--pack", "no-such-pack"], "dermine2019"),
        (["pack", "show", "dermine2019", "--option", "homeopathy"], "homeopathy"),
        (["explain", CANDIDATE, "resection"], "ambiguous"),
        (["no-such-command"], "No such command"),
        (["assess"], "CASE"),
    ],
)
def test_every_bad_request_ends_with_exit_code_2_and_one_message(
    capsys: pytest.CaptureFixture, arguments: list[str], message: str
) -> None:
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


def test_an_error_inside_nelm_is_code_3_and_repeats_no_patient_data(
    case_file, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Ki-67 of Mrs Example")

    monkeypatch.setattr("nelm.cli.board.assess", broken)
    assert run(["assess", CANDIDATE]) == 3
    error = capsys.readouterr().err
    assert "RuntimeError in broken" in error
    assert "Mrs Example" not in error


def test_case_check_counts_facts_and_finds_nothing_to_question(
    case_file, capsys: pytest.CaptureFixture
) -> None:
    assert run(["case", "check", case_file("tumor: {ki67_percent: 4, differentiation: well}")]) == 0
    assert capsys.readouterr().out == "2 facts stated, 1 derived, 0 to question.\n"


def test_case_check_questions_suspect_and_contradictory_facts(
    case_file, capsys: pytest.CaptureFixture
) -> None:
    text = "tumor: {ki67_percent: 28, who_grade: G2}\nliver: {bilirubin_umol_l: 1.2}"
    assert run(["case", "check", case_file(text)]) == 1
    out = capsys.readouterr().out
    assert "contradiction: The WHO grade is lower than the Ki-67 index allows" in out
    assert "suspect: Total bilirubin 1.2 umol/L: is the unit right?" in out


def test_case_check_as_json_gives_errors_as_data(case_file, capsys: pytest.CaptureFixture) -> None:
    assert run(["case", "check", case_file("patient.age_years: -4"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "error"
    assert run(["case", "check", case_file("liver.bilirubin_umol_l: 1.2"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["facts"] == ["liver.bilirubin_umol_l"]


def test_the_template_is_a_valid_case_without_facts(
    case_file, capsys: pytest.CaptureFixture
) -> None:
    for arguments in (["case", "template"], ["case", "template", "--minimal"]):
        assert run(arguments) == 0
        path = case_file(capsys.readouterr().out)
        assert run(["case", "check", path]) == 0
        assert capsys.readouterr().out.startswith("0 facts stated")


def test_the_schema_is_json(capsys: pytest.CaptureFixture) -> None:
    assert run(["case", "schema"]) == 0
    assert "tumor" in json.loads(capsys.readouterr().out)["properties"]


def test_packs_are_listed_shown_and_linted(capsys: pytest.CaptureFixture) -> None:
    assert run(["pack", "list"]) == 0
    assert "dermine2019 1.0.0" in capsys.readouterr().out
    assert run(["pack", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["doi"] == "10.3390/jcm8111907"
    assert run(["pack", "show", "dermine2019", "--option", "transplantation"]) == 0
    shown = capsys.readouterr().out
    assert "tumor.ki67_percent < lt_max_ki67_percent" in shown
    assert run(["pack", "show", "dermine2019", "--option", "LT", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["options"][0]["code"] == "LT"
    assert run(["pack", "lint"]) == 0
    assert "dermine2019: 0 problems" in capsys.readouterr().out


def test_a_finding_of_the_linter_is_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "broken"
    copytree(PACKS / "dermine2019", folder)
    path = folder / "options" / "transplantation.yaml"
    path.write_text(path.read_text().replace("refs: [7, 23]", "refs: [7, 230]", 1))
    assert run(["pack", "lint", str(folder)]) == 1
    assert "230" in capsys.readouterr().out
    assert run(["pack", "lint", str(folder), "--json"]) == 1
    assert any("230" in str(row) for row in json.loads(capsys.readouterr().out))


def test_demo_prints_a_published_case_and_writes_its_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    html = tmp_path / "demo.html"
    assert run(["demo", "--html", str(html)]) == 0
    assert "Maker AV" in capsys.readouterr().out
    assert html.exists()


def test_version_and_help_come_without_loading_heavy_libraries() -> None:
    code = (
        "import sys\nfrom nelm.cli import run\nassert run(['--help']) == 0\n"
        "assert run(['--version']) == 0\n"
        "heavy = {'pydantic', 'yaml', 'lark', 'jinja2', 'typst'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "assess" in done.stdout
    assert "nelm 0.1.0" in done.stdout


def test_the_installed_command_runs() -> None:
    nelm = Path(sys.executable).with_name("nelm")
    done = subprocess.run([nelm, "pack", "list"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "182 statements" in done.stdout


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_can_be_assessed(path: Path, capsys: pytest.CaptureFixture) -> None:
    assert run(["assess", str(path), "--json"]) == 0
    sheet = Sheet.model_validate_json(capsys.readouterr().out)
    assert len(sheet.options) == 15
    assert sheet.case.synthetic or sheet.case.citation


@pytest.mark.parametrize("option", ["--html", "--pdf"])
def test_a_sheet_never_takes_the_place_of_the_case(case_file, capsys, option) -> None:
    path = case_file("patient.age_years: 60")
    before = Path(path).read_bytes()
    assert run(["assess", path, option, path]) == 2
    assert "a file that is no input of this run" in capsys.readouterr().err
    assert Path(path).read_bytes() == before
