"""Spheres: counts stand still, activities decay, and the review's count does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.decay import decayed_activity_gbq
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.spheres import (
    GLASS_BQ_PER_SPHERE,
    GLASS_VIALS_GBQ,
    RESIN_BQ_PER_SPHERE,
    REVIEW_GLASS_COUNT,
    REVIEW_RESIN_COUNT,
    TEXTBOOK_RESIN_GBQ,
    activity_per_sphere_bq,
    implied_activity,
    implied_activity_per_sphere_bq,
    sphere_count,
)

HALF_LIFE_H = 64.1


def sphere_bq(calibration_bq: float, elapsed_h: float) -> float:
    return float(
        activity_per_sphere_bq(
            calibration_bq=calibration_bq, elapsed_h=elapsed_h, half_life_h=HALF_LIFE_H
        )
    )


@pytest.mark.parametrize(("days", "expected"), [(4, 885), (8, 314), (12, 111)])
def test_glass_after_its_calibration(days: int, expected: float) -> None:
    assert sphere_bq(GLASS_BQ_PER_SPHERE, 24 * days) == pytest.approx(expected, abs=0.55)


@pytest.mark.parametrize(("hours", "expected"), [(24, 64.8), (48, 84.0), (72, 108.9)])
def test_resin_before_its_calibration(hours: int, expected: float) -> None:
    assert sphere_bq(RESIN_BQ_PER_SPHERE, -hours) == pytest.approx(expected, abs=0.06)


def test_three_gbq_of_glass_and_of_resin() -> None:
    """Printed: 1.2 million glass spheres, 40 to 80 million of resin."""
    glass = sphere_count(activity_gbq=3.0, activity_per_sphere_bq=GLASS_BQ_PER_SPHERE)
    resin = sphere_count(activity_gbq=3.0, activity_per_sphere_bq=RESIN_BQ_PER_SPHERE)
    assert glass == pytest.approx(1.2e6)
    assert 40e6 <= resin <= 80e6


@given(elapsed_h=st.floats(-72, 200))
def test_the_number_of_spheres_does_not_decay(elapsed_h: float) -> None:
    later_gbq = decayed_activity_gbq(activity_gbq=3.0, elapsed_h=elapsed_h, half_life_h=HALF_LIFE_H)
    count = sphere_count(
        activity_gbq=later_gbq, activity_per_sphere_bq=sphere_bq(GLASS_BQ_PER_SPHERE, elapsed_h)
    )
    assert count == pytest.approx(1.2e6)


def test_the_review_contradicts_the_activity_per_resin_sphere() -> None:
    low, high = REVIEW_RESIN_COUNT
    found = implied_activity(
        lowest_count=low, highest_count=high, activity_per_sphere_bq=RESIN_BQ_PER_SPHERE
    )
    assert (found.lowest_gbq, found.highest_gbq) == pytest.approx((0.75, 1.0))
    for count, activity_gbq in zip(REVIEW_RESIN_COUNT, TEXTBOOK_RESIN_GBQ, strict=True):
        implied = implied_activity_per_sphere_bq(activity_gbq=activity_gbq, count=count)
        assert implied == pytest.approx(2 * RESIN_BQ_PER_SPHERE)


def test_the_review_agrees_with_glass() -> None:
    low, high = REVIEW_GLASS_COUNT
    found = implied_activity(
        lowest_count=low, highest_count=high, activity_per_sphere_bq=GLASS_BQ_PER_SPHERE
    )
    assert (found.lowest_gbq, found.highest_gbq) == pytest.approx((2.5, 20.0))
    assert found.lowest_gbq <= min(GLASS_VIALS_GBQ)
    assert found.highest_gbq == max(GLASS_VIALS_GBQ)


@pytest.mark.parametrize(
    ("activity_gbq", "sphere", "words"),
    [(3000, 50, "MBq"), (3, 0.05, "kBq"), (3, 0, "per_sphere"), (float("nan"), 50, "activity_gbq")],
)
def test_count_refuses(activity_gbq: float, sphere: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        sphere_count(activity_gbq=activity_gbq, activity_per_sphere_bq=sphere)


@pytest.mark.parametrize(
    ("low", "high", "words"), [(15, 20, "millions"), (20e6, 15e6, "at least"), (1e6, 1e10, "count")]
)
def test_implied_activity_refuses(low: float, high: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        implied_activity(lowest_count=low, highest_count=high, activity_per_sphere_bq=50)


def test_implied_sphere_and_decayed_sphere_refuse() -> None:
    with pytest.raises(OutOfRangeError, match="millions"):
        implied_activity_per_sphere_bq(activity_gbq=1.5, count=15)
    with pytest.raises(OutOfRangeError, match="calibration_bq"):
        sphere_bq(0.0, 1.0)
