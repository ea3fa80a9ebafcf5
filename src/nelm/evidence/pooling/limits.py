"""Confidence limits of tau2, I2 and H2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import chdtri

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats, Integers, Method
from nelm.evidence.pooling.fits import Fits, Likelihood
from nelm.evidence.pooling.heterogeneity import ESTIMATORS, tau2_where_q_equals
from nelm.evidence.pooling.inference import check_level
from nelm.evidence.pooling.normal import typical_variance
from nelm.evidence.pooling.single import Covariates, Numbers, one, refuse, sums

How: TypeAlias = Literal["q_profile", "profile_likelihood"]

# Points of a search; ten rounds of it narrow an interval by 60^10, beyond what floats resolve.
POINTS, ROUNDS = 61, 10


@dataclass(frozen=True)
class TauLimits:
    """Limits at one level; a lower limit of 0 may stand for "below 0".

    Attributes:
        tau2_lb, tau2_ub: of the variance between studies; no cap.
        i2_lb_percent, i2_ub_percent, h2_lb, h2_ub: of I2 and H2, which rise with tau2.
        how: which method.
        level: confidence level.
    """

    tau2_lb: float
    tau2_ub: float
    i2_lb_percent: float
    i2_ub_percent: float
    h2_lb: float
    h2_ub: float
    how: How
    level: float


def tau2_limits(
    yi: Numbers,
    vi: Numbers,
    *,
    mods: Covariates | None = None,
    how: How = "q_profile",
    method: Method = "REML",
    level: float = 0.95,
) -> TauLimits:
    """Limits of tau2.

    `q_profile`: the tau2 at which Q equals the quantiles of chi-square with k - p degrees of
    freedom (Viechtbauer, Stat Med 2007;26:37-52); `method` plays no part. `profile_likelihood`:
    the smallest and the largest tau2 whose log-likelihood is within half a chi-square quantile of
    the maximum (Hardy and Thompson, Stat Med 1996;15:619-629), for `method` ML or REML.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `not_estimable` where studies differ so little that no tau2 fits the
            Q-profile; `too_few_studies`, `rank_deficient`, `no_convergence`.

    >>> limits = tau2_limits([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01])
    >>> round(limits.tau2_lb, 4), round(limits.tau2_ub, 4)
    (0.0, 1.3036)
    """
    check_level(level)
    batch = one(yi, vi, mods)
    fits = sums(batch)
    if how == "q_profile":
        low, high = _q_profile(fits, level)
    elif how == "profile_likelihood" and (method in {"ML", "REML"}):
        found = ESTIMATORS[method](fits)
        if not found.settled[0]:
            refuse("no_convergence", batch)
        kind: Likelihood = "ML" if method == "ML" else "REML"
        low, high = _profile_likelihood(fits, kind, float(found.tau2[0]), level)
    else:
        raise ValueError(f"there are no limits by {how!r} for method {method!r}")
    typical = typical_variance(fits)
    return TauLimits(
        tau2_lb=low,
        tau2_ub=high,
        i2_lb_percent=100 * low / (low + typical),
        i2_ub_percent=100 * high / (high + typical),
        h2_lb=low / typical + 1,
        h2_ub=high / typical + 1,
        how=how,
        level=level,
    )


def _q_profile(fits: Fits, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    targets = chdtri(fits.df[0], np.array([tail, 1 - tail]))
    q, _ = fits.quadratic(np.zeros(1))
    if q[0] < targets[1]:
        raise CannotPoolError(
            "not_estimable",
            f"no tau2 fits these studies: they differ less (Q = {q[0]:.3g}) than chance alone "
            f"makes them differ in all but {100 * tail:.3g} % of cases",
        )
    found = tau2_where_q_equals(targets, fits.take(np.zeros(2, dtype=np.int64)))
    return float(found.tau2[0]), float(found.tau2[1])


def _profile_likelihood(
    fits: Fits, method: Likelihood, best: float, level: float
) -> tuple[float, float]:
    least = float(_heights(fits, np.array([best]), method)[0]) - float(chdtri(1, 1 - level)) / 2
    top = best + float(fits.unweighted().squares[0]) + float(fits.smallest_variance[0])
    # Above the unweighted sum of squares the likelihood only falls, so the first miss is the last.
    while _heights(fits, np.array([top]), method)[0] >= least:
        top *= 4
    grid = np.sort(np.append(_even(fits, 0.0, top, 4 * POINTS), best))
    inside = np.flatnonzero(_heights(fits, grid, method) >= least)
    first, last = int(inside[0]), int(inside[-1])
    low = 0.0 if first == 0 else _edge(fits, method, least, (grid[first], grid[first - 1]))
    return low, _edge(fits, method, least, (grid[last], grid[last + 1]))


def _even(fits: Fits, low: float, high: float, points: int) -> Floats:
    """From `low` to `high`, even in the logarithm of the smallest total variance of a study."""
    smallest = float(fits.smallest_variance[0])
    shares = np.linspace(0.0, 1.0, points)
    grid = (smallest + low) * np.exp(np.log((smallest + high) / (smallest + low)) * shares)
    return np.asarray(np.concatenate([[low], grid[1:-1] - smallest, [high]]))


def _edge(fits: Fits, method: Likelihood, least: float, ends: tuple[float, float]) -> float:
    """Where the log-likelihood falls to `least` between a point inside and one outside."""
    inside, outside = ends
    for _ in range(ROUNDS):
        grid = np.linspace(inside, outside, POINTS)
        fails = np.flatnonzero(_heights(fits, grid[1:-1], method) < least)
        step = int(fails[0]) + 1 if len(fails) else POINTS - 1
        inside, outside = float(grid[step - 1]), float(grid[step])
    return inside


def _heights(fits: Fits, tau2: Floats, method: Likelihood) -> Floats:
    """Log-likelihoods of one analysis at several tau2."""
    copies: Integers = np.zeros(len(tau2), dtype=np.int64)
    return fits.take(copies).log_likelihood(tau2, method)
