"""docs/how-to/plan.md as a new user follows it: every command in turn, in a folder of their own."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from small_phantom import write_phantom

from nelm.cli import run
from nelm.knowledge.loader import load_pack
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.plan import FORMS, find_option

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/plan.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands_of(text: str) -> list[str]:
    """The commands of a page, without what is said beside them."""
    return [
        line.removeprefix("$ ").partition("  #")[0].rstrip()
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]


@dataclass(frozen=True)
class Said:
    """What a command of the page said."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return " ".join(self.out.split())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the examples with a case and a phantom, to follow a page in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "examples/synthetic-carcinoid-embolization.yaml", tmp_path / "my-case.yaml")
    write_phantom(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Said]:
    """What each command of the how-to says."""
    return {command: follow(command, capsys) for command in commands_of(PAGE)}


def follow(command: str, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command of a page; `>` writes as a shell does."""
    line, _, file = command.partition(" > ")
    name, *arguments = shlex.split(line)
    assert name == "nelm"
    code = run(arguments)
    told = capsys.readouterr()
    if file:
        Path(file).write_text(told.out, encoding="utf-8")
    return Said(code, told.out, told.err)


def test_every_command_of_the_how_to_of_plans_runs(followed: dict[str, Said], folder: Path) -> None:
    assert len(followed) == 8
    assert {command: (said.code, said.err) for command, said in followed.items()} == dict.fromkeys(
        followed, (0, "")
    )
    assert (folder / "plan.html").read_text(encoding="utf-8").count("Dose-volume histograms")
    assert (folder / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_the_commands_of_the_readme_about_plans_calculators_and_doses_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = README.partition("## Plans, calculators, dose maps")[2].partition("\n## ")[0]
    (folder / "patients.csv").write_text(
        "patient,bilirubin_umol_l,albumin_g_l\na,20,40\nb,12,41\n", encoding="utf-8"
    )
    said = {}
    for command in commands_of(part):
        said[command] = follow(command, capsys)
        write_phantom(folder)  # the template of a request is filled in
    assert len(said) == 9
    assert [(one.code, one.err) for one in said.values()] == [(0, "")] * len(said)
    assert any("-2.5413" in one.out for one in said.values())  # 0.66 log10(20) - 0.085 x 40
    assert {"plan.pdf", "dose.nii.gz", "dvh.svg", "slices.png"} <= {
        p.name for p in folder.iterdir()
    }


def test_the_commands_say_what_the_page_says_of_them(followed: dict[str, Said]) -> None:
    template, first, filled, _, tace, prrt, _, _ = followed.values()
    assert set(yaml.safe_load(template.out)) == set(TareInputs.model_fields)
    assert "Missing" in first.out
    assert "lung_shunt_fraction: every dose and the lungs" in first.text
    assert "activity_gbq" not in filled.text.partition("Checks")[0]  # it is given
    assert "+/- 15 %" in filled.text
    assert "from the case: liver.bilirubin_umol_l" in filled.text
    assert "height_cm 172 cm" in tace.text  # of the case, as the page says
    assert json.loads(prrt.out)["assessed"]["option"] == "prrt"


def test_the_parts_that_the_page_explains_are_those_of_a_plan(followed: dict[str, Said]) -> None:
    parts = re.findall(r"(?m)^\| ([A-Z][\w ]+?) \|", PAGE)
    assert len(parts) == 7
    headings = set(re.findall(r"(?m)^(.+)\n-+$", "\n".join(one.out for one in followed.values())))
    assert set(parts) <= headings


def test_the_inputs_that_the_page_shows_are_taken() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    given = TareInputs.model_validate(yaml.safe_load(shown)).model_dump(exclude_none=True)
    assert set(given) == set(yaml.safe_load(shown))


def test_the_options_of_the_page_are_those_with_a_form() -> None:
    table = PAGE.partition("## Which options")[2].partition("## With a dose map")[0]
    named = [name for row in re.findall(r"(?m)^\| (`.*?) \|", table) for name in row.split(", ")]
    pack = load_pack("dermine2019")
    assert {find_option(pack, name.strip("`")) for name in named} == {
        id_ for id_, form in FORMS.items() if form.model_fields
    }
