"""The empty study table for a user's own studies, and what its columns mean."""

from __future__ import annotations

from nelm.evidence.tables.columns import allowed
from nelm.evidence.tables.rows import rows_text
from nelm.evidence.tables.study_row import EXAMPLE_STUDY, StudyRow

EXAMPLE = StudyRow(
    study=EXAMPLE_STUDY,
    first_author="Example",
    year=2024,
    citation="Journal 2024;1:1-9",
    options=("tare",),
    n_patients=32,
    n_small_bowel=18,
    n_pancreas=9,
    n_other=5,
    measure="objective_response",
    statistic="proportion",
    unit="percent",
    value=53.3,
    events=16,
    denominator=30,
    denominator_unit="imaged_patient",
    criteria="recist",
    source="Table 2, p. 5",
    note="Replace this row; one row for each outcome",
)


def template_text() -> str:
    """The header and one example row, as CSV; `read_study_table` refuses the example's name.

    >>> template_text().splitlines()[0].split(",")[:3]
    ['study', 'first_author', 'year']
    """
    return rows_text([EXAMPLE], StudyRow)


def column_help() -> dict[str, str]:
    """What each column of the study table holds and what may stand in it, in their order.

    >>> column_help()["at_months"]
    'time of a rate; a number such as 12.5, 0 or more or empty'
    """
    return {
        name: "; ".join(
            (
                field.description or "",
                *(("required",) if field.is_required() else ()),
                allowed(StudyRow, name),
            )
        )
        for name, field in StudyRow.model_fields.items()
    }
