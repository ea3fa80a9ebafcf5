"""The generated pages of the calculators say what their functions and the catalog say now."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from nelm.calculators.catalog import CALCULATORS

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = DOCS / "generate_calculators.py"
PAGES = DOCS / "reference" / "calculators"


@pytest.fixture(scope="module")
def generate():
    spec = spec_from_file_location("generate_calculators", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_the_repository_are_current():
    command = [sys.executable, str(SCRIPT), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, ""), "run docs/generate_calculators.py"


def test_every_calculator_has_its_page_and_stands_in_the_index():
    names = {path.stem for path in PAGES.glob("*.md")}
    assert names == {"index", *(calculator.name for calculator in CALCULATORS)}
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert [c.name for c in CALCULATORS if f"]({c.name}.md)" not in index] == []


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda calculator: calculator.name)
def test_a_page_shows_formula_source_status_and_worked_example(calculator):
    page = (PAGES / f"{calculator.name}.md").read_text(encoding="utf-8")
    assert f"`{calculator.formula}`" in page
    assert f"- status: {calculator.status} (" in page
    assert f"`nelm calc {calculator.name} --" in page
    for title in ("## Formula", "## Arguments", "## Worked example", "Why this is right: "):
        assert title in page


def test_a_check_of_an_empty_folder_names_every_page_and_writes_none(generate, tmp_path, capsys):
    assert generate.main(["--check"], tmp_path) == 1
    assert "stale: index.md\n" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_changed_page_and_one_of_a_calculator_that_is_gone_are_stale(generate, tmp_path, capsys):
    assert generate.main([], tmp_path) == 0
    (tmp_path / "index.md").write_text("edited by hand", encoding="utf-8")
    (tmp_path / "gone.md").write_text("a method of old", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "stale: index.md\nstale: gone.md\n"
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
