"""MELD 3.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.scores.laboratory import as_given, check_laboratory

Flag: TypeAlias = bool | npt.NDArray[np.bool_]

# Kim 2021: all read in the equation and its rules as later sources print them.
FEMALE = 1.33  # read
LN_BILIRUBIN = 4.56  # read
SODIUM = 0.82  # read; per mmol/L below 137
SODIUM_LN_BILIRUBIN = -0.24  # read
LN_INR = 9.09  # read
LN_CREATININE = 11.14  # read
ALBUMIN = 1.85  # read; per g/dL below 3.5
ALBUMIN_LN_CREATININE = -1.83  # read
CONSTANT = 6.0  # read; for adults
LEAST = 1.0  # read; of bilirubin, INR and creatinine: no logarithm is negative
CREATININE_MG_DL = (LEAST, 3.0)  # read; the upper one also on dialysis
SODIUM_MMOL_L = (125.0, 137.0)  # read
ALBUMIN_G_DL = (1.5, 3.5)  # read


@dataclass(frozen=True)
class MeldInputs:
    """What MELD 3.0 asks of an adult.

    Attributes:
        bilirubin_mg_dl: total bilirubin in mg/dL; below 1 it counts as 1.
        inr: international normalized ratio; below 1 it counts as 1.
        creatinine_mg_dl: serum creatinine in mg/dL; counts as 1 to 3.
        sodium_mmol_l: serum sodium in mmol/L; counts as 125 to 137.
        albumin_g_dl: albumin in g/dL; counts as 1.5 to 3.5.
        female: sex as in the score.
        on_dialysis: twice or more within the week before, or 24 hours of continuous treatment:
            creatinine counts as 3.
    """

    bilirubin_mg_dl: Number
    inr: Number
    creatinine_mg_dl: Number
    sodium_mmol_l: Number
    albumin_g_dl: Number
    female: Flag
    on_dialysis: Flag


@dataclass(frozen=True)
class Meld:
    """MELD 3.0.

    Attributes:
        points: as the equation gives them.
        rounded_points: to the nearest whole number, halves up; not capped at 40.
    """

    points: Number
    rounded_points: Number


def meld_3_0(*, inputs: MeldInputs) -> Meld:
    """MELD 3.0 of an adult: made for cirrhosis, a descriptor in a patient with NET.

    Rules of allocation also cap the score at 40; the score itself has no cap. At creatinine 3 a
    lower albumin takes 0.16 points per g/dL away: so it was published.

    Args:
        inputs: laboratory values in mg/dL, mmol/L and g/dL, sex and dialysis.

    Returns:
        The points, exact and rounded.

    Raises:
        OutOfRangeError: a value that is not plausible in its unit (umol/L? g/L?).

    Source: Kim et al., Gastroenterology 2021;161:1887 (PMC8608337). Coefficients, the bounds and
    the rule for dialysis were read in later prints of the equation, the upper bound of
    creatinine in its abstract.

    >>> healthy = MeldInputs(bilirubin_mg_dl=0.6, inr=1.0, creatinine_mg_dl=0.8,
    ...     sodium_mmol_l=140, albumin_g_dl=4.2, female=False, on_dialysis=False)
    >>> meld_3_0(inputs=healthy).points  # every term vanishes but the constant
    6.0
    """
    check_laboratory(
        bilirubin_mg_dl=inputs.bilirubin_mg_dl,
        inr=inputs.inr,
        creatinine_mg_dl=inputs.creatinine_mg_dl,
        sodium_mmol_l=inputs.sodium_mmol_l,
        albumin_g_dl=inputs.albumin_g_dl,
    )
    _check_flag("female", inputs.female)
    _check_flag("on_dialysis", inputs.on_dialysis)
    creatinine = np.where(
        inputs.on_dialysis,
        CREATININE_MG_DL[1],
        np.clip(inputs.creatinine_mg_dl, *CREATININE_MG_DL),
    )
    points = _points(
        ln_bilirubin=np.log(np.maximum(inputs.bilirubin_mg_dl, LEAST)),
        ln_inr=np.log(np.maximum(inputs.inr, LEAST)),
        ln_creatinine=np.log(creatinine),
        sodium_gap=SODIUM_MMOL_L[1] - np.clip(inputs.sodium_mmol_l, *SODIUM_MMOL_L),
        albumin_gap=ALBUMIN_G_DL[1] - np.clip(inputs.albumin_g_dl, *ALBUMIN_G_DL),
    )
    points = points + FEMALE * np.asarray(inputs.female, dtype=float)
    return Meld(as_given(points), as_given(np.floor(points + 0.5)))


def _check_flag(field: str, flag: Flag) -> None:
    """Refuse words: `no` would count as true."""
    if np.asarray(flag).dtype != np.bool_:
        raise OutOfRangeError(field, flag, "True or False")


def _points(
    *,
    ln_bilirubin: Number,
    ln_inr: Number,
    ln_creatinine: Number,
    sodium_gap: Number,
    albumin_gap: Number,
) -> Number:
    """All terms but sex; gaps are below 137 mmol/L and below 3.5 g/dL."""
    return (
        LN_BILIRUBIN * ln_bilirubin
        + SODIUM * sodium_gap
        + SODIUM_LN_BILIRUBIN * sodium_gap * ln_bilirubin
        + LN_INR * ln_inr
        + LN_CREATININE * ln_creatinine
        + ALBUMIN * albumin_gap
        + ALBUMIN_LN_CREATININE * albumin_gap * ln_creatinine
        + CONSTANT
    )
