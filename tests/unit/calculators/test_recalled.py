"""What was recalled is found wherever a module of the calculators says so."""

from __future__ import annotations

import re
from pathlib import Path

import nelm.calculators
from nelm.calculators.recalled import recalled_constants

ROOT = Path(nelm.calculators.__file__).parent
FOUND = {one.place: one for one in recalled_constants()}


def test_every_place_is_told_once_with_numbers_and_source() -> None:
    assert len(FOUND) == len(list(recalled_constants()))
    assert [place for place, one in FOUND.items() if not (one.values and one.source)] == []


def test_entries_of_a_table_stand_apart_from_those_that_were_read() -> None:
    assert "y90.constant.PRESETS aapm2011" in FOUND
    assert "y90.constant.PRESETS legacy49.67" not in FOUND
    assert FOUND["decay.HALF_LIVES y90-evaluated"].values == {"half_life_h": 64.04}


def test_a_note_that_says_recalled_is_enough() -> None:
    assert FOUND["y90.shunt_steps.MOST_RESIN_SHUNT"].values == {"value": 0.2}


def test_no_entry_with_the_status_is_overlooked() -> None:
    """As many as the text of the modules holds, presets by place among them."""
    written = re.compile(r'^\s+(status=)?"recalled",$|, "recalled"\),?$', re.MULTILINE)
    modules = [path for path in ROOT.rglob("*.py") if "catalog" not in path.stem]
    counted = sum(len(written.findall(path.read_text(encoding="utf-8"))) for path in modules)
    assert counted == len([place for place in FOUND if " " in place])
