"""Rows of a forest plot made one result, by the models that nelm offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from nelm.evidence.estimate import Point, Summary
from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling import effects
from nelm.evidence.pooling.glmm.fit import GlmmFit, fit_glmm
from nelm.evidence.pooling.glmm.proportion import (
    averaged_proportion,
    median_proportion,
    predict_proportion,
)
from nelm.evidence.pooling.limits import tau2_limits
from nelm.evidence.pooling.normal import NormalFit, fit_normal
from nelm.evidence.pooling.posterior import Priors, TauPrior, normal_posterior
from nelm.evidence.pooling.prediction import prediction_interval

TAU_SCALE_LOGIT, TAU_SCALE_LOG = 1.0, 0.5
GLMM = "binomial-normal model, adaptive quadrature"
LOG_MEDIANS = "normal model of log medians, REML"
PREDICTION = "t with k - 2 degrees of freedom"
NO_PREDICTION = "none: a prediction interval needs at least 3 studies"
HARTUNG_KNAPP = "Hartung-Knapp"
Floats = npt.NDArray[np.float64]


def summarize_rates(points: Sequence[Point]) -> Summary:
    """Shares of patients by the binomial-normal model.

    I2 and the test of heterogeneity come from the logits of the same rows.

    Raises:
        CannotPoolError: fewer than two studies, or all of them at 0 or at 100 %.
    """
    events, n = count_data(points)
    fit = fit_glmm(events, n)
    logits = effects.logit_effects(events, n)
    spread = fit_normal(logits.yi, logits.vi)
    share = median_proportion(fit)
    low, high = _new_share(fit)
    return Summary(
        k=len(points),
        n_patients=int(n.sum()),
        model=GLMM,
        estimate=100 * share.estimate,
        ci_lb=100 * share.ci_lb,
        ci_ub=100 * share.ci_ub,
        ci_rule=_profile_rule(fit),
        pi_lb=low,
        pi_ub=high,
        pi_rule=NO_PREDICTION if low is None else PREDICTION,
        averaged=100 * averaged_proportion(fit).estimate,
        tau2=fit.tau2,
        tau2_lb=fit.tau2_limits[0].value,
        tau2_ub=fit.tau2_limits[1].value,
        i2_percent=spread.i2_percent,
        q_p=spread.qe_p,
    )


def summarize_times(points: Sequence[Point]) -> Summary:
    """Median times pooled on the log scale, Hartung-Knapp.

    Raises:
        CannotPoolError: fewer than two studies.
    """
    found = _log_medians(points)
    return _normal(points, (found.yi, found.vi), LOG_MEDIANS, np.exp)


def summarize_logits(points: Sequence[Point]) -> Summary:
    """Shares by inverse variance of logits; a sensitivity analysis."""
    found = effects.logit_effects(*count_data(points))
    return _normal(points, (found.yi, found.vi), "logits, REML", _percents)


def summarize_arcsines(points: Sequence[Point]) -> Summary:
    """Shares by inverse variance of arcsines; a sensitivity analysis."""
    found = effects.arcsine_effects(*count_data(points))
    return _normal(points, (found.yi, found.vi), "arcsines, REML", _from_arcsine)


def summarize_freeman_tukey(points: Sequence[Point]) -> Summary:
    """Shares by inverse variance of double arcsines; a sensitivity analysis only."""
    events, n = count_data(points)
    found = effects.freeman_tukey_effects(events, n)
    harmonic = effects.harmonic_mean(n)

    def back(x: Floats) -> Floats:
        return 100 * effects.back_from_freeman_tukey(x, harmonic)

    return _normal(points, (found.yi, found.vi), "double arcsines, REML", back)


def summarize_posterior(points: Sequence[Point]) -> Summary:
    """Exact posterior of the normal hierarchical model; its prior stands in the model's name.

    Flat on the mean; half-normal on tau with scale 1 for logits and 0.5 for log medians, under
    which half of the mass lies below odds or times that differ by a factor of 2 or 1.4 between
    series one tau apart.
    """
    is_rate = bool(points) and points[0].unit == "percent"
    data = effects.logit_effects(*count_data(points)) if is_rate else _log_medians(points)
    scale = TAU_SCALE_LOGIT if is_rate else TAU_SCALE_LOG
    found = normal_posterior(data.yi, data.vi, prior=Priors(TauPrior("half_normal", scale)))
    mean, new = found.coefficients[0], found.new_study
    if new is None:
        raise CannotPoolError("not_estimable", "no posterior of a new series")
    ends = [mean.median, mean.lb, mean.ub, new.lb, new.ub]
    shown = (_percents if is_rate else np.exp)(np.array(ends)).tolist()
    return Summary(
        k=len(points),
        n_patients=sum(p.n or 0 for p in points),
        model=f"posterior, mean flat, tau half-normal({scale:g})",
        estimate=shown[0],
        ci_lb=shown[1],
        ci_ub=shown[2],
        ci_rule="central 95 % of the posterior",
        pi_lb=shown[3],
        pi_ub=shown[4],
        pi_rule="central 95 % for a new series",
        tau2=found.tau.median**2,
        tau2_lb=found.tau.lb**2,
        tau2_ub=found.tau.ub**2,
    )


SENSITIVITY: Mapping[str, Callable[[Sequence[Point]], Summary]] = {
    "logit": summarize_logits,
    "arcsine": summarize_arcsines,
    "freeman_tukey": summarize_freeman_tukey,
    "posterior": summarize_posterior,
}
TIME_SENSITIVITY = {"posterior": summarize_posterior}


def _log_medians(points: Sequence[Point]) -> effects.Effects:
    return effects.log_median_effects(*log_median_data(points))


def _normal(
    points: Sequence[Point],
    found: tuple[Floats, Floats],
    model: str,
    back: Callable[[Floats], Floats],
) -> Summary:
    fit = fit_normal(*found, method="REML", inference="knha")
    tau2_lb, tau2_ub = _spread_limits(found)
    low, high = _new_effect(fit)
    estimate, ci_lb, ci_ub = back(np.array([fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]])).tolist()
    wide = (None, None) if low is None or high is None else back(np.array([low, high])).tolist()
    return Summary(
        k=len(points),
        n_patients=sum(p.n or 0 for p in points),
        model=model,
        estimate=estimate,
        ci_lb=ci_lb,
        ci_ub=ci_ub,
        ci_rule=HARTUNG_KNAPP,
        pi_lb=wide[0],
        pi_ub=wide[1],
        pi_rule=NO_PREDICTION if low is None else PREDICTION,
        tau2=fit.tau2,
        tau2_lb=tau2_lb,
        tau2_ub=tau2_ub,
        i2_percent=fit.i2_percent,
        q_p=fit.qe_p,
    )


def _profile_rule(fit: GlmmFit) -> str:
    """How the interval was found; an end that was not is told, not passed off as a limit."""
    ends = zip(("lower", "upper"), fit.limits[0], ("0 %", "100 %"), strict=True)
    lost = [f"{side} limit not found, {end} shown" for side, limit, end in ends
            if limit.why == "no_convergence"]  # fmt: skip
    return "; ".join(("profile likelihood", *lost))


def _new_share(fit: GlmmFit) -> tuple[float | None, float | None]:
    """Where a new series is expected, in percent; None with fewer than three studies."""
    try:
        found = predict_proportion(fit)
    except CannotPoolError:
        return None, None
    return 100 * found.pi_lb, 100 * found.pi_ub


def _new_effect(fit: NormalFit) -> tuple[float | None, float | None]:
    """Where a new series is expected, on the scale of the fit."""
    try:
        found = prediction_interval(fit)
    except CannotPoolError:
        return None, None
    return found.pi_lb, found.pi_ub


def _spread_limits(found: tuple[Floats, Floats]) -> tuple[float | None, float | None]:
    """Q-profile limits of tau2; none where the studies are more alike than chance allows."""
    try:
        limits = tau2_limits(*found)
    except CannotPoolError:
        return None, None
    return limits.tau2_lb, limits.tau2_ub


def _need_two(points: Sequence[Point]) -> None:
    if len(points) < 2:
        found = "one study only: see its own row" if points else "no study with a usable figure"
        raise CannotPoolError("too_few_studies", found)


def count_data(points: Sequence[Point]) -> tuple[Floats, Floats]:
    """Events and patients of rows that are shares."""
    _need_two(points)
    events = [p.events for p in points]
    return np.array(events, dtype=float), np.array([p.n for p in points], dtype=float)


def log_median_data(points: Sequence[Point]) -> tuple[Floats, Floats]:
    """Months, and the variances of their logs, of rows that are times."""
    _need_two(points)
    months = [p.value for p in points]
    return np.array(months, dtype=float), np.array([p.variance for p in points], dtype=float)


def _percents(logits: Floats) -> Floats:
    return 100 * effects.back_from_logit(logits)


def _from_arcsine(x: Floats) -> Floats:
    return 100 * effects.back_from_arcsine(x)
