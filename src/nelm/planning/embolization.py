"""Embolization and chemoembolization: drug doses by body surface, anthracycline over a life."""

from __future__ import annotations

from typing import Any

from nelm.calculators.body_surface import FORMULAS
from nelm.calculators.tace.anthracycline import dose_per_surface_mg_m2
from nelm.calculators.tace.streptozocin import ANESTHESIA_NOTICE, INTRA_ARTERIAL_NOTICE
from nelm.planning.asked import Measured
from nelm.planning.draft import Computed, Draft, Method, Named, find_calculator
from nelm.planning.form import Check, ConstantLine, Surviving
from nelm.planning.inputs.embolization import EmbolizationInputs
from nelm.planning.inputs.surgery import SurgeryInputs

DRUGS = ("doxorubicin", "streptozocin", "cisplatin", "mitomycin")
WITHOUT_A_STEP = ("cisplatin", "mitomycin")
LINES = (
    "tace-anthracycline-first-line",
    "tace-anthracycline-second-line",
    "tace-anthracycline-third-line",
    "tace-anthracycline-most",
)
YOURS = "The source gives no amount for this drug; this one is yours."
ROUTE = "What embolization keeps in the liver reaches the heart less; the sum does not know."
NO_AMOUNT = (
    "dose of a drug; the review names 50 mg/m2 of doxorubicin and 1500 mg/m2 of streptozocin, and "
    "no amount of cisplatin or mitomycin C; none is a default"
)


def plan_embolization(draft: Draft, form: EmbolizationInputs, *, bland: bool) -> None:
    """Everything that embolization takes; bland embolization carries no drug."""
    chosen = [drug for drug in DRUGS if getattr(form, f"{drug}_mg_m2") is not None]
    if chosen or not bland:
        _drugs(draft, form, chosen)
    _lipiodol(draft, form)
    if not bland:
        draft.no_row("tace-cisplatin-amount", "tace-mitomycin-amount")


def _drugs(draft: Draft, form: EmbolizationInputs, chosen: list[str]) -> None:
    if not chosen:
        fields = ", ".join(f"{drug}_mg_m2" for drug in DRUGS)
        draft.ask(f"one of {fields}", "mg/m2", NO_AMOUNT)
    surface = body_surface(draft, form)
    draft.known("surface_cap_m2")
    if surface is None or form.surface_cap_m2 is None:
        surface = None
    if form.doxorubicin_mg_m2 is not None:
        _doxorubicin(draft, form, surface)
    if form.streptozocin_mg_m2 is not None:
        _streptozocin(draft, form, surface)
    for drug in WITHOUT_A_STEP:
        amount = getattr(form, f"{drug}_mg_m2")
        if amount is not None and surface is not None:
            draft.calculate(
                Named(f"dose-{drug}", f"Dose of {drug}", notes=(YOURS,)),
                "tace-surface-dose",
                {"amount_mg_m2": amount, **_surface(form, surface)},
                field="dose_mg",
                carry=False,
            )


def body_surface(draft: Draft, form: EmbolizationInputs | SurgeryInputs) -> Computed | None:
    """Body surface by the formula of choice."""
    if not draft.known("surface_formula", "height_cm", "weight_kg"):
        return None
    law = FORMULAS[form.surface_formula]  # type: ignore[index]
    draft.calculate(
        Named("body-surface", f"Body surface ({form.surface_formula})"),
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


def _surface(form: EmbolizationInputs, surface: Computed) -> dict[str, Any]:
    cap = form.surface_cap_m2
    return {
        "surface_m2": surface,
        "surface_cap_m2": cap.value if isinstance(cap, Measured) else None,
    }


def _doxorubicin(draft: Draft, form: EmbolizationInputs, surface: Computed | None) -> None:
    if draft.known("bilirubin_mg_dl") and form.bilirubin_mg_dl is not None:
        bilirubin = form.bilirubin_mg_dl.value
        limit = draft.limits.by_id("tace-doxorubicin-bilirubin")
        if limit.value is not None and bilirubin > limit.value:
            says = f"Bilirubin {bilirubin:g} mg/dL is above {limit.value:g}: no doxorubicin."
            left = Surviving(of="doxorubicin", value=0, unit="mg")
            draft.checks.append(
                Check(
                    code="doxorubicin-bilirubin",
                    status="refused",
                    says=says,
                    quantity="bilirubin_mg_dl",
                    value=bilirubin,
                    unit="mg/dL",
                    limit=limit,
                    surviving=left,
                )
            )
        elif surface is not None:
            draft.calculate(
                Named("dose-doxorubicin", "Dose of doxorubicin by body surface and bilirubin"),
                "tace-doxorubicin-dose",
                {
                    "amount_mg_m2": form.doxorubicin_mg_m2,
                    **_surface(form, surface),
                    "bilirubin_mg_dl": form.bilirubin_mg_dl,
                },
                field="dose_mg",
                carry=False,
            )
    _anthracycline(draft, form, surface)


def _anthracycline(draft: Draft, form: EmbolizationInputs, surface: Computed | None) -> None:
    """Anthracycline over a life, as mg/m2 of doxorubicin."""
    if not draft.known("earlier_anthracycline_mg_m2"):
        return
    given = form.earlier_anthracycline_mg_m2
    if given is None:
        return
    earlier = draft.add_earlier("anthracycline", "mg/m2", given)
    made = draft.computed.get("dose-doxorubicin")
    if made is None or surface is None:
        return
    planned = float(dose_per_surface_mg_m2(dose_mg=made.value, surface_m2=surface.value))
    entry = find_calculator("anthracycline-cumulative")
    draft.add(
        Named("anthracycline", "Anthracycline over a life with this dose", "mg/m2", (ROUTE,)),
        Method(
            entry.formula,
            lambda g: g["earlier_mg_m2"] + g["planned_mg_m2"],
            entry.source,
            entry.status,
            entry.name,
        ),
        {"earlier_mg_m2": earlier, "planned_mg_m2": planned},
    )
    for row in LINES:
        limit = draft.limits.by_id(row)
        left = max(0.0, (limit.value or 0) - earlier)
        surviving = Surviving(of="doxorubicin of this session", value=left, unit="mg/m2")
        draft.compare("anthracycline", row, code="anthracycline", surviving=surviving)


def _streptozocin(draft: Draft, form: EmbolizationInputs, surface: Computed | None) -> None:
    for code, notice in (
        ("streptozocin-route", INTRA_ARTERIAL_NOTICE),
        ("streptozocin-anesthesia", ANESTHESIA_NOTICE),
    ):
        says = f"Streptozocin: {notice}."
        draft.checks.append(Check(code=code, status="warning", says=says))
    amount = form.streptozocin_mg_m2
    limit = draft.limits.by_id("tace-streptozocin-single-dose")
    if amount is None:
        return
    if limit.value is not None and amount.value > limit.value:
        says = f"Streptozocin {amount.value:g} mg/m2 is above {limit.value:g} of a single dose."
        draft.checks.append(
            Check(
                code="streptozocin-amount",
                status="refused",
                says=says,
                quantity="streptozocin_mg_m2",
                value=amount.value,
                unit="mg/m2",
                limit=limit,
                surviving=Surviving(of="streptozocin", value=limit.value, unit="mg/m2"),
            )
        )
    clearance = "creatinine_clearance_ml_min"
    if not draft.known(clearance) or surface is None or form.creatinine_clearance_ml_min is None:
        return
    if limit.value is None or amount.value <= limit.value:
        draft.calculate(
            Named("dose-streptozocin", "Dose of streptozocin by body surface and clearance"),
            "tace-streptozocin-dose",
            {
                "amount_mg_m2": amount,
                **_surface(form, surface),
                clearance: form.creatinine_clearance_ml_min,
            },
            field="dose_mg",
            carry=False,
        )


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
