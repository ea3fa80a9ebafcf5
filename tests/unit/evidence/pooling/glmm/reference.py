"""An independent likelihood for the tests: a fine trapezoid rule on a wide fixed grid."""

import numpy as np
from scipy import optimize
from scipy.special import gammaln, logsumexp

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
            [
                (value(u + w) - value(u - w) - value(w - u) + value(-u - w)) / 4
                for w in unit
            ]
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
