"""Small counts stay hidden even from somebody who knows the totals."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.case.problem import InputError
from nelm.registry.cohorts.suppression import suppress, suppress_row


def test_large_counts_and_zeros_are_shown() -> None:
    assert suppress([[0, 12], [30, 0]], 5) == [[0, 12], [30, 0]]


def test_a_count_just_below_the_threshold_is_hidden_and_the_threshold_is_shown() -> None:
    hidden = suppress([[4, 5, 50], [60, 70, 80], [90, 91, 92]], 5)
    assert hidden[0][0] is None
    assert suppress([[5, 6], [7, 8]], 5) == [[5, 6], [7, 8]]


def test_one_hidden_count_takes_a_rectangle_with_it() -> None:
    assert suppress([[3, 40], [60, 70]], 5) == [[None, None], [None, None]]


def test_zeros_stay_while_another_count_can_be_hidden() -> None:
    assert suppress([[2, 0, 66, 0]], 5) == [[None, 0, None, 0]]
    assert suppress([[2, 0]], 5) == [[None, None]]


def test_what_another_table_hides_takes_more_with_it() -> None:
    assert suppress([[10, 20, 30]], 5, {(0, 2)}) == [[None, 20, None]]
    assert suppress_row([10, 20, 30], 5, [1]) == [None, None, 30]


def test_nothing_to_hide_behind_hides_the_single_cell() -> None:
    assert suppress([[3]], 5) == [[None]]
    assert suppress([], 5) == []


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=4
        )
    ),
    st.integers(1, 6),
)
def test_no_line_gives_a_hidden_count_away(counts: list[list[int]], threshold: int) -> None:
    cells = suppress(counts, threshold)
    height, width = len(counts), len(counts[0])
    for r, c in product(range(height), range(width)):
        assert cells[r][c] in (None, counts[r][c])
        assert not 0 < (cells[r][c] or 0) < threshold
    lines = [[(r, c) for c in range(width)] for r in range(height)]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    for line in lines:
        hidden = [counts[r][c] for r, c in line if cells[r][c] is None]
        if hidden and len(hidden) < len(line):
            assert len(hidden) >= 2
            assert sum(hidden) >= threshold


@pytest.mark.parametrize(("counts", "threshold"), [([[1, 2], [3]], 5), ([[-1]], 5), ([[1]], 0)])
def test_a_table_that_is_none_is_refused(counts: list[list[int]], threshold: int) -> None:
    with pytest.raises(InputError):
        suppress(counts, threshold)
