"""Sums over the studies of many fits at once, for models with covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.fits import Likelihood, Moments, Solution, Unweighted
from nelm.evidence.pooling.intercept import LOG_2PI

# A covariate nearer than this to a sum of the others, relative to its length, repeats them.
REPEATS = 1e-10


@dataclass(frozen=True)
class CovariateFits:
    """Fits with covariates; the fits are the last axis, so that every sum runs along memory.

    Attributes:
        y: estimates (k, B), 0 where a study is absent.
        v: variances (k, B), infinite (a weight of exactly 0) where a study is absent.
        basis: orthonormal columns (p, k, B) that span the design; keeps X'WX well conditioned for
            covariates such as calendar years.
        triangle: (p, p, B), the design is the basis times this.
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
        y = np.where(mask, yi, 0.0).T.copy()
        v = np.where(mask, vi, np.inf).T.copy()
        design = np.concatenate([np.ones((*mask.shape, 1)), mods], axis=2)
        shown = np.where(mask[:, :, None], design, 0.0).transpose(2, 1, 0).copy()
        return cls(y, v, *orthonormal(shown))

    @property
    def k(self) -> Floats:
        """See `Fits`."""
        return np.asarray(np.isfinite(self.v).sum(axis=0), dtype=np.float64)

    @property
    def df(self) -> Floats:
        """See `Fits`."""
        return np.asarray(self.k - len(self.basis))

    @property
    def smallest_variance(self) -> Floats:
        """See `Fits`."""
        return np.asarray(self.v.min(axis=0))

    def take(self, fits: Integers) -> CovariateFits:
        """See `Fits`."""
        y, v, basis, triangle = (
            array.take(fits, axis=-1) for array in (self.y, self.v, self.basis, self.triangle)
        )
        return CovariateFits(y, v, basis, triangle, self.full_rank.take(fits))

    def _weighted(self, tau2: Floats) -> _Weighted:
        w = 1 / (self.v + tau2)
        wx = self.basis * w
        inner = _sums("pkb,qkb->pqb", self.basis, wx)
        inverse = _inverse(inner)
        gamma = _sums("pqb,qb->pb", inverse, _sums("pkb,kb->pb", wx, self.y))
        r = self.y - _sums("pkb,pb->kb", self.basis, gamma)
        return _Weighted(w, wx, inner, inverse, gamma, r)

    def quadratic(self, tau2: Floats) -> tuple[Floats, Floats]:
        """See `Fits`."""
        at = self._weighted(tau2)
        wr = at.w * at.r
        return _sums("kb,kb->b", wr, at.r), _sums("kb,kb->b", wr, wr)

    def moments(self, tau2: Floats, method: Likelihood) -> Moments:
        """See `Fits`."""
        at = self._weighted(tau2)
        wr = at.w * at.r
        lost = _sums("pkb,kb->pb", at.wx, wr)
        explained = _sums("pb,pb->b", lost, _sums("pqb,qb->pb", at.inverse, lost))
        d = _sums("kb,kb->b", at.w, wr * wr) - explained
        trace, trace2 = at.w.sum(axis=0), _sums("kb,kb->b", at.w, at.w)
        if method == "REML":
            second = _sums("pqb,qrb->prb", at.inverse, _sums("pkb,qkb->pqb", at.wx, at.wx))
            third = _sums("pkb,qkb->pqb", at.wx, at.wx * at.w)
            trace = trace - np.einsum("ppb->b", second)
            trace2 = trace2 - 2 * _sums("pqb,pqb->b", at.inverse, third)
            trace2 = trace2 + _sums("pqb,qpb->b", second, second)
        return Moments(_sums("kb,kb->b", wr, at.r), _sums("kb,kb->b", wr, wr), d, trace, trace2)

    def unweighted(self) -> Unweighted:
        """See `Fits`."""
        v = np.where(np.isfinite(self.v), self.v, 0.0)
        gamma = _sums("pkb,kb->pb", self.basis, self.y)
        r = self.y - _sums("pkb,pb->kb", self.basis, gamma)
        kept = 1 - (self.basis**2).sum(axis=0)
        inner = _sums("pkb,qkb->pqb", self.basis, self.basis * v)
        trace2 = _sums("kb,kb->b", v * v, 2 * kept - 1) + _sums("pqb,pqb->b", inner, inner)
        return Unweighted(_sums("kb,kb->b", r, r), _sums("kb,kb->b", v, kept), trace2)

    def log_likelihood(self, tau2: Floats, method: Likelihood) -> Floats:
        """See `Fits`."""
        at = self._weighted(tau2)
        logs = np.log(np.where(at.w > 0, at.w, 1.0)).sum(axis=0)
        twice = logs - _sums("kb,kb->b", at.w * at.r, at.r)
        if method == "ML":
            return np.asarray(0.5 * (twice - self.k * LOG_2PI))
        # The basis is orthonormal, so log det(X'X) is 0 in it and drops out of the sum.
        curvature = np.linalg.slogdet(at.inner.transpose(2, 0, 1))[1]
        return np.asarray(0.5 * (twice - curvature - self.df * LOG_2PI))

    def solution(self, tau2: Floats) -> Solution:
        """See `Fits`."""
        at = self._weighted(tau2)
        back = np.linalg.inv(self.triangle.transpose(2, 0, 1)).astype(np.float64, copy=False)
        cov = back @ at.inverse.transpose(2, 0, 1) @ back.transpose(0, 2, 1)
        beta = _sums("bpq,qb->bp", back, at.gamma)
        return Solution(beta, cov, _sums("kb,kb->b", at.w * at.r, at.r))


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
    """Split designs (p, k, B) into orthonormal columns times a triangle; say which have full rank.

    Gram-Schmidt done twice, which is exact to rounding (Parlett, The Symmetric Eigenvalue
    Problem, 1980, section 6.9), and quicker over a batch than one factorization after another.
    """
    p, _, fits = design.shape
    basis, triangle = np.zeros_like(design), np.zeros((p, p, fits))
    full_rank = np.ones(fits, dtype=bool)
    for j in range(p):
        column = design[j].copy()
        length = np.sqrt(_sums("kb,kb->b", column, column))
        for _ in range(2 if j else 0):
            along = _sums("pkb,kb->pb", basis[:j], column)
            column -= _sums("pkb,pb->kb", basis[:j], along)
            triangle[:j, j] += along
        left = np.sqrt(_sums("kb,kb->b", column, column))
        new = left > REPEATS * length
        full_rank &= new
        triangle[j, j] = np.where(new, left, 1.0)
        basis[j] = column / triangle[j, j]
    return basis, triangle, full_rank


def _inverse(matrices: Floats) -> Floats:
    """Inverses of positive definite matrices (p, p, B); of singular ones NaN, not an error."""
    left = matrices.copy()
    p = len(left)
    right = np.zeros_like(left)
    right[range(p), range(p)] = 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for j in range(p):
            pivot = left[j, j].copy()
            left[j] /= pivot
            right[j] /= pivot
            for i in range(p):
                if i != j:
                    factor = left[i, j].copy()
                    left[i] -= factor * left[j]
                    right[i] -= factor * right[j]
    return right


def _sums(axes: str, left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum(axes, left, right))
