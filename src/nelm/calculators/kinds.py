"""Kinds of arguments: how a text becomes a value of each, and a value a text."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from nelm.calculators.ranges import OutOfRangeError

_DECIMAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_WHOLE = re.compile(r"[-+]?\d+")
_NONE = "none"


@dataclass(frozen=True)
class Kind:
    """How an argument is written.

    Attributes:
        word: what to write, `number`.
        read: from a text; raises ValueError where it is none of this kind.
        is_float: one number that need not be whole.
        record: the dataclass whose fields are given instead; None for all other kinds.
    """

    word: str
    read: Callable[[str], Any]
    is_float: bool = False
    record: type | None = None


def kind_of(hint: Any) -> Kind:
    """The kind that a type asks for.

    Raises:
        TypeError: no text can be read as this type.

    >>> kind_of(Literal["glass", "resin"]).word, kind_of(Sequence[float]).word
    ('glass|resin', 'number,number,...')
    >>> kind_of(Sequence[float]).read("1, 2.5")
    (1.0, 2.5)
    """
    origin = get_origin(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin in (Union, types.UnionType):
        return _union(get_args(hint))
    if origin is Literal:
        return _choice({str(option): option for option in get_args(hint)})
    if _is_array(hint):
        return _many(_PLAIN[float], np.array)
    if origin in (list, tuple, Sequence):
        return _many(kind_of(get_args(hint)[0]), list if origin is list else tuple)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice({text_of(option): option for option in hint})
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    raise TypeError(f"no text can be read as {hint}")


def text_of(value: object) -> str:
    """A value as it is written on the command line.

    >>> text_of((date(2026, 1, 5), date(2026, 3, 2))), text_of(0.2), text_of(None)
    ('2026-01-05,2026-03-02', '0.2', 'none')
    """
    if is_dataclass(value) and not isinstance(value, type):
        return ",".join(
            f"{f.name}={text_of(getattr(value, f.name))}" for f in fields(value) if f.init
        )
    if isinstance(value, list | tuple | np.ndarray):
        between = "; " if any(is_dataclass(one) for one in value) else ","
        return between.join(text_of(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return _NONE if value is None else str(value)


def _number(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _whole_number(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


_PLAIN: Mapping[Any, Kind] = types.MappingProxyType(
    {
        float: Kind("number", _number, is_float=True),
        int: Kind("whole number", _whole_number),
        bool: Kind("yes|no", _yes_or_no),
        date: Kind("YYYY-MM-DD", date.fromisoformat),
        datetime: Kind("YYYY-MM-DDTHH:MM+00:00", datetime.fromisoformat),
        str: Kind("text", str),
    }
)


def _union(options: Sequence[Any]) -> Kind:
    """The first kind that can be read; arrays are for callers of Python, when there is another."""
    single = [one for one in options if one is not types.NoneType and not _is_array(one)]
    kinds = [kind_of(one) for one in single or options]
    words = [kind.word for kind in kinds] + [_NONE] * (types.NoneType in options)

    def read(text: str) -> Any:
        if text == _NONE and types.NoneType in options:
            return None
        for kind in kinds[:-1]:
            try:
                return kind.read(text)
            except OutOfRangeError:  # a ValueError too, but of a text that was understood
                raise
            except ValueError:
                continue
        return kinds[-1].read(text)

    return Kind(" or ".join(words), read, is_float=kinds[0].is_float)


def _is_array(hint: Any) -> bool:
    return get_origin(hint) is np.ndarray


def _choice(options: Mapping[str, Any]) -> Kind:
    def read(text: str) -> Any:
        if text not in options:
            raise ValueError(text)
        return options[text]

    return Kind("|".join(options), read)


def _many(kind: Kind, gather: Callable[[Iterable[Any]], Any]) -> Kind:
    between = "; " if kind.record else ","

    def read(text: str) -> Any:
        return gather([kind.read(part.strip()) for part in text.split(between.strip())])

    return Kind(f"{kind.word}{between}{kind.word}{between}...", read)


def _record(form: Any) -> Kind:
    hints = get_type_hints(form)
    kinds = {one.name: kind_of(hints[one.name]) for one in fields(form) if one.init}

    def read(text: str) -> Any:
        given = dict(part.strip().split("=", 1) for part in text.split(","))
        try:
            return form(**{name: kinds[name].read(value) for name, value in given.items()})
        except (KeyError, TypeError):
            raise ValueError(text) from None

    word = ",".join(f"{name}={kind.word}" for name, kind in kinds.items())
    return Kind(word, read, record=form)
