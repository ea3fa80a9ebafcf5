"""Survival of groups of a registry: product-limit estimate with limits and numbers at risk.

Worked out from counts per time, so that a registry of any size can be counted by its database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from nelm.case.problem import InputError, Problem

HALF = 0.5
ROUNDING = 1e-9  # a product of shares that should be one half may come out a little above it
YEAR = 12


@dataclass(frozen=True)
class SurvivalCurve:
    """Kaplan-Meier estimate of one group.

    Attributes:
        group: name of the group.
        n, events: patients and deaths.
        months: times of death, increasing.
        survival: estimated share alive just after each of these times.
        error: standard error of that share (Greenwood).
        low, high: pointwise confidence limits (log-log); where none is defined, the last one.
        deaths, at_risk: deaths at each time, patients under observation just before it.
        median_months: first time at which at most half are alive; None when not reached.
        median_low, median_high: limits of the median (Brookmeyer and Crowley 1982); None where
            the limit of the curve does not come down to one half.
        last_months: end of the longest follow-up.
        yearly_at_risk: patients under observation at 0, 12, 24 … months.
    """

    group: str
    n: int
    events: int
    months: tuple[float, ...]
    survival: tuple[float, ...]
    error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    deaths: tuple[int, ...]
    at_risk: tuple[int, ...]
    median_months: float | None
    median_low: float | None
    median_high: float | None
    last_months: float
    yearly_at_risk: tuple[int, ...]


def kaplan_meier(
    group: str,
    months: Sequence[float],
    died: Sequence[bool],
    *,
    counts: Sequence[int] | None = None,
    level: float = 0.95,
) -> SurvivalCurve:
    """Product-limit estimate (Kaplan and Meier 1958), Greenwood's error and log-log limits.

    Args:
        group: name of the group.
        months: follow-up in months, from decision to death or last contact.
        died: whether follow-up ended with death.
        counts: how many patients each pair stands for; default: one.
        level: confidence level.

    Raises:
        InputError: no patients, different lengths, or negative or missing follow-up.

    >>> curve = kaplan_meier("all", [6, 6, 6, 7, 10], [True, True, True, True, False])
    >>> [round(x, 2) for x in curve.survival], curve.median_months
    ([0.4, 0.2], 6.0)
    """
    time, event = np.asarray(months, dtype=float), np.asarray(died, dtype=bool)
    weight = np.ones(len(time), "int64") if counts is None else np.asarray(counts, "int64")
    _check(time, event, weight)
    times, deaths, risk = _life_table(time, event, weight)
    here = deaths > 0
    alive = np.cumprod(1 - deaths / risk)[here]
    with np.errstate(divide="ignore"):  # nobody is left: the error has no value
        spread = np.cumsum(deaths / (risk * (risk - deaths)))[here]
    low, high = _limits(alive, spread, NormalDist().inv_cdf((1 + level) / 2))
    medians = [_halved(times[here], values) for values in (alive, low, high)]
    return SurvivalCurve(
        group=group,
        n=int(weight.sum()),
        events=int(deaths.sum()),
        months=_plain(times[here]),
        survival=_plain(alive),
        error=_plain(alive * np.sqrt(np.where(alive > 0, spread, 0.0))),
        low=_plain(_carried(low, 0.0)),
        high=_plain(_carried(high, 1.0)),
        deaths=tuple(map(int, deaths[here])),
        at_risk=tuple(map(int, risk[here])),
        median_months=medians[0],
        median_low=medians[1],
        median_high=medians[2],
        last_months=float(times[-1]),
        yearly_at_risk=_yearly(times, risk),
    )


def _life_table(time: Any, event: Any, weight: Any) -> tuple[Any, Any, Any]:
    """Times in order, deaths at each, and patients under observation just before it."""
    times, place = np.unique(time, return_inverse=True)
    deaths = np.bincount(place[event], weight[event], len(times)).astype("int64")
    gone = np.bincount(place, weight, len(times)).astype("int64")
    return times, deaths, gone[::-1].cumsum()[::-1]


def _limits(alive: Any, spread: Any, quantile: float) -> tuple[Any, Any]:
    """Limits on the scale of log(-log S); NaN where nobody is left alive."""
    inside = alive > 0
    logarithm = np.log(np.where(inside, alive, np.nan))
    width = np.exp(quantile * np.sqrt(np.where(inside, spread, np.nan)) / np.abs(logarithm))
    return np.exp(logarithm * width), np.exp(logarithm / width)


def _carried(values: Any, first: float) -> Any:
    """Limits with the last defined one where there is none."""
    kept = values[~np.isnan(values)]
    return np.where(np.isnan(values), kept[-1] if len(kept) else first, values)


def _halved(times: Any, alive: Any) -> float | None:
    """First time at which at most half are alive."""
    found = np.flatnonzero(alive <= HALF + ROUNDING)
    return float(times[found[0]]) if len(found) else None


def _yearly(times: Any, risk: Any) -> tuple[int, ...]:
    marks = np.arange(0, times[-1] + 1e-9, YEAR)
    return tuple(map(int, risk[np.searchsorted(times, marks)]))


def _plain(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _check(time: Any, event: Any, weight: Any) -> None:
    if len(time) == 0 or not len(time) == len(event) == len(weight):
        found = f"{len(time)} times, {len(event)} events, {len(weight)} counts"
        raise InputError([Problem("follow-up", found, "one of each for every patient")])
    if not np.isfinite(time).all() or (time < 0).any():
        raise InputError([Problem("follow_up_months", "missing or negative", "0 or more months")])
    if (weight < 1).any():
        raise InputError([Problem("counts", "below 1", "at least one patient each")])
