"""Truths as bits against Kleene's tables, values against what Python says row by row."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.criteria.truth import Truth, all_of, any_of, negate
from nelm.registry.bits.vectors import (
    Numbers,
    Rows,
    Texts,
    Truths,
    Words,
    choice,
    chosen,
    packed,
    unpacked,
)

TRUTHS = (True, False, None)
PAIRS = list(product(TRUTHS, repeat=2))
flags = st.lists(st.booleans(), min_size=1, max_size=130)


def truths(values):
    """Truths from True, False and None."""
    met, not_met = ([value is wanted for value in values] for wanted in (True, False))
    return Truths(packed(np.array(met)), packed(np.array(not_met)))


def told(found, rows):
    """True, False and None again."""
    met, not_met = unpacked(found.met, rows), unpacked(found.not_met, rows)
    assert not (met & not_met).any()
    return [True if m else False if n else None for m, n in zip(met, not_met, strict=True)]


def numbers(values):
    known = packed(np.array([value is not None for value in values]))
    return Numbers(np.array([value or 0.0 for value in values]), known)


def values_of(found, rows):
    values = np.broadcast_to(found.values, rows).tolist()
    known = unpacked(found.known, rows)
    return [v if k else None for v, k in zip(values, known, strict=True)]


def words(values):
    def rows_with(word):
        return packed(np.array([value == word for value in values]))

    return Words(packed(np.array([value is not None for value in values])), rows_with)


def words_of(found, rows, asked):
    sets = {word: unpacked(found.rows_with(word), rows) for word in asked}
    known = unpacked(found.known, rows)
    named = [[w for w in asked if sets[w][row]] for row in range(rows)]
    assert all(len(each) == int(is_known) for each, is_known in zip(named, known, strict=True))
    return [each[0] if each else None for each in named]


def kleene(operation, *values):
    spelled = {True: Truth.MET, False: Truth.NOT_MET, None: Truth.UNKNOWN}
    found = operation(spelled[value] for value in values)
    return next(value for value, truth in spelled.items() if truth is found)


@pytest.mark.parametrize("repeat", [1, 15])
def test_truths_are_combined_as_in_kleenes_tables(repeat):
    pairs = PAIRS * repeat
    first, second = (truths([pair[side] for pair in pairs]) for side in (0, 1))
    assert told(first & second, len(pairs)) == [kleene(all_of, *pair) for pair in pairs]
    assert told(first | second, len(pairs)) == [kleene(any_of, *pair) for pair in pairs]
    assert told(~first, len(pairs)) == [kleene(lambda x: negate(*x), a) for a, _ in pairs]
    first_known = [b if a is None else a for a, b in pairs]
    assert told(first.otherwise(second), len(pairs)) == first_known
    assert unpacked(first.known, len(pairs)).tolist() == [a is not None for a, _ in pairs]


@given(flags)
def test_bits_hold_the_flags_of_any_number_of_rows(values):
    bits = packed(np.array(values))
    assert len(bits) == -(-len(values) // 8)
    assert unpacked(bits, len(values)).tolist() == values
    assert told(Truths.certain(bits), len(values)) == values


@given(flags)
def test_all_rows_and_none(values):
    rows = Rows.of(len(values))
    assert unpacked(rows.every, rows.count).all()
    assert not unpacked(rows.none, rows.count).any()
    assert len(rows.every) == len(rows.none) == len(packed(np.array(values)))


def test_no_rows_have_no_bits():
    assert len(Rows.of(0).every) == len(Rows.of(0).none) == 0


def test_a_comparison_is_unknown_where_a_number_is():
    found = numbers([1.0, None, 3.0, 2.0]).compared(numbers([2.0, 2.0, None, 2.0]), np.less)
    assert told(found, 4) == [True, None, None, False]


@pytest.mark.parametrize(("bound", "expected"), [(2.0, True), (0.5, False)])
def test_two_constants_compare_alike_in_every_row(bound, expected):
    rows = Rows.of(20)
    first, second = Numbers(np.asarray(1.0), rows.every), Numbers(np.asarray(bound), rows.every)
    assert told(first.compared(second, np.less), 20) == [expected] * 20
    assert told(first.tested(np.isnan), 20) == [False] * 20
    unknown = Numbers(np.asarray(bound), rows.none)
    assert told(first.compared(unknown, np.less), 20) == [None] * 20


def test_words_are_found_and_others_are_not_met_where_something_is_known():
    column = words(["a", "b", None, "c"])
    assert told(column.equal("a"), 4) == [True, False, None, False]
    assert told(column.equal("z"), 4) == [False, False, None, False]
    assert told(column.among(["c", "a", "z"]), 4) == [True, False, None, True]


def test_texts_are_words():
    column = Texts(packed(np.array([True])), lambda word: packed(np.array([word == "a"])), None)
    assert told(column.equal("a"), 1) == [True]


def first_true(row, conditions):
    return next((n for n, c in enumerate(conditions) if c[row]), len(conditions))


@given(st.data(), st.integers(1, 20))
def test_a_choice_takes_the_first_condition_that_is_met(data, rows):
    column = st.lists(st.sampled_from(TRUTHS), min_size=rows, max_size=rows)
    conditions = [data.draw(column) for _ in range(data.draw(st.integers(1, 4)))]
    places = [first_true(row, conditions) for row in range(rows)]
    chooses = chosen([truths(c) for c in conditions], Rows.of(rows).every)
    assert sum(unpacked(bits, rows).astype(int) for bits in chooses).tolist() == [1] * rows

    def chosen_from(kind):
        values = st.lists(kind, min_size=rows, max_size=rows)
        results = [data.draw(values) for _ in range(len(conditions) + 1)]
        return results, [results[place][row] for row, place in enumerate(places)]

    results, expected = chosen_from(st.sampled_from(TRUTHS))
    assert told(choice(chooses, [truths(r) for r in results], rows), rows) == expected
    results, expected = chosen_from(st.sampled_from([None, 1.0, -2.5, 7.0]))
    assert values_of(choice(chooses, [numbers(r) for r in results], rows), rows) == expected
    results, expected = chosen_from(st.sampled_from([None, "a", "b"]))
    assert words_of(choice(chooses, [words(r) for r in results], rows), rows, "ab") == expected


@given(st.data(), st.integers(1, 20))
def test_a_choice_of_constants_gives_each_its_rows(data, rows):
    every = Rows.of(rows)
    kind = data.draw(st.sampled_from([np.int8, np.int16, np.float64]))
    codes = data.draw(st.lists(st.sampled_from([None, -3, 0, 1, 4, 6, 127]), min_size=2))
    columns = st.lists(st.booleans(), min_size=rows, max_size=rows)
    conditions = [data.draw(columns) for _ in codes[1:]]
    chooses = chosen([truths(c) for c in conditions], every.every)
    results = [
        Numbers(np.asarray(code or 0, kind), every.none if code is None else every.every)
        for code in codes
    ]
    expected = [codes[first_true(row, conditions)] for row in range(rows)]
    assert values_of(choice(chooses, results, rows), rows) == expected
