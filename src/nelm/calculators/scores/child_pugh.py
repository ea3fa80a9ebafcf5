"""Child-Pugh points and class from laboratory values and two findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nelm.calculators.child_pugh import (
    DEGREE_POINTS,
    albumin_points,
    bilirubin_points,
    inr_points,
)
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.laboratory import check_laboratory

Degree: TypeAlias = Literal["none", "mild", "severe"]

MOST_POINTS_A = 6  # read in tables of Cleve Clin J Med and Gut
MOST_POINTS_B = 9  # read in the same tables


@dataclass(frozen=True)
class ChildPugh:
    """Points, 5 to 15, and class.

    Attributes:
        points: sum of five items of 1 to 3 points.
        child_class: A, B or C.
    """

    points: int
    child_class: Literal["A", "B", "C"]


def child_pugh(
    *,
    bilirubin_umol_l: float,
    albumin_g_l: float,
    inr: float,
    ascites: Degree,
    encephalopathy: Degree,
) -> ChildPugh:
    """Child-Pugh score: made for cirrhosis, a descriptor in a patient with NET.

    The upper line of bilirubin is 50 umol/L as everywhere in nelm; some tables print 51, which
    is 3 mg/dL: between the two this one gives the higher points.

    Args:
        bilirubin_umol_l: total bilirubin in umol/L; 34 and 50 are the lines.
        albumin_g_l: albumin in g/L; 35 and 28 are the lines.
        inr: international normalized ratio; 1.7 and 2.3 are the lines.
        ascites: none, mild or severe.
        encephalopathy: none, mild (grade 1 or 2) or severe (grade 3 or 4).

    Returns:
        Points and class: A up to 6, B up to 9, C from 10.

    Raises:
        OutOfRangeError: a value that is not plausible in its unit, or another word.

    Source: Pugh et al., Br J Surg 1973;60:646; version with INR; lines and classes read.

    >>> child_pugh(bilirubin_umol_l=40, albumin_g_l=30, inr=1.2, ascites="mild",
    ...     encephalopathy="none")  # 2 + 2 + 1 + 2 + 1
    ChildPugh(points=8, child_class='B')
    """
    check_laboratory(bilirubin_umol_l=bilirubin_umol_l, albumin_g_l=albumin_g_l, inr=inr)
    points = (
        bilirubin_points(bilirubin_umol_l=bilirubin_umol_l)
        + albumin_points(albumin_g_l=albumin_g_l)
        + inr_points(inr=inr)
        + _degree_points("ascites", ascites)
        + _degree_points("encephalopathy", encephalopathy)
    )
    if points <= MOST_POINTS_A:
        return ChildPugh(points, "A")
    return ChildPugh(points, "B" if points <= MOST_POINTS_B else "C")


def _degree_points(field: str, degree: str) -> int:
    if degree not in DEGREE_POINTS:
        raise OutOfRangeError(field, degree, ", ".join(DEGREE_POINTS))
    return DEGREE_POINTS[degree]
