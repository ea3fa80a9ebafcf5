"""Several compartments at once, calibrated by the patient's own counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nelm.calculators.ranges import (
    Number,
    OutOfRangeError,
    above_0_to,
    check_list,
    in_range,
    not_negative,
    number_list,
    positive,
)
from nelm.calculators.y90.constant import Constant, DoseConstant, dose_constant
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.questions import in_activity_range, in_mass_range


@dataclass(frozen=True, kw_only=True)
class CompartmentDoses:
    """Mean absorbed doses of the compartments.

    Attributes:
        doses_gy: one per compartment, in the order given; arrays where an input is one.
        mean_gy: over all of them by mass; what the single compartment gives.
        constant: pair of energy and half-life in use.
    """

    doses_gy: tuple[Number, ...]
    mean_gy: Number
    constant: DoseConstant


def compartment_doses(
    *,
    activity_gbq: Number,
    concentrations: Sequence[Number],
    masses_kg: Sequence[Number],
    delivery: Delivery,
) -> CompartmentDoses:
    """Mean doses of any number of compartments: tumors, treated and untreated lobes, necrosis.

    Args:
        activity_gbq: drawn activity at the injection, in GBq, 0.05 to 30.
        concentrations: mean counts per mL of each, 0 or more, in any unit common to all.
        masses_kg: mass of each, in kg, to 6.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: a quantity out of range, lists of two lengths, or no counts at all.

    Source: D_i = k A (1-F)(1-R) c_i / sum(c_j M_j); EANM dosimetry practice (derived from the
    partition model). The example is the partition model with a necrosis: exact.

    >>> doses = compartment_doses(
    ...     activity_gbq=2.0, concentrations=[5, 1, 0], masses_kg=[0.2, 1.3, 0.1],
    ...     delivery=Delivery(
    ...         lung_shunt_fraction=0.05, residual_fraction=0.0, constant="legacy49.67"),
    ... )
    >>> [round(dose, 1) for dose in doses.doses_gy]
    [205.2, 41.0, 0.0]
    """
    in_activity_range("activity_gbq", activity_gbq)
    check_list("masses_kg", masses_kg)
    check_list("concentrations", concentrations)
    if len(concentrations) != len(masses_kg):
        allowed = f"as many as masses_kg ({len(masses_kg)}), one per compartment"
        raise OutOfRangeError("concentrations", f"of {len(concentrations)}", allowed)
    for count, mass in zip(concentrations, masses_kg, strict=True):
        not_negative("concentrations", count)
        in_mass_range("masses_kg", mass)
    weight: Number = sum(c * m for c, m in zip(concentrations, masses_kg, strict=True))
    positive("sum of concentrations x masses_kg", weight)
    energy_j = activity_gbq * delivery.liver_gy_kg_per_gbq
    whole_kg: Number = sum(masses_kg)
    return CompartmentDoses(
        doses_gy=tuple(energy_j * count / weight for count in concentrations),
        mean_gy=energy_j / whole_kg,
        constant=delivery.pair,
    )


def relative_activity_gbq(
    *, liver_activity_gbq: float, counts: Number, liver_counts: float
) -> Number:
    """Activity of a voxel or region by its share of the counts of the liver.

    The calibration of the scanner cancels; the EANM procedure rests on it (read).

    Args:
        liver_activity_gbq: activity that reached the liver, A (1-F)(1-R), in GBq, above 0 to
            30.
        counts: of the voxels or regions, 0 or more.
        liver_counts: all counts in the liver, above 0.

    Raises:
        OutOfRangeError: negative counts, or a liver without activity or counts.

    Source: A_voxel = A_liver counts / sum(counts of liver); EANM 2022 (read). The example is
    exact: a quarter.

    >>> relative_activity_gbq(liver_activity_gbq=2.0, counts=25.0, liver_counts=100.0)
    0.5
    """
    above_0_to("liver_activity_gbq", liver_activity_gbq, 30, hint="MBq?")
    positive("liver_counts", liver_counts)
    not_negative("counts", counts)
    return counts * (liver_activity_gbq / liver_counts)


def energy_balance_error(
    *,
    doses_gy: Sequence[float],
    masses_kg: Sequence[float],
    activity_gbq: float,
    residual_fraction: float,
    constant: Constant,
) -> float:
    """Share by which doses times masses, of the lungs too, miss the energy given: 0 if none.

    Args:
        doses_gy: mean dose of every compartment and of the lungs, in Gy.
        masses_kg: their masses, in kg.
        activity_gbq: drawn activity, in GBq.
        residual_fraction: share left in vial and line.
        constant: aapm2011, legacy49.67, icrp107 or glass50, or a pair of your own.

    Raises:
        OutOfRangeError: lists of two lengths, or no energy given.

    Source: conservation of energy, sum(D M) = k A (1-R); exact. In the example 10 Gy x 5 kg are
    all of 50 J.

    >>> energy_balance_error(
    ...     doses_gy=[10.0], masses_kg=[5.0], activity_gbq=1.0, residual_fraction=0.0,
    ...     constant="glass50",
    ... )
    0.0
    """
    masses = number_list("masses_kg", masses_kg)
    doses = number_list("doses_gy", doses_gy)
    if doses.shape != masses.shape:
        allowed = f"as many as masses_kg ({masses.size})"
        raise OutOfRangeError("doses_gy", f"of {doses.size}", allowed)
    not_negative("doses_gy", doses)
    not_negative("masses_kg", masses)
    in_activity_range("activity_gbq", activity_gbq)
    in_range("residual_fraction", residual_fraction, 0, 1, above="percent?")
    given_j = dose_constant(constant).gy_kg_per_gbq * activity_gbq * (1 - residual_fraction)
    positive("energy given", given_j)
    return float(doses @ masses) / given_j - 1
