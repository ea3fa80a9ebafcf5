"""What leaving out one study does: the pooled result without each study, over the whole result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nelm.case.problem import InputError, Problem
from nelm.evidence.estimate import NOT_COMPARABLE, Failure
from nelm.reports.drawing import BLUE, PALE
from nelm.reports.evidence_words import LEVEL_PERCENT, number_of, shift_text, summary_text, title_of
from nelm.reports.plot_rows import GAP, MARGIN, PANEL_LEFT, VALUES_LEFT, Sheet, axis_limits

if TYPE_CHECKING:
    from nelm.evidence.estimate import Summary
    from nelm.evidence.robustness import Robustness
    from nelm.evidence.tables.forms import Unit

Left = tuple[str, "Summary | Failure"]
SHIFT_RIGHT = PANEL_LEFT - 0.12
BOTH = 2.95


def shift_figure(
    title: str, unit: Unit, whole: Summary, left: Sequence[Left], format_: str = "svg"
) -> bytes:
    """A row per study left out: the result of all others, on a band of the whole result.

    Shares stand on a whole axis from 0 to 100 %, so that small shifts look small.

    Args:
        title: outcome and options.
        unit: percent or months.
        whole: result of all studies.
        left: name of the study left out, and the result without it or why there is none.
        format_: svg or png.

    Raises:
        InputError: another format than SVG or PNG, or no row.
        MissingExtraError: Matplotlib is not installed.
    """
    if not left:
        raise InputError([Problem("studies", "none left out", "one study or more")])
    results = [whole, *(found for _, found in left if not isinstance(found, Failure))]
    ends = [end for found in results for end in (found.ci_lb, found.ci_ub)]
    sheet = Sheet(unit, axis_limits(unit, [found.estimate for found in results], ends))
    _head(sheet, title)
    sheet.begin_panel()
    for name, found in left:
        _row(sheet, name, found, whole)
    _whole(sheet, whole)
    sheet.end_panel("percent of patients" if unit == "percent" else "months, log scale")
    sheet.y += GAP
    for note in _notes(sheet, whole):
        sheet.paragraph(note)
    sheet.paragraph(NOT_COMPARABLE, weight="bold")
    heard = f"Pooled result without each of {number_of(len(left), 'study', 'studies')} in turn."
    said = f"All studies: {summary_text(whole, unit)}. {heard}"
    return sheet.finished(format_, f"{title}, leaving out one study", said)


def influence_figure(found: Robustness, whole: Summary, format_: str = "svg") -> bytes:
    """The leave-one-out picture of a pooled outcome.

    Args:
        found: what each study does to the result.
        whole: result of all studies.
        format_: svg or png.

    Raises:
        InputError: another format than SVG or PNG, or no row.
        MissingExtraError: Matplotlib is not installed.
    """
    left: list[Left] = []
    for row in found.rows:
        if row.without is None:
            failed = Failure(reason="not_estimable", text=row.without_reason or "not known")
            left.append((row.label, failed))
        else:
            shown = row.without.model_dump(include={"k", "estimate", "ci_lb", "ci_ub", "tau2"})
            left.append((row.label, whole.model_copy(update=shown)))
    return shift_figure(title_of(found), found.unit, whole, left, format_)


def _head(sheet: Sheet, title: str) -> None:
    sheet.paragraph(f"{title}: what leaving out one study does", fontsize=11, weight="bold")
    sheet.y += 0.14
    unit = "%" if sheet.unit == "percent" else "months"
    sheet.cell(MARGIN, "Left out", sheet.y, weight="bold")
    sheet.cell(SHIFT_RIGHT, "moved by", sheet.y, ha="right", weight="bold")
    sheet.cell(VALUES_LEFT, f"{unit} ({LEVEL_PERCENT} % interval)", sheet.y, weight="bold")
    sheet.y += 0.14


def _row(sheet: Sheet, name: str, found: Summary | Failure, whole: Summary) -> None:
    if isinstance(found, Failure):
        sheet.row(f"{name}: no result, {found.text}", width=BOTH, style="italic")
        return
    y = sheet.row(name)
    sheet.interval(found.ci_lb, found.ci_ub, y)
    sheet.panel.plot([sheet.inside(found.estimate)], [y], "o", color=BLUE, markersize=5,
                     clip_on=False, zorder=3)  # fmt: skip
    sheet.cell(SHIFT_RIGHT, shift_text(found.estimate - whole.estimate, sheet.unit), y, ha="right")
    sheet.cell(VALUES_LEFT, summary_text(found, sheet.unit), y)


def _whole(sheet: Sheet, whole: Summary) -> None:
    sheet.y += GAP
    low, high = sheet.inside(whole.ci_lb), sheet.inside(whole.ci_ub)
    middle = sheet.inside(whole.estimate)
    y = sheet.row(f"None: all {whole.k} studies", weight="bold", width=BOTH)
    sheet.diamond(whole, y, half=0.085, gid="whole-diamond")
    sheet.cell(VALUES_LEFT, summary_text(whole, sheet.unit), y, weight="bold")
    sheet.panel.axvspan(low, high, color=PALE, alpha=0.6, linewidth=0, zorder=0.5)
    sheet.panel.axvline(middle, color=BLUE, linestyle="--", linewidth=0.8, zorder=1)


def _notes(sheet: Sheet, whole: Summary) -> Iterator[str]:
    yield (
        "Each row is the pooled result of all other studies, with its interval. Band and broken "
        "line: the result of all studies. The rows share nearly all their data, so they are no "
        "independent confirmations of each other; a row far from the line shows that the result "
        "leans on that study, not that the study is wrong."
    )
    yield f"Model: {whole.model}. Interval of all studies, {LEVEL_PERCENT} %: {whole.ci_rule}."
    if sheet.unit == "percent":
        yield f"Intervals of the rows, {LEVEL_PERCENT} %: Wald's, a little narrower."
    if sheet.cut:
        yield "An arrow: the interval runs beyond the axis."
