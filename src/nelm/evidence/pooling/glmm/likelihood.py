"""Log-likelihood, score and Hessian of many binomial-normal models at once.

events ~ Binomial(n, expit(offset + x'beta + tau z)), z standard normal, one z per study. The
binomial coefficients are part of the log-likelihood, so values compare with lme4's and with
logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.glmm.modes import Studies
from nelm.evidence.pooling.glmm.quadrature import study_integrals

_CELLS_PER_CHUNK = 16_000  # nodes times studies held at once: one array stays in the cache


@dataclass(frozen=True)
class Problem:
    """B models of k studies: events, n, offset (B, k) and design (B, k, p).

    An absent study has n = 0. `spread` (B,) is a typical sampling variance on the logit scale:
    it sets the coordinate in which tau2 is searched.
    """

    events: Floats
    n: Floats
    design: Floats
    offset: Floats
    spread: Floats

    def take(self, rows: np.ndarray) -> Problem:
        """The same for some rows only."""
        return Problem(
            self.events[rows],
            self.n[rows],
            self.design[rows],
            self.offset[rows],
            self.spread[rows],
        )


@dataclass
class Point:
    """Where each model stands: parameters, log-likelihood and its derivatives in (beta, tau2).

    beta (B, p), tau2 (B,), log_likelihood (B,), gradient (B, p+1), hessian (B, p+1, p+1);
    study_score (B, k) is the derivative by each study's linear predictor; center (B, k) the modes
    of z.
    """

    beta: Floats
    tau2: Floats
    log_likelihood: Floats
    gradient: Floats
    hessian: Floats
    study_score: Floats
    center: Floats

    def take(self, rows: np.ndarray) -> Point:
        """The same for some rows only."""
        return Point(*(value[rows] for value in vars(self).values()))

    def put(self, rows: np.ndarray, other: Point) -> None:
        """Overwrite these rows."""
        for name, value in vars(other).items():
            getattr(self, name)[rows] = value


def make_problem(
    events: Floats, n: Floats, design: Floats, offset: Floats | None = None
) -> Problem:
    """A problem from (B, k) counts and a (B, k, p) design."""
    total, present = n.sum(axis=1), np.maximum((n > 0).sum(axis=1), 1)
    p = (events.sum(axis=1) + 0.5) / (total + 1)
    spread = present / (total * p * (1 - p) + 0.5)
    return Problem(events, n, design, np.zeros_like(n) if offset is None else offset, spread)


def blank_point(problem: Problem) -> Point:
    """Room for the results of a problem."""
    rows, k, p = problem.design.shape
    return Point(
        np.zeros((rows, p)),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros((rows, p + 1)),
        -np.tile(np.eye(p + 1), (rows, 1, 1)),
        np.zeros((rows, k)),
        np.zeros((rows, k)),
    )


def log_binomial(events: Floats, n: Floats) -> Floats:
    """Log of the binomial coefficients, summed over the last axis."""
    terms = gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)
    return np.asarray(terms.sum(axis=-1), dtype=np.float64)


def evaluate(problem: Problem, at: tuple[Floats, Floats, Floats], nodes: int) -> Point:
    """The log-likelihood, binomial coefficients left out, at (beta, tau2, center)."""
    beta, tau2, center = at
    rows, k = problem.n.shape
    width = max(1, _CELLS_PER_CHUNK // (k * nodes))
    eta = problem.offset + np.einsum("bkp,bp->bk", problem.design, beta)
    tau = np.broadcast_to(np.sqrt(tau2)[:, None], eta.shape)
    parts = []
    for first in range(0, rows, width):
        cut = slice(first, first + width)
        arrays = (problem.events[cut], problem.n[cut], eta[cut], tau[cut])
        studies = Studies(*(value.ravel() for value in arrays))
        cells = study_integrals(studies, nodes, center[cut].ravel())
        parts.append(np.array([value.reshape(-1, k) for value in vars(cells).values()]))
    value, m1, m2, m3, m4, center = np.concatenate(parts, axis=1)
    gradient, hessian = _assemble(problem.design, (m1, m2, m3, m4))
    return Point(beta, tau2, value.sum(axis=1), gradient, hessian, m1, center)


def _assemble(
    design: Floats, means: tuple[Floats, Floats, Floats, Floats]
) -> tuple[Floats, Floats]:
    """Per-study derivatives by (eta, tau2), carried over to (beta, tau2) and summed."""
    m1, m2, m3, m4 = means
    rows, _, p = design.shape
    gradient, hessian = np.empty((rows, p + 1)), np.empty((rows, p + 1, p + 1))
    across = design.transpose(0, 2, 1)
    gradient[:, :p] = (across @ m1[..., None])[..., 0]
    gradient[:, p] = 0.5 * m2.sum(axis=1)
    hessian[:, :p, :p] = across @ (design * (m2 - m1 * m1)[..., None])
    hessian[:, :p, p] = (across @ (0.5 * (m3 - m1 * m2))[..., None])[..., 0]
    hessian[:, p, :p] = hessian[:, :p, p]
    hessian[:, p, p] = 0.25 * (m4 - m2 * m2).sum(axis=1)
    return gradient, hessian
