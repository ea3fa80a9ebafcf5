"""Lines that a plan and a dose map share: what went in, and constants with their source."""

from __future__ import annotations

from typing import Literal, TypeAlias

from nelm.planning.limit import Strict

SourceStatus: TypeAlias = Literal["read", "recalled", "derived"]
Plain: TypeAlias = bool | float | str | None


class InputLine(Strict):
    """A value that went in.

    Attributes:
        name: of the field or of the argument of the calculator.
        value: as used; a list as text.
        unit: empty where there is none.
        relative_uncertainty: standard uncertainty by value; nothing where none was given.
        origin: `inputs`, `computed` (a quantity of the same plan), or the fact of the case it was
            taken from.
    """

    name: str
    value: Plain
    unit: str
    relative_uncertainty: float | None = None
    origin: str = "inputs"


class ConstantLine(Strict):
    """A constant of a formula with its source."""

    name: str
    value: str
    source: str
    status: SourceStatus
