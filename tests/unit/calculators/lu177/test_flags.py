"""What is a flag or a whole number is no other thing: `no` and `True` are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nelm.calculators.lu177.catalog import CALCULATORS
from nelm.calculators.lu177.schedule import schedule
from nelm.calculators.lu177.single_time_point import known_half_life_tia_mbq_h
from nelm.calculators.ranges import OutOfRangeError


def test_a_word_never_opens_the_door_to_an_early_scan() -> None:
    word: Any = "no"
    with pytest.raises(OutOfRangeError) as refused:
        known_half_life_tia_mbq_h(
            activity_mbq=1, time_h=4, effective_half_life_h=50, half_life_is_own=word
        )
    assert refused.value.field == "half_life_is_own"


@pytest.mark.parametrize("field", ["cycles", "interval_weeks", "window_weeks"])
def test_true_is_no_number_of_weeks_or_cycles(field: str) -> None:
    given: dict[str, Any] = {"cycles": 4, "interval_weeks": 8, "window_weeks": 1, field: True}
    with pytest.raises(OutOfRangeError):
        schedule(given_on=[date(2026, 1, 5)], longest_interval_weeks=None, **given)


def test_cycles_past_the_end_of_the_calendar_are_refused() -> None:
    with pytest.raises(OutOfRangeError) as refused:
        schedule(
            given_on=[date(9999, 12, 1)],
            cycles=2,
            interval_weeks=8,
            window_weeks=1,
            longest_interval_weeks=None,
        )
    assert refused.value.field == "given_on"


def test_the_formula_of_the_dates_names_no_fixed_interval() -> None:
    # It printed `7 weeks`, which a reader takes for the interval; the label's is 8.
    (entry,) = [one for one in CALCULATORS if one.name == "lu177-schedule"]
    assert "7 weeks" not in entry.formula
