"""What is told of a field that is refused: its value, shortly, what it takes, near names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MOST_NAMES = 12  # more than that no one reads in a message
LONGEST = 60
SAME_START = 4
_PREFIX = "Value error, "


def allowed_text(error: Mapping[str, Any]) -> str:
    """What a field takes, of an error of pydantic."""
    return str(error["msg"]).removeprefix(_PREFIX)


def shown(given: object) -> str:
    """A value as it was given, not at length.

    >>> shown("wood"), shown({"value": 2, "sd": 1}), shown([1, 2])
    ('"wood"', '2', '[1, 2]')
    """
    if isinstance(given, Mapping):
        given = given.get("value", "a mapping")
    if isinstance(given, str) and len(given) < LONGEST:
        return f'"{given}"'
    return str(given)[:LONGEST]


def instead_of(name: str, fields: Iterable[str]) -> str:
    """Which fields could have been meant by a name that is none of them.

    >>> instead_of("shunt", ["lung_shunt_fraction", "device"])
    'one of lung_shunt_fraction'
    >>> instead_of("id", ["lung_shunt_fraction", "device"])
    'one of lung_shunt_fraction, device'
    >>> instead_of("id", map(str, range(40)))
    'one of the fields of the template'
    """
    known = tuple(fields)
    near = [field for field in known if _is_near(name, field)]
    if not known:
        return "no field: nothing is asked for"
    if not near and len(known) > MOST_NAMES:
        return "one of the fields of the template"
    return f"one of {', '.join(near or known)}"


def _is_near(name: str, field: str) -> bool:
    words = {word for word in name.split("_") if len(word) >= SAME_START}
    return name[:SAME_START] == field[:SAME_START] or not words.isdisjoint(field.split("_"))
