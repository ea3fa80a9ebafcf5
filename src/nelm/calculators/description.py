"""What a calculator says of itself: arguments, units, ranges, results, constants."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from inspect import Parameter, signature
from typing import Any, get_type_hints

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.kinds import Kind, kind_of
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.units import unit_of

_ENTRY = re.compile(r" {4}(\w+): (.*)")
_QUESTION = re.compile(r" \([^()]*\?\)$")


@dataclass(frozen=True)
class Argument:
    """One argument of a calculator, or one field of a record that it takes.

    Attributes:
        name: with its unit.
        kind: how it is written.
        default: `Parameter.empty` where it must be given.
        meaning: what the docstring says of it.
        record: the argument whose field it is; empty for an argument.
    """

    name: str
    kind: Kind
    default: Any
    meaning: str
    record: str = ""

    @property
    def unit(self) -> str:
        """The unit that the name ends with; empty for what has none."""
        return unit_of(self.name)

    @property
    def is_required(self) -> bool:
        """Whether there is no default."""
        return self.default is Parameter.empty


@lru_cache(maxsize=512)
def arguments(function: Callable[..., Any]) -> tuple[Argument, ...]:
    """The arguments of a calculator in their order, the fields of a record in its place.

    >>> from nelm.calculators.body_surface import mosteller_m2
    >>> [(argument.name, argument.unit) for argument in arguments(mosteller_m2)]
    [('height_cm', 'cm'), ('weight_kg', 'kg')]
    """
    return tuple(_arguments(function, documented(function, "Args")))


def _arguments(made_by: Any, meanings: dict[str, str], record: str = "") -> Iterator[Argument]:
    hints = get_type_hints(made_by)
    for name, parameter in signature(made_by).parameters.items():
        kind = kind_of(hints[name])
        if kind.record and not record:
            yield from _arguments(kind.record, documented(kind.record, "Attributes"), name)
        else:
            yield Argument(name, kind, parameter.default, meanings.get(name, ""), record)


def gathered(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for a call, records made of their fields.

    Raises:
        OutOfRangeError: a record refuses a field.

    >>> from nelm.calculators.body_surface import mosteller_m2
    >>> gathered(mosteller_m2, {"height_cm": 180, "weight_kg": 80})
    {'height_cm': 180, 'weight_kg': 80}
    """
    whole: dict[str, Any] = {}
    for argument in arguments(function):
        if argument.name in given:
            inside = whole.setdefault(argument.record, {}) if argument.record else whole
            inside[argument.name] = given[argument.name]
    records = _records(function)
    return {n: records[n](**value) if n in records else value for n, value in whole.items()}


@lru_cache(maxsize=512)
def _records(function: Callable[..., Any]) -> Mapping[str, type]:
    """Arguments that are records, with their forms."""
    kinds = ((name, kind_of(hint)) for name, hint in get_type_hints(function).items())
    return {name: kind.record for name, kind in kinds if kind.record}


def summary(documented_object: object) -> str:
    """The first paragraph of a docstring in one line."""
    return " ".join((inspect.getdoc(documented_object) or "").split("\n\n")[0].split())


def remarks(function: Callable[..., Any]) -> tuple[str, ...]:
    """Paragraphs of a docstring between its first and its sections."""
    text = re.split(r"\n\n(?=\w+:\n|>>> )", inspect.getdoc(function) or "")[0]
    return tuple(" ".join(part.split()) for part in text.split("\n\n")[1:])


def documented(documented_object: object, section: str) -> dict[str, str]:
    """What a section of a docstring says of each name.

    >>> from nelm.calculators.body_surface import mosteller_m2
    >>> documented(mosteller_m2, "Args")
    {'height_cm': 'height in cm.', 'weight_kg': 'weight in kg.'}
    """
    found: dict[str, str] = {}
    name = ""
    for line in _section(inspect.getdoc(documented_object) or "", section):
        entry = _ENTRY.fullmatch(line)
        if entry:
            name = entry[1]
            found[name] = entry[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _section(text: str, title: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if inside and line and not line.startswith(" "):
            return
        if inside:
            yield line
        inside = inside or line == f"{title}:"


def allowed(calculator: Calculator, argument: Argument) -> str:
    """What a number must be, in the words with which the calculator refuses NaN.

    Asked with the worked example, so that everything else is in range. Empty where the argument
    can be no NaN, or is refused under another name.
    """
    if not argument.kind.is_float:
        return ""
    given = dict(calculator.example)
    try:
        if argument.record:
            given[argument.record] = replace(given[argument.record], **{argument.name: math.nan})
        else:
            given[argument.name] = math.nan
        calculator.function(**given)
    except OutOfRangeError as refused:
        words = _QUESTION.sub("", refused.allowed)
        if refused.field == argument.name:
            return words
        return f"{refused.field}: {words}" if argument.name in refused.field.split() else ""
    return ""
