"""Numbers of a plan: what each is called, how it is made, and what it takes to draw it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from nelm.calculators.kinds import text_of
from nelm.calculators.ranges import Number
from nelm.calculators.uncertainty import Distribution, LogNormal, TruncatedNormal
from nelm.calculators.units import unit_of
from nelm.planning.asked import Measured
from nelm.planning.lines import ConstantLine, InputLine, SourceStatus

Function: TypeAlias = Callable[[Mapping[str, Number]], Number]
ARITHMETIC = "Arithmetic"


@dataclass(frozen=True)
class Named:
    """What a number is called.

    Attributes:
        name: its id.
        title: in words.
        unit: of the number; a calculator knows its own.
        notes: to be shown beside it.
    """

    name: str
    title: str
    unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """How a quantity is computed where no single calculator does it."""

    formula: str
    function: Function
    source: str = ARITHMETIC
    status: SourceStatus = "derived"
    calculator: str | None = None
    constants: tuple[ConstantLine, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A number of the plan with what it takes to draw it again."""

    value: float
    unit: str
    title: str
    function: Function
    inputs: Mapping[str, Distribution | float]

    @property
    def is_uncertain(self) -> bool:
        """Whether any input carries an uncertainty."""
        return any(not isinstance(given, float) for given in self.inputs.values())


def plain_of(value: Any) -> Any:
    """A value without its uncertainty."""
    if isinstance(value, Measured | Computed):
        return value.value
    if isinstance(value, tuple):
        return tuple(plain_of(one) for one in value)
    return value


def is_number(value: Any) -> bool:
    """Whether a value is one number; a truth is none."""
    return isinstance(value, Measured | Computed | float | int) and not isinstance(value, bool)


def composed_of(
    function: Function, given: Mapping[str, Any], inputs: dict[str, Distribution | float]
) -> tuple[Function, dict[str, Distribution | float]]:
    """The function of what went into numbers computed before, so that nothing is drawn twice."""
    before = {key: value for key, value in given.items() if isinstance(value, Computed)}
    if not before:
        return function, inputs

    def composed(drawn: Mapping[str, Number]) -> Number:
        return function({**drawn, **{key: made.function(drawn) for key, made in before.items()}})

    own = {key: value for key, value in inputs.items() if key not in before}
    return composed, {**{k: v for made in before.values() for k, v in made.inputs.items()}, **own}


def not_carried(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Notes on uncertainties that a number leaves out."""
    return tuple(
        f"The uncertainty of `{key}` is not carried into this number."
        for key, value in given.items()
        if isinstance(value, Computed | Measured) and _has_spread(value)
    )


def _has_spread(value: Computed | Measured) -> bool:
    if isinstance(value, Computed):
        return value.is_uncertain
    return value.relative_uncertainty is not None


def drawn_of(value: Measured | Computed | float) -> Distribution | float:
    """A distribution for what is uncertain; a normal one is cut at the range of its field."""
    if isinstance(value, Computed):
        return value.value
    if not isinstance(value, Measured):
        return float(value)
    if value.relative_uncertainty is None or value.value == 0:
        return value.value
    sd = abs(value.value) * value.relative_uncertainty
    if value.log_normal:
        return LogNormal(value.value, sd)
    return TruncatedNormal(value.value, sd, value.low, value.high)


def line_of(name: str, value: Any) -> InputLine:
    """A value as the plan echoes it beside a quantity."""
    plain = plain_of(value)
    if isinstance(plain, tuple):
        plain = text_of(plain)
    relative = value.relative_uncertainty if isinstance(value, Measured) else None
    return InputLine(
        name=name,
        value=plain,
        unit=unit_of(name.split(".", maxsplit=1)[0]),
        relative_uncertainty=relative,
        origin="computed" if isinstance(value, Computed) else "inputs",
    )
