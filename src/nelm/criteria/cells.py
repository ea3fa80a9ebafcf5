"""Cells: the finitely many regions of a fact's domain that conditions can tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from nelm.criteria.binding import FactType, thresholds
from nelm.criteria.evaluate import atom_truth
from nelm.criteria.nodes import Node, OneOf, walk
from nelm.criteria.values import Interval, Value


def cells_of(
    name: str, fact: FactType, conditions: Sequence[Node], known: Value | None
) -> tuple[Value, ...]:
    """Split what is still possible for a fact where the conditions change their answer.

    Args:
        name: dotted name of the fact.
        fact: its type and range.
        conditions: bound conditions that may read it.
        known: what is known so far (interval, possible words), or None.
    """
    if fact.kind == "yes_no":
        return (known,) if isinstance(known, bool) else (True, False)
    if fact.kind == "choice":
        words = known if isinstance(known, frozenset) else fact.words
        return _choice_cells(name, words, conditions)
    whole = Interval(fact.low, fact.high, high_open=math.isinf(fact.high))
    allowed = known if isinstance(known, Interval) else whole
    bounds = thresholds(list(conditions)).get(name, [])
    pieces = (piece.meet(allowed) for piece in _pieces(fact, bounds))
    return tuple(p for p in pieces if p is not None and _holds_value(fact, p))


def _pieces(fact: FactType, bounds: Iterable[float]) -> list[Interval]:
    edge, pieces = Interval(-math.inf, math.inf), []
    for bound in bounds:
        if edge.low < bound:
            pieces.append(Interval(edge.low, bound, edge.low_open, high_open=True))
        pieces.append(Interval.exact(bound))
        edge = Interval(bound, math.inf, low_open=True)
    return [*pieces, edge]


def _holds_value(fact: FactType, piece: Interval) -> bool:
    if fact.kind != "integer" or math.isinf(piece.high) or math.isinf(piece.low):
        return True
    first = math.floor(piece.low) + 1 if piece.low_open else math.ceil(piece.low)
    return piece.contains(first)


def _choice_cells(
    name: str, words: frozenset[str], conditions: Sequence[Node]
) -> tuple[Value, ...]:
    atoms = {n for top in conditions for n in walk(top) if isinstance(n, OneOf) and n.fact == name}
    ordered = sorted(atoms, key=lambda atom: sorted(atom.words))
    groups: dict[tuple[object, ...], set[str]] = {}
    for word in sorted(words):
        signature = tuple(atom_truth(a, {name: frozenset({word})}) for a in ordered)
        groups.setdefault(signature, set()).add(word)
    return tuple(frozenset(group) for group in groups.values())
