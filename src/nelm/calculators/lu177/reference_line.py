"""How many cycles stay under a reference line: a line to look at, not a tolerance."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from nelm.calculators.ranges import in_range, within

NOT_A_TOLERANCE = (
    "a reference line, not a tolerance: for 177Lu no threshold of kidney damage was demonstrated"
)
"""Read: review of dosimetry software, J Nucl Med 2025."""

# A cycle that ends on the line counts as under it; sums of rounded doses do not decide that.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class CyclesLeft:
    """What is left under a line.

    Attributes:
        cycles: whole cycles that end on or under the line.
        room_gy: from what was received to the line; negative above it.
        share_after: what was received and those cycles, as a share of the line.
        meaning: what the line is not.
    """

    cycles: int
    room_gy: float
    share_after: float
    meaning: str = field(default=NOT_A_TOLERANCE)


def cycles_left(*, line_gy: float, received_gy: float, per_cycle_gy: float) -> CyclesLeft:
    """Whole cycles that end on or under a reference line.

    All three in the same quantity: absorbed dose, or biologically effective dose (which adds
    over cycles as well). Earlier treatment belongs into what was received.

    Args:
        line_gy: the reference line in Gy, 0.1 to 200.
        received_gy: so far in Gy, 0 to 5000; 0 where nothing.
        per_cycle_gy: of each cycle to come in Gy, 0.001 to 100.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: arithmetic. Example: 0.80 Gy/GBq x 7.4 GBq = 5.92 Gy; three cycles are 17.76 and four
    23.68 Gy, above a line of 23.

    >>> cycles_left(line_gy=23, received_gy=0, per_cycle_gy=0.8 * 7.4).cycles
    3
    """
    within("line_gy", line_gy, 0.1, 200)
    in_range("received_gy", received_gy, 0, 5000, above="cGy?")
    within("per_cycle_gy", per_cycle_gy, 0.001, 100)
    room = line_gy - received_gy
    cycles = max(0, math.floor(room / per_cycle_gy + _ROUNDING))
    return CyclesLeft(cycles, room, (received_gy + cycles * per_cycle_gy) / line_gy)


def activity_left_gbq(
    *, line_gy: float, received_gy: float, coefficient_gy_per_gbq: float
) -> float:
    """Activity in GBq that would reach a reference line of absorbed dose; 0 above it.

    Args:
        line_gy: the reference line in Gy, 0.1 to 200.
        received_gy: absorbed dose so far in Gy, 0 to 5000; 0 where nothing.
        coefficient_gy_per_gbq: dose per activity in Gy/GBq, 0.001 to 100.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: arithmetic. Example: 23 Gy at 0.5 Gy/GBq are 46 GBq.

    >>> activity_left_gbq(line_gy=23, received_gy=0, coefficient_gy_per_gbq=0.5)
    46.0
    """
    within("line_gy", line_gy, 0.1, 200)
    in_range("received_gy", received_gy, 0, 5000, above="cGy?")
    within("coefficient_gy_per_gbq", coefficient_gy_per_gbq, 0.001, 100)
    return max(0.0, line_gy - received_gy) / coefficient_gy_per_gbq
