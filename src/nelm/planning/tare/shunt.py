"""Lung shunt in radioembolization: how it was measured, and where resin is not given at all."""

from __future__ import annotations

from nelm.planning.computed import Method, Named
from nelm.planning.form import Surviving
from nelm.planning.tare.given import Tare

MOST_RESIN, CAUTION_GLASS = "tare-resin-shunt-most", "tare-glass-shunt-caution"
RAISED = 0.10  # the house rule: from here on the shunt is worth a second look
NAME = "lung-shunt-fraction"
HOW = {
    "planar": "Planar images over-estimate the shunt; SPECT/CT is better (van Roekel thesis, "
    "chapter 2).",
    "spect_ct": "By SPECT/CT; planar images over-estimate it (van Roekel thesis, chapter 2).",
    None: "Not said how it was measured: planar images over-estimate it.",
}
OVER = {
    True: "Resin is not given, by no method: no activity is proposed.",
    False: "Was an activity or a percentage given?",
}


def plan_shunt(tare: Tare) -> bool:
    """Hold the shunt against its rows; whether any activity may be proposed."""
    if not tare.draft.known("lung_shunt_fraction"):
        return True
    tare.draft.known("lung_shunt_from")
    tare.draft.add(
        Named(NAME, "Lung shunt fraction", notes=(HOW[tare.form.lung_shunt_from],)),
        Method("F as given", lambda drawn: drawn["lung_shunt_fraction"]),
        tare.given("lung_shunt_fraction"),
    )
    return _held(tare)


def _held(tare: Tare) -> bool:
    """Above a fifth resin is not given by any method: a row that is recalled still refuses."""
    if tare.form.device is None:
        _device_unknown(tare)
        return True
    resin = tare.form.device == "resin"
    row = MOST_RESIN if resin else CAUTION_GLASS
    limit, shunt = tare.draft.limits.by_id(row).value, tare.draft.computed[NAME].value
    over = limit is not None and shunt > limit
    tare.draft.compare(
        NAME,
        row,
        code="lung-shunt",
        broken="refused" if resin else "warning",
        surviving=Surviving(of="activity", value=0.0, unit="GBq") if over and resin else None,
        says=OVER[resin] if over else "",
    )
    if not over and shunt >= RAISED:
        says = f"Lung shunt {shunt:g} is {RAISED:g} or more."
        tare.check("lung-shunt-raised", "warning", says, quantity=NAME)
    if shunt == 0:
        says = (
            "Lung shunt 0 is taken as exact: the lungs get no dose and set no limit. Was it "
            "measured?"
        )
        tare.check("lung-shunt-zero", "warning", says, quantity=NAME)
    return not (over and resin)


def _device_unknown(tare: Tare) -> None:
    """What would be refused for one device is at least questioned while it is unknown."""
    limit, shunt = tare.draft.limits.by_id(MOST_RESIN), tare.draft.computed[NAME].value
    if limit.value is not None and shunt > limit.value:
        says = (
            f"Lung shunt {shunt:g} is above {limit.value:g} ({limit.status}), and the device is "
            f"unknown. Resin is not given then. {OVER[False]}"
        )
        tare.check("lung-shunt", "warning", says, quantity=NAME)
