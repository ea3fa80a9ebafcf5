"""The engine for many cases: bound conditions as Ibis expressions, strong Kleene by SQL's NULL.

SQL's AND, OR and NOT on nullable booleans are Kleene's. Work is done in stages, each a select on
top of the one before: atoms, then definitions, then whatever is built from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
    children,
    walk,
)
from nelm.registry.expressions.facts import Facts, all_true, any_true, truth_of_atom, unknown


@dataclass(frozen=True)
class Stage:
    """A table in the making, and the column of every condition that it already holds."""

    table: ir.Table
    truths: Mapping[Node, str]

    def truth(self, node: Node) -> ir.BooleanValue:
        """Truth of a condition whose atoms this stage holds."""
        if node in self.truths:
            return self.table[self.truths[node]]
        match node:
            case Constant(value):
                return unknown() if value is None else ibis.literal(value)
            case And(parts):
                return all_true(self.truth(part) for part in parts)
            case Or(parts):
                return any_true(self.truth(part) for part in parts)
            case Not(part):
                return ~self.truth(part)
            case Otherwise(first, second):
                return joined(self.truth(first), self.truth(second))
            case Named(_, part) if part is not None:
                return self.truth(part)
        raise ValueError(f"no column holds {node}")

    def holding(self, nodes: Iterable[Node], tag: str) -> Stage:
        """The next stage, which also holds these conditions as columns."""
        new = [node for node in dict.fromkeys(nodes) if node not in self.truths]
        names = {node: f"{tag}{number}" for number, node in enumerate(new)}
        if not names:
            return self
        table = self.table.mutate(**{name: self.truth(node) for node, name in names.items()})
        return Stage(table, {**self.truths, **names})


def judged(table: ir.Table, facts: Facts, nodes: Sequence[Node], tag: str) -> Stage:
    """The table with every atom and every definition of these conditions as a column."""
    stage = _with_atoms(table, facts, nodes, f"{tag}_atom")
    for level, definitions in enumerate(_by_depth(nodes)):
        stage = stage.holding(definitions, f"{tag}_definition{level}_")
    return stage


def joined(first: ir.BooleanValue, second: ir.BooleanValue) -> ir.BooleanValue:
    """Whichever of two accounts is known; NULL when they disagree.

    Not `first != second`: with a NULL literal Ibis would read that as `first is not null`.
    """
    disagree = (first & ~second) | (~first & second)
    return ibis.cases((disagree, unknown()), else_=ibis.coalesce(first, second))


def _with_atoms(table: ir.Table, facts: Facts, nodes: Sequence[Node], tag: str) -> Stage:
    atoms: dict[Node, None] = dict.fromkeys(
        node for top in nodes for node in walk(top) if isinstance(node, Yes | OneOf | Compare)
    )
    names = {node: f"{tag}{number}" for number, node in enumerate(atoms)}
    truths = {name: truth_of_atom(node, facts, table) for node, name in names.items()}
    return Stage(table.mutate(**truths) if truths else table, names)


def _by_depth(nodes: Sequence[Node]) -> Iterator[list[Named]]:
    """Definitions used, those that use no other first."""
    found: dict[Named, int] = {}
    for node in nodes:
        _depth(node, found)
    for level in sorted(set(found.values())):
        yield [node for node, depth in found.items() if depth == level]


def _depth(node: Node, found: dict[Named, int]) -> int:
    below = max((_depth(child, found) for child in children(node)), default=0)
    if not isinstance(node, Named):
        return below
    found[node] = below + 1
    return below + 1
