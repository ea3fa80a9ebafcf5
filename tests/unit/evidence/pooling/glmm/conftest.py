"""Data sets, and an independent likelihood: a fine trapezoid rule on a wide fixed grid."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import optimize
from scipy.special import gammaln, logsumexp

# Response in the review's Tables 1 and 2: printed percentages times n, arms averaged.
EMBOLIZATION = (
    [24, 8, 16, 11, 5, 2, 17, 10, 40, 100, 5, 21, 25, 16, 45, 16, 17, 76, 10, 17, 27, 10, 21],
    [25, 23, 20, 30, 20, 26, 23, 14, 84, 122, 15, 46, 67, 27, 77, 20, 38, 123, 18, 26, 46, 30, 91],
)
RADIOEMBOLIZATION = (
    [104, 17, 1, 22, 6, 23, 22, 6, 14, 7, 26, 9, 10, 14, 8],
    [148, 34, 8, 42, 9, 58, 41, 13, 14, 23, 40, 42, 18, 30, 11],
)
SYMPTOMS_EMBOLIZATION = (
    [22, 23, 13, 10, 13, 13, 54, 67, 112, 6, 61, 21, 47, 25, 49],
    [25, 23, 20, 20, 23, 14, 59, 84, 122, 15, 67, 27, 77, 38, 91],
)
SYMPTOMS_RADIOEMBOLIZATION = ([19, 14, 18, 34, 40, 11], [34, 14, 23, 40, 42, 11])

PAIR = ([3, 9], [10, 12])
TRIO = ([1, 5, 9], [10, 11, 10])
GIANT = ([30_000, 50_000, 5, 3, 2], [100_000, 100_000, 15, 11, 9])
RARE = ([1, 9, 0, 3, 0, 2, 14, 1], [1000, 2500, 800, 3100, 600, 4000, 2200, 900])
WIDE = ([1, 99, 50, 2, 98, 97, 3], [100] * 7)
VERY_WIDE = ([0, 1000, 500, 1, 999, 1000, 3], [1000] * 7)
IDENTICAL = ([5] * 6, [20] * 6)
SOME_AT_THE_EDGE = ([0, 12, 20, 15, 3], [10, 12, 20, 30, 15])

SLOPE = (
    [3, 5, 8, 9, 4, 7, 12, 2, 14, 6],
    [10, 12, 15, 20, 11, 18, 14, 20, 16, 25],
    np.array([-2, -1, 0, 1, 2, -1, 1.5, 0.5, 2, -0.5]),
)

HETEROGENEOUS = {
    "embolization": EMBOLIZATION,
    "radioembolization": RADIOEMBOLIZATION,
    "symptoms, embolization": SYMPTOMS_EMBOLIZATION,
    "symptoms, radioembolization": SYMPTOMS_RADIOEMBOLIZATION,
    "two studies": PAIR,
    "three studies": TRIO,
    "giant studies": GIANT,
    "rare events": RARE,
    "wide": WIDE,
    "very wide": VERY_WIDE,
    "some at the edge": SOME_AT_THE_EDGE,
}


@pytest.fixture(params=HETEROGENEOUS.values(), ids=HETEROGENEOUS.keys())
def heterogeneous(request):
    """Events and patients of a data set whose tau2 is above 0."""
    return request.param


@pytest.fixture(scope="session")
def data():
    return SimpleNamespace(
        embolization=EMBOLIZATION,
        radioembolization=RADIOEMBOLIZATION,
        symptoms_embolization=SYMPTOMS_EMBOLIZATION,
        symptoms_radioembolization=SYMPTOMS_RADIOEMBOLIZATION,
        pair=PAIR,
        trio=TRIO,
        identical=IDENTICAL,
        rare=RARE,
        slope=SLOPE,
    )


@pytest.fixture(scope="session")
def reference():
    return SimpleNamespace(
        log_likelihood=log_likelihood, newton_error=newton_error, profile=profile
    )


_Z = np.linspace(-10, 10, 8001)
_LOG_NORMAL = -_Z * _Z / 2 - 0.5 * np.log(2 * np.pi) + np.log(_Z[1] - _Z[0])


def log_likelihood(events, n, parameters, mods=None):
    """With binomial coefficients; parameters are beta and then tau2."""
    y, size = (np.asarray(values, dtype=float) for values in (events, n))
    design = np.ones((len(y), 1)) if mods is None else np.column_stack([np.ones(len(y)), mods])
    *beta, tau2 = parameters
    t = (design @ np.array(beta))[:, None] + np.sqrt(max(tau2, 0)) * _Z
    log_f = y[:, None] * t - size[:, None] * np.logaddexp(0, t) + _LOG_NORMAL
    choose = gammaln(size + 1) - gammaln(y + 1) - gammaln(size - y + 1)
    return float((logsumexp(log_f, axis=1) + choose).sum())


def newton_error(events, n, parameters, mods=None):
    """How far a Newton step on differences of the independent likelihood would still move."""
    at = np.array(parameters, dtype=float)
    h = 2e-4 * np.maximum(np.abs(at), 0.5)
    unit = np.diag(h)

    def value(shift):
        return log_likelihood(events, n, at + shift, mods)

    p = len(at)
    gradient = np.array(
        [(8 * (value(u) - value(-u)) - value(2 * u) + value(-2 * u)) / 12 for u in unit]
    )
    hessian = np.array(
        [
            [(value(u + w) - value(u - w) - value(w - u) + value(-u - w)) / 4 for w in unit]
            for u in unit
        ]
    )
    return np.linalg.solve(hessian.reshape(p, p), -gradient) * h, hessian / np.outer(h, h)


def profile(events, n, mu):
    """Largest log-likelihood at this intercept, over tau2 on a bounded search."""
    found = optimize.minimize_scalar(
        lambda log_tau: -log_likelihood(events, n, (mu, np.exp(2 * log_tau))),
        bounds=(-6, 3),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return max(-found.fun, log_likelihood(events, n, (mu, 0.0)))
