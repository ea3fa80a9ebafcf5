"""A row of a user's own study table: the columns, what they say, what may stand in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nelm.evidence.tables.forms import (
    WHOLE_STUDY,
    Cell,
    Confidence,
    Criteria,
    DenominatorUnit,
    Measure,
    Number,
    Origin,
    Statistic,
    StudyId,
    Unit,
    Word,
)
from nelm.knowledge.schema import Name, Strict, Text

Count = Annotated[int, Field(ge=0, le=1_000_000)]
EXAMPLE_STUDY = "example2024"  # of the template; never taken as a study
KEY = ("study", "arm", "measure", "statistic", "at_months")


class StudyRow(Strict):
    """One outcome of one arm of a study, with the study and the arm said again on every row."""

    study: Annotated[StudyId, Field(description="short name of the study, such as smith2021")]
    first_author: Annotated[Word, Field(description="family name of the first author")]
    year: Annotated[int, Field(ge=1900, le=2100, description="year of publication")]
    citation: Annotated[Text, Field(description="journal, year, pages, or where it can be found")]
    arm: Annotated[
        Word, Field(description="`all` for the whole study, or a name for each treatment in it")
    ] = WHOLE_STUDY
    options: Annotated[
        tuple[Name, ...],
        Field(min_length=1, description="treatment as an option of the pack; several if mixed"),
    ]
    n_patients: Annotated[Count | None, Field(description="patients of the arm")] = None
    n_small_bowel: Annotated[Count | None, Field(description="with a small bowel primary")] = None
    n_pancreas: Annotated[Count | None, Field(description="with a pancreatic primary")] = None
    n_other: Annotated[Count | None, Field(description="with another or unknown primary")] = None
    measure: Annotated[Measure, Field(description="what is measured, by its own name")]
    statistic: Annotated[
        Statistic,
        Field(description="proportion of patients, median or mean time, or rate at a time"),
    ]
    unit: Annotated[Unit, Field(description="percent for shares and rates, months for times")]
    value: Annotated[
        Cell | None,
        Field(description="the figure, a word for why there is none, or empty if events say it"),
    ] = None
    events: Annotated[
        Count | None, Field(description="patients with the outcome; for times: deaths or events")
    ] = None
    denominator: Annotated[
        Count | None, Field(description="patients (or lesions, ...) who could have the outcome")
    ] = None
    denominator_unit: Annotated[
        DenominatorUnit, Field(description="what the denominator counts")
    ] = "not_stated"
    criteria: Annotated[Criteria, Field(description="criteria of response")] = "not_stated"
    ci_lb: Annotated[Number | None, Field(description="lower limit of the 95 % interval")] = None
    ci_ub: Annotated[Number | None, Field(description="upper limit of the 95 % interval")] = None
    at_months: Annotated[Number | None, Field(description="time of a rate")] = None
    origin: Annotated[Origin, Field(description="from when times count")] = "not_stated"
    source: Annotated[Text, Field(description="where the figure stands, such as Table 2, p. 455")]
    confidence: Annotated[
        Confidence, Field(description="how sure the reading of the figure is")
    ] = "certain"
    note: Annotated[Text | None, Field(description="anything else")] = None
