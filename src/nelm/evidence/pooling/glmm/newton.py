"""Climbing to the maximum of the likelihood, first at few quadrature nodes, then at more.

Newton's method in (beta, x) with x = log(tau2 + s2), s2 a typical sampling variance. For studies of
equal size the log-likelihood is concave in x, in tau2 only near its maximum; and tau2 = 0 is an
ordinary finite end of the range, where log tau would run to minus infinity and the score of tau
would vanish. A Hessian that is not negative definite is mirrored, a step that loses likelihood is
shortened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.glmm.likelihood import Point, Problem, evaluate

NODES = (15, 30, 60, 120, 240, 480, 960)
TAU2_LARGEST = 2500.0  # a standard deviation of 50 between logits; 960 nodes still hold it

_STEPS = 10  # at one number of nodes: where more are needed, more nodes are
_CLOSE = 1e-5  # gain in log-likelihood a Newton step still promises: the last step, error ~ 1e-5^2
_STABLE_GAIN = 1e-11  # the same at twice the nodes: 5e-6 standard errors, and the step is taken
_STABLE_VALUE = 1e-7  # in log-likelihood, between a number of nodes and its double
_NOISE = 1e-6  # loss that few nodes can feign
_SHORTEST = 1e-3  # share of a Newton step; below it, derivatives at few nodes are at fault
_LONGEST = (4.0, 2.5)  # of one step, in the linear predictor and in x


@dataclass
class Maximum:
    """Best points of B models, the `nodes` (B,) needed; `settled` (B,): they sufficed."""

    point: Point
    nodes: Integers
    settled: Bools


def first_centers(problem: Problem, beta: Floats, tau2: Floats) -> Floats:
    """Modes of z if each study's empirical logit were normal: a start for the search."""
    eta = problem.offset + np.einsum("bkp,bp->bk", problem.design, beta)
    rate = (problem.events + 0.5) / (problem.n + 1)
    weight, tau = problem.n * rate * (1 - rate), np.sqrt(tau2)[:, None]
    return np.asarray(tau * weight * (logit(rate) - eta) / (1 + tau * tau * weight))


def maximize(problem: Problem, beta: Floats, tau2: Floats, *, hold_tau2: bool = False) -> Maximum:
    """Maximum of each model from its start; with `hold_tau2` over beta alone.

    The nodes are doubled until doubling moves neither the log-likelihood (by 1e-7) nor the estimate
    (by 5e-6 standard errors); what is left is the error at the larger number, far below.
    """
    centers = first_centers(problem, beta, tau2)
    point = evaluate(problem, (beta.copy(), tau2.copy(), centers), NODES[0])
    result = Maximum(point, np.full(len(tau2), NODES[0]), np.zeros(len(tau2), dtype=bool))
    rows = np.arange(len(tau2))
    for level, nodes in enumerate(NODES):
        part, here = problem.take(rows), point.take(rows)
        before = here.log_likelihood
        if level:
            here = evaluate(part, (here.beta, here.tau2, here.center), nodes)
        step, gain = uphill(part, here, hold_tau2)
        steady = np.abs(here.log_likelihood - before) <= _STABLE_VALUE
        stable = (gain <= _STABLE_GAIN) & steady & (level > 0)
        start = here.beta.copy(), here.tau2.copy()
        here.beta, here.tau2 = _moved(part, here, step * stable[:, None])
        _climb(part, here, (nodes, hold_tau2), ~stable)
        runaway = here.tau2 >= TAU2_LARGEST
        if nodes < NODES[-1]:  # too few nodes can feign it: try again with more
            here.beta[runaway], here.tau2[runaway] = start[0][runaway], start[1][runaway]
        point.put(rows, here)
        result.nodes[rows] = nodes
        result.settled[rows] = stable
        rows = rows[~stable & (here.tau2 < TAU2_LARGEST)]
        if not rows.size:
            break
    return result


def _climb(problem: Problem, here: Point, how: tuple[int, bool], live: Bools) -> None:
    """Newton steps at one number of nodes; `here` is changed in place for the live rows."""
    nodes, hold = how
    damping, rows = np.ones(len(live)), np.flatnonzero(live)
    for _ in range(_STEPS):
        if not rows.size:
            return
        part, old = problem.take(rows), here.take(rows)
        step, gain = uphill(part, old, hold)
        beta, tau2 = _moved(part, old, step * damping[rows, None])
        last = (gain <= _CLOSE) | (tau2 >= TAU2_LARGEST)
        done = rows[last]
        here.beta[done], here.tau2[done] = beta[last], tau2[last]
        here.log_likelihood[done] += gain[last]
        if last.all():
            return
        rows, more = rows[~last], ~last
        new = evaluate(part.take(more), (beta[more], tau2[more], old.center[more]), nodes)
        better = new.log_likelihood >= old.log_likelihood[more] - _NOISE
        here.put(rows[better], new.take(better))
        damping[rows] = np.where(better, 1.0, damping[rows] / 4)
        rows = rows[damping[rows] > _SHORTEST]


def uphill(problem: Problem, here: Point, hold_tau2: bool) -> tuple[Floats, Floats]:
    """Newton step in (beta, x) and the gain it promises; no step below tau2 = 0."""
    gradient, hessian = _in_log_coordinate(problem, here)
    fixed = (here.tau2 <= 0) & (gradient[:, -1] <= 0) | hold_tau2
    gradient[fixed, -1] = 0
    hessian[fixed, -1, :] = hessian[fixed, :, -1] = 0
    hessian[fixed, -1, -1] = -1
    values, vectors = np.linalg.eigh(hessian)
    steep = np.maximum(np.abs(values), 1e-12)
    along = np.einsum("bji,bj->bi", vectors, gradient)
    step = np.einsum("bij,bj->bi", vectors, along / steep)
    gain = 0.5 * (along * along / steep).sum(axis=1)
    return step, gain


def _in_log_coordinate(problem: Problem, here: Point) -> tuple[Floats, Floats]:
    """Chain rule from tau2 to x = log(tau2 + s2)."""
    slope = here.tau2 + problem.spread
    gradient, hessian = here.gradient.copy(), here.hessian.copy()
    gradient[:, -1] *= slope
    hessian[:, -1, :] *= slope[:, None]
    hessian[:, :, -1] *= slope[:, None]
    hessian[:, -1, -1] += gradient[:, -1]
    return gradient, hessian


def _moved(problem: Problem, here: Point, step: Floats) -> tuple[Floats, Floats]:
    """The point after a step no longer than allowed, tau2 inside its range."""
    shift = np.abs(np.einsum("bkp,bp->bk", problem.design, step[:, :-1])).max(axis=1)
    ratio = np.maximum(shift / _LONGEST[0], np.abs(step[:, -1]) / _LONGEST[1])
    step = step / np.maximum(ratio, 1)[:, None]
    x = np.log(here.tau2 + problem.spread) + step[:, -1]
    tau2 = np.exp(x) - problem.spread
    moved = np.where(step[:, -1] == 0, here.tau2, tau2)
    return here.beta + step[:, :-1], np.clip(moved, 0, TAU2_LARGEST)
