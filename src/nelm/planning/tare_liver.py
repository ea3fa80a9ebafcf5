"""Rows of the dose tables in radioembolization: perfused volume, normal liver, tumor."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.planning.draft import Draft, Method, Named
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.tare import TareInputs

BILIRUBIN_MG_DL = 1.1  # where the rows of the normal liver change (EANM 2022; read)
NEAR_MG_DL = 0.1  # the house rule: so close to it, a bilirubin is worth a second look
ONE_TREATMENT = "The rows of the tables are of one treatment; none was read for a sum."
LOBAR = ("unilobar", "bilobar")
PERFUSED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("glass", "segmentectomy"): ("tare-glass-segmentectomy-perfused",),
    ("glass", "lobectomy"): (
        "tare-glass-lobectomy-perfused-low",
        "tare-glass-lobectomy-perfused-high",
    ),
    ("glass", "unilobar"): ("tare-glass-lobar-perfused-low", "tare-glass-lobar-perfused-high"),
    ("glass", "bilobar"): ("tare-glass-lobar-perfused-low", "tare-glass-lobar-perfused-high"),
    ("resin", "segmentectomy"): ("tare-resin-segmentectomy-perfused",),
    ("resin", "lobectomy"): ("tare-resin-lobectomy-perfused",),
}


def check_liver(draft: Draft, form: TareInputs) -> None:
    """Hold the doses of the planned activity against the rows of device and treatment."""
    if form.device is None or form.treatment is None:
        return
    for row in PERFUSED.get((form.device, form.treatment), ()):
        draft.compare("dose-perfused", row, code="dose-perfused")
    draft.no_row(f"tare-{form.device}-tumor-net")
    if form.device == "glass":
        draft.no_row("tare-glass-perfused-net", "tare-glass-perfused-normal-net")
    draft.no_row("tare-net-after-prrt")
    earlier = _earlier(draft, form)
    limit = _normal_liver_row(draft, form)
    if limit is not None:
        _hold(draft, limit, earlier)
    if (form.device, form.treatment) == ("resin", "lobectomy"):
        row = "tare-resin-lobectomy-perfused-normal"
        draft.compare("dose-normal-liver", row, code="dose-normal-liver")


def _earlier(draft: Draft, form: TareInputs) -> float | None:
    """Sum of earlier doses of the normal liver, and the sum with the planned one."""
    if not draft.known("earlier_normal_liver_gy") or form.earlier_normal_liver_gy is None:
        return None
    earlier = draft.add_earlier("normal liver", "Gy", form.earlier_normal_liver_gy)
    made = draft.computed.get("dose-normal-liver")
    if made is not None and earlier:
        line = next(q for q in draft.quantities if q.name == "dose-normal-liver")
        given = {name: value for name, value in _numbers(form).items() if value is not None}
        draft.add(
            Named(
                "dose-normal-liver-cumulative",
                "Normal-liver dose of all treatments",
                "Gy",
                (ONE_TREATMENT,),
            ),
            Method(
                "D = earlier doses + k A (1-F)(1-R) / (TN M_T + M_N)",
                lambda drawn: earlier + made.function(drawn),
                constants=line.constants,
            ),
            {"earlier_normal_liver_gy": earlier, **given},
        )
    return earlier


def _numbers(form: TareInputs) -> dict[str, object]:
    names = (
        "activity_gbq",
        "tumor_mass_kg",
        "normal_liver_mass_kg",
        "tn_concentration_ratio",
        "lung_mass_kg",
        "lung_shunt_fraction",
        "residual_fraction",
    )
    return {name: getattr(form, name) for name in names}


def _normal_liver_row(draft: Draft, form: TareInputs) -> str | None:
    """The row that holds; nothing where the tables print none."""
    if form.treatment not in LOBAR:
        if (form.device, form.treatment) == ("glass", "lobectomy"):
            draft.no_row("tare-glass-normal-net")
        return None
    if form.device == "resin":
        asked = form.treatment == "bilobar" and draft.known("pretreated_or_compromised")
        if asked and form.pretreated_or_compromised:
            return "tare-resin-bilobar-normal-pretreated"
        return "tare-resin-lobar-normal"
    if not draft.known("bilirubin_mg_dl") or form.bilirubin_mg_dl is None:
        return "tare-glass-lobar-normal"
    bilirubin = form.bilirubin_mg_dl.value
    if abs(bilirubin - BILIRUBIN_MG_DL) <= NEAR_MG_DL:
        says = (
            f"Bilirubin {bilirubin:g} mg/dL is near {BILIRUBIN_MG_DL:g}, where the limit of the "
            "normal liver changes from 90 to 50 Gy; at the line itself the lower one is taken."
        )
        draft.checks.append(Check(code="bilirubin-near-line", status="warning", says=says))
    low = bilirubin < BILIRUBIN_MG_DL
    return f"tare-glass-lobar-normal-bilirubin-{'low' if low else 'high'}"


def _hold(draft: Draft, row: str, earlier: float | None) -> None:
    limit = draft.limits.by_id(row).value
    names = ["dose-normal-liver"]
    names += ["dose-normal-liver-cumulative"] if earlier else []
    for name in names:
        left = limit if name == names[0] else (limit or 0) - (earlier or 0)
        draft.compare(name, row, code=name, surviving=_surviving(draft, left))


def _surviving(draft: Draft, left_gy: float | None) -> Surviving | None:
    """Largest activity under a dose of the normal liver: doses are linear in activity."""
    made = draft.computed.get("dose-normal-liver")
    if made is None or left_gy is None or made.value <= 0:
        return None
    activity = made.inputs["activity_gbq"]
    planned = activity if isinstance(activity, float) else activity.mean
    return Surviving(of="activity", value=max(0.0, planned * left_gy / made.value), unit="GBq")
