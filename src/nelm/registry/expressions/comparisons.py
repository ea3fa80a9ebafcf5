"""The comparisons behind a pack: what is enough to know of a case to judge and explain it.

Conditions read a case only through comparisons of one fact. What is known of these is all that
verdicts, traces and outlooks depend on, so a row of a registry needs no more than a bit for
"known true" and a bit for "known false" of each. Comparisons that others settle need none:
`x >= 3` is `not x < 3`, `x == 3` is `x <= 3` and not `x < 3`, and of a choice it is enough to know
which classes of words, told apart by some condition, are possible.

A fact may be known too vaguely for any of them, which is not the same as unknown. So each number
is compared with the least there may be too, and a choice with all its words where a word or a
condition stands for all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from nelm.assessment.rules import option_rules, without_grade
from nelm.case.contradictions import contradictions, questions
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.nodes import Compare, Node, OneOf, Yes, walk
from nelm.criteria.truth import Truth
from nelm.criteria.values import Facts, Interval, Value
from nelm.knowledge.binding import BoundPack

# What a comparison asks in terms of `<` and `<=`.
SIGNS = {"<": ("<",), ">=": ("<",), "<=": ("<=",), ">": ("<=",), "==": ("<", "<=")}


@lru_cache(maxsize=64)
def comparisons(*bounds: BoundPack) -> tuple[Node, ...]:
    """The comparisons that settle every condition of these packs, in a fixed order.

    Those of the vocabulary's contradictions and questions and of what a grade is derived from are
    among them: they bear on what may still become of a case.
    """
    atoms: dict[str, list[Yes | OneOf | Compare]] = {}
    for atom in _atoms(_conditions(bounds)):
        atoms.setdefault(atom.fact, []).append(atom)
    return tuple(c for fact, asked in atoms.items() for c in _of_fact(fact, asked))


def _conditions(bounds: Iterable[BoundPack]) -> Iterator[Node]:
    for bound in bounds:
        yield from (condition.node for condition in bound.conditions.values())
    for bound in bounds:
        for rules in option_rules(bound):
            yield from (without_grade(group) for group in rules.groups)
    scope = Scope(vocabulary())
    yield from (bind(rule.condition, scope) for rule in (*contradictions(), *questions()))


def _atoms(nodes: Iterable[Node]) -> Iterator[Yes | OneOf | Compare]:
    for top in nodes:
        for node in walk(top):
            if isinstance(node, Yes | OneOf | Compare):
                yield node


def _of_fact(fact: str, atoms: Sequence[Yes | OneOf | Compare]) -> list[Node]:
    match atoms[0]:
        case Yes():
            return [Yes(fact)]
        case OneOf():
            asked = list(dict.fromkeys(atom.words for atom in atoms if isinstance(atom, OneOf)))
            return [OneOf(fact, words) for words in _word_sets(fact, asked)]
    limits = {
        (atom.bound, sign)
        for atom in atoms
        if isinstance(atom, Compare) and atom.bound is not None
        for sign in SIGNS[atom.operator]
    }
    least = float(vocabulary()[fact].low), "<"  # never met: not met tells that it is known
    return [Compare(fact, sign, bound) for bound, sign in sorted({least, *limits})]


def _word_sets(fact: str, asked: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Classes of words, of two the smaller; all words where it takes them to tell of a value."""
    definition = vocabulary()[fact]
    classes, every = _classes(definition.words, asked), definition.words
    vague = any(all(c & meant for c in classes) for meant in definition.groups.values())
    needs_all = vague or any(words >= every or not words & every for words in asked)
    told = classes[:1] if len(classes) == 2 else classes
    return list(dict.fromkeys([*told, every] if needs_all else told))


def _classes(every: frozenset[str], asked: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Words that no comparison tells apart, the smallest class first."""
    classes: dict[tuple[bool, ...], set[str]] = {}
    for word in sorted(every):
        classes.setdefault(tuple(word in words for words in asked), set()).add(word)
    return sorted(map(frozenset, classes.values()), key=lambda c: (len(c), sorted(c)))


def said(node: Node) -> str:
    """A comparison in the language of criteria.

    >>> said(OneOf("tumor.differentiation", frozenset({"well"})))
    "tumor.differentiation in ['well']"
    """
    match node:
        case Compare(fact, sign, bound):
            return f"{fact} {sign} {str(bound).removesuffix('.0')}"
        case OneOf(fact, words):
            return f"{fact} in {sorted(words)}"
        case Yes(fact):
            return fact
    raise ValueError(f"{node} is no comparison")


def known_values(truths: Mapping[Node, Truth]) -> Facts:
    """What is known of every fact, as far as any condition can tell.

    The widest value that fits the truths: `6 to below 10` for a number that is not below 6 and is
    below 10. Conditions have the same truth for it as for the value it came from.

    >>> known_values({Compare("tumor.ki67_percent", "<", 10.0): Truth.MET})
    {'tumor.ki67_percent': Interval(low=0, high=10.0, low_open=False, high_open=True)}
    """
    told: dict[str, list[tuple[Node, bool]]] = {}
    for node, truth in truths.items():
        if truth is not Truth.UNKNOWN:
            assert isinstance(node, Yes | OneOf | Compare)
            told.setdefault(node.fact, []).append((node, truth is Truth.MET))
    return {fact: _value(fact, parts) for fact, parts in told.items()}


def _value(fact: str, told: list[tuple[Node, bool]]) -> Value:
    definition = vocabulary()[fact]
    possible, interval = definition.words, Interval(definition.low, definition.high)
    for node, met in told:
        match node:
            case Yes():
                return met
            case OneOf(_, words):
                possible = possible & words if met else possible - words
            case Compare(_, sign, float(bound)):
                interval = _narrowed(interval, sign, bound, met)
    if definition.kind == "choice":
        return possible
    return _whole(interval) if definition.kind == "integer" else interval


def _narrowed(interval: Interval, sign: str, bound: float, met: bool) -> Interval:
    if met:
        side = Interval(-math.inf, bound, high_open=sign == "<")
    else:
        side = Interval(bound, math.inf, low_open=sign == "<=")
    narrowed = interval.meet(side)
    if narrowed is None:
        raise ValueError(f"no number is within {interval} and {side}")
    return narrowed


def _whole(interval: Interval) -> Interval:
    """The same whole numbers with closed ends."""
    low = math.floor(interval.low) + 1 if interval.low_open else math.ceil(interval.low)
    high = interval.high
    if not math.isinf(high):
        high = math.ceil(high) - 1 if interval.high_open else math.floor(high)
    return Interval(float(low), float(high))
