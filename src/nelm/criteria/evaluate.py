"""The reference engine: strong Kleene truth of a condition, with the value of every node kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
)
from nelm.criteria.truth import Truth, all_of, any_of, join, negate
from nelm.criteria.values import Facts, Interval


@dataclass(frozen=True, slots=True)
class Trace:
    """A node, its truth for the case, and the traces of the nodes below it."""

    node: Node
    truth: Truth
    parts: tuple[Trace, ...] = ()

    def walk(self) -> Iterator[Trace]:
        """This trace and every trace below it, outermost first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def is_contradictory(self) -> bool:
        """True when two accounts of the same thing below this node disagree."""
        return any(
            isinstance(t.node, Otherwise)
            and {p.truth for p in t.parts} == {Truth.MET, Truth.NOT_MET}
            for t in self.walk()
        )


def evaluate(node: Node, facts: Facts) -> Trace:
    """Truth of a bound condition for the facts of a case; a fact not listed is unknown.

    >>> from nelm.criteria.parser import parse
    >>> evaluate(parse("tumor.ki67_percent < 10"), {}).truth
    <Truth.UNKNOWN: 'unknown'>
    """
    match node:
        case And(parts):
            below = tuple(evaluate(part, facts) for part in parts)
            return Trace(node, all_of(t.truth for t in below), below)
        case Or(parts):
            below = tuple(evaluate(part, facts) for part in parts)
            return Trace(node, any_of(t.truth for t in below), below)
        case Not(part):
            inner = evaluate(part, facts)
            return Trace(node, negate(inner.truth), (inner,))
        case Otherwise(first, second):
            pair = evaluate(first, facts), evaluate(second, facts)
            return Trace(node, join(pair[0].truth, pair[1].truth), pair)
        case Named(name, None):
            raise ValueError(f"definition {name} is not bound")
        case Named(_, part) if part is not None:
            inner = evaluate(part, facts)
            return Trace(node, inner.truth, (inner,))
    return Trace(node, atom_truth(node, facts))


def atom_truth(node: Node, facts: Facts) -> Truth:
    """Truth of a node that reads one fact, or of a constant."""
    if isinstance(node, Constant):
        return Truth.UNKNOWN if node.value is None else Truth.of(node.value)
    assert isinstance(node, Yes | OneOf | Compare)
    value = facts.get(node.fact)
    if value is None:
        return Truth.UNKNOWN
    match node:
        case Yes() if isinstance(value, bool):
            return Truth.of(value)
        case OneOf(_, words) if isinstance(value, frozenset):
            if value <= words:
                return Truth.MET
            return Truth.UNKNOWN if value & words else Truth.NOT_MET
        case Compare(_, operator, bound) if isinstance(value, Interval):
            return Truth.UNKNOWN if bound is None else value.compare(operator, bound)
    raise TypeError(f"{node.fact} holds {value!r}, which {type(node).__name__} can not read")
