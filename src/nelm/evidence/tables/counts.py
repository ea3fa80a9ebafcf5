"""Percentages and the whole numbers of patients behind them."""

from __future__ import annotations

from math import ceil

EXACT = 1e-9  # binary fractions


def decimals(percent: float) -> int:
    """Digits that a percentage was given with after the point, at most four.

    >>> decimals(53.0), decimals(22.5)
    (0, 1)
    """
    return next((n for n in range(4) if abs(round(percent, n) - percent) < EXACT), 4)


def is_share(percent: float, events: int, n: int) -> bool:
    """Whether events of n patients give the percentage, rounded or cut off where it ends.

    >>> is_share(8, 2, 26), is_share(53, 14, 26), is_share(54, 14, 26), is_share(55, 14, 26)
    (True, True, True, False)
    """
    step = 10.0 ** -decimals(percent)
    share = 100 * events / n
    return percent - step / 2 - EXACT <= share < percent + step - EXACT


def fits_whole_patients(percent: float, n: int) -> bool:
    """Whether some whole number of n patients gives the percentage (see `is_share`).

    >>> fits_whole_patients(94, 25), fits_whole_patients(94, 18), fits_whole_patients(46, 30)
    (False, True, True)
    """
    step = 10.0 ** -decimals(percent)
    first = max(0, ceil((percent - step / 2 - EXACT) * n / 100))
    return any(events <= n and is_share(percent, events, n) for events in (first, first + 1))
