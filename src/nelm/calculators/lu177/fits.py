"""Least-squares fits of time-activity curves, with covariance and a model chosen by AICc."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nelm.calculators.lu177.curve_models import (
    PARAMETERS,
    CurveProblem,
    Floats,
    ModelName,
    Weights,
    at_bound,
    full_parameters,
    solve,
)
from nelm.calculators.lu177.time_activity import LN_2
from nelm.calculators.lu177.trapezoid import check_points
from nelm.calculators.ranges import OutOfRangeError, positive

# Residuals below this share of the largest activity are rounding, not a better fit.
_ROUNDING = 1e-10


@dataclass(frozen=True)
class CurveFit:
    """One fitted curve: slow_mbq (2^(-t/T) + amplitude_ratio 2^(-t/(half_life_ratio T))).

    Attributes:
        model: `mono`, `uptake` or `bi`.
        slow_mbq: amplitude of the slow phase.
        slow_half_life_h: its effective half-life T.
        fast_mbq: amplitude of the fast phase; negative for uptake, 0 for `mono`.
        fast_half_life_h: its half-life; nan for `mono`.
        tia_mbq_h: time-integrated activity.
        tia_standard_uncertainty_mbq_h: of the fit alone; None without a covariance.
        share_after_last: of the time-integrated activity after the last point.
        covariance: of the parameters in the order of `PARAMETERS[model]`; None when there are
            not more points than parameters or a parameter lies on its bound.
        at_bound: parameters that lie on a bound, such as a half-life on the physical one.
        relative_rms: root mean square of (measured - fitted)/measured.
        aicc: corrected Akaike criterion; None with too few points (parameters + 2).
    """

    model: ModelName
    slow_mbq: float
    slow_half_life_h: float
    fast_mbq: float
    fast_half_life_h: float
    tia_mbq_h: float
    tia_standard_uncertainty_mbq_h: float | None
    share_after_last: float
    covariance: tuple[tuple[float, ...], ...] | None
    at_bound: tuple[str, ...]
    relative_rms: float
    aicc: float | None


@dataclass(frozen=True)
class ChosenFit:
    """The fit with the least AICc, and what it was compared with.

    Attributes:
        best: the chosen fit.
        tia_mbq_h: its time-integrated activity.
        compared: all fits that had an AICc, best first.
        akaike_weights: of these, in the same order; they sum to 1.
        left_out: models that the points were too few for.
    """

    best: CurveFit
    tia_mbq_h: float
    compared: tuple[CurveFit, ...]
    akaike_weights: tuple[float, ...]
    left_out: tuple[ModelName, ...]


def fit_time_activity(
    *,
    times_h: Sequence[float],
    activities_mbq: Sequence[float],
    model: ModelName,
    weights: Weights,
) -> CurveFit:
    """Fit one model to activities in MBq by least squares within bounds.

    Args:
        times_h: of the points after injection, in h, rising, 0 to 1000; as many as parameters
            (mono 2, uptake 3, bi 4) or more.
        activities_mbq: at these times, in MBq, above 0.
        model: `mono`, `uptake` (from zero, three parameters) or `bi` (four).
        weights: `uniform` (equal absolute errors) or `relative` (errors in proportion to the
            activity).

    Raises:
        OutOfRangeError: too few points, a quantity out of range, an unknown model or weight.

    Source: nonlinear least squares; the covariance is s2 (J'J)^-1. Half-lives stay at or below
    the physical one. Example: exact points of 100 MBq with 50 h give them back.

    >>> found = fit_time_activity(
    ...     times_h=[24, 74, 124], activities_mbq=[80, 40, 20], model="mono", weights="relative"
    ... )
    >>> f"{found.slow_half_life_h:.4f} {found.share_after_last:.4f}"
    '50.0000 0.1792'
    """
    _check(times_h, activities_mbq, model, weights)
    times = np.asarray(times_h, dtype=float)
    activities = np.asarray(activities_mbq, dtype=float)
    scale = float(activities.max())
    sigma = activities / scale if weights == "relative" else np.ones_like(activities)
    problem = CurveProblem(model, times, activities / scale, sigma)
    return _result(problem, scale)


def choose_time_activity_fit(
    *, times_h: Sequence[float], activities_mbq: Sequence[float], weights: Weights
) -> ChosenFit:
    """Fit every model that the points allow and choose the least AICc.

    A model takes part from two points more than it has parameters: mono from 4 points, uptake
    from 5, bi from 6. With 3 points name the model and use `fit_time_activity`.

    Args:
        times_h: of the points after injection, in h, rising; 4 or more.
        activities_mbq: at these times, in MBq, above 0.
        weights: `uniform` or `relative`, as in `fit_time_activity`.

    Raises:
        OutOfRangeError: too few points or a quantity out of range.

    Source: Glatting, Med Phys 2007 (recalled): AICc = n ln(RSS/n) + 2k + 2k(k+1)/(n-k-1) with k
    the parameters of the curve; the variance is not counted among them.

    >>> chosen = choose_time_activity_fit(
    ...     times_h=[24, 48, 96, 168], activities_mbq=[72.0, 51.2, 26.5, 9.7], weights="relative"
    ... )
    >>> chosen.best.model, chosen.left_out
    ('mono', ('uptake', 'bi'))
    """
    check_points(times_h, activities_mbq, least=4)
    models: tuple[ModelName, ...] = ("mono", "uptake", "bi")
    able = [m for m in models if len(times_h) >= len(PARAMETERS[m]) + 2]
    fits = [
        fit_time_activity(
            times_h=times_h, activities_mbq=activities_mbq, model=model, weights=weights
        )
        for model in able
    ]
    scored = sorted(((fit.aicc, fit) for fit in fits if fit.aicc is not None), key=lambda p: p[0])
    least = scored[0][0]
    raw = [math.exp((least - aicc) / 2) for aicc, _ in scored]
    return ChosenFit(
        best=scored[0][1],
        tia_mbq_h=scored[0][1].tia_mbq_h,
        compared=tuple(fit for _, fit in scored),
        akaike_weights=tuple(weight / sum(raw) for weight in raw),
        left_out=tuple(model for model in models if model not in able),
    )


def _result(problem: CurveProblem, scale: float) -> CurveFit:
    found = solve(problem)
    values: Floats = found.x
    amplitude, half_life, ratio, relative = full_parameters(problem.model, values)
    bound = at_bound(problem.names, values)
    covariance = None if bound else _covariance(found.jac, 2 * float(found.cost), scale)
    slow, last = amplitude * scale, float(problem.times[-1])
    fast_half_life = math.nan if problem.model == "mono" else ratio * half_life
    after = 2 ** (-last / half_life) + relative * ratio * 2 ** (-last / (ratio * half_life))
    misfit = problem.curve(values) / problem.activities - 1
    return CurveFit(
        model=problem.model,
        slow_mbq=slow,
        slow_half_life_h=half_life,
        fast_mbq=relative * slow,
        fast_half_life_h=fast_half_life,
        tia_mbq_h=slow * half_life * (1 + relative * ratio) / LN_2,
        tia_standard_uncertainty_mbq_h=_tia_uncertainty(problem.model, values, scale, covariance),
        share_after_last=after / (1 + relative * ratio),
        covariance=None if covariance is None else tuple(map(tuple, covariance.tolist())),
        at_bound=bound,
        relative_rms=float(np.sqrt(np.mean(misfit**2))),
        aicc=_aicc(2 * float(found.cost), points=len(problem.times), parameters=len(values)),
    )


def _covariance(jacobian: Floats, sum_of_squares: float, scale: float) -> Floats | None:
    """s2 (J'J)^-1, with the amplitude back in MBq; None when the points do not fix it."""
    points, parameters = jacobian.shape
    if points <= parameters or np.linalg.matrix_rank(jacobian) < parameters:
        return None
    inverse = np.linalg.pinv(jacobian)
    made = sum_of_squares / (points - parameters) * inverse @ inverse.T
    made[0, :] *= scale
    made[:, 0] *= scale
    return np.asarray(made, dtype=float)


def _tia_uncertainty(
    model: ModelName, values: Floats, scale: float, covariance: Floats | None
) -> float | None:
    """First order: gradient of a T (1 + r f)/ln 2 in the parameters, through the covariance."""
    if covariance is None:
        return None
    amplitude, half_life, ratio, relative = full_parameters(model, values)
    slow, shape = amplitude * scale, 1 + relative * ratio
    gradient = np.array(
        [half_life * shape, slow * shape, slow * half_life * relative, slow * half_life * ratio]
    )[: len(values)]
    return float(np.sqrt(gradient @ covariance @ gradient)) / LN_2


def _aicc(sum_of_squares: float, *, points: int, parameters: int) -> float | None:
    spare = points - parameters - 1
    if spare < 1:
        return None
    variance = max(sum_of_squares / points, _ROUNDING**2)
    penalty = 2 * parameters + 2 * parameters * (parameters + 1) / spare
    return points * math.log(variance) + penalty


def _check(
    times_h: Sequence[float], activities_mbq: Sequence[float], model: str, weights: str
) -> None:
    if model not in PARAMETERS:
        raise OutOfRangeError("model", model, ", ".join(PARAMETERS))
    if weights not in ("uniform", "relative"):
        raise OutOfRangeError("weights", weights, "uniform or relative")
    check_points(times_h, activities_mbq, least=len(PARAMETERS[model]))
    positive("activities_mbq", np.asarray(activities_mbq, dtype=float))
