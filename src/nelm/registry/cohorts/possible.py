"""What every fact of a row can still be, as bits: one for each cell that conditions tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from nelm.case.grade import GRADE
from nelm.case.vocabulary import vocabulary
from nelm.criteria.cells import cells_of
from nelm.criteria.nodes import Compare, Node, OneOf, Yes, facts_of
from nelm.criteria.values import Interval, Value
from nelm.registry.expressions.facts import Facts, certainly, truth_of_atom
from nelm.registry.expressions.known import known_rows

Cells = Mapping[str, tuple[Value, ...]]
GRADE_ALONE = "grade alone"


def cells_read(conditions: Sequence[Node]) -> Cells:
    """For every fact that these conditions read, the cells of its whole domain."""
    read = dict.fromkeys(fact for node in conditions for fact in facts_of(node))
    return {fact: cells_of(fact, vocabulary()[fact], conditions, None) for fact in read}


def possible_bits(table: ir.Table, cells: Cells) -> ir.Table:
    """One whole number per fact, bit n set where cell n is possible, and how the grade is known.

    Facts in doubt or in a contradiction count as unknown, as everywhere. A grade that follows, or
    may come to follow, from differentiation and Ki-67 counts as unknown; `GRADE_ALONE` tells the
    rows in which it does not: it is stated, or one of the three is in doubt.
    """
    known = known_rows(table)
    alone = known.is_grade_alone()
    bits = {name: _bits(known.table, known.facts, name, of) for name, of in cells.items()}
    if GRADE in bits:
        every = (1 << len(cells[GRADE])) - 1
        bits[GRADE] = ibis.cases((alone, bits[GRADE]), else_=every).cast("int64")
    return known.table.select(**bits, **{GRADE_ALONE: alone})


def _bits(table: ir.Table, facts: Facts, name: str, cells: Sequence[Value]) -> ir.IntegerValue:
    parts = [
        ibis.cases((_is_possible(table, facts, name, cell), 1 << n), else_=0).cast("int64")
        for n, cell in enumerate(cells)
    ]
    return reduce(lambda first, second: first + second, parts)


def _is_possible(table: ir.Table, facts: Facts, name: str, cell: Value) -> ir.BooleanValue:
    if isinstance(cell, bool):
        truth = truth_of_atom(Yes(name), facts, table)
        return ~certainly(~truth if cell else truth)
    impossible = (certainly(~truth_of_atom(node, facts, table)) for node in _inside(name, cell))
    return ~reduce(lambda first, second: first | second, impossible, ibis.literal(False))


def _inside(name: str, cell: Value) -> Iterator[Node]:
    """Comparisons that all hold inside the cell; what is known misses it when it fails one."""
    if isinstance(cell, frozenset):
        yield OneOf(name, cell)
    elif isinstance(cell, Interval) and cell.is_exact:
        yield Compare(name, "==", cell.low)
    elif isinstance(cell, Interval):
        if not math.isinf(cell.low):
            yield Compare(name, ">" if cell.low_open else ">=", cell.low)
        if not math.isinf(cell.high):
            yield Compare(name, "<" if cell.high_open else "<=", cell.high)
