"""The pooled mean without each study in turn."""

from __future__ import annotations

from nelm.evidence.pooling.arrays import Inference, Method
from nelm.evidence.pooling.diagnostics.refits import How, Refits, all_but_one, analysis, refit
from nelm.evidence.pooling.single import Numbers


def leave_one_out(
    yi: Numbers,
    vi: Numbers,
    *,
    method: Method = "REML",
    inference: Inference = "knha",
    level: float = 0.95,
) -> Refits:
    """Refit k times, row i without study i; tau2 is estimated anew each time.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        method: estimator of tau2.
        inference: `z`, `knha` or `adhoc`.
        level: confidence level.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` below 3.

    >>> refits = leave_one_out([0.1, 0.3, 0.8, 0.2], [0.02, 0.03, 0.05, 0.01], method="DL")
    >>> refits.estimate.round(3), refits.tau2.round(3)
    (array([0.386, 0.316, 0.191, 0.368]), array([0.051, 0.057, 0.   , 0.077]))
    """
    whole = analysis(yi, vi, None, 3, "leaving one study out")
    return refit(yi, vi, all_but_one(whole.yi.shape[1]), How(method, inference, level))
