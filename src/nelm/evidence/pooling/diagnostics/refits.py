"""The same meta-analysis of several selections of its studies, in one call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Bools, Codes, Floats, Inference, Integers, Method
from nelm.evidence.pooling.batch import Batch, BatchFit, fit_batch
from nelm.evidence.pooling.inference import infer
from nelm.evidence.pooling.single import Covariates, Numbers, one


@dataclass(frozen=True)
class Refits:
    """One pooled mean per selection of studies; numbers of a failed refit are NaN.

    Attributes:
        included: which studies each of R refits uses, (R, k).
        estimate, se, ci_lb, ci_ub, statistic, p_value: of the mean, (R,).
        tau2, i2_percent, h2: heterogeneity, defined as in `NormalFit`, (R,).
        qe, qe_p: test of heterogeneity, (R,).
        failed: 0, or the code of a reason (`arrays.reason_of`), (R,).
        method, inference, level: what was asked for.
    """

    included: Bools
    estimate: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    statistic: Floats
    p_value: Floats
    tau2: Floats
    i2_percent: Floats
    h2: Floats
    qe: Floats
    qe_p: Floats
    failed: Codes
    method: Method
    inference: Inference
    level: float

    @property
    def k(self) -> Integers:
        """Number of studies of each refit, (R,)."""
        return np.asarray(self.included.sum(axis=1))


@dataclass(frozen=True)
class How:
    """How a mean is pooled: estimator of tau2, inference and confidence level."""

    method: Method = "REML"
    inference: Inference = "knha"
    level: float = 0.95


USUAL = How()


def refit(yi: Numbers, vi: Numbers, included: Bools, how: How) -> Refits:
    """Pool each selection of studies.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        included: which studies each refit uses, (R, k).
        how: method, inference and level.

    Raises:
        ValueError: arguments that make no sense.
    """
    batch = selections(one(yi, vi, None), included)
    fit = fit_batch(batch, how.method)
    inferred = infer(fit, how.inference, how.level)
    i2_percent, h2 = _heterogeneity(batch, fit, how.method)
    failed = inferred.failed
    return Refits(
        included=batch.mask,
        estimate=_known(fit.beta[:, 0], failed),
        se=inferred.se[:, 0],
        ci_lb=inferred.ci_lb[:, 0],
        ci_ub=inferred.ci_ub[:, 0],
        statistic=inferred.statistic[:, 0],
        p_value=inferred.p_value[:, 0],
        tau2=_known(fit.tau2, failed),
        i2_percent=_known(i2_percent, failed),
        h2=_known(h2, failed),
        qe=_known(fit.qe, failed),
        qe_p=_known(chdtrc(fit.df, fit.qe), failed),
        failed=failed,
        method=how.method,
        inference=how.inference,
        level=how.level,
    )


def selections(whole: Batch, included: Bools) -> Batch:
    """A single analysis repeated once for each selection of its studies (R, k)."""
    shape = included.shape
    yi, vi = np.broadcast_to(whole.yi, shape), np.broadcast_to(whole.vi, shape)
    return Batch(yi, vi, included, whole.mods)


def all_but_one(k: int) -> Bools:
    """Row i leaves study i out, (k, k)."""
    return np.asarray(~np.eye(k, dtype=bool))


def growing(order: Integers, first: int) -> Bools:
    """Row i uses the first `first + i` studies of an order, (k - first + 1, k).

    >>> growing(np.array([2, 0, 1]), 2).astype(int).tolist()
    [[1, 0, 1], [1, 1, 1]]
    """
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return np.asarray(place < np.arange(first, len(order) + 1)[:, None])


def checked_order(order: Numbers | Integers | None, k: int) -> Integers:
    """An order as an array; as the studies come where none is given.

    Raises:
        ValueError: it does not name each of the k studies once.
    """
    places = np.arange(k) if order is None else np.asarray(order)
    if not np.array_equal(np.sort(places), np.arange(k)):
        raise ValueError(f"order must name each of the studies 0 to {k - 1} once")
    return places.astype(np.int64)


def need_studies(k: int, needed: int, what: str) -> None:
    """Raise CannotPoolError(too_few_studies) unless there are enough."""
    if k < needed:
        text = f"{what} needs at least {needed} studies, not {k}"
        raise CannotPoolError("too_few_studies", text)


def analysis(yi: Numbers, vi: Numbers, mods: Covariates | None, needed: int, what: str) -> Batch:
    """A batch of one with enough studies.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies`.
    """
    whole = one(yi, vi, mods)
    need_studies(whole.yi.shape[1], needed, what)
    return whole


def _heterogeneity(batch: Batch, fit: BatchFit, method: Method) -> tuple[Floats, Floats]:
    """I2 and H2 of means, from the typical sampling variance of each selection."""
    weights = np.where(batch.mask, 1 / np.where(batch.mask, batch.vi, 1.0), 0.0)
    df = fit.df
    with np.errstate(invalid="ignore", divide="ignore"):
        if method == "EE":
            return 100 * np.maximum(0.0, np.where(fit.qe > 0, 1 - df / fit.qe, 0.0)), fit.qe / df
        trace = weights.sum(axis=1) - (weights**2).sum(axis=1) / weights.sum(axis=1)
        typical = df / trace
        return 100 * fit.tau2 / (fit.tau2 + typical), fit.tau2 / typical + 1


def _known(values: Floats, failed: Codes) -> Floats:
    return np.where(failed == 0, values, np.nan)
