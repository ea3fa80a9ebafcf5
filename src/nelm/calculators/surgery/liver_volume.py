"""Liver volume expected for a body surface: two formulas that differ by a sixth."""

from __future__ import annotations

from nelm.calculators.ranges import Number, within

# Vauthey 2002, read as printed in PMC6422720 (Table 1: -794) and in Ribero 2013,
# doi 10.1097/SLA.0000000000000213 (-794.41).
VAUTHEY_ML = -794.41
VAUTHEY_ML_PER_M2 = 1267.28  # Vauthey 2002, read in both
URATA_ML = 2.4  # Urata 1995, read as printed in PMC6422720 (Table 1)
URATA_ML_PER_M2 = 706.2  # Urata 1995, read in the same table
# Vauthey's line is negative below 0.627 m2: neither formula is for children.
ADULT_SURFACE_M2 = (1.0, 2.8)


def vauthey_liver_volume_ml(*, surface_m2: Number) -> Number:
    """Liver volume expected for a body surface in adults of the West (Vauthey 2002).

    Which body-surface formula gave the surface is the caller's choice, to be recorded with it.

    Args:
        surface_m2: body surface in m2, 1.0 to 2.8.

    Returns:
        Volume in mL.

    Raises:
        OutOfRangeError: a surface outside 1.0 to 2.8 m2: children are refused.

    Source: Vauthey et al., Liver Transpl 2002;8:233. Coefficients read in two later papers.

    >>> round(vauthey_liver_volume_ml(surface_m2=2.0), 2)  # 2534.56 - 794.41
    1740.15
    """
    _adult(surface_m2)
    return VAUTHEY_ML + VAUTHEY_ML_PER_M2 * surface_m2


def urata_liver_volume_ml(*, surface_m2: Number) -> Number:
    """Liver volume expected for a body surface in Japan (Urata 1995).

    Args:
        surface_m2: body surface in m2, 1.0 to 2.8.

    Returns:
        Volume in mL; at 1.8 m2 Vauthey's is 17 % larger.

    Raises:
        OutOfRangeError: a surface outside 1.0 to 2.8 m2: children are refused.

    Source: Urata et al., Hepatology 1995;21:1317. Coefficients read in PMC6422720, Table 1.

    >>> round(urata_liver_volume_ml(surface_m2=2.0), 1)  # 1412.4 + 2.4
    1414.8
    """
    _adult(surface_m2)
    return URATA_ML_PER_M2 * surface_m2 + URATA_ML


def _adult(surface_m2: Number) -> None:
    within("surface_m2", surface_m2, *ADULT_SURFACE_M2, hint="an adult's, in m2?")
