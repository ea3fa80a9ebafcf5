"""Where to put quadrature nodes, relative to a study's conditional distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nelm.evidence.pooling.arrays import Floats

HERMITE_MOST = 120


@dataclass(frozen=True)
class Rule:
    """Nodes `x` (m, 1) and weights (m, 1) for a plain integral over x.

    Gauss-Hermite nodes count from the mode in units of sqrt(2) conditional standard deviations;
    `even` ones run from -1 to 1 over the span that holds the integrand.
    """

    x: Floats
    weight: Floats
    even: bool


@lru_cache(maxsize=16)
def rule_of(nodes: int) -> Rule:
    """Gauss-Hermite up to 120 nodes, even steps beyond.

    Between-study standard deviations of 4 and more turn a study at 0 % or 100 % into a step. There
    Gauss-Hermite converges like exp(-c sqrt(m)), the trapezoid rule of an analytic integrand like
    exp(-c m) (Trefethen & Weideman, SIAM Rev 2014).
    """
    return _hermite(nodes) if nodes <= HERMITE_MOST else _even(nodes)


def _hermite(nodes: int) -> Rule:
    """Nodes from the Jacobi matrix, weights times exp(x^2) from the Hermite functions."""
    off_diagonal = np.sqrt(np.arange(1, nodes) / 2)
    x = np.linalg.eigvalsh(np.diag(off_diagonal, 1) + np.diag(off_diagonal, -1))
    x = (x - x[::-1]) / 2
    before, here = np.zeros_like(x), np.pi**-0.25 * np.exp(-(x**2) / 2)
    total = here**2
    for j in range(1, nodes):
        before, here = here, np.sqrt(2 / j) * x * here - np.sqrt((j - 1) / j) * before
        total += here**2
    return Rule(x[:, None], 1 / total[:, None], even=False)


def _even(nodes: int) -> Rule:
    x = np.linspace(-1, 1, nodes)
    return Rule(x[:, None], np.full((nodes, 1), x[1] - x[0]), even=True)
