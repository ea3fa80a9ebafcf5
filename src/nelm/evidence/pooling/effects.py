"""Effect sizes of single arms with their sampling variances, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.inference import check_level, quantile


@dataclass(frozen=True)
class Effects:
    """Estimates `yi` and sampling variances `vi` of k studies on the scale they are pooled on."""

    yi: Floats
    vi: Floats


def logit_effects(events: ArrayLike, n: ArrayLike, *, correction: float = 0.5) -> Effects:
    """Log odds x / (n - x) with variance 1 / x + 1 / (n - x).

    Studies with 0 or n events, and only those (metafor's `to = "only0"`), get `correction` added to
    the events and to the patients without one.

    Raises:
        ValueError: counts that are not 0 <= events <= n, or a correction not above 0.

    >>> logit_effects([0, 5], [10, 10]).yi.round(4)
    array([-3.0445,  0.    ])
    """
    x, total = _counts(events, n)
    if not correction > 0:
        raise ValueError(f"correction must be above 0, not {correction}")
    added = np.where((x == 0) | (x == total), correction, 0.0)
    yes, no = x + added, total - x + added
    return Effects(np.log(yes / no), 1 / yes + 1 / no)


def back_from_logit(x: ArrayLike) -> Floats:
    """The share whose log odds are `x`."""
    return np.asarray(expit(x))


def arcsine_effects(events: ArrayLike, n: ArrayLike) -> Effects:
    """asin(sqrt(x / n)) with variance 1 / (4n).

    Raises:
        ValueError: counts that are not 0 <= events <= n.
    """
    x, total = _counts(events, n)
    return Effects(np.arcsin(np.sqrt(x / total)), 1 / (4 * total))


def back_from_arcsine(x: ArrayLike) -> Floats:
    """The share with this arcsine.

    Raises:
        CannotPoolError: `not_estimable` where `x` is not between 0 and pi / 2.
    """
    angle = np.asarray(x, dtype=float)
    _within(angle, np.zeros(()), np.asarray(np.pi / 2))
    return np.asarray(np.sin(angle) ** 2)


def freeman_tukey_effects(events: ArrayLike, n: ArrayLike) -> Effects:
    """Half the double arcsine, asin sqrt(x / (n+1)) + asin sqrt((x+1) / (n+1)), variance 1/(4n+2).

    Freeman and Tukey, Ann Math Stat 1950;21:607-611.

    Raises:
        ValueError: counts that are not 0 <= events <= n.
    """
    x, total = _counts(events, n)
    return Effects(_double_arcsine(x, total), 1 / (4 * total + 2))


def back_from_freeman_tukey(x: ArrayLike, n_harmonic: ArrayLike) -> Floats:
    """The share with this double arcsine for a study of that size.

    Miller, Am Stat 1978;32:138; for a pooled value the size is the harmonic mean of the studies'
    (`harmonic_mean`).

    Raises:
        ValueError: a size that is not above 0.
        CannotPoolError: `not_estimable` where `x` is not between the values of no events and of
            nothing but events, beyond which the formula turns back.

    >>> pooled = freeman_tukey_effects([3], [20]).yi
    >>> back_from_freeman_tukey(pooled, 20).round(12)
    array([0.15])
    """
    angle, size = np.asarray(x, dtype=float), np.asarray(n_harmonic, dtype=float)
    if not (np.isfinite(size) & (size > 0)).all():
        raise ValueError("the harmonic mean of sizes must be above 0")
    ends = _double_arcsine(np.zeros(()), size), _double_arcsine(size, size)
    _within(angle, *ends)
    sine, cosine = np.sin(2 * angle), np.cos(2 * angle)
    inner = sine + (sine - 1 / sine) / size
    return np.asarray((1 - np.sign(cosine) * np.sqrt(np.clip(1 - inner**2, 0.0, 1.0))) / 2)


def harmonic_mean(n: ArrayLike) -> float:
    """Of sizes above 0.

    >>> harmonic_mean([10, 30])
    15.0
    """
    sizes = np.asarray(n, dtype=float)
    if sizes.size == 0 or not (np.isfinite(sizes) & (sizes > 0)).all():
        raise ValueError("sizes must be above 0")
    return float(sizes.size / (1 / sizes).sum())


def log_median_effects(medians: ArrayLike, variances: ArrayLike) -> Effects:
    """Logarithms of median times, with the variances of those logarithms.

    Raises:
        ValueError: a median or variance that is not above 0, or different lengths.
    """
    times, vi = _positive("median", medians), _positive("variance", variances)
    if times.shape != vi.shape:
        raise ValueError(f"{times.shape} medians and {vi.shape} variances")
    return Effects(np.log(times), vi)


def variance_from_interval(
    median: ArrayLike, ci_lb: ArrayLike, ci_ub: ArrayLike, level: float = 0.95
) -> Floats:
    """Variance of a log median from its reported confidence interval, taken as normal there.

    Raises:
        ValueError: limits that do not hold the median between them, or are not above 0.
    """
    check_level(level)
    middle, low = _positive("median", median), _positive("lower limit", ci_lb)
    high = _positive("upper limit", ci_ub)
    if not ((low <= middle) & (middle <= high) & (low < high)).all():
        raise ValueError("a median does not lie between its limits")
    return np.asarray((np.log(high / low) / (2 * quantile(level, None))) ** 2)


def variance_from_events(events: ArrayLike) -> Floats:
    """Variance 1 / events of a log median, for exponential times fitted with that many events.

    Raises:
        ValueError: a number of events not above 0.
    """
    return np.asarray(1 / _positive("number of events", events))


def variance_kaplan_meier(n: ArrayLike) -> Floats:
    """Variance 1 / (n ln(2)^2) of a log Kaplan-Meier median, exponential times, no censoring.

    The variance of a sample median is 1 / (4 n f^2), with the density f = ln(2) / (2 median).

    Raises:
        ValueError: a number of patients not above 0.

    >>> round(float(variance_kaplan_meier(100) / variance_from_events(100)), 2)
    2.08
    """
    return np.asarray(1 / (_positive("number of patients", n) * np.log(2) ** 2))


def _counts(events: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    x, total = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if x.ndim != 1 or x.shape != total.shape:
        raise ValueError(f"events and n must be lists of one length, not {x.shape}, {total.shape}")
    if not ((x >= 0) & (x <= total) & (total >= 1) & np.isfinite(total)).all():
        raise ValueError("each study needs 0 <= events <= n and n of at least 1")
    return x, total


def _positive(name: str, values: ArrayLike) -> Floats:
    found = np.asarray(values, dtype=float)
    if not (np.isfinite(found) & (found > 0)).all():
        raise ValueError(f"a {name} must be above 0")
    return found


def _double_arcsine(x: Floats, n: Floats) -> Floats:
    first, second = np.sqrt(x / (n + 1)), np.sqrt((x + 1) / (n + 1))
    return np.asarray((np.arcsin(first) + np.arcsin(np.minimum(second, 1.0))) / 2)


def _within(angle: Floats, low: Floats, high: Floats) -> None:
    slack = 1e-12
    if not ((angle >= low - slack) & (angle <= high + slack)).all():
        raise CannotPoolError(
            "not_estimable", "the value is outside the range of the transform: no share has it"
        )
