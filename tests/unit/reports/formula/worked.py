"""The form of the tables: how the symbols of a printed formula stand in a worked example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Example = Mapping[str, Any]


@dataclass(frozen=True)
class Worked:
    """One calculator.

    Attributes:
        symbols: of the printed formula, from the arguments of the example.
        results: for each line with an equals sign to be checked, what the function returned.
        true_as: for each comparison to be checked, what the function says of it.
        also: arguments that replace those of the example in a second run, where the example has
            a 0 or 1 that would hide a wrong factor.
        relative: how near the two numbers must be.
        why: where that is wider than rounding, or the example is left out, why.
        leaves_out_example: whether only the second run can be compared.
    """

    symbols: Callable[[Example], Mapping[str, Any]]
    results: Mapping[int, Callable[[Any], Any]] = field(default_factory=dict)
    true_as: Mapping[int, Callable[[Any], bool]] = field(default_factory=dict)
    also: Example = field(default_factory=dict)
    relative: float = 1e-9
    why: str = ""
    leaves_out_example: bool = False


def plain(result: Any) -> Any:
    """A function that returns the number itself."""
    return result


def names(**of: str) -> Callable[[Example], Mapping[str, Any]]:
    """Symbols that are arguments under another name."""
    return lambda example: {symbol: example[argument] for symbol, argument in of.items()}
