"""Earlier radioembolization and PRRT: asked for, added up, and never taken as none."""

from __future__ import annotations

from nelm.planning.asked import Measured
from nelm.planning.tare.given import Tare

AFTER_PRRT = "tare-net-after-prrt"
FIELDS = {"lung": "earlier_lung_gy", "normal liver": "earlier_normal_liver_gy"}
ONLY_FIRST = (
    "the lines of the normal liver by bilirubin were found in first, unilobar treatments (EANM "
    "procedure guideline 2022, footnote of table 2)"
)


def plan_earlier(tare: Tare) -> None:
    """Say what earlier radionuclide treatment means for this one."""
    tare.draft.known("earlier_prrt")
    tare.draft.no_row(AFTER_PRRT)
    if tare.form.earlier_prrt:
        row = tare.draft.limits.by_id(AFTER_PRRT)
        says = f"Earlier PRRT: add its dose of the normal liver. {row.note} Source: {row.source}."
        tare.check("earlier-prrt", "warning", says)
    if was_embolized(tare):
        rest = f"; {ONLY_FIRST}" if tare.form.device == "glass" else ""
        says = f"Earlier radioembolization: doses of lungs and liver are added up{rest}."
        tare.check("earlier-tare", "warning", says)
    _contradiction(tare)


def _contradiction(tare: Tare) -> None:
    """Doses beside a no: they are counted, and the no is questioned."""
    form = tare.form
    if form.earlier_tare is False and form.earlier_lung_gy:
        says = "earlier_tare says no, earlier_lung_gy holds doses: the doses are added up."
        tare.check("earlier-contradiction", "warning", says)
    if form.earlier_normal_liver_gy and not (was_embolized(tare) or form.earlier_prrt):
        says = (
            "earlier_normal_liver_gy holds doses, and the inputs state no earlier treatment: they "
            "are added up. A radioembolization dosed the lungs too."
        )
        tare.check("earlier-contradiction", "warning", says)


def was_embolized(tare: Tare) -> bool:
    """Whether an earlier radioembolization is stated, by a yes or by its doses."""
    return bool(tare.form.earlier_tare or tare.form.earlier_lung_gy)


def has_dosed_liver(tare: Tare) -> bool:
    """Whether an earlier treatment of the liver with radionuclides is stated."""
    form = tare.form
    return was_embolized(tare) or bool(form.earlier_prrt or form.earlier_normal_liver_gy)


def lacks_liver_doses(tare: Tare, doses: tuple[Measured, ...] | None) -> str:
    """In words, that fewer doses of the normal liver are given than treatments stated."""
    form = tare.form
    embolized = max(len(form.earlier_lung_gy or ()), int(was_embolized(tare)))
    stated = embolized + int(bool(form.earlier_prrt))
    if not doses or len(doses) >= stated:
        return ""
    given = f"{len(doses)} dose{'s' if len(doses) > 1 else ''}"
    return f"{stated} earlier treatments are stated, with {given} of the normal liver"


def earlier_doses(tare: Tare, organ: str) -> tuple[Measured, ...] | None:
    """Earlier doses of an organ; None while they are unknown, or said to be none against it."""
    field = FIELDS[organ]
    if not tare.draft.known(field):
        return None
    doses: tuple[Measured, ...] = getattr(tare.form, field)
    stated = was_embolized(tare) or (organ == "normal liver" and bool(tare.form.earlier_prrt))
    if stated and not doses:
        because = "an earlier treatment is stated, and its dose is not here"
        tare.draft.ask(field, "Gy", because)
        return None
    tare.draft.add_earlier(organ, "Gy", doses)
    return doses
