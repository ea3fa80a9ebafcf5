"""Albumin-bilirubin score and grade."""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import Number, within
from nelm.calculators.scores.laboratory import as_given, check_laboratory

BILIRUBIN_FACTOR = 0.66  # Johnson 2015, read
# Johnson 2015, read. Public code also has -0.0852, which moves patients across a cut-off.
ALBUMIN_FACTOR = -0.085
MOST_OF_GRADE_1 = -2.60  # Johnson 2015, read
MOST_OF_GRADE_2 = -1.39  # Johnson 2015, read


def albi_score(*, bilirubin_umol_l: Number, albumin_g_l: Number) -> Number:
    """ALBI: 0.66 log10(bilirubin) - 0.085 albumin; made for HCC, a descriptor in NET.

    Args:
        bilirubin_umol_l: total bilirubin in umol/L.
        albumin_g_l: albumin in g/L.

    Returns:
        The score without unit; lower is better.

    Raises:
        OutOfRangeError: a value that is not plausible in its unit (mg/dL? g/dL?).

    Source: Johnson et al., J Clin Oncol 2015;33:550 (coefficients read).

    >>> round(albi_score(bilirubin_umol_l=10, albumin_g_l=40), 4)  # 0.66 - 3.4
    -2.74
    """
    check_laboratory(bilirubin_umol_l=bilirubin_umol_l, albumin_g_l=albumin_g_l)
    return as_given(BILIRUBIN_FACTOR * np.log10(bilirubin_umol_l) + ALBUMIN_FACTOR * albumin_g_l)


def albi_grade(*, albi: Number) -> Number:
    """ALBI grade: 1 up to -2.60, 2 up to -1.39, 3 above.

    Args:
        albi: the score of `albi_score`.

    Returns:
        1, 2 or 3.

    Raises:
        OutOfRangeError: a number that no plausible laboratory values give.

    Source: Johnson et al., J Clin Oncol 2015;33:550 (cut-offs read).

    >>> [albi_grade(albi=x) for x in (-2.61, -2.60, -2.59, -1.39, -1.38)]
    [1.0, 1.0, 2.0, 2.0, 3.0]
    """
    within("albi", albi, -5, 1.1)
    score = np.asarray(albi, dtype=float)
    beyond_1 = np.where(score > MOST_OF_GRADE_2, 3.0, 2.0)
    return as_given(np.where(score > MOST_OF_GRADE_1, beyond_1, 1.0))
