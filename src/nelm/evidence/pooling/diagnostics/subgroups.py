"""Pooled means of subgroups of studies, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from nelm.evidence.failure import CannotPoolError, Reason
from nelm.evidence.pooling.arrays import Bools, Floats, Integers, reason_of
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.diagnostics.refits import USUAL, How, analysis, refit
from nelm.evidence.pooling.inference import infer, quantile
from nelm.evidence.pooling.single import Numbers, refuse


@dataclass(frozen=True)
class Subgroups:
    """One pooled mean per subgroup, and the test that all are equal; G groups.

    Attributes:
        names: of the groups, sorted, (G,).
        k: studies of each, (G,).
        estimate, se, ci_lb, ci_ub: of each mean, (G,).
        tau2: of each group, or the common one repeated, (G,).
        q_between: the test's statistic: chi-square, or F.
        df: its degrees of freedom, one number for chi-square, two for F.
        p_value: of the test.
        common_tau2: whether one tau2 was estimated for all groups.
        left_out: groups that could not be pooled, and why; they take no part in the test.
        how: method, inference and level.
    """

    names: tuple[str, ...]
    k: Integers
    estimate: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: Floats
    q_between: float
    df: tuple[int, ...]
    p_value: float
    common_tau2: bool
    left_out: tuple[tuple[str, Reason], ...]
    how: How


def subgroups(
    yi: Numbers,
    vi: Numbers,
    groups: Sequence[str],
    *,
    common_tau2: bool = False,
    how: How = USUAL,
) -> Subgroups:
    """Pool the studies of each group and test whether the means differ.

    Separate tau2: every group is pooled on its own; the test is the heterogeneity of the means,
    weighted by the inverse squares of their standard errors as given, chi-square with G - 1
    degrees of freedom. Common tau2: a meta-regression on the groups; the test is that of its
    covariates, F with G - 1 and k - G degrees of freedom unless the inference is `z`.

    Args:
        yi: estimates of k studies.
        vi: their sampling variances, above 0.
        groups: name of each study's group.
        common_tau2: one tau2 for all groups, which suits groups of few studies.
        how: method, inference and level.

    Raises:
        ValueError: arguments that make no sense.
        CannotPoolError: `too_few_studies` with fewer than 2 groups that can be pooled, or fewer
            studies than a common tau2 needs.

    >>> found = subgroups([0.1, 0.3, 0.8, 0.9], [0.02, 0.03, 0.05, 0.01], ["a", "a", "b", "b"])
    >>> found.names, found.estimate.round(3), found.df
    (('a', 'b'), array([0.18 , 0.883]), (1,))
    """
    whole = analysis(yi, vi, None, 2, "a comparison of subgroups")
    names, members = memberships(groups, whole.yi.shape[1])
    if common_tau2:
        return _common(whole, names, members, how)
    return _separate(whole, names, members, how)


def memberships(groups: Sequence[str], k: int) -> tuple[tuple[str, ...], Bools]:
    """Names of the groups, sorted, and which studies each has, (G, k).

    Raises:
        ValueError: not one name per study.
        CannotPoolError: `too_few_studies` for a single group.
    """
    if len(groups) != k:
        raise ValueError(f"groups must name one group for each of {k} studies, not {len(groups)}")
    names = tuple(sorted(set(groups)))
    _need_two(len(names))
    return names, np.array([[group == name for group in groups] for name in names])


def between(estimate: Floats, se: Floats) -> tuple[float, float]:
    """Heterogeneity of independent means and its p, chi-square with one less than their number."""
    weights = 1 / se**2
    mean = (weights * estimate).sum() / weights.sum()
    q = float((weights * (estimate - mean) ** 2).sum())
    return q, float(chdtrc(len(estimate) - 1, q))


def dummies(members: Bools) -> Floats:
    """Covariates that tell G groups apart, the first being the reference, (k, G - 1)."""
    return members[1:].T.astype(np.float64)


def left_out(
    names: tuple[str, ...], failed: Sequence[int] | Integers
) -> tuple[tuple[str, Reason], ...]:
    """The groups that failed and why.

    Raises:
        CannotPoolError: `too_few_studies` if fewer than 2 are left.
    """
    out = [(n, reason_of(int(c))) for n, c in zip(names, failed, strict=True) if c]
    _need_two(len(names) - len(out))
    return tuple(out)


def _need_two(count: int) -> None:
    if count < 2:
        text = f"a comparison needs at least 2 groups that can be pooled, not {count}"
        raise CannotPoolError("too_few_studies", text)


def _separate(whole: Batch, names: tuple[str, ...], members: Bools, how: How) -> Subgroups:
    fits = refit(whole.yi[0], whole.vi[0], members, how)
    out = left_out(names, fits.failed.tolist())
    good = np.flatnonzero(fits.failed == 0)
    q, p_value = between(fits.estimate[good], fits.se[good])
    return Subgroups(
        names=tuple(names[i] for i in good),
        k=fits.k[good],
        estimate=fits.estimate[good],
        se=fits.se[good],
        ci_lb=fits.ci_lb[good],
        ci_ub=fits.ci_ub[good],
        tau2=fits.tau2[good],
        q_between=q,
        df=(len(good) - 1,),
        p_value=p_value,
        common_tau2=False,
        left_out=out,
        how=how,
    )


def _common(whole: Batch, names: tuple[str, ...], members: Bools, how: How) -> Subgroups:
    batch = Batch(whole.yi, whole.vi, whole.mask, dummies(members))
    fit = fit_batch(batch, how.method)
    inferred = infer(fit, how.inference, how.level)
    if inferred.failed[0]:
        refuse(int(inferred.failed[0]), batch)
    beta, cov = fit.beta[0], fit.cov[0] * inferred.factor[0]
    at = np.eye(len(names))
    at[:, 0] = 1.0
    estimate, se = at @ beta, np.sqrt(np.einsum("gp,pq,gq->g", at, cov, at))
    free, residual = len(names) - 1, int(fit.df[0])
    wald = float(beta[1:] @ np.linalg.solve(cov[1:, 1:], beta[1:]))
    exact = how.inference != "z"
    half = quantile(how.level, residual if exact else None) * se
    return Subgroups(
        names=names,
        k=members.sum(axis=1),
        estimate=estimate,
        se=se,
        ci_lb=estimate - half,
        ci_ub=estimate + half,
        tau2=np.full(len(names), fit.tau2[0]),
        q_between=wald / free if exact else wald,
        df=(free, residual) if exact else (free,),
        p_value=float(fdtrc(free, residual, wald / free) if exact else chdtrc(free, wald)),
        common_tau2=True,
        left_out=(),
        how=how,
    )
