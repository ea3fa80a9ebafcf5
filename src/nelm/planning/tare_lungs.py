"""Lungs in radioembolization: dose, both limits, earlier doses, and what they leave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from nelm.calculators.ranges import Number
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.lung import lung_dose, lung_maximum_activity
from nelm.planning.draft import Draft, Method, Named
from nelm.planning.form import Check, ConstantLine, Surviving
from nelm.planning.inputs.tare import TareInputs

SINGLE, ALL = "tare-lung-single", "tare-lung-cumulative"
RAISED_SHUNT = 0.10  # the house rule: from here on the shunt is worth a second look
ALONE = "A_max = limit M_L / (k F (1-R))"
CUMULATIVE = "A_max = (limit - earlier dose) M_L / (k F (1-R)), 0 where it is used up"
STOP = "Stop and confirm: write who goes over it and why into lung_limit_confirmed"


def plan_lungs(
    draft: Draft,
    form: TareInputs,
    delivery: Mapping[str, object],
    constant: ConstantLine | None,
) -> None:
    """Shunt, largest activity under both lung limits, and the doses of the planned one."""
    _shunt(draft, form)
    draft.known("lung_mass_kg", "earlier_lung_gy")
    earlier = None
    if form.earlier_lung_gy is not None:
        earlier = draft.add_earlier("lung", "Gy", form.earlier_lung_gy)
    if form.lung_mass_kg is None or not delivery or constant is None:
        return
    _largest(draft, form, earlier, constant)
    _planned(draft, form, delivery, earlier, constant)


def _shunt(draft: Draft, form: TareInputs) -> None:
    if form.lung_shunt_fraction is None or form.device is None:
        return
    shunt = form.lung_shunt_fraction.value
    row = "tare-resin-shunt-most" if form.device == "resin" else "tare-glass-shunt-caution"
    limit = draft.limits.by_id(row)
    if limit.value is not None and shunt > limit.value:
        refused = form.device == "resin"
        rest = "resin is not given" if refused else "was an activity or a percentage given?"
        draft.checks.append(
            Check(
                code="lung-shunt",
                status="refused" if refused else "warning",
                says=f"Lung shunt {shunt:g} is above {limit.value:g} ({limit.status}): {rest}.",
                quantity="lung_shunt_fraction",
                value=shunt,
                limit=limit,
            )
        )
    elif shunt >= RAISED_SHUNT:
        says = f"Lung shunt {shunt:g} is {RAISED_SHUNT:g} or more."
        draft.checks.append(Check(code="lung-shunt", status="warning", says=says, value=shunt))


def _largest(draft: Draft, form: TareInputs, earlier: float | None, constant: ConstantLine) -> None:
    """Activities that the limits leave; without a shunt the lungs set none."""
    if form.lung_shunt_fraction is None or form.lung_shunt_fraction.value == 0:
        return
    rows = {"single": (SINGLE, 0.0)}
    if earlier is not None:
        rows["cumulative"] = (ALL, earlier)
    for of, (row, before) in rows.items():
        limit = draft.limits.by_id(row).value
        if limit is None:
            draft.no_row(row)
            continue
        summed = of == "cumulative"
        draft.add(
            Named(
                f"activity-lung-{of}",
                f"Largest activity under the {of} lung limit of {limit:g} Gy",
                "GBq",
            ),
            Method(
                formula=CUMULATIVE if summed else ALONE,
                function=partial(_most, form, limit, before),
                source="derived from the dose of the lungs; see y90-lung-maximum",
                calculator="y90-lung-maximum",
                constants=(constant,),
            ),
            {
                "lung_mass_kg": form.lung_mass_kg,
                "lung_shunt_fraction": form.lung_shunt_fraction,
                "residual_fraction": form.residual_fraction,
                "limit_gy": limit,
                **({"earlier_lung_gy": before} if summed else {}),
            },
        )


def _most(form: TareInputs, limit: float, before: float, given: Mapping[str, Number]) -> Number:
    found = lung_maximum_activity(
        single_limit_gy=limit,
        cumulative_limit_gy=limit,
        earlier_lung_gy=before,
        lung_mass_kg=given["lung_mass_kg"],
        delivery=_delivered(form, given),
    )
    return found.cumulative_gbq


def _planned(
    draft: Draft,
    form: TareInputs,
    delivery: Mapping[str, object],
    earlier: float | None,
    constant: ConstantLine,
) -> None:
    """Lung dose of the planned activity against both limits; each is its own test."""
    if form.activity_gbq is None:
        return
    given: dict[str, Any] = {
        "activity_gbq": form.activity_gbq,
        "lung_mass_kg": form.lung_mass_kg,
        **delivery,
    }
    dose = draft.calculate(
        Named("dose-lung", "Mean dose of the lungs"),
        "y90-lung-dose",
        given,
        field="dose_gy",
        constant=constant,
    )
    if dose is None:
        return
    _hold(draft, form, "dose-lung", SINGLE, "single")
    if earlier is not None:
        _planned_in_all(draft, form, given, earlier, constant)


def _planned_in_all(
    draft: Draft,
    form: TareInputs,
    given: Mapping[str, Any],
    earlier: float,
    constant: ConstantLine,
) -> None:
    """Lung dose of all treatments with the planned one."""

    def total(drawn: Mapping[str, Number]) -> Number:
        this = lung_dose(
            activity_gbq=drawn["activity_gbq"],
            lung_mass_kg=drawn["lung_mass_kg"],
            delivery=_delivered(form, drawn),
        )
        return earlier + this.dose_gy

    draft.add(
        Named("dose-lung-cumulative", "Lung dose of all treatments", "Gy"),
        Method("D = earlier doses + k A F (1-R) / M_L", total, constants=(constant,)),
        {
            "earlier_lung_gy": earlier,
            **{name: value for name, value in given.items() if name != "constant"},
        },
    )
    _hold(draft, form, "dose-lung-cumulative", ALL, "cumulative")


def _hold(draft: Draft, form: TareInputs, quantity: str, row: str, of: str) -> None:
    left = draft.computed.get(f"activity-lung-{of}")
    confirmed = form.lung_limit_confirmed
    limit = draft.limits.by_id(row).value
    over = limit is not None and draft.computed[quantity].value > limit
    says = "" if not over else f"Confirmed: {confirmed}" if confirmed else STOP
    surviving = Surviving(of="activity", value=left.value, unit="GBq") if left else None
    draft.compare(
        quantity,
        row,
        code=quantity,
        broken="warning" if confirmed else "refused",
        surviving=surviving,
        says=says,
    )


def _delivered(form: TareInputs, given: Mapping[str, Number]) -> Delivery:
    return Delivery(
        lung_shunt_fraction=given["lung_shunt_fraction"],
        residual_fraction=given["residual_fraction"],
        constant=form.dose_constant or "",
    )
