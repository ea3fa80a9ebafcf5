"""Zone, margin, size, heat sink and ellipsoid: geometry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ablation.zone import (
    ZoneCheck,
    check_zone,
    ellipsoid_volume_ml,
    heat_sink,
    required_zone_diameter_mm,
    smallest_margin_mm,
)
from nelm.calculators.ranges import OutOfRangeError

CHECK = {
    "tumor_mm": 30,
    "zone_short_axis_mm": 40,
    "offset_mm": 0,
    "wanted_margin_mm": 5,
    "size_limit_mm": 50,
}
VESSEL = {"vessel_mm": 4, "gap_mm": 1, "vessel_limit_mm": 3, "near_mm": 2}


@pytest.mark.parametrize(("tumor", "margin", "zone"), [(25, 5, 35), (30, 10, 50), (30, 0, 30)])
def test_the_margin_counts_on_both_sides(tumor, margin, zone):
    assert required_zone_diameter_mm(tumor_mm=tumor, margin_mm=margin) == zone


@given(st.floats(2, 90), st.floats(0, 30))
def test_the_required_zone_gives_the_margin_back(tumor, margin):
    zone = required_zone_diameter_mm(tumor_mm=tumor, margin_mm=margin)
    if zone >= 5:
        back = smallest_margin_mm(tumor_mm=tumor, zone_short_axis_mm=zone, offset_mm=0)
        assert back == pytest.approx(margin, abs=1e-9)


@given(st.floats(5, 60), st.floats(5, 60), st.floats(0, 20), st.floats(0, 6.28))
def test_no_point_of_the_tumor_is_nearer_to_the_edge_than_the_margin(tumor, zone, offset, angle):
    margin = smallest_margin_mm(tumor_mm=tumor, zone_short_axis_mm=zone, offset_mm=offset)
    x, y = offset + tumor / 2 * math.cos(angle), tumor / 2 * math.sin(angle)
    assert zone / 2 - math.hypot(x, y) >= margin - 1e-9


def test_a_misplaced_needle_takes_its_offset_from_the_margin():
    assert smallest_margin_mm(tumor_mm=25, zone_short_axis_mm=40, offset_mm=3) == 4.5
    assert smallest_margin_mm(tumor_mm=25, zone_short_axis_mm=25, offset_mm=3) == -3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ZoneCheck(5, True, True)),
        ({"wanted_margin_mm": 5.1}, ZoneCheck(5, False, True)),
        ({"offset_mm": 1}, ZoneCheck(4, False, True)),
        ({"tumor_mm": 50, "zone_short_axis_mm": 60}, ZoneCheck(5, True, False)),
        ({"tumor_mm": 49.9, "zone_short_axis_mm": 59.9}, ZoneCheck(5, True, True)),
    ],
)
def test_size_and_margin_are_checked_apart(change, expected):
    found = check_zone(**(CHECK | change))
    assert found.margin_mm == pytest.approx(expected.margin_mm)
    assert found.margin_reached is expected.margin_reached
    assert found.within_size is expected.within_size


def test_a_sphere_is_an_ellipsoid_and_order_does_not_matter():
    assert ellipsoid_volume_ml(a_mm=20, b_mm=20, c_mm=20) == pytest.approx(4 / 3 * math.pi)
    one = ellipsoid_volume_ml(a_mm=10, b_mm=20, c_mm=30)
    assert one == pytest.approx(ellipsoid_volume_ml(a_mm=30, b_mm=10, c_mm=20))
    assert one == pytest.approx(math.pi)


def test_a_column_of_volumes_works():
    volumes = ellipsoid_volume_ml(a_mm=np.array([10.0, 20.0]), b_mm=20.0, c_mm=30.0)
    assert volumes == pytest.approx([math.pi, 2 * math.pi])


@pytest.mark.parametrize(
    ("change", "warns"),
    [
        ({}, True),
        ({"vessel_mm": 3, "gap_mm": 2}, True),
        ({"vessel_mm": 2.9}, False),
        ({"gap_mm": 2.1}, False),
        ({"gap_mm": 0}, True),
    ],
)
def test_a_large_and_near_vessel_warns(change, warns):
    assert heat_sink(**(VESSEL | change)) is warns


@pytest.mark.parametrize(
    ("function", "given_", "field"),
    [
        (required_zone_diameter_mm, {"tumor_mm": 1.9, "margin_mm": 5}, "tumor_mm"),
        (required_zone_diameter_mm, {"tumor_mm": 25, "margin_mm": -1}, "margin_mm"),
        (required_zone_diameter_mm, {"tumor_mm": float("nan"), "margin_mm": 5}, "tumor_mm"),
        (check_zone, CHECK | {"zone_short_axis_mm": 4}, "zone_short_axis_mm"),
        (check_zone, CHECK | {"offset_mm": -1}, "offset_mm"),
        (check_zone, CHECK | {"wanted_margin_mm": 31}, "wanted_margin_mm"),
        (check_zone, CHECK | {"size_limit_mm": 0}, "size_limit_mm"),
        (ellipsoid_volume_ml, {"a_mm": 2, "b_mm": 1.5, "c_mm": 3}, "b_mm"),
        (heat_sink, VESSEL | {"vessel_mm": -1}, "vessel_mm"),
        (heat_sink, VESSEL | {"gap_mm": float("nan")}, "gap_mm"),
        (heat_sink, VESSEL | {"vessel_limit_mm": 0}, "vessel_limit_mm"),
        (heat_sink, VESSEL | {"near_mm": 21}, "near_mm"),
    ],
)
def test_other_units_and_impossible_lengths_are_refused(function, given_, field):
    with pytest.raises(OutOfRangeError) as refusal:
        function(**given_)
    assert refusal.value.field == field


def test_centimeters_are_questioned():
    with pytest.raises(OutOfRangeError, match=r"mm, not cm\?"):
        required_zone_diameter_mm(tumor_mm=1.5, margin_mm=5)
