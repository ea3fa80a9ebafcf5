"""Vials: what the one in hand, or each that can be ordered, holds and gives; none is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from nelm.calculators.ranges import Number
from nelm.calculators.y90.lung import lung_dose
from nelm.calculators.y90.single_compartment import single_compartment_dose
from nelm.calculators.y90.spheres import sphere_count
from nelm.planning.asked import Measured
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.tare.doses import (
    PERFUSED_FORMULA,
    SOURCE,
    TUMOR_FORMULA,
    WHOLE_FORMULA,
    normal_liver_gy,
    whole_is_too_small,
)
from nelm.planning.tare.given import FRACTIONS, PARTITION, Tare, cataloged
from nelm.planning.tare.spheres import decayed, elapsed

Dose: TypeAlias = Callable[[Tare, Mapping[str, Number]], Number]
VIAL = "activity-vial"
NO_CHOICE = "One of the sizes given; none is chosen here."


def plan_vials(tare: Tare) -> None:
    """What vials hold at the planned moment; for those that can be ordered, the doses too."""
    form = tare.form
    listed = form.vial_activities_gbq or ()
    if form.vial_activity_gbq is None and not listed:
        return
    if form.vial_activity_gbq is not None:
        _spheres(tare, form.vial_activity_gbq, "spheres-vial", "the vial")
    for number, vial in enumerate(listed, 1):
        _spheres(tare, vial, f"spheres-vial-{number}", f"a vial of {vial.value:g} GBq")
    passed = elapsed(tare)
    if passed is None:
        tare.draft.known("calibration_at", "administration_at", "dose_constant")
        return
    if form.vial_activity_gbq is not None:
        _in_hand(tare, form.vial_activity_gbq, passed)
    for number, vial in enumerate(listed, 1):
        _listed(tare, number, vial, passed)


def _held(tare: Tare, name: str, words: str, vial: Measured, passed: Computed) -> Computed | None:
    notes = (NO_CHOICE,) if name != VIAL else ()
    tare.draft.add(
        Named(name, f"Activity of {words} at the administration", "GBq", notes),
        decayed(tare, "vial_activity_gbq"),
        {"vial_activity_gbq": vial, "elapsed_h": passed},
    )
    return tare.draft.computed.get(name)


def _in_hand(tare: Tare, vial: Measured, passed: Computed) -> None:
    now = _held(tare, VIAL, "the vial", vial, passed)
    planned = tare.form.activity_gbq
    if now is not None and planned is not None and planned.value > now.value:
        says = (
            f"Planned {planned.value:.4g} GBq is more than the {now.value:.4g} GBq that the vial "
            "holds at the administration."
        )
        tare.check("vial-activity", "warning", says, quantity=VIAL, value=now.value, unit="GBq")


def _spheres(tare: Tare, vial: Measured, name: str, words: str) -> None:
    """Number of spheres in a vial, by the activities at the calibration."""
    each = tare.form.activity_per_sphere_bq
    if each is None:
        return
    tare.draft.add(
        Named(name, f"Number of spheres in {words}, at any time"),
        cataloged(
            "y90-sphere-count",
            lambda drawn: sphere_count(
                activity_gbq=drawn["vial_activity_gbq"],
                activity_per_sphere_bq=drawn["activity_per_sphere_bq"],
            ),
        ),
        {"vial_activity_gbq": vial, "activity_per_sphere_bq": each},
    )


def _listed(tare: Tare, number: int, vial: Measured, passed: Computed) -> None:
    words = f"a vial of {vial.value:g} GBq"
    now = _held(tare, f"{VIAL}-{number}", words, vial, passed)
    if now is None or any(getattr(tare.form, n) is None for n in (*FRACTIONS, "dose_constant")):
        return
    for name, organ, formula, function, fields in DOSES:
        if any(getattr(tare.form, field) is None for field in fields):
            continue
        if function is _whole and whole_is_too_small(tare):
            continue
        tare.draft.add(
            Named(
                f"vial-{number}-dose-{name}",
                f"Mean dose of {organ} by {words}",
                "Gy",
                _over(tare, now),
            ),
            Method(formula, partial(function, tare), SOURCE, "read", constants=tare.constants),
            {"activity_gbq": now, **tare.given(*fields, *FRACTIONS)},
        )


def _over(tare: Tare, now: Computed) -> tuple[str, ...]:
    """Whether a vial holds more than the limits leave."""
    most = tare.draft.computed.get("activity-largest")
    if most is None or now.value <= most.value:
        return ()
    return (f"It holds more than the {most.value:.4g} GBq that the limits leave.",)


def _perfused(tare: Tare, drawn: Mapping[str, Number]) -> Number:
    return single_compartment_dose(
        activity_gbq=drawn["activity_gbq"],
        perfused_mass_kg=drawn["perfused_mass_kg"],
        delivery=tare.delivery(drawn),
    ).dose_gy


def _tumor(tare: Tare, drawn: Mapping[str, Number]) -> Number:
    return drawn["tn_concentration_ratio"] * normal_liver_gy(tare, drawn)


def _lung(tare: Tare, drawn: Mapping[str, Number]) -> Number:
    return lung_dose(
        activity_gbq=drawn["activity_gbq"],
        lung_mass_kg=drawn["lung_mass_kg"],
        delivery=tare.delivery(drawn),
    ).dose_gy


def _whole(tare: Tare, drawn: Mapping[str, Number]) -> Number:
    share = drawn["normal_liver_mass_kg"] / drawn["whole_normal_liver_mass_kg"]
    return normal_liver_gy(tare, drawn) * share


DOSES: tuple[tuple[str, str, str, Dose, tuple[str, ...]], ...] = (
    ("perfused", "the perfused volume", "D = k A (1-F)(1-R) / M", _perfused, ("perfused_mass_kg",)),
    ("tumor", "the tumor", TUMOR_FORMULA, _tumor, PARTITION),
    ("normal-liver", "the perfused normal liver", PERFUSED_FORMULA, normal_liver_gy, PARTITION),
    (
        "whole-normal-liver",
        "the whole normal liver",
        WHOLE_FORMULA,
        _whole,
        (*PARTITION, "whole_normal_liver_mass_kg"),
    ),
    ("lung", "the lungs", "D_L = k A F (1-R) / M_L", _lung, ("lung_mass_kg",)),
)
