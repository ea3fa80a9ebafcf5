"""Rows of pictures: words fit their column, axes are whole or logarithmic."""

from __future__ import annotations

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from nelm.reports.plot_rows import _ticks, axis_limits, fitted


def inches(line: str, size: float) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(line, FontProperties(size=size), False)
    return float(width) / 72


@pytest.mark.parametrize("width", [0.6, 1.5, 4.0])
def test_lines_fit_their_column_and_keep_every_letter(width) -> None:
    words = "van der Hoogenstraat-Vandenplas 5-FU+streptozotocin+doxorubicin, 2 of 3 arms"
    lines = fitted(words, width, 8)
    assert all(inches(line, 8) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_bold_words_need_more_lines_or_as_many() -> None:
    words = "a sentence of several words " * 5
    assert len(fitted(words, 2, 8, bold=True)) >= len(fitted(words, 2, 8))


def test_line_feeds_and_signs_that_can_not_be_printed_become_spaces() -> None:
    assert fitted("first\nsecond\x07third", 9, 8) == ["first second third"]
    assert fitted("", 1, 8) == [""]


def test_shares_stand_on_the_whole_axis() -> None:
    assert axis_limits("percent", [99.0], [98.0, 100.0]) == (0.0, 100.0)


def test_an_axis_of_months_holds_every_figure_but_not_every_interval() -> None:
    low, high = axis_limits("months", [5, 70, None], [0.001, 1e9, None])
    assert 0 < low < 5
    assert 70 < high < 70 * 5
    assert axis_limits("months", [], [])[0] > 0


@pytest.mark.parametrize(
    "limits", [(24.0, 39.0), (4.5, 100.0), (9.2, 11.1), (0.5, 700.0), (30.0, 30.9)]
)
def test_an_axis_of_months_has_at_least_three_labelled_ticks(limits: tuple[float, float]) -> None:
    ticks, words = _ticks("months", limits)
    assert len(ticks) == len(words) >= 3
    assert all(limits[0] <= tick <= limits[1] for tick in ticks)
