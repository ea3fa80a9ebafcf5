"""Lengths in tenths of a millimeter reach what they exactly reach, whatever binary numbers do."""

from __future__ import annotations

import pytest

from nelm.calculators.ablation.covering import smallest_covering
from nelm.calculators.ablation.zone import check_zone

TENTHS = range(150, 300)  # tumors of 15.0 to 29.9 mm


@pytest.mark.parametrize("zone", [30, 30.1, 40.3])
def test_one_zone_that_is_exactly_large_enough_is_enough(zone: float) -> None:
    for tenths in TENTHS:
        tumor, margin = tenths / 10, (round(zone * 10) - tenths) / 20
        found = smallest_covering(tumor_mm=tumor, margin_mm=margin, zone_short_axis_mm=zone)
        assert found.zones == 1
        assert found.spare_mm == pytest.approx(0, abs=1e-9)
        assert found.spare_mm >= 0
        held = check_zone(
            tumor_mm=tumor,
            zone_short_axis_mm=zone,
            offset_mm=0,
            wanted_margin_mm=margin,
            size_limit_mm=50,
        )
        assert held.margin_reached


def test_a_hundredth_of_a_millimeter_too_little_is_too_little() -> None:
    found = smallest_covering(tumor_mm=20.01, margin_mm=5, zone_short_axis_mm=30)
    assert found.zones == 4
    held = check_zone(
        tumor_mm=20.01, zone_short_axis_mm=30, offset_mm=0, wanted_margin_mm=5, size_limit_mm=50
    )
    assert not held.margin_reached
