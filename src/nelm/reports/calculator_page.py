"""The page of one calculator, and of one calculation: formula, numbers, source beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import Constant, constants, presets
from nelm.calculators.description import Argument, allowed, arguments, remarks, summary
from nelm.calculators.kinds import text_of
from nelm.calculators.results import PLAIN, result_unit, result_values
from nelm.calculators.units import words_of
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
    yield from _constants(calculator)
    yield from _presets(calculator)
    yield Heading(2, "Worked example")
    yield f"`{example_command(calculator)}`"
    yield Items(
        tuple(
            f"{_label(calculator, field)}: {_with_unit(calculator, field, value)}"
            for field, value in calculator.result.items()
        )
    )
    yield f"Why this is right: {calculator.because}"
    yield NOT_AN_ORDER


def calculation_blocks(
    calculator: Calculator, inputs: Mapping[str, Any], result: object
) -> Iterator[Block]:
    """One calculation: what it gives, from what, by which formula and whose."""
    yield Heading(1, calculator.name)
    yield summary(calculator.function)
    yield Heading(2, "Result")
    yield Items(
        tuple(
            f"{_label(calculator, field)}: {_with_unit(calculator, field, value)}"
            for field, value in result_values(result).items()
        )
    )
    yield Heading(2, "From")
    yield Items(tuple(_given(argument, inputs) for argument in arguments(calculator.function)))
    yield from _method(calculator)
    yield from _constants(calculator)
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


def number_text(value: object) -> str:
    """A number with six digits at most, a truth as a word, all else as it is.

    >>> number_text(205.23456), number_text(True), number_text(None)
    ('205.235', 'yes', 'none')
    """
    return f"{value:.6g}" if isinstance(value, float) else text_of(value)


def _method(calculator: Calculator) -> Iterator[Block]:
    yield Heading(2, "Formula")
    yield f"`{calculator.formula}`"
    yield Items(
        (
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
        argument.kind.word,
    )


def _given(argument: Argument, inputs: Mapping[str, Any]) -> str:
    value = _value(argument, inputs)
    unit = "" if value is None else argument.unit
    return f"`{argument.name}`: {text_of(value)} {unit}".rstrip()


def _value(argument: Argument, inputs: Mapping[str, Any]) -> Any:
    if argument.record:
        return getattr(inputs[argument.record], argument.name)
    return inputs[argument.name]


def _constants(calculator: Calculator) -> Iterator[Block]:
    names = {argument.name for argument in arguments(calculator.function)}
    found = (_about(names, constant) for constant in constants(calculator.function))
    yield from _listed("Constants and house ranges", found)


def _presets(calculator: Calculator) -> Iterator[Block]:
    yield from _listed("To choose from, never a default", presets(calculator.function))


def _about(names: Set[str], constant: Constant) -> Constant:
    """Of a table with an entry per argument, the entries of these arguments."""
    kept = {path: v for path, v in constant.values.items() if path.partition(".")[0] in names}
    return replace(constant, values=kept) if kept else constant


def _listed(title: str, found: Iterable[Constant]) -> Iterator[Block]:
    lines = tuple(line for constant in found for line in _constant_lines(constant))
    if lines:
        yield Heading(2, title)
        yield Items(lines)


def _constant_lines(constant: Constant) -> Iterator[str]:
    """One line for a number or a list of numbers, one for each entry of a table."""
    entries: dict[str, list[str]] = {}
    for path, value in constant.values.items():
        entry, _, field = path.rpartition(".")
        in_words = entry and not field.isdigit()
        named = f"{field} {number_text(value)}" if in_words else number_text(value)
        if value not in (None, ""):
            entries.setdefault(entry, []).append(named)
    name = f"`{constant.name.lstrip('_')}`"
    if "" in entries:
        yield f"{name} = {', '.join(entries.pop(''))}{_after(constant.note)}"
    elif constant.note:
        yield f"{name}: {constant.note}"
    for entry, parts in entries.items():
        yield f"{name} {entry}: {', '.join(parts)}"


def _after(note: str) -> str:
    return f" ({note.rstrip('.')})" if note else ""


def _label(calculator: Calculator, field: str) -> str:
    name = calculator.function.__name__ if field == PLAIN else field
    words = ", ".join(words_of(part) for part in name.split("."))
    return re.sub(r", (\d+)", r" \1", words)


def _with_unit(calculator: Calculator, field: str, value: object) -> str:
    unit = result_unit(calculator.function, field) if isinstance(value, int | float) else ""
    return f"{number_text(value)} {unit}".rstrip()


def _name(calculator: Calculator, *, links: bool) -> str:
    return f"[{calculator.name}]({calculator.name}.md)" if links else calculator.name


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(" ;|") else text
