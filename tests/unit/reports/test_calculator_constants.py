"""Constants as a reader meets them: numbers in a list, tables as tables, what counts alone."""

from __future__ import annotations

import pytest

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import Constant
from nelm.reports.calculator_constants import listed, preset_lines
from nelm.reports.calculator_page import calculation_blocks, calculator_blocks
from nelm.reports.page import Heading, Items, Table, as_markdown, as_text


def named(name: str) -> Calculator:
    return next(calculator for calculator in CALCULATORS if calculator.name == name)


@pytest.mark.parametrize(
    ("name", "values", "line"),
    [
        ("FACTOR", {"value": 2.0}, "`FACTOR` = 2 (exact)"),
        ("_RANGE_KG", {"1": 1.0, "2": 6.5}, "`RANGE_KG` = 1, 6.5 kg (exact)"),
        ("BY_ZONES", {"1": 1.0, "4": 1.5}, "`BY_ZONES` = 1: 1, 4: 1.5 (exact)"),
        ("POINTS", {"none": 1, "mild": 2}, "`POINTS` = none: 1, mild: 2 points (exact)"),
        ("MM3_PER_ML", {"value": 1000}, "`MM3_PER_ML` = 1000 (exact)"),
    ],
)
def test_a_number_has_its_unit_unless_it_is_counted_per_that_unit(name, values, line) -> None:
    heading, items = listed("Constants", [Constant(name, values, "exact.")])
    assert heading == Heading(2, "Constants")
    assert items == Items((line,))


def test_a_table_is_a_table_with_units_in_its_head_and_no_empty_column() -> None:
    values = {
        "a.name": "a",
        "a.mass_kg": 1.5,
        "a.gy_kg_per_gbq": 50.0,
        "a.note": "",
        "b.2.name": "b.2",
        "b.2.mass_kg": 2.0,
        "b.2.status": "recalled",
    }
    _, title, table = listed("Constants", [Constant("PAIRS", values, "Two.")])
    assert title == "`PAIRS`: Two."
    assert table == Table(
        ("name", "mass (kg)", "Gy kg/GBq", "status"),
        (("a", "1.5", "50", ""), ("b.2", "2", "", "recalled")),
    )


def test_what_lies_in_entries_has_a_table_of_its_own() -> None:
    values = {"x.energy_mev": 1.0, "x.terms.1.width_mm": 2.0, "x.terms.2.width_mm": 3.0}
    *_, outer, inner = listed("Constants", [Constant("KERNELS", values, "")])
    assert outer == Table(("name", "energy (MeV)"), (("x", "1"),))
    assert inner == Table(("name", "width (mm)"), (("x terms 1", "2"), ("x terms 2", "3")))


def test_nothing_is_written_of_no_constants() -> None:
    assert list(listed("Constants", [])) == []


def test_a_calculation_shows_the_preset_it_was_made_with_and_no_other() -> None:
    calculator = named("y90-single-dose")
    given = calculator.example
    told = as_text(calculation_blocks(calculator, given, calculator.function(**given)))
    assert "glass50" in told
    assert "legacy49.67" not in told
    assert "legacy49.67" in as_markdown(calculator_blocks(calculator))


def test_a_calculation_shows_the_kernel_of_its_nuclide_to_the_last_term() -> None:
    calculator = named("voxel-s-value")
    given = calculator.example
    told = as_text(calculation_blocks(calculator, given, calculator.function(**given)))
    assert "90Y electrons 3" in told
    assert "177Lu" not in told


def test_bounds_stand_apart_from_the_constants_of_the_formula() -> None:
    page = as_markdown(calculator_blocks(named("surgery-liver-volume-vauthey")))
    constants, _, bounds = page.partition("## Bounds behind what is allowed")
    assert "- `VAUTHEY_ML_PER_M2` = 1267.28 (" in constants
    assert "- `ADULT_SURFACE_M2` = 1, 2.8 m2" in bounds
    assert "ADULT_SURFACE_M2" not in constants


def test_presets_are_told_in_a_line_each() -> None:
    lines = list(preset_lines(named("lu177-bed")))
    assert lines == [
        "kidney-alpha-beta: 2.6 Gy [read]",
        "kidney-repair-half-time: 2.8 h [read]",
    ]
