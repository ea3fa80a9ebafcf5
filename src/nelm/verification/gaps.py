"""Kleene gaps: an answer that is open although every way to complete the case gives the same.

The facts of an option fall into parts that no condition and no contradiction connects; a gap is
always a gap of one part, so the completions of a part can be listed instead of quantified over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from nelm.assessment.assess import Assessment
from nelm.assessment.outlook import outlooks
from nelm.assessment.rules import OptionRules, disagreements, without_grade
from nelm.assessment.verdict import Answer
from nelm.case.contradictions import contradictions
from nelm.case.grade import GRADE
from nelm.case.vocabulary import vocabulary
from nelm.criteria.cells import cells_of
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Node, Not, Or, facts_of
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval, Value
from nelm.verification.derivations import INFINITE
from nelm.verification.encoding import Flag, Number, Variable, Words
from nelm.verification.examples import Check, Facts, confirmed, simplest
from nelm.verification.model import Model, codes
from nelm.verification.report import Finding, Status
from nelm.verification.solver import Formula, every, exactly, no, some, truth
from nelm.verification.space import Space

ANSWER = {Truth.MET: Answer.SUPPORTED, Truth.NOT_MET: Answer.NOT_SUPPORTED}


@dataclass(frozen=True)
class _Part:
    """Conditions that must all hold, on facts that no other part reads."""

    condition: Node
    facts: tuple[str, ...]


def kleene_gaps(model: Model) -> Iterator[Finding]:
    """For every option, cases whose answer is open although nothing can change it any more."""
    for group in model.alike:
        parts = _parts(group[0])
        for part in parts:
            listed = list(_completions(part))
            for wanted in ANSWER:
                yield from _gap(model, group, (part, parts), (wanted, listed))


def _parts(rules: OptionRules) -> list[_Part]:
    """The answer as a conjunction of parts."""
    conditions: list[Node] = [Not(node) for node in _members(rules.groups[:2])]
    sets = [node.parts for node in _members(rules.groups[2:3]) if isinstance(node, And)]
    common = [node for node in sets[0] if all(node in other for other in sets)] if sets else []
    rests = [And(tuple(n for n in chosen if n not in common)) for chosen in sets]
    conditions += common if all(rest.parts == () for rest in rests) else [*common, Or(tuple(rests))]
    parts = [_Part(node, _reach(node)) for node in conditions if facts_of(node)]
    joined: list[_Part] = []
    for part in parts:
        near = [other for other in joined if set(other.facts) & set(part.facts)]
        nodes = tuple(other.condition for other in (*near, part))
        facts = {fact for other in (*near, part) for fact in other.facts}
        joined = [other for other in joined if other not in near]
        joined.append(_Part(And(nodes), tuple(f for f in vocabulary() if f in facts)))
    return joined


def _members(groups: Sequence[Node]) -> list[Node]:
    return [part for group in groups if isinstance(group, Or) for part in group.parts]


def _limits() -> list[Node]:
    """What no patient is, as far as it does not speak of a stated grade."""
    return [limit.condition for limit in contradictions() if GRADE not in limit.facts]


def _reach(node: Node) -> tuple[str, ...]:
    """Facts of a condition and those that contradictions tie to them."""
    found = set(facts_of(without_grade(node)))
    while more := {f for n in _limits() if set(facts_of(n)) & found for f in facts_of(n)} - found:
        found |= more
    return tuple(name for name in vocabulary() if name in found)


def _completions(part: _Part) -> Iterator[tuple[Facts, Truth]]:
    """Every possible patient, cell by cell, with the truth of the part."""
    condition = without_grade(part.condition)
    limits = [node for node in _limits() if set(facts_of(node)) <= set(part.facts)]
    impossible = [*limits, *disagreements(condition)]
    nodes = [condition, *impossible]
    cells = [cells_of(fact, vocabulary()[fact], nodes, None) for fact in part.facts]
    for row in product(*cells):
        values = dict(zip(part.facts, row, strict=True))
        if all(evaluate(node, values).truth is not Truth.MET for node in impossible):
            yield values, evaluate(condition, values).truth


def _gap(
    model: Model,
    group: tuple[OptionRules, ...],
    split: tuple[_Part, Sequence[_Part]],
    sought: tuple[Truth, Sequence[tuple[Facts, Truth]]],
) -> Iterator[Finding]:
    (part, parts), (wanted, listed) = split, sought
    space, solver = model.space(), model.cases
    goal = [space.encoder.rails(part.condition).unknown, model.verdict(space, group[0]).open]
    goal += [no(space.stated[GRADE].known)] if GRADE in space.stated else []
    goal.append(some(_fits(space, values) for values, truth_ in listed if truth_ is wanted))
    goal += [no(_fits(space, values)) for values, truth_ in listed if truth_ is not wanted]
    if wanted is Truth.MET:
        rest = (other.condition for other in parts if other is not part)
        goal += [space.encoder.rails(condition).true for condition in rest]
    with solver.assuming(every(goal)):
        if not solver.possible():
            return
        (values,) = simplest(model, solver, [space])
    options = [rules.option for rules in group]
    answer = ANSWER[wanted]
    example = confirmed(values, model.bound, _shows_gap(options[0].id, answer))
    says = f"{codes(options)}: open although every completion is {answer.value.replace('_', ' ')}"
    yield Finding("gaps", tuple(o.id for o in options), Status.NOTE, says, (example,))


def _shows_gap(option: str, answer: Answer) -> Check:
    def check(found: Assessment) -> bool:
        outlook = next(o for o in outlooks(found) if o.option == option)
        reachable = {label.answer for label in outlook.reachable}
        return found.option(option).answer is Answer.OPEN and reachable == {answer}

    return check


def _fits(space: Space, completion: Facts) -> Formula:
    """What the case says leaves room for this completion."""
    return every(_leaves_room(space.stated[fact], value) for fact, value in completion.items())


def _leaves_room(variable: Variable, value: Value) -> Formula:
    unknown = no(variable.known)
    if isinstance(variable, Flag) and isinstance(value, bool):
        return some([unknown, variable.value == truth(value)])
    if isinstance(variable, Words) and isinstance(value, frozenset):
        return some([unknown, *(variable.possible[word] for word in sorted(value))])
    if isinstance(variable, Number) and isinstance(value, Interval):
        return some([unknown, _meets(variable, value)])
    raise TypeError(f"{variable} can not be {value}")


def _meets(variable: Number, cell: Interval) -> Formula:
    """The interval and the cell have a number in common."""
    low, high = (exactly(max(min(end, INFINITE), -INFINITE)) for end in (cell.low, cell.high))
    below = variable.high <= low if cell.low_open else variable.below(low)
    above = variable.low >= high if cell.high_open else variable.above(high)
    return every([no(below), no(above)])
