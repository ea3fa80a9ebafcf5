"""Percentages against the whole numbers behind them."""

from __future__ import annotations

from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.evidence.tables.counts import decimals, fits_whole_patients, is_share

COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.integers(0, 3))
def test_a_share_rounded_to_any_place_is_recognized(counts, places):
    events, n = counts
    percent = round(100 * events / n, places)
    assert is_share(percent, events, n)
    assert fits_whole_patients(percent, n)


@given(COUNTS)
def test_a_share_cut_off_at_the_point_is_recognized(counts):
    events, n = counts
    assert is_share(float(floor(100 * events / n)), events, n)
    assert fits_whole_patients(float(floor(100 * events / n)), n)


@given(COUNTS, st.floats(1.001, 50))
def test_a_figure_further_off_than_rounding_is_no_share(counts, off):
    events, n = counts
    assert not is_share(100 * events / n + off, events, n)


@pytest.mark.parametrize("percent", [20, 40, 60, 80, 100, 0])
def test_five_patients_have_five_steps(percent):
    assert fits_whole_patients(percent, 5)


@pytest.mark.parametrize("percent", [10, 30, 50, 53, 99, 101, 120])
def test_other_percentages_are_no_share_of_five_patients(percent):
    assert not fits_whole_patients(percent, 5)


def test_kress_printed_a_percentage_cut_off():
    """14 of 26 is 53.8 %; the review prints 53."""
    assert is_share(53, 14, 26)
    assert not is_share(53.0 - 1e-3, 14, 26)


def test_more_digits_ask_for_a_closer_match():
    assert is_share(66.7, 2, 3)
    assert is_share(66.6, 2, 3)
    assert not is_share(66.5, 2, 3)
    assert decimals(22.5) == 1
