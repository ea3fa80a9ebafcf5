"""Ranges whose refusal asks about the unit, where a neighboring one would explain the number."""

from __future__ import annotations

from nelm.calculators.ranges import Number, above_0_to, in_range


def in_activity_range(field: str, activity_gbq: Number) -> None:
    """Refuse an activity outside 0.05 to 30 GBq.

    >>> in_activity_range("activity_gbq", 1800.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: activity_gbq is 1800.0; allowed: 0.05 to 30 (MBq?)
    """
    in_range(field, activity_gbq, 0.05, 30, above="MBq?")


def in_mass_range(field: str, mass_kg: Number) -> None:
    """Refuse a mass of liver tissue outside 0.1 g to 6 kg.

    >>> in_mass_range("perfused_mass_kg", 850.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: perfused_mass_kg is 850.0; allowed: 0.0001 to 6 (g?)
    """
    in_range(field, mass_kg, 0.0001, 6, above="g?")


def in_lung_mass_range(field: str, mass_kg: Number) -> None:
    """Refuse a mass of the lungs outside 0.3 to 2 kg.

    >>> in_lung_mass_range("lung_mass_kg", 1000.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: lung_mass_kg is 1000.0; allowed: 0.3 to 2 (g?)
    """
    in_range(field, mass_kg, 0.3, 2, above="g?")


def in_dose_range(field: str, dose_gy: Number) -> None:
    """Refuse a dose that is asked for outside 0.1 to 5000 Gy.

    >>> in_dose_range("dose_gy", 12000.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: dose_gy is 12000.0; allowed: 0.1 to 5000 (cGy?)
    """
    in_range(field, dose_gy, 0.1, 5000, above="cGy?")


def in_share_range(field: str, share: Number) -> None:
    """Refuse a share of the liver that is not above 0 and at most 1.

    >>> in_share_range("treated_share", 60.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: treated_share is 60.0; allowed: above 0 to 1 \
(percent?)
    """
    above_0_to(field, share, 1, hint="percent?")


def in_shunt_range(field: str, fraction: Number) -> None:
    """Refuse a lung shunt outside 0 to 1.

    A chapter prints "F = 0.61 when GBq is used": that is the activity which may reach 1 kg of lung.

    >>> in_shunt_range("lung_shunt_fraction", 5.0)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: lung_shunt_fraction is 5.0; allowed: 0 to 1 \
(percent, or an activity in GBq?)
    """
    in_range(field, fraction, 0, 1, above="percent, or an activity in GBq?")
