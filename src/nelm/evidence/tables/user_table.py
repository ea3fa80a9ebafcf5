"""A user's own studies: a CSV with one row per outcome, taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path

from nelm.case.problem import InputError
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import WHOLE_STUDY, Arm, Cell, CountCell, Empty, Outcome, Study
from nelm.evidence.tables.loader import load_evidence
from nelm.evidence.tables.rows import read_rows
from nelm.evidence.tables.study_row import KEY, StudyRow
from nelm.evidence.tables.user_checks import problems_of
from nelm.knowledge.pack import Pack

PLACE = "own study table"


def read_study_table(path: str | Path, pack: Pack) -> Evidence:
    """Read studies of a user's own from a CSV file (columns: `column_help`).

    Only studies, arms and outcomes of the result are filled; `extended` puts them after those
    of a pack. A study without a row for the arm `all` gets one without a number of patients.

    Raises:
        InputError: everything that is wrong or looks wrong, with file, line, column, value and
            what is allowed; nothing of the table is taken then.
    """
    rows = read_rows(path, StudyRow, KEY)
    problems = list(problems_of(rows, pack, load_evidence(pack)))
    if problems:
        raise InputError(problems)
    return Evidence(
        pack_id=pack.id,
        content_hash=pack.content_hash,
        studies=tuple(_studies(rows.records)),
        arms=tuple(_arms(rows.records)),
        outcomes=tuple(_outcome(row) for row in rows.records),
    )


def _studies(rows: Sequence[StudyRow]) -> Iterator[Study]:
    for row in _first(rows, lambda row: row.study):
        yield Study(
            study=row.study,
            first_author=row.first_author,
            year=row.year,
            reference=None,
            place=PLACE,
            citation=row.citation,
        )


def _arms(rows: Sequence[StudyRow]) -> Iterator[Arm]:
    arms = _first(rows, lambda row: (row.study, row.arm))
    for study in dict.fromkeys(row.study for row in rows):
        own = [row for row in arms if row.study == study]
        if all(row.arm != WHOLE_STUDY for row in own):
            yield _whole(study, own)
        yield from map(_arm, own)


def _first(rows: Sequence[StudyRow], key: Callable[[StudyRow], Hashable]) -> list[StudyRow]:
    """The first row of each study or arm; the others say the same of it."""
    first: dict[Hashable, StudyRow] = {}
    for row in rows:
        first.setdefault(key(row), row)
    return list(first.values())


def _whole(study: str, arms: Sequence[StudyRow]) -> Arm:
    """The arm `all` of a study that the table gives by arms only; their sum is not assumed."""
    return Arm(
        study=study,
        arm=WHOLE_STUDY,
        options=tuple(dict.fromkeys(option for row in arms for option in row.options)),
        n_patients=Empty.NOT_REPORTED,
        n_small_bowel=Empty.NOT_REPORTED,
        n_pancreas=Empty.NOT_REPORTED,
        n_other=Empty.NOT_REPORTED,
        parse_confidence="certain",
    )


def _arm(row: StudyRow) -> Arm:
    return Arm(
        study=row.study,
        arm=row.arm,
        options=row.options,
        n_patients=_count(row.n_patients),
        n_small_bowel=_count(row.n_small_bowel),
        n_pancreas=_count(row.n_pancreas),
        n_other=_count(row.n_other),
        parse_confidence="certain",
    )


def _count(n: int | None) -> CountCell:
    return Empty.NOT_REPORTED if n is None else n


def _outcome(row: StudyRow) -> Outcome:
    """The row as a cell; what the paper prints is the value of the row."""
    return Outcome(
        study=row.study,
        arm=row.arm,
        printed_as=row.measure,
        printed_statistic=row.statistic,
        printed=_printed(row),
        unit=row.unit,
        measure=row.measure,
        statistic=row.statistic,
        at_months=row.at_months,
        events=row.events,
        denominator=row.denominator,
        denominator_unit=row.denominator_unit,
        criteria=row.criteria,
        ci_lb=row.ci_lb,
        ci_ub=row.ci_ub,
        origin=row.origin,
        agrees="not_checked",
        says_who=row.source,
        parse_confidence=row.confidence,
        note=row.note,
    )


def _printed(row: StudyRow) -> Cell:
    if row.value is not None:
        return row.value
    if row.events is None or not row.denominator:
        raise ValueError("a row without a value and without counts")  # `problems_of` refuses it
    return float(f"{100 * row.events / row.denominator:.3g}")
