"""Partition model: tumor, normal liver and lungs, both ways.

The ratio is of mean counts per mL (concentrations). The artery-specific variant of Kao et al.
defines its ratio by activities, and a shunt from tumor to lung: neither can be put in here.
"""

from __future__ import annotations

from dataclasses import dataclass

from nelm.calculators.ranges import Number, above_0_to, in_range, positive
from nelm.calculators.y90.constant import DoseConstant
from nelm.calculators.y90.delivery import Activity, Delivery, activity_for_liver_energy
from nelm.calculators.y90.questions import (
    in_activity_range,
    in_dose_range,
    in_lung_mass_range,
    in_mass_range,
)


@dataclass(frozen=True, kw_only=True)
class PartitionDoses:
    """Mean absorbed doses of the partition model, with the constant they were made with."""

    tumor_gy: Number
    normal_liver_gy: Number
    lung_gy: Number
    constant: DoseConstant


def effective_mass_kg(
    *, tumor_mass_kg: Number, normal_liver_mass_kg: Number, tn_concentration_ratio: Number
) -> Number:
    """Mass of normal liver that would hold the same activity: TN M_T + M_N.

    Args:
        tumor_mass_kg: in kg, to 6.
        normal_liver_mass_kg: perfused liver without tumor, in kg, to 6.
        tn_concentration_ratio: counts per mL of tumor over those of normal liver, 0.2 to 50.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: the denominator of the partition model (Ho et al., Eur J Nucl Med 1996;23:947).

    >>> effective_mass_kg(
    ...     tumor_mass_kg=0.2, normal_liver_mass_kg=1.3, tn_concentration_ratio=5
    ... )
    2.3
    """
    in_mass_range("tumor_mass_kg", tumor_mass_kg)
    in_mass_range("normal_liver_mass_kg", normal_liver_mass_kg)
    in_range("tn_concentration_ratio", tn_concentration_ratio, 0.2, 50, above="percent?")
    return tn_concentration_ratio * tumor_mass_kg + normal_liver_mass_kg


def partition_doses(
    *,
    activity_gbq: Number,
    tumor_mass_kg: Number,
    normal_liver_mass_kg: Number,
    lung_mass_kg: Number,
    tn_concentration_ratio: Number,
    delivery: Delivery,
) -> PartitionDoses:
    """Mean doses of tumor, normal liver and lungs of an activity.

    Args:
        activity_gbq: drawn activity at the injection, in GBq, 0.05 to 30.
        tumor_mass_kg: in kg, to 6.
        normal_liver_mass_kg: perfused liver without tumor, in kg, to 6.
        lung_mass_kg: in kg, 0.3 to 2.
        tn_concentration_ratio: counts per mL of tumor over those of normal liver, 0.2 to 50.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: D_N = k A (1-F)(1-R) / (TN M_T + M_N), D_T = TN D_N, D_L = k A F (1-R) / M_L; Ho et
    al., Eur J Nucl Med 1996;23:947, read in the van Roekel thesis, chapter 2. The example is exact
    arithmetic: 49.67 x 2 x 0.95 / 2.3.

    >>> doses = partition_doses(
    ...     activity_gbq=2.0, tumor_mass_kg=0.2, normal_liver_mass_kg=1.3, lung_mass_kg=1.0,
    ...     tn_concentration_ratio=5, delivery=Delivery(
    ...         lung_shunt_fraction=0.05, residual_fraction=0.0, constant="legacy49.67"),
    ... )
    >>> round(doses.normal_liver_gy, 1), round(doses.tumor_gy, 1), round(doses.lung_gy, 2)
    (41.0, 205.2, 4.97)
    """
    in_activity_range("activity_gbq", activity_gbq)
    in_lung_mass_range("lung_mass_kg", lung_mass_kg)
    mass_kg = effective_mass_kg(
        tumor_mass_kg=tumor_mass_kg,
        normal_liver_mass_kg=normal_liver_mass_kg,
        tn_concentration_ratio=tn_concentration_ratio,
    )
    normal_liver_gy = activity_gbq * delivery.liver_gy_kg_per_gbq / mass_kg
    return PartitionDoses(
        tumor_gy=tn_concentration_ratio * normal_liver_gy,
        normal_liver_gy=normal_liver_gy,
        lung_gy=activity_gbq * delivery.lung_gy_kg_per_gbq / lung_mass_kg,
        constant=delivery.pair,
    )


def activity_for_normal_liver_dose(
    *,
    normal_liver_gy: Number,
    tumor_mass_kg: Number,
    normal_liver_mass_kg: Number,
    tn_concentration_ratio: Number,
    delivery: Delivery,
) -> Activity:
    """Activity to draw for a mean dose of the normal liver; shunt and residual divide.

    Args:
        normal_liver_gy: wanted or accepted mean dose, in Gy.
        tumor_mass_kg: in kg, to 6.
        normal_liver_mass_kg: perfused liver without tumor, in kg, to 6.
        tn_concentration_ratio: counts per mL of tumor over those of normal liver, 0.2 to 50.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: a quantity out of range, or nothing reaches the liver.

    Source: A = D_N (TN M_T + M_N) / (k (1-F)(1-R)); van Roekel thesis, chapter 2 (read, without
    R). The example is exact: 24 x 2.3 / (49.67 x 0.95), where a public calculator once gave 3.58.

    >>> round(activity_for_normal_liver_dose(
    ...     normal_liver_gy=24, tumor_mass_kg=0.2, normal_liver_mass_kg=1.3,
    ...     tn_concentration_ratio=5, delivery=Delivery(
    ...         lung_shunt_fraction=0.05, residual_fraction=0.0, constant="legacy49.67"),
    ... ).activity_gbq, 2)
    1.17
    """
    in_dose_range("normal_liver_gy", normal_liver_gy)
    mass_kg = effective_mass_kg(
        tumor_mass_kg=tumor_mass_kg,
        normal_liver_mass_kg=normal_liver_mass_kg,
        tn_concentration_ratio=tn_concentration_ratio,
    )
    return activity_for_liver_energy(energy_j=normal_liver_gy * mass_kg, delivery=delivery)


def activity_for_tumor_dose(
    *,
    tumor_gy: Number,
    tumor_mass_kg: Number,
    normal_liver_mass_kg: Number,
    tn_concentration_ratio: Number,
    delivery: Delivery,
) -> Activity:
    """Activity to draw for a mean dose of the tumor: that of the normal liver is 1/TN of it.

    Args:
        tumor_gy: wanted mean dose, in Gy.
        tumor_mass_kg: in kg, to 6.
        normal_liver_mass_kg: perfused liver without tumor, in kg, to 6.
        tn_concentration_ratio: counts per mL of tumor over those of normal liver, 0.2 to 50.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: a quantity out of range, or nothing reaches the liver.

    Source: as `activity_for_normal_liver_dose`, with D_N = D_T / TN; derived. The example is
    exact: 120 Gy of tumor at TN 5 are 24 Gy of liver.

    >>> round(activity_for_tumor_dose(
    ...     tumor_gy=120, tumor_mass_kg=0.2, normal_liver_mass_kg=1.3,
    ...     tn_concentration_ratio=5, delivery=Delivery(
    ...         lung_shunt_fraction=0.05, residual_fraction=0.0, constant="legacy49.67"),
    ... ).activity_gbq, 2)
    1.17
    """
    in_dose_range("tumor_gy", tumor_gy)
    mass_kg = effective_mass_kg(
        tumor_mass_kg=tumor_mass_kg,
        normal_liver_mass_kg=normal_liver_mass_kg,
        tn_concentration_ratio=tn_concentration_ratio,
    )
    energy_j = tumor_gy / tn_concentration_ratio * mass_kg
    return activity_for_liver_energy(energy_j=energy_j, delivery=delivery)


def tn_concentration_ratio(
    *,
    tumor_counts: Number,
    tumor_volume_ml: Number,
    normal_liver_counts: Number,
    normal_liver_volume_ml: Number,
) -> Number:
    """Ratio of mean counts per mL of tumor and normal liver, from counts and volumes.

    Args:
        tumor_counts: all counts in the tumor, above 0.
        tumor_volume_ml: in mL, above 0 to 10 000.
        normal_liver_counts: all counts in the perfused liver without tumor, above 0.
        normal_liver_volume_ml: in mL, 5 to 10 000.

    Raises:
        OutOfRangeError: a quantity that is not above 0.

    Source: the definition (Ho et al., Eur J Nucl Med 1996;23:947). The ratio of the counts alone,
    an activity ratio, would be 0.77 in the example.

    >>> tn_concentration_ratio(
    ...     tumor_counts=1000, tumor_volume_ml=200,
    ...     normal_liver_counts=1300, normal_liver_volume_ml=1300,
    ... )
    5.0
    """
    positive("tumor_counts", tumor_counts)
    above_0_to("tumor_volume_ml", tumor_volume_ml, 10_000, hint="mm3?")
    positive("normal_liver_counts", normal_liver_counts)
    in_range("normal_liver_volume_ml", normal_liver_volume_ml, 5, 10_000, above="mm3?", below="L?")
    tumor_per_ml = tumor_counts / tumor_volume_ml
    return tumor_per_ml / (normal_liver_counts / normal_liver_volume_ml)
