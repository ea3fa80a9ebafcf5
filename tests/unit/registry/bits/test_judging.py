"""Conditions and labels over bits against `evaluate` and `Grounds` row by row."""

import random
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Grounds
from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import atom_truth, evaluate
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
)
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.bits.judging import LABELS, Judging, labels_of
from nelm.registry.bits.vectors import Rows, Truths, packed, unpacked
from nelm.registry.expressions.comparisons import comparisons

SYNDROME, DIFFERENTIATION = "tumor.syndrome", "tumor.differentiation"
AGE, YES, OTHER_YES = "patient.age_years", "tumor.functional", "tumor.burden_symptoms"
READINGS = (
    {},
    {"pattern_by": "distribution", "hci_by": "judged", "stable_counts": "stable_only"},
    {"lt_max_age_years": 55, "lt_max_ki67_percent": 12.5, "refusal_counts": "yes"},
)


@lru_cache(maxsize=3)
def bound(number):
    return bind_pack(load_pack("dermine2019"), READINGS[number])


def judging(nodes, cases):
    """The bits of comparisons of these cases."""
    told = {}
    for node in nodes:
        truths = [atom_truth(node, facts) for facts in cases]
        met, not_met = (
            packed(np.array([truth is side for truth in truths]))
            for side in (Truth.MET, Truth.NOT_MET)
        )
        told[node] = Truths(met, not_met)
    return Judging(Rows.of(len(cases)), told)


def truths_of(judged, node, rows):
    found = judged.truth(node)
    met, not_met = unpacked(found.met, rows), unpacked(found.not_met, rows)
    assert not (met & not_met).any()
    return [
        Truth.MET if m else Truth.NOT_MET if n else Truth.UNKNOWN
        for m, n in zip(met, not_met, strict=True)
    ]


def draw_value(dice, fact):
    definition = vocabulary()[fact]
    match definition.kind:
        case "yes_no":
            return dice.random() < 0.5
        case "choice":
            words = sorted(definition.words)
            return frozenset(dice.sample(words, dice.choice([1, 1, 1, min(2, len(words))])))
    near = [x for x in (0, 1, 2, 3, 6, 10, 12, 20, 50, 60, 100) if x <= definition.high]
    low, high = sorted((dice.choice(near), dice.choice(near)))
    return Interval(low, high if dice.random() < 0.3 else low)


def draw_cases(dice, facts):
    share = dice.choice([0.5, 0.9, 1.0])
    return [
        {fact: draw_value(dice, fact) for fact in facts if dice.random() < share}
        for _ in range(dice.randint(1, 70))
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_conditions_and_labels_of_the_pack_are_those_of_every_row(seed):
    dice = random.Random(seed)
    pack = bound(dice.randrange(len(READINGS)))
    asked = comparisons(pack)
    cases = draw_cases(dice, list(dict.fromkeys(node.fact for node in asked)))
    judged = judging(asked, cases)
    for condition in dice.sample(list(pack.conditions.values()), 10):
        expected = [evaluate(condition.node, facts).truth for facts in cases]
        assert truths_of(judged, condition.node, len(cases)) == expected
    for rule in dice.sample(list(option_rules(pack)), 4):
        rows = [unpacked(bits, len(cases)) for bits in labels_of(rule, judged)]
        assert sum(row.astype(int) for row in rows).tolist() == [1] * len(cases)
        for place, facts in enumerate(cases):
            grounds = Grounds(*(evaluate(group, facts).truth for group in rule.groups))
            assert [LABELS[n] for n, row in enumerate(rows) if row[place]] == [grounds.label]


def words(fact, *chosen):
    return OneOf(fact, frozenset(chosen))


ATOMS = [
    Yes(YES),
    Yes(OTHER_YES),
    words(SYNDROME, "carcinoid"),
    words(SYNDROME, "carcinoid", "none"),
    OneOf(SYNDROME, vocabulary()[SYNDROME].words),
    OneOf(SYNDROME, frozenset()),
    words(DIFFERENTIATION, "well"),
    words(DIFFERENTIATION, "poor"),
    OneOf(DIFFERENTIATION, vocabulary()[DIFFERENTIATION].words),
    *(Compare(AGE, sign, 60.0) for sign in ("<", "<=", "==", ">", ">=")),
    Compare(AGE, ">", 70.0, "lt_max_age_years"),
    Compare(AGE, ">", None, "unset"),
    Constant(True),
    Constant(False),
    Constant(None),
]
KEPT = [
    Yes(YES),
    Yes(OTHER_YES),
    words(SYNDROME, "carcinoid"),
    words(SYNDROME, "none"),
    OneOf(SYNDROME, vocabulary()[SYNDROME].words - {"carcinoid", "none"}),
    OneOf(SYNDROME, vocabulary()[SYNDROME].words),
    words(DIFFERENTIATION, "poor"),
    OneOf(DIFFERENTIATION, vocabulary()[DIFFERENTIATION].words),
    Compare(AGE, "<", 60.0),
    Compare(AGE, "<=", 60.0),
    Compare(AGE, "<=", 70.0),
]
NODES = st.recursive(
    st.sampled_from(ATOMS),
    lambda node: st.one_of(
        st.lists(node, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(node, max_size=3).map(lambda parts: Or(tuple(parts))),
        node.map(Not),
        st.tuples(node, node).map(lambda pair: Otherwise(*pair)),
        node.map(lambda part: Named("definition", part)),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(NODES, st.integers(0, 2**32))
def test_any_condition_has_the_truth_that_evaluate_gives(node, seed):
    cases = draw_cases(random.Random(seed), [YES, OTHER_YES, SYNDROME, DIFFERENTIATION, AGE])
    judged = judging(KEPT, cases)
    expected = [evaluate(node, facts).truth for facts in cases]
    assert truths_of(judged, node, len(cases)) == expected
    assert judged.truth(node) is judged.truth(node)


def test_a_comparison_that_was_not_asked_for_is_an_error():
    judged = judging(KEPT, [{}])
    for node in (Yes("liver.hypervascular"), Compare(AGE, "<", 61.0)):
        with pytest.raises(KeyError):
            judged.truth(node)
