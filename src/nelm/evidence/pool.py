"""A question put to the study tables: rows, pooled result, what other rules would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from nelm.evidence.estimate import (
    AS_PRINTED,
    MEASURES,
    TITLES,
    Estimate,
    Grouping,
    Point,
    PrintedClaim,
    Question,
    Reading,
    Variation,
)
from nelm.evidence.groups import Model, attempt, grouped
from nelm.evidence.readings import rows
from nelm.evidence.summaries import SENSITIVITY, TIME_SENSITIVITY, summarize_rates, summarize_times
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Published

MODELS = {
    "logit": "inverse variance of logits",
    "arcsine": "inverse variance of arcsines",
    "freeman_tukey": "inverse variance of double arcsines (Freeman-Tukey)",
    "posterior": "normal hierarchical model with stated priors",
}
ELSEWHERE: dict[str, tuple[str, ...]] = {  # how other publications name the outcomes
    "symptom_response": ("symptom response", "symptom improvement"),
    "objective_response": ("objective response",),
    "stable_disease": ("stable disease",),
    "disease_control": ("disease control", "disease control at 3 months"),
    "progression_free_survival": ("progression-free survival",),
    "overall_survival": ("overall survival",),
}
Change: TypeAlias = tuple[str, dict[str, str]]  # in words, and the fields of the reading
READINGS: dict[str, Change] = {
    "as_printed": ("every figure as the source prints it", dict(AS_PRINTED)),
    "corrected": ("figures corrected by the primary papers", dict(Reading())),
    "one_per_cohort": ("one of studies that share patients", {"overlap": "one_per_cohort"}),
    "without_doubtful": ("rows without any doubt only", {"doubtful": "out"}),
    "arms_apart": ("arms of a study apart", {"arms": "apart"}),
}
TIME_READINGS: dict[str, Change] = {
    "without_means": ("times that are means left out", {"means": "out"}),
    "exponential": ("variance 1/n, as if every death were seen", {"variance": "exponential"}),
    "kaplan_meier": ("variance 1/(n ln² 2), Kaplan-Meier medians", {"variance": "kaplan_meier"}),
}


def pool(
    evidence: Evidence,
    question: Question,
    reading: Reading | None = None,
    *,
    by: Grouping | None = None,
    variations: bool = True,
) -> Estimate:
    """Pool the studies on one outcome after some options.

    Args:
        evidence: study tables, from `load_evidence` or with a user's own studies.
        question: outcome and options.
        reading: how the tables are read; by default corrected where a correction is known.
        by: subgroups to pool too.
        variations: also the other models and readings.

    A result without `summary` has a `failure` that says why; nothing is guessed.
    """
    reading = reading or Reading()
    found = rows(evidence, question, reading)
    summary, failure = attempt(_model(question), found.pooled)
    groups, note = grouped(found.pooled, by, _model(question)) if by else ((), None)
    others = _variations(evidence, question, reading, found.pooled) if variations else ()
    return Estimate(
        question=question,
        title=TITLES[question.measure],
        unit="percent" if question.is_rate else "months",
        reading=reading,
        points=found.pooled,
        excluded=found.excluded,
        without_figure=found.without_figure,
        summary=summary,
        failure=failure,
        groups=groups,
        groups_note=note,
        variations=tuple(others),
        claim=_claim(evidence, question),
        published=tuple(_published(evidence, question)),
    )


def questions_of(evidence: Evidence, option: str) -> Iterable[Question]:
    """The outcomes on which studies of one option report a figure."""
    for measure in MEASURES:
        question = Question(options=(option,), measure=measure)
        found = rows(evidence, question, Reading())
        if found.pooled or found.excluded:
            yield question


def _model(question: Question) -> Model:
    return summarize_rates if question.is_rate else summarize_times


def _variations(
    evidence: Evidence, question: Question, reading: Reading, points: Sequence[Point]
) -> Iterable[Variation]:
    """Other models on the same rows, then the same model on other rows."""
    models = SENSITIVITY if question.is_rate else TIME_SENSITIVITY
    for name, model in models.items():
        summary, failure = attempt(model, points)
        yield Variation(name=name, says=MODELS[name], summary=summary, failure=failure)
    for name, (says, change) in _readings(question).items():
        other = reading.model_copy(update=change)
        if other != reading:
            summary, failure = attempt(_model(question), rows(evidence, question, other).pooled)
            yield Variation(name=name, says=says, summary=summary, failure=failure)


def _readings(question: Question) -> dict[str, Change]:
    return READINGS if question.is_rate else {**READINGS, **TIME_READINGS}


def _claim(evidence: Evidence, question: Question) -> PrintedClaim | None:
    """The source's own figure on the outcome, where it is about one of these options."""
    for claim in evidence.claims:
        about = set(question.options) <= set(claim.options)
        if claim.measure == question.measure and claim.low is not None and about:
            return PrintedClaim(
                claim=claim.claim,
                options=claim.options,
                low=claim.low,
                high=claim.high,
                median=claim.value,
                verdict=claim.marked,
            )
    return None


def _published(evidence: Evidence, question: Question) -> Iterable[Published]:
    """Single-arm figures of other publications on the outcome after one of these options."""
    unit = "percent" if question.is_rate else "months"
    words = ELSEWHERE.get(question.measure, ())
    for row in evidence.published:
        about = set(row.options) & set(question.options)
        if about and row.outcome in words and row.unit == unit and row.estimate is not None:
            yield row
