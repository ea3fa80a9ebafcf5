"""Where the true effect of a new study is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.inference import check_level, quantile
from nelm.evidence.pooling.normal import NormalFit

Rule: TypeAlias = Literal["t_k_minus_2", "t_k_minus_p", "z"]


@dataclass(frozen=True)
class Prediction:
    """The mean at given covariates and the interval for a new study, on the scale of the fit.

    Attributes:
        estimate, se, ci_lb, ci_ub: of the mean, by the inference of the fit.
        pi_lb, pi_ub: prediction interval, by `rule`.
        rule: which quantile.
        df: its degrees of freedom; None for `z`.
        level: of both intervals.
    """

    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    pi_lb: float
    pi_ub: float
    rule: Rule
    df: int | None
    level: float


def prediction_interval(
    fit: NormalFit,
    *,
    at: Sequence[float] | Floats | None = None,
    rule: Rule = "t_k_minus_2",
    level: float = 0.95,
) -> Prediction:
    """Estimate plus and minus a quantile times sqrt(tau2 + se^2).

    `t_k_minus_2`: one degree of freedom less than k - p, as tau2 is estimated; k - 2 for a pooled
    mean (Higgins, Thompson and Spiegelhalter, J R Stat Soc A 2009;172:137-159). `t_k_minus_p` is
    what metafor's `predict` does after a Hartung-Knapp fit, `z` after a Wald fit.

    Args:
        fit: the model.
        at: a value for each covariate; None for a model without.
        rule: quantile of the prediction interval.
        level: of the confidence and the prediction interval.

    Raises:
        ValueError: `at` does not have one finite number per covariate, or `rule` is unknown.
        CannotPoolError: `too_few_studies` where the rule leaves no degree of freedom (`t_k_minus_2`
            with 2 studies), `not_estimable` for an equal-effects fit, which has no new study's
            effect to predict.
    """
    check_level(level)
    if fit.method == "EE":
        text = "an equal-effects model knows no spread of a new study"
        raise CannotPoolError("not_estimable", text)
    row = _row(fit, at)
    df = _df(fit, rule)
    estimate, variance = float(row @ fit.beta), float(row @ fit.cov @ row)
    half = float(quantile(level, None if fit.inference == "z" else fit.df)) * variance**0.5
    wide = float(quantile(level, df)) * (fit.tau2 + variance) ** 0.5
    return Prediction(
        estimate=estimate,
        se=variance**0.5,
        ci_lb=estimate - half,
        ci_ub=estimate + half,
        pi_lb=estimate - wide,
        pi_ub=estimate + wide,
        rule=rule,
        df=df,
        level=level,
    )


def _row(fit: NormalFit, at: Sequence[float] | Floats | None) -> Floats:
    values = np.asarray([] if at is None else at, dtype=float)
    if values.shape != (len(fit.beta) - 1,) or not np.isfinite(values).all():
        raise ValueError(f"`at` needs {len(fit.beta) - 1} finite numbers, one per covariate")
    return np.concatenate([[1.0], values])


def _df(fit: NormalFit, rule: Rule) -> int | None:
    if rule == "z":
        return None
    if rule not in {"t_k_minus_2", "t_k_minus_p"}:
        raise ValueError(f"rule {rule!r} is none of t_k_minus_2, t_k_minus_p, z")
    df = fit.df - (rule == "t_k_minus_2")
    if df < 1:
        text = f"{fit.k} studies leave no degree of freedom for a prediction interval by {rule}"
        raise CannotPoolError("too_few_studies", text)
    return df
