"""Doses of the planned activity: perfused volume, tumor, perfused and whole normal liver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nelm.calculators.ranges import Number
from nelm.calculators.y90.partition import effective_mass_kg
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.tare.given import FRACTIONS, PARTITION, Tare

SOURCE = "Ho et al., Eur J Nucl Med 1996;23:947; formula read in the van Roekel thesis, chapter 2"
MASSES_AGREE = 0.05  # the house rule: tumor and liver make up the perfused volume to this share
SEPARATE = (
    "Inputs are drawn independently: an outline that moves mass from liver to tumor, or blurs TN, "
    "is not modeled."
)
TUMOR_FORMULA = "D_T = TN k A (1-F)(1-R) / (TN M_T + M_N)"
PERFUSED_FORMULA = "D_N = k A (1-F)(1-R) / (TN M_T + M_N)"
WHOLE_FORMULA = f"{PERFUSED_FORMULA}; D_W = D_N M_N / M_W"
SERIES = "tare-net-normal-liver-series"
WHOLE, PERFUSED, TUMOR = "dose-whole-normal-liver", "dose-normal-liver", "dose-tumor"


def plan_doses(tare: Tare) -> None:
    """Doses of the planned activity by both methods, and what does not fit together."""
    draft, form = tare.draft, tare.form
    if draft.known("activity_gbq", "perfused_mass_kg"):
        draft.calculate(
            Named("dose-perfused", "Mean dose of the perfused volume (single compartment)"),
            "y90-single-dose",
            {
                **tare.given("activity_gbq", "perfused_mass_kg", *FRACTIONS),
                "constant": form.dose_constant,
            },
            field="dose_gy",
            constant=tare.constants[0],
        )
    if draft.known("activity_gbq", *PARTITION):
        _partition(tare)
    _masses(tare)
    if form.tn_concentration_ratio is not None and form.tn_concentration_ratio.value < 1:
        says = "TN is below 1: the tumor takes up less than the liver around it."
        tare.check("tn-below-one", "warning", says)


def _partition(tare: Tare) -> None:
    given = tare.given("activity_gbq", *PARTITION, *FRACTIONS)
    notes = (SEPARATE,) if _unsure(tare) > 1 else ()
    seen = tare.draft.limits.by_id(SERIES)
    series = f"{seen.value:g} Gy: {seen.scope}. {seen.note} Source: {seen.source}."
    tare.draft.add(
        Named(TUMOR, "Mean dose of the tumor (partition model)", "Gy", notes),
        Method(
            TUMOR_FORMULA,
            lambda drawn: drawn["tn_concentration_ratio"] * normal_liver_gy(tare, drawn),
            SOURCE,
            "read",
            "y90-partition-dose",
            tare.constants,
        ),
        given,
    )
    tare.draft.add(
        Named(
            PERFUSED,
            "Mean dose of the normal liver (partition model)",
            "Gy",
            (*notes, "Of the perfused normal liver.", series),
        ),
        Method(
            PERFUSED_FORMULA,
            lambda drawn: normal_liver_gy(tare, drawn),
            SOURCE,
            "read",
            "y90-partition-dose",
            tare.constants,
        ),
        given,
    )
    _whole(tare)


def normal_liver_gy(tare: Tare, drawn: Mapping[str, Number]) -> Number:
    """Dose of the perfused normal liver; no mass of the lungs is needed for it."""
    mass_kg = effective_mass_kg(**{name: drawn[name] for name in PARTITION})
    return drawn["activity_gbq"] * tare.delivery(drawn).liver_gy_kg_per_gbq / mass_kg


def _whole(tare: Tare) -> None:
    """Perfused dose spread over the whole normal liver: the rest of it gets nothing."""
    perfused, whole = tare.form.normal_liver_mass_kg, tare.form.whole_normal_liver_mass_kg
    made = tare.draft.computed.get(PERFUSED)
    if perfused is None or whole is None or made is None:
        return
    title = "Mean dose of the whole normal liver"
    if whole_is_too_small(tare):
        because = (
            f"whole_normal_liver_mass_kg is {whole.value:g}; allowed: at least the "
            f"{perfused.value:g} kg of its perfused part"
        )
        tare.draft.refuse(WHOLE, title, because)
        return
    given: dict[str, Any] = {"perfused_normal_liver_gy": made}
    given |= tare.given("normal_liver_mass_kg", "whole_normal_liver_mass_kg")
    tare.draft.add(
        Named(WHOLE, title, "Gy", ("Liver outside the perfused volume counts with no dose.",)),
        Method("D_W = D_N M_N / M_W", _spread_out, constants=tare.constants),
        given,
    )


def whole_is_too_small(tare: Tare) -> bool:
    """Whether the whole normal liver is said to be lighter than its perfused part."""
    perfused, whole = tare.form.normal_liver_mass_kg, tare.form.whole_normal_liver_mass_kg
    return perfused is not None and whole is not None and whole.value < perfused.value


def _spread_out(drawn: Mapping[str, Number]) -> Number:
    share = drawn["normal_liver_mass_kg"] / drawn["whole_normal_liver_mass_kg"]
    return drawn["perfused_normal_liver_gy"] * share


def _masses(tare: Tare) -> None:
    """The perfused volume is tumor and liver; else the methods differ for no reason of dose."""
    form = tare.form
    if form.perfused_mass_kg is None or form.tumor_mass_kg is None:
        return
    if form.normal_liver_mass_kg is None:
        return
    parts = form.tumor_mass_kg.value + form.normal_liver_mass_kg.value
    whole = form.perfused_mass_kg.value
    if abs(parts / whole - 1) > MASSES_AGREE:
        says = (
            f"Tumor and normal liver are {parts:.4g} kg, the perfused volume {whole:.4g} kg: over "
            f"{100 * MASSES_AGREE:.0f} % apart, so both methods are not about one volume."
        )
        tare.check("perfused-mass", "warning", says)


def _unsure(tare: Tare) -> int:
    given = (getattr(tare.form, name) for name in PARTITION)
    return sum(one is not None and one.relative_uncertainty is not None for one in given)


def computed(tare: Tare, *names: str) -> dict[str, Computed]:
    """Those of these numbers that were computed."""
    return {name: tare.draft.computed[name] for name in names if name in tare.draft.computed}
