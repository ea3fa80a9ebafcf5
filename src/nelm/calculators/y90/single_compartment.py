"""Single compartment (MIRD) dose and activity of a perfused volume.

The insert of the glass spheres leaves the shunt out of the activity (A = D M / 50) and brings it
in afterwards (dose 50 A (1-F)/M): that is this formula with a shunt of 0 and `glass50`, then with
the measured shunt. A chapter that repeats it prints "F = 0.61 when GBq is used": 0.61 GBq is the
activity that may reach 1 kg of lung (30 Gy), not a fraction.
"""

from __future__ import annotations

from nelm.calculators.ranges import Number
from nelm.calculators.y90.delivery import (
    AbsorbedDose,
    Activity,
    Delivery,
    activity_for_liver_energy,
)
from nelm.calculators.y90.questions import in_activity_range, in_dose_range, in_mass_range


def single_compartment_dose(
    *, activity_gbq: Number, perfused_mass_kg: Number, delivery: Delivery
) -> AbsorbedDose:
    """Mean absorbed dose of the perfused volume, tumor and liver taken as one.

    Args:
        activity_gbq: drawn activity at the injection, in GBq, 0.05 to 30.
        perfused_mass_kg: mass of the perfused volume, of cone-beam CT or MAA, in kg, to 6.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: activity or mass out of range.

    Source: D = k A (1-F)(1-R) / M; AAPM (Dezarn et al., Med Phys 2011;38:4824), formula read in
    the van Roekel thesis, chapter 2.

    >>> insert = Delivery(lung_shunt_fraction=0.0, residual_fraction=0.0, constant="glass50")
    >>> single_compartment_dose(
    ...     activity_gbq=3.6, perfused_mass_kg=1.5, delivery=insert
    ... ).dose_gy
    120.0
    """
    in_activity_range("activity_gbq", activity_gbq)
    in_mass_range("perfused_mass_kg", perfused_mass_kg)
    dose_gy = activity_gbq * delivery.liver_gy_kg_per_gbq / perfused_mass_kg
    return AbsorbedDose(dose_gy=dose_gy, constant=delivery.pair)


def single_compartment_activity(
    *, dose_gy: Number, perfused_mass_kg: Number, delivery: Delivery
) -> Activity:
    """Activity to draw for a mean dose of the perfused volume; shunt and residual divide.

    Args:
        dose_gy: wanted mean dose, in Gy, 0.1 to 5000.
        perfused_mass_kg: mass of the perfused volume, in kg, to 6.
        delivery: shunt, residual and constant.

    Raises:
        OutOfRangeError: dose or mass out of range, or nothing reaches the liver.

    Source: A = D M / (k (1-F)(1-R)), as `single_compartment_dose`. The example is exact
    arithmetic: 180 / (49.67 x 0.95 x 0.98).

    >>> shunted = Delivery(
    ...     lung_shunt_fraction=0.05, residual_fraction=0.02, constant="legacy49.67"
    ... )
    >>> round(single_compartment_activity(
    ...     dose_gy=120, perfused_mass_kg=1.5, delivery=shunted
    ... ).activity_gbq, 4)
    3.8925
    """
    in_dose_range("dose_gy", dose_gy)
    in_mass_range("perfused_mass_kg", perfused_mass_kg)
    return activity_for_liver_energy(energy_j=dose_gy * perfused_mass_kg, delivery=delivery)
