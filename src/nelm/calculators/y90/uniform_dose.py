"""Uniform doses that stand for an uneven one: EUBED and the generalized EUD.

Images blur: a uniform dose from PET is limited by its resolution, and a radiosensitivity fitted to
such images was far below those of cells (read). The parameters are arguments.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError, in_range, not_negative, number_list

Shares = Sequence[float] | npt.NDArray[np.float64]
SUM_TOLERANCE = 1e-6  # rounding of shares, not of data


def _checked(
    field: str, doses: Shares, volume_shares: Shares
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    shares = number_list("volume_shares", volume_shares)
    values = number_list(field, doses)
    if values.shape != shares.shape or not values.size:
        allowed = f"a list as long as volume_shares ({shares.size}), not empty"
        raise OutOfRangeError(field, f"of {values.size}", allowed)
    not_negative(field, values)
    not_negative("volume_shares", shares)
    total = float(shares.sum())
    in_range("sum of volume_shares", total, 1 - SUM_TOLERANCE, 1 + SUM_TOLERANCE, above="percent?")
    occupied = shares > 0
    return values[occupied], shares[occupied] / total


def eubed_gy(*, bed_gy: Shares, volume_shares: Shares, alpha_per_gy: float) -> float:
    """Uniform BED that leaves as many cells alive as the uneven one.

    Args:
        bed_gy: BED of each voxel or bin, in Gy, 0 or more.
        volume_shares: share of the volume of each; they sum to 1.
        alpha_per_gy: radiosensitivity, in 1/Gy, 0.0001 to 2.

    Raises:
        OutOfRangeError: a quantity out of range, or lists of two lengths.

    Source: EUBED = -(1/a) ln sum(v exp(-a BED)) (Jones and Hoban, Int J Radiat Oncol Biol Phys
    2000;46:1033; recalled). The example is exact: a half without dose lets at most ln 2 / a count.

    >>> round(eubed_gy(bed_gy=[0, 1000], volume_shares=[0.5, 0.5], alpha_per_gy=0.1), 3)
    6.931
    """
    values, shares = _checked("bed_gy", bed_gy, volume_shares)
    in_range("alpha_per_gy", alpha_per_gy, 0.0001, 2)
    lowest = float(values.min())  # taken out first, so that no exponential vanishes altogether
    alive = float(shares @ np.exp(-alpha_per_gy * (values - lowest)))
    return lowest - float(np.log(alive)) / alpha_per_gy


def geud_gy(*, dose_gy: Shares, volume_shares: Shares, exponent: float) -> float:
    """Generalized equivalent uniform dose: the power mean of the dose.

    Args:
        dose_gy: dose of each voxel or bin, in Gy, 0 or more.
        volume_shares: share of the volume of each; they sum to 1.
        exponent: a, not 0, -50 to 50: below 0 for tumors, 1 the mean, large the maximum.

    Raises:
        OutOfRangeError: a quantity out of range, or lists of two lengths.

    Source: gEUD = (sum(v D^a))^(1/a) (Niemierko, Med Phys 1999;26:1100; recalled). The examples
    are exact: the mean, and the root of the mean square of 30 and 40.

    >>> geud_gy(dose_gy=[30, 40], volume_shares=[0.5, 0.5], exponent=1)
    35.0
    >>> round(geud_gy(dose_gy=[30, 40], volume_shares=[0.5, 0.5], exponent=2) ** 2)
    1250
    """
    values, shares = _checked("dose_gy", dose_gy, volume_shares)
    in_range("exponent", exponent, -50, 50)
    if exponent == 0:
        raise OutOfRangeError("exponent", exponent, "not 0")
    scale = float(values.max() if exponent > 0 else values.min())  # powers then stay within 0 to 1
    if scale == 0:
        return 0.0
    mean_power = float(shares @ (values / scale) ** exponent)
    return scale * math.pow(mean_power, 1 / exponent)
