"""Embolization and chemoembolization: drugs, Lipiodol, bile ducts; scores of the liver."""

from __future__ import annotations

from nelm.planning.body_size import body_surface
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.embolization.drugs import DRUGS, plan_drugs
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.embolization import EmbolizationInputs
from nelm.planning.scores import plan_scores

BEADS = "beads_doxorubicin_mg"
NO_AMOUNT = (
    "dose of a drug; the review names 50 mg/m2 of doxorubicin and 1500 mg/m2 of streptozocin "
    "(streptozotocin), and no amount of cisplatin or mitomycin C; none is a default"
)
INFECTION = (
    "Bilio-enteric anastomosis: more infections, a relative contraindication of the review "
    "(IAT-15)."
)


def plan_embolization(draft: Draft, form: EmbolizationInputs, *, bland: bool, beads: bool) -> None:
    """Everything that embolization takes.

    Args:
        draft: of the plan.
        form: its inputs.
        bland: without a drug; an amount given all the same is questioned.
        beads: the drug is loaded on beads, so its amount is one for the session.
    """
    plan_scores(draft, form)
    chosen = [drug for drug in DRUGS if getattr(form, f"{drug}_mg_m2") is not None]
    loaded = form.beads_doxorubicin_mg is not None
    if bland and (chosen or loaded):
        says = "Bland embolization carries no drug; the amount given is not turned into a dose."
        draft.checks.append(Check(code="bland-with-drug", status="warning", says=says))
    if not bland and not chosen and not loaded:
        fields = ", ".join([*(f"{drug}_mg_m2" for drug in DRUGS), *([BEADS] if beads else [])])
        draft.ask(f"one of {fields}", "mg" if beads else "mg/m2", NO_AMOUNT)
    if not bland:
        surface = body_surface(draft, form)
        draft.known("surface_cap_m2")
        plan_drugs(draft, form, None if form.surface_cap_m2 is None else surface)
    _lipiodol(draft, form)
    _bile_ducts(draft, form)
    if not bland:
        draft.no_row("tace-cisplatin-amount", "tace-mitomycin-amount")


def _lipiodol(draft: Draft, form: EmbolizationInputs) -> None:
    if form.lipiodol_ml is None:
        return
    draft.add(
        Named("lipiodol", "Volume of Lipiodol", "mL"),
        Method("as given", lambda g: g["lipiodol_ml"]),
        {"lipiodol_ml": form.lipiodol_ml},
    )
    limit = draft.limits.by_id("tace-lipiodol-volume")
    left = Surviving(of="Lipiodol", value=limit.value or 0, unit="mL")
    draft.compare("lipiodol", "tace-lipiodol-volume", code="lipiodol", surviving=left)


def _bile_ducts(draft: Draft, form: EmbolizationInputs) -> None:
    if draft.known("bilioenteric_anastomosis") and form.bilioenteric_anastomosis:
        draft.checks.append(
            Check(code="bilioenteric-anastomosis", status="warning", says=INFECTION)
        )
