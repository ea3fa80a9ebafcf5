"""What a calculator gives, as one flat list of named values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from nelm.calculators.units import unit_of

Value: TypeAlias = float | bool | str | None
PLAIN = "value"  # the field of a result that is one value


def result_values(result: object) -> dict[str, Value]:
    """Every value of a result by its field; of a list, by place from 1.

    >>> result_values(2.0)
    {'value': 2.0}
    >>> result_values((date(2026, 1, 1), date(2026, 2, 26)))
    {'1': '2026-01-01', '2': '2026-02-26'}
    """
    found = dict(_flat(result, ()))
    return {".".join(path) or PLAIN: value for path, value in found.items()}


def result_unit(function: Callable[..., Any], field: str) -> str:
    """Unit of a field of a result: its own, of the field it is in, or of the function.

    >>> from nelm.calculators.body_surface import mosteller_m2
    >>> result_unit(mosteller_m2, "value"), result_unit(mosteller_m2, "dose_gy.1")
    ('m2', 'Gy')
    """
    named = [part for part in field.split(".") if not part.isdigit() and part != PLAIN]
    return unit_of(named[-1] if named else function.__name__)


def _flat(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Value]]:
    for name, inner in _parts(value):
        yield from _flat(inner, (*path, name))
    if not isinstance(value, tuple | list | np.ndarray | Mapping) and not is_dataclass(value):
        yield path, _plain(value)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, Mapping):
        yield from ((str(name), inner) for name, inner in value.items())
    elif isinstance(value, tuple | list | np.ndarray):
        yield from ((str(place), inner) for place, inner in enumerate(value, 1))


def _plain(value: object) -> Value:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and math.isnan(value):
        return None  # what a model has not, such as a second half-life of one exponential
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a result holds {type(value).__name__}")
