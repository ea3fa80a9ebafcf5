"""What a row must keep before it is assessed: words, ranges, whole numbers, each fact once."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir

from nelm.case.fact import Fact
from nelm.registry.expressions.facts import certainly
from nelm.registry.schema import (
    CASE_ID,
    ENDS,
    NUMBERS,
    OPEN_ENDS,
    Column,
    flat_facts,
    flat_name,
    table_columns,
)

NOT_BOTH = "an exact number or a range, not both"
EMPTY = "a range from the smaller to the larger number that holds at least one"


@dataclass(frozen=True)
class Check:
    """One rule for a row: the column, what is allowed, and whether a row keeps it (never NULL)."""

    column: str
    allowed: str
    kept: ir.BooleanValue


def checks(table: ir.Table) -> list[Check]:
    """Every rule for the columns of a typed table."""
    known = table_columns()
    found = [Check(CASE_ID, "a case id", certainly(table[CASE_ID].strip() != ""))]
    for name in table.columns:
        if name in known and name != CASE_ID:
            found += _of_column(table, known[name])
    for fact in flat_facts():
        found += _of_range(table, fact)
    return found


def is_sound(table: ir.Table) -> ir.BooleanValue:
    """Whether a row keeps every rule; never NULL."""
    return reduce(operator.and_, [check.kept for check in checks(table)])


def possibly(truth: ir.BooleanValue) -> ir.BooleanValue:
    """True where the truth is met or unknown; never NULL."""
    return ibis.coalesce(truth, True)


def _of_column(table: ir.Table, column: Column) -> Iterator[Check]:
    values, fact = table[column.name], flat_facts().get(column.fact)
    if column.kind == "choice" and fact is not None:
        known = possibly(values.isin(list(fact.values)))  # there is no NULL in the list
        yield Check(column.name, f"{', '.join(fact.values)}; empty for unknown", known)
    if column.kind == "date":
        yield Check(column.name, f"dates up to {date.today()}", possibly(values <= date.today()))
    if column.kind in NUMBERS:
        yield Check(column.name, _allowed(fact), _is_inside(values, column, fact))


def _allowed(fact: Fact | None) -> str:
    return "a number from 0" if fact is None else f"{fact.allowed}; empty for unknown"


def _is_inside(values: ir.FloatingValue, column: Column, fact: Fact | None) -> ir.BooleanValue:
    """A number, within the range, whole where it should be, finite where it should be.

    Infinite is only the least of no distances, a derived number that has no upper limit. NaN is
    asked for by name: it is in no range, but DuckDB drops a range that holds for the least and
    greatest value a Parquet file declares, and these leave NaN out.
    """
    low, high = (0.0, math.inf) if fact is None else (fact.low, fact.high)
    inside = ~values.isnan() & values.between(low, high)
    if math.isinf(high) and (fact is None or fact.enterable or column.part != "value"):
        inside = inside & ~values.isinf()
    if column.kind == "integer":
        inside = inside & (values % 1 == 0)
    return possibly(inside)


def _of_range(table: ir.Table, name: str) -> Iterator[Check]:
    """Ends that contradict each other or an exact number, and open ends without an end."""
    fact, columns = flat_facts()[name], table.columns
    low, high = (flat_name(name, part) for part in ENDS)
    if fact.kind not in NUMBERS or not {low, high} & set(columns):
        return
    ends = {part: _number(table, flat_name(name, part)) for part in ENDS}
    given = ends["low"].notnull() | ends["high"].notnull()
    first = low if low in columns else high
    if flat_name(name) in columns:
        yield Check(first, NOT_BOTH, table[flat_name(name)].isnull() | ~given)
    yield Check(first, EMPTY, ~(given & _is_empty(table, name, fact, ends)))


def _is_empty(
    table: ir.Table, name: str, fact: Fact, ends: dict[str, ir.FloatingValue]
) -> ir.BooleanValue:
    low = ibis.coalesce(ends["low"], fact.low)
    high = ibis.coalesce(ends["high"], fact.high)
    low_open, high_open = (
        certainly(table[column]) if (column := flat_name(name, part)) in table.columns
        else ibis.literal(False)
        for part in OPEN_ENDS
    )  # fmt: skip
    low_open, high_open = low_open & ends["low"].notnull(), high_open & ends["high"].notnull()
    if fact.kind == "integer":
        low, high = low + low_open.cast("float64"), high - high_open.cast("float64")
        return certainly(low > high)
    return certainly((low > high) | ((low == high) & (low_open | high_open)))


def _number(table: ir.Table, column: str) -> ir.FloatingValue:
    return table[column] if column in table.columns else ibis.null("float64")
