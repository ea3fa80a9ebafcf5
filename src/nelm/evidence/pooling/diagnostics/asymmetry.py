"""Whether small studies show other results than large ones: tests of funnel asymmetry."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import ndtr

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats, Inference, Method
from nelm.evidence.pooling.diagnostics.refits import analysis
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.single import Numbers

Model: TypeAlias = Literal["lm", "rma"]


@dataclass(frozen=True)
class Egger:
    """Regression of estimates on their standard errors.

    Attributes:
        slope, se: change of the estimate per unit of standard error.
        statistic, p_value: of the hypothesis that the slope is 0.
        df: degrees of freedom of t; None for the normal distribution.
        limit_estimate, limit_ci_lb, limit_ci_ub: intercept, the estimate of a study without error.
        k: number of studies.
        model: `lm` or `rma`.
        level: of the interval.
    """

    slope: float
    se: float
    statistic: float
    p_value: float
    df: int | None
    limit_estimate: float
    limit_ci_lb: float
    limit_ci_ub: float
    k: int
    model: Model
    level: float


def egger(
    yi: Numbers,
    vi: Numbers,
    *,
    model: Model = "lm",
    method: Method = "REML",
    inference: Inference = "z",
    level: float = 0.95,
) -> Egger:
    """The regression test of Egger et al. (BMJ 1997;315:629-634).

    `lm`: the classical test, weights 1 / vi and a multiplicative dispersion, t with k - 2 degrees
    of freedom; `method` and `inference` play no part. `rma`: a meta-regression with additive tau2
    (Sterne and Egger 2005).

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` below 3, `rank_deficient` where all studies have the
            same variance, `not_estimable` where all lie on one line
            (`lm` and Hartung-Knapp).

    >>> test = egger([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01])
    >>> round(test.slope, 2), round(test.p_value, 3)
    (3.53, 0.26)
    """
    if model not in {"lm", "rma"}:
        raise ValueError(f"model {model!r} is none of lm, rma")
    whole = analysis(yi, vi, None, 3, "Egger's test")
    if np.ptp(whole.vi) == 0:
        text = "the studies all have the same variance, so that no trend with it can be seen"
        raise CannotPoolError("rank_deficient", text)
    errors = np.sqrt(whole.vi[0])[:, None]
    if model == "lm":
        method, inference = "EE", "knha"
    try:
        fit = fit_normal(yi, vi, mods=errors, method=method, inference=inference, level=level)
    except CannotPoolError as error:
        if error.reason != "not_estimable":
            raise
        text = "the studies all lie on one line, so that nothing is left to test it against"
        raise CannotPoolError("not_estimable", text) from error
    return Egger(
        slope=float(fit.beta[1]),
        se=float(fit.se[1]),
        statistic=float(fit.statistic[1]),
        p_value=float(fit.p_value[1]),
        df=None if fit.inference == "z" else fit.df,
        limit_estimate=float(fit.beta[0]),
        limit_ci_lb=float(fit.ci_lb[0]),
        limit_ci_ub=float(fit.ci_ub[0]),
        k=fit.k,
        model=model,
        level=level,
    )


@dataclass(frozen=True)
class RankTest:
    """Kendall's tau between standardized estimates and variances.

    Attributes:
        tau: rank correlation, tau-b where there are ties.
        p_value: two-sided.
        exact: whether `p_value` comes from all permutations, as it does without ties, and not from
            the normal approximation.
        k: number of studies.
    """

    tau: float
    p_value: float
    exact: bool
    k: int


def rank_test(yi: Numbers, vi: Numbers) -> RankTest:
    """The rank correlation test of Begg and Mazumdar (Biometrics 1994;50:1088-1101).

    With ties the variance of Kendall's S is corrected for them (Kendall, Rank Correlation Methods,
    1970), without a correction for continuity.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` below 3, `not_estimable` where all studies share one
            variance or one standardized estimate.

    >>> test = rank_test([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01])
    >>> round(test.tau, 3), round(test.p_value, 3), test.exact
    (0.667, 0.333, True)
    """
    whole = analysis(yi, vi, None, 3, "the rank test")
    y, v = whole.yi[0], whole.vi[0]
    standardized = _standardized(y, v)
    pairs = np.triu_indices(len(y), 1)
    a, b = (np.sign(x[pairs[0]] - x[pairs[1]]) for x in (standardized, v))
    concordance = float((a * b).sum())
    untied = float(np.abs(a).sum() * np.abs(b).sum())
    if untied == 0:
        text = "the studies all have the same variance or estimate, so that they have no ranks"
        raise CannotPoolError("not_estimable", text)
    exact = bool(a.all() and b.all())
    p_value = _exact_p(concordance, len(y)) if exact else _normal_p(concordance, standardized, v)
    return RankTest(concordance / untied**0.5, p_value, exact, len(y))


def _standardized(y: Floats, v: Floats) -> Floats:
    """Distances from the weighted mean in their standard deviations, sqrt(v - 1 / sum(1 / v)).

    From the other studies' weights, summed exactly: a giant study would otherwise have a deviation
    of rounding over a variance of rounding.
    """
    w = 1 / v
    others = np.array([fsum(np.delete(w, i)) for i in range(len(w))])
    away = np.array([fsum(w * (one - y)) for one in y])
    return np.asarray(away / np.sqrt(v * others * fsum(w)))


def _exact_p(concordance: float, k: int) -> float:
    """From the distribution of concordant pairs over all orders of k studies without ties."""
    chance = np.ones(1)
    for size in range(2, k + 1):
        chance = np.convolve(chance, np.full(size, 1 / size))
    pairs = len(chance) - 1
    concordant = round((concordance + pairs) / 2)
    fewer = min(concordant, pairs - concordant)
    return min(1.0, 2 * float(chance[: fewer + 1].sum()))


def _normal_p(concordance: float, first: Floats, second: Floats) -> float:
    k = float(len(first))
    sizes = [np.unique(x, return_counts=True)[1].astype(float) for x in (first, second)]
    pairs = k * (k - 1)
    spread = pairs * (2 * k + 5) - sum(float((t * (t - 1) * (2 * t + 5)).sum()) for t in sizes)
    twos = [float((t * (t - 1)).sum()) for t in sizes]
    threes = [float((t * (t - 1) * (t - 2)).sum()) for t in sizes]
    variance = spread / 18 + twos[0] * twos[1] / (2 * pairs)
    variance += threes[0] * threes[1] / (9 * pairs * (k - 2))
    return float(2 * ndtr(-abs(concordance) / variance**0.5))
