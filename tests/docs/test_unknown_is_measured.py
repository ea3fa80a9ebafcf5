"""The table of other systems is what was kept of the measurement; nelm's own row is asked again."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "validation" / "unknown"
KEPT = json.loads((FOLDER / "measured.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def runner():
    spec = spec_from_file_location("unknown_run", FOLDER / "run.py")
    module = module_from_spec(spec)
    sys.modules["unknown_run"] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_what_was_measured(runner):
    page = (ROOT / "docs" / "reference" / "unknown.md").read_text(encoding="utf-8")
    shown = page.split("run.py -->\n")[1].split("\n<!-- end -->")[0]
    assert shown.strip() == runner.table(KEPT).strip(), "paste what run.py prints"


def test_every_script_is_run_and_every_system_was_asked(runner):
    assert KEPT.keys() == runner.SYSTEMS.keys()
    asked = {system.script[0] for system in runner.SYSTEMS.values()}
    assert asked == {path.name for path in FOLDER.glob("ask_*")}


@pytest.mark.parametrize("name", KEPT)
def test_every_system_answers_right_when_the_number_is_known(name):
    assert KEPT[name]["answers"]["control"] == ("supported" if name == "nelm" else "low")


def test_nelm_says_what_the_table_says_of_it(runner, tmp_path):
    told = runner.ask(runner.SYSTEMS["nelm"], tmp_path)
    assert told["answers"] == KEPT["nelm"]["answers"]


def test_without_arguments_the_table_is_printed():
    command = [sys.executable, str(FOLDER / "run.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.count("\n| ") == len(KEPT) + 1
