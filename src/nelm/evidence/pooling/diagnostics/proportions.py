"""Refits of the binomial-normal model: single studies left out, added, and subgroups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from nelm.evidence.failure import CannotPoolError, Reason
from nelm.evidence.pooling.arrays import Bools, Codes, Floats, Integers, reason_of
from nelm.evidence.pooling.diagnostics.influence import determinants
from nelm.evidence.pooling.diagnostics.refits import (
    all_but_one,
    checked_order,
    growing,
    need_studies,
)
from nelm.evidence.pooling.diagnostics.subgroups import between, dummies, left_out, memberships
from nelm.evidence.pooling.glmm.batch import GlmmBatch, fit_glmm_batch
from nelm.evidence.pooling.inference import check_level, quantile


@dataclass(frozen=True)
class ProportionRefits:
    """One pooled logit per selection of studies; numbers of a failed refit are NaN.

    Attributes:
        included: which studies each of R refits uses, (R, k).
        estimate, se: mean of the logits, (R,).
        ci_lb, ci_ub: Wald limits of it, (R,); profile likelihood would differ a little.
        tau2: variance of the logits between studies, (R,).
        log_likelihood: binomial coefficients included, (R,).
        failed: 0, or the code of a reason (`arrays.reason_of`), (R,).
        level: of the limits.
    """

    included: Bools
    estimate: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: Floats
    log_likelihood: Floats
    failed: Codes
    level: float


def leave_one_out_proportions(
    events: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95
) -> ProportionRefits:
    """Refit k times, row i without study i.

    Args:
        events: responders per study, (k,).
        n: patients per study, (k,).
        level: confidence level.

    Raises:
        ValueError: counts that are no counts, a level not between 0 and 1.
        CannotPoolError: `too_few_studies` below 3.

    >>> leave_one_out_proportions([8, 1, 12, 15], [20, 30, 25, 18]).estimate.round(2)
    array([-0.57,  0.3 , -0.69, -1.17])
    """
    k = np.asarray(events).shape[-1]
    need_studies(k, 3, "leaving one study out")
    return _refit(events, n, all_but_one(k), level)


def cumulative_proportions(
    events: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    order: Sequence[int] | Integers | None = None,
    level: float = 0.95,
) -> ProportionRefits:
    """Refit with the first 2, 3, ... k studies of an order; as they come if left out.

    Raises:
        ValueError: counts that are no counts, an order that does not name each study once.
        CannotPoolError: `too_few_studies` below 2.
    """
    k = np.asarray(events).shape[-1]
    need_studies(k, 2, "adding studies one by one")
    return _refit(events, n, growing(checked_order(order, k), 2), level)


def _refit(events: npt.ArrayLike, n: npt.ArrayLike, mask: Bools, level: float) -> ProportionRefits:
    check_level(level)
    batch = fit_glmm_batch(events, n, mask)
    half = float(quantile(level, None)) * batch.se[:, 0]
    return ProportionRefits(
        included=mask,
        estimate=batch.beta[:, 0],
        se=batch.se[:, 0],
        ci_lb=batch.beta[:, 0] - half,
        ci_ub=batch.beta[:, 0] + half,
        tau2=batch.tau2,
        log_likelihood=batch.log_likelihood,
        failed=batch.failed,
        level=level,
    )


@dataclass(frozen=True)
class ProportionInfluence:
    """What leaving out each of k studies does to p coefficients; NaN where the refit failed.

    Attributes:
        dfbetas: change of each coefficient over its standard error without the study, (k, p).
        cook_d: change of all coefficients, in the metric of their covariance, (k,).
        cov_r: determinant of their covariance without the study over with it, (k,).
        tau2_del: tau2 without the study, (k,).
        failed: 0, or the code of the reason why the others could not be fitted, (k,).
    """

    dfbetas: Floats
    cook_d: Floats
    cov_r: Floats
    tau2_del: Floats
    failed: Codes


def influence_proportions(
    events: npt.ArrayLike, n: npt.ArrayLike, *, mods: npt.ArrayLike | None = None
) -> ProportionInfluence:
    """Case deletion by refitting (Cook, Technometrics 1977;19:15-18, on the likelihood's fit).

    Args:
        events: responders per study, (k,).
        n: patients per study, (k,).
        mods: covariates without the intercept, (k, p).

    Raises:
        ValueError: counts that are no counts.
        CannotPoolError: `too_few_studies` below p + 2 with p coefficients, or the reason why all
            studies together can not be fitted.
    """
    p = 1 if mods is None else 1 + np.asarray(mods).shape[-1]
    k = np.asarray(events).shape[-1]
    need_studies(k, p + 2, "measuring influence")
    whole = _fitted(
        fit_glmm_batch(events, n, np.ones((1, k), dtype=bool), mods=mods), "all studies"
    )
    rest = fit_glmm_batch(events, n, all_but_one(k), mods=mods)
    moved, cov = whole.beta - rest.beta, whole.cov[0]
    return ProportionInfluence(
        dfbetas=moved / rest.se,
        cook_d=np.einsum("kp,pq,kq->k", moved, np.linalg.inv(cov), moved),
        cov_r=determinants(rest.cov) / np.linalg.det(cov),
        tau2_del=rest.tau2,
        failed=rest.failed,
    )


@dataclass(frozen=True)
class ProportionSubgroups:
    """One pooled logit per subgroup, and the test that all are equal; G groups.

    Attributes:
        names: of the groups, sorted, (G,).
        k: studies of each, (G,).
        estimate, se, ci_lb, ci_ub: mean of the logits with Wald limits, (G,).
        tau2: of each group, or the common one repeated, (G,).
        statistic: likelihood ratio with a common tau2; else heterogeneity of the means.
        df, p_value: of the test, chi-square.
        common_tau2: whether one tau2 was estimated for all groups.
        left_out: groups that could not be pooled, and why; they take no part in the test.
        level: of the limits.
    """

    names: tuple[str, ...]
    k: Integers
    estimate: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: Floats
    statistic: float
    df: int
    p_value: float
    common_tau2: bool
    left_out: tuple[tuple[str, Reason], ...]
    level: float


def subgroups_proportions(
    events: npt.ArrayLike,
    n: npt.ArrayLike,
    groups: Sequence[str],
    *,
    common_tau2: bool = False,
    level: float = 0.95,
) -> ProportionSubgroups:
    """Pool the studies of each group and test whether the means of the logits differ.

    Common tau2: twice the gain in log-likelihood by telling the groups apart, chi-square with
    G - 1 degrees of freedom. Separate tau2: the heterogeneity of the means, weighted by the
    inverse squares of their standard errors.

    Raises:
        ValueError: counts that are no counts, not one group per study.
        CannotPoolError: `too_few_studies` with fewer than 2 groups that can be pooled, or the
            reason why a common model can not be fitted.
    """
    check_level(level)
    names, members = memberships(groups, np.asarray(events).shape[-1])
    if common_tau2:
        return _common((events, n), names, members, level)
    fits = fit_glmm_batch(events, n, members)
    out = left_out(names, fits.failed.tolist())
    good = np.flatnonzero(fits.failed == 0)
    estimate, se = fits.beta[good, 0], fits.se[good, 0]
    statistic, p_value = between(estimate, se)
    half = float(quantile(level, None)) * se
    return ProportionSubgroups(
        names=tuple(names[i] for i in good),
        k=fits.k[good],
        estimate=estimate,
        se=se,
        ci_lb=estimate - half,
        ci_ub=estimate + half,
        tau2=fits.tau2[good],
        statistic=statistic,
        df=len(good) - 1,
        p_value=p_value,
        common_tau2=False,
        left_out=out,
        level=level,
    )


def _common(
    counts: tuple[npt.ArrayLike, npt.ArrayLike],
    names: tuple[str, ...],
    members: Bools,
    level: float,
) -> ProportionSubgroups:
    everyone = np.ones((1, members.shape[1]), dtype=bool)
    alike = _fitted(fit_glmm_batch(*counts, everyone), "all studies")
    apart = _fitted(fit_glmm_batch(*counts, everyone, mods=dummies(members)), "the subgroups")
    at = np.eye(len(names))
    at[:, 0] = 1.0
    estimate, se = at @ apart.beta[0], np.sqrt(np.einsum("gp,pq,gq->g", at, apart.cov[0], at))
    half = float(quantile(level, None)) * se
    gain = max(0.0, 2 * float(apart.log_likelihood[0] - alike.log_likelihood[0]))
    return ProportionSubgroups(
        names=names,
        k=members.sum(axis=1),
        estimate=estimate,
        se=se,
        ci_lb=estimate - half,
        ci_ub=estimate + half,
        tau2=np.full(len(names), apart.tau2[0]),
        statistic=gain,
        df=len(names) - 1,
        p_value=float(chdtrc(len(names) - 1, gain)),
        common_tau2=True,
        left_out=(),
        level=level,
    )


def _fitted(batch: GlmmBatch, what: str) -> GlmmBatch:
    """The batch of one, or its failure as an error."""
    if batch.failed[0]:
        reason = reason_of(int(batch.failed[0]))
        raise CannotPoolError(reason, f"no model of {what} can be fitted: {reason}")
    return batch
