"""Means, meta-regressions, limits and prediction intervals against metafor, method by method."""

from __future__ import annotations

from collections import Counter

import pytest
from metafor_reference import DOCUMENT, METHODS, SETS, every_set, mods, same, studies, units

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.limits import tau2_limits
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.prediction import prediction_interval

FIGURES = ("se_tau2", "i2_percent", "h2", "qe", "qe_p", "log_likelihood")
INFERRED = ("se", "statistic", "p_value", "ci_lb", "ci_ub")
HOW = {"QP": "q_profile", "PL": "profile_likelihood"}


def test_the_reference_has_not_shrunk():
    assert DOCUMENT["made_by"] == "validation/metafor.R"
    assert len(SETS) >= 36
    assert len({s["dataset"] for s in SETS}) >= 30
    assert {"OR", "RR", "RD", "ROM", "SMD", "MD", "ZCOR", "COR", "PLO", "PFT", "PAS", "IRR"} <= {
        s["measure"] for s in SETS
    }
    assert sum(s["models"] is not None for s in SETS) >= 12
    for s in SETS:
        assert len(s["yi"]) == len(s["vi"]) >= 4
        for model in ("mean", *(s["models"] or ())):
            assert [f["method"] for f in s["fits"] if f["model"] == model] == list(METHODS)
    assert not [f for s in SETS for f in s["fits"] if "error" in f]
    assert Counter(limit["how"] for s in SETS for limit in s["limits"])["QP"] >= 36


def test_scales_differ_by_more_than_a_million():
    """So that an absolute stopping rule for tau2 could not pass."""
    variance = [units(s)["tau2"] for s in SETS]
    assert max(variance) / min(variance) > 1e6


@pytest.mark.parametrize("inference", ["z", "knha", "adhoc"])
@every_set
def test_coefficients_and_their_limits(reference, inference):
    yi, vi = studies(reference)
    for theirs in reference["fits"]:
        design = mods(reference, theirs["model"])
        ours = fit_normal(yi, vi, mods=design, method=theirs["method"], inference=inference)
        same(ours.beta, theirs["beta"], units(reference)["beta"])
        same(ours.tau2, theirs["tau2"], units(reference)["tau2"])
        for figure in INFERRED:
            same(
                getattr(ours, figure), theirs[inference][figure], units(reference).get(figure, 1.0)
            )
        if theirs["model"] != "mean":
            same([ours.qm, ours.qm_p], [theirs[inference]["qm"], theirs[inference]["qm_p"]])


@every_set
def test_heterogeneity_and_likelihood(reference):
    yi, vi = studies(reference)
    for theirs in reference["fits"]:
        design = mods(reference, theirs["model"])
        ours = fit_normal(yi, vi, mods=design, method=theirs["method"])
        for figure in FIGURES:
            same(getattr(ours, figure), theirs[figure], units(reference).get(figure, 1.0))


@every_set
def test_share_of_tau2_that_covariates_explain(reference):
    yi, vi = studies(reference)
    for theirs in reference["fits"]:
        mean = fit_normal(yi, vi, method=theirs["method"])
        if theirs["r2_percent"] is None or mean.tau2 == 0:
            continue
        design = mods(reference, theirs["model"])
        ours = fit_normal(yi, vi, mods=design, method=theirs["method"])
        same(max(0.0, 100 * (1 - ours.tau2 / mean.tau2)), theirs["r2_percent"])


@every_set
def test_prediction_intervals(reference):
    yi, vi = studies(reference)
    for theirs in reference["fits"]:
        if theirs["prediction"] is None:
            continue
        wald = fit_normal(yi, vi, method=theirs["method"], inference="z")
        knha = fit_normal(yi, vi, method=theirs["method"], inference="knha")
        for fit, rule, key in (
            (wald, "z", "z"),
            (wald, "t_k_minus_2", "t_k_minus_2"),
            (knha, "t_k_minus_p", "t_k_minus_p_knha"),
        ):
            ours = prediction_interval(fit, rule=rule)
            same([ours.pi_lb, ours.pi_ub], theirs["prediction"][key])


@every_set
def test_limits_of_tau2(reference):
    yi, vi = studies(reference)
    for theirs in reference["limits"]:
        design, how = mods(reference, theirs["model"]), HOW[theirs["how"]]
        if theirs["how"] == "QP" and theirs["tau2"] == [0, 0]:
            # The studies differ less than chance alone makes them: no tau2 lies in the Q-profile.
            # metafor then sets both limits to 0; we give none.
            with pytest.raises(CannotPoolError):
                tau2_limits(yi, vi, mods=design, how=how)
            continue
        ours = tau2_limits(yi, vi, mods=design, how=how, method=theirs["method"])
        same([ours.tau2_lb, ours.tau2_ub], theirs["tau2"], units(reference)["tau2"])
        same([ours.i2_lb_percent, ours.i2_ub_percent], theirs["i2_percent"])
        same([ours.h2_lb, ours.h2_ub], theirs["h2"])
