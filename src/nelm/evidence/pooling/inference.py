"""Standard errors, tests and confidence limits of the coefficients of many fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from nelm.evidence.pooling.arrays import Codes, Floats, Inference, code_of
from nelm.evidence.pooling.batch import BatchFit

# A Hartung-Knapp factor below this is rounding: the studies do not differ at all.
NO_DIFFERENCE = 1e-20


@dataclass(frozen=True)
class BatchInference:
    """Inference for a `BatchFit`; numbers of failed fits are NaN.

    Attributes:
        factor: what the model's covariance is multiplied with, (B,).
        se: standard errors, (B, p).
        ci_lb, ci_ub: confidence limits, (B, p).
        statistic: z or t of the hypothesis that the coefficient is 0, (B, p).
        p_value: its two-sided p, (B, p).
        failed: codes of reasons, those of the fit included, (B,).
    """

    factor: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    statistic: Floats
    p_value: Floats
    failed: Codes


def infer(fit: BatchFit, inference: Inference = "knha", level: float = 0.95) -> BatchInference:
    """Inference for the coefficients.

    `z`: normal distribution. `knha`: covariance times q_tau2 / (k - p), t with k - p degrees of
    freedom (Hartung and Knapp, Stat Med 2001;20:1771-1782). `adhoc`: the same with a factor of
    never less than 1 (Knapp and Hartung, Stat Med 2003;22:2693-2710).

    Fits with k = p fail with `too_few_studies` unless `z`; with `knha` studies that do not differ
    at all fail with `not_estimable`, as the interval would have no width.

    Raises:
        ValueError: `inference` is none of the three, or `level` is not between 0 and 1.
    """
    check_level(level)
    factor, failed = _factor(fit, inference)
    factor = np.where(failed == 0, factor, np.nan)
    se = np.sqrt(np.diagonal(fit.cov, axis1=1, axis2=2) * factor[:, None])
    statistic = fit.beta / se
    df = None if inference == "z" else np.maximum(fit.df, 1)[:, None]
    half = quantile(level, df) * se
    beta = np.where((failed == 0)[:, None], fit.beta, np.nan)
    p_value = tail(statistic, df)
    return BatchInference(factor, se, beta - half, beta + half, statistic, p_value, failed)


def check_level(level: float) -> None:
    """Raise ValueError unless a confidence level is between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, not {level}")


def quantile(level: float, df: Floats | int | None) -> Floats:
    """How many standard errors a two-sided interval reaches; `df` None is the normal distribution.

    >>> round(float(quantile(0.95, None)), 3), round(float(quantile(0.95, 4)), 3)
    (1.96, 2.776)
    """
    upper = (1 + level) / 2
    return np.asarray(ndtri(upper) if df is None else stdtrit(df, upper))


def tail(statistic: Floats | float, df: Floats | int | None) -> Floats:
    """Two-sided p of a statistic; `df` None is the normal distribution."""
    lower = -np.abs(statistic)
    return np.asarray(2 * (ndtr(lower) if df is None else stdtr(df, lower)))


def _factor(fit: BatchFit, inference: Inference) -> tuple[Floats, Codes]:
    failed = fit.failed.copy()
    if inference == "z":
        return np.ones(len(failed)), failed
    if inference not in {"knha", "adhoc"}:
        raise ValueError(f"inference {inference!r} is none of z, knha, adhoc")
    failed[(failed == 0) & (fit.df < 1)] = code_of("too_few_studies")
    factor = fit.q_tau2 / np.maximum(fit.df, 1)
    if inference == "adhoc":
        return np.maximum(factor, 1.0), failed
    failed[(failed == 0) & (factor < NO_DIFFERENCE)] = code_of("not_estimable")
    return factor, failed
