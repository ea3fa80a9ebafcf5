"""The named constants that a calculator reads, as its modules say them; its ranges apart."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from itertools import takewhile, zip_longest
from typing import Any, get_type_hints

from nelm.calculators.results import result_values

_IN_BACKTICKS = re.compile(r"`([A-Z][A-Z0-9_]+)`")
_PACKAGE = __name__.rpartition(".")[0]
_CHECK = re.compile(r"_?(within|positive|not_negative|check_\w+|in_(\w+_)?range|above_0_to|finite)")


@dataclass(frozen=True)
class Constant:
    """A named value of a module.

    Attributes:
        name: as in the module.
        values: by field; `value` for a plain number.
        note: the docstring or comment that stands with it: source, read or recalled.
    """

    name: str
    values: Mapping[str, object]
    note: str


def constants(function: Callable[..., Any]) -> tuple[Constant, ...]:
    """Constants that a calculator computes with, itself or by what it calls, and those it names.

    >>> from nelm.calculators.lu177.physics import self_dose_gy
    >>> [constant.name for constant in constants(self_dose_gy)]
    ['_GY_G_PER_MBQ_H_PER_MEV']
    """
    read = _all_read(function)
    named = ((name, value) for name, value in _named(function) if not _is_table(value))
    return (
        *(one for one, is_range in read.values() if not is_range),
        *(_constant(function, *one) for one in named if one[0] not in read),
    )


def ranges(function: Callable[..., Any]) -> tuple[Constant, ...]:
    """Constants that only say what is allowed.

    >>> from nelm.calculators.lu177.physics import self_dose_gy
    >>> [(one.name, one.values["value"]) for one in ranges(self_dose_gy)]
    [('MOST_DECAYS_MBQ_H', 10000000)]
    """
    return tuple(one for one, is_range in _all_read(function).values() if is_range)


def _all_read(function: Callable[..., Any]) -> dict[str, tuple[Constant, bool]]:
    """Every constant read on the way, and whether it is read in checks alone."""
    found: dict[str, tuple[Constant, bool]] = {}
    waiting: list[Any] = [function, *_methods_of_records(function)]
    seen: list[Any] = []
    while waiting:
        known = waiting.pop(0)
        seen.append(known)
        computed = _computed_with(inspect.unwrap(known))
        for name, value in _read(known):
            if _is_ours(value, known) and value not in seen:
                waiting.append(value)
            elif name.isupper() and _is_data(value):
                only_checked = name not in computed and found.get(name, (None, True))[1]
                found[name] = _constant(known, name, value), only_checked
    return found


@lru_cache(maxsize=512)
def _computed_with(function: Callable[..., Any]) -> frozenset[str]:
    """Names that a function reads outside of checks and refusals."""
    if get_type_hints(function).get("return") is types.NoneType:
        return frozenset()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    checks = {id(inner) for node in ast.walk(tree) if _is_check(node) for inner in ast.walk(node)}
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in checks
    )


def _is_check(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return bool(_CHECK.fullmatch(name))
        case ast.If(body=[*_, ast.Raise()]) | ast.Raise():
            return True
    return False


def presets(function: Callable[..., Any]) -> tuple[Constant, ...]:
    """Tables that a docstring names in backticks: to choose from, never a default."""
    read = {constant.name for constant in constants(function)}
    return tuple(
        _constant(function, name, value)
        for name, value in _named(function)
        if _is_table(value) and name not in read
    )


def _constant(reader: Callable[..., Any], name: str, value: object) -> Constant:
    return Constant(name, result_values(value), _notes(reader).get(name, ""))


def _named(function: Callable[..., Any]) -> Iterator[tuple[str, object]]:
    known = inspect.unwrap(function).__globals__
    for name in dict.fromkeys(_IN_BACKTICKS.findall(inspect.getdoc(function) or "")):
        if name in known:
            yield name, known[name]


def _is_table(value: object) -> bool:
    return isinstance(value, tuple | list | Mapping)


def _methods_of_records(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """What a dataclass among the arguments computes is part of the calculation."""
    for hint in get_type_hints(function).values():
        if is_dataclass(hint):
            members = (getattr(member, "fget", member) for member in vars(hint).values())
            own = (one for one in members if inspect.isfunction(one) and _is_written(one))
            yield from (one for one in own if one.__module__ == hint.__module__)


def _is_written(function: types.FunctionType) -> bool:
    """Not made by `dataclass`, which has no source."""
    return not inspect.unwrap(function).__code__.co_filename.startswith("<")


def _read(function: Callable[..., Any]) -> Iterator[tuple[str, object]]:
    """Global names that a function reads, with what they stand for."""
    known = inspect.unwrap(function)
    for name in dict.fromkeys(_names(known.__code__)):
        if name in known.__globals__:
            yield name, known.__globals__[name]


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _names(inner)


def _is_ours(value: object, caller: Callable[..., Any]) -> bool:
    if not inspect.isfunction(value):
        return False
    return value.__module__.startswith(f"{_PACKAGE}.") or value.__module__ == caller.__module__


def _is_data(value: object) -> bool:
    """Whether a constant is a number or holds some; sentences are no constants of a formula."""
    if isinstance(value, str | type):
        return False
    try:
        return any(isinstance(part, int | float) for part in result_values(value).values())
    except TypeError:
        return False


def _notes(function: Callable[..., Any]) -> Mapping[str, str]:
    return _notes_of_module(inspect.unwrap(function).__module__)


@lru_cache(maxsize=256)
def _notes_of_module(name: str) -> Mapping[str, str]:
    """What stands with each constant of a module, or with the import that brings it."""
    found: dict[str, str] = {}
    for node in ast.parse(inspect.getsource(importlib.import_module(name))).body:
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith(f"{_PACKAGE}."):
                there = _notes_of_module(module)
                found |= {a.name: there[a.name] for a in node.names if a.name in there}
    return {**found, **own_notes(name)}


@lru_cache(maxsize=256)
def own_notes(name: str) -> Mapping[str, str]:
    """What stands with each constant that a module makes, by its name.

    >>> own_notes("nelm.calculators.surgery.liver_volume")["VAUTHEY_ML_PER_M2"]
    'Vauthey 2002, read in both'
    """
    text = inspect.getsource(importlib.import_module(name))
    lines, body = text.splitlines(), ast.parse(text).body
    found: dict[str, str] = {}
    for node, following in zip_longest(body, body[1:]):
        match node:
            case ast.Assign(targets=[ast.Name(id=constant)]) if constant.isupper():
                found[constant] = _note(node, following, lines)
            case ast.AnnAssign(target=ast.Name(id=constant)) if constant.isupper():
                found[constant] = _note(node, following, lines)
    return found


def _note(node: ast.stmt, following: ast.stmt | None, lines: list[str]) -> str:
    match following:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
    _, sign, trailing = lines[(node.end_lineno or node.lineno) - 1].partition("  # ")
    if sign:
        return trailing.strip()
    above = takewhile(lambda line: line.startswith("#"), reversed(lines[: node.lineno - 1]))
    return " ".join(line.lstrip("# ") for line in reversed(list(above)))
