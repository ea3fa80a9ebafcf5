"""Words of 64 bits against loops over single bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.registry.bits.vectors import Truths, packed, unpacked
from nelm.registry.bits.words import from_words, to_words, transposed, word_columns

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed, count, rows):
    """For every truth and row True, False or None."""
    return np.random.default_rng(seed).choice([True, False, None], (count, rows)).tolist()


def as_truths(values):
    met, not_met = (packed(np.array([v is side for v in values], bool)) for side in (True, False))
    return Truths(met, not_met)


def bits_of(word, count):
    return [bool(word >> place & 1) for place in range(count)]


@given(SEEDS, st.integers(0, 200), st.integers(0, 130))
def test_words_hold_the_truths_of_every_row_and_give_them_back(seed, count, rows):
    values = drawn(seed, count, rows)
    words = to_words([as_truths(row) for row in values], rows)
    assert tuple(words) == tuple(name for pair in word_columns(count) for name in pair)
    assert all(column.dtype == np.int64 and len(column) == rows for column in words.values())
    for row in range(rows):
        for number, (true, false) in enumerate(word_columns(count)):
            here = [truth[row] for truth in values[64 * number : 64 * number + 64]]
            assert bits_of(int(words[true][row]), 64)[: len(here)] == [v is True for v in here]
            assert bits_of(int(words[false][row]), 64)[: len(here)] == [v is False for v in here]
            if len(here) < 64:  # what stands for nothing is not set
                assert int(words[true][row]) >> len(here) == 0
                assert int(words[false][row]) >> len(here) == 0
    pairs = [(words[true], words[false]) for true, false in word_columns(count)]
    back = from_words(pairs, count)
    assert len(back) == count
    for truth, expected in zip(back, values, strict=True):
        assert unpacked(truth.met, rows).tolist() == [v is True for v in expected]
        assert unpacked(truth.not_met, rows).tolist() == [v is False for v in expected]


def test_bit_63_is_the_sign():
    unknown, met = as_truths([None, None]), as_truths([True, False])
    words = to_words([*[unknown] * 63, met], 2)
    assert words["known_true"].tolist() == [-(2**63), 0]
    assert words["known_false"].tolist() == [0, -(2**63)]
    (*_, last) = from_words([(words["known_true"], words["known_false"])], 64)
    assert unpacked(last.met, 2).tolist() == [True, False]
    assert unpacked(last.not_met, 2).tolist() == [False, True]


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (0, []),
        (1, ["known_true", "known_false"]),
        (64, ["known_true", "known_false"]),
        (65, ["known_true", "known_false", "known_true_2", "known_false_2"]),
        (129, ["known_true", "known_false", "known_true_2", "known_false_2",
               "known_true_3", "known_false_3"]),
    ],
)  # fmt: skip
def test_every_64_comparisons_have_two_columns(count, names):
    assert [name for pair in word_columns(count) for name in pair] == names


@given(SEEDS, st.integers(0, 3))
def test_squares_of_64_by_64_bits_are_mirrored(seed, blocks):
    squares = np.random.default_rng(seed).integers(0, 2**64, (64, blocks), np.uint64)
    bits = np.array(
        [[bits_of(int(squares[row, c]), 64) for row in range(64)] for c in range(blocks)]
    )
    found = transposed(squares.copy())
    for c in range(blocks):
        mirrored = [bits_of(int(found[row, c]), 64) for row in range(64)]
        assert np.array_equal(mirrored, bits[c].T)
    assert np.array_equal(transposed(found.copy()), squares)
