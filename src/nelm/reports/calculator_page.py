"""The page of one calculator, and of one calculation: formula, numbers, source beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import partial
from itertools import starmap
from typing import Any

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import Constant, constants, presets, ranges
from nelm.calculators.description import Argument, allowed, arguments, remarks, summary
from nelm.calculators.kinds import text_of
from nelm.calculators.results import PLAIN, result_unit, result_values
from nelm.calculators.symbols import symbols_of
from nelm.calculators.units import UNITS, words_of
from nelm.reports.calculator_constants import listed, number_text
from nelm.reports.formula.where import where_lines
from nelm.reports.page import Block, Heading, Items, Table

STATUS = {
    "read": "read in the source",
    "recalled": "recalled, not read: to be verified",
    "derived": "derived from the definition",
}
ARGUMENTS = ("argument", "unit", "meaning", "allowed", "written as")
NOT_AN_ORDER = (
    "For research and a second check; not a medical device. Physician and medical physicist decide."
)


def calculator_blocks(calculator: Calculator) -> Iterator[Block]:
    """Everything to know of a calculator before using it."""
    yield Heading(1, calculator.name)
    yield summary(calculator.function)
    yield from remarks(calculator.function)
    yield from _method(calculator)
    yield Heading(2, "Arguments")
    known = arguments(calculator.function)
    yield Table(ARGUMENTS, tuple(_argument_row(calculator, argument) for argument in known))
    yield from listed("Constants", _of_arguments(calculator))
    yield from listed("To choose from, never a default", presets(calculator.function))
    yield from listed("Bounds behind what is allowed", ranges(calculator.function))
    yield Heading(2, "Worked example")
    yield f"`{example_command(calculator)}`"
    yield Items(tuple(starmap(partial(result_line, calculator), calculator.result.items())))
    yield f"Why this is right: {calculator.because}"
    yield NOT_AN_ORDER


def calculation_blocks(
    calculator: Calculator, inputs: Mapping[str, Any], result: object
) -> Iterator[Block]:
    """One calculation: what it gives, from what, by which formula and whose."""
    yield Heading(1, calculator.name)
    yield summary(calculator.function)
    yield Heading(2, "Result")
    yield Items(tuple(starmap(partial(result_line, calculator), result_values(result).items())))
    yield Heading(2, "From")
    yield Items(tuple(_given(argument, inputs) for argument in arguments(calculator.function)))
    yield from _method(calculator)
    yield from listed("Constants", _of_arguments(calculator, inputs))
    yield NOT_AN_ORDER


def index_blocks(groups: Mapping[str, Iterable[Calculator]], *, links: bool) -> Iterator[Block]:
    """Every calculator by group: name, what it gives, status."""
    yield Heading(1, "Calculators")
    yield (
        "Each is one published method. Run `nelm calc NAME --help` for its arguments. Recalled "
        "means: the formula or a constant was not read in its source yet, and is to be verified."
    )
    for title, members in groups.items():
        yield Heading(2, title)
        yield Table(
            ("name", "what it gives", "status"),
            tuple((_name(one, links=links), summary(one.function), one.status) for one in members),
        )


def example_command(calculator: Calculator) -> str:
    """The worked example as a command line."""
    given = {
        argument.name: text_of(_value(argument, calculator.example))
        for argument in arguments(calculator.function)
        if (argument.record or argument.name) in calculator.example
    }
    options = (f"--{name.replace('_', '-')} {_quoted(text)}" for name, text in given.items())
    return " ".join(("nelm calc", calculator.name, *options))


def _method(calculator: Calculator) -> Iterator[Block]:
    yield Heading(2, "Formula")
    yield f"`{calculator.formula}`"
    yield Items(
        (
            *where_lines(calculator.formula, symbols_of(calculator)),
            f"source: {calculator.source}",
            f"status: {calculator.status} ({STATUS[calculator.status]})",
        )
    )


def _argument_row(calculator: Calculator, argument: Argument) -> tuple[str, ...]:
    meaning = argument.meaning
    if not argument.is_required:
        meaning = f"{meaning} Default: {text_of(argument.default)}."
    return (
        f"`--{argument.name.replace('_', '-')}`",
        argument.unit,
        meaning,
        allowed(calculator, argument),
        _written(argument.kind.word),
    )


def _written(word: str) -> str:
    """How an argument is written; of a record in place of a name, that there is one."""
    name, _, record = word.partition(" or name=")
    return f"{name}, or a record: `name={record}`" if record else word


def _given(argument: Argument, inputs: Mapping[str, Any]) -> str:
    value = _value(argument, inputs)
    unit = "" if value is None else argument.unit
    return f"`{argument.name}`: {text_of(value)} {unit}".rstrip()


def _value(argument: Argument, inputs: Mapping[str, Any]) -> Any:
    if argument.record:
        return getattr(inputs[argument.record], argument.name)
    return inputs[argument.name]


def _of_arguments(
    calculator: Calculator, inputs: Mapping[str, Any] | None = None
) -> Iterator[Constant]:
    """The constants; of a table with entries for arguments or choices, those that count."""
    known = arguments(calculator.function)
    named = {argument.name for argument in known}
    chosen = set()
    if inputs is not None:
        values = [_value(argument, inputs) for argument in known]
        chosen = {value for value in values if isinstance(value, str)}
    for constant in constants(calculator.function):
        yield _about(chosen, _about(named, constant))


def _about(names: Set[str], constant: Constant) -> Constant:
    """Of a table, the entries of these names, when it has any; a name may hold a dot itself."""
    kept = {
        path: value
        for path, value in constant.values.items()
        if any(path == name or path.startswith(f"{name}.") for name in names)
    }
    return replace(constant, values=kept) if kept else constant


def result_line(calculator: Calculator, field: str, value: object) -> str:
    """A field of a result in words, with its unit."""
    return f"{_label(calculator, field)}: {_with_unit(calculator, field, value)}"


def _label(calculator: Calculator, field: str) -> str:
    name = calculator.function.__name__ if field == PLAIN else field
    words = ", ".join(
        PLAIN if part in UNITS and "_" in part else words_of(part) for part in name.split(".")
    )
    return re.sub(r", (\d+)", r" \1", words)


def _with_unit(calculator: Calculator, field: str, value: object) -> str:
    unit = result_unit(calculator.function, field) if isinstance(value, int | float) else ""
    return f"{number_text(value)} {unit}".rstrip()


def _name(calculator: Calculator, *, links: bool) -> str:
    return f"[{calculator.name}]({calculator.name}.md)" if links else calculator.name


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(" ;|") else text
