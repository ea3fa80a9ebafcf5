"""Normal liver in radioembolization: its row, earlier doses, and the activity it leaves.

The table of glass limits the whole normal liver, that of resin its perfused part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nelm.calculators.ranges import Number
from nelm.calculators.y90.partition import effective_mass_kg
from nelm.planning.asked import Measured
from nelm.planning.computed import Method, Named
from nelm.planning.form import Surviving
from nelm.planning.tare.compartments import PERFUSED as PERFUSED_BY_COMPARTMENTS
from nelm.planning.tare.compartments import WHOLE as BY_COMPARTMENTS
from nelm.planning.tare.doses import PERFUSED as OF_PERFUSED
from nelm.planning.tare.doses import WHOLE as OF_WHOLE
from nelm.planning.tare.doses import whole_is_too_small
from nelm.planning.tare.earlier import earlier_doses, lacks_liver_doses
from nelm.planning.tare.given import FRACTIONS, PARTITION, Tare, numbered, total
from nelm.planning.tare.lungs import counted_residual
from nelm.planning.tare.rows import Row, normal_liver_row

EARLIER = "earlier_normal_liver_gy"
SUM = "dose-normal-liver-cumulative"
LACKS_ONE = "An earlier dose is lacking in it."
ONE_TREATMENT = "The rows of the tables are of one treatment; none was read for a sum."
STANDS_IN = (
    "The row is of the whole normal liver, whose mass is not known or refused: its perfused part "
    "stands in, which can only be higher."
)


@dataclass(frozen=True)
class Volume:
    """The volume that a row is of: the perfused normal liver, or all of it.

    Attributes:
        dose: name of its dose.
        whole: whether the mass of the whole normal liver enters.
        says: what to know when another volume has to stand in.
    """

    dose: str
    whole: bool
    says: str = ""


def plan_liver(tare: Tare, *, may_propose: bool) -> None:
    """Hold the normal liver against its row, alone and with what earlier treatments gave."""
    doses = earlier_doses(tare, "normal liver")
    if tare.form.device is None or tare.form.treatment is None:
        tare.leave_open(
            "dose-normal-liver", "the limit of the normal liver", "device or treatment is not known"
        )
        return
    row = normal_liver_row(tare)
    if row is not None:
        _normal_liver(tare, row, doses, may_propose=may_propose)
        _not_held(tare, row)


def left_over(activity_gbq: float) -> Surviving:
    """What a limit leaves."""
    return Surviving(of="activity", value=activity_gbq, unit="GBq")


def _normal_liver(
    tare: Tare, row: Row, doses: tuple[Measured, ...] | None, *, may_propose: bool
) -> None:
    volume = _volume(tare, whole=row.whole)
    if may_propose and tare.can_deliver and tare.draft.known(*PARTITION):
        _largest(tare, row, volume, "", ())
        if doses:
            _largest(tare, row, volume, "-cumulative", doses)
    several = Volume(BY_COMPARTMENTS if row.whole else PERFUSED_BY_COMPARTMENTS, row.whole)
    for each, suffix in ((volume, ""), (several, "-compartments")):
        if may_propose and suffix:
            _largest_in_proportion(tare, row, each, doses or ())
        _hold(tare, each.dose, row, each, suffix)
        if doses and each.dose in tare.draft.computed:
            _sum(tare, each, doses, suffix)
            sums = f"{OF_PERFUSED}{suffix}-cumulative"
            _hold(tare, sums, row, each, f"{suffix}-cumulative")
    lacking = lacks_liver_doses(tare, doses)
    if doses is None:
        lacking = "earlier doses of the normal liver are not known"
    if lacking:
        _doubt_sums(tare)
        tare.leave_open(SUM, "the normal liver over all treatments", lacking)


def _doubt_sums(tare: Tare) -> None:
    """A sum that lacks a dose keeps no limit, though it may break one."""
    sums = (SUM, f"{OF_PERFUSED}-compartments-cumulative")
    doubt = {"status": "warning", "surviving": None, "probability_met": None}
    tare.draft.checks = [
        one.model_copy(update=doubt | {"says": f"{one.says} {LACKS_ONE}"})
        if one.code in sums and one.status == "ok"
        else one
        for one in tare.draft.checks
    ]


def _not_held(tare: Tare, row: Row) -> None:
    """A row that there is no dose for is open: no maximum counts it as kept."""
    doses = (OF_PERFUSED, OF_WHOLE, BY_COMPARTMENTS, PERFUSED_BY_COMPARTMENTS)
    names = (*doses, "activity-normal-liver", "activity-normal-liver-compartments")
    limit = tare.draft.limits.by_id(row.id).value
    if limit is None or any(name in tare.draft.computed for name in names):
        return
    unknown = tare.unknown(*PARTITION, *FRACTIONS, "dose_constant")
    because = f"not known: {', '.join(unknown)}" if unknown else "its dose was not computed"
    tare.leave_open("dose-normal-liver", f"the limit of {limit:g} Gy of the normal liver", because)


def _volume(tare: Tare, *, whole: bool) -> Volume:
    """The volume that the row is of; the perfused part where the whole is not known."""
    if not whole:
        return Volume(OF_PERFUSED, whole=False)
    if not tare.draft.known("whole_normal_liver_mass_kg") or whole_is_too_small(tare):
        return Volume(OF_PERFUSED, whole=False, says=STANDS_IN)
    return Volume(OF_WHOLE, whole=True)


def _largest(
    tare: Tare, row: Row, volume: Volume, suffix: str, doses: tuple[Measured, ...]
) -> None:
    """Activity that the row leaves after earlier doses, 0 where they have used it up."""
    limit = tare.draft.limits.by_id(row.id).value
    if limit is None:
        return
    of = "whole normal liver" if volume.whole else "perfused normal liver"
    earlier = " after earlier doses" if doses else ""
    if tare.delivery(_plain(tare)).liver_gy_kg_per_gbq <= 0:  # nothing reaches the liver
        return
    whole = ("whole_normal_liver_mass_kg",) if volume.whole else ()
    notes = (*filter(None, (volume.says, row.says)), *counted_residual(tare))
    tare.draft.add(
        Named(
            f"activity-normal-liver{suffix}",
            f"Largest activity under {limit:g} Gy to the {of}{earlier}",
            "GBq",
            notes,
        ),
        Method(
            "A_max = max(0, limit - earlier dose) (TN M_T + M_N) / (k (1-F)(1-R))"
            + (" x M_W / M_N" if volume.whole else ""),
            partial(_most, tare, limit, volume.whole),
            source="derived from the dose of the normal liver; see y90-partition-activity",
            calculator="y90-partition-activity",
            constants=tare.constants,
        ),
        {
            **tare.given(*PARTITION, *whole, *FRACTIONS),
            "limit_gy": limit,
            **numbered(EARLIER, doses),
        },
    )


def _most(tare: Tare, limit: float, whole: bool, drawn: Mapping[str, Number]) -> Number:
    left = np.maximum(limit - total(drawn, EARLIER), 0.0)
    mass_kg: Number = effective_mass_kg(**{name: drawn[name] for name in PARTITION})
    if whole:
        mass_kg = mass_kg * drawn["whole_normal_liver_mass_kg"] / drawn["normal_liver_mass_kg"]
    found: Number = left * mass_kg / tare.delivery(drawn).liver_gy_kg_per_gbq
    return found


def _plain(tare: Tare) -> dict[str, Number]:
    return {name: getattr(tare.form, name).value for name in FRACTIONS}


def _hold(tare: Tare, quantity: str, row: Row, volume: Volume, suffix: str) -> None:
    left = tare.draft.computed.get(f"activity-normal-liver{suffix}")
    tare.draft.compare(
        quantity,
        row.id,
        code=f"dose-normal-liver{suffix}",
        surviving=left_over(left.value) if left else None,
        says=" ".join(filter(None, (volume.says, row.says))),
    )


def _sum(tare: Tare, volume: Volume, doses: tuple[Measured, ...], suffix: str) -> None:
    this = tare.draft.computed[volume.dose]
    title = "Normal-liver dose of all treatments" + (" (compartments)" if suffix else "")
    tare.draft.add(
        Named(f"{OF_PERFUSED}{suffix}-cumulative", title, "Gy", (ONE_TREATMENT,)),
        Method(
            "D = earlier doses + this dose",
            lambda drawn: total(drawn, EARLIER) + drawn["this_dose_gy"],
            constants=tare.constants,
        ),
        {**numbered(EARLIER, doses), "this_dose_gy": this},
    )


def _largest_in_proportion(
    tare: Tare, row: Row, volume: Volume, doses: tuple[Measured, ...]
) -> None:
    """Activity that the row leaves by the compartments: doses are linear in activity."""
    limit, made = tare.draft.limits.by_id(row.id).value, tare.draft.computed.get(volume.dose)
    if limit is None or made is None or made.value <= 0:
        return
    for suffix, earlier in (("", ()), *((("-cumulative", doses),) if doses else ())):
        title = f"Largest activity under {limit:g} Gy to the normal liver by the compartments"
        tare.draft.add(
            Named(
                f"activity-normal-liver-compartments{suffix}",
                title + (" after earlier doses" if suffix else ""),
                "GBq",
                (*filter(None, (row.says,)), *counted_residual(tare)),
            ),
            Method("A_max = A max(0, limit - earlier dose) / D", partial(_proportion, limit)),
            {
                "activity_gbq": tare.form.activity_gbq,
                "dose_gy": made,
                "limit_gy": limit,
                **numbered(EARLIER, earlier),
            },
        )


def _proportion(limit: float, drawn: Mapping[str, Number]) -> Number:
    left = np.maximum(limit - total(drawn, EARLIER), 0.0)
    found: Number = drawn["activity_gbq"] * left / drawn["dose_gy"]
    return found
