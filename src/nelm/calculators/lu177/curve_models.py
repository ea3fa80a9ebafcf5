"""Models of a time-activity curve and the search for their parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nelm.calculators.lu177.physics import PHYSICAL_HALF_LIFE_H

ModelName: TypeAlias = Literal["mono", "uptake", "bi"]
Weights: TypeAlias = Literal["uniform", "relative"]
Floats: TypeAlias = npt.NDArray[np.float64]

PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mono": ("slow_mbq", "slow_half_life_h"),
        "uptake": ("slow_mbq", "slow_half_life_h", "half_life_ratio"),
        "bi": ("slow_mbq", "slow_half_life_h", "half_life_ratio", "amplitude_ratio"),
    }
)
"""One phase; two phases from zero activity (fast = -slow); two phases of which the fast one is
uptake or clearance. Ratios are fast over slow."""

# A search needs bounds. Physical half-life and -1 (no activity below zero) are laws of nature.
_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "slow_mbq": (1e-9, 1e9),
        "slow_half_life_h": (0.5, PHYSICAL_HALF_LIFE_H),
        "half_life_ratio": (1e-3, 0.95),
        "amplitude_ratio": (-1.0, 1e3),
    }
)
_NEAR = 1e-4  # of a bound: a parameter so near lies on it
_STARTS = 3  # searches, from the best of a coarse grid
_HALF_LIVES_H = np.geomspace(5, 0.99 * PHYSICAL_HALF_LIFE_H, 12)  # of the grid
_HALF_LIFE_RATIOS = (0.02, 0.1, 0.3, 0.6, 0.9)  # of the grid
_AMPLITUDE_RATIOS = (-0.99, -0.8, -0.5, 0.3, 1.0, 5.0, 30.0)  # of the grid


@dataclass(frozen=True)
class CurveProblem:
    """Points of one fit; activities and their errors as shares of the largest activity."""

    model: ModelName
    times: Floats
    activities: Floats
    sigma: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters of the model."""
        return PARAMETERS[self.model]

    def curve(self, values: Floats) -> Floats:
        """Activity at the times of the points."""
        amplitude, half_life, ratio, relative = full_parameters(self.model, values)
        slow = np.exp2(-self.times / half_life)
        fast = np.exp2(-self.times / (ratio * half_life))
        return np.asarray(amplitude * (slow + relative * fast), dtype=float)

    def residuals(self, values: Floats) -> Floats:
        """How far the curve is from the points, in errors."""
        return (self.curve(values) - self.activities) / self.sigma


def full_parameters(model: ModelName, values: Floats) -> tuple[float, float, float, float]:
    """Amplitude, half-life, ratio of half-lives and of amplitudes, whatever the model leaves out.

    >>> full_parameters("mono", np.array([2.0, 50.0]))
    (2.0, 50.0, 1.0, 0.0)
    """
    amplitude, half_life = float(values[0]), float(values[1])
    if model == "mono":
        return amplitude, half_life, 1.0, 0.0
    return amplitude, half_life, float(values[2]), -1.0 if model == "uptake" else float(values[3])


def solve(problem: CurveProblem) -> Any:
    """The best of a few bounded least-squares searches: a `scipy.optimize.OptimizeResult`."""
    from scipy.optimize import least_squares  # noqa: PLC0415  slow to import, rarely called

    low, high = (np.array([_BOUNDS[name][end] for name in problem.names]) for end in (0, 1))
    tolerances = {"xtol": 1e-12, "ftol": 1e-12, "gtol": 1e-12, "max_nfev": 300}
    found = (
        least_squares(problem.residuals, start, bounds=(low, high), x_scale="jac", **tolerances)
        for start in _starts(problem)
    )
    return min(found, key=lambda one: float(one.cost))


def at_bound(names: tuple[str, ...], values: Floats) -> tuple[str, ...]:
    """Parameters that lie on a bound: the points did not decide them.

    >>> at_bound(("slow_mbq", "slow_half_life_h"), np.array([1.0, 159.528]))
    ('slow_half_life_h',)
    """
    return tuple(
        name
        for name, value in zip(names, values, strict=True)
        if any(abs(value - bound) <= _NEAR * abs(bound) for bound in _BOUNDS[name])
    )


def _starts(problem: CurveProblem) -> list[Floats]:
    """The best few of a coarse grid, each with the amplitude that fits it best."""
    weighted = problem.activities / problem.sigma
    tried = []
    most = _BOUNDS["slow_mbq"][1]
    for shape in _shapes(problem.model):
        unit = problem.curve(np.array([1.0, *shape])) / problem.sigma
        amplitude = float(unit @ weighted) / float(unit @ unit)
        misfit = float(np.sum((amplitude * unit - weighted) ** 2))
        tried.append((misfit, np.array([min(max(amplitude, 1e-6), most), *shape])))
    best = [start for _, start in sorted(tried, key=lambda one: one[0])[:_STARTS]]
    if problem.model == "bi":  # holds the uptake, so it must not fit worse
        held = solve(replace(problem, model="uptake"))
        best.append(np.append(held.x, -1 + _NEAR))
    return best


def _shapes(model: ModelName) -> Iterator[tuple[float, ...]]:
    axes = (_HALF_LIVES_H.tolist(), _HALF_LIFE_RATIOS, _AMPLITUDE_RATIOS)
    yield from product(*axes[: len(PARAMETERS[model]) - 1])
