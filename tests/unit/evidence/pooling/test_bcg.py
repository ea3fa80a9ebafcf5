"""The BCG vaccine trials as worked by Viechtbauer, J Stat Softw 2010;36(3), and by metafor 3.8-1.

Numbers with four decimals are printed in the paper; longer ones are metafor's with a tight
stopping rule.
"""

from __future__ import annotations

import numpy as np
import pytest

from nelm.evidence.pooling.limits import tau2_limits
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.prediction import prediction_interval

# Tuberculosis and none among vaccinated, and among controls; latitude; year.
TRIALS = np.array(
    [
        (4, 119, 11, 128, 44, 1948),
        (6, 300, 29, 274, 55, 1949),
        (3, 228, 11, 209, 42, 1960),
        (62, 13536, 248, 12619, 52, 1977),
        (33, 5036, 47, 5761, 13, 1973),
        (180, 1361, 372, 1079, 44, 1953),
        (8, 2537, 10, 619, 19, 1973),
        (505, 87886, 499, 87892, 13, 1980),
        (29, 7470, 45, 7232, 27, 1968),
        (17, 1699, 65, 1600, 42, 1961),
        (186, 50448, 141, 27197, 18, 1974),
        (5, 2493, 3, 2338, 33, 1969),
        (27, 16886, 29, 17825, 33, 1976),
    ]
)
A, B, C, D = TRIALS.T[:4]
YI = np.log(A / (A + B)) - np.log(C / (C + D))
VI = 1 / A - 1 / (A + B) + 1 / C - 1 / (C + D)
MODS = TRIALS[:, 4:].astype(float)


@pytest.mark.parametrize(
    ("method", "tau2", "se_tau2", "i2", "h2", "mean", "se", "log_likelihood"),
    [
        ("DL", 0.308760262862, 0.229869992511, 92.117346854562, 12.686084006864,
         -0.714117222073, 0.178742089535, -12.682335781428),
        ("HE", 0.328563857996, 0.207087178299, 92.557097406627, 13.435618529932,
         -0.715878588759, 0.183279985989, -12.710995051010),
        ("PM", 0.318068452205, 0.173663027463, 92.330337954153, 13.038384142904,
         -0.714968153493, 0.180892191538, -12.694336916216),
        ("ML", 0.280028137269, 0.144251949383, 91.378283789447, 11.598618831550,
         -0.711199135474, 0.171896808777, -12.665076348277),
        ("REML", 0.313243258136, 0.166425752837, 92.221384521269, 12.855758235309,
         -0.714532342158, 0.179781516105, -12.202371415494),
    ],
)  # fmt: skip
def test_the_pooled_risk_ratio(  # noqa: PLR0917
    method, tau2, se_tau2, i2, h2, mean, se, log_likelihood
) -> None:
    fit = fit_normal(YI, VI, method=method, inference="z")
    found = (fit.tau2, fit.se_tau2, fit.i2_percent, fit.h2, fit.beta[0], fit.se[0])
    assert found == pytest.approx((tau2, se_tau2, i2, h2, mean, se), rel=1e-10)
    assert fit.log_likelihood == pytest.approx(log_likelihood, rel=1e-11)
    assert (fit.k, fit.df, fit.qe_df) == (13, 12, 12)
    assert fit.qe == pytest.approx(152.2330, abs=5e-5)
    assert fit.qm is fit.qm_df is fit.qm_p is None


def test_the_wald_limits() -> None:
    fit = fit_normal(YI, VI, inference="z")
    assert (fit.ci_lb[0], fit.ci_ub[0]) == pytest.approx((-1.0669, -0.3622), abs=5e-5)


@pytest.mark.parametrize("inference", ["knha", "adhoc"])
def test_the_hartung_knapp_limits(inference) -> None:
    fit = fit_normal(YI, VI, inference=inference)
    limits = (-1.10844371368555, -0.32062097063073)
    assert (fit.ci_lb[0], fit.ci_ub[0]) == pytest.approx(limits, rel=1e-9)
    assert fit.p_value[0] == pytest.approx(0.00192001509606, rel=1e-8)


def test_the_effect_of_latitude_and_year() -> None:
    fit = fit_normal(YI, VI, mods=MODS, inference="z")
    assert fit.beta == pytest.approx([-3.5455, -0.0280, 0.0019], abs=2e-4)
    assert fit.se == pytest.approx([29.0959, 0.0102, 0.0147], abs=3e-4)
    assert (fit.tau2, fit.se_tau2, fit.i2_percent) == pytest.approx(
        (0.1108, 0.0845, 71.98), abs=5e-3
    )
    assert (fit.qe, fit.qe_df) == pytest.approx((28.3251, 10), abs=5e-5)
    assert (fit.qm, fit.qm_df) == (pytest.approx(12.2043, abs=3e-4), (2,))
    assert fit.qm_p == pytest.approx(0.0022, abs=5e-5)


def test_the_f_test_of_latitude_and_year() -> None:
    fit = fit_normal(YI, VI, mods=MODS - [0, 1966])
    assert (fit.qm, fit.qm_p) == pytest.approx((4.9649475558904, 0.0318035012858), rel=1e-9)
    assert fit.qm_df == (2, 10)


def test_the_q_profile_limits() -> None:
    limits = tau2_limits(YI, VI)
    assert (limits.tau2_lb, limits.tau2_ub) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert (limits.i2_lb_percent, limits.i2_ub_percent) == pytest.approx((81.92, 97.68), abs=5e-3)
    assert (limits.h2_lb, limits.h2_ub) == pytest.approx((5.53, 43.07), abs=5e-3)


def test_the_prediction_interval_after_hartung_knapp() -> None:
    found = prediction_interval(fit_normal(YI, VI), rule="t_k_minus_p")
    assert (found.pi_lb, found.pi_ub) == pytest.approx((-1.9960168342, 0.56695214988), rel=1e-9)
    assert found.df == 12
