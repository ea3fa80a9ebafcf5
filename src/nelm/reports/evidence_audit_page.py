"""The audit of a source's summary figures: as a page, and as plain rows for JSON and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nelm.assessment.wording import ranges
from nelm.evidence.audit.agreement import ReadingVerdict
from nelm.evidence.audit.claims import AuditedClaim, AuditedReading
from nelm.evidence.audit.drift import ClaimVerdict
from nelm.evidence.audit.primary import PrimaryFigure
from nelm.evidence.audit.wording import figure_text, numbers_text, span_text, study_label
from nelm.evidence.tables.forms import Claim
from nelm.reports.page import Block, Heading, Items, Table

VERDICTS: Mapping[ClaimVerdict, str] = {
    "reproduces": "reproduces",
    "only_under_a_reading": "only under a reading",
    "does_not": "does not reproduce",
    "not_testable": "not testable",
}
READING_VERDICTS: Mapping[ReadingVerdict, str] = {
    "reproduces": "reproduces",
    "range_only": "range only",
    "median_only": "median only",
    "no": "no",
    "not_testable": "not testable",
}
INTRO = (
    "Every summary figure of the source recomputed from its own tables. Medians are of studies or "
    "arms, not weighted by patients, and mix endpoints where the source does: they check the "
    "source, they are no estimates. Under 'recomputed' stands the plainest reading, A."
)


def audit_blocks(audited: Sequence[AuditedClaim], detailed: bool = False) -> Iterator[Block]:
    """Claim, printed figures, recomputed figures, verdict and why; in detail every reading."""
    yield Heading(1, "Claims recomputed")
    if not audited:
        yield "No claims: the pack has no study tables."
        return
    yield INTRO
    yield _counts(audited)
    yield from _drift(audited)
    yield Table(
        ("claim", "says", "printed", "recomputed", "verdict", "why"),
        tuple(_summary_row(one) for one in audited),
    )
    if detailed:
        for one in audited:
            yield from _details(one)


def audit_rows(audited: Sequence[AuditedClaim]) -> list[dict[str, object]]:
    """One plain row per reading, for JSON and CSV; empty cells are None, lists are tuples."""
    return [_row(one, reading) for one in audited for reading in one.readings]


def verdict_text(one: AuditedClaim) -> str:
    """The verdict with the readings it holds under."""
    if one.verdict != "only_under_a_reading":
        return VERDICTS[one.verdict]
    return f"only under reading {' or '.join(one.under)}"


def _counts(audited: Sequence[AuditedClaim]) -> str:
    counts = Counter(one.verdict for one in audited)
    told = [f"{words}: {counts[name]}" for name, words in VERDICTS.items() if counts[name]]
    return f"{len(audited)} claims; {', '.join(told)}."


def _drift(audited: Sequence[AuditedClaim]) -> Iterator[Block]:
    lines = [f"{one.claim.claim}: {change}" for one in audited for change in one.changes]
    if not lines:
        yield "Every reading gives what it gave when it was audited."
        return
    stopped = [one.claim.claim for one in audited if one.stopped]
    yield Heading(2, "Changed since the audit")
    if stopped:
        yield f"No longer reproducing as marked: {', '.join(stopped)}."
    yield Items(tuple(lines))


def _summary_row(one: AuditedClaim) -> tuple[str, ...]:
    first = one.readings[0]
    return (
        one.claim.claim,
        one.claim.says,
        _printed(one.claim),
        numbers_text(one.claim, first.numbers),
        verdict_text(one),
        one.why,
    )


def _printed(claim: Claim) -> str:
    return span_text(claim.low, claim.high, claim.value, claim.unit)


def _details(one: AuditedClaim) -> Iterator[Block]:
    yield Heading(2, f"{one.claim.claim} · section {one.claim.section}")
    refs = ranges(one.claim.refs)
    yield f"{one.claim.says}. Cited: {refs}. Verdict: {verdict_text(one)}. {one.why}"
    yield Table(
        ("reading", "takes", "recomputed", "verdict", "why", "note"),
        tuple(_reading_row(one.claim, reading) for reading in one.readings),
    )
    lines = tuple(_notes(one))
    if lines:
        yield Items(lines)


def _reading_row(claim: Claim, audited: AuditedReading) -> tuple[str, ...]:
    return (
        audited.reading.label,
        audited.reading.says,
        numbers_text(claim, audited.numbers),
        READING_VERDICTS[audited.verdict],
        audited.why,
        audited.reading.note or "",
    )


def _notes(one: AuditedClaim) -> Iterator[str]:
    for figure in one.primary:
        yield f"Known from the paper: {_primary_text(figure, one.claim)}."
    if one.verdict == "not_testable":
        return
    if one.citations.without_figure:
        refs = ranges(one.citations.without_figure)
        yield f"Cited without a figure of their own in the tables: {refs}."
    if one.citations.not_cited:
        labels = ", ".join(map(study_label, one.citations.not_cited))
        yield f"With a figure, but not cited: {labels}."


def _primary_text(figure: PrimaryFigure, claim: Claim) -> str:
    unit = "%" if claim.unit == "percent" else claim.unit
    counts = "" if figure.events is None else f" ({figure.events} of {figure.denominator})"
    place = f", {figure.place} claimed" if figure.place else ""
    measure = figure.measure.replace("_", " ")
    study = f"{study_label(figure.study)} [{figure.study.reference}]"
    return f"{study}: {measure} {figure_text(figure.value)} {unit}{counts}{place}"


def _row(one: AuditedClaim, audited: AuditedReading) -> dict[str, object]:
    claim, reading, numbers = one.claim, audited.reading, audited.numbers
    return {
        "claim": claim.claim,
        "section": claim.section,
        "says": claim.says,
        "unit": claim.unit,
        "printed_low": claim.low,
        "printed_high": claim.high,
        "printed_value": claim.value,
        "verdict": one.verdict,
        "under": one.under,
        "why": one.why,
        "changed": one.changed,
        "stopped": one.stopped,
        "reading": reading.label,
        "reading_says": reading.says,
        "low": None if numbers is None else numbers.low,
        "high": None if numbers is None else numbers.high,
        "value": None if numbers is None else numbers.value,
        "n_figures": 0 if numbers is None else numbers.n,
        "studies": audited.selection.studies,
        "reading_verdict": audited.verdict,
        "reading_why": audited.why,
        "reading_changes": audited.changes,
        "cited_without_figure": one.citations.without_figure,
        "not_cited": tuple(study.study for study in one.citations.not_cited),
    }
