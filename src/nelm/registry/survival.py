"""Survival of groups of a registry: product-limit estimate with limits and numbers at risk."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import numpy as np

from nelm.case.problem import InputError, MissingExtraError, Problem


@dataclass(frozen=True)
class SurvivalCurve:
    """Kaplan-Meier estimate of one group.

    Attributes:
        group: name of the group.
        n, events: patients and deaths.
        months: times of death, increasing.
        survival: estimated share alive just after each of these times.
        low, high: pointwise confidence limits (log-log); where none is defined, the last one.
        at_risk: patients under observation just before each time.
        median_months: time at which half have died; None when not reached.
        last_months: end of the longest follow-up.
        yearly_at_risk: patients under observation at 0, 12, 24 … months.
    """

    group: str
    n: int
    events: int
    months: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[int, ...]
    median_months: float | None
    last_months: float
    yearly_at_risk: tuple[int, ...]


def kaplan_meier(
    group: str, months: Sequence[float], died: Sequence[bool], *, level: float = 0.95
) -> SurvivalCurve:
    """Product-limit estimate (Kaplan and Meier 1958) with log-log limits, by SciPy.

    Args:
        group: name of the group.
        months: follow-up in months, from decision to death or last contact.
        died: whether follow-up ended with death.
        level: confidence level.

    Raises:
        InputError: no patients, different lengths, or negative or missing follow-up.
        MissingExtraError: SciPy is not installed.

    >>> curve = kaplan_meier("all", [6, 6, 6, 7, 10], [True, True, True, True, False])
    >>> [round(x, 2) for x in curve.survival], curve.median_months
    ([0.4, 0.2], 6.0)
    """
    time, event = np.asarray(months, dtype=float), np.asarray(died, dtype=bool)
    _check(time, event)
    stats = _stats()
    estimate = stats.ecdf(stats.CensoredData(uncensored=time[event], right=time[~event])).sf
    with warnings.catch_warnings():  # where no limit is defined it is 0 or 1 below
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        limits = estimate.confidence_interval(confidence_level=level, method="log-log")
    deaths = np.isin(estimate.quantiles, time[event])
    at, alive = estimate.quantiles[deaths], estimate.probabilities[deaths]
    halved = at[alive <= 0.5]
    return SurvivalCurve(
        group=group,
        n=len(time),
        events=int(event.sum()),
        months=_plain(at),
        survival=_plain(alive),
        low=_defined(limits.low.probabilities[deaths], 0.0),
        high=_defined(limits.high.probabilities[deaths], 1.0),
        at_risk=tuple(int((time >= t).sum()) for t in at),
        median_months=float(halved[0]) if len(halved) else None,
        last_months=float(time.max()),
        yearly_at_risk=tuple(int((time >= m).sum()) for m in np.arange(0, time.max() + 1, 12)),
    )


@dataclass(frozen=True)
class SurvivalReport:
    """Curves of the groups of a registry; cases without follow-up are counted, never guessed.

    `hidden` names the groups too small to show.
    """

    column: str
    curves: tuple[SurvivalCurve, ...]
    without_follow_up: int
    hidden: tuple[str, ...]


def survival_by(table: ir.Table, column: str, *, threshold: int = 5) -> SurvivalReport:
    """Survival for each value of a column, such as an option's label or the treatment given.

    Single-arm curves of a registry describe; they do not compare treatments.

    Raises:
        InputError: the column, `follow_up_months` or `died` is missing from the table.
    """
    for needed in (column, "follow_up_months", "died"):
        if needed not in table.columns:
            raise InputError([Problem(needed, "missing", "a column of the registry")])
    followed = table.filter(table.follow_up_months.notnull() & table.died.notnull())
    rows = followed.select(column, "follow_up_months", "died").to_pyarrow().to_pylist()
    total = int(table.count().to_pyarrow().as_py())
    groups: dict[str, list[tuple[float, bool]]] = {}
    for row in rows:
        name = "not stated" if row[column] is None else str(row[column])
        groups.setdefault(name, []).append((row["follow_up_months"], row["died"]))
    shown = {name: cases for name, cases in sorted(groups.items()) if len(cases) >= threshold}
    curves = tuple(kaplan_meier(n, *zip(*cases, strict=True)) for n, cases in shown.items())
    return SurvivalReport(column, curves, total - len(rows), tuple(sorted(groups.keys() - shown)))


def _stats() -> Any:
    try:
        from scipy import stats  # noqa: PLC0415
    except ImportError:
        message = 'survival curves need SciPy: pip install "nelm[survival]"'
        raise MissingExtraError(message) from None
    return stats


def _plain(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _defined(values: Any, first: float) -> tuple[float, ...]:
    """Limits with the last defined one where there is none (nobody left alive)."""
    found: list[float] = []
    for value in values:
        found.append((found or [first])[-1] if np.isnan(value) else float(value))
    return tuple(found)


def _check(time: Any, event: Any) -> None:
    if len(time) == 0 or len(time) != len(event):
        found = f"{len(time)} times, {len(event)} events"
        raise InputError([Problem("follow-up", found, "one of each for every patient")])
    if not np.isfinite(time).all() or (time < 0).any():
        raise InputError([Problem("follow_up_months", "missing or negative", "0 or more months")])
