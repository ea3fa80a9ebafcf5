"""Cycles under a line that is no tolerance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.lu177.reference_line import activity_left_gbq, cycles_left
from nelm.calculators.ranges import OutOfRangeError


@pytest.mark.parametrize(
    ("line", "received", "per_cycle", "cycles"),
    [
        (23, 0, 3.404, 6),
        (23, 0, 5.92, 3),
        (23, 17.76, 5.92, 0),
        (23, 0, 23, 1),
        (23, 0, 23.1, 0),
        (23, 25, 3, 0),
        (28, 0, 5.5005, 5),
        (0.3, 0, 0.1, 3),
    ],
)
def test_whole_cycles_that_end_on_or_under_the_line(line, received, per_cycle, cycles):
    found = cycles_left(line_gy=line, received_gy=received, per_cycle_gy=per_cycle)
    assert found.cycles == cycles
    assert found.room_gy == pytest.approx(line - received)


@given(line=st.floats(1, 100), received=st.floats(0, 100), per_cycle=st.floats(0.01, 50))
def test_one_cycle_more_would_pass_the_line(line, received, per_cycle):
    found = cycles_left(line_gy=line, received_gy=received, per_cycle_gy=per_cycle)
    assert received + (found.cycles + 1) * per_cycle > line - 1e-6
    assert found.cycles == 0 or received + found.cycles * per_cycle <= line + 1e-6
    after = received + found.cycles * per_cycle
    assert found.share_after == pytest.approx(after / line)


def test_the_result_says_what_the_line_is_not():
    found = cycles_left(line_gy=23, received_gy=0, per_cycle_gy=5)
    assert "not a tolerance" in found.meaning
    assert "tolerance" not in found.meaning.replace("not a tolerance", "")


@given(line=st.floats(1, 100), received=st.floats(0, 100), g=st.floats(0.01, 5))
def test_the_activity_left_reaches_the_line(line, received, g):
    left = activity_left_gbq(line_gy=line, received_gy=received, coefficient_gy_per_gbq=g)
    assert received + left * g == pytest.approx(max(line, received))


@pytest.mark.parametrize(
    ("line", "received", "per_cycle", "field"),
    [
        (0, 0, 5, "line_gy"),
        (201, 0, 5, "line_gy"),
        (23, -1, 5, "received_gy"),
        (23, math.nan, 5, "received_gy"),
        (23, 0, 0, "per_cycle_gy"),
        (23, 0, math.inf, "per_cycle_gy"),
    ],
)
def test_out_of_range_is_refused(line, received, per_cycle, field):
    with pytest.raises(OutOfRangeError, match=field):
        cycles_left(line_gy=line, received_gy=received, per_cycle_gy=per_cycle)
    other = "coefficient_gy_per_gbq" if field == "per_cycle_gy" else field
    with pytest.raises(OutOfRangeError, match=other):
        activity_left_gbq(line_gy=line, received_gy=received, coefficient_gy_per_gbq=per_cycle)
