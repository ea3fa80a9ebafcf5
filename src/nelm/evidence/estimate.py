"""What is asked of the studies, how their tables are read, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from nelm.evidence.failure import Reason
from nelm.evidence.tables.forms import Criteria, Measure, Published, Unit, Values

RATES: tuple[Measure, ...] = (
    "symptom_response",
    "objective_response",
    "stable_disease",
    "disease_control",
)
TIMES: tuple[Measure, ...] = (
    "progression_free_survival",
    "time_to_progression",
    "overall_survival",
)
MEASURES = RATES + TIMES
LONG = 9  # letters from which an option's id is words, not a short name
TITLES: dict[str, str] = {
    "symptom_response": "Symptom response",
    "objective_response": "Objective response",
    "stable_disease": "Stable disease",
    "disease_control": "Disease control",
    "progression_free_survival": "Progression-free survival, median",
    "time_to_progression": "Time to progression, median",
    "overall_survival": "Overall survival, median",
}
VarianceRule: TypeAlias = Literal["kaplan_meier", "exponential"]
Grouping: TypeAlias = Literal["option", "criteria", "decade", "confidence"]
Moderator: TypeAlias = Literal["small_bowel_percent", "pancreas_percent", "year"]
NOT_COMPARABLE = (
    "These are results of single arms: each series chose its own patients. Figures of different "
    "options are not comparable, and nelm does not compare them."
)


def option_names(options: Sequence[str]) -> str:
    """Short names of options for a title.

    >>> option_names(("tae", "deb_tace"))
    'TAE or DEB-TACE'
    >>> option_names(("liver_transplantation",))
    'liver transplantation'
    """
    names = (o.upper().replace("_", "-") if len(o) < LONG else o.replace("_", " ") for o in options)
    return " or ".join(names)


class Frozen(BaseModel):
    """Base of results: frozen, strict, JSON by pydantic, never NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Question(Frozen):
    """Which outcome after which options; an arm counts when it got these and nothing else.

    Attributes:
        options: ids of options of the pack.
    """

    options: tuple[str, ...]
    measure: Measure

    @property
    def is_rate(self) -> bool:
        """Whether the outcome is a share of patients, not a time."""
        return self.measure in RATES


class Reading(Frozen):
    """How the tables are read; the default is the corrected value where one is known.

    Attributes:
        values: `corrected` by the primary paper, or as `printed` in the source.
        endpoints: figures by their `own` name, or as the source's columns are headed.
        arms: arms of a study `together` as one, or `apart`.
        means: survival times that are means times ln 2 (as for constant hazard), or `out`.
        merged: what becomes of a cell that spans response and stable disease.
        overlap: every study `kept`, or `one_per_cohort`: the largest of those that share patients.
        doubtful: rows with a doubt `kept` (and marked) or `out`.
        variance: of the log of a median without a reported interval: Kaplan-Meier with little
            censoring, 1/(n ln² 2), or exponential survival with every death seen, 1/n.
    """

    values: Values = "corrected"
    endpoints: Literal["own", "as_printed"] = "own"
    arms: Literal["together", "apart"] = "together"
    means: Literal["times_ln2", "out"] = "times_ln2"
    merged: Literal["out", "as_response"] = "out"
    overlap: Literal["kept", "one_per_cohort"] = "kept"
    doubtful: Literal["kept", "out"] = "kept"
    variance: VarianceRule = "kaplan_meier"


AS_PRINTED = Reading(values="printed", endpoints="as_printed")


class Point(Frozen):
    """One row of a forest plot: a study, or an arm of one.

    Attributes:
        n: patients (or symptomatic patients, ...) the figure counts; None where nobody says.
        events: patients with the outcome; None for times.
        value: percent or months as used.
        ci_lb, ci_ub: exact (Clopper-Pearson) for shares, by the variance rule for times.
        variance: of the log of a time.
        printed: the cell as the source prints it.
        used: where the used value comes from: `printed`, `corrected` or `counts`.
        doubts: what speaks against the figure; shown beside it.
        excluded_because: why it is not pooled; None for pooled rows.
    """

    study: str
    label: str
    arm: str
    options: tuple[str, ...]
    reference: int | None
    year: int
    n: int | None
    events: int | None = None
    value: float | None
    unit: Unit
    ci_lb: float | None = None
    ci_ub: float | None = None
    variance: float | None = None
    printed: str
    used: Literal["printed", "corrected", "counts"]
    says_who: str | None
    criteria: Criteria = "not_stated"
    confidence: str = "certain"
    small_bowel_percent: float | None = None
    pancreas_percent: float | None = None
    doubts: tuple[str, ...] = ()
    excluded_because: str | None = None


class Summary(Frozen):
    """A pooled result in percent or months.

    Attributes:
        estimate: of the median study; for shares expit of the mean logit.
        averaged: mean share over studies (shares only).
        pi_lb, pi_ub: where the true value of a new study is expected; None with the reason.
        pi_rule: how the prediction interval is made, or why there is none.
        tau2: variance between studies, on the logit or log scale, with its limits.
        i2_percent: share of the variation between studies that is not chance, from the
            inverse-variance model on the same rows.
        q_p: chance of so much variation if all studies had one value.
    """

    k: int
    n_patients: int
    model: str
    estimate: float
    ci_lb: float
    ci_ub: float
    ci_rule: str
    pi_lb: float | None
    pi_ub: float | None
    pi_rule: str
    averaged: float | None = None
    tau2: float
    tau2_lb: float | None = None
    tau2_ub: float | None = None
    i2_percent: float | None = None
    q_p: float | None = None


class Failure(Frozen):
    """Why there is no pooled number."""

    reason: Reason
    text: str


class Variation(Frozen):
    """The same question under another rule: another model, variance or reading."""

    name: str
    says: str
    summary: Summary | None
    failure: Failure | None = None


class Group(Frozen):
    """A subgroup with its own pooled result."""

    name: str
    studies: tuple[tuple[str, str], ...]
    summary: Summary | None
    failure: Failure | None = None


class PrintedClaim(Frozen):
    """What the source says of the same outcome, for `options` together."""

    claim: str
    options: tuple[str, ...]
    low: float | None
    high: float | None
    median: float | None
    verdict: str


class Estimate(Frozen):
    """Everything about one question under one reading; `summary` or `failure`, never neither.

    Attributes:
        points: rows that are pooled.
        excluded: rows with a figure that is not pooled, each with the reason.
        without_figure: studies that gave, or may have given, these options and report nothing
            on the outcome.
        published: figures of other publications on the outcome, to hold the result against.
    """

    question: Question
    title: str
    unit: Unit
    reading: Reading
    points: tuple[Point, ...]
    excluded: tuple[Point, ...]
    without_figure: tuple[str, ...] = ()
    summary: Summary | None
    failure: Failure | None = None
    groups: tuple[Group, ...] = ()
    groups_note: str | None = None
    variations: tuple[Variation, ...] = ()
    claim: PrintedClaim | None = None
    published: tuple[Published, ...] = ()
