"""Calculators of the catalog as a plan uses them, with the constants that it prints."""

from __future__ import annotations

from functools import lru_cache

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import constants
from nelm.planning.computed import is_number
from nelm.planning.lines import ConstantLine

MOST_VALUES = 6  # of a constant that is printed; larger tables stand on the page of the calculator


@lru_cache(maxsize=256)
def find_calculator(name: str) -> Calculator:
    """The entry of the catalog of this name."""
    return next(entry for entry in CALCULATORS if entry.name == name)


def constant_lines(entry: Calculator) -> tuple[ConstantLine, ...]:
    """The constants behind a calculator, with what its module says of each."""
    return tuple(
        ConstantLine(
            name=constant.name.strip("_"),
            value=", ".join(f"{v:.10g}" for v in constant.values.values() if is_number(v)),
            source=constant.note or entry.source,
            status="recalled" if "recalled" in constant.note else entry.status,
        )
        for constant in constants(entry.function)
        if len(constant.values) <= MOST_VALUES and any(map(is_number, constant.values.values()))
    )
