"""A published number under a name: never a default, chosen by whoever calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["read", "recalled"]


@dataclass(frozen=True)
class Preset:
    """One published number.

    Attributes:
        name: how to ask for it.
        value: in `unit`.
        unit: of `value` and `spread`.
        source: who published it.
        status: read in the source, or recalled and to be verified.
        spread: standard deviation between patients, where the source gives one.
        note: what to know before using it.
    """

    name: str
    value: float
    unit: str
    source: str
    status: Status
    spread: float | None = None
    note: str = ""


def by_name(presets: tuple[Preset, ...], name: str) -> Preset:
    """The preset of this name.

    Raises:
        KeyError: there is none; the message lists the names.

    >>> one = Preset("label", 8, "week", "prescribing information", "read")
    >>> by_name((one,), "label").value
    8
    """
    for preset in presets:
        if preset.name == name:
            return preset
    raise KeyError(f"{name}; there are {', '.join(preset.name for preset in presets)}")
