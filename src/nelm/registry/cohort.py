"""What a registry looks like through the criteria: counts by label, missing facts, concordance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from nelm.assessment.verdict import Answer, Label
from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import vocabulary
from nelm.registry.suppression import Cells, suppress

GROUPINGS = ("year", "center", "primary_site")
ALL_CASES = "all cases"
NOT_STATED = "not stated"


@dataclass(frozen=True)
class CountTable:
    """A table of counts with small counts hidden (None).

    Attributes:
        title: what is counted.
        rows, columns: names of the lines, in order.
        cells: counts, None where hidden.
        row_totals: totals, always shown.
        threshold: smallest count that is shown.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Cells
    row_totals: tuple[int, ...]
    threshold: int


def joined(cases: ir.Table, verdicts: ir.Table) -> ir.Table:
    """Cases with their verdicts, by case id; never by position.

    Raises:
        InputError: cases without a verdict, or verdicts without a case.
    """
    both = cases.inner_join(verdicts, "case_id")
    counts = [int(table.count().to_pyarrow().as_py()) for table in (cases, verdicts, both)]
    if len(set(counts)) != 1:
        found = f"{counts[0]} cases, {counts[1]} verdicts, {counts[2]} in both"
        raise InputError([Problem("case_id", found, "one verdict for every case")])
    return both


def labels_by(
    table: ir.Table, option: str, grouping: str | None = None, *, threshold: int = 5
) -> CountTable:
    """How many cases have which label for an option, overall or by year, center or site.

    Raises:
        InputError: an unknown grouping, or a table without the column it needs.
    """
    group = _group(table, grouping)
    found = table.group_by(group=group, label=table[f"{option}__label"]).aggregate(
        count=lambda t: t.count()
    )
    counts = {(r["group"], r["label"]): int(r["count"]) for r in found.to_pyarrow().to_pylist()}
    rows = sorted({group for group, _ in counts})
    columns = [label.value for label in Label]
    title = f"{option}: labels" + (f" by {grouping}" if grouping else "")
    numbers = [[counts.get((row, column), 0) for column in columns] for row in rows]
    return _hidden(title, rows, columns, numbers, threshold)


def concordance(table: ir.Table, options: Sequence[str], *, threshold: int = 5) -> CountTable:
    """For cases with a stated treatment: what the source says of that very treatment.

    Raises:
        InputError: no column `treatment_given`.
    """
    if "treatment_given" not in table.columns:
        raise InputError([Problem("treatment_given", "missing", "a column with option ids")])
    columns = [answer.value for answer in Answer]
    numbers = []
    for option in options:
        given = table.filter(table.treatment_given == option)
        found = given.group_by(answer=given[f"{option}__answer"]).aggregate(
            count=lambda t: t.count()
        )
        counts = {r["answer"]: int(r["count"]) for r in found.to_pyarrow().to_pylist()}
        numbers.append([counts.get(column, 0) for column in columns])
    return _hidden("treatment given against the source", options, columns, numbers, threshold)


def missing_shares(cases: ir.Table) -> tuple[tuple[str, float], ...]:
    """Share of cases in which each fact column is unknown, largest first; bounds count as known."""
    facts = [n for n in vocabulary() if n.replace(".", "__") in cases.columns]
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


def _hidden(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    numbers: list[list[int]],
    threshold: int,
) -> CountTable:
    totals = tuple(map(sum, numbers))
    cells = suppress(numbers, threshold)
    return CountTable(title, tuple(rows), tuple(columns), cells, totals, threshold)
