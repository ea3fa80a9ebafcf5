"""Constants of the calculators that were recalled, not read: still to be verified."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from nelm.calculators.constants import own_notes
from nelm.calculators.results import Value, result_values

RECALLED = "recalled"
_PACKAGE = __name__.rpartition(".")[0]


@dataclass(frozen=True)
class RecalledConstant:
    """A constant, or one entry of a table of constants.

    Attributes:
        place: module and name, with the entry: `y90.constant.PRESETS aapm2011`.
        values: of it, by field.
        source: as it stands beside it.
    """

    place: str
    values: Mapping[str, Value]
    source: str


def recalled_constants() -> Iterator[RecalledConstant]:
    """Every constant with the status `recalled`, or whose note says that word.

    >>> next(one.values for one in recalled_constants() if "EXTRACELLULAR" in one.place)
    {'value': 0.19}
    """
    path = importlib.import_module(_PACKAGE).__path__
    for found in pkgutil.walk_packages(path, f"{_PACKAGE}."):
        if not found.ispkg and "catalog" not in found.name:
            yield from _of_module(found.name)


def _of_module(name: str) -> Iterator[RecalledConstant]:
    known = vars(importlib.import_module(name))
    for constant, note in own_notes(name).items():
        place = f"{name.removeprefix(f'{_PACKAGE}.')}.{constant.lstrip('_')}"
        entries = dict(_entries(known[constant]))
        for entry, one in entries.items():
            if getattr(one, "status", "") == RECALLED:
                yield RecalledConstant(f"{place} {entry}", _numbers(one), one.source)
        if not entries and RECALLED in note:
            yield RecalledConstant(place, _numbers(known[constant]), note)


def _entries(value: object) -> Iterator[tuple[str, Any]]:
    """Entries of a table whose entries have a status of their own, by name or place."""
    if isinstance(value, Mapping):
        named = [(str(key), one) for key, one in value.items()]
    elif isinstance(value, tuple | list):
        named = [(getattr(one, "name", str(place)), one) for place, one in enumerate(value, 1)]
    else:
        named = []
    yield from ((name, one) for name, one in named if is_dataclass(one) and hasattr(one, "status"))


def _numbers(value: object) -> Mapping[str, Value]:
    """The numbers of an entry: its words stand in the source."""
    every = result_values(value)
    return {k: v for k, v in every.items() if isinstance(v, int | float)}
