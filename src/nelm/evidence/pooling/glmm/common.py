"""The model without between-study variance: ordinary logistic regression, many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from nelm.evidence.pooling.arrays import Bools, Floats
from nelm.evidence.pooling.glmm.likelihood import Problem

_STEPS = 100
_HALVINGS = 30
_CLOSE = 1e-20  # twice the gain a step still promises
_LOST = 1e-6  # information; one event among any number of patients gives about 1


@dataclass
class CommonFit:
    """Logistic regression of B models: beta (B, p) and log_likelihood (B,).

    The binomial coefficients are left out of the log-likelihood. `separated` (B,)
    marks models whose beta runs to infinity, `settled` (B,) those that were solved.
    """

    beta: Floats
    log_likelihood: Floats
    separated: Bools
    settled: Bools


def fit_common(problem: Problem) -> CommonFit:
    """Newton's method on a concave likelihood; the design's first column is the intercept.

    Studies all at 0 % or 100 %, or a covariate that tells responders apart, leave no information in
    some direction as beta runs off: seen in the eigenvalues, for columns of about unit size.
    """
    beta = np.zeros((problem.n.shape[0], problem.design.shape[2]))
    total = problem.n.sum(axis=1)
    beta[:, 0] = logit(np.clip(problem.events.sum(axis=1), 0.5, total - 0.5) / total)
    across = problem.design.transpose(0, 2, 1)
    value, r, w = _terms(problem, beta)
    for _ in range(_STEPS):
        values, vectors = np.linalg.eigh(across @ (problem.design * w[..., None]))
        separated = values[:, 0] < _LOST
        along = np.einsum("bji,bj->bi", vectors, (across @ r[..., None])[..., 0])
        ahead = along / np.maximum(values, 1e-300)
        settled = ((along * ahead).sum(axis=1) <= _CLOSE) | separated
        if settled.all():
            break
        step = np.where(settled[:, None], 0, np.einsum("bij,bj->bi", vectors, ahead))
        beta = _shortened(problem, (beta, value), step)
        value, r, w = _terms(problem, beta)
    return CommonFit(beta, value, separated, settled)


def _terms(problem: Problem, beta: Floats) -> tuple[Floats, Floats, Floats]:
    """Log-likelihood (B,), residual events and binomial variance (B, k)."""
    t = problem.offset + np.einsum("bkp,bp->bk", problem.design, beta)
    p = expit(t)
    value = (problem.events * t - problem.n * np.logaddexp(0, t)).sum(axis=1)
    return value, problem.events - problem.n * p, problem.n * p * expit(-t)


def _shortened(problem: Problem, start: tuple[Floats, Floats], step: Floats) -> Floats:
    """The end of the step, halved for the models in which it loses likelihood."""
    beta, value = start
    for _ in range(_HALVINGS):
        reached = _terms(problem, beta + step)[0]
        loses = reached < value - 1e-9 * (1 + np.abs(value))
        if not loses.any():
            break
        step = np.where(loses[:, None], step / 2, step)
    return beta + step
