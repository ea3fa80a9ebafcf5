"""docs/how-to/plan.md as a new user follows it: every command in turn, in a folder of their own."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml

from nelm.cli import run
from nelm.knowledge.loader import load_pack
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.plan import FORMS, find_option

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/plan.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
REQUEST = """\
nuclide: 90Y
image: pet.nii
image_holds: bq-per-ml
activity_at: administration
dose_constant: aapm2011
density_g_ml: 1.04
fwhm_mm: none
structures: [{name: liver, mask: liver.nii}]
"""


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
def followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Said]:
    """What each command of the page says in a copy of the examples; `>` writes as a shell does."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "examples/synthetic-carcinoid-embolization.yaml", tmp_path / "my-case.yaml")
    _phantom(tmp_path)
    monkeypatch.chdir(tmp_path)
    said = {}
    for command in COMMANDS:
        line, _, file = command.partition(" > ")
        name, *arguments = shlex.split(line)
        assert name == "nelm"
        code = run(arguments)
        told = capsys.readouterr()
        said[command] = Said(code, told.out, told.err)
        if file:
            Path(file).write_text(told.out, encoding="utf-8")
    return said


def _phantom(folder: Path) -> None:
    nibabel = pytest.importorskip("nibabel")
    values = np.zeros((12, 12, 12), np.float32)
    values[3:9, 3:9, 3:9] = 1e6
    place = np.diag([4.0, 4.0, 4.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(values, place), folder / "pet.nii")
    nibabel.save(nibabel.Nifti1Image((values > 0).astype(np.uint8), place), folder / "liver.nii")
    (folder / "dose.yaml").write_text(REQUEST, encoding="utf-8")


def test_every_command_of_the_how_to_of_plans_runs(
    followed: dict[str, Said], tmp_path: Path
) -> None:
    assert len(followed) == 8
    assert {command: (said.code, said.err) for command, said in followed.items()} == dict.fromkeys(
        followed, (0, "")
    )
    assert (tmp_path / "plan.html").read_text(encoding="utf-8").count("Dose-volume histograms")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")


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
