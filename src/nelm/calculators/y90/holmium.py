"""166Ho microspheres: activity by liver mass, as the maker prints it."""

from __future__ import annotations

from typing import Final

from nelm.calculators.ranges import Number, in_range

HOLMIUM_MBQ_PER_KG: Final = 3780.0
"""For a mean of 60 Gy of the treated liver: read in the van Roekel thesis, chapter 2."""


def holmium_activity_mbq(*, liver_mass_kg: Number) -> Number:
    """Activity of 166Ho for a mean of 60 Gy of the treated liver.

    It stands for 0.71 MeV absorbed per decay at 26.8 h (derived).

    Args:
        liver_mass_kg: treated liver, in kg, 0.05 to 6.

    Raises:
        OutOfRangeError: mass out of range.

    Source: A = 3780 MBq/kg x M; van Roekel thesis, chapter 2 (read).

    >>> holmium_activity_mbq(liver_mass_kg=1.5)
    5670.0
    """
    in_range("liver_mass_kg", liver_mass_kg, 0.05, 6, above="g?")
    return HOLMIUM_MBQ_PER_KG * liver_mass_kg
