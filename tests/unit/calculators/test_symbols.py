"""The list of symbols: nothing in it that no formula uses, no argument that does not exist."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nelm.calculators.catalog import CALCULATORS, GROUPS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments
from nelm.calculators.results import PLAIN, result_unit
from nelm.calculators.symbols import OWN, SHARED, symbols_of, with_arguments

ENTRIES = {one.name: one for one in CALCULATORS}
GROUP = {one.name: title for title, members in GROUPS.items() for one in members}
NAMED = re.compile(r"`([^`]+)`")
# A meaning that ends with an argument as it is, and one that ends with an argument times a number.
AS_IT_IS = re.compile(r"(?P<says>.*) \(`(?P<argument>\w+)`\)")
CHANGED = re.compile(r"(?P<says>.*) \(`(?P<argument>\w+)` [/x] [0-9.e-]+\)")
# Where the unit of the argument stands in other words.
UNIT_OF_ARGUMENT = {"density_g_ml": "the same number as in g/mL"}


def each() -> list[tuple[Calculator, str, str]]:
    return [(one, *pair) for one in CALCULATORS for pair in symbols_of(one).items()]


def test_the_tables_are_of_the_groups_and_calculators_of_the_catalog() -> None:
    assert SHARED.keys() == GROUPS.keys()
    assert OWN.keys() <= ENTRIES.keys()


def test_every_shared_meaning_is_printed_whole_somewhere_in_its_group() -> None:
    for title, shared in SHARED.items():
        printed = {pair for one in GROUPS[title] for pair in symbols_of(one).items()}
        assert set(shared.items()) <= printed, title


def test_every_meaning_of_one_formula_alone_is_needed_there() -> None:
    for name, own in OWN.items():
        assert own.keys() <= symbols_of(ENTRIES[name]).keys(), name
        assert not own.items() & SHARED[GROUP[name]].items(), name
        assert dict(own).items() <= symbols_of(ENTRIES[name]).items(), name  # its arguments exist


def test_a_name_in_backticks_is_an_argument_or_a_calculator() -> None:
    for one, symbol, meaning in each():
        known = {argument.name for argument in arguments(one.function)} | ENTRIES.keys()
        assert set(NAMED.findall(meaning)) <= known, (one.name, symbol)


def test_the_unit_in_a_meaning_is_that_of_the_argument() -> None:
    for one, symbol, meaning in each():
        found = AS_IT_IS.fullmatch(meaning)
        of = {argument.name: argument.unit for argument in arguments(one.function)}
        if found:
            unit = UNIT_OF_ARGUMENT.get(found["argument"], of[found["argument"]])
            assert not unit or found["says"].endswith(f", {unit}"), (one.name, symbol)


def test_an_argument_in_another_unit_is_not_said_to_be_in_its_own() -> None:
    checked = set()
    for one, symbol, meaning in each():
        found = CHANGED.fullmatch(meaning)
        of = {argument.name: argument.unit for argument in arguments(one.function)}
        if found:
            assert not found["says"].endswith(f", {of[found['argument']]}"), (one.name, symbol)
            checked.add((one.name, symbol))
    assert ("y90-body-surface", "H") in checked
    assert len(checked) >= 12


def test_the_unit_of_a_plain_result_is_that_of_the_first_symbol() -> None:
    checked = 0
    for one in CALCULATORS:
        unit = result_unit(one.function, PLAIN)
        symbol = one.formula.split(" = ")[0].partition("(")[0]  # `A(t)` is A at a time
        if set(one.result) == {PLAIN} and unit and symbol in symbols_of(one):
            assert with_arguments(symbols_of(one)[symbol], ()).endswith(f", {unit}"), one.name
            checked += 1
    assert checked >= 30


def test_a_meaning_is_a_few_words_without_a_full_stop() -> None:
    for one, symbol, meaning in each():
        assert 4 <= len(meaning) <= 100, (one.name, symbol)
        assert not meaning.endswith("."), (one.name, symbol)


def test_a_list_is_in_the_order_of_the_formula() -> None:
    assert list(symbols_of(ENTRIES["y90-single-activity"])) == ["A", "D", "M", "k", "F", "R"]


def test_a_calculator_outside_of_the_catalog_has_no_list() -> None:
    assert symbols_of(replace(ENTRIES["y90-decay"], name="decay-of-my-own")) == {}


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        (["height_cm"], "height, m (`height_cm` / 100)"),
        (["weight_kg"], "height, m"),
        ([], "height, m"),
    ],
)
def test_an_argument_that_is_not_there_is_not_named(names: list[str], printed: str) -> None:
    assert with_arguments("height, m (`height_cm` / 100)", names) == printed


def test_a_meaning_keeps_brackets_without_an_argument_and_needs_all_arguments_in_one() -> None:
    assert with_arguments("factor, Gy g/(MBq h)", []) == "factor, Gy g/(MBq h)"
    assert with_arguments("of both (`a`, `b`)", ["a"]) == "of both"
    assert with_arguments("of both (`a`, `b`)", ["a", "b"]) == "of both (`a`, `b`)"
