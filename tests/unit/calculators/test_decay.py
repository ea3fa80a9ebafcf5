"""Decay: exact powers of two, composition, and times that need a zone."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.decay import (
    HALF_LIVES,
    decayed_activity_gbq,
    delivered_share,
    elapsed_time_h,
    half_lives_passed,
    time_until_activity_h,
)
from nelm.calculators.ranges import OutOfRangeError

HOURS = st.floats(-400, 400)
NAN, INF = float("nan"), float("inf")


def decayed(activity_gbq: float, elapsed_h: float, half_life_h: float = 64.04) -> float:
    return float(
        decayed_activity_gbq(
            activity_gbq=activity_gbq, elapsed_h=elapsed_h, half_life_h=half_life_h
        )
    )


@given(first=HOURS, second=HOURS)
def test_two_waits_are_one(first: float, second: float) -> None:
    assert decayed(decayed(0.1, first), second) == pytest.approx(decayed(0.1, first + second))


@given(elapsed_h=HOURS)
def test_looking_back_undoes_waiting(elapsed_h: float) -> None:
    assert decayed(decayed(3.0, elapsed_h), -elapsed_h) == pytest.approx(3.0)


@given(activity_gbq=st.floats(0.05, 30), wanted_gbq=st.floats(0.05, 30))
def test_waiting_time_leads_to_the_wanted_activity(activity_gbq: float, wanted_gbq: float) -> None:
    wait_h = time_until_activity_h(
        activity_gbq=activity_gbq, wanted_gbq=wanted_gbq, half_life_h=64.04
    )
    assert decayed(activity_gbq, wait_h) == pytest.approx(wanted_gbq)


@given(elapsed_h=st.floats(0, 500))
def test_delivered_and_remaining_are_all(elapsed_h: float) -> None:
    share = delivered_share(elapsed_h=elapsed_h, half_life_h=64.0)
    assert share + decayed(1.0, elapsed_h, 64.0) == pytest.approx(1.0)


def test_a_slip_of_twelve_hours_is_14_percent() -> None:
    assert decayed(1.0, -12, 64.0) - 1 == pytest.approx(0.139, abs=5e-4)


def test_rounding_the_half_life_costs_0_4_percent_in_ten_days() -> None:
    rounded = HALF_LIVES["y90-review2019"].half_life_h
    tabulated = HALF_LIVES["y90-icrp107"].half_life_h
    ratio = decayed(1.0, 240, rounded) / decayed(1.0, 240, tabulated)
    assert ratio - 1 == pytest.approx(-0.004, abs=1e-4)


def test_a_column_gives_what_single_numbers_give() -> None:
    hours = np.array([-24.0, 0.0, 24.0, 240.0])
    column = decayed_activity_gbq(activity_gbq=3.0, elapsed_h=hours, half_life_h=64.04)
    assert column == pytest.approx([decayed(3.0, hour) for hour in hours])


def test_half_lives_are_positive_and_named_by_source() -> None:
    assert {one.nuclide for one in HALF_LIVES.values()} == {"90Y", "177Lu", "99mTc", "166Ho"}
    assert all(one.half_life_h > 0 and one.source for one in HALF_LIVES.values())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"activity_gbq": -1.0}, "activity_gbq"),
        ({"activity_gbq": NAN}, "activity_gbq"),
        ({"elapsed_h": INF}, "elapsed_h"),
        ({"elapsed_h": NAN}, "elapsed_h"),
        ({"activity_gbq": 1800.0}, "activity_gbq"),
        ({"half_life_h": 64 * 3600.0}, "half_life_h"),
        ({"elapsed_h": 1e9}, "elapsed_h / half_life_h"),
        ({"half_life_h": 0.0}, "half_life_h"),
        ({"half_life_h": NAN}, "half_life_h"),
    ],
)
def test_decay_refuses(changed: dict[str, float], field: str) -> None:
    with pytest.raises(OutOfRangeError) as refused:
        decayed_activity_gbq(
            **{"activity_gbq": 3.0, "elapsed_h": 1.0, "half_life_h": 64.0} | changed
        )
    assert refused.value.field == field


def test_nothing_is_delivered_before_the_implantation() -> None:
    with pytest.raises(OutOfRangeError, match="elapsed_h"):
        delivered_share(elapsed_h=-1.0, half_life_h=64.0)


@pytest.mark.parametrize("field", ["activity_gbq", "wanted_gbq", "half_life_h"])
def test_waiting_time_refuses_zero(field: str) -> None:
    with pytest.raises(OutOfRangeError, match=field):
        time_until_activity_h(
            **{"activity_gbq": 3.0, "wanted_gbq": 1.0, "half_life_h": 64.0} | {field: 0.0}
        )


def test_far_times_ask_for_the_unit() -> None:
    with pytest.raises(OutOfRangeError, match="hours, both of them"):
        half_lives_passed(elapsed_h=86400.0, half_life_h=64.0)


@pytest.mark.parametrize("field", ["start", "end"])
def test_times_need_a_zone(field: str) -> None:
    zoned = datetime.fromisoformat("2026-03-01T12:00+00:00")
    times = {"start": zoned, "end": zoned} | {field: zoned.replace(tzinfo=None)}
    with pytest.raises(OutOfRangeError, match=field):
        elapsed_time_h(**times)
