"""What every part of a plan of radioembolization shares: draft, inputs, delivery, open limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nelm.calculators.ranges import Number
from nelm.calculators.y90.constant import DoseConstant, dose_constant
from nelm.calculators.y90.delivery import Delivery
from nelm.planning.asked import Measured
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Function, Method
from nelm.planning.draft import Draft
from nelm.planning.form import Check
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.lines import ConstantLine

FRACTIONS = ("lung_shunt_fraction", "residual_fraction")
PARTITION = ("tumor_mass_kg", "normal_liver_mass_kg", "tn_concentration_ratio")


@dataclass
class Tare:
    """A plan of radioembolization in the making.

    Attributes:
        draft: takes quantities and checks.
        form: the inputs.
        open_limits: limits that could not be held, with the reason; no maximum counts them as kept.
    """

    draft: Draft
    form: TareInputs
    open_limits: list[str] = field(default_factory=list)

    @property
    def pair(self) -> DoseConstant | None:
        """Energy and half-life that were chosen."""
        return None if self.form.dose_constant is None else dose_constant(self.form.dose_constant)

    @property
    def constants(self) -> tuple[ConstantLine, ...]:
        """The pair behind every dose, with its source; empty while none is chosen."""
        pair = self.pair
        if pair is None:
            return ()
        return (
            ConstantLine(
                name=f"dose constant k ({pair.name}): {pair.mean_energy_mev:g} MeV, "
                f"{pair.half_life_h:g} h",
                value=f"{pair.gy_kg_per_gbq:.6g} Gy kg/GBq",
                source=pair.source,
                status=pair.status,
            ),
        )

    @property
    def half_life(self) -> tuple[ConstantLine, ...]:
        """The half-life of the pair, with its source."""
        pair = self.pair
        if pair is None:
            return ()
        value = f"{pair.half_life_h:g} h"
        name = f"half-life of 90Y ({pair.name})"
        return (ConstantLine(name=name, value=value, source=pair.source, status=pair.status),)

    @property
    def can_deliver(self) -> bool:
        """Whether shunt, residual and constant are known; what is not goes on the list."""
        return self.draft.known(*FRACTIONS, "dose_constant")

    def given(self, *names: str) -> dict[str, Any]:
        """Inputs by name."""
        return {name: getattr(self.form, name) for name in names}

    def begun(self, *names: str) -> bool:
        """Whether somebody began to fill in any of these."""
        return any(getattr(self.form, name) is not None for name in names)

    def unknown(self, *names: str) -> list[str]:
        """Those of these inputs that are not known."""
        return [name for name in names if getattr(self.form, name) is None]

    def delivery(self, drawn: Mapping[str, Number]) -> Delivery:
        """Where an activity goes, by values that may be drawn."""
        return Delivery(
            lung_shunt_fraction=drawn["lung_shunt_fraction"],
            residual_fraction=drawn["residual_fraction"],
            constant=self.form.dose_constant or "",
        )

    def check(self, code: str, status: str, says: str, **more: Any) -> None:
        """Say what was found."""
        self.draft.checks.append(
            Check.model_validate(dict(code=code, status=status, says=says, **more))
        )

    def leave_open(self, code: str, what: str, because: str) -> None:
        """Say that a limit could not be held: it is never called kept."""
        self.open_limits.append(f"{what} ({because})")
        self.check(code, "warning", f"Open: {what} ({because}).")


def cataloged(
    calculator: str, function: Function, constants: tuple[ConstantLine, ...] = ()
) -> Method:
    """A method with formula and source of a calculator of the catalog."""
    entry = find_calculator(calculator)
    return Method(entry.formula, function, entry.source, entry.status, entry.name, constants)


def numbered(name: str, values: tuple[Measured, ...]) -> dict[str, Measured]:
    """The entries of a list as inputs of their own, so that each may be uncertain."""
    return {f"{name}.{number}": value for number, value in enumerate(values, 1)}


def total(drawn: Mapping[str, Number], name: str) -> Number:
    """Sum of the entries of a list."""
    found: Number = 0.0
    for key, value in drawn.items():
        if key.startswith(f"{name}."):
            found = found + value
    return found
