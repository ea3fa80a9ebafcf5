"""One inverse-variance meta-analysis or meta-regression, with all its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from scipy.special import chdtrc, fdtrc

from nelm.evidence.pooling.arrays import Floats, Inference, Method
from nelm.evidence.pooling.batch import BatchFit, fit_batch
from nelm.evidence.pooling.fits import Fits, Likelihood
from nelm.evidence.pooling.inference import infer
from nelm.evidence.pooling.single import Covariates, Numbers, one, refuse, sums


@dataclass(frozen=True)
class NormalFit:
    """A pooled mean (p = 1) or a meta-regression, on the scale of the estimates.

    Attributes:
        beta, se, ci_lb, ci_ub, statistic, p_value: per coefficient, the intercept first, (p,).
        cov: covariance of the coefficients with the factor of the inference in it, (p, p).
        df: k - p; degrees of freedom of t unless the inference is `z`.
        k: number of studies.
        tau2: variance between studies; 0 by assumption with `EE`.
        se_tau2: its standard error at tau2; None with `EE`.
        i2_percent, h2: share of tau2 in the total variance of a typical study, and total over
            sampling variance (Higgins and Thompson, Stat Med 2002;21:1539-1558); with `EE` from
            `qe`. None where k = p.
        qe, qe_df, qe_p: test of residual heterogeneity; `qe_p` None where k = p.
        qm, qm_df, qm_p: test that no covariate has an effect, chi-square with (m,) degrees of
            freedom, or F with (m, k - p) unless the inference is `z`. None without covariates.
        log_likelihood: with `REML` that of the error contrasts (with + log det(X'X) / 2), else
            that of all estimates; constants included.
        method, inference, level: what was asked for.
    """

    beta: Floats
    se: Floats
    cov: Floats
    ci_lb: Floats
    ci_ub: Floats
    statistic: Floats
    p_value: Floats
    df: int
    k: int
    tau2: float
    se_tau2: float | None
    i2_percent: float | None
    h2: float | None
    qe: float
    qe_df: int
    qe_p: float | None
    qm: float | None
    qm_df: tuple[int, ...] | None
    qm_p: float | None
    log_likelihood: float
    method: Method
    inference: Inference
    level: float


def fit_normal(
    yi: Numbers,
    vi: Numbers,
    *,
    mods: Covariates | None = None,
    method: Method = "REML",
    inference: Inference = "knha",
    level: float = 0.95,
) -> NormalFit:
    """Pool estimates by inverse variances.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        mods: covariates without the intercept, one row per study.
        method: estimator of tau2.
        inference: `z`, `knha` or `adhoc`, see `inference.infer`.
        level: confidence level.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies`, `rank_deficient`, `no_convergence`, or `not_estimable`
            (`knha` with studies that do not differ at all).

    >>> fit = fit_normal([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01], method="DL", inference="z")
    >>> round(fit.tau2, 4), fit.beta.round(4), fit.se.round(4)
    (0.0335, array([0.2993]), array([0.1201]))
    """
    batch = one(yi, vi, mods)
    found = fit_batch(batch, method)
    inferred = infer(found, inference, level)
    if inferred.failed[0]:
        refuse(int(inferred.failed[0]), batch)
    cov = found.cov[0] * inferred.factor[0]
    fits = sums(batch, spare=0)
    return NormalFit(
        beta=found.beta[0],
        se=inferred.se[0],
        cov=cov,
        ci_lb=inferred.ci_lb[0],
        ci_ub=inferred.ci_ub[0],
        statistic=inferred.statistic[0],
        p_value=inferred.p_value[0],
        df=int(found.df[0]),
        k=int(found.k[0]),
        tau2=float(found.tau2[0]),
        log_likelihood=_log_likelihood(fits, found, method),
        method=method,
        inference=inference,
        level=level,
        **_heterogeneity(fits, found, method),
        **_covariate_test(found.beta[0], cov, int(found.df[0]), inference),
    )


class _Heterogeneity(TypedDict):
    se_tau2: float | None
    i2_percent: float | None
    h2: float | None
    qe: float
    qe_df: int
    qe_p: float | None


class _CovariateTest(TypedDict):
    qm: float | None
    qm_df: tuple[int, ...] | None
    qm_p: float | None


def _log_likelihood(fits: Fits, found: BatchFit, method: Method) -> float:
    kind: Likelihood = "REML" if method == "REML" else "ML"
    return float(fits.log_likelihood(found.tau2, kind)[0])


def _heterogeneity(fits: Fits, found: BatchFit, method: Method) -> _Heterogeneity:
    qe, df, tau2 = float(found.qe[0]), int(found.df[0]), float(found.tau2[0])
    if df == 0:
        return _Heterogeneity(se_tau2=None, i2_percent=None, h2=None, qe=qe, qe_df=df, qe_p=None)
    typical = typical_variance(fits)
    share, ratio = 100 * tau2 / (tau2 + typical), tau2 / typical + 1
    if method == "EE":
        share, ratio = 100 * max(0.0, 1 - df / qe) if qe > 0 else 0.0, qe / df
    return _Heterogeneity(
        se_tau2=_se_tau2(fits, tau2, method),
        i2_percent=share,
        h2=ratio,
        qe=qe,
        qe_df=df,
        qe_p=float(chdtrc(df, qe)),
    )


def typical_variance(fits: Fits) -> float:
    """The sampling variance that stands for all in I2 and H2: (k - p) / tr P at tau2 = 0."""
    at = fits.moments(np.zeros(1), "REML")
    return float(fits.df[0] / at.trace[0])


def _se_tau2(fits: Fits, tau2: float, method: Method) -> float | None:
    """As metafor defines it for each method.

    ML and REML: from the expected information. DL and HE: tau2 is (y'Cy - const) / tr C, and the
    variance of y'Cy with normal y is 2 tr (C (V + tau2 I))^2. PM: that of the empirical Bayes
    estimator, which solves the same equation (Morris, J Am Stat Assoc 1983;78:47-55).
    """
    if method == "EE":
        return None
    df = float(fits.df[0])
    if method == "HE":
        at = fits.unweighted()
        spread = at.trace2[0] + 2 * tau2 * at.trace[0] + tau2**2 * df
        return float(np.sqrt(2 * spread) / df)
    if method == "DL":
        sums_at = fits.moments(np.zeros(1), "REML")
        trace, trace2 = sums_at.trace[0], sums_at.trace2[0]
        return float(np.sqrt(2 * (df + 2 * tau2 * trace + tau2**2 * trace2)) / trace)
    sums_at = fits.moments(np.full(1, tau2), "REML" if method == "REML" else "ML")
    if method == "PM":
        return float(np.sqrt(2 / df) * fits.k[0] / sums_at.trace[0])
    return float(np.sqrt(2 / sums_at.trace2[0]))


def _covariate_test(beta: Floats, cov: Floats, df: int, inference: Inference) -> _CovariateTest:
    m = len(beta) - 1
    if m == 0:
        return _CovariateTest(qm=None, qm_df=None, qm_p=None)
    wald = float(beta[1:] @ np.linalg.solve(cov[1:, 1:], beta[1:]))
    if inference == "z":
        return _CovariateTest(qm=wald, qm_df=(m,), qm_p=float(chdtrc(m, wald)))
    return _CovariateTest(qm=wald / m, qm_df=(m, df), qm_p=float(fdtrc(m, df, wald / m)))
