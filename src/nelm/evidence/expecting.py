"""The pooled outcomes of a pack's options, worked out for its board sheets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nelm.evidence.estimate import (
    Estimate,
    Point,
    PrintedClaim,
    Question,
    Summary,
    option_names,
)
from nelm.evidence.expectation import EXPECTED, Expectation
from nelm.evidence.pool import pool
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Measure
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.pack import Pack

FEWEST = 3  # series for which a pooled figure is printed on a sheet; fewer are listed
CLAIM_WORDS = {
    "reproduces": "its tables give the same",
    "only_under_a_reading": "its tables give this only under one reading",
    "does_not": "its tables do not give this",
    "not_testable": "it prints no table",
}


def expected(pack: Pack) -> dict[str, tuple[Expectation, ...]]:
    """Pooled outcomes of every option of a pack, from its study tables."""
    evidence = load_evidence(pack)
    return {option.id: tuple(_lines(evidence, option.id)) for option in pack.options}


def _lines(evidence: Evidence, option: str) -> Iterator[Expectation]:
    for measure in EXPECTED:
        for options in dict.fromkeys(((option,), _reported_with(evidence, option, measure))):
            found = _found(evidence, options, measure)
            if found.points or found.excluded:
                yield _expectation(found)


@lru_cache(maxsize=64)  # one question serves every option that the source reports together
def _found(evidence: Evidence, options: tuple[str, ...], measure: Measure) -> Estimate:
    return pool(evidence, Question(options=options, measure=measure))


def _reported_with(evidence: Evidence, option: str, measure: Measure) -> tuple[str, ...]:
    """The options that the source's claim on the outcome puts together with this one."""
    for claim in evidence.claims:
        if claim.measure == measure and claim.low is not None and option in claim.options:
            return claim.options
    return (option,)


def _expectation(found: Estimate) -> Expectation:
    others = [v.summary.estimate for v in found.variations if v.summary is not None]
    sentences = [sentence for sentence in _sentences(found, others) if sentence]
    return Expectation(
        title=f"{found.title}, {option_names(found.question.options)}",
        measure=found.question.measure,
        options=found.question.options,
        unit=found.unit,
        studies=len(found.points),
        summary=found.summary,
        not_pooled=None if found.failure is None else found.failure.text,
        others_lb=min(others, default=None),
        others_ub=max(others, default=None),
        claim=found.claim,
        is_pooled=_is_pooled(found.summary),
        headline=sentences[0],
        details=tuple(sentences[1:]),
    )


def _is_pooled(summary: Summary | None) -> bool:
    return summary is not None and summary.k >= FEWEST


def _sentences(found: Estimate, others: list[float]) -> Iterator[str]:
    unit = "%" if found.unit == "percent" else "months"
    if found.summary is None or not _is_pooled(found.summary):
        reason = found.failure.text if found.failure else f"fewer than {FEWEST} series"
        yield f"Not pooled here: {reason}"
        yield "; ".join(_single(point, unit) for point in found.points)
    else:
        yield from _pooled(found.summary, unit)
        if others:
            yield f"Other models and readings: {_span(min(others), max(others), unit)} {unit}"
    if found.excluded:
        count = len(found.excluded)
        figures = "1 figure" if count == 1 else f"{count} figures"
        yield f"{figures} left out; the forest plot has the reason of each"
    if found.claim is not None:
        yield _printed(found.claim, found.question, unit)


def _single(point: Point, unit: str) -> str:
    value = "no figure" if point.value is None else f"{point.value:.0f} {unit}"
    return f"{point.label}: {value}, {point.n or 'unknown'} patients"


def _pooled(s: Summary, unit: str) -> Iterator[str]:
    yield (
        f"{_whole(s.estimate, unit)} {unit} (95 % confidence interval "
        f"{_span(s.ci_lb, s.ci_ub, unit)}), "
        f"{s.k} series, {s.n_patients} patients"
    )
    if s.pi_lb is None or s.pi_ub is None:
        yield "No prediction interval: it needs at least 3 series"
    else:
        yield (
            f"A further series is expected between {_whole(s.pi_lb, unit)} and "
            f"{_whole(s.pi_ub, unit)} {unit} "
            "(95 % prediction interval)"
        )
    spread = "" if s.i2_percent is None else f", I² {s.i2_percent:.0f} %"
    scale = "logit" if unit == "%" else "log"
    yield f"Heterogeneity: τ² {s.tau2:.2f} on the {scale} scale{spread}"


def _whole(value: float, unit: str) -> str:
    """A rounded number; a share that is not quite none or all does not become so."""
    rounded = f"{value:.0f}"
    if rounded == "0" and value > 0:
        return "<1"
    return ">99" if unit == "%" and rounded == "100" and value < 100 else rounded


def _span(low: float, high: float, unit: str) -> str:
    return f"{_whole(low, unit)}-{_whole(high, unit)}".replace("->", " to >")


def _printed(claim: PrintedClaim, question: Question, unit: str) -> str:
    median = "" if claim.median is None else f", median {claim.median:g}"
    names = option_names(claim.options)
    whom = "" if claim.options == question.options else f", for {names} together,"
    words = CLAIM_WORDS[claim.verdict]
    span = f"{claim.low:g}-{claim.high:g} {unit}{median}"
    return f"The source{whom} prints {span}: {words}"
