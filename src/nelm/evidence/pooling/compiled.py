"""The climb of `likelihood` and the equation of Paule and Mandel, one fit at a time, for Numba.

Only `kernel` imports this module, once Numba is known to be there. Step by step the same
decisions as the NumPy form, so results differ by rounding only; fits that need the search in
small steps are handed back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import njit

from nelm.evidence.pooling.arrays import Bools, Floats
from nelm.evidence.pooling.heterogeneity import EXCESS
from nelm.evidence.pooling.heterogeneity import MAX_ITERATIONS as MAX_PM_ITERATIONS
from nelm.evidence.pooling.likelihood import MAX_ITERATIONS, MAX_STEPS
from nelm.evidence.pooling.newton import GAIN

EPSILON: Final = float(np.finfo(float).eps)

# Sums may be reordered, so that they use vector instructions; infinities keep their meaning.
# Numba's cache knows this file only: after a change of a constant imported above, touch it.
_compiled: Callable[..., Any] = njit(
    cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"}
)


def _center(y: Floats, v: Floats) -> tuple[float, float]:
    """Take the mean with weights 1 / v from y; that mean, and q of `Moments` at 0.

    About that mean the sums below lose no more than a digit or two to subtraction, so one pass
    over the studies is enough.
    """
    total, first, q = 0.0, 0.0, 0.0
    for i in range(len(y)):
        w = 1 / v[i]
        total += w
        first += w * y[i]
    for i in range(len(y)):
        y[i] -= first / total
        q += y[i] * y[i] / v[i]
    return first / total, q


center = _compiled(_center)


def _quadratic(y: Floats, v: Floats, tau2: float) -> tuple[float, float]:
    """Q and a of `Moments`, of centered y."""
    w0, w1, w2, v0, v1, v2 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(y)):
        w = 1 / (v[i] + tau2)
        wy = w * y[i]
        w0 += w
        w1 += wy
        w2 += wy * y[i]
        v0 += w * w
        v1 += w * wy
        v2 += wy * wy
    mean = w1 / w0
    return w2 - mean * w1, v2 - mean * (2 * v1 - mean * v0)


quadratic = _compiled(_quadratic)


def _moments(
    y: Floats, v: Floats, tau2: float, reml: bool
) -> tuple[float, float, float, float, float]:
    """The fields of `Moments` in their order, of centered y.

    From the sums of w, w^2 and w^3 (names w, v, u) times y^0, y^1 and y^2.
    """
    w0, w1, w2, v0, v1, v2 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    u0, u1, u2 = 0.0, 0.0, 0.0
    for i in range(len(y)):
        w = 1 / (v[i] + tau2)
        wy, ww = w * y[i], w * w
        wwy = w * wy
        w0 += w
        w1 += wy
        w2 += wy * y[i]
        v0 += ww
        v1 += wwy
        v2 += wy * wy
        u0 += w * ww
        u1 += w * wwy
        u2 += wy * wwy
    mean = w1 / w0
    q, a = w2 - mean * w1, v2 - mean * (2 * v1 - mean * v0)
    lost = v1 - mean * v0
    d = u2 - mean * (2 * u1 - mean * u0) - lost * lost / w0
    if not reml:
        return q, a, d, w0, v0
    share = v0 / w0
    return q, a, d, w0 - share, v0 - 2 * u0 / w0 + share * share


moments = _compiled(_moments)


def _solution(y: Floats, v: Floats, tau2: float) -> tuple[float, float, float]:
    """Sum of the weights, mean and q, of centered y."""
    total, first, q = 0.0, 0.0, 0.0
    for i in range(len(y)):
        w = 1 / (v[i] + tau2)
        total += w
        first += w * y[i]
    mean = first / total
    for i in range(len(y)):
        q += (y[i] - mean) ** 2 / (v[i] + tau2)
    return total, mean, q


solution = _compiled(_solution)


def _paule_mandel(y: Floats, v: Floats) -> tuple[float, int]:
    """tau2, NaN if it was not found, and how often the sums were evaluated."""
    tau2, df = 0.0, len(y) - 1
    for turn in range(MAX_PM_ITERATIONS):
        q, a = quadratic(y, v, tau2)
        excess = q / df - 1
        if excess > 0:
            tau2 += q / a * excess
        if excess <= EXCESS or not np.isfinite(tau2):
            return tau2, turn + 1
    return np.nan, MAX_PM_ITERATIONS


paule_mandel = _compiled(_paule_mandel)


def _next_tau2(
    tau2: float, at: tuple[float, float, float, float], low: float, high: float
) -> tuple[float, bool]:
    """As `newton.next_tau2`, with a, d, trace and trace2 in `at`."""
    a, d, trace, trace2 = at
    slope = 2 * trace * d - trace2 * a
    step = a * (a - trace) / slope
    arrived = slope > 0 and abs((a - trace) * step) < 2 * GAIN
    closed = high - low <= EPSILON * low
    if slope > 0 and low <= tau2 + step <= high:
        return tau2 + step, arrived or closed
    if arrived:
        return tau2, True
    if np.isfinite(high):
        return (low + high) / 2, closed
    return tau2 + 2 * a / d, False


next_tau2 = _compiled(_next_tau2)


def _climb(y: Floats, v: Floats, reml: bool) -> tuple[float, int]:
    """The proven maximum, NaN if there is no proof, and how often the sums were evaluated."""
    tau2, low, high, unique = 0.0, 0.0, np.inf, False
    for turn in range(MAX_ITERATIONS):
        q, a, d, trace, trace2 = moments(y, v, tau2, reml)
        single = q * trace2 < 2 * trace * trace
        if a > trace:
            low = tau2
            unique = unique or single
        elif unique:
            high = tau2
        else:
            return (0.0 if single and tau2 == 0 else np.nan), turn + 1
        if unique:
            tau2, arrived = next_tau2(tau2, (a, d, trace, trace2), low, high)
            if arrived:
                return tau2, turn + 1
        elif turn < MAX_STEPS:
            tau2 += a / d * (np.sqrt(a / trace) - 1)
        else:
            break
    return np.nan, turn + 1


climb = _compiled(_climb)


def _fit(yi: Floats, vi: Floats, mask: Bools, method: int, out: Floats) -> None:
    """Fit the rows of yi, vi and mask, all (B, k); `method` is 0 for PM, 1 for ML, 2 for REML.

    `out` (B, 6) takes tau2 (NaN where handed back), iterations, mean, its variance, and Q at tau2
    and at 0.
    """
    all_y, all_v = np.empty(yi.shape[1]), np.empty(yi.shape[1])
    for row in range(len(yi)):
        k = 0
        for i in range(yi.shape[1]):
            all_y[k], all_v[k] = yi[row, i], vi[row, i]
            k += mask[row, i]
        y, v = all_y[:k], all_v[:k]
        middle, qe = center(y, v)
        if method == 0:
            tau2, iterations = paule_mandel(y, v)
        else:
            tau2, iterations = climb(y, v, method == 2)
        total, mean, q = solution(y, v, tau2)
        out[row, 0], out[row, 1], out[row, 2] = tau2, iterations, middle + mean
        out[row, 3], out[row, 4], out[row, 5] = 1 / total, q, qe


fit = _compiled(_fit)
