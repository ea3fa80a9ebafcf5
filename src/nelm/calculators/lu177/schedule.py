"""Dates of the cycles, with the window that each may move in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from nelm.calculators.lu177.preset import Preset
from nelm.calculators.ranges import OutOfRangeError

_LABEL = "Lutathera prescribing information (US), 2.2 Recommended dosage, 4/2024"
SCHEDULE = (
    Preset("label-cycles", 4, "cycle", _LABEL, "read"),
    Preset("label-activity-per-cycle", 7.4, "GBq", _LABEL, "read"),
    Preset("label-interval", 8, "week", _LABEL, "read"),
    Preset("label-window", 1, "week", _LABEL, "read"),
    Preset(
        "label-longest-interval",
        16,
        "week",
        "Lutathera prescribing information, dose modifications",
        "recalled",
        note="while recovering from toxicity only",
    ),
)


@dataclass(frozen=True)
class Cycle:
    """One cycle.

    Attributes:
        number: 1 for the first.
        planned_on: the day the interval leads to.
        earliest_on: first day of the window; a cycle already given has no window.
        latest_on: last day of the window.
        longest_on: last day after a delay for toxicity; None when no such delay was named.
    """

    number: int
    planned_on: date
    earliest_on: date
    latest_on: date
    longest_on: date | None


@dataclass(frozen=True)
class Interval:
    """Time between two cycles, in weeks.

    Attributes:
        weeks: as planned.
        window_weeks: how much a cycle may come earlier or later.
        longest_weeks: longest interval while recovering from toxicity; None when not named.
    """

    weeks: int
    window_weeks: int
    longest_weeks: int | None

    def __post_init__(self) -> None:
        _whole("interval_weeks", self.weeks, 1, 52, hint=" (days?)" if self.weeks == 56 else "")
        _whole("window_weeks", self.window_weeks, 0, self.weeks - 1)
        if self.longest_weeks is not None:
            _whole(
                "longest_interval_weeks", self.longest_weeks, self.weeks + self.window_weeks, 104
            )


@dataclass(frozen=True)
class Schedule:
    """All cycles, and the days from the first to the last planned one."""

    cycles: tuple[Cycle, ...]
    days: int


def schedule(
    *,
    given_on: Sequence[date],
    cycles: int,
    interval_weeks: int,
    window_weeks: int,
    longest_interval_weeks: int | None,
) -> Schedule:
    """Dates of all cycles: those given or fixed as they were, the others counted from the last.

    Args:
        given_on: days of the cycles given, or the day of the first one; in order.
        cycles: how many there are in all, 1 to 12.
        interval_weeks: from one cycle to the next, 1 to 52.
        window_weeks: how much a cycle may come earlier or later; 0 or more.
        longest_interval_weeks: longest interval while recovering from toxicity, or None.

    Raises:
        OutOfRangeError: no first day, days out of order, more days than cycles, a number that is
            not whole or out of range.

    Source: arithmetic; the label's numbers are in `SCHEDULE` (4 cycles, 8 weeks, one week
    either way, read). Example: 8 weeks are 56 days, so four cycles take 168.

    >>> found = schedule(
    ...     given_on=[date(2026, 1, 5)], cycles=4, interval_weeks=8, window_weeks=1,
    ...     longest_interval_weeks=16,
    ... )
    >>> found.cycles[1].planned_on.isoformat(), found.cycles[1].earliest_on.isoformat(), found.days
    ('2026-03-02', '2026-02-23', 168)
    """
    interval = Interval(interval_weeks, window_weeks, longest_interval_weeks)
    _whole("cycles", cycles, 1, 12)
    _check_days(given_on, cycles)
    made = [Cycle(i, day, day, day, None) for i, day in enumerate(given_on, 1)]
    try:
        while len(made) < cycles:
            made.append(_next(made[-1], interval))
    except OverflowError:  # the calendar of Python ends with the year 9999
        allowed = "days after which the calendar has room for all cycles"
        raise OutOfRangeError("given_on", given_on[-1], allowed) from None
    return Schedule(tuple(made), (made[-1].planned_on - made[0].planned_on).days)


def _next(before: Cycle, interval: Interval) -> Cycle:
    planned = before.planned_on + timedelta(weeks=interval.weeks)
    window = timedelta(weeks=interval.window_weeks)
    longest = interval.longest_weeks
    return Cycle(
        number=before.number + 1,
        planned_on=planned,
        earliest_on=planned - window,
        latest_on=planned + window,
        longest_on=None if longest is None else before.planned_on + timedelta(weeks=longest),
    )


def _check_days(given_on: Sequence[date], cycles: int) -> None:
    if not isinstance(given_on, list | tuple) or not all(type(day) is date for day in given_on):
        raise OutOfRangeError("given_on", given_on, "a list of dates")
    if not 1 <= len(given_on) <= cycles:
        raise OutOfRangeError("given_on", f"{len(given_on)} days", f"1 to {cycles} days")
    for earlier, later in pairwise(given_on):
        if later <= earlier:
            raise OutOfRangeError("given_on", later, f"a day after {earlier}")


def _whole(field: str, value: int, low: int, high: int, *, hint: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise OutOfRangeError(field, value, f"a whole number, {low} to {high}{hint}")
