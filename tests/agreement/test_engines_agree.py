"""Generated conditions: `evaluate`, `Formulas` and `Diagram` against small oracles of their own.

The oracles know nothing of intervals or cells: a value is the list of plain values it may stand
for, a number among multiples of 2.5 (thresholds and ends are multiples of 5, so every region
between two of them holds one), and truth is -1, 0 or 1 with minimum and maximum.
"""

import operator as signs
from dataclasses import dataclass
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nelm.criteria.cells import cells_of
from nelm.criteria.diagram import Diagram, cheapest, reachable, support
from nelm.criteria.diagram import given as labels_given
from nelm.criteria.evaluate import evaluate
from nelm.criteria.formulas import Formulas
from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
    facts_of,
    walk,
)
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval

NUMBER_OF = {Truth.MET: 1, Truth.UNKNOWN: 0, Truth.NOT_MET: -1}
TRUTH_OF = {number: truth for truth, number in NUMBER_OF.items()}


@dataclass(frozen=True)
class Kind:
    kind: str
    low: float = 0
    high: float = 0
    words: frozenset[str] = frozenset()

    @property
    def plain(self):
        """Every plain value that matters."""
        match self.kind:
            case "yes_no":
                return (True, False)
            case "choice":
                return tuple(sorted(self.words))
            case "integer":
                return tuple(range(int(self.low), int(self.high) + 1))
        return tuple(n * 2.5 for n in range(int(self.low / 2.5), int(self.high / 2.5) + 1))


FACTS = {
    "x.flag": Kind("yes_no"),
    "x.mark": Kind("yes_no"),
    "x.word": Kind("choice", words=frozenset({"one", "two", "three"})),
    "x.pair": Kind("choice", words=frozenset({"left", "right"})),
    "x.size": Kind("number", 0, 20),
    "x.count": Kind("integer", 0, 3),
}
SIGNS = {"<": signs.lt, "<=": signs.le, ">": signs.gt, ">=": signs.ge, "==": signs.eq}
OPERATORS = st.sampled_from(list(SIGNS))


def some(words, most):
    return st.sets(st.sampled_from(sorted(words)), min_size=1, max_size=most).map(frozenset)


def atoms(name):
    """Conditions that read one fact."""
    fact = FACTS[name]
    match fact.kind:
        case "yes_no":
            return st.just(Yes(name))
        case "choice":
            return some(fact.words, len(fact.words) - 1).map(lambda words: OneOf(name, words))
    bounds = st.sampled_from([5.0, 10.0] if fact.kind == "number" else [1.0, 2.0])
    return st.builds(Compare, st.just(name), OPERATORS, bounds)


def conditions(names, *, accounts=True, constants=True):
    """Conditions over these facts, of every form."""
    leaves = st.one_of([atoms(name) for name in names])
    if constants:
        rare = st.sampled_from([Constant(True), Constant(False), Constant(None)])
        unset = st.just(Compare("x.size", "<", None, "unset")) if "x.size" in names else rare
        leaves = st.one_of(leaves, leaves, leaves, rare | unset)

    def grow(part):
        several = st.lists(part, min_size=1, max_size=3).map(tuple)
        forms = [st.builds(And, several), st.builds(Or, several)]
        forms += [st.builds(Not, part), st.builds(Named, st.just("d"), part)]
        return st.one_of(*forms, *([st.builds(Otherwise, part, part)] if accounts else []))

    return st.recursive(leaves, grow, max_leaves=6)


@st.composite
def values(draw, name):
    """A value as a case may state it: exact, imprecise, a bound."""
    fact = FACTS[name]
    match fact.kind:
        case "yes_no":
            return draw(st.booleans())
        case "choice":
            return draw(some(fact.words, len(fact.words)))
        case "integer":
            ends = sorted(draw(st.tuples(*[st.integers(int(fact.low), int(fact.high))] * 2)))
            return Interval(*ends)
    low, high = sorted(draw(st.tuples(*[st.sampled_from([0.0, 5.0, 10.0, 15.0, 20.0])] * 2)))
    if low == high:
        return Interval.exact(low)
    return Interval(low, high, *draw(st.tuples(st.booleans(), st.booleans())))


@st.composite
def cases(draw, names=tuple(FACTS)):
    """Values for some of the facts."""
    return {name: draw(values(name)) for name in names if draw(st.booleans())}


def allowed(name, value):
    """The plain values that a stated value may stand for."""
    fact = FACTS[name]
    match value:
        case None:
            return fact.plain
        case bool():
            return (value,)
        case frozenset():
            return tuple(sorted(value))
    above = signs.gt if value.low_open else signs.ge
    below = signs.lt if value.high_open else signs.le
    return tuple(x for x in fact.plain if above(x, value.low) and below(x, value.high))


def holds(node, plain):
    """Whether one plain value fulfills the condition that reads it."""
    match node:
        case Yes():
            return plain is True
        case OneOf(_, words):
            return plain in words
        case Compare(_, operator, bound):
            return SIGNS[operator](plain, bound)
    raise AssertionError(node)


def oracle(node, facts):
    """Truth as -1, 0, 1; `facts` holds the plain values that each fact may have."""
    match node:
        case Constant(value):
            return {True: 1, False: -1, None: 0}[value]
        case Compare(bound=None):
            return 0
        case Not(part):
            return -oracle(part, facts)
        case Named(_, part):
            return oracle(part, facts)
        case And(parts):
            return min(oracle(part, facts) for part in parts)
        case Or(parts):
            return max(oracle(part, facts) for part in parts)
        case Otherwise(first, second):
            told = {oracle(first, facts), oracle(second, facts)} - {0}
            return told.pop() if len(told) == 1 else 0
    answers = {holds(node, plain) for plain in facts[node.fact]}
    return 0 if len(answers) == 2 else 1 if answers == {True} else -1


def spread(case):
    return {name: allowed(name, case.get(name)) for name in FACTS}


def completions(case, names):
    """Every choice of one plain value for each of these facts."""
    options = [allowed(name, case.get(name)) for name in names]
    for row in product(*options):
        yield dict(zip(names, row, strict=True))


def pointwise(node, row):
    return oracle(node, {name: (plain,) for name, plain in row.items()})


@settings(max_examples=200, deadline=None)
@given(conditions(FACTS), cases())
def test_evaluate_gives_the_truth_of_minimum_and_maximum(node, case):
    assert NUMBER_OF[evaluate(node, case).truth] == oracle(node, spread(case))


@st.composite
def read_once(draw):
    """Conditions that read each fact at most once, without constants or two accounts."""
    names = draw(st.permutations(sorted(FACTS)))[: draw(st.integers(2, 5))]
    parts = [draw(atoms(name)) for name in names]
    while len(parts) > 1:
        taken = tuple(parts.pop() for _ in range(draw(st.integers(2, min(3, len(parts))))))
        node = draw(st.sampled_from([And, Or]))(taken)
        parts.insert(0, draw(st.sampled_from([node, Not(node), Named("d", node)])))
    return parts[0]


@settings(max_examples=80, deadline=None)
@given(read_once(), cases())
def test_a_condition_that_reads_each_fact_once_is_known_when_all_completions_agree(node, case):
    found = {pointwise(node, row) for row in completions(case, facts_of(node))}
    expected = TRUTH_OF[found.pop()] if len(found) == 1 else Truth.UNKNOWN
    assert evaluate(node, case).truth is expected


@settings(max_examples=200, deadline=None)
@given(conditions(FACTS), cases(), st.randoms(use_true_random=False))
def test_formulas_given_the_facts_of_a_case_agree_with_evaluate(node, case, shuffle):
    table = Formulas()
    number = table.add(node)
    for name in shuffle.sample(sorted(case), len(case)):
        number = table.given(number, name, case[name])
    expected = evaluate(node, case).truth
    settled = table.truth(number)
    assert settled in (None, expected)
    two_accounts = any(isinstance(n, Otherwise) for n in walk(node))
    if not two_accounts:
        assert settled is expected or expected is Truth.UNKNOWN
    if set(case) >= set(facts_of(node)):
        assert settled is expected


def narrower(name, value):
    """Values that say the same as this one or more."""
    return values(name).filter(lambda other: set(allowed(name, other)) <= set(allowed(name, value)))


@settings(max_examples=200, deadline=None)
@given(conditions(FACTS), cases(), st.data())
def test_knowing_more_never_reverses_a_truth(node, case, data):
    name = data.draw(st.sampled_from(sorted(FACTS)))
    more = {**case, name: data.draw(narrower(name, case.get(name)))}
    before, after = evaluate(node, case), evaluate(node, more)
    assert {before.truth, after.truth} != {Truth.MET, Truth.NOT_MET}
    assume(not after.is_contradictory)
    assert before.truth in (after.truth, Truth.UNKNOWN)


def decide(truths):
    """A label of four; the first condition decides alone, then the second, like a verdict."""
    against, required, caution = truths
    if against is Truth.MET:
        return "against"
    if against is None:
        return None
    if required is Truth.NOT_MET:
        return "not met"
    if required is None:
        return None
    if Truth.UNKNOWN in (against, required):
        return "open"
    return None if caution is None else f"met, caution {caution.value}"


@dataclass(frozen=True)
class Pack:
    """A small made-up pack: three conditions, impossible ones, and a case."""

    names: tuple[str, ...]
    group: tuple
    impossible: tuple
    case: dict

    def domains(self):
        every = [*self.group, *self.impossible]
        return {n: cells_of(n, FACTS[n], every, self.case.get(n)) for n in self.names}

    def tree(self, impossible):
        formulas = Formulas()
        numbers = [formulas.add(node) for node in self.group]
        rules = [formulas.add(node) for node in impossible]
        return Diagram(formulas, self.domains(), decide, rules).grow(numbers)

    def rows(self, impossible):
        """Possible completions with their labels."""
        return [
            (row, decide(tuple(TRUTH_OF[pointwise(node, row)] for node in self.group)))
            for row in completions(self.case, self.names)
            if all(pointwise(node, row) != 1 for node in impossible)
        ]

    def in_cell(self, name, cell, row):
        return row[name] in allowed(name, cell)


@st.composite
def packs(draw):
    names = tuple(draw(st.permutations(sorted(FACTS)))[: draw(st.integers(2, 4))])
    group = tuple(draw(conditions(names)) for _ in range(3))
    impossible = tuple(draw(st.lists(clashes(names), max_size=3)))
    return Pack(names, group, impossible, draw(cases(names)))


@st.composite
def clashes(draw, names):
    """Two facts that can not be together so."""
    first, second = draw(st.permutations(names))[:2]
    pair = [draw(atoms(name)) for name in (first, second)]
    return And(tuple(draw(st.sampled_from([node, Not(node)])) for node in pair))


@settings(max_examples=80, deadline=None)
@given(packs())
def test_a_diagram_reaches_the_labels_of_all_completions_and_no_other(pack):
    assert reachable(pack.tree(())) == {label for _, label in pack.rows(())}


@settings(max_examples=80, deadline=None)
@given(packs())
def test_a_diagram_loses_no_possible_completion(pack):
    labels = {label for _, label in pack.rows(pack.impossible)}
    assert reachable(pack.tree(pack.impossible)) >= labels


@settings(max_examples=80, deadline=None)
@given(packs())
def test_a_diagram_leaves_out_impossible_completions(pack):
    labels = {label for _, label in pack.rows(pack.impossible)}
    assume(labels)
    assert reachable(pack.tree(pack.impossible)) <= labels


@settings(max_examples=80, deadline=None)
@given(packs())
def test_the_support_is_what_can_change_the_label(pack):
    rows = pack.rows(())
    labels = {tuple(row.values()): label for row, label in rows}
    changing = set()
    for position, name in enumerate(pack.names):
        for key, label in labels.items():
            others = ((*key[:position], p, *key[position + 1 :]) for p in FACTS[name].plain)
            if any(labels.get(other, label) != label for other in others):
                changing.add(name)
                break
    assert support(pack.tree(())) == changing


@settings(max_examples=80, deadline=None)
@given(packs())
def test_the_support_settles_the_label_of_every_possible_completion(pack):
    facts = support(pack.tree(pack.impossible))
    labels = {}
    for row, label in pack.rows(pack.impossible):
        labels.setdefault(tuple(row[name] for name in sorted(facts)), set()).add(label)
    assert all(len(found) == 1 for found in labels.values())


@settings(max_examples=80, deadline=None)
@given(packs(), st.data())
def test_labels_given_a_value_are_those_of_its_completions(pack, data):
    name = data.draw(st.sampled_from(pack.names))
    cell = data.draw(st.sampled_from(pack.domains()[name]))
    for impossible in ((), pack.impossible):
        rows = pack.rows(impossible)
        tree = pack.tree(impossible)
        expected = {label for row, label in rows if pack.in_cell(name, cell, row)}
        found = labels_given(tree, name, cell)
        assert found >= expected
        if not impossible:
            assert found == expected


@settings(max_examples=80, deadline=None)
@given(packs(), st.sampled_from(["against", "not met", "met, caution not_met"]), st.data())
def test_the_cheapest_way_to_a_label_costs_no_more_than_the_cheapest_completion(pack, label, data):
    domains = pack.domains()
    kept = {name: data.draw(st.sampled_from(cells)) for name, cells in domains.items()}

    def cost(name, cell):
        return 0 if kept[name] == cell else 1

    for impossible in ((), pack.impossible):
        ways = cheapest(pack.tree(impossible), cost, lambda found: found == label, limit=3)
        prices = [
            sum(not pack.in_cell(name, kept[name], row) for name in pack.names)
            for row, found in pack.rows(impossible)
            if found == label
        ]
        assert len(ways) <= 3
        assert len({sum(cost(*step) for step in way) for way in ways}) <= 1
        assert ways or not prices
        if prices:
            assert sum(cost(*step) for step in ways[0]) <= min(prices)
        if not impossible:
            assert bool(ways) == bool(prices)
            assert all(sum(cost(*step) for step in way) == min(prices) for way in ways)
