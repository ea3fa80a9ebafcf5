"""The strict forms of evidence: one class per table of a pack's `evidence/` folder."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from nelm.knowledge.schema import Name, Strict, Text


class Empty(StrEnum):
    """Why a cell holds no number; never zero.

    `not_reported` is a dash in the source, `blank` an empty cell, `merged` a cell that spans
    several columns, `ambiguous` digits that can be split in more than one way.
    """

    NOT_REPORTED = "not_reported"
    BLANK = "blank"
    MERGED = "merged"
    AMBIGUOUS = "ambiguous"
    NOT_APPLICABLE = "not_applicable"
    NOT_REACHED = "not_reached"
    NOT_EXTRACTED = "not_extracted"


Number: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Whole: TypeAlias = Annotated[int, Field(ge=0)]
Cell: TypeAlias = Number | Empty
CountCell: TypeAlias = Whole | Empty
Word: TypeAlias = Annotated[str, Field(min_length=1)]
StudyId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
Confidence: TypeAlias = Literal["certain", "likely", "ambiguous"]
Agreement: TypeAlias = Literal["yes", "no", "unclear", "not_checked"]
Values: TypeAlias = Literal["corrected", "printed"]
WHOLE_STUDY = "all"

Measure: TypeAlias = Literal[
    "symptom_response",
    "objective_response",
    "stable_disease",
    "disease_control",
    "progression",
    "progression_free_survival",
    "time_to_progression",
    "response_duration",
    "symptom_response_duration",
    "symptom_free_interval",
    "symptom_free_survival",
    "disease_free_survival",
    "overall_survival",
    "recurrence",
    "local_recurrence",
    "new_lesions",
    "mortality",
    "complications",
]
Statistic: TypeAlias = Literal["proportion", "median", "mean", "rate_at"]
Unit: TypeAlias = Literal["percent", "months"]
DenominatorUnit: TypeAlias = Literal[
    "patient", "symptomatic_patient", "imaged_patient", "procedure", "cycle", "lesion", "not_stated"
]
Criteria: TypeAlias = Literal[
    "recist", "who", "mrecist", "easl", "any_decrease", "not_stated", "not_applicable"
]
Origin: TypeAlias = Literal[
    "diagnosis", "first_procedure", "start_of_treatment", "transplantation", "not_stated"
]


class Study(Strict):
    """One publication.

    Attributes:
        reference: its number in the source's list; None where the source gives none.
        place: the part of the source that holds its figures, `table 1` or `section 1.6.2`.
        title_n: patients as counted in its title, where the title does.
    """

    study: StudyId
    first_author: Word
    year: int
    reference: int | None
    place: Text
    design: str | None = None
    title_n: Whole | None = None
    citation: Text | None = None
    note: Text | None = None


class CohortLink(Strict):
    """A study that shares, or may share, patients with the others of its cohort."""

    cohort: Name
    study: StudyId
    overlap: Literal["same_series", "shared_authors", "possible"]
    because: Text


class Arm(Strict):
    """Patients who got one treatment; the arm `all` is the whole study.

    Attributes:
        options: ids of the options of the pack that the treatment may have been; several where
            the study does not tell them apart.
        n_patients_primary: patients as counted by the primary paper, where it says otherwise or
            where the source gives no number.
    """

    study: StudyId
    arm: Word
    options: tuple[Name, ...]
    agent_or_device: str | None = None
    line: str | None = None
    n_patients: CountCell
    n_small_bowel: CountCell
    n_pancreas: CountCell
    n_other: CountCell
    n_patients_primary: Whole | None = None
    n_small_bowel_primary: Whole | None = None
    n_pancreas_primary: Whole | None = None
    n_other_primary: Whole | None = None
    says_who: Text | None = None
    parse_confidence: Confidence
    note: Text | None = None


class Outcome(Strict):
    """One cell of the source: what it prints, and what the value is according to whom.

    Attributes:
        printed_as, printed_statistic, printed: the cell as the source labels and prints it.
        measure, statistic, value: the same figure by its right name and value; `value` is None
            where nobody has said otherwise than the source.
        agrees: whether the primary paper has the printed value.
        at_months: time of a `rate_at`.
        events, denominator: whole counts behind a percentage, where a paper gives them.
        bound: `at_least` for values such as 11+.
        excluded_because: why the value is not pooled under any reading by default.
        excluded_as_printed: why the value is not pooled under a reading of printed values.
    """

    study: StudyId
    arm: Word
    printed_as: Measure
    printed_statistic: Statistic
    printed: Cell
    unit: Unit
    measure: Measure
    statistic: Statistic
    value: Cell | None = None
    at_months: Number | None = None
    events: Whole | None = None
    denominator: Whole | None = None
    denominator_unit: DenominatorUnit = "not_stated"
    criteria: Criteria = "not_stated"
    ci_lb: Number | None = None
    ci_ub: Number | None = None
    bound: Literal["exact", "at_least", "at_most"] = "exact"
    origin: Origin = "not_stated"
    agrees: Agreement
    says_who: Text | None = None
    checked: date | None = None
    parse_confidence: Confidence
    excluded_because: Text | None = None
    excluded_as_printed: Text | None = None
    note: Text | None = None


class KnownDefect(Strict):
    """Something the rules of evidence find in the source and that is known.

    Attributes:
        at: where in the study, as the rule names it: `all.stable_disease`, `C05`; None where the
            rule is about the study as a whole.
        value: what the rule finds there, so that another value is news.
        defect: the defect of the pack that says how it is handled.
    """

    rule: Name
    study: StudyId
    at: str | None = None
    value: Word
    because: Text
    defect: str | None = None


class Claim(Strict):
    """A summary figure of the source's text."""

    claim: Annotated[str, Field(pattern=r"^C\d\d$")]
    section: str
    says: Text
    options: tuple[Name, ...]
    measure: Measure
    statistic: Statistic
    unit: Unit
    low: Number | None = None
    high: Number | None = None
    value: Number | None = None
    refs: tuple[int, ...]
    marked: Literal["reproduces", "only_under_a_reading", "does_not", "not_testable"]
    because: Text


class ClaimReading(Strict):
    """One way to recompute a claim from the tables, and what it gave when it was audited.

    Attributes:
        label: its letter in the audit.
        unit: what counts once, an arm or a study (its arms averaged).
        means: whether figures that are means are counted among the medians.
        cited_only: only studies that the claim cites.
        leave_out: studies left out.
        endpoints: `as_printed` takes the column's name, `own` the right name of each figure.
        merged: what becomes of a cell that spans response and stable disease.
        expected: what the outside audit found.
    """

    claim: str
    label: Annotated[str, Field(pattern=r"^[A-Z]$")]
    says: Text
    values: Values
    unit: Literal["arm", "study"]
    means: Literal["in", "out"]
    cited_only: bool
    leave_out: tuple[StudyId, ...] = ()
    endpoints: Literal["as_printed", "own"]
    merged: Literal["out", "as_response"]
    expected: Literal["reproduces", "range_only", "median_only", "no", "not_testable"]
    expected_low: Number | None = None
    expected_high: Number | None = None
    expected_value: Number | None = None
    expected_n: Whole | None = None
    note: Text | None = None


class Trial(Strict):
    """A trial that the source lists as ongoing."""

    nct: Annotated[str, Field(pattern=r"^NCT\d{8}$")]
    title: Text
    phase: Text
    sponsor: Text
    category: Text
    options: tuple[Name, ...]
    liver_directed: bool
    net_only: bool
    statements: tuple[str, ...]
    note: Text | None = None


class TrialStatus(Strict):
    """What was known of a trial at a time; the first entry is the one the source prints."""

    nct: str
    as_of: Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
    status: Text
    finding: Text | None = None
    says_who: Text
    verified: bool


class Published(Strict):
    """A pooled or single figure published elsewhere, to hold ours against; never pooled."""

    publication: Name
    citation: Text
    year: int
    doi_or_url: str | None
    design: Text
    treatment: Text
    options: tuple[Name, ...]
    population: Text
    outcome: Text
    measure: Text
    unit: str
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    range_lb: float | None
    range_ub: float | None
    n_studies: Whole | None
    n_patients: Whole | None
    model: str | None
    subgroup: str | None
    verified: Text
    note: Text | None = None
