"""Where the activity of a vial goes: liver, lungs, and what stays behind in vial and line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, in_range
from nelm.calculators.y90.constant import Constant, DoseConstant, dose_constant
from nelm.calculators.y90.questions import in_shunt_range


def mass_kg(*, volume_ml: Number, density_g_ml: Number) -> Number:
    """Mass of a volume seen on an image; the density is said, never left out.

    Args:
        volume_ml: in mL, 0.1 to 7000.
        density_g_ml: in g/mL, 0.1 to 1.3: liver 1.03 to 1.05, lungs about 0.3 (recalled).

    Raises:
        OutOfRangeError: volume or density out of range.

    Source: mass = volume x density; exact.

    >>> round(mass_kg(volume_ml=1500, density_g_ml=1.05), 3)
    1.575
    """
    in_range("volume_ml", volume_ml, 0.1, 7000, above="mm3?")
    in_range("density_g_ml", density_g_ml, 0.1, 1.3, above="kg/m3?")
    return volume_ml * density_g_ml / 1000


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How a drawn activity divides, and the dose constant it is reckoned with.

    Attributes:
        lung_shunt_fraction: share of the injected activity that reaches the lungs, 0 to 1.
        residual_fraction: share of the drawn activity left in vial and line, 0 to 1.
        constant: aapm2011, legacy49.67, icrp107 or glass50, or a pair of your own.

    Raises:
        OutOfRangeError: a fraction outside 0 to 1, or no such preset.

    >>> Delivery(lung_shunt_fraction=5.0, residual_fraction=0.0, constant="aapm2011")
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: lung_shunt_fraction is 5.0; allowed: 0 to 1 \
(percent, or an activity in GBq?)
    """

    lung_shunt_fraction: Number
    residual_fraction: Number
    constant: Constant

    def __post_init__(self) -> None:
        in_shunt_range("lung_shunt_fraction", self.lung_shunt_fraction)
        in_range("residual_fraction", self.residual_fraction, 0, 1, above="percent?")
        dose_constant(self.constant)

    @property
    def pair(self) -> DoseConstant:
        """Energy and half-life in use."""
        return dose_constant(self.constant)

    @property
    def liver_gy_kg_per_gbq(self) -> Number:
        """Energy left in the liver by 1 GBq drawn: k (1-F)(1-R)."""
        reached = (1 - self.lung_shunt_fraction) * (1 - self.residual_fraction)
        return self.pair.gy_kg_per_gbq * reached

    @property
    def lung_gy_kg_per_gbq(self) -> Number:
        """Energy left in the lungs by 1 GBq drawn: k F (1-R)."""
        reached = self.lung_shunt_fraction * (1 - self.residual_fraction)
        return self.pair.gy_kg_per_gbq * reached


@dataclass(frozen=True, kw_only=True)
class AbsorbedDose:
    """A mean absorbed dose with the constant it was made with."""

    dose_gy: Number
    constant: DoseConstant


@dataclass(frozen=True, kw_only=True)
class Activity:
    """An activity to draw with the constant it was made with."""

    activity_gbq: Number
    constant: DoseConstant


def activity_for_liver_energy(*, energy_j: Number, delivery: Delivery) -> Activity:
    """Activity to draw so that this energy is left in the liver; the shunt divides.

    Args:
        energy_j: sum of dose times mass, in J = Gy kg.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: nothing reaches the liver.

    Source: A = energy / (k (1-F)(1-R)); derived.

    >>> one_gray = Delivery(lung_shunt_fraction=0.5, residual_fraction=0.0, constant="glass50")
    >>> activity_for_liver_energy(energy_j=100.0, delivery=one_gray).activity_gbq
    4.0
    """
    per_gbq = delivery.liver_gy_kg_per_gbq
    if np.any(np.less_equal(per_gbq, 0)):
        allowed = "both below 1: nothing reaches the liver"
        raise OutOfRangeError("lung_shunt_fraction, residual_fraction", 1.0, allowed)
    return Activity(activity_gbq=energy_j / per_gbq, constant=delivery.pair)
