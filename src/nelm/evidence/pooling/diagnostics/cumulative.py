"""The pooled mean as studies are added one by one."""

from __future__ import annotations

from nelm.evidence.pooling.arrays import Inference, Integers, Method
from nelm.evidence.pooling.diagnostics.refits import (
    How,
    Refits,
    analysis,
    checked_order,
    growing,
    refit,
)
from nelm.evidence.pooling.single import Numbers


def cumulative(
    yi: Numbers,
    vi: Numbers,
    *,
    order: Numbers | Integers | None = None,
    method: Method = "REML",
    inference: Inference = "knha",
    level: float = 0.95,
) -> Refits:
    """Refit with the first 2, 3, ... k studies of an order (Lau et al., N Engl J Med 1992;327:248).

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        order: index of the studies as they are added; as they come if left out.
        method: estimator of tau2.
        inference: `z`, `knha` or `adhoc`.
        level: confidence level.

    Raises:
        ValueError: arguments that make no sense, an order that does not name each study once.
        CannotPoolError: `too_few_studies` below 2.

    >>> cumulative([0.1, 0.3, 0.8], [0.02, 0.03, 0.05], order=[2, 1, 0], method="DL").k
    array([2, 3])
    """
    whole = analysis(yi, vi, None, 2, "adding studies one by one")
    places = checked_order(order, whole.yi.shape[1])
    return refit(yi, vi, growing(places, 2), How(method, inference, level))
