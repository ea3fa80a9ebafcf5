"""What is known of a fact in every row: columns, and the truth of a comparison with them.

A fact without a column is unknown in every row. Truth is a nullable boolean; NULL is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from nelm.case.fact import Fact
from nelm.criteria.evaluate import atom_truth
from nelm.criteria.nodes import Compare, Node, OneOf, Yes
from nelm.criteria.truth import Truth

OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class YesNo:
    """A nullable boolean column."""

    column: str

    def known(self, table: ir.Table) -> ir.BooleanValue:
        """Whether the fact is known; never NULL."""
        return table[self.column].notnull()

    def truth(self, table: ir.Table, node: Yes) -> ir.BooleanValue:
        """Truth of the fact."""
        return table[self.column]


@dataclass(frozen=True, slots=True)
class Words:
    """A text column that holds a word of the fact, precise or standing for several."""

    column: str
    fact: Fact

    def known(self, table: ir.Table) -> ir.BooleanValue:
        """Whether the fact is known; never NULL."""
        return table[self.column].notnull()

    def truth(self, table: ir.Table, node: OneOf) -> ir.BooleanValue:
        """Truth of `fact in words`, worked out by `evaluate` for each word of the vocabulary."""
        truths = {
            word: atom_truth(node, {node.fact: meaning})
            for word, meaning in meanings(self.fact).items()
        }
        return truth_by_word(table[self.column], truths)


@dataclass(frozen=True, slots=True)
class Number:
    """The two ends of an interval, both NULL or neither; open ends are never-NULL booleans.

    Exact numbers have one column for both ends; None says that an end is never open.
    """

    low: str
    high: str
    low_open: str | None = None
    high_open: str | None = None

    def known(self, table: ir.Table) -> ir.BooleanValue:
        """Whether anything is known of the number; never NULL."""
        return table[self.low].notnull()

    def truth(self, table: ir.Table, node: Compare) -> ir.BooleanValue:
        """Truth of the comparison for the whole interval."""
        if node.bound is None:
            return unknown()
        if self.low == self.high:
            return OPERATORS[node.operator](table[self.low], node.bound)
        met, not_met = self._sides(table, node.operator, node.bound)
        return ibis.cases((met, True), (not_met, False), else_=unknown())

    def _sides(
        self, table: ir.Table, sign: str, bound: float
    ) -> tuple[ir.BooleanValue, ir.BooleanValue]:
        """Whether every number of the interval fulfills the comparison, and whether none does."""
        low, high = table[self.low], table[self.high]
        at_low = low == bound if self.low_open is None else (low == bound) & table[self.low_open]
        above = low > bound if self.low_open is None else (low > bound) | at_low
        below = high < bound
        if self.high_open is not None:
            below = below | ((high == bound) & table[self.high_open])
        match sign:
            case "<":
                return below, low >= bound
            case "<=":
                return high <= bound, above
            case ">":
                return above, high <= bound
            case ">=":
                return low >= bound, below
        return (low == bound) & (high == bound), above | below


@dataclass(frozen=True, slots=True)
class WordSet:
    """The words still possible, as never-NULL booleans that tell which are impossible."""

    impossible: Mapping[str, str]
    is_known: str

    def known(self, table: ir.Table) -> ir.BooleanValue:
        """Whether the fact is known; never NULL."""
        return table[self.is_known]

    def truth(self, table: ir.Table, node: OneOf) -> ir.BooleanValue:
        """Met when every other word is impossible, not met when every word asked for is."""
        inside = [table[c] for word, c in self.impossible.items() if word in node.words]
        outside = [table[c] for word, c in self.impossible.items() if word not in node.words]
        known = table[self.is_known]
        return ibis.cases(
            (all_true([known, *outside]), True),
            (all_true([known, *inside]), False),
            else_=unknown(),
        )


FactColumns: TypeAlias = YesNo | Words | Number | WordSet
Facts: TypeAlias = Mapping[str, FactColumns]


def truth_of_atom(node: Node, facts: Facts, table: ir.Table) -> ir.BooleanValue:
    """Truth of a condition that reads one fact, in every row."""
    assert isinstance(node, Yes | OneOf | Compare)
    columns = facts.get(node.fact)
    if columns is None:
        return unknown()
    match columns, node:
        case YesNo(), Yes():
            return columns.truth(table, node)
        case Number(), Compare():
            return columns.truth(table, node)
        case Words() | WordSet(), OneOf():
            return columns.truth(table, node)
    raise TypeError(f"{node.fact} is kept as {columns}, which {type(node).__name__} can not read")


def meanings(fact: Fact) -> dict[str, frozenset[str]]:
    """Every word that a column of this choice may hold, and the precise words it stands for."""
    return {word: fact.groups.get(word, frozenset({word})) for word in fact.values}


def truth_by_word(column: ir.StringValue, truths: Mapping[str, Truth]) -> ir.BooleanValue:
    """The truth that each word makes; NULL where there is no word."""
    met = [word for word, truth in truths.items() if truth is Truth.MET]
    not_met = [word for word, truth in truths.items() if truth is Truth.NOT_MET]
    if len(met) + len(not_met) < len(truths):
        return ibis.cases(
            (is_one_of(column, met), True), (is_one_of(column, not_met), False), else_=unknown()
        )
    if met and (len(met) <= len(not_met) or not not_met):
        return is_one_of(column, met)
    return ~is_one_of(column, not_met)


def is_one_of(column: ir.StringValue, words: Iterable[str]) -> ir.BooleanValue:
    """`column = a or column = b`: NULL for NULL, which IN is not on every engine."""
    return any_true([column == word for word in words])


def unknown() -> ir.BooleanValue:
    """The truth NULL."""
    return ibis.null("boolean")


def all_true(truths: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Kleene conjunction; of nothing it is true."""
    parts = list(truths)
    return reduce(operator.and_, parts) if parts else ibis.literal(True)


def any_true(truths: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Kleene disjunction; of nothing it is false."""
    parts = list(truths)
    return reduce(operator.or_, parts) if parts else ibis.literal(False)


def certainly(truth: ir.BooleanValue) -> ir.BooleanValue:
    """True where the truth is met, false where it is not met or unknown; never NULL."""
    return ibis.coalesce(truth, False)
