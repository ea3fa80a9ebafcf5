"""Pooling against PyMARE and PyMetaAnalysis, two libraries with code of their own, on random data.

PyMARE finds ML and REML by comparing function values; a shift of tau2 by x standard errors costs
only x^2 / 2 of log-likelihood: values good to 1e-14 leave x near 1e-7, hence 1e-5 is asked for.
PyMetaAnalysis solves for the root of the score, to 1e-13 as asked here, so 1e-6 leaves room for the
rounding of both. Where a likelihood has two maxima either library may take the lower one (about one
table in a thousand): then ours has to be the higher.
"""

from __future__ import annotations

import os
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.diagnostics.asymmetry import egger, rank_test
from nelm.evidence.pooling.diagnostics.cumulative import cumulative
from nelm.evidence.pooling.diagnostics.leave_one_out import leave_one_out
from nelm.evidence.pooling.diagnostics.refits import How
from nelm.evidence.pooling.diagnostics.subgroups import subgroups
from nelm.evidence.pooling.diagnostics.trim_and_fill import trim_and_fill
from nelm.evidence.pooling.limits import tau2_limits
from nelm.evidence.pooling.normal import fit_normal

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import meta_analyze
    from pymare.estimators import (
        DerSimonianLaird,
        Hedges,
        VarianceBasedLikelihoodEstimator,
        WeightedLeastSquares,
    )

PYMARE = {
    "EE": lambda: WeightedLeastSquares(tau2=0.0, small_sample_correction="wald"),
    "DL": lambda: DerSimonianLaird(small_sample_correction="wald"),
    "HE": lambda: Hedges(small_sample_correction="wald"),
    "ML": lambda: VarianceBasedLikelihoodEstimator("ml", small_sample_correction="wald"),
    "REML": lambda: VarianceBasedLikelihoodEstimator("reml", small_sample_correction="wald"),
}
NAMES = {"z": "normal", "knha": "hartung_knapp", "adhoc": "hartung_knapp_adhoc"}
SHARED = [("EE", "z"), *((m, i) for m in ("DL", "PM", "REML") for i in NAMES)]

IN_CI = bool(os.environ.get("CI"))
CLOSED = 1e-9
BY_VALUES = 1e-5  # standard errors of tau2
SOLVED = 1e-6

estimates = st.floats(-3, 3).map(lambda x: round(x, 4))
variances = st.floats(0.01, 2).map(lambda x: round(x, 4))
tables = st.lists(st.tuples(estimates, variances), min_size=4, max_size=12, unique=True).map(
    lambda rows: np.array(rows).T
)
random_tables = settings(max_examples=80, deadline=None, derandomize=IN_CI)


def by_pymare(method, yi, vi, design):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = PYMARE[method]().fit(y=yi[:, None], v=vi[:, None], X=design).params_
    tau2 = 0.0 if method == "EE" else float(np.ravel(fit["tau2"])[0])
    return np.ravel(fit["fe_params"]), np.asarray(fit["inv_cov"]).reshape(-1)[0] ** 0.5, tau2


def by_pymetaanalysis(yi, vi, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return meta_analyze.meta_analysis(effect=yi, variance=vi, atol=1e-13, **how)


def log_likelihood(yi, vi, design, tau2, method):
    """Written out here, constants left away."""
    w = 1 / (vi + tau2)
    inner = design.T @ (design * w[:, None])
    residual = yi - design @ np.linalg.solve(inner, design.T @ (w * yi))
    value = (np.log(w) - w * residual**2).sum()
    return (value - (method == "REML") * np.linalg.slogdet(inner)[1]) / 2


@pytest.mark.parametrize("method", PYMARE)
@random_tables
@given(table=tables)
def test_means_agree_with_pymare(method, table):
    yi, vi = table
    _compare_with_pymare(method, yi, vi, None)


@pytest.mark.parametrize("method", PYMARE)
@random_tables
@given(table=tables, data=st.data())
def test_meta_regressions_agree_with_pymare(method, table, data):
    yi, vi = table
    x = data.draw(st.permutations([0.1 * i * i for i in range(len(yi))]))
    _compare_with_pymare(method, yi, vi, np.array(x)[:, None])


def _compare_with_pymare(method, yi, vi, mods):
    ones = np.ones((len(yi), 1))
    design = ones if mods is None else np.hstack([ones, mods])
    beta, se, tau2 = by_pymare(method, yi, vi, design)
    ours = fit_normal(yi, vi, mods=mods, method=method, inference="z")
    if method not in {"ML", "REML"}:
        assert ours.tau2 == pytest.approx(tau2, rel=CLOSED, abs=CLOSED)
        assert ours.beta == pytest.approx(beta, rel=CLOSED, abs=CLOSED)
        assert ours.se[0] == pytest.approx(se, rel=CLOSED)
        return
    heights = [log_likelihood(yi, vi, design, t, method) for t in (ours.tau2, tau2)]
    assert heights[0] >= heights[1] - 1e-12 * abs(heights[1]) - 1e-12
    if abs(ours.tau2 - tau2) > BY_VALUES * ours.se_tau2:
        assert heights[0] > heights[1] + 1e-9
        return
    assert ours.beta == pytest.approx(beta, abs=BY_VALUES * np.abs(ours.se).max() + CLOSED)
    assert ours.se[0] == pytest.approx(se, rel=BY_VALUES)


@pytest.mark.parametrize(("method", "inference"), SHARED)
@random_tables
@given(table=tables)
def test_means_agree_with_pymetaanalysis(method, inference, table):
    yi, vi = table
    how = {"tau2_method": method, "ci_method": NAMES[inference]}
    theirs = by_pymetaanalysis(yi, vi, **({"model": "common"} if method == "EE" else how))
    if inference == "knha" and np.ptp(yi) == 0:
        with pytest.raises(CannotPoolError, match="do not differ at all"):
            fit_normal(yi, vi, method=method, inference=inference)
        return
    ours = fit_normal(yi, vi, method=method, inference=inference)
    ones = np.ones((len(yi), 1))
    if method == "REML" and ours.tau2 != pytest.approx(theirs.tau2, rel=SOLVED, abs=1e-9):
        heights = [log_likelihood(yi, vi, ones, t, "REML") for t in (ours.tau2, theirs.tau2)]
        assert heights[0] > heights[1]
        return
    assert ours.tau2 == pytest.approx(theirs.tau2 or 0.0, rel=SOLVED, abs=1e-9)
    assert ours.beta[0] == pytest.approx(theirs.estimate, rel=SOLVED, abs=1e-9)
    assert ours.se[0] == pytest.approx(theirs.standard_error, rel=SOLVED)
    assert ours.ci_lb[0] == pytest.approx(theirs.ci_low, rel=SOLVED, abs=1e-8)
    assert ours.qe == pytest.approx(theirs.heterogeneity.q, rel=SOLVED, abs=1e-9)


@random_tables
@given(table=tables)
def test_q_profile_limits_agree_with_pymetaanalysis(table):
    yi, vi = table
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = by_pymetaanalysis(yi, vi, tau2_method="DL").tau2_confidence_interval()
    try:
        ours = tau2_limits(yi, vi)
    except CannotPoolError:
        assert theirs.is_empty
        return
    assert ours.tau2_lb == pytest.approx(theirs.ci_low, rel=SOLVED, abs=1e-8)
    assert ours.tau2_ub == pytest.approx(theirs.ci_high, rel=SOLVED, abs=1e-8)


@random_tables
@given(table=tables)
def test_refits_agree_with_pymetaanalysis(table):
    yi, vi = table
    whole = by_pymetaanalysis(yi, vi, tau2_method="DL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        without, along = whole.leave_one_out().results, whole.cumulative().results
    ours = leave_one_out(yi, vi, method="DL", inference="z")
    assert ours.estimate == pytest.approx([r.estimate for r in without], rel=SOLVED, abs=1e-9)
    assert ours.tau2 == pytest.approx([r.tau2 for r in without], rel=SOLVED, abs=1e-9)
    ours = cumulative(yi, vi, method="DL", inference="z")
    assert ours.estimate == pytest.approx([r.estimate for r in along], rel=SOLVED, abs=1e-9)
    assert ours.se == pytest.approx([r.standard_error for r in along], rel=SOLVED)


@random_tables
@given(table=tables)
def test_tests_of_asymmetry_agree_with_pymetaanalysis(table):
    yi, vi = table
    assume(len(set(vi)) == len(vi) and len(set(yi)) == len(yi))
    whole = by_pymetaanalysis(yi, vi, tau2_method="DL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        line, ranks = whole.egger_test(), whole.begg_test(exact=True)
    ours = egger(yi, vi)
    assert ours.slope == pytest.approx(line.intercept, rel=SOLVED, abs=1e-7)
    assert ours.limit_estimate == pytest.approx(line.limit_estimate, rel=SOLVED, abs=1e-7)
    assert ours.p_value == pytest.approx(line.pvalue, rel=1e-5, abs=1e-7)
    ours = rank_test(yi, vi)
    assert ours.tau == pytest.approx(ranks.tau)
    assert ours.p_value == pytest.approx(ranks.pvalue)


@pytest.mark.parametrize("estimator", ["L0", "R0"])
@pytest.mark.parametrize("side", ["left", "right"])
@random_tables
@given(table=tables)
def test_trim_and_fill_agrees_with_pymetaanalysis(side, estimator, table):
    yi, vi = table
    assume(len(set(yi)) == len(yi))
    whole = by_pymetaanalysis(yi, vi, tau2_method="DL")
    try:
        ours = trim_and_fill(yi, vi, estimator=estimator, side=side, how=How("DL", "z"))
    except CannotPoolError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = whole.trim_and_fill(side=side, estimator=estimator)
    assert ours.k0 == theirs.k0
    assert ours.se_k0 == pytest.approx(theirs.k0_standard_error)
    assert ours.fit.beta[0] == pytest.approx(theirs.adjusted_estimate, rel=SOLVED, abs=1e-9)


@random_tables
@given(table=tables, cut=st.integers(2, 9))
def test_subgroups_agree_with_pymetaanalysis(table, cut):
    yi, vi = table
    assume(cut <= len(yi) - 2)
    groups = ["a"] * cut + ["b"] * (len(yi) - cut)
    theirs = by_pymetaanalysis(yi, vi, tau2_method="DL", subgroup=np.array(groups))
    ours = subgroups(yi, vi, groups, how=How("DL", "z"))
    assert ours.q_between == pytest.approx(theirs.q_between, rel=SOLVED, abs=1e-9)
    assert ours.p_value == pytest.approx(theirs.q_between_pvalue, rel=SOLVED, abs=1e-9)
