"""`nelm calc`: a command for every entry of the catalog, made from its function."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from difflib import get_close_matches
from inspect import Parameter, Signature
from typing import Annotated, Any

import numpy as np
import typer

from nelm.calculators.catalog import GROUPS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import constants
from nelm.calculators.description import Argument, allowed, arguments, gathered, remarks, summary
from nelm.calculators.kinds import text_of
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.results import result_unit, result_values
from nelm.calculators.symbols import symbols_of
from nelm.case.problem import InputError, Problem
from nelm.reports.calculator_constants import preset_lines
from nelm.reports.calculator_page import (
    STATUS,
    calculation_blocks,
    example_command,
    index_blocks,
    result_line,
)
from nelm.reports.formula.where import where_lines
from nelm.reports.page import as_text

LONGEST_WORD, HELP_WIDTH = 40, 74


def command_names() -> tuple[str, ...]:
    """Every calculator by its name, in the order of the catalog."""
    return tuple(calculator.name for members in GROUPS.values() for calculator in members)


def find_command(name: str) -> Any:
    """The command of the calculator of this name (InputError as `find_calculator`)."""
    return _command(find_calculator(name))


def find_calculator(name: str) -> Calculator:
    """The calculator of this name.

    Raises:
        InputError: there is none; with names like it.
    """
    known = {calculator.name: calculator for members in GROUPS.values() for calculator in members}
    if name not in known:
        near = ", ".join(get_close_matches(name, known)) or "a name of `nelm calc list`"
        raise InputError([Problem("calculator", name, near)])
    return known[name]


def _command(calculator: Calculator) -> Any:

    def run(as_json: bool, **given: str | None) -> int:
        return calculate(calculator, given, as_json=as_json)

    options = [_option(calculator, argument) for argument in arguments(calculator.function)]
    run.__signature__ = Signature([*options, _AS_JSON])  # type: ignore[attr-defined]
    run.__annotations__ = {option.name: option.annotation for option in [*options, _AS_JSON]}
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    paragraphs = (summary(calculator.function), *remarks(calculator.function))
    app.command(calculator.name, help="\n\n".join(paragraphs), epilog=_epilog(calculator))(run)
    return typer.main.get_command(app)


def calculate(calculator: Calculator, given: Mapping[str, str | None], *, as_json: bool) -> int:
    """Run one calculator on texts and print what it gives.

    Raises:
        InputError: everything missing or unreadable, or the argument that is out of range.
    """
    read = _read(calculator, given)
    try:
        inputs = gathered(calculator.function, read)
        result = calculator.function(**inputs)
    except OutOfRangeError as refused:
        raise InputError([_problem(calculator, refused)]) from None
    if as_json:
        content = _content(calculator, read, result)
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(as_text(calculation_blocks(calculator, inputs, result)), nl=False)
    return 0


def list_calculators(as_json: bool) -> int:
    """Print every calculator with what it gives and whether it was read or recalled."""
    if not as_json:
        typer.echo(as_text(index_blocks(GROUPS, links=False)), nl=False)
        return 0
    rows = [
        {
            "name": one.name,
            "group": group,
            "says": summary(one.function),
            "formula": one.formula,
            "source": one.source,
            "status": one.status,
        }
        for group, members in GROUPS.items()
        for one in members
    ]
    typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    return 0


_AS_JSON = Parameter(
    "as_json",
    Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")],
)


def _option(calculator: Calculator, argument: Argument) -> Parameter:
    word = argument.kind.word
    # An option that must be given has no default here either, but all that are missing are told.
    needed = "[required]" if argument.is_required else f"[default: {text_of(argument.default)}]"
    limits = allowed(calculator, argument)
    limits = f"[{limits}]" if limits and limits not in argument.meaning else ""
    option = typer.Option(
        _flag(argument.name),
        metavar=word if len(word) <= LONGEST_WORD else "TEXT",
        help=" ".join(filter(None, (argument.meaning, limits, needed))),
        show_default=False,
    )
    annotation = Annotated[str | None, option]
    return Parameter(argument.name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _epilog(calculator: Calculator) -> str:
    results = (result_line(calculator, *one) for one in calculator.result.items())
    named = "\n".join(preset_lines(calculator))
    choice = (f"\b\nTo choose from, never a default:\n{named}",) if named else ()
    return "\n\n".join(
        (
            *choice,
            f"Formula: {calculator.formula}",
            *_where(calculator),
            f"Source: {calculator.source} [{STATUS[calculator.status]}]",
            f"\b\nExample:\n{_unbroken(example_command(calculator))}",
            f"It gives: {', '.join(results)} ({calculator.because})",
        )
    )


def _where(calculator: Calculator) -> tuple[str, ...]:
    """What the symbols mean, a line each."""
    lines = where_lines(calculator.formula, symbols_of(calculator))
    told = "\n".join(_unbroken(line.replace("`", "")) for line in lines)
    return (f"\b\nwhere\n{told}",) if told else ()


def _unbroken(command: str) -> str:
    """Lines that break between words only, not at hyphens."""
    return textwrap.fill(
        command, HELP_WIDTH, break_on_hyphens=False, break_long_words=False, subsequent_indent="  "
    )


def _read(calculator: Calculator, given: Mapping[str, str | None]) -> dict[str, Any]:
    """Values of the texts given; every one that is missing or unreadable is told at once."""
    values: dict[str, Any] = {}
    problems = []
    for argument in arguments(calculator.function):
        text = given.get(argument.name)
        wanted = f"{argument.kind.word} {argument.unit and f'in {argument.unit}'}".strip()
        try:
            if text is not None:
                values[argument.name] = argument.kind.read(text)
            elif argument.is_required:
                problems.append(Problem(_flag(argument.name), "missing", wanted))
            else:
                values[argument.name] = argument.default
        except OutOfRangeError as refused:  # a record refuses its own fields
            name = f"{_flag(argument.name)} {refused.field}"
            problems.append(Problem(name, str(refused.value), refused.allowed))
        except ValueError:
            problems.append(Problem(_flag(argument.name), text or "empty", wanted))
    if problems:
        raise InputError(problems)
    return values


def _problem(calculator: Calculator, refused: OutOfRangeError) -> Problem:
    known = {argument.name for argument in arguments(calculator.function)}
    name = _flag(refused.field) if refused.field in known else refused.field
    return Problem(name, str(refused.value), refused.allowed)


def _content(calculator: Calculator, read: Mapping[str, Any], result: object) -> dict[str, Any]:
    values = result_values(result)
    return {
        "calculator": calculator.name,
        "inputs": {name: _plain(value) for name, value in read.items()},
        "result": values,
        "units": {field: result_unit(calculator.function, field) for field in values},
        "formula": calculator.formula,
        "symbols": dict(symbols_of(calculator)),
        "constants": {
            constant.name.lstrip("_"): {"values": constant.values, "note": constant.note}
            for constant in constants(calculator.function)
        },
        "allowed": {
            argument.name: words
            for argument in arguments(calculator.function)
            if (words := allowed(calculator, argument))
        },
        "source": calculator.source,
        "status": calculator.status,
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple | list | np.ndarray):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | int | float) or value is None else text_of(value)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
