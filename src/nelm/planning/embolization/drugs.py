"""Drugs of chemoembolization: doses by body surface and what bounds them."""

from __future__ import annotations

from typing import Any

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.child_pugh import MOST_POINTS_B
from nelm.calculators.tace.doxorubicin import doxorubicin_share
from nelm.calculators.tace.streptozocin import (
    ANESTHESIA_NOTICE,
    INTRA_ARTERIAL_NOTICE,
    streptozocin_share,
)
from nelm.planning.asked import Measured
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.draft import Draft
from nelm.planning.embolization.anthracycline import plan_anthracycline
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.embolization import EmbolizationInputs

DRUGS = ("doxorubicin", "streptozocin", "cisplatin", "mitomycin")
WITHOUT_A_STEP = ("cisplatin", "mitomycin")
MOST_BILIRUBIN = "tace-doxorubicin-bilirubin"
YOURS = "The source gives no amount for this drug; this one is yours."
LOADED = "The amount loaded is yours; the review gives none."
BOTH_NAMES = "Streptozocin (the review writes streptozotocin)"
BEGUN = (
    "Child-Pugh is begun and not whole: its class C would forbid doxorubicin, so no dose before it "
    "is known."
)
UNKNOWN_CLASS = "Child-Pugh is not known; in class C the label contraindicates doxorubicin."
LABEL_STEPS = "the label's steps of bilirubin, which are for intravenous use"
RENAL_STEPS = "clearance after secondary drug references; the US label has no such table"
CLASS_C = "Child-Pugh class C: the label of doxorubicin contraindicates it."


def plan_drugs(draft: Draft, form: EmbolizationInputs, surface: Computed | None) -> None:
    """Every drug of which an amount is given; nothing for those without.

    Args:
        draft: of the plan.
        form: its inputs.
        surface: of the body; nothing while it, or whether it is capped, is not known.
    """
    doxorubicin = form.doxorubicin_mg_m2 is not None or form.beads_doxorubicin_mg is not None
    if doxorubicin:
        allowed = _doxorubicin_allowed(draft, form)
        if allowed and "child-pugh" not in draft.computed:
            code = "doxorubicin-child-pugh"
            draft.checks.append(Check(code=code, status="warning", says=UNKNOWN_CLASS))
        if allowed and form.doxorubicin_mg_m2 is not None and surface is not None:
            _doxorubicin(draft, form, surface)
        if allowed and form.beads_doxorubicin_mg is not None:
            _beads(draft, form)
        plan_anthracycline(draft, form, surface)
    if form.streptozocin_mg_m2 is not None:
        _streptozocin(draft, form, form.streptozocin_mg_m2, surface)
    for drug in WITHOUT_A_STEP:
        amount = getattr(form, f"{drug}_mg_m2")
        if amount is not None and surface is not None:
            draft.calculate(
                Named(f"dose-{drug}", f"Dose of {drug}", notes=(YOURS, *_capped(form, surface))),
                "tace-surface-dose",
                {"amount_mg_m2": amount, **_surface(form, surface)},
                field="dose_mg",
                carry=False,
            )


def _surface(form: EmbolizationInputs, surface: Computed) -> dict[str, Any]:
    cap = form.surface_cap_m2
    return {
        "surface_m2": surface,
        "surface_cap_m2": cap.value if isinstance(cap, Measured) else None,
    }


def _capped(form: EmbolizationInputs, surface: Computed) -> tuple[str, ...]:
    """That the cap changed the dose."""
    cap = form.surface_cap_m2
    if not isinstance(cap, Measured) or surface.value <= cap.value:
        return ()
    return (f"Body surface {surface.value:.4g} m2 capped at {cap.value:g} m2.",)


def _doxorubicin_allowed(draft: Draft, form: EmbolizationInputs) -> bool:
    """Whether bilirubin is known and neither it nor Child-Pugh class C forbids doxorubicin."""
    points = draft.computed.get("child-pugh")
    if points is not None and points.value > MOST_POINTS_B:
        _refuse(draft, "doxorubicin-child-pugh", CLASS_C, "child-pugh", points.value)
        return False
    if points is None and (form.ascites is not None or form.encephalopathy is not None):
        draft.checks.append(Check(code="doxorubicin-child-pugh", status="warning", says=BEGUN))
        return False
    if not draft.known("bilirubin_mg_dl") or form.bilirubin_mg_dl is None:
        return False
    bilirubin = form.bilirubin_mg_dl.value
    most = draft.limits.by_id(MOST_BILIRUBIN).value
    if most is None or bilirubin <= most:
        return True
    says = f"Bilirubin {bilirubin:.4g} mg/dL is above {most:g}: no doxorubicin."
    _refuse(draft, "doxorubicin-bilirubin", says, "bilirubin_mg_dl", bilirubin)
    return False


def _class_unknown(draft: Draft) -> tuple[str, ...]:
    return () if "child-pugh" in draft.computed else (UNKNOWN_CLASS,)


def _refuse(draft: Draft, code: str, says: str, quantity: str, value: float) -> None:
    draft.checks.append(
        Check(
            code=code,
            status="refused",
            says=says,
            quantity=quantity,
            value=value,
            unit="mg/dL" if quantity == "bilirubin_mg_dl" else "points",
            limit=draft.limits.by_id(MOST_BILIRUBIN),
            surviving=Surviving(of="doxorubicin", value=0, unit="mg"),
        )
    )


def _doxorubicin(draft: Draft, form: EmbolizationInputs, surface: Computed) -> None:
    made = draft.calculate(
        Named(
            "dose-doxorubicin",
            "Dose of doxorubicin by body surface and bilirubin",
            notes=(*_capped(form, surface), *_class_unknown(draft)),
        ),
        "tace-doxorubicin-dose",
        {
            "amount_mg_m2": form.doxorubicin_mg_m2,
            **_surface(form, surface),
            "bilirubin_mg_dl": form.bilirubin_mg_dl,
        },
        field="dose_mg",
        carry=False,
    )
    if made is not None and form.bilirubin_mg_dl is not None:
        share = float(doxorubicin_share(bilirubin_mg_dl=form.bilirubin_mg_dl.value))
        _reduced(draft, "doxorubicin", made, share, LABEL_STEPS)


def _reduced(draft: Draft, drug: str, dose_mg: float, share: float, by: str) -> None:
    """That a dose is a part of the full one, so that nobody takes it for the whole or halves it."""
    if share < 1:
        says = f"{dose_mg:.4g} mg of {drug} is {100 * share:g} % of the full {dose_mg / share:.4g}"
        draft.checks.append(
            Check(
                code=f"{drug}-reduced",
                status="warning",
                says=f"{says} mg: reduced by {by}.",
                quantity=f"dose-{drug}",
            )
        )


def _beads(draft: Draft, form: EmbolizationInputs) -> None:
    """Doxorubicin on beads, as given; the steps of bilirubin are named, not applied."""
    title = "Doxorubicin loaded on beads"
    if form.bilirubin_mg_dl is None:
        return
    try:
        share = float(doxorubicin_share(bilirubin_mg_dl=form.bilirubin_mg_dl.value))
    except OutOfRangeError as refused:  # a limit of the site may lie above that of the label
        draft.refuse("beads-doxorubicin", title, str(refused))
        return
    draft.add(
        Named("beads-doxorubicin", title, "mg", (LOADED, *_class_unknown(draft))),
        Method("as given", lambda g: g["beads_doxorubicin_mg"]),
        {"beads_doxorubicin_mg": form.beads_doxorubicin_mg},
    )
    row = "tace-beads-doxorubicin"
    left = Surviving(of="doxorubicin", value=draft.limits.by_id(row).value or 0, unit="mg")
    draft.compare("beads-doxorubicin", row, code="beads-doxorubicin", surviving=left)
    if share < 1:
        says = (
            f"At this bilirubin the label leaves {100 * share:g} % of an intravenous dose of "
            "doxorubicin; the amount loaded on beads was not reduced."
        )
        draft.checks.append(Check(code="beads-bilirubin", status="warning", says=says))


def _streptozocin(
    draft: Draft, form: EmbolizationInputs, amount: Measured, surface: Computed | None
) -> None:
    for code, notice in (
        ("streptozocin-route", INTRA_ARTERIAL_NOTICE),
        ("streptozocin-anesthesia", ANESTHESIA_NOTICE),
    ):
        says = f"{BOTH_NAMES}: {notice}."
        draft.checks.append(Check(code=code, status="warning", says=says))
    above = _above_a_single_dose(draft, amount)
    clearance = "creatinine_clearance_ml_min"
    if not draft.known(clearance) or surface is None or above:
        return
    made = draft.calculate(
        Named(
            "dose-streptozocin",
            "Dose of streptozocin by body surface and clearance",
            notes=_capped(form, surface),
        ),
        "tace-streptozocin-dose",
        {
            "amount_mg_m2": amount,
            **_surface(form, surface),
            clearance: form.creatinine_clearance_ml_min,
        },
        field="dose_mg",
        carry=False,
    )
    given = form.creatinine_clearance_ml_min
    if made is not None and given is not None:
        share = float(streptozocin_share(creatinine_clearance_ml_min=given.value))
        _reduced(draft, "streptozocin", made, share, RENAL_STEPS)


def _above_a_single_dose(draft: Draft, amount: Measured) -> bool:
    """Whether an amount is more than a single dose may be; then it is refused."""
    limit = draft.limits.by_id("tace-streptozocin-single-dose")
    if limit.value is None or amount.value <= limit.value:
        return False
    draft.checks.append(
        Check(
            code="streptozocin-amount",
            status="refused",
            says=f"Streptozocin {amount.value:g} mg/m2 is above {limit.value:g} of a single dose.",
            quantity="streptozocin_mg_m2",
            value=amount.value,
            unit="mg/m2",
            limit=limit,
            surviving=Surviving(of="streptozocin", value=limit.value, unit="mg/m2"),
        )
    )
    return True
