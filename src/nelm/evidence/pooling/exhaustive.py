"""The highest of several maxima of a likelihood of tau2, by a walk from 0 upwards.

Names as in `likelihood`; the slope of the score is T2 / 2 - D with D = y'PPPy, and T2 and D fall in
tau2 as A and T do. So the sums at the two ends of a step [s, t] prove what happens inside:

* A(t) > T(s), or A(s) < T(t): the score keeps its sign;
* T2(s) / 2 < D(t), or D(s) < T2(t) / 2: it only falls, or only rises.

In each case a maximum lies inside exactly if the score goes from positive to not positive. Steps
without such a proof are halved, down to a size below which the ends alone have to do.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.fits import Fits, Found, Likelihood, Moments, single
from nelm.evidence.pooling.newton import next_tau2

# Steps are in the logarithm of the smallest total variance of a study: no term of the score
# changes faster than that. First step, growth after a proof, and smallest step.
FIRST, GROWTH, SMALLEST = 0.25, 1.5, 0.01
MAX_STEPS = 5000
MAX_ITERATIONS = 100


def search(fits: Fits, method: Likelihood) -> Found:
    """The tau2 of greatest likelihood among all maxima."""
    zeros = np.zeros(len(fits.df))
    start = fits.moments(zeros, method)
    at_zero = np.flatnonzero(start.a <= start.trace)
    brackets, iterations, complete = _walk(fits, method, start)
    tau2, arrived = _refine(fits.take(brackets.rows), brackets, method)
    rows = np.concatenate([at_zero, brackets.rows])
    tau2 = np.concatenate([np.zeros(len(at_zero)), tau2])
    arrived = np.concatenate([np.ones(len(at_zero), dtype=bool), arrived])
    heights = fits.take(rows).log_likelihood(tau2, method)
    best = _highest(rows, tau2, heights)
    found, settled = np.full(len(zeros), np.nan), np.zeros(len(zeros), dtype=bool)
    found[rows[best]], settled[rows[best]] = tau2[best], arrived[best]
    settled &= complete
    return Found(np.where(settled, found, np.nan), iterations, settled)


@dataclass(frozen=True)
class _Brackets:
    """Intervals with one maximum: row of the fit, lower and upper end (may be infinite)."""

    rows: Integers
    low: Floats
    high: Floats


@dataclass
class _Walk:
    """Unfinished walks: row of the fit, where it stands, size of the next step, sums there."""

    rows: Integers
    low: Floats
    size: Floats
    a: Floats
    d: Floats
    trace: Floats
    trace2: Floats

    def take(self, left: Integers) -> _Walk:
        return _Walk(*(getattr(self, field.name)[left] for field in fields(self)))

    def stand(self, here: Bools, tau2: Floats, at: Moments) -> None:
        """Move some of the walks to where `at` was evaluated."""
        self.low = np.where(here, tau2, self.low)
        for name in ("a", "d", "trace", "trace2"):
            setattr(self, name, np.where(here, getattr(at, name), getattr(self, name)))


def _walk(fits: Fits, method: Likelihood, at: Moments) -> tuple[_Brackets, Integers, Bools]:
    """All brackets, how often sums were evaluated, and which walks came to their end."""
    count = len(fits.df)
    iterations, complete = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    zeros, size = np.zeros(count), np.full(count, FIRST)
    walk = _Walk(np.arange(count), zeros, size, at.a, at.d, at.trace, at.trace2)
    found: list[_Brackets] = []
    for _ in range(MAX_STEPS):
        iterations[walk.rows] += 1
        tau2 = walk.low + (fits.smallest_variance + walk.low) * np.expm1(walk.size)
        at = fits.moments(tau2, method)
        known = _proven(walk, at) | (walk.size < SMALLEST)
        passed = np.flatnonzero(known & (walk.a > walk.trace) & (at.a <= at.trace))
        found.append(_Brackets(walk.rows[passed], walk.low[passed], tau2[passed]))
        walk.stand(known, tau2, at)
        walk.size = np.where(known, walk.size * GROWTH, walk.size / 2)
        over = known & single(at)
        complete[walk.rows[over]] = True
        last = np.flatnonzero(over & (at.a > at.trace))
        found.append(_Brackets(walk.rows[last], tau2[last], np.full(len(last), np.inf)))
        left = np.flatnonzero(~over & np.isfinite(tau2))
        if not len(left):
            break
        if len(left) < len(walk.rows):
            fits, walk = fits.take(left), walk.take(left)
    return _joined(found), iterations, complete


def _joined(parts: list[_Brackets]) -> _Brackets:
    names = [field.name for field in fields(_Brackets)]
    return _Brackets(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _proven(walk: _Walk, at: Moments) -> Bools:
    same_sign = (at.a > walk.trace) | (walk.a < at.trace)
    one_way = (walk.trace2 < 2 * at.d) | (2 * walk.d < at.trace2)
    return np.asarray(same_sign | one_way)


def _refine(fits: Fits, brackets: _Brackets, method: Likelihood) -> tuple[Floats, Bools]:
    """The root of the score in each bracket, the score being positive at its lower end."""
    low, high = brackets.low, brackets.high
    tau2, arrived = low, np.zeros(len(low), dtype=bool)
    for _ in range(MAX_ITERATIONS):
        at = fits.moments(tau2, method)
        rises = at.a > at.trace
        low, high = np.where(rises, tau2, low), np.where(rises, high, tau2)
        target, now = next_tau2(tau2, at, low, high)
        tau2 = np.where(arrived, tau2, target)
        arrived = arrived | now
        if arrived.all():
            break
    return tau2, arrived


def _highest(rows: Integers, tau2: Floats, heights: Floats) -> Integers:
    """Place of the best candidate of each row, the smaller tau2 of equals."""
    order = np.lexsort((tau2, -heights, rows))
    _, first = np.unique(rows[order], return_index=True)
    return np.asarray(order[first])
