"""The largest activity that every limit in force leaves: the smallest of what each leaves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nelm.calculators.ranges import Number
from nelm.calculators.uncertainty import Threshold
from nelm.planning.computed import Computed, Method, Named, composed_of, drawn_of
from nelm.planning.form import Surviving
from nelm.planning.tare.activity import ACTIVITIES
from nelm.planning.tare.doses import computed
from nelm.planning.tare.given import Tare
from nelm.planning.tare.lungs import counted_residual

NO_LIVER = "No limit of the normal liver is in it."
NAME, LIVER = "activity-largest", "activity-normal-liver"
UNDER = (
    "activity-lung-single",
    "activity-lung-cumulative",
    "activity-perfused",
    "activity-normal-liver",
    "activity-normal-liver-cumulative",
    "activity-normal-liver-compartments",
    "activity-normal-liver-compartments-cumulative",
)


def plan_largest(tare: Tare) -> None:
    """The smallest of the activities under each limit, which limit that is, and what is open."""
    found = computed(tare, *UNDER)
    if not found:
        return
    binds = min(found, key=lambda name: found[name].value)
    notes = [f"It is set by: {found[binds].title}."]
    if _without_liver(tare):
        notes.append(NO_LIVER)
    if tare.open_limits:
        notes.append(
            f"Open, and not in it: {'; '.join(tare.open_limits)}. It can only get smaller."
        )
    tare.draft.add(
        Named(
            NAME,
            "Largest activity under every limit that holds",
            "GBq",
            (*notes, *counted_residual(tare)),
        ),
        Method("A_max = min(A_i); one activity for each limit", _smallest),
        {f"{name.replace('-', '_')}_gbq": made for name, made in found.items()},
    )
    _hold(tare, found[binds])
    _goals(tare)


def _smallest(drawn: Mapping[str, Number]) -> Number:
    names = (f"{name.replace('-', '_')}_gbq" for name in UNDER)
    stacked = np.minimum.reduce(np.broadcast_arrays(*(drawn[n] for n in names if n in drawn)))
    return stacked if stacked.ndim else float(stacked)


def _hold(tare: Tare, binds: Computed) -> None:
    planned, most = tare.form.activity_gbq, tare.draft.computed.get(NAME)
    if planned is None or most is None:
        return
    over = planned.value > most.value
    says = f"Planned {planned.value:.4g} GBq {'is above' if over else 'is not above'} the largest"
    says += f" activity of {most.value:.4g} GBq (set by: {binds.title})"
    if tare.open_limits:
        says += f"; open: {'; '.join(tare.open_limits)}"
    tare.check(
        NAME,
        "warning" if over or tare.open_limits else "ok",
        f"{says}. {NO_LIVER}" if _without_liver(tare) else f"{says}.",
        quantity=NAME,
        value=most.value,
        unit="GBq",
        surviving=Surviving(of="activity", value=most.value, unit="GBq"),
        probability_met=_probability(tare, most),
    )


def _without_liver(tare: Tare) -> bool:
    return not any(name.startswith(LIVER) for name in computed(tare, *UNDER))


def _probability(tare: Tare, most: Computed) -> float | None:
    """How probably the planned activity is not above the largest, where anything is uncertain."""
    given = {"activity_gbq": tare.form.activity_gbq, "most_gbq": most}
    plain = {name: drawn_of(one) for name, one in given.items() if one is not None}

    def over_gbq(drawn: Mapping[str, Number]) -> Number:
        return drawn["activity_gbq"] - drawn["most_gbq"]

    function, inputs = composed_of(over_gbq, given, plain)
    difference = Computed(0.0, "GBq", NAME, function, inputs)
    return tare.draft.probability(difference, Threshold("at_most", 0.0))


def _goals(tare: Tare) -> None:
    """Goals that ask for more than the limits leave."""
    most = tare.draft.computed[NAME].value
    for made in computed(tare, *ACTIVITIES).values():
        if made.value > most:
            says = (
                f"{made.title}, {made.value:.4g} GBq, is above the {most:.4g} GBq that the limits "
                "leave: this goal cannot be reached under them."
            )
            tare.check("goal-above-limits", "warning", says, value=made.value, unit="GBq")
