"""Tests that ask only how often chance alone, by signs or orders, would give as much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial
from typing import TypeVar

import numpy as np

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats, Integers, reason_of
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.diagnostics.refits import USUAL, How, analysis
from nelm.evidence.pooling.inference import infer
from nelm.evidence.pooling.single import Covariates, Numbers

# Statistics nearer than this, relative, count as equal: the same sum in another order.
EQUAL = 1e-8
EXACT_UP_TO = 20_000
CELLS = 2_000_000

Rows = TypeVar("Rows", Floats, Integers)


@dataclass(frozen=True)
class Permutation:
    """Shares of rearrangements with a statistic at least as far from 0 as the observed one.

    Attributes:
        p_value: per coefficient, the intercept first, (p,).
        qm_p: of all covariates together; None without covariates.
        exact: whether every rearrangement was fitted, and not a sample.
        rearrangements: how many were fitted, the observed one included.
        seed: of the sample; None where exact.
        how: method and inference of the statistic.
    """

    p_value: Floats
    qm_p: float | None
    exact: bool
    rearrangements: int
    seed: int | None
    how: How


@dataclass(frozen=True)
class Sampling:
    """How many rearrangements: all if not more than `exact_up_to`, else `samples` drawn by seed."""

    exact_up_to: int = EXACT_UP_TO
    samples: int = 10_000
    seed: int = 1


USUALLY = Sampling()


def permutation(
    yi: Numbers,
    vi: Numbers,
    *,
    mods: Covariates | None = None,
    how: How = USUAL,
    sampling: Sampling = USUALLY,
) -> Permutation:
    """Permutation test of a mean or of covariates.

    A mean: signs of the estimates are flipped (Follmann and Proschan, Biometrics 1999;55:732-737).
    Covariates: their rows are dealt out to the studies anew (Higgins and Thompson, Stat Med
    2004;23:1663-1682); orders that give the same table count once. The p of the intercept is then
    that of the same rearrangements. tau2 is estimated anew every time.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        mods: covariates without the intercept, one row per study.
        how: method and inference of the statistic; its level plays no part.
        sampling: when to give up fitting all rearrangements, and the sample taken instead, in which
            the observed arrangement counts as one.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies`, `rank_deficient`, or the reason why an arrangement could
            not be fitted.

    >>> test = permutation([0.3, 0.5, 0.8, 0.4], [0.02, 0.03, 0.05, 0.01])
    >>> test.p_value, test.exact, test.rearrangements
    (array([0.125]), True, 16)
    """
    p = 1 if mods is None else 1 + np.asarray(mods).shape[-1]
    whole = analysis(yi, vi, mods, p + 1, "a permutation test")
    count = _arrangements(whole)
    exact = count <= sampling.exact_up_to
    batches = _every(whole) if exact else _sampled(whole, sampling)
    statistics = np.concatenate([_statistics(batch, how) for batch in batches])
    far = statistics >= statistics[0] - EQUAL * np.maximum(1.0, statistics[0])
    shares = far.mean(axis=0)
    return Permutation(
        p_value=shares[:p],
        qm_p=None if mods is None else float(shares[p]),
        exact=exact,
        rearrangements=len(statistics),
        seed=None if exact else sampling.seed,
        how=how,
    )


def _arrangements(whole: Batch) -> int:
    k = whole.yi.shape[1]
    if whole.mods is None:
        return int(2**k)
    alike = Counter(map(tuple, whole.mods.tolist()))
    count = factorial(k)
    for times in alike.values():
        count //= factorial(times)
    return count


def _every(whole: Batch) -> Iterator[Batch]:
    """All arrangements, the observed one first."""
    k = whole.yi.shape[1]
    if whole.mods is None:
        flips = (np.arange(2**k)[:, None] >> np.arange(k)) & 1
        return _flipped(whole, np.where(flips, -1.0, 1.0))
    _, kind = np.unique(whole.mods, axis=0, return_inverse=True)
    order = np.argsort(kind, kind="stable")
    kinds = np.array(list(_orders(sorted(kind.tolist()))))
    rows = order[np.searchsorted(kind[order], kinds)]
    first = np.flatnonzero((kinds == kind).all(axis=1))
    return _dealt(whole, np.concatenate([rows[first], np.delete(rows, first, axis=0)]))


def _sampled(whole: Batch, sampling: Sampling) -> Iterator[Batch]:
    """The observed arrangement and a sample of others."""
    draw, k = np.random.default_rng(sampling.seed), whole.yi.shape[1]
    if whole.mods is None:
        signs = draw.choice([-1.0, 1.0], size=(sampling.samples, k))
        signs[0] = 1.0
        return _flipped(whole, signs)
    rows = draw.permuted(np.tile(np.arange(k), (sampling.samples, 1)), axis=1)
    rows[0] = np.arange(k)
    return _dealt(whole, rows)


def _orders(kinds: list[int]) -> Iterator[list[int]]:
    """Every distinct order of a sorted list, each following the one before in the dictionary."""
    k = len(kinds)
    while True:
        yield kinds.copy()
        rises = [i for i in range(k - 1) if kinds[i] < kinds[i + 1]]
        if not rises:
            return
        i = rises[-1]
        j = max(j for j in range(i + 1, k) if kinds[j] > kinds[i])
        kinds[i], kinds[j] = kinds[j], kinds[i]
        kinds[i + 1 :] = kinds[:i:-1]


def _flipped(whole: Batch, signs: Floats) -> Iterator[Batch]:
    for part in _parts(signs):
        yield Batch(part * whole.yi, np.broadcast_to(whole.vi, part.shape), part != 0)


def _dealt(whole: Batch, rows: Integers) -> Iterator[Batch]:
    assert whole.mods is not None
    for part in _parts(rows):
        yi, vi = np.broadcast_to(whole.yi, part.shape), np.broadcast_to(whole.vi, part.shape)
        yield Batch(yi, vi, np.ones(part.shape, dtype=bool), whole.mods[part])


def _parts(rows: Rows) -> Iterator[Rows]:
    size = max(1, CELLS // rows.shape[1])
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _statistics(batch: Batch, how: How) -> Floats:
    """|z| or |t| of every coefficient and, with covariates, of all of them together, (B, p + 1)."""
    fit = fit_batch(batch, how.method)
    inferred = infer(fit, how.inference, how.level)
    if inferred.failed.any():
        reason = reason_of(int(inferred.failed[inferred.failed > 0][0]))
        count = np.count_nonzero(inferred.failed)
        text = f"{count} of {len(inferred.failed)} rearrangements could not be fitted: {reason}"
        raise CannotPoolError(reason, text)
    sizes = np.abs(inferred.statistic)
    if batch.mods is None:
        return sizes
    slopes = fit.beta[:, 1:]
    cov = fit.cov[:, 1:, 1:] * inferred.factor[:, None, None]
    wald = np.einsum("bp,bp->b", slopes, np.linalg.solve(cov, slopes[:, :, None])[:, :, 0])
    return np.column_stack([sizes, wald])
