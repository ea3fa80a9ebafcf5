"""Overlapping ablations: how large a ball n equal zones cover together.

Centers sit at R cos(theta) from the middle, in the directions of the best known covering of a
sphere by n caps of angle theta. A ball of diameter 2R is covered when the zones have diameter
2R sin(theta): the caps close the surface; along the worst ray a zone covers from R cos(2 theta)
to R, so the middle is covered too when theta >= 45 degrees (n = 4, 6, 8), and with one more zone
in the middle when theta >= 30 degrees (n = 12, 14).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nelm.calculators.ablation.zone import ROUNDING_MM, ZONE_MM, required_zone_diameter_mm
from nelm.calculators.ranges import OutOfRangeError, within

# Angles of 8 and 14 caps: best coverings known (Hardin, Sloane and Smith, tables); computed
# again here by minimization. The other three are exact: tetrahedron, octahedron, icosahedron.
EIGHT_CAPS_DEGREES = 48.1395
FOURTEEN_CAPS_DEGREES = 34.9379
# Covered diameter by diameter of one zone; 13 and 15 have one zone in the middle.
COVERED_BY_ZONES = {
    1: 1.0,
    4: 3 / (2 * math.sqrt(2)),
    6: math.sqrt(3 / 2),
    8: 1 / math.sin(math.radians(EIGHT_CAPS_DEGREES)),
    13: math.sqrt(15 / (10 - 2 * math.sqrt(5))),
    15: 1 / math.sin(math.radians(FOURTEEN_CAPS_DEGREES)),
}


def covered_diameter_mm(*, zone_short_axis_mm: float, zones: int) -> float:
    """Diameter of the largest ball that overlapping equal zones cover in the best arrangement.

    Args:
        zone_short_axis_mm: shortest diameter of one zone in mm: zones are taken as spheres.
        zones: 1, 4, 6, 8, 13 (12 and one in the middle) or 15 (14 and one in the middle).

    Returns:
        Covered diameter in mm; nothing is left over for a misplaced needle.

    Raises:
        OutOfRangeError: another number of zones, or a zone outside 5 to 150 mm (cm for mm?).

    Source: geometry; d / sin(theta_n). Six 3-cm zones: 3.7 cm is printed by Dodd et al.,
    Radiographics 2000;20:9, fig 4b (read).

    >>> round(covered_diameter_mm(zone_short_axis_mm=30, zones=6), 1)
    36.7
    """
    within("zone_short_axis_mm", zone_short_axis_mm, *ZONE_MM, hint="mm, not cm?")
    if isinstance(zones, bool) or zones not in COVERED_BY_ZONES:
        known = ", ".join(str(number) for number in COVERED_BY_ZONES)
        raise OutOfRangeError("zones", zones, f"one of {known}")
    return zone_short_axis_mm * COVERED_BY_ZONES[zones]


@dataclass(frozen=True)
class Covering:
    """An arrangement of zones that covers tumor and margin.

    Attributes:
        zones: how many.
        required_mm: diameter to be covered: tumor and twice the margin.
        covered_mm: diameter that is covered.
        spare_mm: what is left on each side for a misplaced needle.
    """

    zones: int
    required_mm: float
    covered_mm: float
    spare_mm: float


def smallest_covering(*, tumor_mm: float, margin_mm: float, zone_short_axis_mm: float) -> Covering:
    """Fewest equal zones that cover a tumor and its margin, of 1, 4, 6, 8, 13 and 15.

    Args:
        tumor_mm: largest diameter of the tumor in mm.
        margin_mm: margin wanted all around, in mm.
        zone_short_axis_mm: shortest diameter of one zone in mm.

    Returns:
        Number of zones, what is required, covered and spare.

    Raises:
        OutOfRangeError: even 15 zones are not enough, so a larger device is needed; or a length
            outside its range (cm for mm?).

    Source: geometry; see `covered_diameter_mm`.

    >>> smallest_covering(tumor_mm=30, margin_mm=10, zone_short_axis_mm=30).zones
    15
    """
    required = float(required_zone_diameter_mm(tumor_mm=tumor_mm, margin_mm=margin_mm))
    for zones in COVERED_BY_ZONES:
        covered = covered_diameter_mm(zone_short_axis_mm=zone_short_axis_mm, zones=zones)
        if covered >= required - ROUNDING_MM:
            spare = max(0.0, covered - required) / 2
            return Covering(zones, required, covered, spare)
    allowed = f"at most {covered:.1f} mm with its margin for 15 such zones: a larger device?"
    raise OutOfRangeError("tumor_mm", tumor_mm, allowed)
