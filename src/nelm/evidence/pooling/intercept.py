"""Sums over the studies of many fits at once, for a pooled mean without covariates."""

from __future__ import annotations

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers
from nelm.evidence.pooling.fits import Likelihood, Moments, Solution, Unweighted

LOG_2PI = float(np.log(2 * np.pi))


class InterceptFits:
    """Fits of a mean; studies are rows, so that sums over studies run along memory."""

    def __init__(self, y: Floats, v: Floats, df: Floats) -> None:
        """Take y and v, both (k, B), y 0 and v infinite (weight 0) where a study is absent."""
        self.y, self.v, self.df = y, v, df

    @classmethod
    def of(cls, yi: Floats, vi: Floats, mask: Bools) -> InterceptFits:
        """From arrays (B, k)."""
        y = np.where(mask, yi, 0.0).T.copy()
        v = np.where(mask, vi, np.inf).T.copy()
        return cls(y, v, mask.sum(axis=1) - 1.0)

    @property
    def k(self) -> Floats:
        """See `Fits`."""
        return self.df + 1

    @property
    def smallest_variance(self) -> Floats:
        """See `Fits`."""
        return np.asarray(self.v.min(axis=0))

    def take(self, fits: Integers) -> InterceptFits:
        """See `Fits`."""
        return InterceptFits(
            self.y.take(fits, axis=1), self.v.take(fits, axis=1), self.df.take(fits)
        )

    def _weights(self, tau2: Floats) -> tuple[Floats, Floats]:
        w = self.v + tau2
        np.reciprocal(w, out=w)
        return w, w.sum(axis=0)

    def _residuals(self, w: Floats, total: Floats) -> Floats:
        return self.y - _sum(w, self.y) / total

    def quadratic(self, tau2: Floats) -> tuple[Floats, Floats]:
        """See `Fits`."""
        w, total = self._weights(tau2)
        r = self._residuals(w, total)
        w *= r
        return _sum(w, r), _sum(w, w)

    def moments(self, tau2: Floats, method: Likelihood) -> Moments:
        """See `Fits`."""
        w, total = self._weights(tau2)
        r = self._residuals(w, total)
        wr = w * r
        q, a = _sum(wr, r), _sum(wr, wr)
        lost = _sum(w, wr)
        np.multiply(wr, wr, out=r)
        d = _sum(w, r) - lost**2 / total
        w2 = np.multiply(w, w, out=r)
        trace, trace2 = total, w2.sum(axis=0)
        if method == "REML":
            share = trace2 / total
            trace, trace2 = total - share, trace2 - 2 * _sum(w2, w) / total + share**2
        return Moments(q, a, d, trace, trace2)

    def unweighted(self) -> Unweighted:
        """See `Fits`."""
        present = np.isfinite(self.v)
        k = self.k
        r = np.where(present, self.y - self.y.sum(axis=0) / k, 0.0)
        v = np.where(present, self.v, 0.0)
        total = v.sum(axis=0)
        trace2 = _sum(v, v) * (1 - 2 / k) + (total / k) ** 2
        return Unweighted(_sum(r, r), total * (1 - 1 / k), trace2)

    def log_likelihood(self, tau2: Floats, method: Likelihood) -> Floats:
        """See `Fits`."""
        w, total = self._weights(tau2)
        r = self._residuals(w, total)
        k = self.k
        logs = np.log(np.where(w > 0, w, 1.0)).sum(axis=0) - _sum(w * r, r)
        if method == "ML":
            return np.asarray(0.5 * (logs - k * LOG_2PI))
        return np.asarray(0.5 * (logs - np.log(total / k) - self.df * LOG_2PI))

    def solution(self, tau2: Floats) -> Solution:
        """See `Fits`."""
        w, total = self._weights(tau2)
        mean = _sum(w, self.y) / total
        r = self.y - mean
        w *= r
        return Solution(mean[:, None], (1 / total)[:, None, None], _sum(w, r))


def _sum(left: Floats, right: Floats) -> Floats:
    """Sums of products over the studies."""
    return np.asarray(np.einsum("kb,kb->b", left, right))
