"""`nelm plan` where optional libraries are not installed: the line to install, nothing written."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from small_phantom import write_phantom

from nelm.cli import run

ROOT = Path(__file__).parents[2]
PDF, PLOTS = 'pip install "nelm[pdf]"', 'pip install "nelm[plots]"'
LIBRARIES = ("typst", "matplotlib", "matplotlib.figure", "nibabel")
PLAN = ("plan", "tare", "case.yaml", "--inputs", "tare.yaml")


@pytest.fixture
def bare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder with a case, inputs and a dose map, and a Python without any optional library."""
    shutil.copy(ROOT / "examples/synthetic-carcinoid-embolization.yaml", tmp_path / "case.yaml")
    shutil.copy(ROOT / "examples/plans/tare.yaml", tmp_path)
    write_phantom(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["dose", "run", "dose.yaml", "--json"]) == 0
    (tmp_path / "dose.json").write_text(capsys.readouterr().out, encoding="utf-8")
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--pdf", "p.pdf"), PDF),
        (("--html", "p.html", "--pdf", "p.pdf"), PDF),
        (("--pdf", "p.pdf", "--json"), PDF),
        (("--dose", "dose.json", "--html", "p.html"), PLOTS),
        (("--dose", "dose.json", "--pdf", "p.pdf"), PLOTS),
    ],
)
def test_a_sheet_that_takes_a_library_names_it_and_writes_nothing(
    bare: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], line: str
) -> None:
    before = names(bare)
    assert run([*PLAN, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert len(said.err.splitlines()) == 1
    assert names(bare) == before


def test_everything_else_works_without_any_of_them(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*PLAN, "--html", "p.html"]) == 0
    assert "<math" in (bare / "p.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run([*PLAN, "--dose", "dose.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dose"]["nuclide"] == "90Y"
    assert run(["calc", "score-albi", "--bilirubin-umol-l", "20", "--albumin-g-l", "40"]) == 0


@pytest.mark.parametrize("options", [(), ("--json",), ("--dose", "d.nii", "--csv", "d.csv")])
def test_a_dose_names_the_library_that_reads_images_and_writes_nothing(
    bare: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    before = names(bare)
    assert run(["dose", "run", "dose.yaml", *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert 'pip install "nelm[voxel]"' in said.err
    assert len(said.err.splitlines()) == 1
    assert names(bare) == before
