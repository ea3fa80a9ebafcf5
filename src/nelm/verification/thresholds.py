"""Questions about numbers: raising one of them never turns a statement or an answer back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nelm.assessment.assess import Assessment
from nelm.assessment.rules import OptionRules, without_grade
from nelm.assessment.verdict import Label
from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import Compare, Node, Not, children
from nelm.criteria.truth import Truth
from nelm.verification.derivations import INFINITE
from nelm.verification.encoding import Number
from nelm.verification.examples import Check, confirmed, simplest
from nelm.verification.model import Model, with_grade_inputs
from nelm.verification.report import Finding, Status
from nelm.verification.solver import Formula, Solver, every, exactly
from nelm.verification.space import Space

QUESTION = "verdicts_along_numbers"
UP, DOWN = "rises", "falls"
DIRECTION = {">": {UP}, ">=": {UP}, "<": {DOWN}, "<=": {DOWN}, "==": {UP, DOWN}}
NOT_SUPPORTED = (Label.CONTRAINDICATED, Label.NOT_ADDRESSED, Label.CRITERIA_NOT_MET)


@dataclass(frozen=True)
class _Row:
    """One case with three rising values of one number."""

    model: Model
    fact: str
    spaces: tuple[Space, ...]
    solver: Solver

    def shows(self, *goals: Formula) -> bool:
        """Whether the first values can show this, one goal for each."""
        return self.solver.possible(*goals)


def _row(model: Model, fact: str, length: int) -> _Row:
    first = model.space()
    spaces = (first, *(first.with_fresh(fact, f"|{n}") for n in range(2, length + 1)))
    numbers = [space.stated[fact] for space in spaces]
    constraints = [formula for space in spaces for formula in space.constraints]
    previous: Number | None = None
    for value in numbers:
        assert isinstance(value, Number)
        constraints += [value.known, value.exact, value.low < exactly(INFINITE)]
        constraints += [] if previous is None else [previous.low < value.low]
        previous = value
    return _Row(model, fact, spaces, Solver(constraints))


def statements_along_numbers(model: Model) -> Iterator[Finding]:
    """A statement that compares a number one way changes one way as the number rises."""
    pairs: dict[str, list[str]] = {}
    for id_, node in model.deciding.items():
        for fact in _numbers([node]):
            pairs.setdefault(fact, []).append(id_)
    for fact in (fact for fact in model.facts if fact in pairs):
        two, three = _row(model, fact, 2), _row(model, fact, 3)
        for id_ in pairs[fact]:
            yield _statement(id_, two, three)


def _statement(id_: str, two: _Row, three: _Row) -> Finding:
    model, node = two.model, two.model.deciding[id_]
    rails = [space.encoder.rails(node) for space in three.spaces]
    directions = {UP} if two.shows(rails[0].false, rails[1].true) else set()
    directions |= {DOWN} if two.shows(rails[0].true, rails[1].false) else set()
    expected = expected_directions(without_grade(node), two.fact)
    about, subject = (id_, two.fact), _subject(two.fact)
    on_off_on = [rails[0].true, rails[1].false, rails[2].true]
    if three.shows(*on_off_on):
        checks = [_truth(node, t) for t in (Truth.MET, Truth.NOT_MET, Truth.MET)]
        says = f"{model.says(id_)} is met, not met and met again as only {subject} rises"
        return _refuted(three, on_off_on, checks, (about, says, "thresholds"))
    if not directions <= expected:
        wrong = [rails[0].false, rails[1].true]
        checks = [_truth(node, t) for t in (Truth.NOT_MET, Truth.MET)]
        if expected == {UP}:
            wrong, checks = [rails[0].true, rails[1].false], checks[::-1]
        says = f"{model.says(id_)} changes against its comparison as only {subject} rises"
        return _refuted(two, wrong, checks, (about, says, "thresholds"))
    if directions == {UP, DOWN}:
        says = f"{model.says(id_)} is met only within a band of {subject}"
        return Finding("thresholds", about, Status.NOTE, says)
    way = {UP: "can only become met", DOWN: "can only stop being met"}
    told = [way[direction] for direction in (UP, DOWN) if direction in directions]
    says = f"{model.says(id_)} {(told or ['is never turned over'])[0]} as {subject} rises"
    return Finding("thresholds", about, Status.PROVED, says)


def answers_along_numbers(model: Model) -> Iterator[Finding]:
    """As one number rises, no verdict gets worse and then better again."""
    for fact in model.facts:
        concerned = [group[0] for group in model.alike if fact in _numbers(group[0].groups)]
        if concerned:
            row = _row(model, fact, 3)
            for rules in concerned:
                yield from _dips(rules, row)


def _dips(rules: OptionRules, row: _Row) -> Iterator[Finding]:
    model = row.model
    verdicts = [model.verdict(space, rules) for space in row.spaces]
    first, middle, last = verdicts
    plain, caution = Label.SUPPORTED, Label.SUPPORTED_WITH_CAUTION
    ways = (
        ([first.supported, middle.not_supported, last.supported], NOT_SUPPORTED),
        ([first.labels[plain], middle.labels[caution], last.labels[plain]], (caution,)),
    )
    for goals, worse in ways:
        if row.shows(*goals):
            better = tuple(x for x in Label if x not in (*worse, Label.UNDETERMINED))
            better = (plain,) if worse == (caution,) else better
            checks = [_labels(rules, labels) for labels in (better, worse, better)]
            says = f"{rules.option.code} gets worse and better again as only {_subject(row.fact)}"
            about = (rules.option.id, row.fact)
            yield _refuted(row, goals, checks, (about, f"{says} rises", QUESTION))


def _refuted(
    row: _Row,
    goals: Sequence[Formula],
    checks: Sequence[Check],
    told: tuple[tuple[str, ...], str, str],
) -> Finding:
    spaces = row.spaces[: len(goals)]
    with row.solver.assuming(every(goals)):
        found = simplest(row.model, row.solver, spaces)
    pairs = zip(found, checks, strict=True)
    examples = tuple(confirmed(values, row.model.bound, check) for values, check in pairs)
    return Finding(told[2], told[0], Status.REFUTED, told[1], examples)


def expected_directions(node: Node, fact: str, negated: bool = False) -> set[str]:
    """The ways in which a rising number can change a condition, read off its comparisons."""
    if isinstance(node, Compare) and node.fact == fact:
        found = DIRECTION[node.operator]
        return {UP: {DOWN}, DOWN: {UP}}[next(iter(found))] if negated and len(found) == 1 else found
    turned = negated != isinstance(node, Not)
    parts = (expected_directions(part, fact, turned) for part in children(node))
    return set[str]().union(*parts)


def _numbers(nodes: Sequence[Node]) -> list[str]:
    kinds = ("number", "integer")
    found = with_grade_inputs(nodes)
    return [f for f in vocabulary() if f in found and vocabulary()[f].kind in kinds]


def _subject(fact: str) -> str:
    return vocabulary()[fact].subject


def _truth(node: Node, truth: Truth) -> Check:
    return lambda found: evaluate(node, found.known.values).truth is truth


def _labels(rules: OptionRules, labels: Sequence[Label]) -> Check:
    def check(found: Assessment) -> bool:
        return found.option(rules.option.id).label in labels

    return check
