"""Conditions as numbered, shared formulas that simplify when a fact gets a value."""

from __future__ import annotations

from nelm.criteria.evaluate import atom_truth
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
    facts_of,
)
from nelm.criteria.truth import Truth, join, negate
from nelm.criteria.values import Value

CONSTANTS = (Truth.NOT_MET, Truth.MET, Truth.UNKNOWN)
NOT_MET, MET, UNKNOWN = range(3)
_NUMBER = {truth: number for number, truth in enumerate(CONSTANTS)}


class Formulas:
    """A table of formulas; equal formulas have the same number, 0 to 2 are the constants.

    Simplification keeps Kleene truth: a formula becomes a constant as soon as the facts
    given so far fix it.
    """

    def __init__(self) -> None:
        self._keys: list[tuple[object, ...]] = [("constant", truth) for truth in CONSTANTS]
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        self._facts: list[frozenset[str]] = [frozenset()] * len(CONSTANTS)
        self._after: dict[tuple[int, str, Value], int] = {}

    def truth(self, number: int) -> Truth | None:
        """The truth of a settled formula; None while it still depends on facts."""
        return CONSTANTS[number] if number < len(CONSTANTS) else None

    def facts(self, number: int) -> frozenset[str]:
        """The facts that the formula still depends on."""
        return self._facts[number]

    def add(self, node: Node) -> int:
        """Number of a bound condition."""
        match node:
            case Constant():
                return _NUMBER[atom_truth(node, {})]
            case Yes() | OneOf() | Compare():
                if isinstance(node, Compare) and node.bound is None:
                    return UNKNOWN
                return self._intern(("atom", node), frozenset(facts_of(node)))
            case Not(part):
                return self._negation(self.add(part))
            case And(parts):
                return self._group("and", [self.add(part) for part in parts])
            case Or(parts):
                return self._group("or", [self.add(part) for part in parts])
            case Otherwise(first, second):
                return self._join(self.add(first), self.add(second))
            case Named(_, part) if part is not None:
                return self.add(part)
        raise ValueError(f"not a bound condition: {node}")

    def given(self, number: int, fact: str, value: Value) -> int:
        """The formula once a fact has this value (a whole cell of its domain)."""
        if fact not in self._facts[number]:
            return number
        key = (number, fact, value)
        if key not in self._after:
            self._after[key] = self._simplify(number, fact, value)
        return self._after[key]

    def _simplify(self, number: int, fact: str, value: Value) -> int:
        kind, *rest = self._keys[number]
        if kind == "atom":
            return _NUMBER[atom_truth(rest[0], {fact: value})]  # type: ignore[arg-type]
        parts = [self.given(part, fact, value) for part in rest]  # type: ignore[arg-type]
        if kind == "not":
            return self._negation(parts[0])
        return self._join(*parts) if kind == "join" else self._group(str(kind), parts)

    def _negation(self, part: int) -> int:
        truth = self.truth(part)
        if truth is not None:
            return _NUMBER[negate(truth)]
        return self._intern(("not", part), self._facts[part])

    def _join(self, first: int, second: int) -> int:
        truths = self.truth(first), self.truth(second)
        if truths[0] is not None and truths[1] is not None:
            return _NUMBER[join(truths[0], truths[1])]
        if UNKNOWN in (first, second):
            return second if first == UNKNOWN else first
        return self._intern(("join", first, second), self._facts[first] | self._facts[second])

    def _group(self, kind: str, parts: list[int]) -> int:
        decisive, neutral = (NOT_MET, MET) if kind == "and" else (MET, NOT_MET)
        if decisive in parts:
            return decisive
        rest = sorted(set(parts) - {neutral})
        if not rest or rest == [UNKNOWN]:
            return (rest or [neutral])[0]
        if len(rest) == 1:
            return rest[0]
        facts = frozenset[str]().union(*(self._facts[part] for part in rest))
        return self._intern((kind, *rest), facts)

    def _intern(self, key: tuple[object, ...], facts: frozenset[str]) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._keys)
            self._keys.append(key)
            self._facts.append(facts)
        return number
