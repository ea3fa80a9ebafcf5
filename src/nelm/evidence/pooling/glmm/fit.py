"""One binomial-normal model of single-arm proportions, with limits and the test of tau2 = 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr, ndtri

from nelm.evidence.failure import CannotPoolError, Reason
from nelm.evidence.pooling.arrays import FITTED, Floats, reason_of
from nelm.evidence.pooling.glmm.batch import GlmmBatch, Start, fit_glmm_batch
from nelm.evidence.pooling.glmm.design import full_design, masked_counts
from nelm.evidence.pooling.glmm.likelihood import log_binomial
from nelm.evidence.pooling.glmm.profile import Limit, Peak, coefficient_limits, tau2_limits
from nelm.evidence.pooling.glmm.separation import separation_words

_START_TAUS = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 8.0])
_WORDS: dict[str, str] = {
    "too_few_studies": "at least two studies are needed, and one more than coefficients; k = {k}",
    "rank_deficient": "a covariate is constant over the studies or repeats the others",
    "no_convergence": "no maximum of the {k} studies' likelihood stays when nodes are doubled",
}


@dataclass(frozen=True)
class GlmmFit:
    """A fitted model; coefficients on the logit scale, the intercept first.

    Attributes:
        events: responders per study (k,), as given; so are `n` and `mods` (k, p) or None.
        beta: coefficients (p+1,), with standard errors `se` and covariance `cov`.
        cov_tau2: covariances of (beta, tau2) with tau2 (p+2,); None on the boundary.
        limits: profile-likelihood limits of each coefficient; an open one says why.
        wald_lb: beta - z se (p+1,); `wald_ub` the other side; `statistic` beta / se, `p_value`
        two-sided. tau2: between-study variance of the logits, with profile-likelihood
        `tau2_limits`. log_likelihood: with the binomial coefficients; `log_likelihood_common`
        that of tau2 = 0. lrt: twice their difference; `lrt_p` by the equal mixture of chi-square
        with 0 and 1 df. boundary: the maximum lies at tau2 = 0, where the model is an ordinary
        logistic regression. nodes: quadrature nodes at which doubling changed nothing any more.
        level: of all limits.
    """

    events: Floats
    n: Floats
    mods: Floats | None
    beta: Floats
    se: Floats
    cov: Floats
    cov_tau2: Floats | None
    limits: tuple[tuple[Limit, Limit], ...]
    wald_lb: Floats
    wald_ub: Floats
    statistic: Floats
    p_value: Floats
    tau2: float
    tau2_limits: tuple[Limit, Limit]
    log_likelihood: float
    log_likelihood_common: float
    lrt: float
    lrt_p: float
    boundary: bool
    nodes: int
    k: int
    level: float

    @property
    def ci_lb(self) -> tuple[float | None, ...]:
        """Lower profile-likelihood limits; None where no finite one exists (see `limits`)."""
        return tuple(low.value for low, _ in self.limits)

    @property
    def ci_ub(self) -> tuple[float | None, ...]:
        """Upper profile-likelihood limits; None where no finite one exists (see `limits`)."""
        return tuple(high.value for _, high in self.limits)


def fit_glmm(
    events: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    mods: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> GlmmFit:
    """Maximum likelihood of a logistic model with a normal random intercept per study.

    Adaptive Gauss-Hermite quadrature from several starting values of tau2, against the fit with
    tau2 = 0 (Stijnen, Hamza & Ozdemir, Stat Med 2010;29:3046-3067, for the model; Self & Liang,
    JASA 1987, for the test).

    Args:
        events: responders per study, (k,).
        n: patients per study, (k,).
        mods: study-level covariates without the intercept, (k,) or (k, p).
        level: confidence level of all limits.

    Raises:
        CannotPoolError: too_few_studies (fewer than 2, or than coefficients + 1), rank_deficient,
            separation (the message says what still holds), no_convergence.
        ValueError: counts that are no counts.

    >>> fit = fit_glmm([8, 1, 12, 15], [20, 30, 25, 18])
    >>> round(float(fit.beta[0]), 4), round(fit.tau2, 4)
    (-0.5038, 2.7507)
    """
    y, size = (row[0] for row in masked_counts(events, n, None))
    columns = None if mods is None else np.asarray(mods, dtype=np.float64).reshape(len(y), -1)
    batch, row = _best_of_starts((y, size), columns, level)
    design = full_design(columns, (1, len(y)))[0]
    constant = float(log_binomial(y, size))
    value, common = float(batch.log_likelihood[row]), float(batch.log_likelihood_common[row])
    peak = Peak(
        events=y,
        n=size,
        design=design,
        beta=batch.beta[row],
        cov=batch.cov[row],
        tau2=float(batch.tau2[row]),
        log_likelihood=value - constant,
        common=common - constant,
    )
    return _assembled(peak, batch, row, (columns, level))


def _best_of_starts(
    counts: tuple[Floats, Floats], mods: Floats | None, level: float
) -> tuple[GlmmBatch, int]:
    """Fits from several values of tau2 at once, and the row of the likeliest."""
    (y, size), several = counts, np.ones((len(_START_TAUS), 1))
    start = Start(tau2=_START_TAUS**2)
    batch = fit_glmm_batch(several * y, several * size, mods=mods, start=start)
    if (batch.failed != FITTED).all():
        raise _refusal(reason_of(int(batch.failed[0])), counts, level)
    return batch, int(np.nanargmax(batch.log_likelihood))


def _refusal(reason: Reason, counts: tuple[Floats, Floats], level: float) -> CannotPoolError:
    """The error, in words that say what the data still tell."""
    if reason == "separation":
        return CannotPoolError(reason, separation_words(*counts, level=level))
    return CannotPoolError(reason, _WORDS[reason].format(k=len(counts[0])))


def _assembled(
    peak: Peak, batch: GlmmBatch, row: int, asked: tuple[Floats | None, float]
) -> GlmmFit:
    mods, level = asked
    quantile = float(ndtri((1 + level) / 2))
    beta, se = batch.beta[row], batch.se[row]
    boundary = bool(batch.boundary[row])
    lrt = 0.0 if boundary else 2 * (peak.log_likelihood - peak.common)
    return GlmmFit(
        events=peak.events,
        n=peak.n,
        mods=mods,
        beta=beta,
        se=se,
        cov=batch.cov[row],
        cov_tau2=None if boundary else batch.cov_tau2[row],
        limits=tuple(coefficient_limits(peak, quantile)),
        wald_lb=beta - quantile * se,
        wald_ub=beta + quantile * se,
        statistic=beta / se,
        p_value=2 * ndtr(-np.abs(beta / se)),
        tau2=peak.tau2,
        tau2_limits=tau2_limits(peak, quantile),
        log_likelihood=float(batch.log_likelihood[row]),
        log_likelihood_common=float(batch.log_likelihood_common[row]),
        lrt=lrt,
        lrt_p=1.0 if boundary else float(chdtrc(1, lrt)) / 2,
        boundary=boundary,
        nodes=int(batch.nodes[row]),
        k=len(peak.n),
        level=level,
    )
