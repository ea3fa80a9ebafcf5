"""Sums over the studies of many fits at once, for models with covariates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.fits import Likelihood, Moments, Solution, Unweighted
from nelm.evidence.pooling.intercept import LOG_2PI

# A covariate nearer than this to a sum of the others, relative to its length, repeats them.
REPEATS = 1e-10


@dataclass(frozen=True)
class CovariateFits:
    """Fits with covariates.

    Attributes:
        y: estimates (B, k), 0 where a study is absent.
        v: variances (B, k), infinite (a weight of exactly 0) where a study is absent.
        basis: orthonormal columns (B, k, p) that span the design; keeps X'WX well conditioned
            for covariates such as calendar years.
        triangle: (B, p, p), the design is `basis @ triangle`.
        full_rank: (B,), whether no column repeats the others.
    """

    y: Floats
    v: Floats
    basis: Floats
    triangle: Floats
    full_rank: Bools

    @classmethod
    def of(cls, yi: Floats, vi: Floats, mask: Bools, mods: Floats) -> CovariateFits:
        """From arrays (B, k) and covariates (B, k, p) without the intercept."""
        design = np.concatenate([np.ones((*mask.shape, 1)), mods], axis=2)
        basis, triangle, full_rank = orthonormal(np.where(mask[:, :, None], design, 0.0))
        y, v = np.where(mask, yi, 0.0), np.where(mask, vi, np.inf)
        return cls(y, v, basis, triangle, full_rank)

    @property
    def k(self) -> Floats:
        """See `Fits`."""
        return np.asarray(np.isfinite(self.v).sum(axis=1), dtype=np.float64)

    @property
    def df(self) -> Floats:
        """See `Fits`."""
        return np.asarray(self.k - self.basis.shape[2])

    @property
    def smallest_variance(self) -> Floats:
        """See `Fits`."""
        return np.asarray(self.v.min(axis=1))

    def take(self, fits: Integers) -> CovariateFits:
        """See `Fits`."""
        return replace(
            self,
            y=self.y[fits],
            v=self.v[fits],
            basis=self.basis[fits],
            triangle=self.triangle[fits],
            full_rank=self.full_rank[fits],
        )

    def _weighted(self, tau2: Floats) -> _Weighted:
        w = 1 / (self.v + tau2[:, None])
        wx = self.basis * w[:, :, None]
        inner = self.basis.transpose(0, 2, 1) @ wx
        inverse = _inverse(inner)
        gamma = _times(inverse, _down(wx, self.y))
        r = self.y - _times(self.basis, gamma)
        return _Weighted(w, wx, inner, inverse, gamma, r)

    def quadratic(self, tau2: Floats) -> tuple[Floats, Floats]:
        """See `Fits`."""
        at = self._weighted(tau2)
        wr = at.w * at.r
        return _sum(wr, at.r), _sum(wr, wr)

    def moments(self, tau2: Floats, method: Likelihood) -> Moments:
        """See `Fits`."""
        at = self._weighted(tau2)
        wr = at.w * at.r
        lost = _down(at.wx, wr)
        d = _sum(at.w, wr * wr) - _sum(lost, _times(at.inverse, lost))
        trace, trace2 = at.w.sum(axis=1), _sum(at.w, at.w)
        if method == "REML":
            down = at.wx.transpose(0, 2, 1)
            second = at.inverse @ (down @ at.wx)
            third = _sum2(at.inverse, down @ (at.wx * at.w[:, :, None]))
            trace = trace - np.trace(second, axis1=1, axis2=2)
            trace2 = trace2 - 2 * third + _sum2(second, second.transpose(0, 2, 1))
        return Moments(_sum(wr, at.r), _sum(wr, wr), d, trace, trace2)

    def unweighted(self) -> Unweighted:
        """See `Fits`."""
        v = np.where(np.isfinite(self.v), self.v, 0.0)
        r = self.y - _times(self.basis, _down(self.basis, self.y))
        kept = 1 - (self.basis**2).sum(axis=2)
        inner = self.basis.transpose(0, 2, 1) @ (self.basis * v[:, :, None])
        trace2 = _sum(v * v, 2 * kept - 1) + _sum2(inner, inner)
        return Unweighted(_sum(r, r), _sum(v, kept), trace2)

    def log_likelihood(self, tau2: Floats, method: Likelihood) -> Floats:
        """See `Fits`."""
        at = self._weighted(tau2)
        logs = np.log(np.where(at.w > 0, at.w, 1.0)).sum(axis=1) - _sum(at.w * at.r, at.r)
        if method == "ML":
            return np.asarray(0.5 * (logs - self.k * LOG_2PI))
        # The basis is orthonormal, so log det(X'X) is 0 in it and drops out of the sum.
        return np.asarray(0.5 * (logs - np.linalg.slogdet(at.inner)[1] - self.df * LOG_2PI))

    def solution(self, tau2: Floats) -> Solution:
        """See `Fits`."""
        at = self._weighted(tau2)
        back = np.linalg.inv(self.triangle).astype(np.float64, copy=False)
        cov = back @ at.inverse @ back.transpose(0, 2, 1)
        return Solution(_times(back, at.gamma), cov, _sum(at.w * at.r, at.r))


@dataclass(frozen=True)
class _Weighted:
    """A weighted least-squares fit: weights, weighted basis, X'WX, its inverse, coefficients."""

    w: Floats
    wx: Floats
    inner: Floats
    inverse: Floats
    gamma: Floats
    r: Floats


def orthonormal(design: Floats) -> tuple[Floats, Floats, Bools]:
    """Split designs (B, k, p) into orthonormal columns times a triangle; say which have full rank.

    Gram-Schmidt done twice, which is exact to rounding (Parlett, The Symmetric Eigenvalue
    Problem, 1980, section 6.9), and quicker over a batch than one factorization after another.
    """
    fits, _, p = design.shape
    basis, triangle = np.zeros_like(design), np.zeros((fits, p, p))
    full_rank = np.ones(fits, dtype=bool)
    for j in range(p):
        column = design[:, :, j].copy()
        length = np.sqrt(_sum(column, column))
        for _ in range(2):
            along = _down(basis[:, :, :j], column)
            column -= _times(basis[:, :, :j], along)
            triangle[:, :j, j] += along
        left = np.sqrt(_sum(column, column))
        new = left > REPEATS * length
        full_rank &= new
        triangle[:, j, j] = np.where(new, left, 1.0)
        basis[:, :, j] = column / triangle[:, j, j, None]
    return basis, triangle, full_rank


def _inverse(matrices: Floats) -> Floats:
    """Inverses of positive definite matrices; singular ones become NaN instead of an error."""
    left = matrices.copy()
    p = left.shape[1]
    right = np.broadcast_to(np.eye(p), left.shape).copy()
    for j in range(p):
        pivot = left[:, j, j][:, None].copy()
        left[:, j] /= pivot
        right[:, j] /= pivot
        for i in range(p):
            if i != j:
                factor = left[:, i, j][:, None].copy()
                left[:, i] -= factor * left[:, j]
                right[:, i] -= factor * right[:, j]
    return right


def _sum(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("bk,bk->b", left, right))


def _sum2(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("bij,bij->b", left, right))


def _down(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray(np.einsum("bkp,bk->bp", matrix, vector))


def _times(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray(np.einsum("bkp,bp->bk", matrix, vector))
