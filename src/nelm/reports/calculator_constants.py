"""Constants, presets and bounds of a calculator: plain ones as a list, tables as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import Constant, presets
from nelm.calculators.kinds import text_of
from nelm.calculators.results import PLAIN
from nelm.calculators.units import UNITS, unit_of, words_of
from nelm.reports.page import Block, Heading, Items, Table


def listed(title: str, found: Iterable[Constant]) -> Iterator[Block]:
    """Plain constants as one list, then each table under its name."""
    plain: list[Constant] = []
    tables: list[Constant] = []
    for constant in found:
        (tables if any("." in path for path in constant.values) else plain).append(constant)
    if plain or tables:
        yield Heading(2, title)
    if plain:
        yield Items(tuple(map(_constant_line, plain)))
    for constant in tables:
        note = f": {constant.note}" if constant.note else ""
        yield f"`{constant.name.lstrip('_')}`{note}"
        yield from _tables(constant)


def preset_lines(calculator: Calculator) -> Iterator[str]:
    """Every preset of a calculator in one line: name, numbers with units, status."""
    for constant in presets(calculator.function):
        entries: dict[str, dict[str, object]] = {}
        for path, value in constant.values.items():
            entry, _, field = path.rpartition(".")
            entries.setdefault(entry, {})[field] = value
        for entry, fields in entries.items():
            numbers = ", ".join(_numbers_of(fields))
            status = f" [{fields['status']}]" if "status" in fields else ""
            yield f"{_row_name(entry, fields)}: {numbers}{status}"


def _numbers_of(fields: Mapping[str, object]) -> Iterator[str]:
    for field, value in fields.items():
        if isinstance(value, int | float):
            unit = unit_of(field) or (str(fields.get("unit", "")) if field == PLAIN else "")
            name = "" if field == PLAIN else f"{words_of(field)} "
            yield f"{name}{number_text(value)} {unit}".rstrip()


def _constant_line(constant: Constant) -> str:
    values = constant.values
    places = [str(place) for place in range(1, len(values) + 1)]
    if list(values) in ([PLAIN], places):
        text = ", ".join(map(number_text, values.values()))
    else:
        text = ", ".join(f"{name}: {number_text(value)}" for name, value in values.items())
    note = f" ({constant.note.rstrip('.')})" if constant.note else ""
    return f"`{constant.name.lstrip('_')}` = {f'{text} {_unit(constant.name)}'.rstrip()}{note}"


def _unit(name: str) -> str:
    """The unit that a name ends with, unless that is what something else is counted per."""
    ratio = "_PER_" in name and not name.endswith("_PER_H")
    return "" if ratio else unit_of(name.lower())


def _tables(constant: Constant) -> Iterator[Table]:
    """A table for each depth of a nested one; a column without any value is left out."""
    entries: dict[str, dict[str, object]] = {}
    for path, value in constant.values.items():
        entry, _, field = path.rpartition(".")
        if value not in (None, ""):
            entries.setdefault(entry, {})[field] = value
    depths = sorted({_depth(entry, entries) for entry in entries})
    for depth in depths:
        rows = {e: fields for e, fields in entries.items() if _depth(e, entries) == depth}
        columns = list(dict.fromkeys(field for fields in rows.values() for field in fields))
        columns = [field for field in columns if field != "name"]
        yield Table(
            ("name", *map(_column, columns)),
            tuple(
                (_row_name(entry, fields), *(_cell(fields, column) for column in columns))
                for entry, fields in rows.items()
            ),
        )


def _depth(entry: str, entries: Mapping[str, object]) -> int:
    """How many other entries this one lies in."""
    return sum(entry.startswith(f"{other}.") for other in entries)


def _row_name(entry: str, fields: Mapping[str, object]) -> str:
    return str(fields.get("name", entry.replace(".", " ")))


def _column(field: str) -> str:
    if field.isdigit():
        return f"value {field}"
    named = f"{words_of(field)} ({unit_of(field)})".removesuffix(" ()")
    return UNITS.get(field, named)


def _cell(fields: Mapping[str, object], column: str) -> str:
    return number_text(fields[column]) if column in fields else ""


def number_text(value: object) -> str:
    """A number with six digits at most, a truth as a word, all else as it is.

    >>> number_text(205.23456), number_text(True), number_text(None)
    ('205.235', 'yes', 'none')
    """
    return f"{value:.6g}" if isinstance(value, float) else text_of(value)
