"""Cumulative anthracycline beside the label's lines."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.tace.anthracycline import (
    LINES,
    cumulative_anthracycline,
    dose_per_surface_mg_m2,
)


@pytest.mark.parametrize(
    ("earlier", "planned", "line"),
    [
        ([], 50, None),
        ([200, 49.9], 50, None),
        ([250], 50, 300),
        ([350], 49, 300),
        ([350], 50, 400),
        ([400], 50, 450),
        ([450], 50, 500),
        ([900], 0, 500),
    ],
)
def test_the_line_that_a_sum_reaches(earlier, planned, line):
    found = cumulative_anthracycline(earlier_mg_m2=earlier, planned_mg_m2=planned)
    assert (found.line_reached.cumulative_mg_m2 if found.line_reached else None) == line
    assert found.total_mg_m2 == pytest.approx(sum(earlier) + planned)


def test_the_lines_span_the_boxed_warning():
    assert (LINES[0].cumulative_mg_m2, LINES[0].percent_low) == (300, 1)
    assert (LINES[-1].cumulative_mg_m2, LINES[-1].percent_high) == (500, 20)


@given(doses=st.lists(st.floats(0, 100), max_size=10), planned=st.floats(0, 100))
def test_order_does_not_matter_and_room_is_what_is_left(doses, planned):
    found = cumulative_anthracycline(earlier_mg_m2=doses, planned_mg_m2=planned)
    turned = cumulative_anthracycline(earlier_mg_m2=doses[::-1], planned_mg_m2=planned)
    assert turned.total_mg_m2 == pytest.approx(found.total_mg_m2)
    assert found.room_to_first_line_mg_m2 == pytest.approx(300 - found.total_mg_m2)
    assert found.earlier_mg_m2 + planned == pytest.approx(found.total_mg_m2)


def test_a_fixed_dose_counts_by_surface():
    assert dose_per_surface_mg_m2(dose_mg=90, surface_m2=1.8) == pytest.approx(50)


@pytest.mark.parametrize(
    ("earlier", "planned", "field"),
    [
        ([-1], 50, "earlier_mg_m2"),
        ([1501], 50, "earlier_mg_m2"),
        ([math.nan], 50, "earlier_mg_m2"),
        ([], -1, "planned_mg_m2"),
        ([], 101, "planned_mg_m2"),
        ([], math.inf, "planned_mg_m2"),
    ],
)
def test_out_of_range_is_refused(earlier, planned, field):
    with pytest.raises(OutOfRangeError, match=field):
        cumulative_anthracycline(earlier_mg_m2=earlier, planned_mg_m2=planned)


@pytest.mark.parametrize(("dose", "surface"), [(-1, 1.8), (1001, 1.8), (50, 0.5), (50, math.nan)])
def test_a_dose_or_surface_out_of_range_is_refused(dose, surface):
    with pytest.raises(OutOfRangeError):
        dose_per_surface_mg_m2(dose_mg=dose, surface_m2=surface)
