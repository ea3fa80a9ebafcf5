"""Indocyanine green: retention after 15 minutes and plasma disappearance rate."""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import Number, within
from nelm.calculators.scores.laboratory import as_given

MINUTES = 15  # the 15 of R15
# House ranges: what one says, the other computes from its ends, rounded outward.
PDR_PERCENT_PER_MIN = (1, 50)
R15_PERCENT = (0.05, 87)


def icg_r15_percent(*, pdr_percent_per_min: Number) -> Number:
    """Indocyanine green left after 15 minutes, of one exponential: 100 exp(-15 PDR).

    Args:
        pdr_percent_per_min: plasma disappearance rate in percent per minute.

    Returns:
        Retention in percent.

    Raises:
        OutOfRangeError: a rate outside 1 to 50 percent per minute (per minute, without percent?).

    Source: derived (exact for one exponential; measured pairs differ where there are two).

    >>> round(icg_r15_percent(pdr_percent_per_min=18), 1)  # exp(-2.7)
    6.7
    """
    within(
        "pdr_percent_per_min", pdr_percent_per_min, *PDR_PERCENT_PER_MIN, hint="percent per min?"
    )
    return as_given(100 * np.exp(-MINUTES * np.asarray(pdr_percent_per_min, float) / 100))


def icg_pdr_percent_per_min(*, r15_percent: Number) -> Number:
    """Plasma disappearance rate that leaves this retention after 15 minutes.

    Args:
        r15_percent: retention after 15 minutes in percent.

    Returns:
        Rate in percent per minute.

    Raises:
        OutOfRangeError: a retention outside 0.05 to 87 percent.

    Source: derived: the inverse of `icg_r15_percent`.

    >>> round(icg_pdr_percent_per_min(r15_percent=22.313016), 4)  # exp(-1.5)
    10.0
    """
    within("r15_percent", r15_percent, *R15_PERCENT, hint="percent?")
    return as_given(-100 / MINUTES * np.log(np.asarray(r15_percent, float) / 100))
