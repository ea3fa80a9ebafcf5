"""Dates of cycles."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.lu177.preset import by_name
from nelm.calculators.lu177.schedule import SCHEDULE, schedule
from nelm.calculators.ranges import OutOfRangeError

LABEL = {"cycles": 4, "interval_weeks": 8, "window_weeks": 1, "longest_interval_weeks": 16}
FIRST = date(2026, 1, 5)


def test_the_labels_schedule_steps_by_56_days():
    found = schedule(given_on=[FIRST], **LABEL).cycles
    assert [cycle.planned_on for cycle in found] == [
        date(2026, 1, 5),
        date(2026, 3, 2),
        date(2026, 4, 27),
        date(2026, 6, 22),
    ]
    assert [cycle.number for cycle in found] == [1, 2, 3, 4]
    assert (found[1].earliest_on, found[1].latest_on) == (date(2026, 2, 23), date(2026, 3, 9))
    assert found[1].longest_on == FIRST + timedelta(days=112)


def test_a_leap_day_is_a_day():
    found = schedule(given_on=[date(2028, 1, 31)], **LABEL).cycles
    assert found[1].planned_on == date(2028, 3, 27)


def test_a_late_cycle_moves_all_that_follow():
    late = FIRST + timedelta(weeks=12)
    found = schedule(given_on=[FIRST, late], **LABEL)
    assert found.cycles[1].earliest_on == found.cycles[1].latest_on == late
    assert found.cycles[2].planned_on == late + timedelta(weeks=8)
    assert found.days == (12 + 8 + 8) * 7


def test_without_a_delay_for_toxicity_none_is_offered():
    found = schedule(given_on=[FIRST], **(LABEL | {"longest_interval_weeks": None}))
    assert all(cycle.longest_on is None for cycle in found.cycles)


@given(
    first=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    cycles=st.integers(1, 12),
    weeks=st.integers(2, 52),
    window=st.integers(0, 1),
)
def test_windows_lie_around_the_plan(first, cycles, weeks, window):
    found = schedule(
        given_on=[first],
        cycles=cycles,
        interval_weeks=weeks,
        window_weeks=window,
        longest_interval_weeks=weeks + window,
    )
    assert found.days == (cycles - 1) * weeks * 7
    for cycle in found.cycles[1:]:
        assert cycle.earliest_on <= cycle.planned_on <= cycle.latest_on == cycle.longest_on
        assert cycle.latest_on - cycle.earliest_on == timedelta(weeks=2 * window)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_on": []}, "given_on is 0 days; allowed: 1 to 4 days"),
        ({"given_on": [FIRST] * 5}, "given_on is 5 days"),
        ({"given_on": [FIRST, FIRST]}, "a day after 2026-01-05"),
        ({"cycles": 0}, "cycles is 0; allowed: a whole number, 1 to 12"),
        ({"cycles": 13}, "cycles"),
        ({"cycles": 3.5}, "cycles"),
        ({"interval_weeks": 56}, r"a whole number, 1 to 52 \(days\?\)"),
        ({"interval_weeks": 0}, "1 to 52$"),
        ({"window_weeks": 8}, "window_weeks is 8; allowed: a whole number, 0 to 7"),
        ({"window_weeks": -1}, "window_weeks"),
        ({"longest_interval_weeks": 8}, "longest_interval_weeks is 8"),
    ],
)
def test_a_schedule_that_is_none_is_refused(changed, message):
    with pytest.raises(OutOfRangeError, match=message):
        schedule(**({"given_on": [FIRST]} | LABEL | changed))


def test_the_label_gives_29_6_gbq_in_all():
    cycles, activity = (
        by_name(SCHEDULE, name).value for name in ("label-cycles", "label-activity-per-cycle")
    )
    assert cycles * activity == pytest.approx(29.6)
