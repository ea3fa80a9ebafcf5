"""Funnel plots: studies at their standard errors, and what must not be read from them."""

from __future__ import annotations

from math import log

import pytest

from nelm.case.problem import InputError
from nelm.evidence.estimate import NOT_COMPARABLE, Failure
from nelm.reports.funnel_plot import funnel_figure


def rows(make, count):
    return [make.share(f"A{n}", n % 9, 8 + 3 * n, study=f"s{n}") for n in range(count)]


def test_every_study_is_numbered_and_named(make, read) -> None:
    words = read(funnel_figure(make.estimate(rows(make, 12)))).words
    for n in range(12):
        assert f"{n + 1} A{n} 2001" in words


def test_few_studies_can_not_be_judged_and_many_are_not_called_unbiased(make, read) -> None:
    few = read(funnel_figure(make.estimate(rows(make, 9)))).words
    assert "9 studies, fewer than 10: whether the funnel is asymmetric can not be judged" in few
    many = read(funnel_figure(make.estimate(rows(make, 10)))).words
    assert "fewer than 10" not in many
    assert "not only from series that were never published" in many
    assert NOT_COMPARABLE in many


def test_the_axis_is_in_percent_on_the_logit_scale(make, read) -> None:
    points = [make.share("A", 4, 40), make.share("B", 20, 40), make.share("C", 36, 40)]
    ticks = read(funnel_figure(make.estimate(points))).ticks()
    logit = {word: log(p / (1 - p)) for word, p in (("10 %", 0.1), ("50 %", 0.5), ("90 %", 0.9))}
    scale = (ticks["90 %"] - ticks["50 %"]) / (logit["90 %"] - logit["50 %"])
    assert ticks["50 %"] - ticks["10 %"] == pytest.approx(scale * -logit["10 %"], abs=0.01)


def test_rows_at_0_or_100_percent_are_drawn_with_a_correction_that_is_told(make, read) -> None:
    points = [make.share("None", 0, 12), make.share("All", 9, 9), make.share("Some", 5, 12)]
    words = read(funnel_figure(make.estimate(points))).words
    assert "0.5 added to the events and to the patients without one" in words
    assert "None 2001; All 2001." in words
    assert "near 0 % and 100 % the funnel is distorted" in words
    assert "0.5 added" not in read(funnel_figure(make.estimate(points[2:]))).words


def test_studies_outside_the_region_have_another_shape_and_a_mark(make, read) -> None:
    points = [make.share("Far", 95, 100), make.share("Near", 52, 100)]
    words = read(funnel_figure(make.estimate(points))).words  # pooled 50 %
    assert "1 Far 2001 △" in words
    assert "2 Near 2001 △" not in words
    assert "series that differ in truth lie there without any bias" in words


def test_months_stand_on_a_log_axis_without_talk_of_logits(make, read) -> None:
    points = [make.months(f"A{n}", 10 + 5 * n, 30) for n in range(11)]
    result = make.summary(estimate=30, ci_lb=20, ci_ub=40, pi_lb=10, pi_ub=90, averaged=None)
    drawn = read(funnel_figure(make.estimate(points, summary=result)))
    ticks = drawn.ticks()
    between = log(50 / 30) / log(50 / 20)
    assert ticks["50"] - ticks["30"] == pytest.approx(
        between * (ticks["50"] - ticks["20"]), abs=0.01
    )
    assert "logit" not in drawn.words
    assert "pooled 30.0 months" in drawn.words


def test_without_a_pooled_result_there_is_no_line_but_a_reason(make, read) -> None:
    reason = Failure(reason="no_convergence", text="the fit did not settle")
    found = make.estimate(rows(make, 3), summary=None, failure=reason)
    words = read(funnel_figure(found)).words
    assert "No pooled line: the fit did not settle." in words
    assert "Grey region" not in words


def test_rows_without_a_standard_error_are_named(make, read) -> None:
    bare = make.months("Bare", 20, 30, variance=None)
    found = make.estimate([make.months("A", 20, 30), bare], summary=make.summary(estimate=20))
    assert "Not drawn, no standard error: Bare 2001." in read(funnel_figure(found)).words


def test_no_row_is_refused(make) -> None:
    with pytest.raises(InputError, match="one study or more"):
        funnel_figure(make.estimate([], summary=None))


def test_the_same_outcome_gives_the_same_bytes_with_a_title(make, read) -> None:
    found = make.estimate(rows(make, 5))
    assert funnel_figure(found) == funnel_figure(found)
    assert "funnel plot" in read(funnel_figure(found)).named("title")
    assert "Funnel plot of 5 rows" in read(funnel_figure(found)).named("desc")


@pytest.mark.parametrize("count", [1, 2, 23, 60])
def test_numbers_and_names_do_not_overlap(make, collisions, count) -> None:
    found = make.estimate(rows(make, count))
    assert collisions(lambda: funnel_figure(found, "png")) == []
