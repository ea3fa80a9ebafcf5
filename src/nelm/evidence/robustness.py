"""What each study does to a pooled result, and whether small series differ from large ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from nelm.evidence.estimate import TITLES, Failure, Frozen, Point, Question, Reading
from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import FITTED, reason_of
from nelm.evidence.pooling.diagnostics.asymmetry import egger, rank_test
from nelm.evidence.pooling.diagnostics.cumulative import cumulative
from nelm.evidence.pooling.diagnostics.influence import influence
from nelm.evidence.pooling.diagnostics.leave_one_out import leave_one_out
from nelm.evidence.pooling.diagnostics.proportions import (
    ProportionRefits,
    cumulative_proportions,
    leave_one_out_proportions,
)
from nelm.evidence.pooling.diagnostics.refits import Refits
from nelm.evidence.pooling.diagnostics.trim_and_fill import trim_and_fill
from nelm.evidence.pooling.effects import Effects, log_median_effects, logit_effects
from nelm.evidence.readings import rows
from nelm.evidence.summaries import count_data, log_median_data
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Unit

FEWEST_FOR_ASYMMETRY = 10
Floats = npt.NDArray[np.float64]


class Refit(Frozen):
    """The result of some of the studies; limits are Wald's for shares, Hartung-Knapp for times."""

    k: int
    estimate: float
    ci_lb: float
    ci_ub: float
    tau2: float


class Case(Frozen):
    """How far a study stands from the others, in the inverse-variance model.

    Attributes:
        rstudent: distance from what the others predict, in standard deviations; None where they
            can not be pooled, as `cook_d`.
    """

    rstudent: float | None
    cook_d: float | None
    hat: float
    weight_percent: float
    influential: bool


class StudyEffect(Frozen):
    """One study: the result without it, and the result of all up to its year.

    Attributes:
        without, so_far: None where such a selection can not be pooled, `reason` says why.
        case: None where there are too few studies.
    """

    label: str
    year: int
    without: Refit | None
    without_reason: str | None
    so_far: Refit | None
    so_far_reason: str | None
    case: Case | None


class Check(Frozen):
    """A test or a correction for what may be missing; `p_value` None with the reason in words."""

    name: str
    p_value: float | None
    says: str


class Robustness(Frozen):
    """Everything about how a pooled result hangs on its studies, in the order of their years."""

    question: Question
    title: str
    unit: Unit
    rows: tuple[StudyEffect, ...]
    checks: tuple[Check, ...]
    note: str
    failure: Failure | None = None


@dataclass(frozen=True)
class _Data:
    """Rows of a question by year, as the models take them."""

    points: tuple[Point, ...]
    is_rate: bool
    effects: Effects

    def without(self) -> list[Refit | str]:
        """The result without each study in turn, or the reason why there is none."""
        if len(self.points) < 3:
            return ["two studies: one alone is left"] * len(self.points)
        if self.is_rate:
            return _shares(leave_one_out_proportions(*count_data(self.points)))
        return _months(leave_one_out(self.effects.yi, self.effects.vi))

    def so_far(self) -> list[Refit | str]:
        """The result of all studies up to each one."""
        if self.is_rate:
            later = _shares(cumulative_proportions(*count_data(self.points)))
        else:
            later = _months(cumulative(self.effects.yi, self.effects.vi))
        return ["the first study", *later]


def robustness(
    evidence: Evidence, question: Question, reading: Reading | None = None
) -> Robustness:
    """Leave-one-out, cumulative result by year, case diagnostics and tests of asymmetry.

    Args:
        evidence: study tables.
        question: outcome and options.
        reading: how the tables are read.
    """
    found = rows(evidence, question, reading or Reading()).pooled
    points = tuple(sorted(found, key=lambda p: p.year))
    base = Robustness(
        question=question,
        title=TITLES[question.measure],
        unit="percent" if question.is_rate else "months",
        rows=(),
        checks=(),
        note=_note(len(points)),
    )
    try:
        effects = (
            logit_effects(*count_data(points))
            if question.is_rate
            else log_median_effects(*log_median_data(points))
        )
    except CannotPoolError as error:
        return base.model_copy(update={"failure": Failure(reason=error.reason, text=str(error))})
    data = _Data(points, question.is_rate, effects)
    return base.model_copy(update={"rows": _effects(data), "checks": tuple(_checks(data))})


def _effects(data: _Data) -> tuple[StudyEffect, ...]:
    without, so_far = data.without(), data.so_far()
    cases = _cases(data)
    return tuple(
        StudyEffect(
            label=point.label,
            year=point.year,
            without=_refit(without[i]),
            without_reason=_reason(without[i]),
            so_far=_refit(so_far[i]),
            so_far_reason=_reason(so_far[i]),
            case=cases[i],
        )
        for i, point in enumerate(data.points)
    )


def _cases(data: _Data) -> list[Case | None]:
    """Case diagnostics on the logit or log scale."""
    try:
        found = influence(data.effects.yi, data.effects.vi)
    except CannotPoolError:
        return [None] * len(data.points)
    return [
        Case(
            rstudent=_known(found.rstudent[i]),
            cook_d=_known(found.cook_d[i]),
            hat=float(found.hat[i]),
            weight_percent=float(found.weight_percent[i]),
            influential=bool(found.influential[i]),
        )
        for i in range(len(data.points))
    ]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _shares(found: ProportionRefits) -> list[Refit | str]:
    return _told(found, 100 * expit(_columns(found)))


def _months(found: Refits) -> list[Refit | str]:
    return _told(found, np.exp(_columns(found)))


def _columns(found: ProportionRefits | Refits) -> Floats:
    return np.column_stack([found.estimate, found.ci_lb, found.ci_ub])


def _told(found: ProportionRefits | Refits, numbers: Floats) -> list[Refit | str]:
    return [
        Refit(
            k=int(found.included[i].sum()),
            estimate=float(numbers[i, 0]),
            ci_lb=float(numbers[i, 1]),
            ci_ub=float(numbers[i, 2]),
            tau2=float(found.tau2[i]),
        )
        if found.failed[i] == FITTED
        else reason_of(int(found.failed[i])).replace("_", " ")
        for i in range(len(numbers))
    ]


def _refit(found: Refit | str) -> Refit | None:
    return found if isinstance(found, Refit) else None


def _reason(found: Refit | str) -> str | None:
    return found if isinstance(found, str) else None


def _checks(data: _Data) -> list[Check]:
    return [
        _tried("Egger's regression test", lambda: _egger(data)),
        _tried("rank test of Begg and Mazumdar", lambda: _rank(data)),
        _tried("trim and fill", lambda: _filled(data)),
    ]


def _tried(name: str, check: Callable[[], tuple[float | None, str]]) -> Check:
    try:
        p_value, says = check()
    except CannotPoolError as error:
        p_value, says = None, str(error)
    return Check(name=name, p_value=p_value, says=says)


def _egger(data: _Data) -> tuple[float | None, str]:
    found = egger(data.effects.yi, data.effects.vi, model="rma")
    direction = "higher" if found.slope > 0 else "lower"
    return found.p_value, f"small series report {direction} figures, slope {found.slope:.2f}"


def _rank(data: _Data) -> tuple[float | None, str]:
    found = rank_test(data.effects.yi, data.effects.vi)
    return found.p_value, f"rank correlation with the variance {found.tau:.2f}"


def _filled(data: _Data) -> tuple[float | None, str]:
    found = trim_and_fill(data.effects.yi, data.effects.vi)
    back = (lambda x: 100 * expit(x)) if data.is_rate else np.exp
    before, after = float(back(found.unadjusted.beta[0])), float(back(found.fit.beta[0]))
    unit = "%" if data.is_rate else "months"
    side = "low" if found.side == "left" else "high"
    return None, (
        f"{found.k0} series with {side} figures put in; the inverse-variance mean goes from "
        f"{before:.1f} to {after:.1f} {unit}; a check, not a better estimate"
    )


def _note(k: int) -> str:
    few = f"With {k} studies asymmetry can not be judged. " if k < FEWEST_FOR_ASYMMETRY else ""
    return (
        f"{few}Case diagnostics and asymmetry are those of the inverse-variance model on the logit "
        "or log scale. Asymmetry has other causes than unpublished series, and for shares it "
        "arises of itself near 0 and 100 %."
    )
