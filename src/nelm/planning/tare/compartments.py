"""Any number of compartments: doses of each, of the normal liver in both meanings, closure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.y90.compartments import compartment_doses, energy_balance_error
from nelm.planning.computed import Named
from nelm.planning.inputs.tare import CompartmentInputs
from nelm.planning.records import known_in
from nelm.planning.tare.activity import APART
from nelm.planning.tare.doses import PERFUSED as PARTITION_DOSE
from nelm.planning.tare.given import FRACTIONS, Tare, cataloged

CLOSES = 0.01  # of the energy given: farther off, the doses are refused
CALCULATOR = "y90-compartment-doses"
NEEDED = ("kind", "mass_kg", "mean_counts_per_volume")
WHOLE = "dose-whole-normal-liver-compartments"
PERFUSED = "dose-perfused-normal-liver-compartments"
LISTED = "Over the compartments of normal liver listed here; liver without dose would lower it."
ROUNDING = 9  # decimals of a closure: what is less is the last digit of a float
BOTH = 2
LUNG_KG = 1.0  # any mass: the energy of the lungs is dose times mass, and the mass cancels


def plan_compartments(tare: Tare) -> None:
    """Doses of the compartments, only where somebody began to fill them in."""
    given = tare.form.compartments or ()
    if not any(map(_begun, given)):
        return
    if not _all_known(tare, given) or not tare.draft.known("activity_gbq"):
        return
    numbers = _numbers(tare, given)
    for number, one in enumerate(given):
        called = one.name or f"compartment {number + 1}"
        tare.draft.add(
            Named(f"dose-compartment-{number + 1}", f"Mean dose of {called} ({_kind(one)})", "Gy"),
            cataloged(CALCULATOR, partial(_dose, tare, len(given), number), tare.constants),
            numbers,
        )
    _normal_liver(tare, given, numbers)
    _close(tare, given)
    _apart(tare)


def _begun(one: CompartmentInputs) -> bool:
    return any(getattr(one, name) is not None for name in CompartmentInputs.model_fields)


def _kind(one: CompartmentInputs) -> str:
    return (one.kind or "").replace("_", " ")


def _all_known(tare: Tare, given: tuple[CompartmentInputs, ...]) -> bool:
    """Whether every compartment is whole; one that is not would move the doses of all."""
    whole = [
        known_in(tare.draft, f"compartments.{number}", one, *_needed(one))
        for number, one in enumerate(given, 1)
    ]
    return all(whole)


def _needed(one: CompartmentInputs) -> tuple[str, ...]:
    return (*NEEDED, "treated") if one.kind == "normal_liver" else NEEDED


def _numbers(tare: Tare, given: tuple[CompartmentInputs, ...]) -> dict[str, Any]:
    found = tare.given("activity_gbq", *FRACTIONS)
    for number, one in enumerate(given, 1):
        found[f"mean_counts_per_volume.{number}"] = one.mean_counts_per_volume
        found[f"mass_kg.{number}"] = one.mass_kg
    return found


def _doses(tare: Tare, many: int, drawn: Mapping[str, Number]) -> tuple[Number, ...]:
    return compartment_doses(
        activity_gbq=drawn["activity_gbq"],
        concentrations=_alike(drawn, "mean_counts_per_volume", many),
        masses_kg=_alike(drawn, "mass_kg", many),
        delivery=tare.delivery(drawn),
    ).doses_gy


def _alike(drawn: Mapping[str, Number], name: str, many: int) -> list[Number]:
    """One input of every compartment, as many draws of each where any is drawn."""
    return list(np.broadcast_arrays(*(drawn[f"{name}.{n}"] for n in range(1, many + 1))))


def _dose(tare: Tare, many: int, number: int, drawn: Mapping[str, Number]) -> Number:
    return _doses(tare, many, drawn)[number]


def _mean(tare: Tare, many: int, of: tuple[int, ...], drawn: Mapping[str, Number]) -> Number:
    """Mean dose by mass of some compartments."""
    doses = _doses(tare, many, drawn)
    masses = [drawn[f"mass_kg.{n + 1}"] for n in of]
    energy_j: Number = sum(doses[n] * mass for n, mass in zip(of, masses, strict=True))
    whole_kg: Number = sum(masses)
    return energy_j / whole_kg


def _normal_liver(
    tare: Tare, given: tuple[CompartmentInputs, ...], numbers: dict[str, Any]
) -> None:
    """The whole normal liver and its perfused part: the tables of the devices limit one each."""
    whole = tuple(n for n, one in enumerate(given) if one.kind == "normal_liver")
    treated = tuple(n for n in whole if given[n].treated)
    for name, of, words in (
        (WHOLE, whole, "whole normal liver"),
        (PERFUSED, treated, "perfused normal liver"),
    ):
        if of:
            tare.draft.add(
                Named(name, f"Mean dose of the {words} (compartments)", "Gy", (LISTED,)),
                replace(
                    cataloged(CALCULATOR, partial(_mean, tare, len(given), of), tare.constants),
                    formula="D = sum(D_i M_i) / sum(M_i); over its compartments",
                ),
                numbers,
            )


def _apart(tare: Tare) -> None:
    """Both models side by side for the perfused normal liver, where both are there."""
    found = (tare.draft.computed.get(name) for name in (PARTITION_DOSE, PERFUSED))
    values = [made.value for made in found if made is not None and made.value > 0]
    if len(values) < BOTH:
        return
    share = max(values) / min(values) - 1
    says = (
        f"Perfused normal liver: {values[0]:.4g} Gy by the partition model, {values[1]:.4g} Gy by "
        f"the compartments, {100 * share:.0f} % apart (of the smaller)."
    )
    tare.check("compartments-apart", "ok" if share <= APART else "warning", says)


def _close(tare: Tare, given: tuple[CompartmentInputs, ...]) -> None:
    """Energy of all doses, of the lungs too, against the energy given."""
    names = [f"dose-compartment-{number}" for number in range(1, len(given) + 1)]
    planned, form = tare.form.activity_gbq, tare.form
    if planned is None or any(name not in tare.draft.computed for name in names):
        return
    plain = {name: getattr(form, name).value for name in FRACTIONS}
    lung_gy = planned.value * float(tare.delivery(plain).lung_gy_kg_per_gbq) / LUNG_KG
    doses = [*(tare.draft.computed[name].value for name in names), lung_gy]
    masses = [*(one.mass_kg.value for one in given if one.mass_kg is not None), LUNG_KG]
    try:
        missed = energy_balance_error(
            doses_gy=doses,
            masses_kg=masses,
            activity_gbq=planned.value,
            residual_fraction=plain["residual_fraction"],
            constant=form.dose_constant or "",
        )
    except OutOfRangeError as refused:
        tare.draft.refuse("energy-balance", "Closure of the compartments", str(refused))
        return
    _state_closure(tare, round(missed, ROUNDING), names)


def _state_closure(tare: Tare, error: float, names: list[str]) -> None:
    tare.draft.add(
        Named("energy-balance", "Closure of compartments and lungs: energy missed, as a share"),
        cataloged("y90-energy-balance", lambda _: error),
        {f"{n.replace('-', '_')}_gy": tare.draft.computed[n].value for n in names},
    )
    closes = abs(error) <= CLOSES
    says = f"Doses times masses are {100 * abs(error):.3f} % off the energy given"
    rest = "." if closes else f": over {100 * CLOSES:g} %, the doses do not hold."
    tare.check("energy-balance", "ok" if closes else "refused", f"{says}{rest}", value=error)
