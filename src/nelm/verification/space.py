"""Every case that can be stated without contradiction, as variables and constraints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nelm.case.contradictions import Contradiction, contradictions, doubts
from nelm.case.fact import Fact
from nelm.case.grade import GRADE, GRADES, UNDEFINED
from nelm.case.vocabulary import vocabulary
from nelm.criteria.nodes import Node, facts_of
from nelm.criteria.parser import parse
from nelm.verification.derivations import (
    ABLATION,
    INFINITE,
    ablation_rules,
    child_pugh_rules,
    rules_of_known,
)
from nelm.verification.encoding import Encoder, Flag, Number, Variable, Words
from nelm.verification.solver import (
    Formula,
    either,
    every,
    exactly,
    flag,
    implies,
    no,
    number,
    some,
    truth,
)

GRADE_INPUTS = ("tumor.differentiation", "tumor.ki67_percent")


@dataclass(frozen=True, eq=False)
class Space:
    """One copy of the facts of a case: variables, and what holds in every case.

    Attributes:
        stated: what is stated or derived of each fact; the grade only as stated.
        encoder: rails of conditions, the grade derived where it is not stated.
        rules: ranges and derivations.
        limits: by name, a contradiction or doubt that the case is free of.
    """

    stated: Mapping[str, Variable]
    encoder: Encoder
    rules: tuple[Formula, ...]
    limits: Mapping[str, Formula]

    @property
    def constraints(self) -> tuple[Formula, ...]:
        """Everything that holds in every case."""
        return (*self.rules, *self.limits.values())

    def known(self, fact: str) -> Formula:
        """Something is stated of the fact."""
        return self.stated[fact].known

    @cached_property
    def precise(self) -> Formula:
        """Whatever is known is one word or one number, as far as it can be entered so."""
        free = (*ABLATION, "liver.child_pugh_points")
        return every(
            implies(variable.known, _exact(variable))
            for fact, variable in self.stated.items()
            if fact not in free
        )

    @property
    def complete(self) -> Formula:
        """Every fact is known precisely; lesions to be ablated may be absent."""
        ablation = [fact for fact in ABLATION if fact in self.stated]
        facts = [f for f in self.stated if f not in ablation and f != GRADE]
        whole = every(_is_exact(self.stated[fact]) for fact in ablation)
        none = every(no(self.known(fact)) for fact in ablation)
        return every([*(_is_exact(self.stated[f]) for f in facts), some([whole, none])])

    def with_fresh(self, fact: str, suffix: str) -> Space:
        """The same case with another value of one number."""
        variable = _variable(fact, vocabulary()[fact], suffix)
        return _built({**self.stated, fact: variable})


def linked_facts(conditions: Iterable[Node]) -> tuple[str, ...]:
    """The facts that conditions read, and those that contradictions and derivations tie to them."""
    found = {fact for node in conditions for fact in facts_of(node)}
    while more := _ties(found) - found:
        found |= more
    return tuple(name for name in vocabulary() if name in found)


def _ties(found: set[str]) -> set[str]:
    groups = [frozenset(limit.facts) for limit in all_limits()]
    groups += [frozenset({GRADE, *GRADE_INPUTS}), frozenset(ABLATION)]
    return set().union(*(group for group in groups if group & found))


def all_limits() -> tuple[Contradiction, ...]:
    """Combinations that no case holds: contradictions, and those that make a fact doubtful."""
    return (*contradictions(), *doubts())


def build_space(facts: Iterable[str], suffix: str = "") -> Space:
    """A copy of these facts; copies with different suffixes are different cases."""
    return _built({fact: _variable(fact, vocabulary()[fact], suffix) for fact in facts})


def _built(stated: Mapping[str, Variable]) -> Space:
    variables = dict(stated)
    if GRADE in stated:
        variables[GRADE] = _grade(stated)
    encoder = Encoder(variables)
    limits = {
        limit.id: no(encoder.rails(limit.condition).true)
        for limit in all_limits()
        if set(limit.facts) <= stated.keys()
    }
    rules = [_in_range(fact, variable) for fact, variable in stated.items()]
    rules += rules_of_known(stated)
    rules += [*ablation_rules(stated), *child_pugh_rules(stated)]
    return Space(stated, encoder, tuple(rules), limits)


def _variable(fact: str, definition: Fact, suffix: str) -> Variable:
    name = f"{fact}{suffix}"
    known = flag(f"{name}?")
    if definition.kind == "yes_no":
        return Flag(known, flag(name))
    if definition.kind == "choice":
        words = [word for word in definition.values if word in definition.words]
        return Words(known, {word: flag(f"{name}={word}") for word in words})
    whole = definition.kind == "integer"
    ends = (number(f"{name}.{end}", whole=whole) for end in ("low", "high"))
    opens = (truth(False) if whole else flag(f"{name}.{end}_open") for end in ("low", "high"))
    return Number(known, *ends, *opens)


def _in_range(fact: str, variable: Variable) -> Formula:
    definition = vocabulary()[fact]
    if isinstance(variable, Flag):
        return truth(True)
    if isinstance(variable, Words):
        single = [variable.only(frozenset({word})) for word in variable.possible]
        groups = [
            every([variable.only(group), *(variable.possible[word] for word in group)])
            for group in definition.groups.values()
        ]
        some_word = some(variable.possible.values())
        return implies(variable.known, every([some_word, some([*single, *groups])]))
    low, high = (_end(end) for end in (definition.low, definition.high))
    fits = [variable.low >= low, variable.high <= high, variable.low <= variable.high]
    open_ends = some([variable.low_open, variable.high_open])
    fits.append(implies(open_ends, variable.low < variable.high))
    return implies(variable.known, every(fits))


def _end(end: float) -> Formula:
    return exactly(math.copysign(INFINITE, end) if math.isinf(end) else end)


def _grade(stated: Mapping[str, Variable]) -> Words:
    """The grade as stated, or the grades that differentiation and Ki-67 leave possible."""
    own = stated[GRADE]
    assert isinstance(own, Words)
    inputs = Encoder(stated)
    undefined = no(inputs.rails(parse(UNDEFINED)).false)
    derived = {
        grade: some([undefined, no(inputs.rails(parse(text)).false)])
        for grade, text in GRADES.items()
    }
    both_known = every(stated[fact].known for fact in GRADE_INPUTS)
    concluded = some([no(every(derived.values())), both_known])
    possible = {
        grade: either(own.known, formula, derived[grade]) for grade, formula in own.possible.items()
    }
    return replace(own, known=some([own.known, concluded]), possible=possible)


def _exact(variable: Variable) -> Formula:
    if isinstance(variable, Flag):
        return truth(True)
    if isinstance(variable, Words):
        return some(variable.only(frozenset({word})) for word in variable.possible)
    return variable.exact


def _is_exact(variable: Variable) -> Formula:
    return every([variable.known, _exact(variable)])


def refines(before: Space, after: Space) -> Formula:
    """The second case says everything that the first says, and perhaps more.

    A judgment on a lesion may be added to a lesion that nothing was measured of; it takes the
    place of a measured distance, which is a correction, not more information.
    """
    parts = []
    for fact, old in before.stated.items():
        new = after.stated[fact]
        within = every([new.known, _within(old, new)])
        if fact in UNMEASURED:
            within = every([new.known, some([_within(old, new), _unmeasured(before, fact)])])
        parts.append(implies(old.known, within))
        if fact == GRADE:  # "not defined" beside known differentiation and Ki-67 says nothing new
            parts.append(implies(every([new.known, no(old.known)]), _exact(new)))
    return every(parts)


UNMEASURED = {
    "liver.ablation_near_vital": "liver.ablation_vital_distance_mm",
    "liver.ablation_vital_distance_mm": "liver.ablation_vital_distance_mm",
    "liver.ablation_at_surface": "liver.ablation_capsule_distance_mm",
    "liver.ablation_capsule_distance_mm": "liver.ablation_capsule_distance_mm",
}


def _unmeasured(space: Space, fact: str) -> Formula:
    """Some lesion to be ablated is neither judged nor measured; no lesion is judged so."""
    distance = space.stated[UNMEASURED[fact]]
    own = space.stated[fact]
    assert isinstance(distance, Number)
    open_distance = [distance.known, distance.low == 0, distance.high == exactly(INFINITE)]
    judged = [no(own.value)] if isinstance(own, Flag) else []
    return every([*open_distance, *judged])


def _within(old: Variable, new: Variable) -> Formula:
    if isinstance(old, Flag) and isinstance(new, Flag):
        return old.value == new.value
    if isinstance(old, Words) and isinstance(new, Words):
        return every(implies(new.possible[word], p) for word, p in old.possible.items())
    assert isinstance(old, Number)
    assert isinstance(new, Number)
    closed_low = some([no(old.low_open), new.low_open])
    closed_high = some([no(old.high_open), new.high_open])
    return every(
        [
            some([new.low > old.low, every([new.low == old.low, closed_low])]),
            some([new.high < old.high, every([new.high == old.high, closed_high])]),
        ]
    )
