"""Survival curves of a registry: a panel per group, limits, numbers at risk below the months."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from nelm.case.problem import InputError, Problem
from nelm.reports.drawing import BLUE, GREY, empty_figure, saved, wrapped

if TYPE_CHECKING:
    from nelm.registry.cohorts.follow_up import ShownCurve, SurvivalReport

COLUMNS, PANEL_HEIGHT, MOST_MARKS, YEAR = 3, 2.25, 5, 12
MOST_POINTS = 200  # more can not be told apart in a panel
HIDDEN_MARK = "–"


def survival_figure(
    report: SurvivalReport, names: dict[str, str] | None = None, format_: str = "svg"
) -> bytes:
    """One panel per group with its limits; the other groups stand behind it in grey.

    Args:
        report: curves of the groups.
        names: what to call the groups.
        format_: svg or png.

    Raises:
        InputError: another format than SVG or PNG, or no curve to draw.
        MissingExtraError: Matplotlib is not installed.
    """
    if not report.curves:
        raise InputError([Problem("groups", "none large enough", "a group that may be shown")])
    rows = ceil(len(report.curves) / COLUMNS)
    figure = empty_figure(1.2 + PANEL_HEIGHT * rows)
    columns = min(COLUMNS, len(report.curves))
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    end = max(max(YEAR * (len(c.at_risk) - 1), c.end_months) for c in report.curves) or YEAR
    for panel, curve in zip(panels, report.curves, strict=False):
        for other in report.curves:
            _line(panel, other, report.threshold, color=GREY, linewidth=0.5)
        _line(panel, curve, report.threshold, color=BLUE, linewidth=1.8)
        _limits(panel, curve, report.threshold)
        _dressed(panel, curve, end, (names or {}).get(curve.group, curve.group))
    for panel in panels[len(report.curves) :]:
        panel.set_visible(False)
    figure.suptitle(f"Survival by {report.title}", x=0.01, ha="left", fontsize=11)
    figure.supxlabel(_note(report), fontsize=7.5, x=0.01, ha="left")
    return saved(figure, format_)


def _line(panel: Any, curve: ShownCurve, threshold: int, **style: Any) -> None:
    months, alive = _whole(curve, curve.survival, threshold)
    if _is_drawn(curve):
        panel.plot(months, alive, drawstyle=_drawn(threshold), **style)


def _is_drawn(curve: ShownCurve) -> bool:
    """Whether there are points, or nobody has died."""
    return bool(curve.months) or curve.events == 0


def _drawn(threshold: int) -> str:
    """Steps where every death is shown, straight lines between points where not."""
    return "steps-post" if threshold == 1 else "default"


def _whole(
    curve: ShownCurve, values: tuple[float, ...], threshold: int
) -> tuple[list[float], list[float]]:
    """Points to draw, with the start and, where the curve is known to go on, the end."""
    every = max(1, len(values) // MOST_POINTS)
    months = [0.0, *curve.months[:-1:every], *curve.months[-1:]]
    shares = [1.0, *values[:-1:every], *values[-1:]]
    if threshold == 1 or not curve.months:
        months, shares = [*months, curve.end_months], [*shares, shares[-1]]
    return months, shares


def _limits(panel: Any, curve: ShownCurve, threshold: int) -> None:
    if curve.months:
        months, low = _whole(curve, curve.low, threshold)
        _, high = _whole(curve, curve.high, threshold)
        step = "post" if threshold == 1 else None
        panel.fill_between(months, low, high, step=step, alpha=0.22, color=BLUE, linewidth=0)


def _dressed(panel: Any, curve: ShownCurve, end: float, name: str) -> None:
    deaths = "deaths hidden" if curve.events is None else f"{curve.events:,} deaths"
    title = f"{wrapped(name.replace('_', ' '), 34)}\n{curve.n:,} patients, {deaths}"
    panel.set_title(title, loc="left", fontsize=8)
    panel.set(ylim=(0, 1.02), xlim=(0, end))
    marks = _marks(end)
    panel.set_xticks([YEAR * mark for mark in marks], [_told(curve, mark) for mark in marks])
    if not _is_drawn(curve):
        panel.text(0.5, 0.1, "too few to draw", transform=panel.transAxes, ha="center", fontsize=8)
    panel.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    panel.axhline(0.5, color=GREY, linewidth=0.4, linestyle=":")
    panel.tick_params(labelsize=7)
    panel.spines[["top", "right"]].set_visible(False)


def _marks(end: float) -> list[int]:
    """Years that fit below a panel."""
    years = int(end // YEAR)
    return list(range(0, years + 1, max(1, ceil((years + 1) / MOST_MARKS))))


def _told(curve: ShownCurve, mark: int) -> str:
    """Months, and patients under observation then."""
    if mark >= len(curve.at_risk):
        return f"{YEAR * mark}\n0"
    count = curve.at_risk[mark]
    return f"{YEAR * mark}\n{HIDDEN_MARK if count is None else f'{count:,}'}"


def _note(report: SurvivalReport) -> str:
    lines = [
        "Months, and below them the patients under observation. Bands: 95 % limits (log-log).",
        f"{report.without_follow_up:,} cases without follow-up left out.",
        "Groups of a registry are not arms that can be compared.",
    ]
    if report.threshold > 1:
        points = f"Points at least {report.threshold} deaths apart, joined by straight lines"
        lines.insert(1, f"{points}; {HIDDEN_MARK}: hidden.")
    return wrapped(" ".join(lines), 120)
