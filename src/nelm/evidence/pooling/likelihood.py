"""The highest maximum of the ML or REML likelihood of tau2, for many fits at once.

The likelihood may have several local maxima. With A = y'PPy, D = y'PPPy, Q = y'Py and the traces T
and T2 of `Moments`, twice the score is A - T; all of them fall in tau2.

* A(s)^-1/2 has the slope D A^-3/2 and is concave, being a power mean of variances that grow evenly.
  So from s with A > T the step (A / D) (sqrt(A / T) - 1) leads to a t with A(t) >= T(s) > T(t):
  the score is positive all the way, there is no maximum before t.
* At a root of the score A = T, and D >= A^2 / Q (Cauchy-Schwarz), so the root is a maximum whenever
  Q T2 < 2 T^2. Q falls and T^2 / T2 rises in tau2 (Cauchy-Schwarz again): where this holds once it
  holds for every larger tau2, so at most one root follows, and it is a maximum.

So tau2 climbs from 0 in such steps until the second fact holds, and then by Newton's method to the
only maximum there is. Fits where it does not come to hold, as a root comes first, are searched for
all their maxima (`exhaustive`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.exhaustive import search
from nelm.evidence.pooling.fits import Fits, Found, Likelihood, Moments, single
from nelm.evidence.pooling.newton import next_tau2

MAX_ITERATIONS = 100
MAX_STEPS = 12


def maximum_likelihood(fits: Fits, method: Likelihood) -> Found:
    """The tau2 of greatest likelihood of each fit; see the module for how it is made sure of."""
    found = climb(fits, method)
    unproven = np.flatnonzero(~found.settled)
    if len(unproven):
        searched = search(fits.take(unproven), method)
        found.tau2[unproven] = searched.tau2
        found.iterations[unproven] += searched.iterations
        found.settled[unproven] = searched.settled
    return found


@dataclass
class _Climb:
    """Where each unfinished fit stands.

    Attributes:
        rows: its place in the whole batch.
        tau2: where its sums are evaluated next.
        low: the score is positive from 0 up to here.
        high: the score is negative from here on; infinite until known.
        unique: at most one root of the score follows `low`.
    """

    rows: Integers
    tau2: Floats
    low: Floats
    high: Floats
    unique: Bools

    @classmethod
    def start(cls, count: int) -> _Climb:
        zeros, false = np.zeros(count), np.zeros(count, dtype=bool)
        return cls(np.arange(count), zeros, zeros, np.full(count, np.inf), false)

    def take(self, left: Integers) -> _Climb:
        return _Climb(*(getattr(self, field.name)[left] for field in fields(self)))


def climb(fits: Fits, method: Likelihood) -> Found:
    """Proven maxima; fits for which the proof fails come back unsettled."""
    count = len(fits.df)
    tau2, iterations = np.full(count, np.nan), np.zeros(count, dtype=np.int64)
    state = _Climb.start(count)
    for turn in range(MAX_ITERATIONS):
        iterations[state.rows] += 1
        at = fits.moments(state.tau2, method)
        rises = at.a > at.trace
        fell = ~(rises | state.unique)
        zero = fell & single(at) & (state.tau2 == 0)
        arrived = _advance(state, at, rises)
        tau2[state.rows[arrived]] = state.tau2[arrived]
        tau2[state.rows[zero]] = 0.0
        hopeful = state.unique | (rises & (turn < MAX_STEPS))
        left = np.flatnonzero(hopeful & ~arrived & np.isfinite(state.tau2))
        if not len(left):
            break
        if len(left) < len(state.rows):
            fits, state = fits.take(left), state.take(left)
    return Found(tau2, iterations, np.isfinite(tau2))


def _advance(state: _Climb, at: Moments, rises: Bools) -> Bools:
    """Move the limits, choose where to evaluate next, and say which fits have arrived."""
    state.low = np.where(rises, state.tau2, state.low)
    state.high = np.where(rises, state.high, state.tau2)
    state.unique = state.unique | (rises & single(at))
    root, arrived = next_tau2(state.tau2, at, state.low, state.high)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ahead = state.tau2 + at.a / at.d * (np.sqrt(at.a / at.trace) - 1)
    state.tau2 = np.where(state.unique, root, ahead)
    return arrived & state.unique
