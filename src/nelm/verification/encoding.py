"""Conditions in two rails: when a condition is known to hold, and when it is known not to.

Dual rails are strong Kleene truth: what is on neither rail is unknown. The facts are variables
that say what is known (nothing, a flag, possible words, an interval), as cases do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nelm.criteria.nodes import And, Compare, Constant, Named, Node, Not, OneOf, Or, Otherwise, Yes
from nelm.verification.solver import Formula, every, exactly, no, some, truth


@dataclass(frozen=True, slots=True)
class Rails:
    """When a condition is known to hold and when it is known not to hold."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        """When neither is known."""
        return every([no(self.true), no(self.false)])


@dataclass(frozen=True, slots=True)
class Flag:
    """What is known of a yes/no fact."""

    known: Formula
    value: Formula

    def rails(self) -> Rails:
        """The fact is yes."""
        return Rails(every([self.known, self.value]), every([self.known, no(self.value)]))


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a choice: which words are still possible."""

    known: Formula
    possible: Mapping[str, Formula]

    def rails(self, words: frozenset[str]) -> Rails:
        """The fact is one of these words."""
        return Rails(self.only(words), self.only(frozenset(self.possible) - words))

    def only(self, words: frozenset[str]) -> Formula:
        """No other word is possible."""
        others = (formula for word, formula in self.possible.items() if word not in words)
        return every([self.known, *(no(other) for other in others)])


@dataclass(frozen=True, slots=True)
class Number:
    """What is known of a number: the interval it lies in."""

    known: Formula
    low: Formula
    high: Formula
    low_open: Formula
    high_open: Formula

    def rails(self, operator: str, bound: float) -> Rails:
        """The number compares so with this bound."""
        true, false = COMPARISONS[operator](self, exactly(bound))
        return Rails(every([self.known, true]), every([self.known, false]))

    def below(self, bound: Formula) -> Formula:
        """The whole interval lies below the bound."""
        return some([self.high < bound, every([self.high == bound, self.high_open])])

    def above(self, bound: Formula) -> Formula:
        """The whole interval lies above the bound."""
        return some([self.low > bound, every([self.low == bound, self.low_open])])

    @property
    def exact(self) -> Formula:
        """Only one number is possible."""
        return self.low == self.high


Variable: TypeAlias = Flag | Words | Number
COMPARISONS: Mapping[str, Callable[[Number, Formula], tuple[Formula, Formula]]] = {
    "<": lambda x, bound: (x.below(bound), x.low >= bound),
    "<=": lambda x, bound: (x.high <= bound, x.above(bound)),
    ">": lambda x, bound: (x.above(bound), x.high <= bound),
    ">=": lambda x, bound: (x.low >= bound, x.below(bound)),
    "==": lambda x, bound: (
        every([x.exact, x.low == bound]),
        some([x.below(bound), x.above(bound)]),
    ),
}


@dataclass
class Encoder:
    """Turns bound conditions into rails over the variables of one copy of a case."""

    variables: Mapping[str, Variable]
    _made: dict[Node, Rails] = field(default_factory=dict)

    def rails(self, node: Node) -> Rails:
        """The rails of a bound condition."""
        if node not in self._made:
            self._made[node] = self._encode(node)
        return self._made[node]

    def _encode(self, node: Node) -> Rails:
        match node:
            case And(parts):
                below = [self.rails(part) for part in parts]
                return Rails(every(r.true for r in below), some(r.false for r in below))
            case Or(parts):
                below = [self.rails(part) for part in parts]
                return Rails(some(r.true for r in below), every(r.false for r in below))
            case Not(part):
                inner = self.rails(part)
                return Rails(inner.false, inner.true)
            case Otherwise(first, second):
                return _joined(self.rails(first), self.rails(second))
            case Named(name, None):
                raise ValueError(f"definition {name} is not bound")
            case Named(_, part) if part is not None:
                return self.rails(part)
        return self._atom(node)

    def _atom(self, node: Node) -> Rails:
        match node:
            case Constant(value):
                return Rails(truth(value is True), truth(value is False))
            case Compare(_, _, None):
                return Rails(truth(False), truth(False))
            case Compare(fact, operator, bound) if bound is not None:
                variable = self.variables[fact]
                if isinstance(variable, Number):
                    return variable.rails(operator, bound)
            case OneOf(fact, words):
                variable = self.variables[fact]
                if isinstance(variable, Words):
                    return variable.rails(words)
            case Yes(fact):
                variable = self.variables[fact]
                if isinstance(variable, Flag):
                    return variable.rails()
        raise TypeError(f"{node} can not read its fact")


def _joined(first: Rails, second: Rails) -> Rails:
    """Whichever of two accounts is known; neither where they disagree."""
    return Rails(
        some([every([first.true, no(second.false)]), every([second.true, no(first.false)])]),
        some([every([first.false, no(second.true)]), every([second.false, no(first.true)])]),
    )
