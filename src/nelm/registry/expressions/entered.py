"""The columns of a registry table as what is entered of every fact, suspect values marked."""

from __future__ import annotations

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from nelm.case.fact import Fact
from nelm.registry.expressions.facts import FactColumns, Facts, Number, Words, YesNo, certainly
from nelm.registry.schema import ENDS, NUMBERS, flat_facts, flat_name


def entered_facts(table: ir.Table) -> tuple[ir.Table, Facts]:
    """The table with the ends of every number known as a range, and the facts it holds."""
    facts: dict[str, FactColumns] = {}
    ends: dict[str, ir.Value] = {}
    for name, fact in flat_facts().items():
        parts = {part: flat_name(name, part) for part in ("value", *ENDS)}
        held = {part: column for part, column in parts.items() if column in table.columns}
        if fact.kind in NUMBERS and set(held) & set(ENDS):
            facts[name] = _range(table, name, fact, ends)
        elif held:
            facts[name] = _plain(fact, held["value"])
    return (table.mutate(**ends) if ends else table), facts


def _plain(fact: Fact, column: str) -> FactColumns:
    if fact.kind == "yes_no":
        return YesNo(column)
    return Words(column, fact) if fact.kind == "choice" else Number(column, column)


def _range(table: ir.Table, name: str, fact: Fact, ends: dict[str, ir.Value]) -> Number:
    """Ends of a number that is exact in some rows and a bound or range in others.

    An end that is not given is that of the allowed range; whole numbers get closed ends.
    """
    exact, low, high = (_column(table, name, part) for part in ("value", *ENDS))
    low_open = certainly(_flag(table, name, "low_open")) & low.notnull()
    high_open = certainly(_flag(table, name, "high_open")) & high.notnull()
    bounded = low.notnull() | high.notnull()
    if fact.kind == "integer":
        low = ibis.cases((low_open, low + 1), else_=low)
        high = ibis.cases((high_open, high - 1), else_=high)
    else:
        ends[f"{name}.low_open"] = low_open
        ends[f"{name}.high_open"] = high_open | (bounded & high.isnull() & math.isinf(fact.high))
    no_low, no_high = bounded & low.isnull(), bounded & high.isnull()
    ends[f"{name}.low"] = ibis.coalesce(exact, ibis.cases((no_low, fact.low), else_=low))
    ends[f"{name}.high"] = ibis.coalesce(exact, ibis.cases((no_high, fact.high), else_=high))
    opens = [f"{name}.low_open", f"{name}.high_open"] if fact.kind != "integer" else [None, None]
    return Number(f"{name}.low", f"{name}.high", *opens)


def _column(table: ir.Table, name: str, part: str) -> ir.FloatingValue:
    column = flat_name(name, part)
    return table[column] if column in table.columns else ibis.null("float64")


def _flag(table: ir.Table, name: str, part: str) -> ir.BooleanValue:
    column = flat_name(name, part)
    return table[column] if column in table.columns else ibis.literal(False)


def suspect_columns(table: ir.Table, facts: Facts) -> Mapping[str, ir.BooleanValue]:
    """For each fact whether `Fact.is_suspect`: a wrong unit is likelier than such a number."""
    found = {}
    for name, columns in facts.items():
        fact = flat_facts()[name]
        if fact.plausible is not None and isinstance(columns, Number):
            low, high = table[columns.low], table[columns.high]
            strange = (high < fact.plausible[0]) | (low > fact.plausible[1])
            if fact.unit == "%":
                strange = strange & ~((low == 0) & (high == 0))
            found[name] = certainly(strange) & ~certainly(_flag(table, name, "confirmed"))
    return found
