"""Plausible laboratory values, with the question about the unit when one is not plausible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

import numpy as np

from nelm.calculators.ranges import Number, in_range


@dataclass(frozen=True)
class Plausible:
    """Smallest and largest value, and the unit that a smaller or larger one may be in."""

    low: float
    high: float
    smaller: str = ""
    larger: str = ""


@unique
class Laboratory(Enum):
    """Plausible values by name with unit: house ranges.

    Bilirubin 0.1 to 40 mg/dL; in umol/L the low end is 2.5, below which nelm already suspects
    mg/dL in the facts of a case. A prothrombin time in seconds reads as an INR above 10.
    """

    BILIRUBIN_UMOL_L = Plausible(2.5, 684, smaller="mg/dL?")
    BILIRUBIN_MG_DL = Plausible(0.1, 40, larger="umol/L?")
    ALBUMIN_G_L = Plausible(10, 60, smaller="g/dL?")
    ALBUMIN_G_DL = Plausible(1, 6, larger="g/L?")
    CREATININE_UMOL_L = Plausible(10, 2200, smaller="mg/dL?")
    CREATININE_MG_DL = Plausible(0.1, 25, larger="umol/L?")
    SODIUM_MMOL_L = Plausible(100, 180)
    INR = Plausible(0.5, 10, larger="prothrombin time in s or %?")
    PLATELETS_10E9_L = Plausible(5, 1500, larger="per uL?")
    AST_U_L = Plausible(3, 20000, smaller="ukat/L?")
    AST_UPPER_LIMIT_U_L = Plausible(10, 100, smaller="ukat/L?")


def check_laboratory(**values: Number) -> None:
    """Refuse laboratory values that are not plausible, or not finite.

    Args:
        values: by name with unit, each a member of `Laboratory` in small letters.

    Raises:
        OutOfRangeError: with the first that is not plausible, and the unit it may be in.

    >>> check_laboratory(albumin_g_l=4.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: albumin_g_l is 4.0; allowed: 10 to 60 (g/dL?)
    """
    for field, value in values.items():
        span = Laboratory[field.upper()].value
        in_range(field, value, span.low, span.high, above=span.larger, below=span.smaller)


def as_given(result: Number) -> Number:
    """A plain float for one patient, the array for a registry."""
    return float(result) if np.ndim(result) == 0 else result
