"""How much each study moves a pooled mean or a meta-regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from nelm.evidence.pooling.arrays import Bools, Codes, Floats, Method
from nelm.evidence.pooling.batch import Batch, BatchFit, fit_batch
from nelm.evidence.pooling.diagnostics.refits import all_but_one, analysis, selections
from nelm.evidence.pooling.single import Covariates, Numbers, refuse


@dataclass(frozen=True)
class Influence:
    """Case diagnostics of k studies and p coefficients; NaN where the refit without it failed.

    Attributes:
        rstudent: distance from the prediction of the others, in its standard deviations, (k,).
        dffits: change of the study's fitted value when it is left out, standardized, (k,).
        cook_d: change of all coefficients, in the metric of their covariance, (k,).
        cov_r: determinant of the coefficients' covariance without the study over with it, (k,).
        tau2_del, qe_del: tau2 and the heterogeneity statistic without the study, (k,).
        hat: leverage, (k,).
        weight_percent: share of the weights 1 / (vi + tau2), (k,).
        dfbetas: change of each coefficient, standardized, (k, p).
        influential: whether a rule of thumb is met, see `influence`, (k,).
        failed: 0, or the code of the reason why the others could not be fitted, (k,).
        method: estimator of tau2.
    """

    rstudent: Floats
    dffits: Floats
    cook_d: Floats
    cov_r: Floats
    tau2_del: Floats
    qe_del: Floats
    hat: Floats
    weight_percent: Floats
    dfbetas: Floats
    influential: Bools
    failed: Codes
    method: Method


def influence(
    yi: Numbers, vi: Numbers, *, mods: Covariates | None = None, method: Method = "REML"
) -> Influence:
    """Case diagnostics by refitting (Viechtbauer and Cheung, Res Synth Methods 2010;1:112-125).

    A study counts as influential if |dffits| > 3 sqrt(p / (k - p)), if more than half of a
    chi-square distribution with p degrees of freedom lies below its Cook's distance, if its hat
    value exceeds 3 p / k, or if a |dfbetas| exceeds 1. Covariances are those of the model, without
    a Hartung-Knapp factor.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        mods: covariates without the intercept, one row per study.
        method: estimator of tau2, of all studies as of the others.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` below p + 2, `rank_deficient`, `no_convergence`.

    >>> influence([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01]).rstudent.round(2)
    array([-0.89, -0.07,  2.59, -0.46])
    """
    p = 1 if mods is None else 1 + np.asarray(mods).shape[-1]
    whole = analysis(yi, vi, mods, p + 2, "measuring influence")
    fit = fit_batch(whole, method)
    if fit.failed[0]:
        refuse(int(fit.failed[0]), whole)
    rest = fit_batch(selections(whole, all_but_one(whole.yi.shape[1])), method)
    return _diagnostics(_Case.of(whole), fit, rest, method)


@dataclass(frozen=True)
class _Case:
    y: Floats
    v: Floats
    design: Floats

    @classmethod
    def of(cls, whole: Batch) -> _Case:
        ones = np.ones((whole.yi.shape[1], 1))
        design = ones if whole.mods is None else np.hstack([ones, whole.mods])
        return cls(whole.yi[0], whole.vi[0], design)

    def unscaled(self, tau2: Floats) -> Floats:
        """Inverse of X'WX at each of R values of tau2, (R, p, p)."""
        weights = 1 / (self.v + tau2[:, None])
        return np.linalg.inv(np.einsum("rk,kp,kq->rpq", weights, self.design, self.design))


def _diagnostics(case: _Case, fit: BatchFit, rest: BatchFit, method: Method) -> Influence:
    x, weights = case.design, 1 / (case.v + fit.tau2[0])
    moved, cov = fit.beta[0] - rest.beta, fit.cov[0]
    hat = np.einsum("kp,pq,kq->k", x, cov, x) * weights
    ahead = np.einsum("kp,kp->k", x, rest.beta)
    spread = case.v + rest.tau2 + np.einsum("kp,kpq,kq->k", x, rest.cov, x)
    known = np.where(rest.failed == 0, rest.tau2, 0.0)
    unscaled = case.unscaled(known)
    dfbetas = moved / np.sqrt(np.diagonal(unscaled, axis1=1, axis2=2))
    dffits = np.einsum("kp,kp->k", x, moved) / np.sqrt(hat * (case.v + rest.tau2))
    cook_d = np.einsum("kp,pq,kq->k", moved, np.linalg.inv(cov), moved)
    return Influence(
        rstudent=(case.y - ahead) / np.sqrt(spread),
        dffits=dffits,
        cook_d=cook_d,
        cov_r=determinants(rest.cov) / np.linalg.det(cov),
        tau2_del=rest.tau2,
        qe_del=rest.qe,
        hat=hat,
        weight_percent=100 * weights / weights.sum(),
        dfbetas=dfbetas,
        influential=_influential(dffits, cook_d, hat, dfbetas),
        failed=rest.failed,
        method=method,
    )


def determinants(matrices: Floats) -> Floats:
    """Of each matrix (R, p, p); NaN where it holds one, as after a failed fit."""
    known = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    kept = np.where(known[:, None, None], matrices, 0.0)
    return np.where(known, np.linalg.det(kept), np.nan)


def _influential(dffits: Floats, cook_d: Floats, hat: Floats, dfbetas: Floats) -> Bools:
    k, p = dfbetas.shape
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (np.abs(dffits) > 3 * np.sqrt(p / (k - p)))
            | (chdtrc(p, cook_d) < 0.5)
            | (hat > 3 * p / k)
            | (np.abs(dfbetas) > 1).any(axis=1)
        )
