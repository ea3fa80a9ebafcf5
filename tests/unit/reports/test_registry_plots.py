"""Pictures of a registry hold their words and are the same each time."""

from __future__ import annotations

import pytest

from nelm.case.problem import InputError
from nelm.registry.cohorts.closing import COLUMNS
from nelm.registry.cohorts.cohort import CountTable
from nelm.registry.cohorts.follow_up import SurvivalReport, protected
from nelm.registry.cohorts.overlap import Overlap
from nelm.registry.cohorts.survival import kaplan_meier
from nelm.reports.drawing import wrapped
from nelm.reports.overlap_plot import overlap_figure
from nelm.reports.registry_plots import closing_figure, funnel_figure, labels_figure
from nelm.reports.survival_plot import survival_figure

COUNTS = CountTable(
    "tace: labels by center",
    ("A", "B"),
    ("contraindicated", "criteria_not_met", "supported"),
    [[12, 30, 25], [None, 40, None]],
    (67, 48),
    5,
)
FACTS = CountTable(
    "All options", ("course.status", "patient.ecog"), COLUMNS, [[9, 0, 0, 0], [0, 0, 5, 4]],
    (9, 9), 5,
)  # fmt: skip
SETS = Overlap(("a", "b", "c"), ((frozenset("a"), 9), (frozenset("abc"), 7)), 6, 3, 5)
NAMES = {"a": "Option A", "b": "Option B", "c": "Option C"}
STEPS = [("all", 100), ("Ki-67 below 10 % and other words that go on and on and on", None)]


def curves(groups: int = 2, threshold: int = 1) -> SurvivalReport:
    many = 5 if threshold > 1 else 1
    made = [
        kaplan_meier(
            f"group {n}", [3, 6, 9 + n, 20, 40], [True, True, False, n % 2 == 0, False],
            counts=[many] * 5,
        )
        for n in range(groups)
    ]  # fmt: skip
    shown = tuple(protected(curve, threshold) for curve in made)
    return SurvivalReport("treatment given", shown, 4, (), threshold)


def test_pictures_are_svg_by_default_and_png_on_request() -> None:
    pictures = (
        labels_figure(COUNTS),
        closing_figure(FACTS),
        funnel_figure(STEPS, "LT"),
        overlap_figure(SETS, NAMES),
        survival_figure(curves()),
        survival_figure(curves(7, threshold=5)),
    )
    assert all(picture.lstrip().startswith(b"<?xml") for picture in pictures)
    assert labels_figure(COUNTS, "png").startswith(b"\x89PNG")


def test_the_same_numbers_give_the_same_picture() -> None:
    assert survival_figure(curves()) == survival_figure(curves())
    assert overlap_figure(SETS, NAMES) == overlap_figure(SETS, NAMES)


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError, match="svg or png"):
        labels_figure(COUNTS, "bmp")


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(InputError, match="none large enough"):
        survival_figure(curves(0))


def test_combinations_without_further_ones_have_no_bar_for_them() -> None:
    whole = Overlap(SETS.options, SETS.shown, 0, 0, 5)
    assert overlap_figure(whole, NAMES) != overlap_figure(SETS, NAMES)


def test_a_group_with_too_few_deaths_has_a_panel_that_says_so() -> None:
    curve = protected(kaplan_meier("x", [1, *[30] * 20], [True, *[False] * 20]), 5)
    alive = protected(kaplan_meier("y", [30] * 20, [False] * 20), 5)
    assert (curve.events, curve.months) == (None, ())
    report = SurvivalReport("x", (curve, alive), 0, (), 5)
    assert survival_figure(report).lstrip().startswith(b"<?xml")


def test_long_words_stay_whole() -> None:
    assert wrapped("hepatocellular insufficiency", 5) == "hepatocellular\ninsufficiency"
