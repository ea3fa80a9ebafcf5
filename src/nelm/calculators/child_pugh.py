"""Child-Pugh score (Pugh et al., Br J Surg 1973;60:646), SI units, INR version."""

from __future__ import annotations

DEGREE_POINTS = {"none": 1, "mild": 2, "severe": 3}


def bilirubin_points(*, bilirubin_umol_l: float) -> int:
    """1 below 34 umol/L, 2 up to 50, 3 above.

    >>> [bilirubin_points(bilirubin_umol_l=x) for x in (20, 34, 50, 51)]
    [1, 2, 2, 3]
    """
    if bilirubin_umol_l < 34:
        return 1
    return 2 if bilirubin_umol_l <= 50 else 3


def albumin_points(*, albumin_g_l: float) -> int:
    """1 above 35 g/L, 2 from 28, 3 below.

    >>> [albumin_points(albumin_g_l=x) for x in (36, 35, 28, 27)]
    [1, 2, 2, 3]
    """
    if albumin_g_l > 35:
        return 1
    return 2 if albumin_g_l >= 28 else 3


def inr_points(*, inr: float) -> int:
    """1 below 1.7, 2 up to 2.3, 3 above.

    >>> [inr_points(inr=x) for x in (1.0, 1.7, 2.3, 2.4)]
    [1, 2, 2, 3]
    """
    if inr < 1.7:
        return 1
    return 2 if inr <= 2.3 else 3
