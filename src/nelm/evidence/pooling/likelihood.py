"""The highest maximum of the ML or REML likelihood of tau2, for many fits at once.

The likelihood may have several local maxima. With A = y'PPy, Q = y'Py and the traces T and T2 of
`Moments`, twice the score is A - T; all of A, T and Q fall in tau2.

* Where A(t) > T(s) for s < t, the score is positive on the whole of [s, t]: no maximum there.
* At a root of the score A = T, and y'PPPy >= A^2 / Q (Cauchy-Schwarz), so the root is a maximum
  whenever Q T2 < 2 T^2. Q falls and T^2 / T2 rises in tau2 (Cauchy-Schwarz again): where this
  holds once it holds for every larger tau2, so at most one root follows, and it is a maximum.

So tau2 climbs from 0 in steps that prove the score positive until the second fact holds, and then
by Newton's method to the only maximum there is. Where this proof fails all maxima are searched for
(`exhaustive`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.exhaustive import search
from nelm.evidence.pooling.fits import Fits, Found, Likelihood, Moments, single
from nelm.evidence.pooling.newton import next_tau2

MAX_ITERATIONS = 100
MAX_PROOF_STEPS = 12
# A step of the proof aims at A(t) a little above T(s): the power would be 1/2 without reserve.
REACH = 0.45


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
        trace: T at `low`.
        high: the score is negative from here on; infinite until known.
        unique: at most one root of the score follows `low`.
    """

    rows: Integers
    tau2: Floats
    low: Floats
    trace: Floats
    high: Floats
    unique: Bools

    @classmethod
    def start(cls, count: int) -> _Climb:
        """Nothing known, at 0; the infinite trace lets no step be taken as proven."""
        zeros, false = np.zeros(count), np.zeros(count, dtype=bool)
        return cls(np.arange(count), zeros, zeros, zeros, np.full(count, np.inf), false)

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
        done, stuck = _start(state, at) if turn == 0 else _step(state, at)
        tau2[state.rows[done]] = state.tau2[done]
        if turn >= MAX_PROOF_STEPS:
            stuck |= ~state.unique
        left = np.flatnonzero(~(done | stuck))
        if not len(left):
            break
        if len(left) < len(state.rows):
            fits, state = fits.take(left), state.take(left)
    return Found(tau2, iterations, np.isfinite(tau2))


def _start(state: _Climb, at: Moments) -> tuple[Bools, Bools]:
    """At 0: done where the score is not positive and never will be."""
    last, rises = single(at), at.a > at.trace
    state.trace, state.unique = at.trace, last & rises
    _advance(state, at, rises)
    done = last & ~rises
    state.tau2 = np.where(done, 0.0, state.tau2)
    return done, ~(last | rises) | ~np.isfinite(state.tau2)


def _step(state: _Climb, at: Moments) -> tuple[Bools, Bools]:
    """Anywhere else: move the limits, then on."""
    proven = ~state.unique & (at.a > state.trace)
    rises = proven | (state.unique & (at.a > at.trace))
    state.high = np.where(state.unique & ~rises, state.tau2, state.high)
    state.low = np.where(rises, state.tau2, state.low)
    state.trace = np.where(rises, at.trace, state.trace)
    state.unique = state.unique | (proven & single(at))
    done = _advance(state, at, proven)
    return done, ~np.isfinite(state.tau2)


def _advance(state: _Climb, at: Moments, proven: Bools) -> Bools:
    """Choose where to evaluate next; say which fits have arrived."""
    root, arrived = next_tau2(state.tau2, at, state.low, state.high)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = state.tau2 + at.a / at.d * ((at.a / at.trace) ** REACH - 1)
    back = state.low + (state.tau2 - state.low) / 3
    state.tau2 = np.where(state.unique, root, np.where(proven, ahead, back))
    return arrived & state.unique
