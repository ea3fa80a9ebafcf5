"""Uncertainty of a computed quantity: of a volume, to first order, and by Monte Carlo.

Inputs without an uncertainty stay fixed: none is invented. A volume that enters a result more
than once (mass, recovery, S value) is one input of the function, so it is drawn once.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import Number, OutOfRangeError, not_negative, positive, within

Array: TypeAlias = npt.NDArray[np.float64]
Function: TypeAlias = Callable[[Mapping[str, Number]], Number]

MM3_PER_ML = 1000
DRAWS = 10_000  # as the planning advice asks
BINS = 50  # of equal counts, for the variance shares
STEP = 1e-4  # of a standard uncertainty, for a slope


def volume_relative_uncertainty(*, volume_ml: Number, voxel_mm: Number, fwhm_mm: Number) -> Number:
    """Relative standard uncertainty of an outlined volume: 3 u(d)/d of the sphere of that volume.

    u(d)^2 = a^2/6 + FWHM^2/(4 ln 2): drawing on voxels of edge a, and blur.

    Args:
        volume_ml: volume in mL.
        voxel_mm: edge of a voxel in mm.
        fwhm_mm: resolution of the image in mm; 0 for none.

    Returns:
        Fraction; 0.2 is 20 %. Above 1 for volumes that such an image cannot measure.

    Raises:
        OutOfRangeError: a volume, voxel or resolution that is not plausible.

    Source: Gear et al., Eur J Nucl Med Mol Imaging 2018;45:2456. The first term was read in a
    public script that follows it, the second is recalled and to be verified.

    >>> round(volume_relative_uncertainty(volume_ml=50, voxel_mm=2, fwhm_mm=5), 2)
    0.2
    """
    within("volume_ml", volume_ml, 0.01, 10000, hint="mL?")
    within("voxel_mm", voxel_mm, 0.1, 20, hint="mm?")
    within("fwhm_mm", fwhm_mm, 0, 40, hint="mm?")
    diameter_mm = (6 * volume_ml * MM3_PER_ML / math.pi) ** (1 / 3)
    variance_mm2 = voxel_mm**2 / 6 + fwhm_mm**2 / (4 * math.log(2))
    return 3 * variance_mm2**0.5 / diameter_mm


@dataclass(frozen=True)
class Normal:
    """A quantity known to a standard uncertainty."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        within("mean", self.mean, -math.inf, math.inf)
        not_negative("sd", self.sd)

    @property
    def span(self) -> tuple[float, float]:
        """Where it can lie."""
        return -math.inf, math.inf

    def draw(self, uniform: Array) -> Array:
        """Values at these probabilities."""
        return self.mean + self.sd * _normal_quantile(uniform)


@dataclass(frozen=True)
class LogNormal:
    """A positive quantity, such as a half-life: its logarithm is normal.

    `mean` and `sd` are those of the quantity itself, not of its logarithm.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        positive("mean", self.mean)
        not_negative("sd", self.sd)

    @property
    def span(self) -> tuple[float, float]:
        """Where it can lie."""
        return 0.0, math.inf

    def draw(self, uniform: Array) -> Array:
        """Values at these probabilities."""
        variance = math.log1p((self.sd / self.mean) ** 2)
        middle = math.log(self.mean) - variance / 2
        return np.exp(middle + math.sqrt(variance) * _normal_quantile(uniform))


@dataclass(frozen=True)
class TruncatedNormal:
    """A quantity between two bounds, such as a fraction: a normal one without its tails.

    `mean` and `sd` are those before the cut; the cut moves them when a bound is near.
    """

    mean: float
    sd: float
    low: float
    high: float

    def __post_init__(self) -> None:
        within("mean", self.mean, self.low, self.high)
        not_negative("sd", self.sd)
        if not self.low < self.high:
            raise OutOfRangeError("high", self.high, f"above low, {self.low:g}")

    @property
    def span(self) -> tuple[float, float]:
        """Where it can lie."""
        return self.low, self.high

    def draw(self, uniform: Array) -> Array:
        """Values at these probabilities."""
        from scipy.special import ndtr  # noqa: PLC0415  (only who draws needs SciPy)

        if self.sd == 0:
            return np.full_like(uniform, self.mean)
        ends = ndtr((np.array([self.low, self.high]) - self.mean) / self.sd)
        drawn = self.mean + self.sd * _normal_quantile(ends[0] + uniform * (ends[1] - ends[0]))
        return np.clip(drawn, self.low, self.high)


Distribution: TypeAlias = Normal | LogNormal | TruncatedNormal
Comparison: TypeAlias = Literal["at_most", "below", "at_least", "above"]
COMPARE: Mapping[Comparison, Callable[[Any, float], Any]] = {
    "at_most": operator.le,
    "below": operator.lt,
    "at_least": operator.ge,
    "above": operator.gt,
}


@dataclass(frozen=True)
class Threshold:
    """A limit to be met.

    Attributes:
        comparison: on which side of the value it is met, and whether the value itself does.
        value: in the unit of the result.
    """

    comparison: Comparison
    value: float

    def met(self, values: Array | float) -> Any:
        """Which values meet it.

        >>> Threshold("below", 40.0).met(40.0), Threshold("at_most", 40.0).met(40.0)
        (False, True)
        """
        return COMPARE[self.comparison](values, self.value)


@dataclass(frozen=True)
class FirstOrder:
    """A result and its uncertainty by slopes at the given values.

    Attributes:
        value: result at the means.
        sd: standard uncertainty, in the unit of the result.
        shares: part of the variance that each uncertain input brings; they add up to 1.
    """

    value: float
    sd: float
    shares: Mapping[str, float]

    @property
    def relative(self) -> float:
        """Standard uncertainty by value; infinite at 0."""
        return self.sd / abs(self.value) if self.value else math.inf

    def sd_without(self, name: str) -> float:
        """What would be left if this input were known exactly."""
        return self.sd * math.sqrt(1 - self.shares[name])


def combined_relative(**terms: tuple[float, float]) -> FirstOrder:
    """Relative uncertainty of a product of powers: the squares of power times uncertainty add.

    Exact to first order for independent inputs: a dose k A (1-F) / M has the powers 1, 1 and -1.

    Args:
        terms: by name of the factor its power and its relative standard uncertainty (0.1 is 10 %).

    Returns:
        Relative uncertainty as `sd` of a result of 1, with the share of each factor.

    Raises:
        OutOfRangeError: an uncertainty that is negative or not finite.

    >>> combined_relative(activity=(1, 0.03), mass=(-1, 0.04)).sd
    0.05
    """
    for name, (_, relative) in terms.items():
        not_negative(name, relative)
    squares = {name: (power * relative) ** 2 for name, (power, relative) in terms.items()}
    return FirstOrder(1.0, math.sqrt(sum(squares.values())), _shares(squares))


def first_order(function: Function, inputs: Mapping[str, Distribution | float]) -> FirstOrder:
    """Uncertainty of a result from its slopes, inputs independent (law of propagation, GUM).

    Args:
        function: from the inputs by name to the result.
        inputs: by name a distribution, or a number that is taken as exact.

    Returns:
        Result, standard uncertainty and variance shares. Bends of the function over the
        uncertainty of an input are not seen: compare with `monte_carlo`.

    Raises:
        OutOfRangeError: from the function.

    >>> area = lambda given: given["width_mm"] * given["height_mm"]
    >>> found = first_order(area, {"width_mm": Normal(30, 0.9), "height_mm": 20.0})
    >>> round(found.value, 6), round(found.sd, 6)
    (600.0, 18.0)
    """
    middle = {name: _middle(given) for name, given in inputs.items()}
    squares = {}
    for name, given in inputs.items():
        if isinstance(given, float | int):
            continue
        step, (low, high) = STEP * given.sd, given.span
        ends = max(given.mean - step, low), min(given.mean + step, high)
        width = ends[1] - ends[0]
        if given.sd == 0 or width == 0:
            squares[name] = 0.0
            continue
        below, above = (float(function({**middle, name: end})) for end in ends)
        squares[name] = ((above - below) / width * given.sd) ** 2
    return FirstOrder(float(function(middle)), math.sqrt(sum(squares.values())), _shares(squares))


@dataclass(frozen=True)
class Spread:
    """A result over many draws of its inputs.

    Attributes:
        mean: of the draws.
        sd: of the draws.
        low_2_5: below it lie 2.5 % of the draws.
        high_97_5: above it lie 2.5 %.
        probability_met: share of the draws that meet the threshold; nothing without one.
        shares: part of the variance that each uncertain input explains alone, to some hundredths;
            what is missing to 1 comes of inputs acting together.
        draws: how many.
        seed: gives the same draws again.
    """

    mean: float
    sd: float
    low_2_5: float
    high_97_5: float
    probability_met: float | None
    shares: Mapping[str, float]
    draws: int
    seed: int


def monte_carlo(
    function: Function,
    inputs: Mapping[str, Distribution | float],
    *,
    seed: int,
    threshold: Threshold | None = None,
    draws: int = DRAWS,
) -> Spread:
    """Spread of a result when its uncertain inputs are drawn, independently of each other.

    Each input has its own stream by its name, so a further input leaves the other draws alone.

    Args:
        function: from the inputs by name, arrays of draws where uncertain, to an array.
        inputs: by name a distribution, or a number that is taken as exact.
        seed: of the draws; the same seed gives the same result.
        threshold: a limit, to learn how probably it is met.
        draws: how many, at least 1000.

    Returns:
        Mean, SD, interval, probability and variance shares.

    Raises:
        OutOfRangeError: fewer than 1000 draws; a result that is not finite or not one number per
            draw; from the function, when a draw is out of its range: choose a distribution that
            stays inside.

    >>> half = monte_carlo(lambda given: given["time_h"] / 2, {"time_h": LogNormal(50, 5)},
    ...     seed=1, threshold=Threshold("at_most", 25))
    >>> round(half.mean, 1), round(half.sd, 1), round(half.probability_met, 2)
    (25.0, 2.5, 0.52)
    """
    within("draws", draws, 1000, 10_000_000)
    drawn = {
        name: given if isinstance(given, float | int) else given.draw(_uniform(name, seed, draws))
        for name, given in inputs.items()
    }
    values = np.asarray(function(drawn), dtype=float)
    if values.shape == () and not any(isinstance(given, np.ndarray) for given in drawn.values()):
        values = np.full(draws, values)
    if values.shape != (draws,) or not np.isfinite(values).all():
        raise OutOfRangeError("result", values.shape, f"{draws} finite numbers, one per draw")
    low, high = np.percentile(values, (2.5, 97.5))
    return Spread(
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)),
        low_2_5=float(low),
        high_97_5=float(high),
        probability_met=None if threshold is None else float(threshold.met(values).mean()),
        shares={
            name: _explained(given, values)
            for name, given in drawn.items()
            if isinstance(given, np.ndarray)
        },
        draws=draws,
        seed=seed,
    )


def _middle(given: Distribution | float) -> float:
    return float(given) if isinstance(given, float | int) else given.mean


def _shares(squares: Mapping[str, float]) -> Mapping[str, float]:
    total = sum(squares.values())
    return {name: square / total if total else 0.0 for name, square in squares.items()}


def _uniform(name: str, seed: int, draws: int) -> Array:
    """Probabilities strictly between 0 and 1, by seed and name."""
    stream = np.random.default_rng([seed, crc32(name.encode())])
    return stream.uniform(np.finfo(float).tiny, 1, draws)


def _normal_quantile(probability: Array) -> Array:
    from scipy.special import ndtri  # noqa: PLC0415  (only who draws needs SciPy)

    quantile: Array = ndtri(probability)
    return quantile


def _explained(given: Array, values: Array) -> float:
    """Share of the variance between bins of one input: its first-order index, straight or bent.

    The variance that bins of unrelated numbers show by chance is taken off.
    """
    ordered = values[np.argsort(given, kind="stable")]
    total = float(((ordered - ordered.mean()) ** 2).sum())
    if total == 0 or given.min() == given.max():
        return 0.0
    groups = np.array_split(ordered, BINS)
    inside = sum(float(((group - group.mean()) ** 2).sum()) for group in groups)
    by_chance = (BINS - 1) * inside / (len(ordered) - BINS)
    return min(1.0, max(0.0, (total - inside - by_chance) / total))
