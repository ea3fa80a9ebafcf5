"""How the partition doses follow their inputs: per cent of dose for one per cent of input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.y90.partition import effective_mass_kg
from nelm.calculators.y90.questions import in_shunt_range


@dataclass(frozen=True, kw_only=True)
class PartitionSensitivities:
    """Logarithmic derivatives of the doses of the partition model.

    The dose of the lungs follows the shunt with 1 and its mass with -1; every dose follows activity
    and constant with 1. Tumor and normal liver follow the masses and the shunt alike.

    Attributes:
        normal_liver_by_tn: d ln D_N / d ln TN = -w, w = TN M_T / (TN M_T + M_N).
        tumor_by_tn: d ln D_T / d ln TN = 1 - w.
        liver_by_tumor_mass: d ln D / d ln M_T = -w.
        liver_by_normal_mass: d ln D / d ln M_N = -(1 - w).
        liver_by_shunt: d ln D / d ln F = -F / (1 - F).
    """

    normal_liver_by_tn: Number
    tumor_by_tn: Number
    liver_by_tumor_mass: Number
    liver_by_normal_mass: Number
    liver_by_shunt: Number


def partition_sensitivities(
    *,
    tumor_mass_kg: Number,
    normal_liver_mass_kg: Number,
    tn_concentration_ratio: Number,
    lung_shunt_fraction: Number,
) -> PartitionSensitivities:
    """Logarithmic derivatives of the partition doses by ratio, masses and shunt.

    Args:
        tumor_mass_kg: in kg, to 6.
        normal_liver_mass_kg: perfused liver without tumor, in kg, to 6.
        tn_concentration_ratio: counts per mL of tumor over those of normal liver, 0.2 to 50.
        lung_shunt_fraction: 0 to below 1.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: derivatives of the partition model; derived. The example is exact: w = 1.0/2.3, so 30 %
    in TN are 13 % in the liver and 17 % in the tumor.

    >>> by = partition_sensitivities(
    ...     tumor_mass_kg=0.2, normal_liver_mass_kg=1.3, tn_concentration_ratio=5,
    ...     lung_shunt_fraction=0.05,
    ... )
    >>> round(30 * by.normal_liver_by_tn), round(30 * by.tumor_by_tn)
    (-13, 17)
    """
    in_shunt_range("lung_shunt_fraction", lung_shunt_fraction)
    mass_kg = effective_mass_kg(
        tumor_mass_kg=tumor_mass_kg,
        normal_liver_mass_kg=normal_liver_mass_kg,
        tn_concentration_ratio=tn_concentration_ratio,
    )
    reaches_liver = 1 - lung_shunt_fraction
    if np.any(np.less_equal(reaches_liver, 0)):
        raise OutOfRangeError("lung_shunt_fraction", 1.0, "below 1: nothing reaches the liver")
    weight = tn_concentration_ratio * tumor_mass_kg / mass_kg
    return PartitionSensitivities(
        normal_liver_by_tn=-weight,
        tumor_by_tn=1 - weight,
        liver_by_tumor_mass=-weight,
        liver_by_normal_mass=weight - 1,
        liver_by_shunt=-lung_shunt_fraction / reaches_liver,
    )
