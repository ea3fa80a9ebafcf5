"""Lungs: shunt by geometric means, dose, and the activity that a lung limit still allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, in_range, not_negative, positive
from nelm.calculators.y90.constant import DoseConstant
from nelm.calculators.y90.delivery import AbsorbedDose, Delivery
from nelm.calculators.y90.questions import in_activity_range, in_dose_range, in_lung_mass_range


def lung_shunt_fraction(
    *,
    lung_anterior_counts: Number,
    lung_posterior_counts: Number,
    liver_anterior_counts: Number,
    liver_posterior_counts: Number,
) -> Number:
    """Share of 99mTc-MAA in the lungs by geometric means of two planar views.

    Planar images over-estimate the shunt; SPECT/CT is better (read).

    Args:
        lung_anterior_counts: both lungs, seen from the front, 0 or more.
        lung_posterior_counts: both lungs, seen from behind, 0 or more.
        liver_anterior_counts: liver, seen from the front, above 0.
        liver_posterior_counts: liver, seen from behind, above 0.

    Raises:
        OutOfRangeError: negative counts, or a liver without counts.

    Source: F = GM_lung / (GM_lung + GM_liver); van Roekel thesis, chapter 2 (read). The example is
    exact: 6 of 6 + 54.

    >>> lung_shunt_fraction(
    ...     lung_anterior_counts=4, lung_posterior_counts=9,
    ...     liver_anterior_counts=36, liver_posterior_counts=81,
    ... )
    0.1
    """
    not_negative("lung_anterior_counts", lung_anterior_counts)
    not_negative("lung_posterior_counts", lung_posterior_counts)
    positive("liver_anterior_counts", liver_anterior_counts)
    positive("liver_posterior_counts", liver_posterior_counts)
    # Roots before the product: counts of a long acquisition never overflow.
    lung: Number = lung_anterior_counts**0.5 * lung_posterior_counts**0.5
    liver: Number = liver_anterior_counts**0.5 * liver_posterior_counts**0.5
    return lung / (lung + liver)


def lung_dose(*, activity_gbq: Number, lung_mass_kg: Number, delivery: Delivery) -> AbsorbedDose:
    """Mean absorbed dose of the lungs.

    Args:
        activity_gbq: drawn activity at the injection, in GBq, 0.05 to 30.
        lung_mass_kg: in kg, 0.3 to 2: 1 kg by convention, by CT up to a factor 2 from it.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: activity or mass out of range.

    Source: D_L = k A F (1-R) / M_L; AAPM (Dezarn et al., Med Phys 2011;38:4824; recalled). The
    example is the 0.61 GBq of the glass insert (read): 50 x 0.61 = 30.5, its 30 Gy to 1 kg.

    >>> insert = Delivery(lung_shunt_fraction=0.1, residual_fraction=0.0, constant="glass50")
    >>> round(lung_dose(activity_gbq=6.1, lung_mass_kg=1.0, delivery=insert).dose_gy, 1)
    30.5
    """
    in_activity_range("activity_gbq", activity_gbq)
    in_lung_mass_range("lung_mass_kg", lung_mass_kg)
    dose_gy = activity_gbq * delivery.lung_gy_kg_per_gbq / lung_mass_kg
    return AbsorbedDose(dose_gy=dose_gy, constant=delivery.pair)


@dataclass(frozen=True, kw_only=True)
class LungMaximum:
    """Activities that the two lung limits still allow.

    Attributes:
        single_gbq: under the limit of one treatment.
        cumulative_gbq: under the limit of all treatments, 0 when it is used up.
        activity_gbq: the smaller one.
        constant: pair of energy and half-life in use.
    """

    single_gbq: Number
    cumulative_gbq: Number
    activity_gbq: Number
    constant: DoseConstant


def lung_maximum_activity(
    *,
    single_limit_gy: float,
    cumulative_limit_gy: float,
    earlier_lung_gy: Number,
    lung_mass_kg: Number,
    delivery: Delivery,
) -> LungMaximum:
    """Largest activity under the lung limits of one treatment and of all; each is its own test.

    A residual of 0 is the cautious choice: what stays behind cannot be relied on, and the limits
    in print leave it out, A_max = limit M_L / (k F).

    Args:
        single_limit_gy: limit of one treatment, in Gy.
        cumulative_limit_gy: limit of all treatments, in Gy, not below the single one.
        earlier_lung_gy: lung dose of earlier treatments, in Gy; 0 if there were none.
        lung_mass_kg: in kg, 0.3 to 2.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: a quantity out of range, or no shunt: the lungs then set no limit.

    Source: A_max = D_left M_L / (k F (1-R)); derived. The example is exact: 30 and 50 - 28 Gy
    over 49.67 x 0.10.

    >>> most = lung_maximum_activity(
    ...     single_limit_gy=30, cumulative_limit_gy=50, earlier_lung_gy=28, lung_mass_kg=1.0,
    ...     delivery=Delivery(
    ...         lung_shunt_fraction=0.10, residual_fraction=0.0, constant="legacy49.67"),
    ... )
    >>> round(most.single_gbq, 2), round(most.cumulative_gbq, 2), round(most.activity_gbq, 2)
    (6.04, 4.43, 4.43)
    """
    in_dose_range("single_limit_gy", single_limit_gy)
    in_dose_range("cumulative_limit_gy", cumulative_limit_gy)
    if cumulative_limit_gy < single_limit_gy:
        allowed = f"at least the {single_limit_gy:g} Gy of one treatment"
        raise OutOfRangeError("cumulative_limit_gy", cumulative_limit_gy, allowed)
    in_range("earlier_lung_gy", earlier_lung_gy, 0, 500, above="cGy?")
    in_lung_mass_range("lung_mass_kg", lung_mass_kg)
    per_gbq = delivery.lung_gy_kg_per_gbq / lung_mass_kg
    if np.any(np.less_equal(per_gbq, 0)):
        allowed = "above 0: without a shunt the lungs set no limit"
        field = "lung_shunt_fraction x (1 - residual_fraction)"
        raise OutOfRangeError(field, 0.0, allowed)
    left_gy = cumulative_limit_gy - earlier_lung_gy
    return LungMaximum(
        single_gbq=single_limit_gy / per_gbq,
        cumulative_gbq=_clipped(left_gy, cumulative_limit_gy) / per_gbq,
        activity_gbq=_clipped(left_gy, single_limit_gy) / per_gbq,
        constant=delivery.pair,
    )


def _clipped(dose_gy: Number, most_gy: float) -> Number:
    clipped = np.clip(dose_gy, 0, most_gy)
    return clipped if isinstance(dose_gy, np.ndarray) else float(clipped)
