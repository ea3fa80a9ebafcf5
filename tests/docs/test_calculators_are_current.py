"""The generated pages of the calculators say what their functions and the catalog say now."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from nelm.calculators.catalog import CALCULATORS
from nelm.planning.limits_file import load_limits

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


@pytest.fixture
def places(generate, tmp_path):
    """An empty folder for the pages, and a text with the two marks and nothing between."""
    validation = tmp_path / "validation.md"
    validation.write_text(f"Before.\n{generate.FROM_HERE}{generate.TO_HERE}After.\n", "utf-8")
    return tmp_path / "pages", validation


def test_a_check_of_an_empty_folder_names_every_page_and_writes_none(generate, places, capsys):
    folder, _ = places
    assert generate.main(["--check"], *places) == 1
    told = capsys.readouterr().err
    assert "stale: index.md\n" in told
    assert "stale: validation.md\n" in told
    assert not folder.exists()


def test_a_changed_page_and_one_of_a_calculator_that_is_gone_are_stale(generate, places, capsys):
    folder, _ = places
    assert generate.main([], *places) == 0
    (folder / "index.md").write_text("edited by hand", encoding="utf-8")
    (folder / "gone.md").write_text("a method of old", encoding="utf-8")
    assert generate.main(["--check"], *places) == 1
    assert capsys.readouterr().err == "stale: index.md\nstale: gone.md\n"
    assert generate.main([], *places) == 0
    assert generate.main(["--check"], *places) == 0


def test_the_list_is_written_between_its_marks_and_nowhere_else(generate, places):
    _, validation = places
    assert generate.main([], *places) == 0
    text = validation.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n{generate.FROM_HERE}")
    assert text.endswith(f"{generate.TO_HERE}After.\n")


def test_a_text_without_the_marks_is_not_touched(generate, places):
    folder, validation = places
    validation.write_text("No marks.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="mark"):
        generate.main([], folder, validation)
    assert validation.read_text(encoding="utf-8") == "No marks.\n"
    assert not folder.exists()


def test_everything_recalled_is_in_the_validation_page_with_what_would_verify_it(generate):
    _, _, formulas, _, constants, _, limits = (None, *generate.to_verify_blocks())
    rows = [*formulas.rows, *constants.rows, *limits.rows]
    named = {row[0].replace("[", "").partition("]")[0].strip("`") for row in rows}
    assert {one.name for one in CALCULATORS if one.status == "recalled"} <= named
    assert {row.id for row in load_limits().rows if row.status == "recalled"} <= named
    assert "lu177.marrow.EXTRACELLULAR_FRACTION" in named
    assert "y90.constant.PRESETS aapm2011" in named
    assert [row for row in rows if not all(cell.strip() for cell in row)] == []
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []
