"""Pictures of counts of a registry: labels by option, funnel, facts that close. SVG or PNG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nelm.assessment.compose import WORDS
from nelm.assessment.verdict import Label
from nelm.case.vocabulary import vocabulary
from nelm.reports.drawing import (
    BLUE,
    GREY,
    PALE,
    PURPLE,
    RED,
    SKY,
    empty_figure,
    saved,
    wrapped,
)

if TYPE_CHECKING:
    from nelm.registry.cohorts.cohort import CountTable

LABEL_COLORS = {
    "contraindicated": RED,
    "not_addressed": PALE,
    "criteria_not_met": GREY,
    "undetermined": "#F0E442",
    "supported_with_caution": SKY,
    "supported_caution_open": PURPLE,
    "supported": BLUE,
}
HATCHES = ("", "//", "..", "", "\\\\", "xx", "--")
CLOSING = (
    ("closes the answer whatever it is", BLUE, ""),
    ("may close it, by its value", SKY, "//"),
)
MOST_FACTS = 15


def labels_figure(table: CountTable, format_: str = "svg") -> bytes:
    """Stacked bars of labels, one bar per line of the table; hidden counts leave a gap.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    figure, axes = _bars(len(table.rows))
    left = [0.0] * len(table.rows)
    for number, column in enumerate(table.columns):
        widths = [float(row[number] or 0) for row in table.cells]
        axes.barh(
            table.rows,
            widths,
            left=left,
            label=WORDS[Label(column)],
            color=LABEL_COLORS[column],
            hatch=HATCHES[number % len(HATCHES)],
            edgecolor="black",
            linewidth=0.4,
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    _dressed(axes, f"cases (counts below {table.threshold} are hidden)", table.title)
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return saved(figure, format_)


def closing_figure(table: CountTable, format_: str = "svg") -> bytes:
    """Bars of how many open answers each fact closes, or may close; the first facts only.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    shown = [n for n, row in enumerate(table.cells) if (row[0] or 0) + (row[1] or 0)][:MOST_FACTS]
    names = [wrapped(vocabulary()[table.rows[n]].name, 38) for n in shown]
    figure, axes = _bars(max(2, len(shown) * 1.15))
    places = list(range(len(shown)))
    left = [0.0] * len(shown)
    for column, (words, color, hatch) in enumerate(CLOSING):
        widths = [float(table.cells[n][column] or 0) for n in shown]
        axes.barh(
            places, widths, left=left, label=words, color=color, hatch=hatch,
            edgecolor="black", linewidth=0.4,
        )  # fmt: skip
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.set_yticks(places, names, fontsize=8)
    words = f"cases with an open answer (counts below {table.threshold} are hidden)"
    _dressed(axes, words, table.title)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return saved(figure, format_)


def funnel_figure(
    steps: Sequence[tuple[str, int | None]], title: str, format_: str = "svg"
) -> bytes:
    """Bars of how many cases are left after each criterion; a hidden count has no bar but a word.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    figure, axes = _bars(len(steps) * 1.2)
    places, counts = list(range(len(steps))), [count or 0 for _, count in steps]
    bars = axes.barh(places, counts, color=BLUE)
    words = ["hidden" if count is None else f"{count:,}" for _, count in steps]
    axes.bar_label(bars, labels=words, padding=3, fontsize=8)
    axes.set_yticks(places, [wrapped(name, 46) for name, _ in steps], fontsize=8)
    axes.margins(x=0.12)
    _dressed(axes, "cases left", title)
    return saved(figure, format_)


def _bars(lines: float) -> tuple[Any, Any]:
    figure = empty_figure(1.9 + 0.34 * lines)
    return figure, figure.add_subplot()


def _dressed(axes: Any, words: str, title: str) -> None:
    axes.margins(y=0.02)
    axes.invert_yaxis()
    axes.set_xlabel(words)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.xaxis.get_major_locator().set_params(integer=True, nbins=6)
    axes.figure.suptitle(wrapped(title, 95), x=0.01, ha="left", fontsize=10, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
