"""What a registry looks like through the criteria: counts by label, missing facts, concordance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from nelm.assessment.verdict import Answer, Label
from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import vocabulary
from nelm.registry.cohorts.suppression import Cells, suppress, suppress_row
from nelm.registry.schema import CASE_ID

GROUPINGS = ("year", "center", "primary_site")
ALL_CASES = "all cases"
NOT_STATED = "not stated"
LABELS = tuple(label.value for label in Label)
GIVEN = "treatment_given"


@dataclass(frozen=True)
class CountTable:
    """A table of counts with small counts hidden (None).

    Attributes:
        title: what is counted.
        rows, columns: names of the lines, in order.
        cells: counts, None where hidden.
        row_totals: totals, None where hidden.
        threshold: smallest count that is shown.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Cells
    row_totals: tuple[int | None, ...]
    threshold: int


@dataclass(frozen=True)
class Matched:
    """The rows of a registry that have a verdict, and how many rows there are in all."""

    table: ir.Table
    rows: int
    assessed: int

    @property
    def rejected(self) -> int:
        """Rows that were left out of the run: they have no verdict."""
        return self.rows - self.assessed


@dataclass(frozen=True)
class Tally:
    """How many cases of which group have which label for which option.

    Attributes:
        counts: by option, label, group, and whether the option is the treatment given.
        groups: names of the groups, in order.
    """

    counts: Mapping[tuple[str, str, str, bool], int]
    groups: tuple[str, ...]

    def of(self, option: str, label: str, group: str | None = None, own: bool = False) -> int:
        """Cases with a label; of one group; or of those who had that very treatment."""
        groups = self.groups if group is None else (group,)
        kinds = (True,) if own else (True, False)
        return sum(self.counts.get((option, label, g, k), 0) for g in groups for k in kinds)


def joined(cases: ir.Table, verdicts: ir.Table) -> Matched:
    """Cases with their verdicts, by case id; never by position.

    Rows that were rejected have no verdict: they are left out and counted.

    Raises:
        InputError: verdicts without a case, or ids of the verdicts that stand several times.
    """
    both = cases.inner_join(verdicts, CASE_ID)
    given = verdicts.aggregate(n=lambda t: t.count(), ids=lambda t: t[CASE_ID].nunique())
    verdict = given.to_pyarrow().to_pylist()[0]
    rows, matched = (int(table.count().to_pyarrow().as_py()) for table in (cases, both))
    if not verdict["n"] == verdict["ids"] == matched:
        found = f"{rows} rows, {verdict['n']} verdicts with {verdict['ids']} ids, {matched} in both"
        raise InputError([Problem(CASE_ID, found, "one row for every verdict")])
    return Matched(both, rows, matched)


def tally(table: ir.Table, options: Sequence[str], grouping: str | None = None) -> Tally:
    """Count labels by year, center or site in one pass over cases with their verdicts.

    Raises:
        InputError: an unknown grouping, or a table without the column it needs.
    """
    given = table[GIVEN] if GIVEN in table.columns else ibis.null("string")
    cells = table.select(
        group=_group(table, grouping), given=given, cell=label_codes(table, options).unnest()
    )
    own = ibis.coalesce(cells.given == _option_of(cells.cell, options), False)
    found = cells.group_by("group", "cell", own=own).aggregate(count=lambda t: t.count())
    counts = {}
    for row in found.to_pyarrow().to_pylist():
        option, label = place(int(row["cell"]), options)
        counts[option, label, row["group"], bool(row["own"])] = int(row["count"])
    return Tally(counts, tuple(sorted({key[2] for key in counts})))


def label_codes(table: ir.Table, options: Sequence[str]) -> ir.ArrayValue:
    """For every row one number per option: which option, and which label (see `place`)."""
    codes = []
    for first, option in enumerate(options):
        column = table[f"{option}__label"]
        numbers = [(column == word, first * len(LABELS) + n) for n, word in enumerate(LABELS)]
        codes.append(ibis.cases(*numbers))
    return ibis.array(codes)


def place(code: int, options: Sequence[str]) -> tuple[str, str]:
    """The option and the label that a number stands for."""
    option, label = divmod(code, len(LABELS))
    return options[option], LABELS[label]


def _option_of(cell: ir.IntegerValue, options: Sequence[str]) -> ir.StringValue:
    ends = enumerate(options, start=1)
    return ibis.cases(*((cell < end * len(LABELS), option) for end, option in ends))


def labels_of(
    found: Tally, option: str, title: str | None = None, *, threshold: int = 5
) -> CountTable:
    """How many cases of each group have which label for an option."""
    numbers = [[found.of(option, label, group) for label in LABELS] for group in found.groups]
    return counted(title or f"{option}: labels", found.groups, LABELS, numbers, threshold)


def concordance(found: Tally, options: Sequence[str], *, threshold: int = 5) -> CountTable:
    """For cases with a stated treatment: what the source says of that very treatment."""
    numbers = [list(_answers(found, option)) for option in options]
    columns = [answer.value for answer in Answer]
    return counted("treatment given against the source", options, columns, numbers, threshold)


def _answers(found: Tally, option: str) -> Iterator[int]:
    for answer in Answer:
        labels = [label.value for label in Label if label.answer is answer]
        yield sum(found.of(option, label, own=True) for label in labels)


def missing_shares(cases: ir.Table) -> tuple[tuple[str, float], ...]:
    """Share of cases in which each fact column is unknown, largest first; bounds count as known."""
    facts = [n for n in vocabulary() if n.replace(".", "__") in cases.columns]
    if not facts:
        return ()
    shares = cases.aggregate(
        **{f"f{number}": _unknown(cases, name).mean() for number, name in enumerate(facts)}
    )
    row = shares.to_pyarrow().to_pylist()[0]
    pairs = [(name, float(row[f"f{number}"] or 0)) for number, name in enumerate(facts)]
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def _unknown(cases: ir.Table, name: str) -> ir.NumericValue:
    column = name.replace(".", "__")
    parts = [part for part in (column, f"{column}_low", f"{column}_high") if part in cases.columns]
    nothing = cases[parts[0]].isnull()
    for part in parts[1:]:
        nothing = nothing & cases[part].isnull()
    return nothing.cast("int8")


def _group(table: ir.Table, grouping: str | None) -> ir.StringValue:
    if grouping is None:
        return ibis.literal(ALL_CASES)
    columns = {"year": "decision_date", "center": "center", "primary_site": "tumor__primary_site"}
    if grouping not in columns or columns[grouping] not in table.columns:
        allowed = f"one of {', '.join(GROUPINGS)}, with its column in the table"
        raise InputError([Problem("by", grouping, allowed)])
    column = table[columns[grouping]]
    value = column.year().cast("string") if grouping == "year" else column
    return value.fill_null(NOT_STATED)


def counted(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    numbers: Sequence[Sequence[int]],
    threshold: int,
) -> CountTable:
    """The table with small counts and small totals hidden; a row without total shows nothing."""
    totals = suppress_row([sum(row) for row in numbers], threshold)
    unseen = {
        (r, c) for r, total in enumerate(totals) if total is None for c in range(len(columns))
    }
    cells = suppress(numbers, threshold, unseen)
    return CountTable(title, tuple(rows), tuple(columns), cells, tuple(totals), threshold)
