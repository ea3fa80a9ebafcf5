"""Pictures of rows, drawn from the top down: words in columns beside a panel of intervals."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Any

from nelm.reports.drawing import BLUE, PALE, WIDTH, empty_figure, saved

if TYPE_CHECKING:
    from nelm.evidence.estimate import Summary
    from nelm.evidence.tables.forms import Unit

MARGIN = 0.15
PANEL_LEFT, PANEL_RIGHT = 3.2, 6.05
VALUES_LEFT = 6.2
SIZE, SMALL = 8.0, 7.0
DARK = "#555555"  # grey words need more contrast than grey lines
ROW, GAP = 0.21, 0.08
LIFT = 0.012  # inches from the middle of small letters to the middle of all
LINE = 1.22 / 72  # inches per point of letters
MONTH_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
FINER_TICKS, FEWEST_TICKS = (20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1), 3
FARTHEST = 4.0  # an axis of months goes on to this many times the figures of the rows


class Sheet:
    """A picture of rows; places are inches from the left and from the top of the page.

    Attributes:
        y: where the next line begins.
        limits: ends of the axis, percent or months.
        edges: left and right end of the panel.
        cut: whether an interval ran beyond the axis and ends in an arrow.
    """

    def __init__(
        self,
        unit: Unit,
        limits: tuple[float, float],
        edges: tuple[float, float] = (PANEL_LEFT, PANEL_RIGHT),
    ) -> None:
        self.figure = empty_figure(1.0)
        self.figure.set_layout_engine("none")
        self.paper = self.figure.add_axes((0, 0, 1, 1))
        self.paper.set_axis_off()
        self.paper.set_zorder(1)  # words stand above what is drawn
        self.panel = self.figure.add_axes((0, 0, 1, 1))
        self.panel.patch.set_visible(False)
        self.unit, self.limits, self.edges = unit, limits, edges
        self.y = MARGIN
        self.cut = False
        self._top = self._bottom = MARGIN

    def cell(self, x: float, words: str, y: float, **style: Any) -> None:
        """Words with their middle at a height."""
        about = {"va": "center_baseline", "fontsize": SIZE, "linespacing": 1.2, "parse_math": False}
        self.paper.text(x, y - LIFT, words, **{**about, **style})

    def paragraph(self, words: str, x: float = MARGIN, **style: Any) -> None:
        """Words wrapped to the width of the page, below all that was written before."""
        size = style.setdefault("fontsize", SMALL)
        bold = style.get("weight") == "bold"
        lines = fitted(words, WIDTH - MARGIN - x, size, bold=bold)
        height = size * LINE * len(lines)
        self.cell(x, "\n".join(lines), self.y + height / 2, **style)
        self.y += height + 0.03

    def row(self, name: str, **style: Any) -> float:
        """Begins a row with its name; the height of its middle."""
        bold = style.get("weight") == "bold"
        indent = style.pop("indent", 0.0)
        width = style.pop("width", 2.2) - indent
        lines = fitted(name, width, style.get("fontsize", SIZE), bold=bold)
        height = max(ROW, SIZE * LINE * len(lines) + 0.07)
        middle = self.y + height / 2
        self.cell(MARGIN + indent, "\n".join(lines), middle, **style)
        self.y += height
        return middle

    def begin_panel(self) -> None:
        """The panel begins here."""
        self._top = self.y

    def end_panel(self, label: str) -> None:
        """The panel ends here, with its axis below."""
        self.panel.set_xscale("linear" if self.unit == "percent" else "log")
        self.panel.minorticks_off()
        self.panel.set_xticks(*_ticks(self.unit, self.limits))
        self.panel.set_yticks([])
        self.panel.grid(axis="x", color=PALE, linewidth=0.5, zorder=0)
        self.panel.spines[["left"]].set_visible(False)
        self.label_panel(label)

    def label_panel(self, label: str) -> None:
        """Ends the panel here and writes what its axis shows."""
        self._bottom = self.y
        self.panel.set_xlim(*self.limits)
        self.panel.tick_params(labelsize=SMALL, length=3)
        self.panel.set_axisbelow(True)
        self.panel.spines[["top", "right"]].set_visible(False)
        self.y += 0.3
        self.cell(sum(self.edges) / 2, label, self.y, ha="center", fontsize=SMALL)
        self.y += 0.16

    def interval(self, low: float, high: float, y: float, **style: Any) -> None:
        """A line from one end to the other; an arrow where it runs beyond the axis."""
        ends = [self.inside(low), self.inside(high)]
        style = {"color": "black", "linewidth": 1.0, "zorder": 2, **style}
        self.panel.plot(ends, [y, y], clip_on=False, solid_capstyle="butt", **style)
        for value, end, marker in zip((low, high), ends, "<>", strict=True):
            if value != end:
                self.cut = True
                self.panel.plot([end], [y], marker, color=style["color"], markersize=4,
                                clip_on=False, zorder=5)  # fmt: skip

    def diamond(self, summary: Summary, y: float, *, half: float, **style: Any) -> None:
        """A diamond as wide as the interval, its middle at the pooled figure."""
        low, high = self.inside(summary.ci_lb), self.inside(summary.ci_ub)
        middle = self.inside(summary.estimate)
        xs, ys = [low, middle, high, middle], [y, y - half, y, y + half]
        look = {"facecolor": BLUE, "edgecolor": "black", "linewidth": 0.8, "zorder": 4}
        self.panel.fill(xs, ys, clip_on=False, **{**look, **style})
        if (low, high) != (summary.ci_lb, summary.ci_ub):
            self.interval(summary.ci_lb, summary.ci_ub, y)

    def inside(self, value: float) -> float:
        """The value, or the end of the axis it lies beyond."""
        return min(max(value, self.limits[0]), self.limits[1])

    def finished(self, format_: str, title: str, description: str) -> bytes:
        """The picture with the height that its rows need."""
        height = self.y + MARGIN
        self.figure.set_size_inches(WIDTH, height)
        self.paper.set(xlim=(0, WIDTH), ylim=(height, 0))
        left, width = self.edges[0] / WIDTH, (self.edges[1] - self.edges[0]) / WIDTH
        share = (self._bottom - self._top) / height
        self.panel.set_position((left, 1 - self._bottom / height, width, share))
        self.panel.set_ylim(self._bottom, self._top)
        return saved(self.figure, format_, title, description)


def axis_limits(
    unit: Unit, figures: Iterable[float | None], ends: Iterable[float | None]
) -> tuple[float, float]:
    """Ends of an axis: shares always whole; months as far as rows and intervals need.

    Args:
        unit: percent or months.
        figures: of the rows; always on the axis when above zero.
        ends: of intervals; those far from every figure are left to an arrow.

    >>> axis_limits("percent", [53], [43, 63])
    (0.0, 100.0)
    >>> axis_limits("months", [10, 40], [5, 90])
    (4.5, 100.0)
    """
    if unit == "percent":
        return 0.0, 100.0
    known = [value for value in figures if value and isfinite(value)] or [1.0, 100.0]
    reached = [end for end in ends if end and isfinite(end)]
    low = max(min([*known, *reached]), min(known) / FARTHEST)
    high = min(max([*known, *reached]), max(known) * FARTHEST)
    return low * 0.9, high / 0.9


def _ticks(unit: Unit, limits: tuple[float, float]) -> tuple[list[float], list[str]]:
    if unit == "percent":
        return [0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"]
    shown = [float(tick) for tick in MONTH_TICKS if limits[0] <= tick <= limits[1]]
    for step in FINER_TICKS if len(shown) < FEWEST_TICKS else ():
        first, last = ceil(limits[0] / step), floor(limits[1] / step)
        shown = [step * n for n in range(first, last + 1)]
        if len(shown) >= FEWEST_TICKS:
            break
    return shown, [f"{tick:,g}" for tick in shown]


def fitted(words: str, inches: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines that fit a width; a word longer than a line is broken.

    Args:
        words: what is written.
        inches: the width.
        size: of the letters, points.
        bold: whether the letters are.
    """
    lines: list[str] = [""]
    for word in "".join(c if c.isprintable() else " " for c in words).split():
        for part in _broken(word, inches, size, bold=bold):
            longer = f"{lines[-1]} {part}".strip()
            if _width(longer, size, bold=bold) <= inches:
                lines[-1] = longer
            else:
                lines.append(part)
    return lines if len(lines) == 1 or lines[0] else lines[1:]


def _broken(word: str, inches: float, size: float, *, bold: bool) -> list[str]:
    """A word in parts of at most a line."""
    parts = [""]
    for letter in word:
        if parts[-1] and _width(parts[-1] + letter, size, bold=bold) > inches:
            parts.append("")
        parts[-1] += letter
    return parts


def _width(words: str, size: float, *, bold: bool) -> float:
    """Width of a line in inches, with a little to spare for other letters than Matplotlib's."""
    return sum(_advance(letter, bold=bold) for letter in words) * size / 72 * 1.06


@cache
def _advance(letter: str, *, bold: bool) -> float:
    """Width of a letter of size 1."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    look = FontProperties(size=100, weight="bold" if bold else "normal")
    pair, single = (
        text_to_path.get_text_width_height_descent(text, look, False)[0]
        for text in (f"n{letter}n", "nn")
    )
    return float(pair - single) / 100
