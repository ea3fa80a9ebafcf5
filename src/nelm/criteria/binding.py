"""Make a parsed condition concrete: parameters become numbers, definitions their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from nelm.criteria.nodes import (
    And,
    Compare,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
    walk,
)
from nelm.criteria.parser import ConditionError


class FactType(Protocol):
    """What a condition must know of a fact to read it."""

    @property
    def kind(self) -> str:
        """`yes_no`, `choice`, `number` or `integer`."""

    @property
    def low(self) -> float:
        """Smallest number allowed."""

    @property
    def high(self) -> float:
        """Largest number allowed."""

    @property
    def words(self) -> frozenset[str]:
        """The words a choice can take."""


@dataclass(frozen=True)
class Scope:
    """Names a condition may use: facts with their types, parameter values, definitions."""

    facts: Mapping[str, FactType]
    parameters: Mapping[str, float | None] = field(default_factory=dict)
    definitions: Mapping[str, Node] = field(default_factory=dict)


def bind(node: Node, scope: Scope) -> Node:
    """Replace parameters by their numbers and definition names by their conditions, checked.

    Raises:
        ConditionError: unknown name, mixed types, or a bound outside the fact's range.
    """
    match node:
        case And(parts):
            return And(tuple(bind(part, scope) for part in parts))
        case Or(parts):
            return Or(tuple(bind(part, scope) for part in parts))
        case Not(part):
            return Not(bind(part, scope))
        case Otherwise(first, second):
            return Otherwise(bind(first, scope), bind(second, scope))
        case Named(name):
            if name not in scope.definitions:
                raise ConditionError(f"no definition is called {name!r}")
            return Named(name, scope.definitions[name])
        case Compare(_, _, _, str(parameter)):
            if parameter not in scope.parameters:
                raise ConditionError(f"no number parameter is called {parameter!r}")
            node = replace(node, bound=scope.parameters[parameter])
    _check(node, scope)
    return node


def _check(node: Node, scope: Scope) -> None:
    if not isinstance(node, Yes | OneOf | Compare):
        return
    if node.fact not in scope.facts:
        raise ConditionError(f"unknown fact {node.fact!r}")
    fact = scope.facts[node.fact]
    match node:
        case Yes():
            _expect(fact.kind == "yes_no", f"{node.fact} is not a yes/no fact but a {fact.kind}")
        case OneOf(_, words):
            _expect(fact.kind == "choice", f"{node.fact} is not a choice but a {fact.kind}")
            strange = ", ".join(sorted(words - fact.words))
            _expect(not strange, f"{node.fact} can not be {strange}; allowed: {sorted(fact.words)}")
        case Compare(_, _, bound):
            number = fact.kind in ("number", "integer")
            _expect(number, f"{node.fact} is not a number but a {fact.kind}")
            inside = bound is None or fact.low <= bound <= fact.high
            _expect(inside, f"{node.fact} can not be {bound}: range {fact.low} to {fact.high}")


def _expect(fits: bool, message: str) -> None:
    if not fits:
        raise ConditionError(message)


def thresholds(nodes: list[Node]) -> dict[str, list[float]]:
    """Every bound that the bound conditions compare each number with, sorted."""
    found: dict[str, set[float]] = {}
    for node in (n for top in nodes for n in walk(top)):
        if isinstance(node, Compare) and node.bound is not None:
            found.setdefault(node.fact, set()).add(node.bound)
    return {fact: sorted(bounds) for fact, bounds in found.items()}
