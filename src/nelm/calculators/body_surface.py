"""Body surface area from height and weight."""

from __future__ import annotations

import math


def mosteller_m2(*, height_cm: float, weight_kg: float) -> float:
    """Body surface in m2 (Mosteller, N Engl J Med 1987;317:1098).

    Args:
        height_cm: height in cm.
        weight_kg: weight in kg.

    >>> round(mosteller_m2(height_cm=180, weight_kg=80), 2)
    2.0
    """
    return math.sqrt(height_cm * weight_kg / 3600)
