"""Survival against a textbook and against R.

The textbook example is the 6-MP group of Freireich et al., Blood 1963;21:699, as printed in
Kleinbaum and Klein, Survival Analysis (3rd ed., 2012), chapter 2; with 21 patients, 9 events. The
numbers of R are kept in `tests/reference/survival.json`, made by `validation/survival.R`; a further
file of the same form can be named in `NELM_SURVIVAL_REFERENCE`.
"""

from __future__ import annotations

import json
import os
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest

from nelm.case.problem import InputError
from nelm.registry.cohorts.survival import SurvivalCurve, kaplan_meier

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


REFERENCE = Path(__file__).parents[3] / "reference" / "survival.json"
FILES = [REFERENCE, *map(Path, filter(None, [os.environ.get("NELM_SURVIVAL_REFERENCE")]))]
SETS = [s for file in FILES for s in json.loads(file.read_text(encoding="utf-8"))["sets"]]
RELATIVE = 1e-9


def curve_of(reference: dict[str, Any]) -> SurvivalCurve:
    months, died, level = (reference[key] for key in ("months", "died", "level"))
    return kaplan_meier(reference["name"], months, died, level=level)


@pytest.mark.parametrize("reference", SETS, ids=lambda s: s["name"])
def test_estimates_errors_and_limits_are_those_of_r(reference: dict[str, Any]) -> None:
    curve = curve_of(reference)
    assert curve.months == pytest.approx(reference["times"], rel=RELATIVE)
    assert curve.deaths == tuple(reference["deaths"])
    assert curve.at_risk == tuple(reference["at_risk"])
    assert curve.yearly_at_risk == tuple(reference["yearly_at_risk"])
    assert curve.survival == pytest.approx(reference["survival"], rel=RELATIVE, abs=1e-12)
    for name in ("error", "low", "high"):
        for ours, theirs in zip(getattr(curve, name), reference[name], strict=True):
            # Where nobody is left R gives no value: our error is 0, our limit the last one.
            assert theirs is None or ours == pytest.approx(theirs, rel=RELATIVE)


@pytest.mark.parametrize("reference", SETS, ids=lambda s: s["name"])
def test_medians_and_their_limits_are_those_of_r(reference: dict[str, Any]) -> None:
    curve = curve_of(reference)
    for ours, name in (
        (curve.median_months, "median"),
        (curve.median_low, "median_low"),
        (curve.median_high, "median_high"),
    ):
        assert ours == (reference[name] and pytest.approx(reference[name]))
        # R takes the middle of a stretch on which exactly half are alive, we its start.
        on_a_stretch = ours in reference["times"] and any(
            abs(value - 0.5) < 1e-9
            for key in ("survival", "low", "high")
            for value in reference[key]
            if value is not None
        )
        if not on_a_stretch:
            assert ours == (reference[f"r_{name}"] and pytest.approx(reference[f"r_{name}"]))


def test_the_reference_covers_the_cases_that_go_wrong() -> None:
    assert len(SETS) >= 17
    assert any(len(s["times"]) == 0 for s in SETS)
    assert any(len(s["months"]) == 1 for s in SETS)
    assert any(len(s["months"]) >= 3000 for s in SETS)
    assert any(s["survival"][-1:] == [0] for s in SETS)
    assert any(s["median"] != s["r_median"] for s in SETS)


def test_counts_stand_for_so_many_patients() -> None:
    months, died, counts = [6, 6, 10, 13], [True, False, True, False], [3, 2, 4, 5]
    one_by_one = [[x] * n for x, n in zip(zip(months, died, strict=True), counts, strict=True)]
    each = [pair for pairs in one_by_one for pair in pairs]
    assert kaplan_meier("x", months, died, counts=counts) == kaplan_meier(
        "x", *zip(*each, strict=True)
    )
    with pytest.raises(InputError, match="at least one patient each"):
        kaplan_meier("x", [1.0], [True], counts=[0])


def test_where_nobody_is_left_the_last_limits_stay() -> None:
    curve = kaplan_meier("x", [1, 2, 2, 3], [True] * 4)
    assert (curve.survival[-1], curve.error[-1]) == (0.0, 0.0)
    assert (curve.low[-1], curve.high[-1]) == (curve.low[-2], curve.high[-2])
    alone = kaplan_meier("x", [5], [True])
    assert (alone.low, alone.high, alone.median_low) == ((0.0,), (1.0,), None)


@pytest.mark.parametrize(
    ("months", "died"),
    [([], []), ([1.0], [True, False]), ([-1.0], [True]), ([float("nan")], [False])],
)
def test_follow_up_that_is_none_is_refused(months: list[float], died: list[bool]) -> None:
    with pytest.raises(InputError):
        kaplan_meier("x", months, died)
