"""Survival of groups: small ones are hidden, and what is shown does not give them away."""

from __future__ import annotations

from itertools import pairwise

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.case.problem import InputError
from nelm.registry.cohorts.follow_up import protected, report_of, survival_by, survival_by_label
from nelm.registry.cohorts.survival import kaplan_meier

WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
EVENTS = [True] * 9 + [False] * 12
FULL = kaplan_meier("6-MP", WEEKS, EVENTS)


def registry(**columns: list) -> ibis.Table:
    return ibis.memtable(pa.table(columns))


def patients(count: int) -> list[tuple[float, bool, int]]:
    return [(float(month), month % 2 == 0, 1) for month in range(1, count + 1)]


def test_groups_have_their_own_curves_and_cases_without_follow_up_are_counted() -> None:
    months = [6.0, 12.0, 18.0, 24.0, 30.0, None, *[7.0] * 6]
    died: list[bool | None] = [True, False, True, False, True, True, None, *[True] * 5]
    given = ["tace"] * 6 + ["tare"] * 6
    report = survival_by(
        registry(treatment_given=given, follow_up_months=months, died=died), "treatment_given"
    )
    assert [(c.group, c.n) for c in report.curves] == [("tace", 5), ("tare", 5)]
    assert report.without_follow_up == 2
    assert report.title == "treatment given"


def test_a_small_group_takes_another_with_it_so_that_the_total_does_not_tell_its_size() -> None:
    groups = {"a": patients(3), "b": patients(30), "c": patients(12), "d": patients(40)}
    report = report_of("x", groups, 100, 5)
    assert [curve.group for curve in report.curves] == ["b", "d"]
    assert report.hidden == ("a", "c")
    assert report.without_follow_up == 15


def test_a_group_whose_size_another_table_hides_is_hidden_here_too() -> None:
    groups = {"a": patients(30), "b": patients(12), "c": patients(40)}
    assert report_of("x", groups, 82, 5, {"a"}).hidden == ("a", "b")


def test_labels_are_shown_in_the_order_of_telling_and_groups_not_stated_last() -> None:
    names = ["supported", "contraindicated", "not stated", "tace"]
    report = report_of("x", {name: patients(20) for name in names}, 80, 5)
    told = [curve.group for curve in report.curves]
    assert told == ["contraindicated", "supported", "tace", "not stated"]


def test_survival_by_label_is_that_of_each_option() -> None:
    table = registry(
        tace__label=["supported"] * 6 + ["contraindicated"] * 6,
        tare__label=["undetermined"] * 12,
        follow_up_months=[float(month) for month in range(1, 13)],
        died=[True, False] * 6,
    )
    found = survival_by_label(table, ["tace", "tare"])
    assert [(c.group, c.n) for c in found["tace"].curves] == [
        ("contraindicated", 6),
        ("supported", 6),
    ]
    assert [(c.group, c.n) for c in found["tare"].curves] == [("undetermined", 12)]
    hidden = survival_by_label(table, ["tace"], hidden={"tace": ["supported"]})
    assert hidden["tace"].curves == ()


def test_with_a_threshold_of_one_the_whole_curve_is_shown() -> None:
    shown = protected(FULL, 1)
    assert (shown.months, shown.survival) == (FULL.months, FULL.survival)
    assert (shown.events, shown.at_risk) == (9, (21, 12, 5))
    assert (shown.median[0], shown.end_months) == (23.0, 35.0)


def test_points_are_threshold_deaths_apart_and_estimates_stay_what_they_are() -> None:
    shown = protected(FULL, 5)
    assert shown.months == (10.0,)  # three deaths at 6 weeks, then the fourth and fifth
    assert shown.survival == pytest.approx((0.7529,), abs=5e-5)
    assert shown.events == 9
    assert shown.at_risk == (21, 12, 5)
    assert shown.median == (None, None, None)  # beyond the last point shown


def test_a_hidden_number_of_deaths_has_no_points() -> None:
    shown = protected(kaplan_meier("x", range(1, 31), [True] * 3 + [False] * 27), 5)
    assert (shown.events, shown.months, shown.end_months) == (None, (), 0.0)


def test_nearly_everybody_dead_hides_the_deaths_as_well() -> None:
    assert protected(kaplan_meier("x", range(1, 31), [True] * 28 + [False] * 2), 5).events is None


def test_without_deaths_the_line_ends_with_the_last_number_at_risk() -> None:
    shown = protected(kaplan_meier("x", [40.0] * 10 + [50.0] * 2, [False] * 12), 5)
    assert (shown.events, shown.at_risk, shown.end_months) == (0, (12, 12, 12, 12, None), 36.0)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=1, max_size=60),
    st.integers(2, 7),
)
def test_neighbors_of_what_is_shown_are_at_least_a_threshold_apart(
    cases: list[tuple[int, bool]], threshold: int
) -> None:
    curve = kaplan_meier("x", *zip(*cases, strict=True))
    shown = protected(curve, threshold)
    counts = [count for count in shown.at_risk if count is not None]
    assert all(a == b or a - b >= threshold for a, b in pairwise(counts))
    assert all(count == 0 or count >= threshold for count in counts[1:])
    before = 0
    for month in shown.months:
        dead = sum(died and time <= month for time, died in cases)
        alive = sum(time > month or (time == month and not died) for time, died in cases)
        assert dead - before >= threshold
        assert alive >= threshold
        before = dead
    assert shown.events is None or shown.events in (0, len(cases)) or shown.events >= threshold


def test_a_registry_without_follow_up_is_refused() -> None:
    with pytest.raises(InputError, match="follow_up_months"):
        survival_by(registry(treatment_given=["tace"], died=[True]), "treatment_given")
