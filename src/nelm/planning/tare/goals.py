"""Rows of the dose tables for the perfused volume, and a goal of resin: mostly goals."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.planning.computed import Named
from nelm.planning.tare.doses import PERFUSED as OF_PERFUSED
from nelm.planning.tare.given import FRACTIONS, Tare
from nelm.planning.tare.liver import left_over
from nelm.planning.tare.lungs import counted_residual

NOT_RECOMMENDED = "tare-resin-lobectomy-perfused"
PERFUSED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("glass", "segmentectomy"): ("tare-glass-segmentectomy-perfused",),
    ("glass", "lobectomy"): (
        "tare-glass-lobectomy-perfused-low",
        "tare-glass-lobectomy-perfused-high",
    ),
    ("glass", "unilobar"): ("tare-glass-lobar-perfused-low", "tare-glass-lobar-perfused-high"),
    ("glass", "bilobar"): ("tare-glass-lobar-perfused-low", "tare-glass-lobar-perfused-high"),
    ("resin", "segmentectomy"): ("tare-resin-segmentectomy-perfused",),
    ("resin", "lobectomy"): (NOT_RECOMMENDED,),
}
MOST_PERFUSED = "tare-glass-lobar-perfused-high"


def plan_goals(tare: Tare, *, may_propose: bool) -> None:
    """Hold the dose of the perfused volume against the rows; say which are not there for NET."""
    if tare.form.device is None or tare.form.treatment is None:
        return
    tare.draft.no_row(f"tare-{tare.form.device}-tumor-net")
    if tare.form.device == "glass":
        tare.draft.no_row("tare-glass-perfused-net", "tare-glass-perfused-normal-net")
    _perfused(tare, may_propose=may_propose)
    _goal_of_lobectomy(tare)


def _perfused(tare: Tare, *, may_propose: bool) -> None:
    rows = PERFUSED.get((tare.form.device or "", tare.form.treatment or ""), ())
    if may_propose and MOST_PERFUSED in rows and tare.can_deliver:
        _largest_perfused(tare)
    left = tare.draft.computed.get("activity-perfused")
    for row in rows:
        surviving = left_over(left.value) if left and row == MOST_PERFUSED else None
        tare.draft.compare("dose-perfused", row, code="dose-perfused", surviving=surviving)


def _largest_perfused(tare: Tare) -> None:
    """Activity under the upper end of the range of the perfused volume."""
    limit = tare.draft.limits.by_id(MOST_PERFUSED).value
    if limit is None:
        return
    if not tare.draft.known("perfused_mass_kg"):
        what = f"the limit of {limit:g} Gy of the perfused volume"
        tare.leave_open("dose-perfused", what, "its mass is not known")
        return
    tare.draft.calculate(
        Named(
            "activity-perfused",
            f"Largest activity under {limit:g} Gy to the perfused volume",
            notes=counted_residual(tare),
        ),
        "y90-single-activity",
        {
            "dose_gy": limit,
            **tare.given("perfused_mass_kg", *FRACTIONS),
            "constant": tare.form.dose_constant,
        },
        field="activity_gbq",
        constant=tare.constants[0],
    )


def _goal_of_lobectomy(tare: Tare) -> None:
    """A goal of resin that holds only with enough liver left untreated."""
    if (tare.form.device, tare.form.treatment) != ("resin", "lobectomy"):
        return
    printed = tare.draft.limits.by_id(NOT_RECOMMENDED)
    if printed.value is None:
        says = f"Lobectomy with resin. {printed.note} Source: {printed.source}."
        tare.check("resin-lobectomy", "warning", says)
    row, least = "tare-resin-lobectomy-perfused-normal", "tare-resin-lobectomy-reserve"
    known = tare.draft.known("hepatic_reserve_percent")
    reserve, limit = tare.form.hepatic_reserve_percent, tare.draft.limits.by_id(least).value
    if not known or reserve is None or limit is None:
        says = "Open: the goal of the lobectomy holds above a hepatic reserve that is not known."
        tare.check("dose-normal-liver", "warning", says)
    elif reserve.value <= limit:
        says = (
            f"Hepatic reserve {reserve.value:g} % is not above {limit:g} %: the goal of the "
            "lobectomy does not hold."
        )
        tare.check("dose-normal-liver", "warning", says, limit=tare.draft.limits.by_id(least))
    else:
        tare.draft.compare(OF_PERFUSED, row, code="dose-normal-liver")
