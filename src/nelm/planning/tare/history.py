"""Methods of resin without dosimetry: history, shown to compare, and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.calculators.ranges import Number
from nelm.calculators.y90.body_surface_method import HISTORICAL
from nelm.calculators.y90.empiric import empiric_activity_gbq
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Method, Named
from nelm.planning.tare.given import Tare, cataloged

VOLUMES = ("tumor_volume_ml", "normal_liver_volume_ml", "volumes_of")
SURFACE, EMPIRIC, FACTOR = "activity-body-surface", "activity-empiric", "factor-lung-shunt"
COMPARE = "Shown to compare, not to plan; not part of the two-method rule."
NOT_RECOMMENDED = (
    "Not recommended: history. The EANM procedure guideline of 2022 calls methods without "
    "dosimetry inferior."
)


def plan_history(tare: Tare) -> None:
    """Body surface and empiric activity of resin, where somebody began to ask for them."""
    if tare.form.device != "resin":
        return
    if tare.begun(*VOLUMES):
        _surface(tare)
    if tare.begun("tumor_involvement_percent"):
        _empiric(tare)
    if {SURFACE, EMPIRIC} & tare.draft.computed.keys():
        _steps(tare)


def _surface(tare: Tare) -> None:
    names = ("height_cm", "weight_kg", *VOLUMES, "treated_share")
    if not tare.draft.known(*names, "lung_shunt_fraction"):
        return
    title = "Activity by body surface, before the steps of the lung shunt"
    tare.draft.calculate(
        Named(SURFACE, title, notes=(HISTORICAL, COMPARE)),
        "y90-body-surface",
        tare.given(*names),
        field="activity_gbq",
    )


def _empiric(tare: Tare) -> None:
    if not tare.draft.known("tumor_involvement_percent", "treated_share", "lung_shunt_fraction"):
        return

    def function(drawn: Mapping[str, Number]) -> Number:
        return empiric_activity_gbq(
            tumor_share=drawn["tumor_involvement_percent"] / 100,
            treated_share=drawn["treated_share"],
        )

    title = "Empiric activity, before the steps of the lung shunt"
    tare.draft.add(
        Named(EMPIRIC, title, "GBq", (NOT_RECOMMENDED, COMPARE)),
        cataloged("y90-empiric", function),
        tare.given("tumor_involvement_percent", "treated_share"),
    )


def _steps(tare: Tare) -> None:
    """The activities after the steps of the lung shunt, which the methods ask for."""
    tare.draft.calculate(
        Named(FACTOR, "Share left by the steps of the lung shunt"),
        "y90-resin-shunt-factor",
        tare.given("lung_shunt_fraction"),
    )
    factor = tare.draft.computed.get(FACTOR)
    for name, words in ((SURFACE, "Activity by body surface"), (EMPIRIC, "Empiric activity")):
        before = tare.draft.computed.get(name)
        if before is not None and factor is not None:
            entry = find_calculator("y90-resin-shunt-factor")
            notes = (NOT_RECOMMENDED if name == EMPIRIC else HISTORICAL, COMPARE)
            tare.draft.add(
                Named(f"{name}-after-steps", f"{words}, after the steps", "GBq", notes),
                Method("A' = A x share", _product, entry.source, entry.status),
                {"activity_before_gbq": before, "share": factor},
            )


def _product(drawn: Mapping[str, Number]) -> Number:
    return drawn["activity_before_gbq"] * drawn["share"]
