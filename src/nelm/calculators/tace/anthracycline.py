"""Cumulative anthracycline per body surface, beside the label's lines of heart damage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nelm.calculators.ranges import Number, number_list, within
from nelm.calculators.tace.dose import check_surface


@dataclass(frozen=True)
class CardiomyopathyLine:
    """Probability of cardiomyopathy that the label prints at a cumulative dose."""

    cumulative_mg_m2: float
    percent_low: float
    percent_high: float


LINES = (
    CardiomyopathyLine(300, 1, 2),
    CardiomyopathyLine(400, 3, 5),
    CardiomyopathyLine(450, 5, 8),
    CardiomyopathyLine(500, 6, 20),
)
"""Read: doxorubicin prescribing information (US), warnings, for intravenous doxorubicin every
three weeks. Radiotherapy of the mediastinum and other cardiotoxic drugs add to it."""


@dataclass(frozen=True)
class CumulativeAnthracycline:
    """All anthracycline so far and planned.

    Attributes:
        total_mg_m2: earlier and planned, as doxorubicin.
        earlier_mg_m2: before the planned dose.
        line_reached: highest line of the label at or below the total; None below 300 mg/m2.
        room_to_first_line_mg_m2: to 300 mg/m2; negative above it.
    """

    total_mg_m2: float
    earlier_mg_m2: float
    line_reached: CardiomyopathyLine | None
    room_to_first_line_mg_m2: float


def dose_per_surface_mg_m2(*, dose_mg: Number, surface_m2: float) -> Number:
    """A dose in mg as mg/m2, as earlier sessions with a fixed dose are added up.

    Args:
        dose_mg: in mg, 0 to 1000.
        surface_m2: body surface in m2, 1.0 to 2.8.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: arithmetic; exact.

    >>> dose_per_surface_mg_m2(dose_mg=100, surface_m2=2.0)
    50.0
    """
    within("dose_mg", dose_mg, 0, 1000)
    check_surface("surface_m2", surface_m2)
    return dose_mg / surface_m2


def cumulative_anthracycline(
    *, earlier_mg_m2: Sequence[float], planned_mg_m2: float
) -> CumulativeAnthracycline:
    """Anthracycline in mg/m2 that adds up over all routes and drugs, beside the label's lines.

    What embolization keeps in the liver reaches the heart less; the sum does not know that.

    Args:
        earlier_mg_m2: every earlier dose in mg/m2, other anthracyclines as doxorubicin;
            an empty list (in a terminal: 0) says that there was none. Each 0 to 1500.
        planned_mg_m2: the dose to come in mg/m2, 0 to 100.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: US label of doxorubicin (lines, read); arithmetic. Example, exact: 5 x 50 + 50 = 300,
    where the label prints 1 to 2 %.

    >>> found = cumulative_anthracycline(earlier_mg_m2=[50] * 5, planned_mg_m2=50)
    >>> found.total_mg_m2, found.line_reached
    (300.0, CardiomyopathyLine(cumulative_mg_m2=300, percent_low=1, percent_high=2))
    """
    within("earlier_mg_m2", number_list("earlier_mg_m2", earlier_mg_m2), 0, 1500)
    within("planned_mg_m2", planned_mg_m2, 0, 100)
    earlier = float(sum(earlier_mg_m2))
    total = earlier + planned_mg_m2
    reached = [line for line in LINES if line.cumulative_mg_m2 <= total]
    return CumulativeAnthracycline(
        total_mg_m2=total,
        earlier_mg_m2=earlier,
        line_reached=reached[-1] if reached else None,
        room_to_first_line_mg_m2=LINES[0].cumulative_mg_m2 - total,
    )
