"""What series like a given patient show: covariates of studies, with their full uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from nelm.case.problem import InputError, Problem
from nelm.evidence.estimate import TITLES, Failure, Frozen, Moderator, Point, Question, Reading
from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling import effects
from nelm.evidence.pooling.diagnostics.permutation import permutation
from nelm.evidence.pooling.glmm.fit import fit_glmm
from nelm.evidence.pooling.glmm.proportion import predict_proportion
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.prediction import prediction_interval
from nelm.evidence.readings import rows
from nelm.evidence.summaries import count_data, log_median_data
from nelm.evidence.tables.evidence import Evidence

NOT_PATIENTS = (
    "Slopes between series are not effects in patients: a series with many small-bowel primaries "
    "may differ in anything else. The figure tells what such series report, no more."
)
SHARES: tuple[Moderator, ...] = ("small_bowel_percent", "pancreas_percent")
POSSIBLE: Mapping[Moderator, tuple[float, float]] = {
    "small_bowel_percent": (0, 100),
    "pancreas_percent": (0, 100),
    "year": (1900, 2100),
}
STEP = 10.0  # slopes are told per 10 percent points or 10 years
FEWEST_PER_COVARIATE = 10
LEVEL = 0.95
Floats = npt.NDArray[np.float64]


class Slope(Frozen):
    """How the outcome moves with a covariate, per 10 percent points or 10 years.

    `ratio` multiplies the odds of a share, or the months of a time. `permutation_p` is the chance
    of a slope as steep if the covariates were dealt out to the studies anew (inverse-variance
    model; a seeded sample where there are too many orders).
    """

    moderator: Moderator
    asked: float
    data_lb: float
    data_ub: float
    ratio: float
    ci_lb: float
    ci_ub: float
    p_value: float
    permutation_p: float


class Profile(Frozen):
    """The outcome at given covariates; `estimate` is None with the reason in `failure`.

    Attributes:
        without_covariate: labels of studies with the outcome, but not the covariates.
        warnings: what makes the figure less than it seems.
    """

    question: Question
    title: str
    unit: str
    k: int
    n_patients: int
    without_covariate: tuple[str, ...]
    estimate: float | None = None
    ci_lb: float | None = None
    ci_ub: float | None = None
    pi_lb: float | None = None
    pi_ub: float | None = None
    rule: str = ""
    slopes: tuple[Slope, ...] = ()
    warnings: tuple[str, ...] = ()
    failure: Failure | None = None


def profile(
    evidence: Evidence,
    question: Question,
    at: Mapping[Moderator, float],
    reading: Reading | None = None,
) -> Profile:
    """The outcome of series like a patient, with confidence and prediction interval.

    Args:
        evidence: study tables.
        question: outcome and options.
        at: value of each covariate; 100 percent small bowel for a patient with such a primary.
        reading: how the tables are read.

    A covariate outside the data is answered with a warning; too few studies with a `failure`.

    Raises:
        InputError: a covariate that no patient can have.
    """
    _check(at)
    points = rows(evidence, question, reading or Reading()).pooled
    has = [all(getattr(p, name) is not None for name in at) for p in points]
    known = [p for p, whole in zip(points, has, strict=True) if whole]
    base = Profile(
        question=question,
        title=TITLES[question.measure],
        unit="percent" if question.is_rate else "months",
        k=len(known),
        n_patients=sum(p.n or 0 for p in known),
        without_covariate=tuple(p.label for p, whole in zip(points, has, strict=True) if not whole),
    )
    try:
        found = _fitted(known, question, at)
    except CannotPoolError as error:
        failure = Failure(reason=error.reason, text=str(error))
        return base.model_copy(update={"failure": failure, "warnings": (NOT_PATIENTS,)})
    values = dict(zip(SHOWN, found.shown, strict=True))
    rest = {"slopes": found.slopes, "warnings": tuple(_warnings(found, known))}
    return base.model_copy(update={**values, **rest, "rule": found.rule})


def _check(at: Mapping[Moderator, float]) -> None:
    shares = [at[name] for name in SHARES if name in at]
    problems = [
        Problem(name, f"{at[name]:g}", f"{low:g} to {high:g}")
        for name, (low, high) in POSSIBLE.items()
        if name in at and not low <= at[name] <= high
    ]
    if not problems and sum(shares) > 100:
        problems = [Problem(" + ".join(SHARES), f"{sum(shares):g}", "at most 100 together")]
    if problems:
        raise InputError(problems)


SHOWN = ("estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub")


@dataclass(frozen=True)
class _Fitted:
    """Figures in the order of `SHOWN`; `far` is the leverage of the profile over the largest."""

    shown: tuple[float, ...]
    rule: str
    slopes: tuple[Slope, ...]
    far: float


@dataclass(frozen=True)
class _Coefficients:
    """Of the covariates, per step: on the scale of the model."""

    beta: Floats
    se: Floats
    p_value: Floats
    permutation_p: Floats
    quantile: float


def _fitted(points: Sequence[Point], question: Question, at: Mapping[Moderator, float]) -> _Fitted:
    """The model with covariates centered on their means and counted in steps of 10."""
    if len(points) < len(at) + 3:
        text = f"{len(points)} studies with the covariates; {len(at) + 3} are needed"
        raise CannotPoolError("too_few_studies", text)
    data = np.array([[getattr(p, name) for name in at] for p in points], dtype=float)
    center = data.mean(axis=0)
    design, wanted = (data - center) / STEP, (np.array(list(at.values())) - center) / STEP
    model = _rates if question.is_rate else _times
    shown, coefficients, rule = model(points, design, wanted)
    slopes = tuple(_slope(name, at[name], data[:, j], coefficients, j) for j, name in enumerate(at))
    return _Fitted(shown, rule, slopes, _leverage(design, wanted))


def _rates(
    points: Sequence[Point], design: Floats, wanted: Floats
) -> tuple[tuple[float, ...], _Coefficients, str]:
    events, n = count_data(points)
    fit = fit_glmm(events, n, mods=design)
    found = predict_proportion(fit, at=wanted)
    shown = (found.estimate, found.ci_lb, found.ci_ub, found.pi_lb, found.pi_ub)
    logits = effects.logit_effects(events, n)
    dealt = permutation(logits.yi, logits.vi, mods=design).p_value[1:]
    quantile = float(ndtri(0.5 + LEVEL / 2))
    coefficients = _Coefficients(fit.beta[1:], fit.se[1:], fit.p_value[1:], dealt, quantile)
    rule = "Binomial-normal model with covariates; prediction: t with k - 2 degrees of freedom"
    return tuple(100 * value for value in shown), coefficients, rule


def _times(
    points: Sequence[Point], design: Floats, wanted: Floats
) -> tuple[tuple[float, ...], _Coefficients, str]:
    months, variances = log_median_data(points)
    data = effects.log_median_effects(months, variances)
    fit = fit_normal(data.yi, data.vi, mods=design, method="REML", inference="knha")
    found = prediction_interval(fit, at=wanted)
    shown = (found.estimate, found.ci_lb, found.ci_ub, found.pi_lb, found.pi_ub)
    dealt = permutation(data.yi, data.vi, mods=design).p_value[1:]
    quantile = float(stdtrit(fit.df, 0.5 + LEVEL / 2))
    coefficients = _Coefficients(fit.beta[1:], fit.se[1:], fit.p_value[1:], dealt, quantile)
    rule = "Log medians, REML, Hartung-Knapp; prediction: t with one degree of freedom less"
    return tuple(exp(value) for value in shown), coefficients, rule


def _slope(name: Moderator, asked: float, data: Floats, found: _Coefficients, j: int) -> Slope:
    beta, half = float(found.beta[j]), found.quantile * float(found.se[j])
    return Slope(
        moderator=name,
        asked=asked,
        data_lb=float(data.min()),
        data_ub=float(data.max()),
        ratio=exp(beta),
        ci_lb=exp(beta - half),
        ci_ub=exp(beta + half),
        p_value=float(found.p_value[j]),
        permutation_p=float(found.permutation_p[j]),
    )


def _leverage(design: Floats, wanted: Floats) -> float:
    """How far the profile lies from the data: its leverage over the largest of a study."""
    full = np.column_stack([np.ones(len(design)), design])
    inverse = np.linalg.inv(full.T @ full)
    row = np.append(1.0, wanted)
    largest = float(np.einsum("ij,jk,ik->i", full, inverse, full).max())
    return float(row @ inverse @ row) / largest


def _warnings(found: _Fitted, points: Sequence[Point]) -> list[str]:
    warnings = [
        f"OUTSIDE THE DATA: {s.moderator.replace('_', ' ')} {s.asked:g}; the studies reach from "
        f"{s.data_lb:.0f} to {s.data_ub:.0f}"
        for s in found.slopes
        if not s.data_lb <= s.asked <= s.data_ub
    ]
    if found.far > 1 and not warnings:
        warnings.append("OUTSIDE THE DATA: no study comes near this combination of covariates")
    needed = FEWEST_PER_COVARIATE * len(found.slopes)
    if len(points) < needed:
        warnings.append(f"{len(points)} studies are few for this; {needed} are a usual minimum")
    return [*warnings, NOT_PATIENTS]
