"""The conditional distribution of a study's random effect: its mode, curvature and span.

Its log density h(z) = log f(eta + tau z) - z^2 / 2 is concave, with curvature of at least 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nelm.evidence.pooling.arrays import Floats

_STEPS = 60
_TOLERANCE = 1e-2  # of the last step, in conditional standard deviations; it leaves about 1e-4
_DEPTH = 40.0  # exp(-40) of the peak is left out
_HALVINGS = 12


@dataclass(frozen=True)
class Studies:
    """Counts, linear predictor eta and between-study standard deviation tau, each (N,)."""

    events: Floats
    n: Floats
    eta: Floats
    tau: Floats


@dataclass(frozen=True)
class Mode:
    """Mode z, log density there (no constant) and minus its second derivative, each (N,)."""

    z: Floats
    height: Floats
    curvature: Floats


def find_modes(studies: Studies, guess: Floats) -> Mode:
    """Root of tau (events - n p) = z by Newton inside a bracket that always holds it.

    A step that leaves the bracket or is not half as long as the one before gives way to bisection.
    """
    tau, n, z = studies.tau, studies.n, guess
    pull = tau * (studies.events - n * expit(studies.eta))
    low, high = np.minimum(pull, 0), np.maximum(pull, 0)
    z = np.minimum(np.maximum(z, low), high)
    last = high - low
    for _ in range(_STEPS):
        p = expit(studies.eta + tau * z)
        slope = tau * (studies.events - n * p) - z
        curvature = 1 + tau * tau * n * p * (1 - p)
        rising = slope > 0
        low, high = np.where(rising, z, low), np.where(rising, high, z)
        step = slope / curvature
        far = step * step * curvature > _TOLERANCE**2
        wild = (z + step < low) | (z + step > high) | (np.abs(step) > 0.5 * last)
        taken = np.where(far & wild, (low + high) / 2 - z, step)
        z, last = z + taken, np.abs(taken)
        if not far.any():
            break
    p = expit(studies.eta + tau * z)
    return Mode(z, _log_density(studies, z), 1 + tau * tau * n * p * (1 - p))


def find_span(studies: Studies, mode: Mode) -> tuple[Floats, Floats]:
    """Middle and half width of the interval that leaves out what is below exp(-40) of the peak.

    Curvature of at least 1 bounds the search; bisection keeps the outer end.
    """
    farthest = np.sqrt(2 * _DEPTH)
    ends = []
    for sign in (-1.0, 1.0):
        inner, outer = np.zeros_like(mode.z), np.full_like(mode.z, farthest)
        for _ in range(_HALVINGS):
            middle = (inner + outer) / 2
            deep = _log_density(studies, mode.z + sign * middle) < mode.height - _DEPTH
            inner, outer = np.where(deep, inner, middle), np.where(deep, middle, outer)
        ends.append(mode.z + sign * outer)
    return (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2


def _log_density(studies: Studies, z: Floats) -> Floats:
    t = studies.eta + studies.tau * z
    log_f = studies.events * t - studies.n * np.logaddexp(0, t)
    return np.asarray(log_f - 0.5 * z * z)
