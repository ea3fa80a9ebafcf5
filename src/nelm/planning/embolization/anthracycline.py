"""Anthracycline over a life, beside the lines of the label."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose

from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.tace.anthracycline import dose_per_surface_mg_m2
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.embolization import EmbolizationInputs

TITLE = "Anthracycline over a life with this session"
PLANNED = ("dose-doxorubicin", "beads-doxorubicin")
SESSION = (
    "height_cm",
    "weight_kg",
    "doxorubicin_mg_m2",
    "bilirubin_mg_dl",
    "beads_doxorubicin_mg",
)
LINES = (
    "tace-anthracycline-first-line",
    "tace-anthracycline-second-line",
    "tace-anthracycline-at-450",
    "tace-anthracycline-third-line",
    "tace-anthracycline-most",
)
ROUTE = "What embolization keeps in the liver reaches the heart less; the sum does not know."
UNCAPPED = "Reckoned on the whole body surface, without a cap."


def plan_anthracycline(draft: Draft, form: EmbolizationInputs, surface: Computed | None) -> None:
    """All anthracycline as mg/m2 of doxorubicin: earlier doses and those of this plan."""
    if not draft.known("earlier_anthracycline_mg_m2"):
        return
    doses = form.earlier_anthracycline_mg_m2 or ()
    earlier = draft.add_earlier("anthracycline", "mg/m2", doses)
    made = [draft.computed[name].value for name in PLANNED if name in draft.computed]
    if not made or surface is None:
        _earlier_alone(draft, earlier)
        return
    try:
        planned = float(dose_per_surface_mg_m2(dose_mg=sum(made), surface_m2=surface.value))
    except OutOfRangeError as refused:
        draft.refuse("anthracycline", TITLE, str(refused))
        return
    entry = find_calculator("anthracycline-cumulative")
    before = {f"earlier_mg_m2.{i}": dose for i, dose in enumerate(doses, 1)}
    draft.add(
        Named(
            "anthracycline",
            TITLE,
            "mg/m2",
            (ROUTE, UNCAPPED, *_not_carried(form)),
        ),
        Method(entry.formula, _sum, entry.source, entry.status, entry.name),
        {**(before or {"earlier_mg_m2": 0.0}), "planned_mg_m2": planned},
    )
    for row in LINES:
        _hold(draft, row, earlier)


def _earlier_alone(draft: Draft, earlier: float) -> None:
    """The highest line that earlier doses pass, where no dose of this session is computed."""
    rows = [draft.limits.by_id(row) for row in LINES]
    passed = [row for row in rows if row.value is not None and earlier > row.value]
    if passed:
        row = max(passed, key=lambda one: one.value or 0)
        says = f"Earlier anthracycline alone, {earlier:g} mg/m2, is above {row.value:g} mg/m2."
        draft.checks.append(Check(code="anthracycline", status="warning", says=says, limit=row))


def _not_carried(form: EmbolizationInputs) -> tuple[str, ...]:
    """Inputs of the dose of this session, which goes into the sum as one number."""
    given = {name: getattr(form, name) for name in SESSION}
    return tuple(
        f"The uncertainty of `{name}` is not carried into this number."
        for name, one in given.items()
        if one is not None and one.relative_uncertainty is not None
    )


def _sum(given: Mapping[str, Number]) -> Number:
    total: Number = 0.0
    for amount in given.values():
        total = total + amount
    return total


def _hold(draft: Draft, row: str, earlier: float) -> None:
    """A line of the label is reached at its number: the label prints its risk there."""
    limit = draft.limits.by_id(row)
    left = max(0.0, (limit.value or 0) - earlier)
    surviving = Surviving(of="doxorubicin of this session", value=left, unit="mg/m2")
    draft.compare("anthracycline", row, code="anthracycline", surviving=surviving)
    total = draft.computed["anthracycline"].value
    if limit.value is not None and limit.comparison == "line" and isclose(total, limit.value):
        says = f"Anthracycline over a life, {total:g} mg/m2, reaches this line of the label."
        reached = {"status": "warning", "says": says}
        draft.checks[-1] = draft.checks[-1].model_copy(update=reached)
