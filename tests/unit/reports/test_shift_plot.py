"""Leave-one-out pictures: every study left out, the whole result behind, no drama."""

from __future__ import annotations

import pytest

from nelm.case.problem import InputError
from nelm.evidence.estimate import NOT_COMPARABLE, Failure
from nelm.reports.shift_plot import shift_figure

TITLE = "Objective response after TAE"
UNSETTLED = Failure(reason="no_convergence", text="the fit did not settle")


def left(make):
    return [
        ("Carrasco 1986", make.summary(k=2, estimate=47.5, ci_lb=36, ci_ub=58)),
        ("Roche 2003", UNSETTLED),
        ("Kim 1999", make.summary(k=2, estimate=51.2, ci_lb=41, ci_ub=61)),
    ]


def test_every_study_its_result_and_its_shift_are_told(make, read) -> None:
    words = read(shift_figure(TITLE, "percent", make.summary(), left(make))).words
    for word in (
        "Carrasco 1986", "-2.5 points", "48 % (36-58)", "Kim 1999", "+1.2 points", "51 % (41-61)",
        "Roche 2003: no result, the fit did not settle", "None: all 3 studies", "50 % (40-60)",
        "not that the study is wrong", "profile likelihood", NOT_COMPARABLE,
    ):  # fmt: skip
        assert word in words, word


def test_small_shifts_look_small_on_a_whole_axis(make, read) -> None:
    drawn = read(shift_figure(TITLE, "percent", make.summary(), left(make)))
    ticks = drawn.ticks()
    assert list(ticks) == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    percent = (ticks["100 %"] - ticks["0 %"]) / 100
    corners = [(x - ticks["0 %"]) / percent for x in drawn.xs("whole-diamond")]
    assert corners == pytest.approx([40, 50, 60], abs=0.01)


def test_months_move_by_months(make, read) -> None:
    whole = make.summary(estimate=30, ci_lb=20, ci_ub=45)
    found = [("A", make.summary(estimate=32, ci_lb=1, ci_ub=900))]
    words = read(shift_figure("Survival", "months", whole, found)).words
    assert "+2.0" in words
    assert "points" not in words
    assert "An arrow: the interval runs beyond the axis." in words


def test_nothing_left_out_is_refused(make) -> None:
    with pytest.raises(InputError, match="one study or more"):
        shift_figure(TITLE, "percent", make.summary(), [])


def test_the_same_results_give_the_same_bytes_and_nothing_overlaps(make, collisions) -> None:
    rows = left(make) * 8
    whole = make.summary(k=24)
    first = shift_figure(TITLE, "percent", whole, rows)
    assert first == shift_figure(TITLE, "percent", whole, rows)
    assert collisions(lambda: shift_figure(TITLE, "percent", whole, rows, "png")) == []
