"""Marrow dose from blood samples: the self-dose, which is not the whole dose."""

from __future__ import annotations

from dataclasses import dataclass, field

from nelm.calculators.lu177.physics import electron_dose_factor_gy_g_per_mbq_h
from nelm.calculators.lu177.preset import Preset
from nelm.calculators.ranges import Number, within

EXTRACELLULAR_FRACTION = 0.19
"""Extracellular fluid of red marrow (Sgouros, J Nucl Med 1993;34:689; recalled)."""

MARROW_TO_BLOOD = (
    Preset(
        "dotatate",
        1.0,
        "ratio",
        "Forrer, Eur J Nucl Med Mol Imaging 2009;36:1138 (abstract)",
        "read",
        note="marrow as active as blood, no binding to stem cells, cross-dose significant",
    ),
)
SELF_DOSE_ONLY = (
    "self-dose of marrow by electrons only: cross-dose from organs and tumors is significant and "
    "not in it, so it is an under-estimate"
)


@dataclass(frozen=True)
class MarrowSelfDose:
    """What activity in the marrow itself gives it.

    Attributes:
        self_dose_gy: without any cross-dose.
        scope: says so.
    """

    self_dose_gy: Number
    scope: str = field(default=SELF_DOSE_ONLY)


def marrow_to_blood_ratio(*, hematocrit: Number) -> Number:
    """Activity per gram of red marrow over that of blood, for what stays outside cells.

    RMBLR = 0.19 / (1 - hematocrit)

    Args:
        hematocrit: as a fraction, 0.15 to 0.65.

    Raises:
        OutOfRangeError: the hematocrit is out of range.

    Source: Sgouros, J Nucl Med 1993;34:689 (recalled). For 177Lu-DOTATATE Forrer found 1.0
    instead (read), see `MARROW_TO_BLOOD`.
    Example, exact: 0.19 / 0.5.

    >>> marrow_to_blood_ratio(hematocrit=0.5)
    0.38
    """
    within("hematocrit", hematocrit, 0.15, 0.65, hint="as a fraction; percent?")
    return EXTRACELLULAR_FRACTION / (1 - hematocrit)


def marrow_self_dose(
    *,
    blood_tia_mbq_h_per_g: Number,
    marrow_to_blood_ratio: Number,
    electron_energy_mev: float,
) -> MarrowSelfDose:
    """Self-dose of red marrow in Gy from blood; an under-estimate, since cross-dose is not in it.

    D = c x RMBLR x time-integrated activity of blood per gram

    Args:
        blood_tia_mbq_h_per_g: time-integrated activity of blood in MBq h per gram; of samples
            counted per mL, divided by the density of blood. 0 to 100.
        marrow_to_blood_ratio: activity per gram of marrow over blood, 0.1 to 3.
        electron_energy_mev: mean electron energy per decay in MeV.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: Sgouros 1993, Forrer 2009; derived from the MIRD schema.
    Example, exact: 1 MBq h per gram with a ratio of 1 is the electron dose factor.

    >>> found = marrow_self_dose(
    ...     blood_tia_mbq_h_per_g=1, marrow_to_blood_ratio=1, electron_energy_mev=0.1473
    ... )
    >>> f"{found.self_dose_gy:.5f}"
    '0.08496'
    """
    within("blood_tia_mbq_h_per_g", blood_tia_mbq_h_per_g, 0, 100, hint="kBq?")
    within("marrow_to_blood_ratio", marrow_to_blood_ratio, 0.1, 3)
    factor = electron_dose_factor_gy_g_per_mbq_h(electron_energy_mev=electron_energy_mev)
    return MarrowSelfDose(factor * marrow_to_blood_ratio * blood_tia_mbq_h_per_g)
