"""Probability of a complication of normal tissue after Lyman (NTCP).

TD50 belongs to a device: glass and resin differ in spheres per gram, so it is never shared.
"""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import Number, in_range


def lyman_ntcp(*, dose_gy: Number, td50_gy: Number, relative_slope: Number) -> Number:
    """Probability of a complication at a uniform dose (or gEUD, or BED with its own TD50).

    Args:
        dose_gy: uniform dose, in Gy, 0 to 5000.
        td50_gy: dose at which half have the complication, of this device, in Gy, 1 to 2000.
        relative_slope: relative width of the curve, 0.01 to 2.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: NTCP = Phi((D - TD50) / (m TD50)), m the relative slope; Lyman, Radiat Res
    1985;104:S13 (recalled). The examples are the normal distribution: at TD50, and one m TD50
    above it.

    >>> lyman_ntcp(dose_gy=52, td50_gy=52, relative_slope=0.28)
    0.5
    >>> round(lyman_ntcp(dose_gy=75, td50_gy=50, relative_slope=0.5), 4)
    0.8413
    """
    in_range("dose_gy", dose_gy, 0, 5000, above="cGy?")
    in_range("td50_gy", td50_gy, 1, 2000, above="cGy?")
    in_range("relative_slope", relative_slope, 0.01, 2, above="percent?")
    from scipy.special import ndtr  # noqa: PLC0415  (slow to import)

    probability = ndtr((dose_gy - td50_gy) / (relative_slope * td50_gy))
    return probability if isinstance(probability, np.ndarray) else float(probability)
