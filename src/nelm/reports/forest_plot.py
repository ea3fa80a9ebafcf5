"""Forest plot of single arms: rows, subgroups, pooled figure, prediction, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from nelm.case.problem import InputError, Problem
from nelm.evidence.estimate import NOT_COMPARABLE
from nelm.reports.drawing import BLUE, GREY, ORANGE, WIDTH
from nelm.reports.evidence_words import (
    LEVEL_PERCENT,
    claim_note,
    claim_text,
    counted,
    headline,
    number_of,
    point_text,
    reading_text,
    row_name,
    row_rule,
    size_of,
    span_text,
    summary_rules,
    summary_text,
    title_of,
    why_no_prediction,
    why_not,
)
from nelm.reports.plot_rows import (
    DARK,
    GAP,
    MARGIN,
    PANEL_LEFT,
    VALUES_LEFT,
    Sheet,
    axis_limits,
)

if TYPE_CHECKING:
    from nelm.evidence.estimate import Estimate, Group, Point, Summary

COUNTS_RIGHT = PANEL_LEFT - 0.12
LARGEST, SMALLEST = 120.0, 12.0  # areas of squares, square points
UNSURE, CHANGED = "†", "‡"
CHANGES = {
    "corrected": "Corrected by another paper",
    "counts": "From counts of patients that a paper gives",
}
INDENT, BOTH = 0.12, 2.95  # BOTH: width of the columns left of the panel, as one


def forest_figure(estimate: Estimate, format_: str = "svg") -> bytes:
    """Every row with its interval, the pooled diamond, the prediction bar, and all left out.

    Shares stand on a whole axis from 0 to 100 %, months on a log axis. Without a pooled result
    the rows are drawn and the reason stands where the diamond would.

    Args:
        estimate: rows and results of a question.
        format_: svg or png.

    Raises:
        InputError: another format than SVG or PNG, or no row at all.
        MissingExtraError: Matplotlib is not installed.
    """
    if not (estimate.points or estimate.excluded):
        raise InputError([Problem("estimate", "without rows", "one study or more")])
    sheet = Sheet(estimate.unit, _limits(estimate))
    _head(sheet, estimate)
    sheet.begin_panel()
    _rows(sheet, estimate)
    _pooled(sheet, estimate)
    _claimed(sheet, estimate)
    sheet.y += 0.04
    sheet.end_panel(_axis_words(estimate))
    _left_out(sheet, estimate)
    _foot(sheet, estimate)
    rows = number_of(len(estimate.points), "row", "rows")
    said = f"{headline(estimate)}. Forest plot of {rows}, {len(estimate.excluded)} left out."
    return sheet.finished(format_, title_of(estimate), said)


def _limits(estimate: Estimate) -> tuple[float, float]:
    """Ends of the axis, from rows, pooled results and what the source prints."""
    points = [*estimate.points, *estimate.excluded]
    summaries = [g.summary for g in estimate.groups if g.summary is not None]
    summaries += [estimate.summary] if estimate.summary is not None else []
    claim = estimate.claim
    figures = [point.value for point in points] + [s.estimate for s in summaries]
    figures += [claim.low, claim.high, claim.median] if claim is not None else []
    ends = [end for point in points for end in (point.ci_lb, point.ci_ub)]
    ends += [end for s in summaries for end in (s.ci_lb, s.ci_ub, s.pi_lb, s.pi_ub)]
    return axis_limits(estimate.unit, figures, ends)


def _axis_words(estimate: Estimate) -> str:
    return "percent of patients" if estimate.unit == "percent" else "months, log scale"


def _head(sheet: Sheet, estimate: Estimate) -> None:
    sheet.paragraph(title_of(estimate), fontsize=11, weight="bold")
    sheet.y += 0.14
    is_rate = estimate.question.is_rate
    counts = "events / n" if is_rate else "patients"
    figures = f"{'share' if is_rate else 'months'} ({LEVEL_PERCENT} % interval)"
    sheet.cell(MARGIN, "Study", sheet.y, weight="bold")
    sheet.cell(COUNTS_RIGHT, counts, sheet.y, ha="right", weight="bold")
    sheet.cell(VALUES_LEFT, figures, sheet.y, weight="bold")
    sheet.y += 0.14


def _rows(sheet: Sheet, estimate: Estimate) -> None:
    weigh = _weigher(estimate.points)
    top = sheet.y
    for group, points in _grouped(estimate):
        if group is not None:
            sheet.y += 0.04
            sheet.row(group, weight="bold", width=BOTH)
        for point in points:
            _row(sheet, point, weigh, indent=INDENT if group is not None else 0.0)
        for found in estimate.groups:
            if found.name == group:
                _group_result(sheet, found, estimate)
    if estimate.summary is not None:
        middle = sheet.inside(estimate.summary.estimate)
        sheet.panel.plot([middle] * 2, [top, sheet.y], "--", color=BLUE, linewidth=0.8, zorder=1)


def _grouped(estimate: Estimate) -> Iterator[tuple[str | None, list[Point]]]:
    """Rows by subgroup; those of none come last under words that say so."""
    if not estimate.groups:
        yield None, list(estimate.points)
        return
    placed = set()
    for group in estimate.groups:
        wanted = set(group.studies)
        placed |= wanted
        yield group.name, [p for p in estimate.points if (p.study, p.arm) in wanted]
    rest = [p for p in estimate.points if (p.study, p.arm) not in placed]
    if rest:
        yield "In no subgroup", rest


def _weigher(points: Iterable[Point]) -> Callable[[Point], float]:
    """Area of a row's square: by patients, or by precision where rows have variances."""
    weights = {id(p): (1 / p.variance if p.variance else float(p.n or 0)) for p in points}
    most = max(weights.values(), default=0.0) or 1.0
    return lambda point: max(SMALLEST, LARGEST * weights[id(point)] / most)


def _row(sheet: Sheet, point: Point, weigh: Callable[[Point], float], indent: float) -> None:
    y = sheet.row(row_name(point) + _marks(point), indent=indent)
    sheet.cell(COUNTS_RIGHT, counted(point), y, ha="right")
    sheet.cell(VALUES_LEFT, point_text(point), y)
    if point.ci_lb is not None and point.ci_ub is not None:
        sheet.interval(point.ci_lb, point.ci_ub, y)
    if point.value is not None:
        sheet.panel.scatter([sheet.inside(point.value)], [y], s=weigh(point), marker="s",
                            color=BLUE, linewidth=0, clip_on=False, zorder=3)  # fmt: skip


def _marks(point: Point) -> str:
    marks = (UNSURE if point.doubts else "") + (CHANGED if point.used != "printed" else "")
    return f" {marks}" if marks else ""


def _group_result(sheet: Sheet, group: Group, estimate: Estimate) -> None:
    if group.summary is None:
        sheet.row(f"No pooled result: {why_not(group.failure)}", indent=INDENT, style="italic",
                  width=BOTH)  # fmt: skip
        return
    y = sheet.row(f"Subgroup: {size_of(group.summary, estimate.reading)}", indent=INDENT,
                  style="italic", width=BOTH)  # fmt: skip
    sheet.diamond(group.summary, y, half=0.06, facecolor="white")
    sheet.cell(VALUES_LEFT, summary_text(group.summary, estimate.unit), y, style="italic")


def _pooled(sheet: Sheet, estimate: Estimate) -> None:
    sheet.y += GAP
    summary = estimate.summary
    if summary is None:
        sheet.row(f"No pooled result: {why_not(estimate.failure)}", weight="bold",
                  width=BOTH)  # fmt: skip
        return
    y = sheet.row(f"Pooled: {size_of(summary, estimate.reading)}", weight="bold", width=BOTH)
    sheet.diamond(summary, y, half=0.085, gid="pooled-diamond")
    sheet.cell(VALUES_LEFT, summary_text(summary, estimate.unit), y, weight="bold")
    _predicted(sheet, summary, estimate)


def _predicted(sheet: Sheet, summary: Summary, estimate: Estimate) -> None:
    """Bar of where a new series is expected, hatched so that it is no diamond."""
    if summary.pi_lb is None or summary.pi_ub is None:
        sheet.row(f"No prediction interval: {why_no_prediction(summary)}", width=BOTH)
        return
    y = sheet.row(f"Expected in a new series ({LEVEL_PERCENT} %)", width=BOTH)
    low, high = sheet.inside(summary.pi_lb), sheet.inside(summary.pi_ub)
    sheet.panel.fill([low, high, high, low], [y - 0.045] * 2 + [y + 0.045] * 2, facecolor="white",
                     edgecolor="black", hatch="//////", linewidth=0.8, clip_on=False, zorder=3,
                     gid="prediction-bar")  # fmt: skip
    if (low, high) != (summary.pi_lb, summary.pi_ub):
        sheet.interval(summary.pi_lb, summary.pi_ub, y)
    span = span_text(summary.pi_lb, summary.pi_ub, estimate.unit, summary.n_patients)
    sheet.cell(VALUES_LEFT, f"{span} %" if estimate.unit == "percent" else span, y)


def _claimed(sheet: Sheet, estimate: Estimate) -> None:
    """Bracket of the printed range, a stroke at the printed median."""
    claim = estimate.claim
    if claim is None:
        return
    y = sheet.row(f"Printed in the source ({claim.claim})", color=DARK, width=BOTH)
    ends = [end for end in (claim.low, claim.high) if end is not None]
    if len(ends) == 2:
        sheet.interval(ends[0], ends[1], y, color=ORANGE, linewidth=1.2)
    for place in ends:
        _stroke(sheet, place, y, 0.05)
    if claim.median is not None:
        _stroke(sheet, claim.median, y, 0.085)
    words = claim_text(claim)
    sheet.cell(VALUES_LEFT, words, y, color=DARK)


def _stroke(sheet: Sheet, place: float, y: float, half: float) -> None:
    x = sheet.inside(place)
    sheet.panel.plot([x, x], [y - half, y + half], color=ORANGE, linewidth=1.4, clip_on=False)


def _left_out(sheet: Sheet, estimate: Estimate) -> None:
    """Rows that are not pooled: hollow circles in grey, and why."""
    if not estimate.excluded:
        return
    sheet.y += GAP
    sheet.row("Not pooled, and why", weight="bold", color=DARK, width=WIDTH - 2 * MARGIN)
    for point in estimate.excluded:
        y = sheet.row(row_name(point) + _marks(point), color=DARK, indent=INDENT)
        sheet.cell(COUNTS_RIGHT, counted(point), y, ha="right", color=DARK)
        sheet.cell(VALUES_LEFT, _shown(point), y, color=DARK)
        if point.ci_lb is not None and point.ci_ub is not None:
            sheet.interval(point.ci_lb, point.ci_ub, y, color=GREY)
        if point.value is not None:
            sheet.panel.plot([sheet.inside(point.value)], [y], "o", markersize=5, clip_on=False,
                             markerfacecolor="white", markeredgecolor=GREY, zorder=3)  # fmt: skip
        why = point.excluded_because or "no reason was recorded"
        sheet.paragraph(why, 2 * INDENT + MARGIN, color=DARK, style="italic")


def _shown(point: Point) -> str:
    """An excluded row's figure; the printed cell where there is none."""
    return point_text(point) if point.value is not None else f"printed: {point.printed}"


def _foot(sheet: Sheet, estimate: Estimate) -> None:
    sheet.y += GAP
    for note in (*_notes(sheet, estimate), *_explained(estimate)):
        sheet.paragraph(note)
    sheet.y += 0.03
    sheet.paragraph(NOT_COMPARABLE, weight="bold")


def _notes(sheet: Sheet, estimate: Estimate) -> Iterator[str]:
    if estimate.summary is not None:
        yield " ".join(summary_rules(estimate.summary, estimate.unit))
    if estimate.groups_note and estimate.groups_note != NOT_COMPARABLE:
        yield estimate.groups_note
    area = "patients" if estimate.question.is_rate else "precision (1 / variance of the log)"
    yield f"{row_rule(estimate.unit)} Area of squares: {area}, with a least size."
    yield reading_text(estimate.reading, is_rate=estimate.question.is_rate)
    if estimate.claim is not None:
        yield claim_note(estimate.claim, estimate.unit)
    if estimate.without_figure:
        yield f"Without a figure on this outcome: {', '.join(estimate.without_figure)}."
    if sheet.cut:
        yield "An arrow: the interval runs beyond the axis."


def _explained(estimate: Estimate) -> Iterator[str]:
    """The doubts, each with its rows; then the figures that are not the printed ones."""
    doubts: dict[str, list[str]] = {}
    points = (*estimate.points, *estimate.excluded)
    for point in points:
        for doubt in point.doubts:
            doubts.setdefault(doubt, []).append(row_name(point))
    for doubt, names in doubts.items():
        yield f"{UNSURE} {'; '.join(names)}: {doubt.rstrip('.')}."
    for used, words in CHANGES.items():
        names = [f"{row_name(p)} (printed: {p.printed})" for p in points if p.used == used]
        if names:
            yield f"{CHANGED} {words}: {'; '.join(names)}."
