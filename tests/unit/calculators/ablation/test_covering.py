"""Overlapping spheres, proved by covering a ball point by point."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ablation.covering import (
    COVERED_BY_ZONES,
    covered_diameter_mm,
    smallest_covering,
)
from nelm.calculators.ranges import OutOfRangeError

PHI = (1 + math.sqrt(5)) / 2
# Height of the rings of the best 14 caps known, found by minimization.
RING = 0.4641


def unit(points):
    points = np.array(points, dtype=float)
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def ring(count, height, turn):
    angle = 2 * np.pi * np.arange(count) / count + turn
    flat = math.sqrt(1 - height**2)
    return np.column_stack(
        [flat * np.cos(angle), flat * np.sin(angle), np.full(count, float(height))]
    )


def icosahedron():
    signs = [(a, b) for a in (-1, 1) for b in (-PHI, PHI)]
    return unit([p for a, b in signs for p in ((0, a, b), (a, b, 0), (b, 0, a))])


DIRECTIONS = {
    4: unit([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]),
    6: np.vstack([np.eye(3), -np.eye(3)]),
    8: unit(  # the best known covering, found by minimization
        [
            (-0.8704161, 0.1035481, -0.48130406),
            (0.67446641, -0.3149698, 0.66774927),
            (-0.1421958, 0.85314322, 0.5019233),
            (0.33814547, -0.64172149, -0.68836848),
            (0.93297679, 0.35354718, -0.06751807),
            (-0.59959177, -0.01646507, 0.80013662),
            (-0.03466461, 0.61569506, -0.78722167),
            (-0.29872036, -0.95277734, 0.05460301),
        ]
    ),
    13: icosahedron(),
    15: np.vstack([[(0, 0, 1), (0, 0, -1)], ring(6, RING, 0), ring(6, -RING, np.pi / 6)]),
}


def ball(count=60_000):
    """Points spread evenly over the unit ball, and as many on its surface."""
    dice = np.random.default_rng(7)
    surface = unit(dice.normal(size=(count, 3)))
    return np.vstack([surface * dice.uniform(size=(count, 1)) ** (1 / 3), surface])


def uncovered(zones, *, factor, middle):
    """Which points of a ball of radius 1 zones leave out whose radius is 1 / factor."""
    points, radius = ball(), 1 / factor
    distance = math.sqrt(1 - radius**2)  # R cos(theta), as sin(theta) is the radius
    near = np.zeros(len(points), dtype=bool)
    for direction in DIRECTIONS[zones]:
        near |= ((points - distance * direction) ** 2).sum(axis=1) <= radius**2
    if middle:
        near |= (points**2).sum(axis=1) <= radius**2
    return ~near


@pytest.mark.parametrize(
    ("zones", "factor"), [(4, 1.061), (6, 1.225), (8, 1.343), (13, 1.647), (15, 1.746)]
)
def test_the_factors_are_those_derived(zones, factor):
    assert COVERED_BY_ZONES[zones] == pytest.approx(factor, abs=5e-4)
    assert covered_diameter_mm(zone_short_axis_mm=30, zones=zones) == pytest.approx(
        30 * factor, rel=5e-4
    )


@pytest.mark.parametrize("zones", [4, 6, 8, 13, 15])
def test_the_zones_cover_the_whole_ball(zones):
    factor = COVERED_BY_ZONES[zones] * (1 - 2e-4)  # room for the rounding of the arrangements
    assert not uncovered(zones, factor=factor, middle=zones > 8).any()


@pytest.mark.parametrize("zones", [4, 6, 8, 13, 15])
def test_a_ball_two_percent_larger_is_not_covered(zones):
    factor = COVERED_BY_ZONES[zones] * 1.02
    assert uncovered(zones, factor=factor, middle=zones > 8).any()


def test_twelve_zones_without_one_in_the_middle_leave_one_percent_uncovered():
    missed = uncovered(13, factor=COVERED_BY_ZONES[13], middle=False)
    share = missed[: len(missed) // 2].mean()  # the first half fills the ball evenly
    assert share == pytest.approx(0.010, abs=0.002)


@pytest.mark.parametrize(
    ("zones", "degrees"),
    [(4, math.degrees(math.acos(1 / 3))), (6, math.degrees(math.acos(math.sqrt(1 / 3))))],
)
def test_the_exact_angles_are_those_of_the_solids(zones, degrees):
    assert COVERED_BY_ZONES[zones] == pytest.approx(1 / math.sin(math.radians(degrees)))


def test_six_3_cm_zones_give_the_printed_3_7_cm():
    covered = covered_diameter_mm(zone_short_axis_mm=30, zones=6)
    assert covered == pytest.approx(36.7, abs=0.05)
    assert round(covered / 10, 1) == 3.7


@pytest.mark.parametrize(
    ("tumor", "margin", "zone", "zones"),
    [
        (25, 5, 30, 6),
        (30, 10, 30, 15),
        (30, 10, 50, 1),
        (30, 0, 30, 1),
        (31, 0, 30, 4),
        (40, 0, 30, 8),
        (45, 2, 30, 13),
    ],
)
def test_the_fewest_zones_are_found(tumor, margin, zone, zones):
    found = smallest_covering(tumor_mm=tumor, margin_mm=margin, zone_short_axis_mm=zone)
    assert found.zones == zones
    assert found.required_mm == tumor + 2 * margin
    assert found.covered_mm == covered_diameter_mm(zone_short_axis_mm=zone, zones=zones)
    assert found.spare_mm == pytest.approx((found.covered_mm - found.required_mm) / 2)


@given(st.floats(5, 80), st.floats(0, 15), st.floats(0, 10))
def test_a_larger_tumor_never_needs_fewer_zones(tumor, margin, more):
    found = []
    for diameter in (tumor, tumor + more):
        try:
            covering = smallest_covering(tumor_mm=diameter, margin_mm=margin, zone_short_axis_mm=40)
            assert covering.spare_mm >= 0
            found.append(covering.zones)
        except OutOfRangeError:
            found.append(99)
    assert found == sorted(found)


def test_more_zones_cover_more():
    assert list(COVERED_BY_ZONES) == sorted(COVERED_BY_ZONES)
    assert list(COVERED_BY_ZONES.values()) == sorted(COVERED_BY_ZONES.values())


def test_a_tumor_too_large_asks_for_a_larger_device():
    with pytest.raises(OutOfRangeError, match=r"52.4 mm .*larger device\?"):
        smallest_covering(tumor_mm=45, margin_mm=5, zone_short_axis_mm=30)


@pytest.mark.parametrize("zones", [0, 2, 5, 7, 12, 14, 16])
def test_other_numbers_of_zones_are_refused(zones):
    with pytest.raises(OutOfRangeError, match="1, 4, 6, 8, 13, 15"):
        covered_diameter_mm(zone_short_axis_mm=30, zones=zones)


@pytest.mark.parametrize("zone", [3.0, 151, float("nan")])
def test_centimeters_are_questioned(zone):
    with pytest.raises(OutOfRangeError, match=r"mm, not cm\?"):
        covered_diameter_mm(zone_short_axis_mm=zone, zones=6)
