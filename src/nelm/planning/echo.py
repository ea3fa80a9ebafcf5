"""Every input that is given, as it was read: with its unit, its uncertainty and its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nelm.calculators.kinds import text_of
from nelm.calculators.units import unit_of
from nelm.planning.asked import Measured
from nelm.planning.computed import plain_of
from nelm.planning.inputs.base import Inputs
from nelm.planning.inputs_file import record_of
from nelm.planning.lines import InputLine


def echo(form: Inputs, origins: Mapping[str, str]) -> Iterator[InputLine]:
    """A line for every input that is known.

    Args:
        form: the inputs of a plan.
        origins: by field the fact of the case that it was taken from.
    """
    for name in type(form).model_fields:
        value = getattr(form, name)
        record = record_of(type(form), name)
        if record is not None and value:
            for number, entry in enumerate(value, 1):
                for field in record.model_fields:
                    if getattr(entry, field) is not None:
                        yield _line(f"{name}.{number}.{field}", getattr(entry, field), "inputs")
        elif value is not None:
            yield _line(name, value, origins.get(name, "inputs"))


def _line(name: str, value: Any, origin: str) -> InputLine:
    several = isinstance(value, tuple)
    return InputLine(
        name=name,
        value=_listed(value) if several else plain_of(value),
        unit=unit_of(name.rsplit(".", 1)[-1]),
        relative_uncertainty=value.relative_uncertainty if isinstance(value, Measured) else None,
        origin=origin,
    )


def _listed(values: tuple[Any, ...]) -> str:
    """A list as text, each with its own uncertainty."""
    return ", ".join(f"{text_of(plain_of(one))}{_spread(one)}" for one in values) or "none"


def _spread(value: Any) -> str:
    relative = value.relative_uncertainty if isinstance(value, Measured) else None
    return "" if relative is None else f" +/- {100 * relative:g} %"
