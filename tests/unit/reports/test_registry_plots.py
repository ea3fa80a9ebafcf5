"""Pictures of a registry hold their words and are the same each time."""

from __future__ import annotations

import pytest

from nelm.case.problem import InputError
from nelm.registry.cohort import CountTable
from nelm.registry.survival import SurvivalReport, kaplan_meier
from nelm.reports.registry_plots import funnel_figure, labels_figure, survival_figure

COUNTS = CountTable(
    "tace: labels by center",
    ("A", "B"),
    ("contraindicated", "criteria_not_met", "supported"),
    [[12, 30, 25], [None, 40, None]],
    (67, 48),
    5,
)


def curves(groups: int = 2) -> SurvivalReport:
    made = [
        kaplan_meier(f"group {n}", [3, 6, 9 + n, 20, 30], [True, True, False, True, False])
        for n in range(groups)
    ]
    return SurvivalReport("tace__label", tuple(made), 4, ())


def test_pictures_are_svg_by_default_and_png_on_request() -> None:
    assert labels_figure(COUNTS).lstrip().startswith(b"<?xml")
    assert labels_figure(COUNTS, "png").startswith(b"\x89PNG")
    assert survival_figure(curves()).lstrip().startswith(b"<?xml")
    assert funnel_figure([("all", 100), ("Ki-67", 40)], "LT").lstrip().startswith(b"<?xml")


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError, match="svg or png"):
        labels_figure(COUNTS, "bmp")


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(InputError, match="none large enough"):
        survival_figure(curves(0))
