"""The exact interval of one proportion."""

from __future__ import annotations

from scipy.special import betaincinv


def clopper_pearson(events: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Limits of a share that contain the true one at least as often as `level` says.

    Clopper and Pearson, Biometrika 1934;26:404-413.

    Args:
        events: how many of the `n` had the outcome.
        n: how many were counted, at least one.
        level: confidence level.

    >>> low, high = clopper_pearson(0, 10)
    >>> low, round(high, 4)
    (0.0, 0.3085)
    """
    if not 0 <= events <= n or n < 1:
        raise ValueError(f"events {events} of {n}: between 0 and n, n at least 1")
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high
