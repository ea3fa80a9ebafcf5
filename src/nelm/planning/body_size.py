"""Body surface of a plan, by the formula of choice."""

from __future__ import annotations

from nelm.calculators.body_surface import FORMULAS
from nelm.planning.computed import Computed, Named
from nelm.planning.draft import Draft
from nelm.planning.inputs.embolization import EmbolizationInputs
from nelm.planning.inputs.surgery import SurgeryInputs
from nelm.planning.lines import ConstantLine

WEIGHT = "The weight is taken as given: whether actual or adjusted is your choice."


def body_surface(draft: Draft, form: EmbolizationInputs | SurgeryInputs) -> Computed | None:
    """Body surface by the formula of choice; nothing while any of its inputs is unknown."""
    if not draft.known("surface_formula", "height_cm", "weight_kg"):
        return None
    law = FORMULAS[form.surface_formula]  # type: ignore[index]
    draft.calculate(
        Named("body-surface", f"Body surface ({form.surface_formula})", notes=(WEIGHT,)),
        "body-surface",
        {
            "height_cm": form.height_cm,
            "weight_kg": form.weight_kg,
            "formula": form.surface_formula,
        },
        constant=ConstantLine(
            name=f"{form.surface_formula}: coefficient, power of height, power of weight",
            value=f"{law.coefficient:g}, {law.height_power:g}, {law.weight_power:g}",
            source=f"{law.source}; read in the packages admiral and clinPK, not in the paper",
            status="read",
        ),
    )
    return draft.computed.get("body-surface")
