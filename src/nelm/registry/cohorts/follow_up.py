"""Survival by treatment given and by label, shown so that no small group can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from nelm.case.problem import InputError, Problem
from nelm.registry.cohorts.cohort import LABELS, NOT_STATED, label_codes, place
from nelm.registry.cohorts.suppression import suppress_row, suppress_steps
from nelm.registry.cohorts.survival import YEAR, SurvivalCurve, kaplan_meier

FOLLOWED = ("follow_up_months", "died")

Deaths = list[tuple[float, bool, int]]


@dataclass(frozen=True)
class ShownCurve:
    """What may be shown of a curve.

    Attributes:
        group, n: name and size of the group.
        events: deaths; None where hidden.
        months, survival, low, high: points of the estimate; with a threshold above 1 only those
            by which that many more have died and after which that many are still observed.
        median: median with its limits, None where not reached or not among the points shown.
        at_risk: patients under observation at 0, 12, 24 … months; None where hidden.
        end_months: where the line ends: at the last point, or with the last number at risk.
    """

    group: str
    n: int
    events: int | None
    months: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    median: tuple[float | None, float | None, float | None]
    at_risk: tuple[int | None, ...]
    end_months: float


@dataclass(frozen=True)
class SurvivalReport:
    """Curves of the groups of a registry; cases without follow-up are counted, never guessed.

    Attributes:
        title: what the groups are.
        curves: groups large enough, by name.
        without_follow_up: cases of which follow-up or death is unknown.
        hidden: names of groups too small to show, and of those that would give them away.
        threshold: smallest count that is shown.
    """

    title: str
    curves: tuple[ShownCurve, ...]
    without_follow_up: int
    hidden: tuple[str, ...]
    threshold: int


def survival_by(
    table: ir.Table, column: str, *, threshold: int = 5, hidden: Collection[str] = ()
) -> SurvivalReport:
    """Survival for each value of a column, such as the treatment given.

    Single-arm curves of a registry describe; they do not compare treatments.

    Args:
        table: cases with their follow-up.
        column: name of the column with the groups.
        threshold: smallest count that is shown.
        hidden: groups whose size another table hides.

    Raises:
        InputError: the column, `follow_up_months` or `died` is missing from the table.
    """
    known = _followed(table, column)
    counts = known.group_by(column, *FOLLOWED).aggregate(n=lambda t: t.count())
    groups: dict[str, Deaths] = {}
    for row in counts.to_pyarrow().to_pylist():
        name = NOT_STATED if row[column] is None else str(row[column])
        groups.setdefault(name, []).append((row["follow_up_months"], row["died"], row["n"]))
    title = column.replace("__", ", ").replace("_", " ")
    return report_of(title, groups, _size(table), threshold, hidden)


def survival_by_label(
    table: ir.Table,
    options: Sequence[str],
    *,
    threshold: int = 5,
    hidden: Mapping[str, Collection[str]] | None = None,
) -> dict[str, SurvivalReport]:
    """Survival by the label of every option, in one pass over cases with their verdicts.

    Args:
        table: cases with their verdicts and follow-up.
        options: ids of the options.
        threshold: smallest count that is shown.
        hidden: by option, labels whose number another table hides.
    """
    known = _followed(table, *(f"{option}__label" for option in options))
    cells = known.select(*FOLLOWED, cell=label_codes(known, options).unnest())
    counts = cells.group_by("cell", *FOLLOWED).aggregate(n=lambda t: t.count())
    groups: dict[str, dict[str, Deaths]] = {option: {} for option in options}
    for row in counts.to_pyarrow().to_pylist():
        option, label = place(int(row["cell"]), options)
        deaths = groups[option].setdefault(label, [])
        deaths.append((row["follow_up_months"], row["died"], row["n"]))
    size = _size(table)
    return {
        option: report_of(option, found, size, threshold, (hidden or {}).get(option, ()))
        for option, found in groups.items()
    }


def report_of(
    title: str,
    groups: Mapping[str, Deaths],
    size: int,
    threshold: int,
    hidden: Collection[str] = (),
) -> SurvivalReport:
    """The curves of groups that are large enough; hiding one hides another with it."""
    names = sorted(groups, key=_order)
    sizes = [sum(count for *_, count in groups[name]) for name in names]
    places = [number for number, name in enumerate(names) if name in hidden]
    cells = suppress_row(sizes, threshold, places)
    kept = [name for name, cell in zip(names, cells, strict=True) if cell is not None]
    curves = tuple(protected(_curve(name, groups[name]), threshold) for name in kept)
    unseen = tuple(name for name in names if name not in kept)
    return SurvivalReport(title, curves, size - sum(sizes), unseen, threshold)


def _order(name: str) -> tuple[int, str]:
    """Labels in the order in which they are told, other groups by name, those not stated last."""
    if name in LABELS:
        return LABELS.index(name), name
    return len(LABELS) + (name == NOT_STATED), name


def protected(curve: SurvivalCurve, threshold: int) -> ShownCurve:
    """A curve without the steps and numbers from which single patients could be told.

    A full curve gives away when each patient died, and by the height of its steps how many were
    left. Points that are at least `threshold` deaths apart do not.
    """
    points = list(_points(curve, threshold))
    events = suppress_row([curve.events, curve.n - curve.events], threshold)[0]
    at_risk = tuple(suppress_steps(curve.yearly_at_risk, threshold))
    last = max((year for year, count in enumerate(at_risk) if count is not None), default=0)
    end = curve.months[points[-1]] if points else (0.0 if curve.events else last * YEAR)
    end = max(end, curve.last_months) if threshold == 1 else end
    months, survival, low, high = (
        tuple(values[place] for place in points)
        for values in (curve.months, curve.survival, curve.low, curve.high)
    )
    first, least, most = (
        median if median is not None and median <= end else None
        for median in (curve.median_months, curve.median_low, curve.median_high)
    )
    return ShownCurve(
        group=curve.group,
        n=curve.n,
        events=events,
        months=months,
        survival=survival,
        low=low,
        high=high,
        median=(first, least, most),
        at_risk=at_risk,
        end_months=float(end),
    )


def _points(curve: SurvivalCurve, threshold: int) -> Iterator[int]:
    """Places of the points that may be shown."""
    since = 0
    for number, deaths in enumerate(curve.deaths):
        since += deaths
        left = curve.at_risk[number] - deaths
        if threshold == 1 or (since >= threshold and left >= threshold):
            yield number
            since = 0


def _curve(name: str, deaths: Deaths) -> SurvivalCurve:
    months, died, counts = zip(*deaths, strict=True)
    return kaplan_meier(name, months, died, counts=counts)


def _followed(table: ir.Table, *columns: str) -> ir.Table:
    for needed in (*columns, *FOLLOWED):
        if needed not in table.columns:
            raise InputError([Problem(needed, "missing", "a column of the registry")])
    return table.filter(table.follow_up_months.notnull() & table.died.notnull())


def _size(table: ir.Table) -> int:
    return int(table.count().to_pyarrow().as_py())
