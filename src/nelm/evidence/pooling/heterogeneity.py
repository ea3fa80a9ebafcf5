"""Estimators of tau2, the variance between studies, for many fits at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nelm.evidence.pooling.arrays import Floats, Method
from nelm.evidence.pooling.fits import Fits, Found
from nelm.evidence.pooling.likelihood import maximum_likelihood

# Q counts as equal to its target when it is this near, relative. The last step is still taken, so
# what is left of the error is of the order of its square.
EXCESS = 1e-8
MAX_ITERATIONS = 100


def equal_effects(fits: Fits) -> Found:
    """tau2 is 0 by assumption."""
    return Found.closed(np.zeros_like(fits.df))


def dersimonian_laird(fits: Fits) -> Found:
    """Moments with weights 1 / vi (DerSimonian and Laird, Control Clin Trials 1986;7:177-188)."""
    at = fits.moments(np.zeros_like(fits.df), "REML")
    return Found.closed((at.q - fits.df) / at.trace)


def hedges(fits: Fits) -> Found:
    """Moments with equal weights (Hedges, J Educ Stat 1983;8:371-390)."""
    at = fits.unweighted()
    return Found.closed((at.squares - at.trace) / fits.df)


def paule_mandel(fits: Fits) -> Found:
    """The tau2 at which Q equals k - p (Paule and Mandel, J Res NBS 1982;87:377-385)."""
    return tau2_where_q_equals(fits.df, fits)


def tau2_where_q_equals(target: Floats, fits: Fits) -> Found:
    """The tau2 at which Q falls to a value (B,) above 0; 0 where it is below that from the start.

    1 / Q is concave in tau2, so Newton's method for 1 / Q = 1 / target comes up from 0 without
    ever passing the root.
    """
    count = len(target)
    tau2, iterations = np.zeros(count), np.zeros(count, dtype=np.int64)
    settled, rows = np.zeros(count, dtype=bool), np.arange(count)
    for _ in range(MAX_ITERATIONS):
        iterations[rows] += 1
        q, a = fits.quadratic(tau2[rows])
        excess = q / target[rows] - 1
        step = np.where(excess > 0, q / np.where(a > 0, a, np.nan) * excess, 0.0)
        tau2[rows] += step
        settled[rows] = (excess <= EXCESS) & np.isfinite(step)
        left = np.flatnonzero(~settled[rows] & np.isfinite(step))
        if not len(left):
            break
        if len(left) < len(rows):
            fits, rows = fits.take(left), rows[left]
    return Found(np.where(settled, tau2, np.nan), iterations, settled)


ESTIMATORS: Mapping[Method, Callable[[Fits], Found]] = {
    "EE": equal_effects,
    "DL": dersimonian_laird,
    "HE": hedges,
    "PM": paule_mandel,
    "ML": lambda fits: maximum_likelihood(fits, "ML"),
    "REML": lambda fits: maximum_likelihood(fits, "REML"),
}
