"""The catalog: every entry's example gives its result, and every public function has an entry."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest

import nelm.calculators
from nelm.calculators.catalog import CALCULATORS, GROUPS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import Argument, allowed, arguments, summary
from nelm.calculators.results import result_values
from nelm.calculators.units import UNITS, words_of

# Of the voxel package only what takes and gives single numbers is in the catalog.
SUBPACKAGES = ("y90", "lu177", "tace", "surgery", "ablation", "scores")
DIMENSIONLESS = {
    "albi": "score",
    "concentrations": "counts per volume of each compartment, in any unit common to all",
    "count": "number of spheres",
    "counts": "of a picture, in any unit common to all",
    "cycles": "number of cycles",
    "exponent": "power of a mean",
    "fraction": "share of one",
    "gamma50": "relative slope at half control",
    "hematocrit": "share of one",
    "i": "place of a voxel",
    "inr": "ratio to normal plasma",
    "j": "place of a voxel",
    "k": "place of a voxel",
    "ratio": "of two quantities of one unit",
    "recovery": "share of one",
    "relative_slope": "standard deviation in units of the dose at half probability",
    "share": "share of one",
    "shares": "shares of one",
    "zones": "number of zones",
}
"""Whole names, or last words of names, of numbers without a unit."""
NONE = type(None)
INTERNAL = {
    "lu177.curve_models.at_bound": "a step of the fits, in places of their parameters",
    "lu177.curve_models.full_parameters": "a step of the fits, in places of their parameters",
    "lu177.curve_models.solve": "the search of the fits; gives what SciPy gives",
    "lu177.preset.by_name": "looks a preset up",
    "lu177.time_activity.half": "a factor of the exponentials, which have entries",
    "scores.laboratory.as_given": "keeps a float a float",
    "y90.body_surface_method.resin_body_surface_m2": "a step of the method, which has an entry",
    "y90.constant.dose_constant": "looks a preset up",
    "y90.delivery.activity_for_liver_energy": "a step of the activities, which have entries",
    "y90.partition.effective_mass_kg": "a step of the partition model, which has entries",
    "y90.steps.edges_reached": "counts the steps of a table",
}
each = pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)


def public_functions() -> Iterator[tuple[str, Any]]:
    """Every public function of the subpackages that gives something; checks only refuse."""
    for package in SUBPACKAGES:
        folder = importlib.import_module(f"{nelm.calculators.__name__}.{package}")
        for found in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                own = inspect.isfunction(value) and value.__module__ == module.__name__
                if own and not name.startswith("_") and get_type_hints(value)["return"] is not NONE:
                    yield f"{package}.{found.name.rpartition('.')[2]}.{name}", value


def numbers(calculator: Calculator) -> list[Argument]:
    """Arguments that are a number or a list of them."""
    words = ("number", "whole number")
    return [a for a in arguments(calculator.function) if a.kind.word.startswith(words)]


def has_no_dimension(name: str) -> bool:
    return name in DIMENSIONLESS or name.rpartition("_")[2] in DIMENSIONLESS


@each
def test_the_worked_example_gives_its_result(calculator: Calculator) -> None:
    found = result_values(calculator.function(**calculator.example))
    assert calculator.result, "an example without a result shows nothing"
    for field, expected in calculator.result.items():
        assert math.isclose(found[field], expected, rel_tol=calculator.relative), (field, found)


@each
def test_an_entry_is_complete(calculator: Calculator) -> None:
    for text in (calculator.formula, calculator.source, calculator.because):
        assert text.strip()
    assert calculator.status in ("read", "recalled", "derived")
    assert 0 < calculator.relative <= 0.05
    assert summary(calculator.function).endswith(".")


@each
def test_every_argument_is_given_by_name_and_documented(calculator: Calculator) -> None:
    parameters = inspect.signature(calculator.function).parameters.values()
    assert {parameter.kind for parameter in parameters} <= {inspect.Parameter.KEYWORD_ONLY}
    assert [a.name for a in arguments(calculator.function) if not a.meaning] == []
    names = [a.name for a in arguments(calculator.function)]
    assert len(set(names)) == len(names), "a field of a record has the name of an argument"


@each
def test_every_number_ends_with_a_unit_or_is_listed_as_dimensionless(
    calculator: Calculator,
) -> None:
    bare = [a.name for a in numbers(calculator) if not a.unit]
    assert [name for name in bare if not has_no_dimension(name)] == []


@each
def test_no_part_of_a_unit_is_left_in_the_words_of_a_name(calculator: Calculator) -> None:
    """`mbq_g` would read as g, were the whole of it no known unit."""
    named = [a.name for a in arguments(calculator.function)]
    fields = result_values(calculator.function(**calculator.example))
    named += [part for field in fields for part in field.split(".") if part != "value"]
    named += [calculator.function.__name__] * ("value" in fields)
    parts = {part for unit in UNITS for part in unit.split("_") if len(part) > 1}
    parts -= {"per", "min", "days", "weeks", "months", "years", "percent", "points"}  # words too
    left = {name: parts & set(words_of(name).split()) for name in named if name not in UNITS}
    assert {name: found for name, found in left.items() if found} == {}


@each
def test_nothing_is_given_by_default(calculator: Calculator) -> None:
    assert [
        a.name for a in numbers(calculator) if not a.is_required and a.default is not None
    ] == []


@each
def test_not_a_number_is_refused_under_the_name_of_its_argument(calculator: Calculator) -> None:
    single = [a for a in numbers(calculator) if a.kind.is_float]
    assert {a.name for a in single if not allowed(calculator, a)} == set()


def test_names_are_unique_and_short_enough_to_type() -> None:
    names = [calculator.name for calculator in CALCULATORS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name.replace("-", "").isalnum() or len(name) > 40] == []
    assert "list" not in names


def test_every_subpackage_is_a_group() -> None:
    packages = (*SUBPACKAGES, "voxel")
    catalogs = [importlib.import_module(f"nelm.calculators.{p}.catalog") for p in packages]
    assert list(GROUPS.values()) == [catalog.CALCULATORS for catalog in catalogs]


def test_every_public_function_is_in_the_catalog_or_internal_for_a_reason() -> None:
    cataloged = {calculator.function for calculator in CALCULATORS}
    missing = {place for place, function in public_functions() if function not in cataloged}
    assert missing == set(INTERNAL), "add an entry to the catalog of the subpackage"


def test_every_name_listed_here_is_in_use() -> None:
    used = {a.name for calculator in CALCULATORS for a in numbers(calculator)}
    assert set(DIMENSIONLESS) <= used | {name.rpartition("_")[2] for name in used}
