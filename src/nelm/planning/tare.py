"""Radioembolization with 90Y: activity by two methods, doses, lungs, spheres."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.calculators.y90.body_surface_method import HISTORICAL
from nelm.calculators.y90.constant import dose_constant
from nelm.calculators.y90.spheres import REVIEW_RESIN_COUNT, implied_activity
from nelm.planning.draft import Draft, Named
from nelm.planning.form import Check, ConstantLine
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.tare_liver import check_liver
from nelm.planning.tare_lungs import plan_lungs

APART = 0.25  # the house rule: methods further apart need a reason
SINGLE = "activity-single-compartment"
ACTIVITIES = (SINGLE, "activity-partition-tumor", "activity-partition-normal-liver")
DELIVERY = ("lung_shunt_fraction", "residual_fraction", "dose_constant")
PARTITION = ("tumor_mass_kg", "normal_liver_mass_kg", "tn_concentration_ratio")
SURFACE = ("tumor_volume_ml", "normal_liver_volume_ml", "volumes_of", "treated_share")


def plan_tare(draft: Draft, form: TareInputs) -> None:
    """Everything that radioembolization takes."""
    draft.known("device", "treatment")
    delivery = _delivery(draft, form)
    constant = constant_line(form)
    if delivery and constant:
        _activities(draft, form, delivery, constant)
        _doses(draft, form, delivery, constant)
    else:
        draft.known("activity_gbq", "goal_perfused_gy", "perfused_mass_kg", *PARTITION)
    plan_lungs(draft, form, delivery, constant)
    check_liver(draft, form)
    _two_methods(draft, form)
    _body_surface(draft, form)
    _spheres(draft, form)


def constant_line(form: TareInputs) -> ConstantLine | None:
    """The pair behind every dose, with its source."""
    if form.dose_constant is None:
        return None
    pair = dose_constant(form.dose_constant)
    return ConstantLine(
        name=f"dose constant k ({pair.name}): {pair.mean_energy_mev:g} MeV, {pair.half_life_h:g} h",
        value=f"{pair.gy_kg_per_gbq:.6g} Gy kg/GBq",
        source=pair.source,
        status=pair.status,
    )


def _delivery(draft: Draft, form: TareInputs) -> Mapping[str, object]:
    """Where the drawn activity goes; empty while any of it is unknown."""
    if not draft.known(*DELIVERY):
        return {}
    return {
        "lung_shunt_fraction": form.lung_shunt_fraction,
        "residual_fraction": form.residual_fraction,
        "constant": form.dose_constant,
    }


def _partition(form: TareInputs) -> Mapping[str, object]:
    return {name: getattr(form, name) for name in PARTITION}


def _activities(
    draft: Draft, form: TareInputs, delivery: Mapping[str, object], constant: ConstantLine
) -> None:
    if draft.known("goal_perfused_gy", "perfused_mass_kg"):
        given = {"dose_gy": form.goal_perfused_gy, "perfused_mass_kg": form.perfused_mass_kg}
        draft.calculate(
            Named(SINGLE, "Activity by the single compartment"),
            "y90-single-activity",
            {**given, **delivery},
            field="activity_gbq",
            constant=constant,
        )
    if form.goal_tumor_gy is None and form.goal_normal_liver_gy is None:
        draft.known("goal_tumor_gy", "goal_normal_liver_gy")
    if not draft.known(*PARTITION):
        return
    for name, goal, calculator, argument in (
        ("tumor", form.goal_tumor_gy, "y90-partition-activity-for-tumor", "tumor_gy"),
        ("normal-liver", form.goal_normal_liver_gy, "y90-partition-activity", "normal_liver_gy"),
    ):
        if goal is not None:
            of = name.replace("-", " ")
            title = f"Activity by the partition model for the {of} goal"
            draft.calculate(
                Named(f"activity-partition-{name}", title),
                calculator,
                {argument: goal, **_partition(form), **delivery},
                field="activity_gbq",
                constant=constant,
            )


def _doses(
    draft: Draft, form: TareInputs, delivery: Mapping[str, object], constant: ConstantLine
) -> None:
    """Doses of the planned activity, by both methods."""
    planned = {"activity_gbq": form.activity_gbq}
    if draft.known("activity_gbq", "perfused_mass_kg"):
        draft.calculate(
            Named("dose-perfused", "Mean dose of the perfused volume (single compartment)"),
            "y90-single-dose",
            {**planned, "perfused_mass_kg": form.perfused_mass_kg, **delivery},
            field="dose_gy",
            constant=constant,
        )
    if not draft.known("activity_gbq", *PARTITION, "lung_mass_kg"):
        return
    given = {**planned, **_partition(form), "lung_mass_kg": form.lung_mass_kg, **delivery}
    for name, title in (("tumor", "tumor"), ("normal-liver", "normal liver")):
        draft.calculate(
            Named(f"dose-{name}", f"Mean dose of the {title} (partition model)"),
            "y90-partition-dose",
            given,
            field=f"{name.replace('-', '_')}_gy",
            constant=constant,
        )


def _two_methods(draft: Draft, form: TareInputs) -> None:
    """Activities side by side; further apart than a quarter, they need a reason."""
    found = {n: draft.computed[n].value for n in ACTIVITIES if n in draft.computed}
    single = found.pop(SINGLE, None)
    if single is None or not found:
        says = "The two-method rule is open: it takes a goal for each of both methods."
        draft.checks.append(Check(code="two-methods", status="warning", says=says))
        return
    apart = max(max(single, other) / min(single, other) - 1 for other in found.values())
    shown = {"single compartment": single}
    shown |= {name.removeprefix("activity-").replace("-", " "): v for name, v in found.items()}
    if form.activity_gbq is not None:
        shown["planned"] = form.activity_gbq.value
    side = ", ".join(f"{name} {value:.4g} GBq" for name, value in shown.items())
    says = f"Methods side by side: {side}; {100 * apart:.0f} % apart (of the smaller)"
    reason = form.method_difference_reason
    if apart <= APART:
        draft.checks.append(Check(code="two-methods", status="ok", says=f"{says}."))
    elif reason is not None:
        says = f"{says}; accepted because: {reason}"
        draft.checks.append(Check(code="two-methods", status="ok", says=says))
    else:
        draft.ask("method_difference_reason", "", f"methods are over {100 * APART:.0f} % apart")
        says = f"{says}: over {100 * APART:.0f} %, a reason is due."
        draft.checks.append(Check(code="two-methods", status="warning", says=says))


def _body_surface(draft: Draft, form: TareInputs) -> None:
    """The historical method of resin, only where somebody began to ask for it."""
    if form.device != "resin" or (form.volumes_of is None and form.treated_share is None):
        return
    if not draft.known("height_cm", "weight_kg", *SURFACE, "lung_shunt_fraction"):
        return
    title = "Activity by body surface, before the steps of the lung shunt"
    notes = (HISTORICAL, "Shown to compare, not to plan; not part of the two-method rule.")
    draft.calculate(
        Named("activity-body-surface", title, notes=notes),
        "y90-body-surface",
        {name: getattr(form, name) for name in ("height_cm", "weight_kg", *SURFACE)},
        field="activity_gbq",
    )
    draft.calculate(
        Named("factor-lung-shunt", "Share left of it by the steps of the lung shunt"),
        "y90-resin-shunt-factor",
        {"lung_shunt_fraction": form.lung_shunt_fraction},
    )


def _spheres(draft: Draft, form: TareInputs) -> None:
    each = form.activity_per_sphere_bq
    if each is None or form.activity_gbq is None:
        return
    notes: tuple[str, ...] = ()
    if form.device == "resin":
        low, high = REVIEW_RESIN_COUNT
        implied = implied_activity(
            lowest_count=low, highest_count=high, activity_per_sphere_bq=each.value
        )
        notes = (
            f"The review prints {low / 1e6:.0f} to {high / 1e6:.0f} million resin spheres: at this "
            f"activity per sphere they would hold {implied.lowest_gbq:.3g} to "
            f"{implied.highest_gbq:.3g} GBq. The count is reckoned, the range only shown.",
        )
    draft.calculate(
        Named("spheres", "Number of spheres", notes=notes),
        "y90-sphere-count",
        {"activity_gbq": form.activity_gbq, "activity_per_sphere_bq": each},
    )
