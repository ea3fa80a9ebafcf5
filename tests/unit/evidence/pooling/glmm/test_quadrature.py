import math

import numpy as np
import pytest
from numpy.polynomial.hermite import hermgauss

from nelm.evidence.pooling.glmm.modes import Studies, find_modes
from nelm.evidence.pooling.glmm.quadrature import study_integrals
from nelm.evidence.pooling.glmm.rules import rule_of


@pytest.mark.parametrize("nodes", [15, 30, 60])
def test_hermite_nodes_and_weights_are_those_of_numpy(nodes):
    x, weight = hermgauss(nodes)
    rule = rule_of(nodes)
    assert rule.x[:, 0] == pytest.approx(x, abs=1e-12)
    assert rule.weight[:, 0] * np.exp(-(x**2)) == pytest.approx(weight, rel=1e-9, abs=1e-300)


def test_120_nodes_integrate_high_even_powers_exactly():
    rule = rule_of(120)
    for power in (0, 10, 40):
        moment = np.sum(rule.weight * rule.x**power * np.exp(-(rule.x**2)))
        assert moment == pytest.approx(math.gamma(power / 2 + 0.5), rel=1e-10)


def test_modes_solve_their_equation():
    rng = np.random.default_rng(5)
    n = rng.integers(1, 2000, 300).astype(float)
    events = np.floor(n * rng.choice([0, 0.3, 0.8, 1], 300))
    studies = Studies(events, n, rng.normal(0, 3, 300), rng.exponential(2, 300))
    mode = find_modes(studies, np.zeros(300))
    p = 1 / (1 + np.exp(-(studies.eta + studies.tau * mode.z)))
    slope = studies.tau * (events - n * p) - mode.z
    assert np.all(np.abs(slope) / np.sqrt(mode.curvature) < 1e-3)


@pytest.mark.parametrize("nodes", [120, 240, 960])
@pytest.mark.parametrize("tau", [0.2, 1.0, 3.0])
def test_both_rules_give_the_beta_function_of_one_patient_in_two(nodes, tau):
    # By symmetry one success and one failure at eta = 0: E[p (1 - p)], even in z.
    z = np.linspace(-10, 10, 200_001)
    p = 1 / (1 + np.exp(-tau * z))
    expected = np.sum(p * (1 - p) * np.exp(-z * z / 2)) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    studies = Studies(np.array([1.0]), np.array([2.0]), np.array([0.0]), np.array([tau]))
    cells = study_integrals(studies, nodes, np.zeros(1))
    assert np.exp(cells.log_value[0]) == pytest.approx(expected, rel=1e-9)
    assert cells.m1[0] == pytest.approx(0, abs=1e-12)


def test_derivatives_are_those_of_the_integral():
    def value(eta, tau2):
        studies = Studies(*(np.array([v], dtype=float) for v in (3, 20, eta, tau2**0.5)))
        return float(study_integrals(studies, 120, np.zeros(1)).log_value[0])

    eta, v, h = -0.7, 0.6, 1e-3
    studies = Studies(*(np.array([x], dtype=float) for x in (3, 20, eta, v**0.5)))
    cells = study_integrals(studies, 120, np.zeros(1))
    m1, m2, m3, m4 = (float(m[0]) for m in (cells.m1, cells.m2, cells.m3, cells.m4))
    center = value(eta, v)
    assert m1 == pytest.approx((value(eta + h, v) - value(eta - h, v)) / 2 / h, rel=1e-5)
    assert m2 / 2 == pytest.approx((value(eta, v + h) - value(eta, v - h)) / 2 / h, rel=1e-5)
    by_eta_twice = (value(eta + h, v) - 2 * center + value(eta - h, v)) / h**2
    by_v_twice = (value(eta, v + h) - 2 * center + value(eta, v - h)) / h**2
    assert m2 - m1**2 == pytest.approx(by_eta_twice, rel=1e-5)
    assert (m4 - m2**2) / 4 == pytest.approx(by_v_twice, rel=1e-4)
    corners = [value(eta + a * h, v + b * h) for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
    mixed = (corners[0] - corners[1] - corners[2] + corners[3]) / 4 / h**2
    assert (m3 - m1 * m2) / 2 == pytest.approx(mixed, rel=1e-4)
