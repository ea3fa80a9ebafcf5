"""`nelm plan` as a user meets it: what it prints, exit codes, files with line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nelm.cli import run
from nelm.planning.form import Plan
from nelm.planning.inputs_file import inputs_template, read_inputs
from nelm.planning.plan import FORMS

CASE = "nelm: 1\nid: x\n"
TARE = """\
device: resin
treatment: unilobar
dose_constant: legacy49.67
activity_gbq: 2.0
tumor_mass_kg: 0.2
normal_liver_mass_kg: 1.3
perfused_mass_kg: 1.5
tn_concentration_ratio: {value: 5, relative_uncertainty: 0.3}
lung_shunt_fraction: 0.05
residual_fraction: 0
lung_mass_kg: 1.0
earlier_lung_gy: []
earlier_normal_liver_gy: []
"""
Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def test_a_plan_is_a_page_with_the_label_before_the_numbers(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    case, inputs = write("case.yaml", CASE), write("in.yaml", TARE)
    assert run(["plan", "tare", case, "--inputs", inputs]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.index("Read first") < text.index("Quantities")
    assert "Mean dose of the normal liver (partition model): 41.03 Gy" in text
    assert "49.67 Gy kg/GBq" in text
    assert "RECALLED, to be verified" in text
    assert "no tumor-dose recommendation for NET" in text
    assert "10000 draws (seed 2019)" in text
    assert "no uncertainty given" in text
    assert "GEN-13" in text
    assert "sha256" in text


def test_json_is_the_plan_and_the_same_every_time(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", "TARE", write("c.yaml", CASE), "--inputs", write("i.yaml", TARE), "--json"]
    assert run(arguments) == 0
    first = capsys.readouterr().out
    assert Plan.model_validate(json.loads(first)).assessed.option == "tare"
    assert run(arguments) == 0
    assert capsys.readouterr().out == first


def test_a_refusal_is_exit_code_1(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = write("in.yaml", TARE.replace("fraction: 0.05", "fraction: 0.25"))
    assert run(["plan", "tare", write("case.yaml", CASE), "--inputs", inputs]) == 1
    assert "REFUSED lung-shunt" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("activity_gbq: 2000", ":4: activity_gbq"),
        ("activity_gbq: .nan", ":4: activity_gbq"),
        ("activity: 2", ":4: activity is not a known field"),
        ("activity_gbq: {value: 2, relative: 1}", ":4: activity_gbq"),
    ],
)
def test_bad_inputs_are_exit_code_2_with_file_and_line(
    write: Write, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    inputs = write("in.yaml", TARE.replace("activity_gbq: 2.0", line))
    assert run(["plan", "tare", write("case.yaml", CASE), "--inputs", inputs]) == 2
    assert f"in.yaml{said}" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "lesions: [{tumour_mm: 2}]", "lesions: 3"], ids=str)
def test_odd_files_of_inputs_never_end_in_an_internal_error(write: Write, text: str) -> None:
    inputs = write("in.yaml", text)
    assert run(["plan", "RFA", write("case.yaml", CASE), "--inputs", inputs]) in (0, 2)


def test_without_inputs_the_template_is_named(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", "prrt", write("case.yaml", CASE)]) == 0
    told = capsys.readouterr().out
    assert "nelm plan template prrt" in told
    assert "activities_gbq" in told
    assert "Quantities" not in told


def test_a_sheet_is_written_as_html_and_pdf_beside_the_text(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", "tare", write("c.yaml", CASE), "--inputs", write("i.yaml", TARE)]
    html, pdf = tmp_path / "p.html", tmp_path / "p.pdf"
    assert run([*arguments, "--html", str(html), "--pdf", str(pdf)]) == 0
    assert "Quantities" in capsys.readouterr().out
    assert "<math" in html.read_text(encoding="utf-8")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_nothing_is_written_where_one_file_can_not_be_made(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", "tare", write("c.yaml", CASE), "--inputs", write("i.yaml", TARE)]
    dose = write("dose.json", "{}")
    html = tmp_path / "p.html"
    assert run([*arguments, "--html", str(html), "--dose", dose]) == 2
    assert "--dose" in capsys.readouterr().err
    assert not html.exists()


@pytest.mark.parametrize("option", ["--html", "--pdf"])
@pytest.mark.parametrize("taken", ["c.yaml", "i.yaml", "../here/c.yaml", "site.yaml", "dose.json"])
def test_a_file_that_is_read_is_never_written_over(
    tmp_path: Path, refused: Callable[..., str], option: str, taken: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    for name, text in {"c.yaml": CASE, "i.yaml": TARE, "site.yaml": "", "dose.json": "{}"}.items():
        (here / name).write_text(text, encoding="utf-8")
    read = ["--inputs", here / "i.yaml", "--limits", here / "site.yaml"]
    read += ["--dose", here / "dose.json"]
    said = refused("plan", "tare", here / "c.yaml", *read, option, here / taken)
    assert option in said
    assert "a file that is no input of this run" in said


def test_a_sheet_takes_a_place_of_its_own_in_a_folder(
    write: Write, tmp_path: Path, refused: Callable[..., str]
) -> None:
    case = write("c.yaml", CASE)
    one = tmp_path / "sheet"
    assert "one file twice" in refused("plan", "tare", case, "--html", one, "--pdf", one)
    assert "a folder that exists" in refused("plan", "tare", case, "--pdf", one / "p.pdf")


def test_what_a_dose_map_holds_beside_its_fields_is_not_repeated(
    write: Write, refused: Callable[..., str]
) -> None:
    dose = write("dose.json", '{"Jane Roe, 1950": 1, "nuclide": "Jane Roe"}')
    said = refused("plan", "tare", write("c.yaml", CASE), "--dose", dose)
    assert "not a dose map" in said
    assert "Jane" not in said


def test_an_internal_error_tells_its_place_and_nothing_of_the_patient(
    write: Write,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Jane Roe, 1950: 3.5 GBq")

    monkeypatch.setattr("nelm.cli.plans.render_plan_html", broken)
    arguments = ["plan", "tare", write("jane-roe.yaml", CASE), "--inputs", write("i.yaml", TARE)]
    before = sorted(tmp_path.iterdir())
    assert run([*arguments, "--html", str(tmp_path / "p.html")]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "internal error, please report: RuntimeError in broken" in said.err
    assert "jane" not in said.err.lower()
    assert "3.5" not in said.err
    assert len(said.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_the_names_of_case_and_inputs_stand_on_no_sheet(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, inputs = write("jane-roe.yaml", CASE), write("roe-inputs.yaml", TARE)
    html = tmp_path / "p.html"
    assert run(["plan", "tare", case, "--inputs", inputs, "--html", str(html), "--json"]) == 0
    said = capsys.readouterr()
    assert "roe" not in said.err.lower()
    assert "jane-roe" not in said.out + html.read_text(encoding="utf-8")
    assert "roe-inputs" not in said.out + html.read_text(encoding="utf-8")


def test_an_option_without_quantities_needs_no_inputs(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", "cryotherapy", write("case.yaml", CASE)]) == 0
    assert "no planning quantities" in capsys.readouterr().out


def test_an_unknown_option_is_exit_code_2(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "leeches", write("case.yaml", CASE)]) == 2
    assert "one_step_resection" in capsys.readouterr().err


def test_values_of_a_site_are_printed_with_author_and_date(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    site = "author: Dr. B\ndate: 2026-10-01\nlimits: [{id: tare-resin-lobar-normal, value: 45}]\n"
    case, inputs = write("case.yaml", CASE), write("in.yaml", TARE)
    limits = write("site.yaml", site)
    assert run(["plan", "tare", case, "--inputs", inputs, "--limits", limits]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "45 Gy in place of 40, by Dr. B on 2026-10-01" in text
    unsigned = write("bare.yaml", "limits: [{id: tare-resin-lobar-normal, value: 45}]\n")
    assert run(["plan", "tare", case, "--inputs", inputs, "--limits", unsigned]) == 2


@pytest.mark.parametrize("option", FORMS)
def test_a_template_has_every_field_unknown_and_can_be_read(write: Write, option: str) -> None:
    form = FORMS[option]
    read = read_inputs(write("in.yaml", inputs_template(form, option)), form)
    given = read.model_dump(exclude_none=True)
    assert given in ({}, {"lesions": ({},)})


def test_the_template_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "template", "tare"]) == 0
    assert "tn_concentration_ratio: unknown" in capsys.readouterr().out
