"""Confidence limits where the profile likelihood has dropped by half a chi-square quantile.

A limit is searched as the root of r(d) = sqrt(2 drop) against the normal quantile, d the distance
from the estimate: r is nearly a straight line (Venzon & Moolgavkar, Appl Stat 1988, solve the
same equations).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nelm.evidence.pooling.arrays import Bools, Floats
from nelm.evidence.pooling.glmm.design import orthonormal, solve
from nelm.evidence.pooling.glmm.likelihood import Problem, make_problem
from nelm.evidence.pooling.glmm.newton import TAU2_LARGEST, Maximum, maximize

OpenReason: TypeAlias = Literal["no_finite_limit", "no_convergence"]

_STEPS = 60
_CLOSE = 1e-8  # in r, so about 1e-8 of a standard error
_FARTHEST = 40.0  # in the linear predictor: beyond it a share is 0 or 1 to 17 digits


@dataclass(frozen=True)
class Peak:
    """The fitted model: counts (k,), design (k, p), beta (p,), cov (p, p), tau2.

    The log-likelihoods leave the binomial coefficients out; `common` is that for tau2 = 0.
    """

    events: Floats
    n: Floats
    design: Floats
    beta: Floats
    cov: Floats
    tau2: float
    log_likelihood: float
    common: float


@dataclass(frozen=True)
class Limit:
    """A confidence limit, or None and why there is none.

    "no_finite_limit": none within 40 logits of the estimate, or none before tau reaches 50 logits.
    """

    value: float | None
    why: OpenReason | None = None


def coefficient_limits(peak: Peak, quantile: float) -> list[tuple[Limit, Limit]]:
    """Lower and upper limit of each coefficient, all others and tau2 maximized out."""
    p = len(peak.beta)
    which = np.repeat(np.arange(p), 2)
    unit = np.tile([-1.0, 1.0], p) * np.sqrt(np.diag(peak.cov))[which]
    widest = np.abs(unit) * np.abs(peak.design[:, which]).max(axis=0)
    reach = np.maximum(_FARTHEST / widest, 2 * quantile)
    found = _search(_coefficient_profile(peak, which, unit), quantile, reach)
    limits = [
        _limit(at, float(peak.beta[j] + step * at.distance))
        for j, step, at in zip(which, unit, found, strict=True)
    ]
    return list(zip(limits[::2], limits[1::2], strict=True))


def tau2_limits(peak: Peak, quantile: float) -> tuple[Limit, Limit]:
    """Limits of tau2; the lower one is 0 where tau2 = 0 is not refuted."""
    family, back = _stacked(peak, peak.design[None].repeat(2, axis=0), np.zeros((2, len(peak.n))))
    beta = solve(back, np.tile(peak.beta, (2, 1)))
    spread, sign = float(family.spread[0]), np.array([-1.0, 1.0])
    top, highest = np.log(peak.tau2 + spread), np.log(TAU2_LARGEST + spread)

    def profile(distance: Floats) -> _Height:
        tau2 = np.maximum(np.exp(top + sign * distance) - spread, 0)
        best = maximize(family, beta, tau2, hold_tau2=True)
        slope = sign * best.point.gradient[:, -1] * (tau2 + spread)
        return _Height(
            peak.log_likelihood - best.point.log_likelihood, slope, best.settled, _capped(best)
        )

    reach = np.array([max(top - np.log(spread), 1e-9), highest - top])
    low, high = _search(profile, quantile, reach)
    lower = _limit(low, float(np.exp(top - low.distance) - spread))
    zero_allowed = 2 * (peak.log_likelihood - peak.common) <= quantile**2
    return Limit(0.0) if zero_allowed else lower, _limit(
        high, float(np.exp(top + high.distance) - spread)
    )


@dataclass(frozen=True)
class _Height:
    """Drop of the log-likelihood below its peak; slope of the log-likelihood by distance."""

    drop: Floats
    slope: Floats
    settled: Bools
    capped: Bools


@dataclass(frozen=True)
class _Found:
    distance: float
    why: OpenReason | None


_Profile: TypeAlias = Callable[[Floats], _Height]


def _capped(best: Maximum) -> Bools:
    """Where tau2 runs off, so that the profile stays higher than can be computed."""
    return np.asarray(best.point.tau2 >= TAU2_LARGEST)


def _limit(found: _Found, value: float) -> Limit:
    return Limit(value) if found.why is None else Limit(None, found.why)


def _stacked(peak: Peak, design: Floats, offset: Floats) -> tuple[Problem, Floats]:
    """One model per row of the same counts, its design made orthonormal."""
    rows = len(design)
    events, n = np.tile(peak.events, (rows, 1)), np.tile(peak.n, (rows, 1))
    basis, back, _ = orthonormal(design, n > 0)
    return make_problem(events, n, basis, offset), back


def _coefficient_profile(peak: Peak, which: npt.NDArray[np.intp], unit: Floats) -> _Profile:
    """Heights of the profile of coefficient `which` (R,) at beta + unit * distance.

    Each is climbed to from two values of tau2, because a far profile can have two maxima.
    """
    twice, p = np.tile(which, 2), len(peak.beta)
    rest = np.array([np.delete(np.arange(p), j) for j in twice], dtype=np.intp)
    rest = rest.reshape(len(twice), p - 1)
    column, design = peak.design.T[twice], peak.design.T[rest].transpose(0, 2, 1)
    tilt = np.take_along_axis(peak.cov[twice], rest, axis=1) / peak.cov[twice, twice][:, None]
    tau2 = np.repeat([peak.tau2, 4 * peak.tau2 + 0.5], len(which))

    def profile(distance: Floats) -> _Height:
        shift = np.tile(unit * distance, 2)
        family, back = _stacked(peak, design, column * (peak.beta[twice] + shift)[:, None])
        beta = peak.beta[rest] + tilt * shift[:, None]
        best = maximize(family, solve(back, beta), tau2)
        value = best.point.log_likelihood.reshape(2, -1)
        slope = (best.point.study_score * column).sum(axis=1).reshape(2, -1)
        top, rows = value.argmax(axis=0), np.arange(len(which))
        drop = peak.log_likelihood - value[top, rows]
        settled, capped = best.settled.reshape(2, -1), _capped(best).reshape(2, -1)
        return _Height(drop, unit * slope[top, rows], settled[top, rows], capped[top, rows])

    return profile


def _search(profile: _Profile, quantile: float, reach: Floats) -> list[_Found]:
    """Distances at which r = sqrt(2 drop) meets the quantile: Newton inside a growing bracket."""
    inner, outer = np.zeros_like(reach), np.full_like(reach, np.inf)
    distance = np.minimum(np.full_like(reach, quantile), reach)
    why: list[OpenReason | None] = ["no_convergence"] * len(reach)
    live = np.ones(len(reach), dtype=bool)
    for _ in range(_STEPS):
        height = profile(distance)
        r = np.sqrt(np.maximum(2 * height.drop, 0))
        met = np.abs(r - quantile) <= _CLOSE
        endless = (r < quantile) & ((distance >= reach) | height.capped)
        for j in np.flatnonzero(live & (met | endless)):
            why[j] = "no_finite_limit" if endless[j] else None
            if met[j] and not height.settled[j]:
                why[j] = "no_finite_limit" if height.capped[j] else "no_convergence"
        live &= ~(met | endless)
        if not live.any():
            break
        inner = np.where(live & (r < quantile), distance, inner)
        outer = np.where(live & (r > quantile), distance, outer)
        ahead = _next(distance, (r, height.slope, quantile), (inner, np.minimum(outer, reach)))
        distance = np.where(live, ahead, distance)
    return [_Found(float(d), reason) for d, reason in zip(distance, why, strict=True)]


def _next(
    distance: Floats, at: tuple[Floats, Floats, float], bracket: tuple[Floats, Floats]
) -> Floats:
    """Newton's next distance (r' = -slope / r), at most threefold; else the bracket's middle."""
    r, slope, quantile = at
    falling = (slope < 0) & (r > 0)
    newton = distance + (quantile - r) * r / np.where(falling, -slope, 1.0)
    farthest = np.minimum(bracket[1], 3 * distance + 1)
    usable = falling & (newton > bracket[0]) & (newton < bracket[1])
    middle = np.where(r < quantile, farthest, (bracket[0] + bracket[1]) / 2)
    return np.where(usable, np.minimum(newton, farthest), middle)
