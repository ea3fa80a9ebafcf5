"""How many studies a lopsided funnel lacks, and the mean with them filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.diagnostics.asymmetry import egger
from nelm.evidence.pooling.diagnostics.refits import USUAL, How, analysis
from nelm.evidence.pooling.normal import NormalFit, fit_normal
from nelm.evidence.pooling.single import Numbers, refuse

Side: TypeAlias = Literal["left", "right"]
Estimator: TypeAlias = Literal["L0", "R0"]

MAX_ROUNDS = 100
# A distance from the mean below this, relative to the largest estimate, is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class TrimAndFill:
    """Studies thought missing, and the mean with them.

    Attributes:
        k0, se_k0: number of missing studies on `side`, and its standard error.
        p_k0: chance of as many or more where none is missing; None for `L0`, which has no test.
        side: where they are missing.
        filled_yi, filled_vi: the studies put in, (k0,).
        fit: the mean of all studies, the filled in ones included.
        unadjusted: the mean of the studies there are.
        estimator: of `k0`.
    """

    k0: int
    se_k0: float
    p_k0: float | None
    side: Side
    filled_yi: Floats
    filled_vi: Floats
    fit: NormalFit
    unadjusted: NormalFit
    estimator: Estimator


def trim_and_fill(
    yi: Numbers,
    vi: Numbers,
    *,
    estimator: Estimator = "L0",
    side: Side | None = None,
    how: How = USUAL,
) -> TrimAndFill:
    """Trim and fill (Duval and Tweedie, Biometrics 2000;56:455-463).

    Studies are trimmed on the other side, the mean is estimated without them, and their mirror
    images are added. A check of sensitivity to one way in which studies may go missing, not a
    better estimate.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        estimator: of the number of missing studies; `R0` from the longest run of ranks on one
            side, `L0` from the rank sum.
        side: where studies are missing; if left out, opposite to where small studies lie by
            Egger's test with additive tau2.
        how: method and inference, of the trimmed means as of the last fit.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` below 3 or where fewer than 2 are left after trimming,
            `rank_deficient` where no side is given and all variances are equal, `no_convergence`.

    >>> found = trim_and_fill([0.1, 0.12, 0.3, 0.8, 1.1], [0.02, 0.02, 0.03, 0.05, 0.1])
    >>> found.side, found.k0, found.filled_yi.round(2)
    ('left', 1, array([-0.51]))
    """
    if estimator not in {"L0", "R0"} or side not in {None, "left", "right"}:
        raise ValueError(f"estimator L0 or R0, side left or right; not {estimator!r}, {side!r}")
    whole = analysis(yi, vi, None, 3, "trim and fill")
    y, v = whole.yi[0], whole.vi[0]
    where = side if side is not None else _side(y, v, how)
    sign = 1.0 if where == "left" else -1.0
    order = np.argsort(sign * y, kind="stable")
    trimming = _trimmed(sign * y[order], v[order], estimator, how)
    filled_yi, filled_vi = sign * trimming.mirrored, v[order][len(y) - trimming.k0 :]
    both = np.concatenate([y, filled_yi]), np.concatenate([v, filled_vi])
    return TrimAndFill(
        k0=trimming.k0,
        se_k0=trimming.se,
        p_k0=0.5 ** (trimming.k0 + 1) if estimator == "R0" else None,
        side=where,
        filled_yi=filled_yi,
        filled_vi=filled_vi,
        fit=_fit(*both, how),
        unadjusted=_fit(y, v, how),
        estimator=estimator,
    )


@dataclass(frozen=True)
class _Trimming:
    k0: int
    se: float
    mirrored: Floats


def _side(y: Floats, v: Floats, how: How) -> Side:
    return "right" if egger(y, v, model="rma", method=how.method).slope < 0 else "left"


def _trimmed(y: Floats, v: Floats, estimator: Estimator, how: How) -> _Trimming:
    """Take estimates in rising order; studies are missing on the left."""
    k, k0 = len(y), 0
    for _ in range(MAX_ROUNDS):
        mean = _mean(y[: k - k0], v[: k - k0], how)
        centered = np.where(np.abs(y - mean) > ROUNDING * np.abs(y).max(), y - mean, 0.0)
        before, k0, se = k0, *_missing(centered, estimator)
        if k0 == before:
            return _Trimming(k0, se, 2 * mean - y[k - k0 :])
    text = f"the number of missing studies still changes after {MAX_ROUNDS} rounds"
    raise CannotPoolError("no_convergence", text)


def _mean(y: Floats, v: Floats, how: How) -> float:
    batch = Batch(y[None], v[None], np.ones((1, len(y)), dtype=bool))
    fit = fit_batch(batch, how.method)
    if fit.failed[0]:
        refuse(int(fit.failed[0]), batch)
    return float(fit.beta[0, 0])


def _missing(centered: Floats, estimator: Estimator) -> tuple[int, float]:
    """Number of missing studies and its standard error, from the ranks of |centered|."""
    k = len(centered)
    rank = np.empty(k)
    rank[np.argsort(np.abs(centered), kind="stable")] = np.arange(1, k + 1)
    if estimator == "R0":
        largest_below = rank[centered < 0].max(initial=0 if (centered > 0).any() else k)
        k0 = max(0, round(k - largest_below - 1))
        return k0, float(np.sqrt(2 * k0 + 2))
    ranks_above = float(rank[centered > 0].sum())
    found = (4 * ranks_above - k * (k + 1)) / (2 * k - 1)
    variance = k * (k + 1) * (2 * k + 1) + 10 * found**3 + 27 * found**2 + 17 * found
    variance += 6 * k**2 * found - 18 * k * found**2 - 18 * k * found
    return max(0, round(found)), float(4 * np.sqrt(max(variance, 0) / 24) / (2 * k - 1))


def _fit(y: Floats, v: Floats, how: How) -> NormalFit:
    return fit_normal(y, v, method=how.method, inference=how.inference, level=how.level)
