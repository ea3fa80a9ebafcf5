"""Options supported together: bars of cases above a matrix of dots, one column per combination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nelm.reports.drawing import BLUE, GREY, PALE, empty_figure, saved

if TYPE_CHECKING:
    from nelm.registry.cohorts.overlap import Overlap

LINE_HEIGHT, BARS_HEIGHT = 0.27, 2.4


def overlap_figure(found: Overlap, names: dict[str, str], format_: str = "svg") -> bytes:
    """A column of dots for each combination, full where an option is in it; its cases above.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    lines = len(found.options)
    figure = empty_figure(BARS_HEIGHT + 1.0 + LINE_HEIGHT * lines)
    ratios = {"height_ratios": [BARS_HEIGHT, LINE_HEIGHT * lines]}
    bars, dots = figure.subplots(2, 1, sharex=True, gridspec_kw=ratios)
    _draw_bars(bars, found)
    _draw_dots(dots, found, [names[option] for option in found.options])
    figure.suptitle(
        "Options supported together, cases of each combination", x=0.01, ha="left", fontsize=11
    )
    return saved(figure, format_)


def _draw_bars(axes: Any, found: Overlap) -> None:
    counts = [count for _, count in found.shown]
    if found.further:
        counts.append(found.others)
    drawn = axes.bar(range(len(counts)), counts, width=0.7, color=BLUE, edgecolor="black")
    if found.further:
        drawn[-1].set(facecolor=PALE, hatch="//")
    words = [f"{count:,}" for count in counts]
    axes.bar_label(drawn, labels=words, rotation=90 if len(counts) > 12 else 0, padding=3,
                   fontsize=8)  # fmt: skip
    axes.margins(y=0.28)
    axes.set_ylabel("cases")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_dots(axes: Any, found: Overlap, names: list[str]) -> None:
    for line in range(0, len(names), 2):
        axes.axhspan(line - 0.5, line + 0.5, color="#F2F2F2", zorder=0)
    for column, (combination, _) in enumerate(found.shown):
        inside = [n for n, option in enumerate(found.options) if option in combination]
        outside = [n for n in range(len(names)) if n not in inside]
        axes.scatter([column] * len(outside), outside, s=16, facecolor="white", edgecolor=GREY,
                     linewidth=0.6, zorder=2)  # fmt: skip
        axes.scatter([column] * len(inside), inside, s=42, color="black", zorder=3)
        if len(inside) > 1:
            axes.plot([column] * 2, [inside[0], inside[-1]], color="black", linewidth=1.6,
                      zorder=1)  # fmt: skip
    last = len(found.shown)
    if found.further:
        words = f"all {found.further:,} other combinations"
        axes.text(last, (len(names) - 1) / 2, words, rotation=90, ha="center", va="center",
                  fontsize=8)  # fmt: skip
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set(ylim=(len(names) - 0.5, -0.5), xlim=(-0.7, last + (0.7 if found.further else -0.3)))
    axes.tick_params(axis="both", length=0, labelbottom=False)
    axes.spines[:].set_visible(False)
