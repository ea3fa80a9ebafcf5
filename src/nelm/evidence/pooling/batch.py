"""Many inverse-variance meta-analyses in one call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.evidence.pooling import kernel
from nelm.evidence.pooling.arrays import FITTED, Bools, Codes, Floats, Integers, Method, code_of
from nelm.evidence.pooling.covariates import CovariateFits
from nelm.evidence.pooling.fits import Fits
from nelm.evidence.pooling.heterogeneity import ESTIMATORS
from nelm.evidence.pooling.intercept import InterceptFits

# Cells worked on at once: a few arrays of this size stay in the second-level cache.
CELLS = 24_000


@dataclass(frozen=True)
class Batch:
    """B analyses of up to k studies each.

    Attributes:
        yi: estimates, (B, k).
        vi: sampling variances, (B, k), above 0.
        mask: which studies an analysis has, (B, k); the others' values are never looked at.
        mods: covariates without the intercept, which is always added first: (B, k, p), or (k, p)
            where all analyses share them.

    Raises:
        ValueError: shapes that do not fit, a variance of 0 or less, a value that is not finite.
    """

    yi: Floats
    vi: Floats
    mask: Bools
    mods: Floats | None = None

    def __post_init__(self) -> None:
        if self.yi.ndim != 2 or not self.yi.shape == self.vi.shape == self.mask.shape:
            shapes = (self.yi.shape, self.vi.shape, self.mask.shape)
            raise ValueError(f"yi, vi and mask must have one shape (B, k), not {shapes}")
        if self.mask.dtype != np.bool_:
            raise ValueError(f"mask must hold truth values, not {self.mask.dtype}")
        if not (np.isfinite(self.yi) | ~self.mask).all():
            raise ValueError("an estimate is not finite")
        if not ((np.isfinite(self.vi) & (self.vi > 0)) | ~self.mask).all():
            raise ValueError("a sampling variance is not finite or not above 0")
        if self.mods is not None:
            self._check_mods(self.mods)

    def _check_mods(self, mods: Floats) -> None:
        if mods.ndim not in {2, 3} or mods.shape[:-1] not in {self.yi.shape, self.yi.shape[1:]}:
            raise ValueError(f"mods must be (B, k, p) or (k, p), not {mods.shape}")
        if not (np.isfinite(mods) | ~self.mask[:, :, None]).all():
            raise ValueError("a covariate is not finite")

    @property
    def coefficients(self) -> int:
        """How many, the intercept included."""
        return 1 if self.mods is None else 1 + self.mods.shape[-1]


@dataclass(frozen=True)
class BatchFit:
    """Results of a `Batch`; numbers of a failed analysis are NaN, and `failed` says why.

    Attributes:
        beta: coefficients, the intercept first, (B, p).
        cov: their covariance (X'WX)^-1, (B, p, p), before any Hartung-Knapp factor.
        tau2: variance between studies, (B,).
        qe: residual sum of squares with weights 1 / vi, (B,).
        q_tau2: the same with weights 1 / (vi + tau2), (B,).
        k: number of studies, (B,).
        iterations: how often the equation of tau2 was evaluated, (B,).
        failed: 0, or the code of a reason (`arrays.reason_of`), (B,).
    """

    beta: Floats
    cov: Floats
    tau2: Floats
    qe: Floats
    q_tau2: Floats
    k: Integers
    iterations: Integers
    failed: Codes

    @property
    def df(self) -> Integers:
        """Studies minus coefficients, (B,)."""
        return np.asarray(self.k - self.beta.shape[1])


def fit_batch(batch: Batch, method: Method = "REML") -> BatchFit:
    """Fit every analysis of a batch.

    Analyses with fewer studies than the method needs (one more than coefficients; for `EE` as
    many as coefficients) fail with `too_few_studies`, covariates that repeat one another with
    `rank_deficient`; nothing else stops the others.

    Raises:
        ValueError: `method` is not one of EE, DL, HE, PM, ML, REML.

    >>> yi, vi = np.array([[0.1, 0.3, 0.8]]), np.array([[0.02, 0.03, 0.05]])
    >>> fit = fit_batch(Batch(yi, vi, np.ones((1, 3), dtype=bool)), "DL")
    >>> fit.tau2.round(4), fit.beta.round(4)
    (array([0.0775]), array([[0.3683]]))
    """
    if method not in ESTIMATORS:
        raise ValueError(f"method {method!r} is none of {', '.join(ESTIMATORS)}")
    fit = _unfitted(batch)
    needed = batch.coefficients + (method != "EE")
    enough = fit.k >= needed
    fit.failed[~enough] = code_of("too_few_studies")
    rows = np.flatnonzero(enough)
    fast = batch.mods is None and kernel.pays(method, rows.size * batch.yi.shape[1])
    size = max(1, CELLS // max(1, batch.yi.shape[1]))
    with np.errstate(all="ignore"):  # numbers that overflow are found at the end
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            _fit_rows(batch, method, _fit_compiled(batch, method, part, fit) if fast else part, fit)
    _refuse_infinite(fit)
    return fit


def _unfitted(batch: Batch) -> BatchFit:
    count, p = len(batch.yi), batch.coefficients
    return BatchFit(
        beta=np.full((count, p), np.nan),
        cov=np.full((count, p, p), np.nan),
        tau2=np.full(count, np.nan),
        qe=np.full(count, np.nan),
        q_tau2=np.full(count, np.nan),
        k=batch.mask.sum(axis=1),
        iterations=np.zeros(count, dtype=np.int64),
        failed=np.full(count, FITTED, dtype=np.int8),
    )


def _refuse_infinite(fit: BatchFit) -> None:
    """Mark fits with a number that is none, which only extreme scales give."""
    numbers = fit.tau2 + fit.qe + fit.q_tau2 + fit.beta.sum(axis=1) + fit.cov.sum(axis=(1, 2))
    bad = (fit.failed == FITTED) & ~np.isfinite(numbers)
    fit.failed[bad] = code_of("no_convergence")
    for values in (fit.tau2, fit.qe, fit.q_tau2, fit.beta, fit.cov):
        values[bad] = np.nan


def _fit_compiled(batch: Batch, method: Method, rows: Integers, fit: BatchFit) -> Integers:
    """Fit analyses of a mean with the kernel, in place; return those it hands back."""
    out = kernel.fit_compiled(batch.yi[rows], batch.vi[rows], batch.mask[rows], method)
    done = np.isfinite(out[:, 0])
    found, kept = out[done], rows[done]
    fit.tau2[kept], fit.iterations[kept] = found[:, 0], found[:, 1]
    fit.beta[kept, 0], fit.cov[kept, 0, 0] = found[:, 2], found[:, 3]
    fit.q_tau2[kept], fit.qe[kept] = found[:, 4], found[:, 5]
    return np.asarray(rows[~done])


def _fit_rows(batch: Batch, method: Method, rows: Integers, fit: BatchFit) -> None:
    """Fit some analyses and write them down in place."""
    fits, rows = _sums_of(batch, rows, fit)
    if not len(rows):
        return
    found = ESTIMATORS[method](fits)
    fit.iterations[rows] = found.iterations
    fit.failed[rows[~found.settled]] = code_of("no_convergence")
    if not found.settled.all():
        kept = np.flatnonzero(found.settled)
        fits, rows = fits.take(kept), rows[kept]
    solution = fits.solution(found.tau2[found.settled])
    fit.tau2[rows] = found.tau2[found.settled]
    fit.beta[rows], fit.cov[rows], fit.q_tau2[rows] = solution.beta, solution.cov, solution.q
    fit.qe[rows], _ = fits.quadratic(np.zeros(len(rows)))


def _sums_of(batch: Batch, rows: Integers, fit: BatchFit) -> tuple[Fits, Integers]:
    """The sums of some analyses; those without a solution are marked and left out."""
    yi, vi, mask = batch.yi[rows], batch.vi[rows], batch.mask[rows]
    if batch.mods is None:
        return InterceptFits.of(yi, vi, mask), rows
    shared = np.broadcast_to(batch.mods, (*batch.yi.shape, batch.mods.shape[-1]))
    fits = CovariateFits.of(yi, vi, mask, shared[rows])
    fit.failed[rows[~fits.full_rank]] = code_of("rank_deficient")
    kept = np.flatnonzero(fits.full_rank)
    return fits.take(kept), rows[kept]
