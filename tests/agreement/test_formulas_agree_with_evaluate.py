"""Random formulas over partial facts: every engine for many rows against `evaluate`."""

from generated_formulas import (
    FORMULAS,
    IN_CI,
    KNOWN,
    RUN,
    partial_rows,
    truths,
    truths_by_evaluate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.criteria.nodes import And, Constant, Named, Not, Or, Otherwise, walk
from nelm.criteria.values import Interval
from nelm.registry.engines import ENGINES

ROWS = 300


@settings(max_examples=60, deadline=None, derandomize=IN_CI)
@given(FORMULAS, st.integers(0, 7))
def test_random_formulas_have_the_truth_of_evaluate_on_every_engine(nodes, seed):
    rows = partial_rows(ROWS, seed)
    expected = truths_by_evaluate(nodes, rows)
    for engine in RUN:
        found = truths(engine, nodes, rows)
        for node, ours, theirs in zip(nodes, expected, found, strict=True):
            wrong = [(row, a, b) for row, a, b in zip(rows, ours, theirs, strict=True) if a != b]
            assert (engine, node, wrong[:3]) == (engine, node, [])


def test_every_engine_but_spark_which_has_a_test_of_its_own_is_compared():
    assert RUN.keys() == set(ENGINES) - {"spark"}


def test_the_formulas_are_of_every_form_and_most_have_every_truth():
    """Guards the strategies: formulas that are all constant would prove little."""
    forms, varied, seen = set(), 0, 0

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(FORMULAS)
    def look(nodes):
        nonlocal varied, seen
        forms.update(type(part) for node in nodes for part in walk(node))
        told = truths_by_evaluate(nodes, partial_rows(60, 0))
        varied += sum(len(set(found)) == 3 for found in told)
        seen += len(nodes)

    look()
    assert forms >= {And, Or, Not, Otherwise, Named, Constant}
    assert seen > 300
    assert varied > seen / 3


def test_the_rows_hold_every_form_of_value():
    values = [row[name] for row in partial_rows(ROWS, 0) for name in KNOWN if name in row]
    numbers = [value for value in values if isinstance(value, Interval)]
    opens = {(x.low_open, x.high_open) for x in numbers if not x.is_exact}
    assert opens == {(a, b) for a in (True, False) for b in (True, False)}
    assert any(x.is_exact for x in numbers)
    assert any(x.low == float("inf") for x in numbers)
    assert {len(value) for value in values if isinstance(value, frozenset)} >= {1, 2, 3}
    assert partial_rows(ROWS, 0)[0] == {}
