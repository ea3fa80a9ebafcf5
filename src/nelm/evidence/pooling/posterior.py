"""Exact posterior of the normal-normal hierarchical model, its priors stated in the result.

yi ~ N(x_i'beta + u_i, vi), u_i ~ N(0, tau^2). Given tau everything is normal, so only tau needs a
grid (Roever, J Stat Softw 2020;93(6)). The grid is that of double-exponential quadrature (Takahasi
& Mori 1974), whose points are doubled until no quantile moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats

_POINTS = (50, 100, 200, 400, 800, 1600, 3200, 6400)
_STABLE = 1e-8  # of a quantile, relative to the width of the interval
_RANGE = 3.75  # of the double-exponential variable: 1e-14 to 1e14 times the scale
_ROOT_STEPS = 200
_ROOT_CLOSE = 1e-11  # in probability


@dataclass(frozen=True)
class TauPrior:
    """Prior of the between-study standard deviation tau.

    `scale` is that of the half-normal or half-Cauchy; for "uniform" it is the upper end, and None
    there means flat on all of tau >= 0, which is no proper density.
    """

    family: Literal["half_normal", "half_cauchy", "uniform"]
    scale: float | None

    def __post_init__(self) -> None:
        if self.scale is None and self.family != "uniform":
            raise ValueError(f"a {self.family} prior needs a scale")
        if self.scale is not None and not 0 < self.scale < np.inf:
            raise ValueError(f"scale {self.scale}: a positive number is needed")


@dataclass(frozen=True)
class Priors:
    """Priors: of tau, and of the intercept (mean, standard deviation); None is flat.

    Coefficients of covariates always have a flat prior.
    """

    tau: TauPrior
    intercept: tuple[float, float] | None = None


@dataclass(frozen=True)
class Marginal:
    """One quantity's posterior: median, central interval, mean and sd (None where infinite)."""

    median: float
    lb: float
    ub: float
    mean: float | None
    sd: float | None


@dataclass(frozen=True)
class Posterior:
    """Posterior of a hierarchical model on the scale of yi.

    Attributes:
        coefficients: the intercept first; without covariates that is the mean.
        tau: between-study standard deviation.
        studies: each study's own effect, drawn towards the mean.
        profile: the mean at the covariates asked for; None if none were.
        new_study: the effect of one more study at that profile; None if none was asked for.
        priors, level, k: what it rests on; points: size of the grid.
    """

    coefficients: tuple[Marginal, ...]
    tau: Marginal
    studies: tuple[Marginal, ...]
    profile: Marginal | None
    new_study: Marginal | None
    priors: Priors
    level: float
    k: int
    points: int


def normal_posterior(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike,
    *,
    prior: Priors,
    mods: npt.ArrayLike | None = None,
    at: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Posterior:
    """Posterior of mean, tau, each study and a new study; no sampling, so the same every time.

    Args:
        yi: estimates (k,).
        vi: their sampling variances (k,), taken as known.
        prior: stated by the caller and repeated in the result.
        mods: covariates without the intercept, (k,) or (k, p).
        at: covariates (p,) of the profile to predict; a model without covariates needs none.
        level: of the central intervals.

    Raises:
        CannotPoolError: too_few_studies, where a flat prior leaves no proper posterior;
            rank_deficient; no_convergence.
        ValueError: variances that are not positive, shapes that do not fit.

    >>> prior = Priors(tau=TauPrior("half_normal", 0.5))
    >>> posterior = normal_posterior([0.1, 0.4, -0.2], [0.05, 0.08, 0.04], prior=prior)
    >>> round(posterior.coefficients[0].median, 3), round(posterior.tau.median, 3)
    (0.059, 0.243)
    """
    model = _model((yi, vi, mods), prior)
    profile = _profile_row(model, at)
    ends = np.array([0.5, (1 - level) / 2, (1 + level) / 2])
    tail = _tail_exponent(model, prior)
    before: Floats | None = None
    for points in _POINTS:
        grid = _grid(model, prior, points)
        mixture = _mixture(model, grid, profile)
        found = _quantiles(mixture, ends)
        if before is not None and _stable(before, found):
            tau = _tau_marginal((model, prior, grid), ends, tail)
            others = [_marginal(mixture, j, (found[j], tail)) for j in range(len(found))]
            return _posterior(model, (others, tau, profile is not None), (prior, level, points))
        before = found
    raise CannotPoolError("no_convergence", "posterior quantiles still move at the finest grid")


@dataclass(frozen=True)
class _Model:
    y: Floats
    v: Floats
    x: Floats  # (k, p), columns made orthonormal: years would cost six digits otherwise
    back: Floats  # (p, p), from the coefficients of `x` to the caller's
    intercept: tuple[float, float]  # prior mean and precision
    scale: float  # a typical tau


@dataclass(frozen=True)
class _Grid:
    tau: Floats  # (m,)
    weight: Floats  # (m,), sums to 1
    log_total: float
    beta: Floats  # (m, p)
    cov: Floats  # (m, p, p)


@dataclass(frozen=True)
class _Mixture:
    """Normals of Q quantities at m taus; `bounded` (Q,): their spread does not grow with tau."""

    mean: Floats  # (Q, m)
    sd: Floats  # (Q, m)
    weight: Floats  # (m,)
    bounded: npt.NDArray[np.bool_]


_Data: TypeAlias = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]


def _model(data: _Data, prior: Priors) -> _Model:
    y, v = (np.asarray(values, dtype=np.float64) for values in data[:2])
    if y.ndim != 1 or y.shape != v.shape or not (np.isfinite(y).all() and np.isfinite(v).all()):
        raise ValueError("yi and vi: two lists of finite numbers, equally long")
    if not (v > 0).all():
        raise ValueError(f"study {int(np.argmin(v))}: the variance {v.min():g} is not positive")
    x = np.ones((len(y), 1))
    if data[2] is not None:
        x = np.column_stack([x, np.asarray(data[2], dtype=np.float64).reshape(len(y), -1)])
    _check_proper(x, prior)
    intercept = (0.0, 0.0) if prior.intercept is None else prior.intercept
    if prior.intercept is not None:
        intercept = (intercept[0], intercept[1] ** -2)
    q, triangle = np.linalg.qr(x)
    scale = float(np.sqrt(np.median(v) + (np.var(y) if len(y) > 1 else 0.0)))
    return _Model(y, v, q, np.linalg.inv(triangle), intercept, scale)


def _check_proper(x: Floats, prior: Priors) -> None:
    """Flat priors need data: p(y | tau) falls off like tau to the minus (k - flat coefficients)."""
    k, flat = x.shape[0], x.shape[1] - (prior.intercept is not None)
    needed = flat + (2 if prior.tau.scale is None else 0)
    if k < max(needed, 1):
        raise CannotPoolError(
            "too_few_studies", f"these flat priors need {needed} studies for a posterior, not {k}"
        )
    free = x if prior.intercept is None else x[:, 1:]
    unit = free / np.maximum(np.linalg.norm(free, axis=0), 1e-300)
    if free.shape[1] and np.linalg.matrix_rank(unit, tol=1e-9) < free.shape[1]:
        raise CannotPoolError("rank_deficient", "a covariate is constant or repeats the others")


def _profile_row(model: _Model, at: npt.ArrayLike | None) -> Floats | None:
    """Design row of the profile; None if the model has covariates and none are given."""
    p = model.x.shape[1]
    if at is None:
        return np.ones(1) if p == 1 else None
    row = np.append(1.0, np.atleast_1d(np.asarray(at, dtype=np.float64)))
    if row.shape != (p,) or not np.isfinite(row).all():
        raise ValueError(f"{p - 1} finite covariate values are needed for a profile")
    return row


def _given_tau(model: _Model, prior: TauPrior, tau: Floats) -> tuple[Floats, Floats, Floats]:
    """Log of prior times marginal likelihood (m,) up to a constant, beta (m, p), cov (m, p, p)."""
    w = 1 / (model.v + tau[:, None] ** 2)
    (mean, precision), first = model.intercept, model.back[0]
    information = model.x.T @ (w[..., None] * model.x) + precision * np.outer(first, first)
    cov = np.asarray(np.linalg.inv(information), dtype=np.float64)
    right = (w * model.y) @ model.x + precision * mean * first
    beta = np.einsum("mpq,mq->mp", cov, right)
    residual = model.y - beta @ model.x.T
    log_value = 0.5 * (np.log(w).sum(axis=1) - np.linalg.slogdet(information)[1])
    log_value -= 0.5 * (w * residual**2).sum(axis=1)
    log_value -= 0.5 * precision * (beta @ first - mean) ** 2
    return log_value + _log_prior(prior, tau), beta, cov


def _log_prior(prior: TauPrior, tau: Floats) -> Floats:
    """Up to a constant; the uniform's upper end is that of the grid."""
    if prior.family == "uniform" or prior.scale is None:
        return np.zeros_like(tau)
    relative = tau / prior.scale
    if prior.family == "half_normal":
        return np.asarray(-0.5 * relative**2)
    return np.asarray(-np.log1p(relative**2))


def _nodes(upper: float | None, scale: float, points: int) -> tuple[Floats, Floats]:
    """Tau and log weights: exp-sinh on tau >= 0, tanh-sinh on an interval from 0."""
    u, step = np.linspace(-_RANGE, _RANGE, points, retstep=True)
    s = np.pi / 2 * np.sinh(u)
    log_slope = np.log(np.pi / 2 * np.cosh(u) * step)
    if upper is None:
        return scale * np.exp(s), log_slope + s + np.log(scale)
    share = 1 / (1 + np.exp(-2 * s))
    return upper * share, log_slope + np.log(2 * upper * share) - np.logaddexp(0, 2 * s)


def _grid(model: _Model, prior: Priors, points: int) -> _Grid:
    upper = prior.tau.scale if prior.tau.family == "uniform" else None
    tau, log_weight = _nodes(upper, model.scale, points)
    log_value, beta, cov = _given_tau(model, prior.tau, tau)
    log_mass = log_value + log_weight
    peak = log_mass.max()
    mass = np.exp(log_mass - peak)
    kept = mass > 1e-25 * mass.sum()
    total = mass.sum()
    return _Grid(tau[kept], mass[kept] / total, float(peak + np.log(total)), beta[kept], cov[kept])


def _mixture(model: _Model, grid: _Grid, profile: Floats | None) -> _Mixture:
    """Coefficients, studies, and with a profile its mean and a new study, in this order."""
    p, k = model.x.shape[1], len(model.y)
    rows = model.x if profile is None else np.vstack([model.x, profile @ model.back])
    fitted = grid.beta @ rows.T
    spread = np.einsum("kp,mpq,kq->mk", rows, grid.cov, rows)
    pull = model.v / (model.v + grid.tau[:, None] ** 2)
    mean = [grid.beta @ model.back.T, model.y + pull * (fitted[:, :k] - model.y)]
    variance = [
        np.einsum("pa,mab,pb->mp", model.back, grid.cov, model.back),
        pull * grid.tau[:, None] ** 2 + pull**2 * spread[:, :k],
    ]
    mean_bounded = p == 1 and model.intercept[1] > 0
    bounded = [mean_bounded] * p + [True] * k
    if profile is not None:
        mean += [fitted[:, k:], fitted[:, k:]]
        variance += [spread[:, k:], spread[:, k:] + grid.tau[:, None] ** 2]
        bounded += [mean_bounded, False]
    return _Mixture(
        np.hstack(mean).T, np.sqrt(np.hstack(variance)).T, grid.weight, np.array(bounded)
    )


def _quantiles(mixture: _Mixture, ends: Floats) -> Floats:
    """Quantiles (Q, 3) of all mixtures, by bracketed Newton on their distribution functions."""
    mean, sd = mixture.mean[:, None, :], mixture.sd[:, None, :]

    def distribution(x: Floats) -> tuple[Floats, Floats]:
        z = (x[..., None] - mean) / sd
        density = np.exp(-0.5 * z * z) / (sd * np.sqrt(2 * np.pi))
        return ndtr(z) @ mixture.weight, density @ mixture.weight

    far = 10 * np.max(np.where(mixture.weight > 1e-16, mixture.sd, 0), axis=1)
    low = (mixture.mean.min(axis=1) - far)[:, None] * np.ones(len(ends))
    high = (mixture.mean.max(axis=1) + far)[:, None] * np.ones(len(ends))
    start = (mixture.mean @ mixture.weight)[:, None] * np.ones(len(ends))
    return _roots(distribution, ends, (low, start, high))


def _roots(
    distribution: Callable[[Floats], tuple[Floats, Floats]],
    ends: Floats,
    bracket: tuple[Floats, Floats, Floats],
) -> Floats:
    """Where an increasing function (with its slope) reaches `ends`."""
    low, x, high = bracket
    for _ in range(_ROOT_STEPS):
        value, slope = distribution(x)
        miss = value - ends
        low, high = np.where(miss < 0, x, low), np.where(miss > 0, x, high)
        done = (np.abs(miss) <= _ROOT_CLOSE) | (high - low <= 1e-14 * (np.abs(low) + np.abs(high)))
        if done.all():
            return x
        moved = x - miss / np.maximum(slope, 1e-300)
        x = np.where(done, x, np.where((moved > low) & (moved < high), moved, (low + high) / 2))
    raise CannotPoolError("no_convergence", "a posterior quantile was not found")


def _stable(before: Floats, found: Floats) -> bool:
    width = found[:, 2] - found[:, 1]
    return bool((np.abs(found - before) <= _STABLE * width[:, None]).all())


def _tail_exponent(model: _Model, prior: Priors) -> float:
    """How steeply the posterior density of tau falls: like tau to the minus this."""
    if prior.tau.family == "half_normal" or (
        prior.tau.family == "uniform" and prior.tau.scale is not None
    ):
        return np.inf
    flat = model.x.shape[1] - (model.intercept[1] > 0)
    return float(len(model.y) - flat + (2 if prior.tau.family == "half_cauchy" else 0))


def _marginal(mixture: _Mixture, j: int, known: tuple[Floats, float]) -> Marginal:
    quantiles, tail = known
    first = float(mixture.mean[j] @ mixture.weight)
    second = float((mixture.sd[j] ** 2 + (mixture.mean[j] - first) ** 2) @ mixture.weight)
    return _described(quantiles, (first, second**0.5), np.inf if mixture.bounded[j] else tail)


def _described(quantiles: Floats, moments: tuple[float, float], tail: float) -> Marginal:
    """A mean needs a tail steeper than tau^-2, a standard deviation one steeper than tau^-3."""
    median, low, high = (float(value) for value in quantiles)
    mean, sd = moments
    return Marginal(median, low, high, mean if tail > 2 else None, sd if tail > 3 else None)


def _tau_marginal(what: tuple[_Model, Priors, _Grid], ends: Floats, tail: float) -> Marginal:
    """Quantiles of tau from its density integrated anew up to each candidate."""
    model, prior, grid = what
    points = max(400, len(grid.tau))

    def distribution(t: Floats) -> tuple[Floats, Floats]:
        value = np.empty_like(t)
        for j, upper in enumerate(t):
            tau, log_weight = _nodes(float(upper), model.scale, points)
            log_value = _given_tau(model, prior.tau, tau)[0]
            value[j] = np.exp(log_value + log_weight - grid.log_total).sum()
        return value, np.exp(_given_tau(model, prior.tau, t)[0] - grid.log_total)

    low, high = np.zeros(len(ends)), np.full(len(ends), grid.tau.max())
    start = np.interp(ends, np.cumsum(grid.weight), grid.tau)
    mean = float(grid.tau @ grid.weight)
    sd = float(np.sqrt((grid.tau - mean) ** 2 @ grid.weight))
    return _described(_roots(distribution, ends, (low, start, high)), (mean, sd), tail)


def _posterior(
    model: _Model,
    found: tuple[list[Marginal], Marginal, bool],
    stated: tuple[Priors, float, int],
) -> Posterior:
    others, tau, has_profile = found
    p, k = model.x.shape[1], len(model.y)
    return Posterior(
        coefficients=tuple(others[:p]),
        tau=tau,
        studies=tuple(others[p : p + k]),
        profile=others[p + k] if has_profile else None,
        new_study=others[p + k + 1] if has_profile else None,
        priors=stated[0],
        level=stated[1],
        k=k,
        points=stated[2],
    )
