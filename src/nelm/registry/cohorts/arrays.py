"""The engine for batches in memory: Kleene truth as numbers, 1 met, 0 unknown, -1 not met.

Facts come as bits, one for each cell of what is still possible (`nelm.registry.cohorts.possible`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from nelm.criteria.evaluate import atom_truth
from nelm.criteria.nodes import And, Compare, Constant, Named, Node, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.nodes import walk as nodes_of
from nelm.criteria.truth import Truth
from nelm.criteria.values import Value

MET, UNKNOWN, NOT_MET = 1, 0, -1
NUMBERS = {Truth.MET: MET, Truth.UNKNOWN: UNKNOWN, Truth.NOT_MET: NOT_MET}

Array: TypeAlias = np.ndarray[Any, Any]
Truths: TypeAlias = Array | int
Readable: TypeAlias = Yes | OneOf | Compare


def truth(node: Node, atom: Callable[[Readable], Truths]) -> Truths:
    """Truth of a bound condition from the truths of its atoms."""
    match node:
        case Constant(value):
            return UNKNOWN if value is None else MET if value else NOT_MET
        case And(parts):
            return _least(truth(part, atom) for part in parts)
        case Or(parts):
            return -_least(-truth(part, atom) for part in parts)
        case Not(part):
            return -truth(part, atom)
        case Otherwise(first, second):
            return _joined(truth(first, atom), truth(second, atom))
        case Named(_, part) if part is not None:
            return truth(part, atom)
        case Compare(_, _, None):
            return UNKNOWN
        case Yes() | OneOf() | Compare():
            return atom(node)
    raise ValueError(f"not a bound condition: {node}")


def _least(parts: Iterable[Truths]) -> Truths:
    """Kleene conjunction; of nothing it is met."""
    least: Truths = MET
    for part in parts:
        least = np.minimum(least, part)
    return least


def _joined(first: Truths, second: Truths) -> Truths:
    """Whichever of two accounts is known; unknown when they disagree: the sign of their sum."""
    return np.sign(np.add(first, second))


def atoms_of(nodes: Sequence[Node]) -> tuple[Readable, ...]:
    """The comparisons that some fact can settle, each once."""
    found = (n for top in nodes for n in nodes_of(top) if isinstance(n, Yes | OneOf | Compare))
    kept = (n for n in found if not (isinstance(n, Compare) and n.bound is None))
    return tuple(dict.fromkeys(kept))


def truth_in(node: Readable, fact: str, cell: Value) -> int:
    """Truth of an atom where its fact lies in this cell."""
    return NUMBERS[atom_truth(node, {fact: cell})]


def atom_truths(node: Readable, bits: Array, cells: Sequence[Value]) -> Array:
    """Truth of an atom in every row: met where it is in all cells that are possible."""
    told = [truth_in(node, node.fact, cell) for cell in cells]
    met, not_met = (sum(1 << n for n, t in enumerate(told) if t == k) for k in (MET, NOT_MET))
    told_in_rows: Array = np.subtract((bits & met) != 0, (bits & not_met) != 0, dtype="int8")
    return told_in_rows
