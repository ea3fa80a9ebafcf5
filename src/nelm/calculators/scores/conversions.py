"""From SI units, as the facts of a case have them, to those of MELD; never applied silently."""

from __future__ import annotations

from nelm.calculators.ranges import Number
from nelm.calculators.scores.laboratory import check_laboratory

BILIRUBIN_UMOL_L_PER_MG_DL = 17.1  # derived of 584.7 g/mol; as in the facts of a case
CREATININE_UMOL_L_PER_MG_DL = 88.4  # derived of 113.1 g/mol; as in the facts of a case
G_L_PER_G_DL = 10


def bilirubin_mg_dl(*, bilirubin_umol_l: Number) -> Number:
    """Bilirubin in mg/dL; 1 mg/dL is 17.1 umol/L.

    Args:
        bilirubin_umol_l: total bilirubin in umol/L.

    Raises:
        OutOfRangeError: a value that is not plausible in umol/L.

    >>> round(bilirubin_mg_dl(bilirubin_umol_l=34.2), 6)
    2.0
    """
    check_laboratory(bilirubin_umol_l=bilirubin_umol_l)
    return bilirubin_umol_l / BILIRUBIN_UMOL_L_PER_MG_DL


def creatinine_mg_dl(*, creatinine_umol_l: Number) -> Number:
    """Creatinine in mg/dL; 1 mg/dL is 88.4 umol/L.

    Args:
        creatinine_umol_l: serum creatinine in umol/L.

    Raises:
        OutOfRangeError: a value that is not plausible in umol/L.

    >>> round(creatinine_mg_dl(creatinine_umol_l=88.4), 6)
    1.0
    """
    check_laboratory(creatinine_umol_l=creatinine_umol_l)
    return creatinine_umol_l / CREATININE_UMOL_L_PER_MG_DL


def albumin_g_dl(*, albumin_g_l: Number) -> Number:
    """Albumin in g/dL.

    Args:
        albumin_g_l: serum albumin in g/L.

    Raises:
        OutOfRangeError: a value that is not plausible in g/L.

    >>> albumin_g_dl(albumin_g_l=35.0)
    3.5
    """
    check_laboratory(albumin_g_l=albumin_g_l)
    return albumin_g_l / G_L_PER_G_DL
