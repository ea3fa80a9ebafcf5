"""One study's marginal likelihood: the integral over its own random effect.

A study with `events` of `n` and linear predictor `eta` has f(eta + tau z) = p^events
(1-p)^(n-events) integrated over a standard normal z. Adaptive Gauss-Hermite quadrature puts the
nodes around the conditional mode of z and spreads them by the curvature there (Liu & Pierce,
Biometrika 1994).

The marginal likelihood solves the heat equation in (eta, tau2): a derivative by tau2 is half a
second derivative by eta. So the posterior means of f'/f, f''/f, f'''/f and f''''/f hold every
first and second derivative in (eta, tau2), and they stay finite at tau2 = 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.glmm.modes import Studies, find_modes, find_span
from nelm.evidence.pooling.glmm.rules import rule_of

_HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class Integrals:
    """Per study: log of the integral, posterior means of f^(j)/f (j = 1..4) and the mode of z."""

    log_value: Floats
    m1: Floats
    m2: Floats
    m3: Floats
    m4: Floats
    center: Floats


def study_integrals(studies: Studies, nodes: int, guess: Floats) -> Integrals:
    """Integrals of all studies at once, each (N,); `guess` are first guesses of the modes.

    A study with n = 0 adds exactly nothing.
    """
    rule, mode = rule_of(nodes), find_modes(studies, guess)
    origin, scale = mode.z, np.sqrt(2 / mode.curvature)
    if rule.even:
        origin, scale = find_span(studies, mode)
    z = origin + scale * rule.x
    t = studies.eta + studies.tau * z
    e = np.exp(-np.abs(t))
    inverse = 1 / (1 + e)
    log_f = np.log(inverse)
    log_f -= np.maximum(t, 0)
    log_f *= studies.n
    log_f += studies.events * t
    z *= z
    log_f -= 0.5 * z + mode.height
    weight = np.exp(log_f, out=log_f) * rule.weight
    total = weight.sum(axis=0)
    log_value = mode.height + np.log(total * scale) - _HALF_LOG_2PI
    e *= inverse
    p, pq = np.where(t > 0, inverse, e), e * inverse
    residual, variance = studies.events - studies.n * p, studies.n * pq
    weight /= total
    return Integrals(log_value, *_posterior_means(weight, residual, variance, (p, pq)), mode.z)


def _posterior_means(
    weight: Floats, r: Floats, w: Floats, chance: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Means of f^(j)/f, from the derivatives r, -w, -s, ... of log f (Bell polynomials)."""
    p, pq = chance
    s = w - 2 * (w * p)
    r2 = r * r
    second = r2 - w
    twice = second - 2 * w
    fourth = r2 * (twice - 3 * w)
    fourth += w * (3 * w - 1 + 6 * pq)
    fourth -= 4 * (r * s)
    third = r * twice
    third -= s
    m1, m2, m3, m4 = (np.einsum("mn,mn->n", weight, ratio) for ratio in (r, second, third, fourth))
    return m1, m2, m3, m4
