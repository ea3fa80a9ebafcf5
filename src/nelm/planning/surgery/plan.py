"""Resection and debulking: remnant by two denominators, growth, both steps, debulked share."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.planning.body_size import body_surface
from nelm.planning.comparison import on_limit
from nelm.planning.computed import Computed, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.surgery import SurgeryInputs
from nelm.planning.scores import plan_scores
from nelm.planning.surgery.growth import plan_growth, plan_growth_of_lobe
from nelm.planning.surgery.remnant_mass import plan_remnant_mass

SFLR_ROWS: Mapping[str, tuple[str, ...]] = {
    "normal": ("sflr.normal.kishi", "sflr.normal.vauthey"),
    "chemotherapy": ("sflr.chemotherapy.shindoh",),
    "fibrosis": ("sflr.fibrosis",),
    "injured": (),
}
SHARE_ROWS: Mapping[str, tuple[str, ...]] = {
    "normal": ("flr-share-measured.normal.shoup", "flr-share-measured.normal.schindl"),
    "chemotherapy": (),
    "fibrosis": ("flr-share-measured.fibrosis.azoulay",),
    "injured": (
        "flr-share-measured.injured.kubota-lower",
        "flr-share-measured.injured.kubota-upper",
    ),
}
DEBULKED_ROWS = ("debulked-share.review", "debulked-share.later")
NO_LINE = "No line by body surface for an injured liver: see the share of the measured liver."
WHOLE = 100  # percent
STEPS = ("left_after_first_ml", "cleared_lobe_ml", "grown_lobe_ml", "minimum_sflr_percent")


def plan_resection(draft: Draft, form: SurgeryInputs, *, two_step: bool) -> None:
    """Remnant of a resection in one or two steps."""
    standard = _standard_liver(draft, form)
    draft.known("liver_state")
    if two_step:
        _both_steps(draft, form, standard)
        _not_used(draft, form)
    if form.remnant_ml is not None or (not two_step and draft.known("remnant_ml")):
        _remnant(draft, form, standard)
    if standard is not None and not two_step:
        plan_growth(draft, form, standard)
        _lines(draft, form, "sflr-grown", standard)
        _larger_than_whole(draft, "sflr-grown")
    if standard is not None and two_step:
        plan_growth_of_lobe(draft, form)
    plan_remnant_mass(draft, form)
    _measured_share(draft, form)
    plan_scores(draft, form)


def _not_used(draft: Draft, form: SurgeryInputs) -> None:
    """Between two steps it is the cleared lobe that grows."""
    if form.grown_remnant_ml is not None:
        says = (
            "grown_remnant_ml is in no number of this plan: between two steps the lobe grows, from "
            "cleared_lobe_ml to grown_lobe_ml."
        )
        draft.checks.append(Check(code="input-not-used", status="warning", says=says))


def plan_debulking(draft: Draft, form: SurgeryInputs) -> None:
    """Share of the tumor that the operation removes, and the remnant where it is given."""
    if draft.known("tumor_ml", "residual_ml"):
        draft.calculate(
            Named("debulked-share", "Share of the tumor removed"),
            "surgery-debulked-share",
            {"tumor_ml": form.tumor_ml, "residual_ml": form.residual_ml},
        )
        for row in DEBULKED_ROWS:
            most = draft.limits.by_id(row).value
            left = None
            if most is not None and form.tumor_ml is not None:
                ml = form.tumor_ml.value * (1 - most / 100)
                left = Surviving(of="tumor left", value=ml, unit="mL")
            draft.compare("debulked-share", row, code="debulked-share", surviving=left)
    if form.remnant_ml is not None:
        draft.known("liver_state")
        _remnant(draft, form, _standard_liver(draft, form))
        plan_remnant_mass(draft, form)
        _measured_share(draft, form)
    plan_scores(draft, form)


def _standard_liver(draft: Draft, form: SurgeryInputs) -> Computed | None:
    surface = body_surface(draft, form)
    if not draft.known("liver_formula") or surface is None:
        return None
    draft.calculate(
        Named(
            "standard-liver", f"Liver volume expected for the body surface ({form.liver_formula})"
        ),
        f"surgery-liver-volume-{form.liver_formula}",
        {"surface_m2": surface},
    )
    return draft.computed.get("standard-liver")


def _remnant(draft: Draft, form: SurgeryInputs, standard: Computed | None) -> None:
    if standard is None or form.remnant_ml is None:
        return
    draft.calculate(
        Named("sflr", "Future remnant against the expected volume (sFLR)"),
        "surgery-sflr",
        {"remnant_ml": form.remnant_ml, "standard_liver_ml": standard},
    )
    _lines(draft, form, "sflr", standard)
    _larger_than_whole(draft, "sflr")
    _no_line(draft, form)


def _lines(draft: Draft, form: SurgeryInputs, name: str, standard: Computed) -> None:
    """A remnant against each line by body surface for the state of the liver."""
    for row in SFLR_ROWS.get(form.liver_state or "", ()):
        left = _smallest(draft.limits.by_id(row).value, standard.value)
        draft.compare(name, row, code="sflr", surviving=left)


def _larger_than_whole(draft: Draft, name: str) -> None:
    """A remnant above the whole liver that is expected: a volume or the body may be wrong."""
    made = draft.computed.get(name)
    if made is not None and made.value > WHOLE:
        says = (
            f"{made.title}: {made.value:.4g} % is more than the whole liver expected for this "
            "body. Look at volume, height and weight."
        )
        draft.checks.append(Check(code="sflr-over-whole", status="warning", says=says))


def _no_line(draft: Draft, form: SurgeryInputs) -> None:
    """A state of the liver for which the table has no line by body surface."""
    if form.liver_state == "injured":
        draft.checks.append(Check(code="sflr", status="warning", says=NO_LINE))


def _smallest(percent: float | None, whole_ml: float) -> Surviving | None:
    if percent is None:
        return None
    return Surviving(of="smallest remnant", value=percent * whole_ml / 100, unit="mL")


def _measured_share(draft: Draft, form: SurgeryInputs) -> None:
    """The other denominator; never held against lines of the first."""
    if form.remnant_ml is None or not draft.known("liver_ml", "tumor_ml"):
        return
    if form.liver_ml is None or form.tumor_ml is None:
        return
    made = draft.calculate(
        Named(
            "flr-share-measured",
            "Future remnant against the measured liver without tumor",
            notes=_no_share(form),
        ),
        "surgery-flr-share-measured",
        {"remnant_ml": form.remnant_ml, "liver_ml": form.liver_ml, "tumor_ml": form.tumor_ml},
    )
    free = form.liver_ml.value - form.tumor_ml.value
    for row in SHARE_ROWS.get(form.liver_state or "", ()) if made is not None else ():
        left = _smallest(draft.limits.by_id(row).value, free)
        draft.compare("flr-share-measured", row, code="flr-share-measured", surviving=left)


def _no_share(form: SurgeryInputs) -> tuple[str, ...]:
    """That the table has no line of this share for the state of the liver."""
    if form.liver_state is None or SHARE_ROWS[form.liver_state]:
        return ()
    return (f"No line of this share for the state given ({form.liver_state}).",)


def _both_steps(draft: Draft, form: SurgeryInputs, standard: Computed | None) -> None:
    """Both steps must leave enough; one alone is not enough."""
    if not draft.known(*STEPS) or standard is None or form.minimum_sflr_percent is None:
        return
    minimum = form.minimum_sflr_percent.value
    given = {name: getattr(form, name) for name in STEPS}
    for step, title in (
        ("first", "Remnant after the first step"),
        ("cleared", "The cleared lobe before it grows"),
        ("second", "Remnant after the second step"),
    ):
        value = draft.calculate(
            Named(f"sflr-{step}", f"{title} against the expected volume"),
            "surgery-two-step",
            {"standard_liver_ml": standard, **given},
            field=f"{step}_sflr_percent",
            carry=False,
        )
        if value is None or step == "cleared":
            continue
        met = on_limit(value, minimum) >= minimum
        side = "reaches" if met else "stays below"
        says = f"{title}: {value:.4g} % {side} the {minimum:g} % of these inputs."
        draft.checks.append(
            Check(
                code=f"two-step-{step}",
                status="ok" if met else "warning",
                says=says,
                quantity=f"sflr-{step}",
                value=value,
                unit="%",
                surviving=_smallest(minimum, standard.value),
            )
        )
    for step in ("sflr-first", "sflr-second"):
        _lines(draft, form, step, standard)
    _larger_than_whole(draft, "sflr-second")
    _no_line(draft, form)
