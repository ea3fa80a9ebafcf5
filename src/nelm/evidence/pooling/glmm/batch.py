"""Many binomial-normal models in one call: leave-one-out, cumulative, subgroups, bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nelm.evidence.pooling.arrays import FITTED, Bools, Codes, Floats, Integers, code_of
from nelm.evidence.pooling.glmm.common import CommonFit, fit_common
from nelm.evidence.pooling.glmm.design import (
    full_design,
    full_rank,
    masked_counts,
    orthonormal,
    solve,
)
from nelm.evidence.pooling.glmm.likelihood import (
    Point,
    Problem,
    blank_point,
    evaluate,
    log_binomial,
    make_problem,
)
from nelm.evidence.pooling.glmm.newton import NODES, TAU2_LARGEST, first_centers, maximize

_TOO_FEW, _RANK = code_of("too_few_studies"), code_of("rank_deficient")
_SEPARATION, _NO_CONVERGENCE = code_of("separation"), code_of("no_convergence")

_START_TAUS = (0.3, 1.0, 3.0)
_STRETCH = 0.346  # (16 sqrt(3) / (15 pi))^2: how a logistic mean flattens as tau2 grows
_LEAST_START = 0.05  # from tau2 = 0 a maximum further inside could stay unseen
_TIE = 1e-9  # log-likelihoods closer than this are equal


@dataclass(frozen=True)
class GlmmBatch:
    """B fits: beta, se (B, p+1) on the logit scale, cov (B, p+1, p+1), tau2, log_likelihood (B,).

    `cov_tau2` (B, p+2) are the covariances of (beta, tau2) with tau2, NaN on the boundary.
    `log_likelihood` and `log_likelihood_common` (the same for tau2 = 0) include the binomial
    coefficients. `boundary` (B,) marks tau2 = 0, `k` (B,) counts studies, `nodes` (B,) those
    needed. `failed` (B,) is 0 or a `code_of` the reason; numbers of failed rows are NaN.
    """

    beta: Floats
    se: Floats
    cov: Floats
    cov_tau2: Floats
    tau2: Floats
    log_likelihood: Floats
    log_likelihood_common: Floats
    boundary: Bools
    k: Integers
    nodes: Integers
    failed: Codes


@dataclass(frozen=True)
class Start:
    """Where to begin: tau2 (B,) or a number, and beta (B, p+1) or (p+1,), of a similar fit.

    Without `beta` the logistic regression's coefficients are taken, stretched to suit tau2.
    """

    tau2: npt.ArrayLike
    beta: npt.ArrayLike | None = None


def fit_glmm_batch(
    events: npt.ArrayLike,
    n: npt.ArrayLike,
    mask: npt.ArrayLike | None = None,
    *,
    mods: npt.ArrayLike | None = None,
    start: Start | None = None,
) -> GlmmBatch:
    """Maximum likelihood of the logistic model with a random intercept, for every row.

    The model: Hamza, van Houwelingen & Stijnen, J Clin Epidemiol 2008;61:41-51. Of the maxima that
    a start leads to and of tau2 = 0 the likelier is kept.

    Args:
        events: responders, (B, k) or (k,) shared by all rows.
        n: patients, at least 1 where present; same shapes.
        mask: which studies a row uses, (B, k); all if left out.
        mods: covariates without the intercept, (k, p) or (B, k, p).
        start: parameters of a similar fit, for speed; by default three values of tau are tried.

    Raises:
        ValueError: counts that are no counts, or shapes that do not fit.

    >>> batch = fit_glmm_batch([8, 9, 12, 5], [20, 30, 25, 18], ~np.eye(4, dtype=bool))
    >>> batch.boundary.tolist(), batch.failed.tolist()
    ([True, True, True, True], [0, 0, 0, 0])
    """
    y, size = masked_counts(events, n, mask)
    design = full_design(mods, (y.shape[0], y.shape[1]))
    k, p = (size > 0).sum(axis=1), design.shape[2]
    basis, back, share = orthonormal(design, size > 0)
    failed = np.where(full_rank(share), FITTED, _RANK).astype(np.int8)
    failed[k < max(p + 1, 2)] = _TOO_FEW
    result = _empty((len(k), p), k, failed)
    rows = np.flatnonzero(failed == 0)
    if rows.size:
        problem = make_problem(y[rows], size[rows], basis[rows])
        begin = None if start is None else _translated(start, back, rows)
        _store(result, rows, _fit_rows(problem, begin), back[rows])
        constants = log_binomial(y[rows], size[rows])
        result.log_likelihood[rows] += constants
        result.log_likelihood_common[rows] += constants
    return result


@dataclass
class _Solved:
    point: Point
    common: CommonFit
    boundary: Bools
    nodes: Integers
    failed: Codes


def _fit_rows(problem: Problem, begin: _Begin | None) -> _Solved:
    """The better of the fit with tau2 = 0 and the one climbed to from a positive tau2."""
    common = fit_common(problem)
    failed = np.where(common.settled, FITTED, _NO_CONVERGENCE)
    failed[common.separated | _heterogeneity_unbounded(problem)] = _SEPARATION
    rows = np.flatnonzero(failed == FITTED)
    point = blank_point(problem)
    boundary, nodes = np.ones(len(failed), dtype=bool), np.full(len(failed), NODES[0])
    if rows.size:
        part, start = problem.take(rows), common.beta[rows]
        top = maximize(part, *(_scan(part, start) if begin is None else begin.of(rows, start)))
        higher = top.point.log_likelihood > common.log_likelihood[rows] + _TIE
        point.put(rows[higher], top.point.take(higher))
        boundary[rows], nodes[rows] = ~higher, np.where(higher, top.nodes, NODES[0])
        failed[rows[higher & ~top.settled]] = _NO_CONVERGENCE
        failed[rows[higher & (top.point.tau2 >= TAU2_LARGEST)]] = _SEPARATION
    zero = np.flatnonzero(boundary & (failed == FITTED))
    if zero.size:
        at = common.beta[zero], np.zeros(len(zero)), np.zeros_like(problem.n[zero])
        point.put(zero, evaluate(problem.take(zero), at, NODES[0]))
    return _Solved(point, common, boundary, nodes, failed.astype(np.int8))


def _heterogeneity_unbounded(problem: Problem) -> Bools:
    """Every study at 0 % or 100 %, some with two patients or more: tau2 grows without end."""
    extreme = ((problem.events == 0) | (problem.events == problem.n)).all(axis=1)
    lone_intercept = problem.design.shape[2] == 1
    return np.asarray(extreme & (problem.n > 1).any(axis=1) & lone_intercept)


def _scan(problem: Problem, common: Floats) -> tuple[Floats, Floats]:
    """The most likely of a few taus, with the logistic coefficients stretched to match."""
    tries = []
    for tau in _START_TAUS:
        tau2 = np.full(len(common), tau * tau)
        beta = _stretched(common, tau2)
        tries.append(evaluate(problem, (beta, tau2, first_centers(problem, beta, tau2)), NODES[0]))
    best = np.argmax([attempt.log_likelihood for attempt in tries], axis=0)
    rows = np.arange(len(common))
    return (
        np.array([attempt.beta for attempt in tries])[best, rows],
        np.array([attempt.tau2 for attempt in tries])[best, rows],
    )


def _stretched(common: Floats, tau2: Floats) -> Floats:
    return np.asarray(common * np.sqrt(1 + _STRETCH * tau2)[:, None])


@dataclass(frozen=True)
class _Begin:
    """A start in the coefficients of the orthonormal design."""

    tau2: Floats
    beta: Floats | None

    def of(self, rows: npt.NDArray[np.intp], common: Floats) -> tuple[Floats, Floats]:
        """Beta and tau2 to begin with."""
        tau2 = self.tau2[rows]
        return _stretched(common, tau2) if self.beta is None else self.beta[rows], tau2


def _translated(start: Start, back: Floats, rows: npt.NDArray[np.intp]) -> _Begin:
    tau2 = np.broadcast_to(np.asarray(start.tau2, dtype=np.float64), (len(back),))[rows]
    tau2 = np.maximum(tau2, _LEAST_START)
    if start.beta is None:
        return _Begin(tau2, None)
    beta = np.broadcast_to(np.asarray(start.beta, dtype=np.float64), back.shape[:2])[rows]
    return _Begin(tau2, solve(back[rows], beta))


def _empty(shape: tuple[int, int], k: Integers, failed: Codes) -> GlmmBatch:
    rows, p = shape
    return GlmmBatch(
        beta=np.full((rows, p), np.nan),
        se=np.full((rows, p), np.nan),
        cov=np.full((rows, p, p), np.nan),
        cov_tau2=np.full((rows, p + 1), np.nan),
        tau2=np.full(rows, np.nan),
        log_likelihood=np.full(rows, np.nan),
        log_likelihood_common=np.full(rows, np.nan),
        boundary=np.zeros(rows, dtype=bool),
        k=k,
        nodes=np.zeros(rows, dtype=np.int64),
        failed=failed,
    )


def _store(result: GlmmBatch, rows: npt.NDArray[np.intp], solved: _Solved, back: Floats) -> None:
    """Numbers of the rows that worked, in the caller's coefficients; codes of all."""
    information = _information(solved)
    certain = np.linalg.eigvalsh(information)[:, 0] > 0
    solved.failed[(solved.failed == FITTED) & ~certain] = _NO_CONVERGENCE
    good = solved.failed == FITTED
    result.failed[rows] = solved.failed
    result.boundary[rows], result.nodes[rows] = solved.boundary & good, solved.nodes
    rows, point, back, p = rows[good], solved.point.take(good), back[good], back.shape[1]
    inverse = np.linalg.inv(information[good])
    result.cov[rows] = back @ inverse[:, :p, :p] @ back.transpose(0, 2, 1)
    result.se[rows] = np.sqrt(np.einsum("bii->bi", result.cov[rows]))
    inverse[solved.boundary[good], p] = np.nan
    result.cov_tau2[rows, :p] = (back @ inverse[:, p, :p, None])[..., 0]
    result.cov_tau2[rows, p] = inverse[:, p, p]
    result.beta[rows] = (back @ point.beta[..., None])[..., 0]
    result.tau2[rows], result.log_likelihood[rows] = point.tau2, point.log_likelihood
    result.log_likelihood_common[rows] = solved.common.log_likelihood[good]


def _information(solved: _Solved) -> Floats:
    """Observed information in (beta, tau2); on the boundary that of beta alone."""
    information, last = -solved.point.hessian, -1
    information[solved.boundary, last, :] = information[solved.boundary, :, last] = 0
    information[solved.boundary, last, last] = 1
    return information
