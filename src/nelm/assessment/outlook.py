"""What unknown facts leave open: reachable labels, deciding facts, smallest changes.

Exact under the declared contradictions: every completion of the unknown facts is covered by a
decision diagram over cells, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nelm.assessment.assess import Assessment, OptionResult
from nelm.assessment.rules import disagreements, option_rules, without_grade
from nelm.assessment.verdict import Answer, Label, settled
from nelm.case.contradictions import contradictions
from nelm.case.grade import GRADE
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.cells import cells_of
from nelm.criteria.diagram import Diagram, Tree, cheapest, given, reachable, support
from nelm.criteria.evaluate import evaluate
from nelm.criteria.formulas import Formulas
from nelm.criteria.nodes import Node, Otherwise, facts_of, walk
from nelm.criteria.truth import Truth
from nelm.criteria.values import Facts, Interval, Value
from nelm.knowledge.binding import BoundPack

Step = tuple[str, Value]
MOST_PATHS, MOST_CHANGES = 60, 6
OPEN_LABELS = (Label.UNDETERMINED, Label.SUPPORTED_CAUTION_OPEN)


@dataclass(frozen=True)
class Change:
    """One smallest set of changes that would alter an answer.

    Attributes:
        steps: facts that would have to change, and to what.
        provided: unknown facts that would also have to turn out so.
    """

    steps: tuple[Step, ...]
    provided: tuple[Step, ...]


@dataclass(frozen=True)
class Outlook:
    """What may still become of one option.

    Attributes:
        reachable: labels that some completion of the unknown facts leads to.
        deciding: unknown facts that can change the label.
        settling: unknown facts of which one value alone closes the answer.
        changes: smallest changes over changeable facts that lead to the other answer.
    """

    option: str
    reachable: frozenset[Label]
    deciding: frozenset[str]
    settling: frozenset[str]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class MissingFact:
    """An unknown fact with the options whose answer it can settle or touch."""

    fact: str
    settles: tuple[str, ...]
    touches: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Compiled:
    """Formulas of a bound pack, shared by all cases; one table with the grade, one without."""

    formulas: Formulas
    groups: Mapping[str, tuple[int, ...]]
    nodes: Mapping[str, tuple[Node, ...]]
    impossible: tuple[tuple[int, Node], ...]


@lru_cache(maxsize=128)
def _compiled(bound: BoundPack, grade_alone: bool) -> _Compiled:
    formulas = Formulas()
    nodes = {
        rules.option.id: tuple(n if grade_alone else without_grade(n) for n in rules.groups)
        for rules in option_rules(bound)
    }
    groups = {id_: tuple(formulas.add(node) for node in group) for id_, group in nodes.items()}
    scope = Scope(vocabulary())
    rules = [bind(c.condition, scope) for c in contradictions()]
    rules = rules if grade_alone else [r for r in rules if GRADE not in facts_of(r)]
    rules += [d for group in nodes.values() for node in group for d in disagreements(node)]
    numbered = {formulas.add(rule): rule for rule in rules}
    return _Compiled(formulas, groups, nodes, tuple(numbered.items()))


def outlooks(assessment: Assessment) -> tuple[Outlook, ...]:
    """What may still become of every option of an assessment."""
    alone = assessment.known.is_grade_alone
    compiled = _compiled(assessment.bound, alone)
    values = dict(assessment.known.values)
    if not alone:
        values.pop(GRADE, None)
    here = _domains(assessment, compiled, values)
    diagram = Diagram(compiled.formulas, here, settled, _impossible(compiled, values))
    free = {f: v for f, v in values.items() if not vocabulary()[f].changeable}
    ahead = _domains(assessment, compiled, free)
    what_if = Diagram(compiled.formulas, ahead, _settled_answer, _impossible(compiled, free))
    found: dict[tuple[tuple[int, ...], Answer], Outlook] = {}
    results = []
    for result in assessment.options:
        key = compiled.groups[result.option.id], result.answer
        if key not in found:
            tree = diagram.grow(key[0])
            changes = _changes(what_if.grow(key[0][:3]), values, result)
            found[key] = _outlook(tree, result, here, changes)
        results.append(_named(found[key], result))
    return tuple(results)


def _named(outlook: Outlook, result: OptionResult) -> Outlook:
    return Outlook(
        result.option.id, outlook.reachable, outlook.deciding, outlook.settling, outlook.changes
    )


def _domains(
    assessment: Assessment, compiled: _Compiled, values: Facts
) -> dict[str, tuple[Value, ...]]:
    conditions = [node for group in compiled.nodes.values() for node in group]
    conditions += [node for _, node in compiled.impossible]
    read = {fact for node in conditions for fact in facts_of(node)}
    first = {
        f
        for n in conditions
        for o in walk(n)
        if isinstance(o, Otherwise)
        for f in facts_of(o.first)
    }
    order = sorted(
        vocabulary(), key=lambda name: name not in first
    )  # a judgment makes its helper moot
    return {
        name: cells_of(name, vocabulary()[name], conditions, values.get(name))
        for name in order
        if name in read
    }


def _impossible(compiled: _Compiled, values: Facts) -> list[int]:
    """Contradictions that can still be avoided; one that is a fact already is reported instead."""
    told = ((number, evaluate(node, values).truth) for number, node in compiled.impossible)
    return [number for number, truth in told if truth is Truth.UNKNOWN]


def _outlook(
    tree: Tree[Label] | None,
    result: OptionResult,
    domains: Mapping[str, tuple[Value, ...]],
    changes: tuple[Change, ...],
) -> Outlook:
    labels = reachable(tree) or frozenset({result.label})
    deciding = support(tree)
    settling = {
        fact
        for fact in deciding
        if result.answer is Answer.OPEN
        and any(_closes(given(tree, fact, value)) for value in domains[fact])
    }
    return Outlook("", labels, deciding, frozenset(settling), changes)


def _closes(labels: Iterable[Label]) -> bool:
    answers = {label.answer for label in labels}
    return len(answers) == 1 and Answer.OPEN not in answers


def _settled_answer(truths: tuple[Truth | None, ...]) -> Answer | None:
    """The answer once it is fixed; cautions do not bear on it."""
    label = settled((*truths, Truth.UNKNOWN))
    return None if label is None else label.answer


def _changes(tree: Tree[Answer] | None, values: Facts, result: OptionResult) -> tuple[Change, ...]:
    wanted = Answer.NOT_SUPPORTED if result.answer is Answer.SUPPORTED else Answer.SUPPORTED

    def cost(fact: str, value: Value) -> int:
        known = values.get(fact)
        return 0 if known is None or _overlap(known, value) else 1

    paths = cheapest(tree, cost, lambda answer: answer is wanted, limit=MOST_PATHS)
    changes = dict.fromkeys(_change(path, values) for path in paths)
    return merged([change for change in changes if change.steps])[:MOST_CHANGES]


def merged(changes: list[Change]) -> tuple[Change, ...]:
    """Changes that differ in one value only, joined into one with both values."""
    kept: list[Change] = []
    for change in changes:
        for number, other in enumerate(kept):
            both = _joined(other, change)
            if both is not None:
                kept[number] = both
                break
        else:
            kept.append(change)
    return tuple(kept) if len(kept) == len(changes) else merged(kept)


def _joined(first: Change, second: Change) -> Change | None:
    mine, theirs = (*first.steps, *first.provided), (*second.steps, *second.provided)
    if [f for f, _ in mine] != [f for f, _ in theirs]:
        return None
    different = [n for n, pair in enumerate(zip(mine, theirs, strict=True)) if pair[0] != pair[1]]
    if len(different) != 1:
        return None
    fact, value = mine[different[0]]
    union = _union(value, theirs[different[0]][1])
    if union is None:
        return None
    steps = [*mine[: different[0]], (fact, union), *mine[different[0] + 1 :]]
    return Change(tuple(steps[: len(first.steps)]), tuple(steps[len(first.steps) :]))


def _union(first: Value, second: Value) -> Value | None:
    if isinstance(first, frozenset) and isinstance(second, frozenset):
        return first | second
    if isinstance(first, Interval) and isinstance(second, Interval):
        return first.adjoined(second)
    return None


def _change(path: tuple[Step, ...], values: Facts) -> Change:
    steps = tuple((f, v) for f, v in path if f in values and not _overlap(values[f], v))
    provided = tuple((f, v) for f, v in path if f not in values)
    return Change(steps, provided)


def _overlap(known: Value, value: Value) -> bool:
    if isinstance(known, bool) or isinstance(value, bool):
        return known == value
    if isinstance(known, frozenset):
        return bool(isinstance(value, frozenset) and known & value)
    return not isinstance(value, frozenset) and known.meet(value) is not None


def missing_facts(assessment: Assessment, found: Iterable[Outlook]) -> tuple[MissingFact, ...]:
    """Unknown facts, those that can settle most open options first."""
    outlooks_ = list(found)
    is_open = {r.option.id for r in assessment.options if r.label in OPEN_LABELS}
    facts = dict.fromkeys(f for o in outlooks_ for f in sorted(o.deciding))
    rows = [
        MissingFact(
            fact,
            tuple(o.option for o in outlooks_ if fact in o.settling),
            tuple(o.option for o in outlooks_ if fact in o.deciding and o.option in is_open),
        )
        for fact in facts
    ]
    order = {name: n for n, name in enumerate(vocabulary())}
    useful = [row for row in rows if row.touches or row.settles]
    return tuple(sorted(useful, key=lambda r: (-len(r.settles), -len(r.touches), order[r.fact])))
