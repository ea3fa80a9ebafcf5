"""Mass of the future remnant against body weight, where a density of the liver is given."""

from __future__ import annotations

from nelm.calculators.surgery.remnant import remnant_to_body_weight_percent
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.surgery import SurgeryInputs

ROW = "remnant-to-body-weight"
G_PER_KG = 1000


def plan_remnant_mass(draft: Draft, form: SurgeryInputs) -> None:
    """A third denominator, never held against the lines of the other two."""
    if form.liver_density_g_ml is None or not draft.known("remnant_ml", "weight_kg"):
        return
    entry = find_calculator("surgery-remnant-body-weight")
    draft.add(
        Named(ROW, "Mass of the future remnant against body weight", "%"),
        Method(
            f"{entry.formula}; remnant mass = volume x density",
            lambda g: remnant_to_body_weight_percent(
                remnant_kg=g["remnant_ml"] * g["liver_density_g_ml"] / G_PER_KG,
                weight_kg=g["weight_kg"],
            ),
            entry.source,
            entry.status,
            entry.name,
        ),
        {
            "remnant_ml": form.remnant_ml,
            "liver_density_g_ml": form.liver_density_g_ml,
            "weight_kg": form.weight_kg,
        },
    )
    if form.liver_state != "normal":  # the line is of a normal liver, and not borrowed
        state = "of a liver whose state is not given" if form.liver_state is None else "of this one"
        says = f"The line of remnant against body weight is of a normal liver, not {state}."
        draft.checks.append(Check(code=ROW, status="warning", says=says, quantity=ROW))
        return
    least = draft.limits.by_id(ROW).value
    left = None
    if least is not None and form.weight_kg is not None:
        ml = least / 100 * form.weight_kg.value * G_PER_KG / form.liver_density_g_ml.value
        left = Surviving(of="smallest remnant", value=ml, unit="mL")
    draft.compare(ROW, ROW, code=ROW, surviving=left)
