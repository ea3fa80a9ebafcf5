"""Dates of the cycles, with their windows, held against the intervals of the label."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from nelm.calculators.lu177.schedule import Cycle, schedule
from nelm.calculators.ranges import OutOfRangeError
from nelm.planning.cataloged import find_calculator
from nelm.planning.draft import Draft
from nelm.planning.form import Check, CheckStatus, PlannedQuantity
from nelm.planning.inputs.prrt import PrrtInputs
from nelm.planning.limit import Limit
from nelm.planning.lines import InputLine

INTERVAL = ("prrt-interval-least", "prrt-interval-most")
AFTER_TOXICITY = "prrt-interval-after-toxicity"


def plan_dates(draft: Draft, form: PrrtInputs) -> None:
    """Days of all cycles; those given stay, the others are counted from the last."""
    if not draft.known("cycles_on", "cycles", "interval_weeks", "window_weeks"):
        return
    given = {
        "given_on": form.cycles_on or (),
        "cycles": form.cycles or 0,
        "interval_weeks": form.interval_weeks or 0,
        "window_weeks": form.window_weeks or 0,
        "longest_interval_weeks": _longest(draft, form),
    }
    try:
        found = schedule(**given)  # type: ignore[arg-type]
    except OutOfRangeError as refused:
        draft.refuse("dates", "Dates of the cycles", str(refused))
        return
    for cycle in found.cycles:
        draft.state(_date(cycle, given, draft.limits.by_id(AFTER_TOXICITY)))
    for earlier, later in pairwise(found.cycles):
        weeks = (later.planned_on - earlier.planned_on).days / 7
        _interval(draft, later.number, weeks)
    _window(draft, form)
    _as_many(draft, form)


def _longest(draft: Draft, form: PrrtInputs) -> int | None:
    """Whole weeks of the longest interval, where the interval of choice leaves room for it."""
    row = draft.limits.by_id(AFTER_TOXICITY).value
    if row is None or row < (form.interval_weeks or 0) + (form.window_weeks or 0):
        return None
    return int(row)


def _window(draft: Draft, form: PrrtInputs) -> None:
    """The window around a planned cycle may leave the interval of the label too."""
    least, most = (draft.limits.by_id(row) for row in INTERVAL)
    if least.value is None or most.value is None or form.cycles == len(form.cycles_on or ()):
        return
    weeks, window = form.interval_weeks or 0, form.window_weeks or 0
    met = least.value <= weeks - window and weeks + window <= most.value
    side = "stays within" if met else "goes beyond"
    says = (
        f"A window of {weeks - window} to {weeks + window} weeks {side} the {least.value:g} to "
        f"{most.value:g} weeks of the label."
    )
    status: CheckStatus = "ok" if met else "warning"
    draft.checks.append(Check(code="window", status=status, says=says, limit=most))


def _as_many(draft: Draft, form: PrrtInputs) -> None:
    """Doses of all cycles take an activity for each of them."""
    given = len(form.activities_gbq or ())
    if given and given != form.cycles:
        says = f"Activities of {given} cycles are given and {form.cycles} cycles are planned."
        draft.checks.append(Check(code="cycles-differ", status="warning", says=says))


def _date(cycle: Cycle, given: Mapping[str, object], longest: Limit) -> PlannedQuantity:
    entry = find_calculator("lu177-schedule")
    window = []
    if cycle.earliest_on != cycle.latest_on:
        window.append(f"Window {cycle.earliest_on} to {cycle.latest_on}.")
    if cycle.longest_on is not None:
        window.append(
            f"Up to {cycle.longest_on} only while recovering from toxicity ({longest.value:g} "
            f"weeks, {longest.status})."
        )
    days = ",".join(map(str, given["given_on"]))  # type: ignore[call-overload]
    numbers = {name: given[name] for name in ("cycles", "interval_weeks", "window_weeks")}
    lines = [InputLine(name="given_on", value=days, unit="")]
    lines += [InputLine(name=n, value=float(str(v)), unit="") for n, v in numbers.items()]
    return PlannedQuantity(
        name=f"date-cycle-{cycle.number}",
        title=f"Day of cycle {cycle.number}",
        value=cycle.planned_on.isoformat(),
        unit="",
        formula=entry.formula,
        calculator=entry.name,
        source=entry.source,
        status=entry.status,
        constants=(),
        inputs=tuple(lines),
        uncertainty=None,
        notes=tuple(window),
    )


def _interval(draft: Draft, number: int, weeks: float) -> None:
    least, most = (draft.limits.by_id(row) for row in INTERVAL)
    if least.value is None or most.value is None:
        return
    limit = least if weeks < least.value else most
    met = least.value <= weeks <= most.value
    longest = draft.limits.by_id(AFTER_TOXICITY).value
    rest = "" if met else f"; outside {least.value:g} to {most.value:g} weeks"
    if not met and longest is not None and most.value < weeks <= longest:
        rest += f", allowed up to {longest:g} weeks while recovering from toxicity (recalled)"
    draft.checks.append(
        Check(
            code="interval",
            status="ok" if met else "warning",
            says=f"Cycle {number} comes {weeks:.3g} weeks after the one before{rest}.",
            quantity=f"date-cycle-{number}",
            value=weeks,
            unit="week",
            limit=limit,
        )
    )
