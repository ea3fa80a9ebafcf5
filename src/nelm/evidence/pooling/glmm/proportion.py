"""From the logit scale back to proportions: median, average over studies, and a new study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import expit, ndtri, stdtrit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.glmm.fit import GlmmFit, fit_glmm

_REACH = 9.0  # standard deviations kept of the normal: 1e-18 is left out
_FINEST = 0.15  # step of the trapezoid rule, in units of pi / tau and of 1


@dataclass(frozen=True)
class Share:
    """A proportion between 0 and 1 with its limits; an open limit of the logit is 0 or 1 here."""

    estimate: float
    ci_lb: float
    ci_ub: float


@dataclass(frozen=True)
class PredictedProportion:
    """What a model says of one profile of covariates; proportions between 0 and 1.

    Attributes:
        estimate: of the median study, expit(x'beta); ci_lb, ci_ub by profile likelihood.
        averaged: mean over studies, E[expit(x'beta + u)]; limits by the delta method on the logit
        scale. pi_lb, pi_ub: where the true proportion of a new study lies.
        rule: "t_k_minus_2": x'beta -+ t sqrt(tau2 + se^2), t with k - 2 degrees of freedom
            (Higgins, Thompson & Spiegelhalter, J R Stat Soc A 2009), carried back by expit.
        se: of x'beta, on the logit scale.
    """

    estimate: float
    ci_lb: float
    ci_ub: float
    averaged: Share
    pi_lb: float
    pi_ub: float
    rule: Literal["t_k_minus_2"]
    se: float
    level: float


def median_proportion(fit: GlmmFit, *, at: npt.ArrayLike | None = None) -> Share:
    """Proportion of the median study, with profile-likelihood limits.

    `at` are the covariates (p,) of the profile; a fit without covariates takes none. Where the
    logit has no limit (see `GlmmFit.limits`) the proportion's is 0 or 1.

    >>> share = median_proportion(fit_glmm([8, 9, 12, 5], [20, 30, 25, 18]))
    >>> round(share.estimate, 4), round(share.ci_lb, 4), round(share.ci_ub, 4)
    (0.3656, 0.258, 0.479)
    """
    here = _centered(fit, at)
    low, high = here.ci_lb[0], here.ci_ub[0]
    return Share(
        float(expit(here.beta[0])),
        0.0 if low is None else float(expit(low)),
        1.0 if high is None else float(expit(high)),
    )


def averaged_proportion(fit: GlmmFit, *, at: npt.ArrayLike | None = None) -> Share:
    """Mean proportion over a population of studies, E[expit(x'beta + u)] with u of variance tau2.

    It lies nearer to 50 % than the median. Limits by the delta method in (beta, tau2), on the logit
    scale; at tau2 = 0 the variance counts as known, and mean and median are one.
    """
    x = _row(fit, at)
    mean, by_eta, by_tau2 = _mean_expit(float(x @ fit.beta), fit.tau2)
    gradient = np.append(by_eta * x, by_tau2) / (mean * (1 - mean))
    cov = np.zeros((len(gradient), len(gradient)))
    cov[:-1, :-1] = fit.cov
    if fit.cov_tau2 is not None:
        cov[-1, :] = cov[:, -1] = fit.cov_tau2
    half = float(ndtri((1 + fit.level) / 2) * np.sqrt(gradient @ cov @ gradient))
    center = np.log(mean / (1 - mean))
    return Share(mean, float(expit(center - half)), float(expit(center + half)))


def predict_proportion(fit: GlmmFit, *, at: npt.ArrayLike | None = None) -> PredictedProportion:
    """Median, average and prediction interval for a new study, at the fit's level.

    Raises:
        CannotPoolError: too_few_studies; the t rule needs three.
        ValueError: `at` does not have one value per covariate.
    """
    if fit.k < 3:
        raise CannotPoolError(
            "too_few_studies", f"a prediction interval by t with k - 2 needs 3 studies, not {fit.k}"
        )
    x = _row(fit, at)
    eta, variance = float(x @ fit.beta), float(x @ fit.cov @ x)
    half = float(stdtrit(fit.k - 2, (1 + fit.level) / 2)) * np.sqrt(fit.tau2 + variance)
    median = median_proportion(fit, at=at)
    return PredictedProportion(
        estimate=median.estimate,
        ci_lb=median.ci_lb,
        ci_ub=median.ci_ub,
        averaged=averaged_proportion(fit, at=at),
        pi_lb=float(expit(eta - half)),
        pi_ub=float(expit(eta + half)),
        rule="t_k_minus_2",
        se=float(np.sqrt(variance)),
        level=fit.level,
    )


def _row(fit: GlmmFit, at: npt.ArrayLike | None) -> Floats:
    """The design row of a profile."""
    values = np.zeros(0) if at is None else np.atleast_1d(np.asarray(at, dtype=np.float64))
    if values.shape != (len(fit.beta) - 1,) or not np.isfinite(values).all():
        raise ValueError(f"{len(fit.beta) - 1} finite covariate values are needed, not {values}")
    return np.append(1.0, values)


def _centered(fit: GlmmFit, at: npt.ArrayLike | None) -> GlmmFit:
    """The same model with covariates counted from the profile, whose logit is the intercept."""
    row = _row(fit, at)
    if fit.mods is None:
        return fit
    return fit_glmm(fit.events, fit.n, mods=fit.mods - row[1:], level=fit.level)


def _mean_expit(eta: float, tau2: float) -> tuple[float, float, float]:
    """E[expit(eta + tau z)] and its derivatives by eta and tau2.

    The trapezoid rule converges geometrically here: the step follows the poles of expit at pi /
    tau.
    """
    tau = np.sqrt(tau2)
    step = _FINEST * min(1.0, np.pi / max(tau, 1e-300))
    z = np.arange(-np.ceil(_REACH / step), np.ceil(_REACH / step) + 1) * step
    weight = step * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    p, q = expit(eta + tau * z), expit(-eta - tau * z)
    return float(weight @ p), float(weight @ (p * q)), float(weight @ (p * q * (q - p))) / 2
