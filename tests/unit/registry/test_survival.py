"""Survival against the textbook example: remission times of Freireich et al., Blood 1963;21:699.

Estimates of the 6-MP group as printed in Kleinbaum and Klein, Survival Analysis (3rd ed., 2012),
chapter 2; with 21 patients, 9 events.
"""

from __future__ import annotations

from math import exp, log, sqrt

import ibis
import pyarrow as pa
import pytest

from nelm.case.problem import InputError
from nelm.registry.survival import kaplan_meier, survival_by

WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
EVENTS = [True] * 9 + [False] * 12
PRINTED = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
AT_RISK = {6: 21, 7: 17, 10: 15, 13: 12, 16: 11, 22: 7, 23: 6}


def test_estimates_are_those_printed_in_the_textbook() -> None:
    curve = kaplan_meier("6-MP", WEEKS, EVENTS)
    assert curve.months == tuple(PRINTED)
    assert curve.survival == pytest.approx(tuple(PRINTED.values()), abs=5e-5)
    assert dict(zip(curve.months, curve.at_risk, strict=True)) == AT_RISK
    assert (curve.n, curve.events, curve.median_months) == (21, 9, 23.0)
    assert (curve.last_months, curve.yearly_at_risk) == (35.0, (21, 12, 5))


def test_limits_enclose_the_estimate_and_widen_with_the_level() -> None:
    narrow = kaplan_meier("6-MP", WEEKS, EVENTS, level=0.80)
    wide = kaplan_meier("6-MP", WEEKS, EVENTS, level=0.95)
    for i, estimate in enumerate(wide.survival):
        assert wide.low[i] <= narrow.low[i] <= estimate <= narrow.high[i] <= wide.high[i]


def test_log_log_limits_follow_their_formula() -> None:
    """Greenwood at week 6: S = 18/21, variance of log(-log S) = (3/(21*18)) / log(S)^2."""
    curve = kaplan_meier("6-MP", WEEKS, EVENTS)
    alive = 18 / 21
    spread = 1.959964 * sqrt(3 / (21 * 18)) / abs(log(alive))
    assert curve.low[0] == pytest.approx(alive ** exp(spread), abs=1e-6)
    assert curve.high[0] == pytest.approx(alive ** exp(-spread), abs=1e-6)


def test_without_deaths_there_is_no_step_and_no_median() -> None:
    curve = kaplan_meier("alive", [3, 12, 40], [False] * 3)
    assert (curve.months, curve.events, curve.median_months) == ((), 0, None)


@pytest.mark.parametrize(
    ("months", "died"),
    [([], []), ([1.0], [True, False]), ([-1.0], [True]), ([float("nan")], [False])],
)
def test_follow_up_that_is_none_is_refused(months: list[float], died: list[bool]) -> None:
    with pytest.raises(InputError):
        kaplan_meier("x", months, died)


def registry(**columns: list) -> ibis.Table:
    return ibis.memtable(pa.table(columns))


def test_groups_have_their_own_curves_and_cases_without_follow_up_are_counted() -> None:
    months = [6.0, 12.0, 18.0, 24.0, 30.0, None, 7.0, 9.0]
    died: list[bool | None] = [True, False, True, False, True, True, None, True]
    given = ["tace"] * 6 + ["tare"] * 2
    report = survival_by(
        registry(treatment_given=given, follow_up_months=months, died=died), "treatment_given"
    )
    assert [(c.group, c.n, c.events) for c in report.curves] == [("tace", 5, 3)]
    assert report.without_follow_up == 2
    assert report.hidden == ("tare",)


def test_a_registry_without_follow_up_is_refused() -> None:
    with pytest.raises(InputError, match="follow_up_months"):
        survival_by(registry(treatment_given=["tace"], died=[True]), "treatment_given")
