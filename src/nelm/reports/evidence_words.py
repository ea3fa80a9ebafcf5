"""Pooled results in words: figures, intervals, rules; shared by the page and the pictures."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from nelm.evidence.estimate import option_names
from nelm.evidence.tables.forms import WHOLE_STUDY

if TYPE_CHECKING:
    from nelm.evidence.estimate import Estimate, Failure, Point, PrintedClaim, Reading, Summary
    from nelm.evidence.robustness import Robustness
    from nelm.evidence.tables.forms import Unit

MISSING, NO_FIGURE = "-", "no figure"
MANY = 1000  # so many patients carry a decimal of a percentage; so many months need none
LEVEL_PERCENT = 95
VERDICTS = {
    "reproduces": "reproduces from the tables",
    "only_under_a_reading": "reproduces from the tables only under a reading",
    "does_not": "does not reproduce from the tables",
    "not_testable": "can not be tested by the tables",
}


def title_of(estimate: Estimate | Robustness) -> str:
    """Outcome and options: `Objective response after TAE or TACE`."""
    comma = "," if "," in estimate.title else ""
    return f"{estimate.title}{comma} after {option_names(estimate.question.options)}"


def figure_text(value: float | None, unit: Unit, n: int | None) -> str:
    """A figure without its unit: months with a decimal, shares without one below 1000 patients.

    What would round to 0 or 100 without being so is told by `<` and `>`.

    >>> figure_text(52.5, "percent", 40), figure_text(99.7, "percent", 40)
    ('53', '>99')
    >>> figure_text(52.5, "percent", 4000), figure_text(16, "months", 20)
    ('52.5', '16.0')
    """
    if value is None:
        return MISSING
    fine = value < MANY if unit == "months" else (n or 0) >= MANY
    step = Decimal("0.1") if fine else Decimal(1)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    if value > 0 and rounded == 0:
        return f"<{step}"
    if unit == "percent" and value < 100 and rounded == 100:
        return f">{100 - step}"
    return f"{rounded:,}"


def amount(value: float | None, unit: Unit, n: int | None) -> str:
    """A figure with its unit: `53 %`, `32.0 months`."""
    if value is None:
        return MISSING
    return f"{figure_text(value, unit, n)} {'%' if unit == 'percent' else 'months'}"


def span_text(low: float | None, high: float | None, unit: Unit, n: int | None) -> str:
    """An interval without its unit: `43-63`, `99 to >99`."""
    if low is None or high is None:
        return MISSING
    ends = figure_text(low, unit, n), figure_text(high, unit, n)
    return (" to " if {"<", ">"} & {end[0] for end in ends} else "-").join(ends)


def point_text(point: Point) -> str:
    """A row's figure and interval: `53 % (43-63)`; months without the word."""
    return _with_span((point.value, point.ci_lb, point.ci_ub), point.unit, point.n)


def summary_text(summary: Summary, unit: Unit) -> str:
    """A pooled figure and its interval, as `point_text`."""
    shown = (summary.estimate, summary.ci_lb, summary.ci_ub)
    return _with_span(shown, unit, summary.n_patients)


def _with_span(
    shown: tuple[float | None, float | None, float | None], unit: Unit, n: int | None
) -> str:
    value, low, high = shown
    said = amount(value, unit, n) if unit == "percent" else figure_text(value, unit, n)
    span = span_text(low, high, unit, n)
    return said if span == MISSING else f"{said} ({span})"


def row_name(point: Point) -> str:
    """Study, year, and the arm where it is not the whole study."""
    name = point.label if str(point.year) in point.label else f"{point.label} {point.year}"
    known = point.arm == WHOLE_STUDY or point.arm in name
    return name if known else f"{name}, {point.arm}"


def counted(point: Point) -> str:
    """Patients with the outcome of all; patients alone for times."""
    n = "?" if point.n is None else f"{point.n}"
    if point.events is not None:
        return f"{point.events} / {n}"
    return MISSING if point.n is None else n


def chance(p_value: float) -> str:
    """A p value; one that would round to nothing is told as a bound.

    >>> chance(0.0123), chance(0.0001)
    ('p = 0.012', 'p < 0.001')
    """
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"


def number_of(count: int, one: str, many: str) -> str:
    """`1 study`, `23 studies`.

    >>> number_of(1, "study", "studies"), number_of(1200, "patient", "patients")
    ('1 study', '1,200 patients')
    """
    return f"{count:,} {one if count == 1 else many}"


def size_of(summary: Summary, reading: Reading) -> str:
    """Rows and patients behind a pooled result."""
    words = ("study", "studies") if reading.arms == "together" else ("arm", "arms")
    patients = number_of(summary.n_patients, "patient", "patients")
    return f"{number_of(summary.k, *words)}, {patients}"


def why_not(failure: Failure | None) -> str:
    """Why there is no pooled result."""
    return failure.text if failure else "no reason was recorded"


def expected_text(summary: Summary, unit: Unit) -> str:
    """Where a new series is expected, or why nobody can say."""
    if summary.pi_lb is None or summary.pi_ub is None:
        return f"no prediction interval: {why_no_prediction(summary)}"
    n = summary.n_patients
    low, high = figure_text(summary.pi_lb, unit, n), amount(summary.pi_ub, unit, n)
    return f"a new series is expected between {low} and {high}"


def why_no_prediction(summary: Summary) -> str:
    """The reason without the word that it begins with."""
    return summary.pi_rule.removeprefix("none: ")


def headline(estimate: Estimate) -> str:
    """The result in one sentence without its full stop, or why there is none."""
    summary, unit = estimate.summary, estimate.unit
    if summary is None:
        return f"{title_of(estimate)}: no pooled result, {why_not(estimate.failure)}"
    n = summary.n_patients
    return (
        f"{title_of(estimate)}: pooled {amount(summary.estimate, unit, n)} "
        f"({LEVEL_PERCENT} % interval {span_text(summary.ci_lb, summary.ci_ub, unit, n)}), "
        f"{size_of(summary, estimate.reading)}; {expected_text(summary, unit)}"
    )


def spread_text(summary: Summary, unit: Unit) -> str:
    """How much the studies differ: variance between them, its share, and its chance."""
    scale = "logit" if unit == "percent" else "log"
    parts = [f"variance between studies (τ², {scale} scale) {summary.tau2:.2f}"]
    if summary.tau2_lb is not None and summary.tau2_ub is not None:
        parts[0] += f" ({summary.tau2_lb:.2f}-{summary.tau2_ub:.2f})"
    if summary.i2_percent is not None:
        parts.append(f"I² {summary.i2_percent:.0f} %")
    if summary.q_p is not None:
        parts.append(f"Q test {chance(summary.q_p)}")
    return "; ".join(parts)


def summary_rules(summary: Summary, unit: Unit) -> tuple[str, ...]:
    """Model, spread and rules of a pooled result, a sentence each."""
    n = summary.n_patients
    lines = [f"Model: {summary.model}.", f"Spread: {spread_text(summary, unit)}."]
    if summary.averaged is not None:
        mean = amount(summary.averaged, unit, n)
        lines.append(f"Mean share over studies: {mean}; the pooled figure is the median study's.")
    lines.append(f"Interval of the pooled figure, {LEVEL_PERCENT} %: {summary.ci_rule}.")
    if summary.pi_lb is None or summary.pi_ub is None:
        return (*lines, f"No prediction interval: {why_no_prediction(summary)}.")
    return (*lines, f"Prediction interval, {LEVEL_PERCENT} %: {summary.pi_rule}.")


def row_rule(unit: Unit) -> str:
    """How the intervals of single rows are made."""
    rule = "exact (Clopper-Pearson)" if unit == "percent" else "by the variance of the log median"
    return f"Intervals of single rows, {LEVEL_PERCENT} %: {rule}."


def reading_text(reading: Reading, *, is_rate: bool) -> str:
    """How the tables were read, in one sentence."""
    parts = [
        "values as printed in the source"
        if reading.values == "printed"
        else "values corrected where a primary paper says otherwise",
        "endpoints as the columns are headed"
        if reading.endpoints == "as_printed"
        else "endpoints by their own name",
        f"arms of a study {reading.arms}",
        "every study kept"
        if reading.overlap == "kept"
        else "the largest of studies that share patients",
        "doubtful rows kept and marked" if reading.doubtful == "kept" else "doubtful rows left out",
    ]
    parts += _rate_rules(reading) if is_rate else _time_rules(reading)
    return f"Reading: {'; '.join(parts)}."


def _rate_rules(reading: Reading) -> list[str]:
    merged = "counted as response" if reading.merged == "as_response" else "left out"
    return [f"cells that span response and stable disease {merged}"]


def _time_rules(reading: Reading) -> list[str]:
    means = "times ln 2" if reading.means == "times_ln2" else "left out"
    rule = "1/(n ln² 2)" if reading.variance == "kaplan_meier" else "1/n"
    return [f"means {means}", f"variance of the log of a median without an interval {rule}"]


def claim_text(claim: PrintedClaim) -> str:
    """What the source prints of the outcome, as it prints it, without the unit."""
    parts = []
    if claim.low is not None and claim.high is not None:
        parts.append(f"{claim.low:g}-{claim.high:g}")
    elif claim.low is not None:
        parts.append(f"from {claim.low:g}")
    elif claim.high is not None:
        parts.append(f"up to {claim.high:g}")
    if claim.median is not None:
        parts.append(f"median {claim.median:g}")
    return ", ".join(parts) or NO_FIGURE


def claim_note(claim: PrintedClaim, unit: Unit) -> str:
    """The source's claim, for which options it is, and whether its tables give it."""
    verdict = VERDICTS.get(claim.verdict, claim.verdict)
    words = "%" if unit == "percent" else "months"
    figures = claim_text(claim)
    told = figures if figures == NO_FIGURE else f"{figures} {words}"
    said = f"for {option_names(claim.options)}: {told}"
    return f"Printed in the source ({claim.claim}) {said}; {verdict}."


def shift_text(by: float, unit: Unit) -> str:
    """How far a result moved, in percentage points or months.

    >>> shift_text(-1.25, "percent"), shift_text(0.04, "months")
    ('-1.3 points', '0.0')
    """
    rounded = Decimal(repr(float(by))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    said = f"{rounded:+}" if rounded else "0.0"
    return f"{said} points" if unit == "percent" else said
