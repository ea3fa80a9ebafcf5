"""Pictures of a registry: labels by option, funnel of criteria, survival curves. SVG or PNG."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from nelm.assessment.compose import WORDS
from nelm.assessment.verdict import Label
from nelm.case.problem import InputError, MissingExtraError, Problem

if TYPE_CHECKING:
    from nelm.registry.cohort import CountTable
    from nelm.registry.survival import SurvivalReport

FORMATS = ("svg", "png")
# Okabe and Ito's palette, told apart by most color-blind eyes; hatches and words tell the rest.
COLORS = ("#0072B2", "#56B4E9", "#009E73", "#999999", "#E69F00", "#CC79A7", "#D55E00")
LABEL_COLORS = {
    "contraindicated": "#D55E00",
    "not_addressed": "#DDDDDD",
    "criteria_not_met": "#999999",
    "undetermined": "#F0E442",
    "supported_with_caution": "#56B4E9",
    "supported_caution_open": "#CC79A7",
    "supported": "#0072B2",
}
HATCHES = ("", "//", "..", "", "\\\\", "xx", "--")
LINES = ("-", "--", "-.", ":")


def labels_figure(table: CountTable, format_: str = "svg") -> bytes:
    """Stacked bars of labels, one bar per line of the table; hidden counts leave a gap.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    figure, axes = _figure(len(table.rows))
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
    axes.invert_yaxis()
    axes.set_xlabel(f"cases (counts below {table.threshold} are hidden)")
    axes.set_title(table.title, loc="left")
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return _saved(figure, format_)


def survival_figure(report: SurvivalReport, format_: str = "svg") -> bytes:
    """Survival curves with limits, a line style per group, and numbers at risk below.

    Raises:
        InputError: another format than SVG or PNG, or no curve to draw.
        MissingExtraError: Matplotlib is not installed.
    """
    if not report.curves:
        raise InputError([Problem("groups", "none large enough", "a group that may be shown")])
    figure, axes = _figure(6)
    for number, curve in enumerate(report.curves):
        months = (0.0, *curve.months, curve.last_months)
        style, color = LINES[number % len(LINES)], COLORS[-number % len(COLORS)]
        name = f"{curve.group.replace('_', ' ')} (n = {curve.n}, {curve.events} deaths)"
        alive, low, high = (
            (1.0, *values, *(values[-1:] or (1.0,)))
            for values in (curve.survival, curve.low, curve.high)
        )
        axes.step(months, alive, where="post", linestyle=style, color=color, label=name)
        axes.fill_between(months, low, high, step="post", alpha=0.15, color=color)
    axes.set(ylim=(0, 1.02), xlim=(0, None), xlabel="months", ylabel="alive")
    title = report.column.replace("__", ", ").replace("_", " ")
    axes.set_title(f"Survival by {title}", loc="left")
    axes.legend(loc="upper right", frameon=False)
    risks = "\n".join(
        f"at risk at 0, 12, 24 … months, {c.group.replace('_', ' ')}: "
        + ", ".join(map(str, c.yearly_at_risk))
        for c in report.curves
    )
    note = (
        f"{risks}\n{report.without_follow_up} cases without follow-up left out. "
        "Bands: 95 % limits, log-log.\nGroups of a registry are not comparable arms."
    )
    figure.supxlabel(note, fontsize=7, x=0.01, ha="left")
    return _saved(figure, format_)


def funnel_figure(steps: Sequence[tuple[str, int]], title: str, format_: str = "svg") -> bytes:
    """Bars of how many cases are left after each criterion.

    Raises:
        InputError: another format than SVG or PNG.
        MissingExtraError: Matplotlib is not installed.
    """
    figure, axes = _figure(len(steps))
    names, counts = [name for name, _ in steps], [count for _, count in steps]
    bars = axes.barh(names, counts, color=COLORS[0])
    axes.bar_label(bars, padding=3)
    axes.invert_yaxis()
    axes.set_xlabel("cases left")
    axes.set_title(title, loc="left")
    return _saved(figure, format_)


def _figure(lines: int) -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        message = 'pictures need Matplotlib: pip install "nelm[plots]"'
        raise MissingExtraError(message) from None
    figure = Figure(figsize=(8, 2 + 0.4 * lines), layout="constrained")
    return figure, figure.add_subplot()


def _saved(figure: Any, format_: str) -> bytes:
    if format_ not in FORMATS:
        raise InputError([Problem("format", format_, " or ".join(FORMATS))])
    buffer = BytesIO()
    figure.savefig(
        buffer, format=format_, dpi=150, metadata={"Date": None} if format_ == "svg" else None
    )
    return buffer.getvalue()
