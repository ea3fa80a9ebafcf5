"""What an estimator of tau2 needs to know of a batch of fits, whatever their covariates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypeAlias

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Integers

Likelihood: TypeAlias = Literal["ML", "REML"]


@dataclass(frozen=True)
class Moments:
    """What the equations for tau2 are made of; each (B,).

    With W = diag(1 / (vi + tau2)) and P = W - WX (X'WX)^-1 X'W:

    Attributes:
        q: y'Py, the weighted sum of squared residuals.
        a: y'PPy, minus the slope of `q` in tau2.
        d: y'PPPy, minus half the slope of `a`.
        trace: tr P for REML, tr W for ML.
        trace2: tr PP for REML, tr WW for ML.
    """

    q: Floats
    a: Floats
    d: Floats
    trace: Floats
    trace2: Floats


def single(at: Moments) -> Bools:
    """Whether at most one root of the score follows, and a maximum if any; see `likelihood`."""
    return np.asarray(at.q * at.trace2 < 2 * at.trace**2)


@dataclass(frozen=True)
class Unweighted:
    """What equal weights give, with P = I - X (X'X)^-1 X' and V = diag(vi); each (B,).

    Attributes:
        squares: y'Py.
        trace: tr PV.
        trace2: tr PVPV.
    """

    squares: Floats
    trace: Floats
    trace2: Floats


@dataclass(frozen=True)
class Solution:
    """Coefficients at a given tau2: beta (B, p), cov (B, p, p), and `q` as in `Moments`."""

    beta: Floats
    cov: Floats
    q: Floats


class Fits(Protocol):
    """B fits that share the number of coefficients; `df` is k - p of each."""

    @property
    def k(self) -> Floats:
        """Number of studies, (B,)."""

    @property
    def df(self) -> Floats:
        """Studies minus coefficients, (B,)."""

    @property
    def smallest_variance(self) -> Floats:
        """Smallest sampling variance of each fit, (B,)."""

    def take(self, fits: Integers) -> Self:
        """Only some of the fits."""

    def quadratic(self, tau2: Floats) -> tuple[Floats, Floats]:
        """`q` and `a` of `Moments`."""

    def moments(self, tau2: Floats, method: Likelihood) -> Moments:
        """All of `Moments`."""

    def unweighted(self) -> Unweighted:
        """Sums with equal weights."""

    def log_likelihood(self, tau2: Floats, method: Likelihood) -> Floats:
        """All constants included; for REML that of error contrasts, with + log det(X'X) / 2."""

    def solution(self, tau2: Floats) -> Solution:
        """The coefficients."""


@dataclass(frozen=True)
class Found:
    """Estimates of tau2.

    Attributes:
        tau2: (B,), NaN where not `settled`.
        iterations: (B,), how often the sums were evaluated.
        settled: (B,), whether an answer was found and, for a likelihood, is the highest.
    """

    tau2: Floats
    iterations: Integers
    settled: Bools

    @classmethod
    def closed(cls, tau2: Floats) -> Found:
        """Estimates from a closed form, cut off at 0."""
        once = np.ones(tau2.shape, dtype=np.int64)
        return cls(np.maximum(tau2, 0.0), once, np.isfinite(tau2))
