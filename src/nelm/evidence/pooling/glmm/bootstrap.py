"""Parametric bootstrap of a binomial-normal model: limits that do not lean on a chi-square."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import FITTED, Floats
from nelm.evidence.pooling.glmm.batch import Start, fit_glmm_batch
from nelm.evidence.pooling.glmm.design import full_design
from nelm.evidence.pooling.glmm.fit import GlmmFit

_FEWEST = 100
_MOST_LOST = 0.05


@dataclass(frozen=True)
class Bootstrap:
    """Percentile limits from refits to data drawn from the fitted model.

    Attributes:
        beta_lb, beta_ub: of the coefficients (p+1,), logit scale.
        tau2_lb, tau2_ub: of the between-study variance.
        beta, tau2: the refits themselves, (R, p+1) and (R,).
        lost: draws without an estimate (separation, say), left out of the limits.
        times, seed, level: as asked for.
    """

    beta_lb: Floats
    beta_ub: Floats
    tau2_lb: float
    tau2_ub: float
    beta: Floats
    tau2: Floats
    lost: int
    times: int
    seed: int
    level: float


def parametric_bootstrap(fit: GlmmFit, *, seed: int, times: int = 1000) -> Bootstrap:
    """Draw study effects and events from the fit, refit, take percentiles at the fit's level.

    Percentile limits carry the bias of the maximum-likelihood tau2, which is too small for few
    studies; they show the spread, not its correction (Davison & Hinkley 1997, chapter 5).

    Raises:
        CannotPoolError: no_convergence, if more than 5 % of the draws have no estimate.
        ValueError: fewer than 100 draws.
    """
    if times < _FEWEST:
        raise ValueError(f"{times} draws: at least {_FEWEST} are needed for percentiles")
    rng = np.random.default_rng(seed)
    eta = full_design(fit.mods, (1, fit.k))[0] @ fit.beta
    effects = rng.standard_normal((times, fit.k)) * np.sqrt(fit.tau2)
    events = rng.binomial(fit.n.astype(np.int64), expit(eta + effects))
    batch = fit_glmm_batch(events, fit.n, mods=fit.mods, start=Start(fit.tau2, fit.beta))
    good = batch.failed == FITTED
    lost = int(times - good.sum())
    if lost > _MOST_LOST * times:
        raise CannotPoolError(
            "no_convergence",
            f"{lost} of {times} draws from the model have no estimate of their own",
        )
    ends = [(1 - fit.level) / 2, (1 + fit.level) / 2]
    beta, tau2 = batch.beta[good], batch.tau2[good]
    beta_lb, beta_ub = np.quantile(beta, ends, axis=0)
    tau2_lb, tau2_ub = (float(value) for value in np.quantile(tau2, ends))
    return Bootstrap(beta_lb, beta_ub, tau2_lb, tau2_ub, beta, tau2, lost, times, seed, fit.level)
