"""Labels of many rows from the truths of comparisons alone, as vectors of bits.

The same tree and the same meaning as `evaluate` and `Grounds.label`, for rows whose facts are not
at hand any more (words of a file of verdicts) or are judged again and again (`sweep`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from nelm.assessment.rules import OptionRules
from nelm.assessment.verdict import Label
from nelm.case.vocabulary import vocabulary
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
)
from nelm.registry.bits.vectors import Bits, Rows, Truths

LABELS = tuple(Label)


@dataclass(frozen=True)
class Judging:
    """Truth of any condition in every row; `truths` holds those of all comparisons."""

    rows: Rows
    truths: Mapping[Node, Truths]
    found: dict[Node, Truths] = field(default_factory=dict)

    def truth(self, node: Node) -> Truths:
        """Truth of a condition, worked out once."""
        if node not in self.found:
            self.found[node] = self._truth(node)
        return self.found[node]

    def _truth(self, node: Node) -> Truths:
        match node:
            case And(parts):
                return reduce(Truths.__and__, map(self.truth, parts), self._always(True))
            case Or(parts):
                return reduce(Truths.__or__, map(self.truth, parts), self._always(False))
            case Not(part):
                return ~self.truth(part)
            case Otherwise(first, second):
                return _joined(self.truth(first), self.truth(second))
            case Named(_, part) if part is not None:
                return self.truth(part)
            case Constant(value):
                return self._always(value)
            case OneOf():
                return self._choice(node)
            case Compare():
                return self._comparison(node)
        return self.truths[node]

    def _always(self, value: bool | None) -> Truths:
        every, none = self.rows.every, self.rows.none
        return Truths(every if value is True else none, every if value is False else none)

    def _comparison(self, node: Compare) -> Truths:
        if node.bound is None:
            return self._always(None)
        match node.operator:
            case "<" | "<=":
                return self._told(node, node.operator)
            case ">=":
                return ~self._told(node, "<")
            case ">":
                return ~self._told(node, "<=")
        return self._told(node, "<=") & ~self._told(node, "<")

    def _told(self, node: Compare, sign: str) -> Truths:
        return self.truths[Compare(node.fact, sign, node.bound)]

    def _choice(self, node: OneOf) -> Truths:
        """Met where no class of words outside is possible, not met where none inside is."""
        every = vocabulary()[node.fact].words
        if node.words >= every:
            return self.truths[OneOf(node.fact, every)]
        if not node.words & every:
            return ~self.truths[OneOf(node.fact, every)]
        inside, outside = self.rows.every, self.rows.every
        for words, truth in self._classes(node.fact, every):
            if words <= node.words:
                inside = inside & truth.not_met
            else:
                outside = outside & truth.not_met
        return Truths(outside, inside)

    def _classes(self, fact: str, every: frozenset[str]) -> list[tuple[frozenset[str], Truths]]:
        """Words that no condition tells apart, and whether they hold all that is possible."""
        held = [
            (n.words, truth)
            for n, truth in self.truths.items()
            if isinstance(n, OneOf) and n.fact == fact and n.words != every
        ]
        if len(held) == 1:
            ((words, truth),) = held
            held.append((every - words, ~truth))
        return held


def _joined(first: Truths, second: Truths) -> Truths:
    """Whichever of two accounts is known; unknown when they disagree."""
    disagree = (first.met & second.not_met) | (first.not_met & second.met)
    either = first.otherwise(second)
    return Truths(either.met & ~disagree, either.not_met & ~disagree)


def labels_of(rule: OptionRules, judging: Judging) -> tuple[Bits, ...]:
    """Rows by label, each row once, in the order in which `Grounds.label` tells reasons."""
    against, gap, indicated, caution = (judging.truth(group) for group in rule.groups)
    answer = ~against & ~gap & indicated
    closed = answer.not_met
    found = {
        Label.UNDETERMINED: ~answer.known,
        Label.SUPPORTED_WITH_CAUTION: answer.met & caution.met,
        Label.SUPPORTED: answer.met & caution.not_met,
        Label.SUPPORTED_CAUTION_OPEN: answer.met & ~caution.known,
        Label.CONTRAINDICATED: closed & against.met,
        Label.NOT_ADDRESSED: closed & ~against.met & gap.met,
        Label.CRITERIA_NOT_MET: closed & ~against.met & ~gap.met,
    }
    return tuple(found[label] for label in LABELS)
