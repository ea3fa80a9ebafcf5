"""Activities of radioembolization by two methods, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.planning.computed import Named
from nelm.planning.tare.given import FRACTIONS, PARTITION, Tare

APART = 0.25  # the house rule: methods further apart need a reason
ROUNDING = 9  # decimals: methods a quarter apart are not over it by the last digit of a float
PLAUSIBLE_GBQ = (0.05, 30.0)  # the range in which an activity can be planned at all
SINGLE = "activity-single-compartment"
ACTIVITIES = (SINGLE, "activity-partition-tumor", "activity-partition-normal-liver")
GOALS = (
    ("tumor", "goal_tumor_gy", "y90-partition-activity-for-tumor", "tumor_gy"),
    ("normal-liver", "goal_normal_liver_gy", "y90-partition-activity", "normal_liver_gy"),
)


def plan_activities(tare: Tare) -> None:
    """Activity for each goal that is given, by the method that the goal belongs to."""
    draft, form = tare.draft, tare.form
    if draft.known("goal_perfused_gy", "perfused_mass_kg"):
        given = {"dose_gy": form.goal_perfused_gy, "perfused_mass_kg": form.perfused_mass_kg}
        _activity(tare, SINGLE, "the single compartment", "y90-single-activity", given)
    if form.goal_tumor_gy is None and form.goal_normal_liver_gy is None:
        draft.known("goal_tumor_gy", "goal_normal_liver_gy")
    if not draft.known(*PARTITION):
        return
    for name, field, calculator, argument in GOALS:
        goal = getattr(form, field)
        if goal is not None:
            words = f"the partition model for the {name.replace('-', ' ')} goal"
            given = {argument: goal, **tare.given(*PARTITION)}
            _activity(tare, f"activity-partition-{name}", words, calculator, given)


def _activity(
    tare: Tare, name: str, words: str, calculator: str, given: Mapping[str, object]
) -> None:
    constant = tare.form.dose_constant
    made = tare.draft.calculate(
        Named(name, f"Activity by {words}"),
        calculator,
        {**given, **tare.given(*FRACTIONS), "constant": constant},
        field="activity_gbq",
        constant=tare.constants[0],
    )
    low, high = PLAUSIBLE_GBQ
    if made is not None and not low <= made <= high:
        says = f"Activity by {words}, {made:.4g} GBq, is outside {low:g} to {high:g} GBq: "
        says += "is a unit off?"
        tare.check("activity-plausible", "warning", says, quantity=name, value=made, unit="GBq")


def plan_two_methods(tare: Tare) -> None:
    """Activities side by side; further apart than a quarter, they need a reason."""
    _planned_apart(tare)
    found = {n: tare.draft.computed[n].value for n in ACTIVITIES if n in tare.draft.computed}
    single = found.pop(SINGLE, None)
    if not single or not all(found.values()) or not found:
        says = "The two-method rule is open: it takes a goal for each of both methods."
        tare.check("two-methods", "warning", says)
        return
    ratio = max(max(single, other) / min(single, other) for other in found.values())
    apart = round(ratio - 1, ROUNDING)
    says = f"Methods side by side: {_side_by_side(tare, single, found)}"
    says += f"; {100 * apart:.0f} % apart (of the smaller)"
    reason = tare.form.method_difference_reason
    if apart <= APART:
        tare.check("two-methods", "ok", f"{says}.")
    elif reason:
        tare.check("two-methods", "ok", f"{says}; accepted because: {reason}")
    else:
        because = f"methods are over {100 * APART:.0f} % apart"
        tare.draft.ask("method_difference_reason", "", because)
        says = f"{says}: over {100 * APART:.0f} %, a reason is due."
        tare.check("two-methods", "warning", says)


def _planned_apart(tare: Tare) -> None:
    """A planned activity that no goal asks for: the rule above does not look at it."""
    planned = tare.form.activity_gbq
    found = [tare.draft.computed[n].value for n in ACTIVITIES if n in tare.draft.computed]
    if planned is None or not all(found) or not found:
        return
    nearest = min(found, key=lambda one: max(one, planned.value) / min(one, planned.value))
    ratio = max(nearest, planned.value) / min(nearest, planned.value)
    if round(ratio - 1, ROUNDING) > APART:
        says = (
            f"Planned {planned.value:.4g} GBq is over {100 * APART:.0f} % from every activity by a "
            f"goal; the nearest is {nearest:.4g} GBq."
        )
        tare.check("planned-apart", "warning", says, value=planned.value, unit="GBq")


def _side_by_side(tare: Tare, single: float, found: dict[str, float]) -> str:
    shown = {"single compartment": single}
    shown |= {name.removeprefix("activity-").replace("-", " "): v for name, v in found.items()}
    if tare.form.activity_gbq is not None:
        shown["planned"] = tare.form.activity_gbq.value
    return ", ".join(f"{name} {value:.4g} GBq" for name, value in shown.items())
