"""The form of an entry of the catalog: one calculator as the command line and its page show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["read", "recalled", "derived"]


@dataclass(frozen=True)
class Calculator:
    """One published method.

    Attributes:
        name: as typed, `y90-partition-dose`.
        function: pure, keyword-only; its docstring is the help.
        formula: in plain text; its symbols are explained in `nelm.calculators.symbols`.
        source: who published it.
        status: whether the formula and its constants were read in a source, recalled and to be
            verified, or derived.
        example: arguments of a worked example.
        result: what the example gives, by field (`value` for a plain number), as printed or exact.
        because: the outside reason of the example's result.
        relative: how far the printed result may be from the exact one, by its rounding.
    """

    name: str
    function: Callable[..., Any]
    formula: str
    source: str
    status: Status
    example: Mapping[str, Any]
    result: Mapping[str, float]
    because: str
    relative: float = field(default=1e-3)
