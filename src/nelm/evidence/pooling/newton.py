"""One step of Newton's method for the score of tau2, kept inside a bracket."""

from __future__ import annotations

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats
from nelm.evidence.pooling.fits import Moments

# A fit has arrived when its next step would raise the log-likelihood by less than this. The step
# is still taken, so what is left of the error is of the order of its square.
GAIN = 1e-14


def next_tau2(tau2: Floats, at: Moments, low: Floats, high: Floats) -> tuple[Floats, Bools]:
    """Where to evaluate next, and whether that is the root.

    The equation solved is T / A = 1 (names as in `Moments`). It has the roots of the score, and is
    a straight line in tau2 if all sampling variances are equal; at a root its slope is the
    observed information over A. A step out of the bracket becomes half the bracket, or twice the
    local scale A / y'PPPy while nothing is known above.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = 2 * at.trace * at.d - at.trace2 * at.a
        step = at.a * (at.a - at.trace) / slope
        target = tau2 + step
        inside = (slope > 0) & (target >= low) & (target <= high)
        middle = np.where(np.isfinite(high), (low + high) / 2, tau2 + 2 * at.a / at.d)
        arrived = (slope > 0) & (np.abs((at.a - at.trace) * step) < 2 * GAIN)
    closed = high - low <= np.finfo(float).eps * low
    target = np.where(inside, target, np.where(arrived, tau2, middle))
    return target, arrived | closed
