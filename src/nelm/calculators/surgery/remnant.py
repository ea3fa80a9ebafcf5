"""Future liver remnant by two denominators that must not be mixed.

`sflr` divides by the volume expected for the body surface, `flr_share_measured` by the measured
liver without its tumor. Each minimum holds for one of the two only.
"""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, not_negative, within

LIVER_ML = (400, 6000)  # a house range
REMNANT_ML = (50, 6000)  # a house range: a part of a liver
REMNANT_KG = (0.05, 6)  # a house range
WEIGHT_KG = (30, 250)  # a house range


def sflr_percent(*, remnant_ml: Number, standard_liver_ml: Number) -> Number:
    """Standardized future liver remnant: the remnant against the volume expected for the body.

    Args:
        remnant_ml: measured future remnant in mL, without tumor.
        standard_liver_ml: volume by `vauthey_liver_volume_ml` or `urata_liver_volume_ml`.

    Returns:
        Percent of the expected volume.

    Raises:
        OutOfRangeError: a volume that no adult liver has (L for mL?).

    Source: Vauthey et al., Surgery 2000;127:512 (abstract read: ratio to a volume by surface).

    >>> round(sflr_percent(remnant_ml=522, standard_liver_ml=1740), 1)  # 3 tenths
    30.0
    """
    within("remnant_ml", remnant_ml, *REMNANT_ML, hint="mL?")
    within("standard_liver_ml", standard_liver_ml, *LIVER_ML, hint="mL?")
    return 100 * (remnant_ml / standard_liver_ml)


def flr_share_measured_percent(*, remnant_ml: Number, liver_ml: Number, tumor_ml: Number) -> Number:
    """Remnant against the measured liver without its tumor; not comparable with `sflr`.

    Args:
        remnant_ml: measured future remnant in mL, without tumor.
        liver_ml: measured whole liver in mL, tumor included.
        tumor_ml: measured tumor in the liver in mL.

    Returns:
        Percent of the liver without tumor.

    Raises:
        OutOfRangeError: a volume that no adult liver has, a tumor as large as the liver, or a
            remnant larger than the liver without tumor.

    Source: Shoup 2003, Kubota 1997 and Azoulay 2000 divide so (PMC6422720, Table 1, read).

    >>> round(flr_share_measured_percent(remnant_ml=450, liver_ml=1800, tumor_ml=300), 1)
    30.0
    """
    within("remnant_ml", remnant_ml, *REMNANT_ML, hint="mL?")
    within("liver_ml", liver_ml, *LIVER_ML, hint="mL?")
    not_negative("tumor_ml", tumor_ml)
    free_ml = liver_ml - tumor_ml
    _no_more("tumor_ml", tumor_ml, liver_ml, "less than liver_ml", equal=False)
    _no_more("remnant_ml", remnant_ml, free_ml, "at most liver_ml - tumor_ml", equal=True)
    return 100 * (remnant_ml / free_ml)


def remnant_to_body_weight_percent(*, remnant_kg: Number, weight_kg: Number) -> Number:
    """Mass of the future remnant against body weight.

    Args:
        remnant_kg: mass in kg: volume times a density that the caller states.
        weight_kg: body weight in kg.

    Returns:
        Percent of body weight.

    Raises:
        OutOfRangeError: a mass or weight outside adult ranges (g or mL for kg?).

    Source: Truant et al., J Am Coll Surg 2007;204:22 (recalled, to be verified).

    >>> round(remnant_to_body_weight_percent(remnant_kg=0.35, weight_kg=70), 2)  # half a percent
    0.5
    """
    within("remnant_kg", remnant_kg, *REMNANT_KG, hint="kg?")
    within("weight_kg", weight_kg, *WEIGHT_KG, hint="kg?")
    return 100 * (remnant_kg / weight_kg)


def _no_more(field: str, value: Number, most: Number, allowed: str, *, equal: bool) -> None:
    values, limits = np.broadcast_arrays(np.asarray(value, float), np.asarray(most, float))
    wrong = values > limits if equal else values >= limits
    if wrong.any():
        raise OutOfRangeError(field, float(values[wrong][0]), allowed)
