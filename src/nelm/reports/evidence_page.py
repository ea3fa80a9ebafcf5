"""A pooled outcome as a page for reading, and as plain rows for CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nelm.evidence.estimate import (
    NOT_COMPARABLE,
    Estimate,
    Failure,
    Point,
    PrintedClaim,
    Summary,
    option_names,
)
from nelm.evidence.tables.forms import Published, Unit
from nelm.reports.evidence_words import (
    LEVEL_PERCENT,
    MISSING,
    amount,
    claim_note,
    counted,
    headline,
    number_of,
    point_text,
    reading_text,
    row_name,
    row_rule,
    span_text,
    summary_rules,
    summary_text,
    title_of,
    why_no_prediction,
    why_not,
)
from nelm.reports.page import Block, Heading, Items, Table

ROW_COLUMNS = (
    "study", "arm", "label", "year", "reference", "options", "pooled", "n", "events", "value",
    "unit", "ci_lb", "ci_ub", "printed", "used", "says_who", "criteria", "confidence",
    "small_bowel_percent", "pancreas_percent", "doubts", "excluded_because",
)  # fmt: skip
INTERVAL = f"{LEVEL_PERCENT} % interval"
USED = {"printed": "as printed", "corrected": "corrected", "counts": "from counts of patients"}


def estimate_blocks(estimate: Estimate) -> Iterator[Block]:
    """Everything about a pooled outcome: result, rules, rows, other rules, the source's claim."""
    yield Heading(1, title_of(estimate))
    yield f"{headline(estimate)}."
    yield Items(tuple(_rules(estimate)))
    kind = "with a usable figure" if estimate.summary is None else "that are pooled"
    yield Heading(2, f"Rows {kind} ({len(estimate.points)})")
    yield _rows(estimate, estimate.points) if estimate.points else "None."
    yield from _left_out(estimate)
    yield from _groups(estimate)
    yield from _variations(estimate)
    if estimate.claim is not None:
        yield from _claim(estimate, estimate.claim)
    if estimate.published:
        yield Heading(2, "Published elsewhere, not pooled here")
        yield Items(tuple(_published(row, estimate.unit) for row in estimate.published))
    yield NOT_COMPARABLE


def estimate_rows(estimate: Estimate) -> list[dict[str, object]]:
    """Every row, pooled or not, with figures to one decimal; None where nothing is known."""
    pooled = [_record(point, "yes") for point in estimate.points]
    return [*pooled, *(_record(point, "no") for point in estimate.excluded)]


def _rules(estimate: Estimate) -> Iterator[str]:
    if estimate.summary is not None:
        yield from summary_rules(estimate.summary, estimate.unit)
    yield row_rule(estimate.unit)
    yield reading_text(estimate.reading, is_rate=estimate.question.is_rate)


def _rows(estimate: Estimate, points: Sequence[Point]) -> Table:
    counts = "events / n" if estimate.question.is_rate else "patients"
    value = "share" if estimate.question.is_rate else "months"
    head = ("study", counts, f"{value} ({INTERVAL})", "printed", "used", "doubts", "why not pooled")
    return Table(head, tuple(_cells(point) for point in points))


def _cells(point: Point) -> tuple[str, ...]:
    says = f" ({point.says_who})" if point.says_who and point.used != "printed" else ""
    return (
        row_name(point),
        counted(point),
        point_text(point),
        point.printed,
        f"{USED[point.used]}{says}",
        "; ".join(point.doubts),
        point.excluded_because or "",
    )


def _left_out(estimate: Estimate) -> Iterator[Block]:
    if estimate.excluded:
        yield Heading(2, f"Rows that are not pooled ({len(estimate.excluded)})")
        yield _rows(estimate, estimate.excluded)
    if estimate.without_figure:
        count = number_of(len(estimate.without_figure), "study", "studies")
        names = ", ".join(estimate.without_figure)
        yield f"{count} of these options without a figure on this outcome: {names}."


def _groups(estimate: Estimate) -> Iterator[Block]:
    if not estimate.groups:
        return
    yield Heading(2, "Subgroups")
    yield _results(estimate, "subgroup", [(g.name, g.summary, g.failure) for g in estimate.groups])
    if estimate.groups_note and estimate.groups_note != NOT_COMPARABLE:
        yield estimate.groups_note


def _variations(estimate: Estimate) -> Iterator[Block]:
    """The same question under other rules, the result above first to hold them against."""
    if not estimate.variations:
        return
    yield Heading(2, "Under other rules and readings")
    lines = [("as above", estimate.summary, estimate.failure)]
    lines += [(v.says, v.summary, v.failure) for v in estimate.variations]
    yield _results(estimate, "rule", lines)


def _results(
    estimate: Estimate, what: str, lines: Sequence[tuple[str, Summary | None, Failure | None]]
) -> Table:
    value = "pooled share" if estimate.question.is_rate else "pooled months"
    head = (what, "studies", "patients", f"{value} ({INTERVAL})", "prediction interval")
    return Table(head, tuple(_result(estimate, *line) for line in lines))


def _result(
    estimate: Estimate, name: str, found: Summary | None, failure: Failure | None
) -> tuple[str, ...]:
    if found is None:
        return name, MISSING, MISSING, f"no pooled result: {why_not(failure)}", MISSING
    has = found.pi_lb is not None and found.pi_ub is not None
    span = span_text(found.pi_lb, found.pi_ub, estimate.unit, found.n_patients)
    unit = " %" if estimate.unit == "percent" else ""
    expected = f"{span}{unit}" if has else f"none: {why_no_prediction(found)}"
    pooled = summary_text(found, estimate.unit)
    return name, f"{found.k}", f"{found.n_patients:,}", pooled, expected


def _claim(estimate: Estimate, claim: PrintedClaim) -> Iterator[Block]:
    yield Heading(2, "What the source prints")
    yield claim_note(claim, estimate.unit)
    if claim.median is not None and estimate.summary is not None:
        pooled = amount(estimate.summary.estimate, estimate.unit, estimate.summary.n_patients)
        yield (
            f"Its median counts every series alike; the pooled {pooled} weighs them by what each "
            "can tell. Its range is that of observed figures."
        )
    if set(claim.options) != set(estimate.question.options):
        yield f"The claim is about {option_names(claim.options)} together."


def _record(point: Point, pooled: str) -> dict[str, object]:
    return {
        "study": point.study,
        "arm": point.arm,
        "label": row_name(point),
        "year": point.year,
        "reference": point.reference,
        "options": point.options,
        "pooled": pooled,
        "n": point.n,
        "events": point.events,
        "value": _rounded(point.value),
        "unit": point.unit,
        "ci_lb": _rounded(point.ci_lb),
        "ci_ub": _rounded(point.ci_ub),
        "printed": point.printed,
        "used": point.used,
        "says_who": point.says_who,
        "criteria": point.criteria,
        "confidence": point.confidence,
        "small_bowel_percent": _rounded(point.small_bowel_percent),
        "pancreas_percent": _rounded(point.pancreas_percent),
        "doubts": point.doubts,
        "excluded_because": point.excluded_because,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _published(row: Published, unit: Unit) -> str:
    """One figure of another publication, with what was read of it."""
    span = "" if row.ci_lb is None else f" ({span_text(row.ci_lb, row.ci_ub, unit, None)})"
    studies = None if row.n_studies is None else number_of(row.n_studies, "study", "studies")
    patients = None if row.n_patients is None else number_of(row.n_patients, "patient", "patients")
    parts = (row.measure, row.subgroup, studies, patients, row.model, row.verified, row.note)
    value = f"{row.treatment}: {amount(row.estimate, unit, None)}{span}"
    return f"{row.citation}. {value}; {'; '.join(part for part in parts if part)}"
