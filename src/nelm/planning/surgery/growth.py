"""Growth after portal vein embolization; the lines of its studies are not of NET."""

from __future__ import annotations

from nelm.calculators.surgery.remnant import sflr_percent
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check
from nelm.planning.inputs.surgery import SurgeryInputs

GROWTH = ("grown_remnant_ml", "growth_scan_d")
FORESEEN = "Of the lobe as given: a volume that is only foreseen gives no rate."


def plan_growth(draft: Draft, form: SurgeryInputs, standard: Computed) -> None:
    """Growth of the remnant of one operation, where somebody began to fill it in."""
    if all(getattr(form, name) is None for name in GROWTH):
        return
    if not draft.known("remnant_ml", *GROWTH):
        return
    entry = find_calculator("surgery-sflr")
    draft.add(
        Named("sflr-grown", "Remnant after growth against the expected volume", "%"),
        Method(
            entry.formula,
            # Under a name of its own: the remnant before growth is drawn as well.
            lambda g: sflr_percent(
                remnant_ml=g["grown_remnant_ml"], standard_liver_ml=g["standard_liver_ml"]
            ),
            entry.source,
            entry.status,
            entry.name,
        ),
        {"grown_remnant_ml": form.grown_remnant_ml, "standard_liver_ml": standard},
    )
    _rates(draft, form, "sflr", "sflr-grown")


def plan_growth_of_lobe(draft: Draft, form: SurgeryInputs) -> None:
    """Growth of the cleared lobe between two steps, where the day of its scan is given."""
    if form.growth_scan_d is not None:
        _rates(draft, form, "sflr-cleared", "sflr-second", notes=(FORESEEN,))


def _rates(
    draft: Draft, form: SurgeryInputs, before: str, after: str, notes: tuple[str, ...] = ()
) -> None:
    """Points gained, and points by week from day 7 on; an earlier scan is refused."""
    if before not in draft.computed or after not in draft.computed:
        return
    given = {
        "sflr_before_percent": draft.computed[before],
        "sflr_after_percent": draft.computed[after],
    }
    gained = draft.calculate(
        Named("hypertrophy", "Degree of hypertrophy", notes=notes), "surgery-hypertrophy", given
    )
    if gained is not None and gained < 0:
        says = "The remnant is smaller at the second scan: look at both volumes."
        draft.checks.append(Check(code="growth", status="warning", says=says))
    draft.calculate(
        Named("kinetic-growth", "Kinetic growth", notes=notes),
        "surgery-kinetic-growth",
        {**given, "scan_d": form.growth_scan_d},
    )
    draft.no_row("kinetic-growth.net", "degree-of-hypertrophy.net")
