"""Zone that a tumor needs, margin that a zone gives, volume of an ellipsoid."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nelm.calculators.ranges import Number, within

TUMOR_MM = (2, 200)  # a house range: smaller numbers are likelier centimeters
ZONE_MM = (5, 150)  # a house range: smaller numbers are likelier centimeters
MARGIN_MM = (0, 30)  # a house range
ROUNDING_MM = 1e-9  # sums of tenths of a millimeter do not decide whether a margin is reached
MM3_PER_ML = 1000


def required_zone_diameter_mm(*, tumor_mm: Number, margin_mm: Number) -> Number:
    """Diameter that a zone centered on the tumor needs: tumor plus the margin on both sides.

    Args:
        tumor_mm: largest diameter of the tumor in mm.
        margin_mm: margin wanted all around, in mm.

    Returns:
        Diameter in mm.

    Raises:
        OutOfRangeError: a length outside its range (cm for mm?).

    Source: geometry (exact).

    >>> required_zone_diameter_mm(tumor_mm=25.0, margin_mm=5.0)
    35.0
    """
    within("tumor_mm", tumor_mm, *TUMOR_MM, hint="mm, not cm?")
    within("margin_mm", margin_mm, *MARGIN_MM, hint="mm?")
    return tumor_mm + 2 * margin_mm


def smallest_margin_mm(
    *, tumor_mm: Number, zone_short_axis_mm: Number, offset_mm: Number
) -> Number:
    """Thinnest margin of a zone around a tumor; negative where tumor is left outside.

    Args:
        tumor_mm: largest diameter of the tumor in mm.
        zone_short_axis_mm: shortest diameter of the zone in mm: real zones are ellipsoids.
        offset_mm: distance of the centers of tumor and zone in mm; 0 for a centered zone.

    Returns:
        Margin in mm; a lower bound, as the tumor is taken as a sphere of its largest diameter
        and the zone as a sphere of its shortest.

    Raises:
        OutOfRangeError: a length outside its range (cm for mm?).

    Source: geometry (exact for spheres).

    >>> smallest_margin_mm(tumor_mm=25.0, zone_short_axis_mm=40.0, offset_mm=3.0)
    4.5
    """
    within("tumor_mm", tumor_mm, *TUMOR_MM, hint="mm, not cm?")
    within("zone_short_axis_mm", zone_short_axis_mm, *ZONE_MM, hint="mm, not cm?")
    within("offset_mm", offset_mm, 0, ZONE_MM[1], hint="mm?")
    return (zone_short_axis_mm - tumor_mm) / 2 - offset_mm


@dataclass(frozen=True)
class ZoneCheck:
    """What one zone does to one tumor.

    Attributes:
        margin_mm: thinnest margin.
        margin_reached: it is at least the margin wanted.
        within_size: the tumor is smaller than the largest that is treated so.
    """

    margin_mm: float
    margin_reached: bool
    within_size: bool


def check_zone(
    *,
    tumor_mm: float,
    zone_short_axis_mm: float,
    offset_mm: float,
    wanted_margin_mm: float,
    size_limit_mm: float,
) -> ZoneCheck:
    """Size and margin of one zone against the limits given.

    Args:
        tumor_mm: largest diameter of the tumor in mm.
        zone_short_axis_mm: shortest diameter of the zone in mm.
        offset_mm: distance of the centers in mm.
        wanted_margin_mm: margin asked for, in mm.
        size_limit_mm: tumors from this size on are too large: the review says below 5 cm.

    Returns:
        Margin, whether it is reached, and whether the tumor is small enough.

    Raises:
        OutOfRangeError: a length outside its range (cm for mm?).

    Source: geometry; the limits are the caller's.

    >>> check_zone(tumor_mm=30, zone_short_axis_mm=40, offset_mm=0, wanted_margin_mm=5,
    ...     size_limit_mm=50)
    ZoneCheck(margin_mm=5.0, margin_reached=True, within_size=True)
    """
    within("wanted_margin_mm", wanted_margin_mm, *MARGIN_MM, hint="mm?")
    within("size_limit_mm", size_limit_mm, *TUMOR_MM, hint="mm, not cm?")
    margin = smallest_margin_mm(
        tumor_mm=tumor_mm, zone_short_axis_mm=zone_short_axis_mm, offset_mm=offset_mm
    )
    reached = bool(margin >= wanted_margin_mm - ROUNDING_MM)
    return ZoneCheck(float(margin), reached, tumor_mm < size_limit_mm)


def ellipsoid_volume_ml(*, a_mm: Number, b_mm: Number, c_mm: Number) -> Number:
    """Volume of an ellipsoid from its three diameters: pi/6 a b c.

    Args:
        a_mm: first diameter in mm, not a half-axis.
        b_mm: second diameter in mm.
        c_mm: third diameter in mm.

    Returns:
        Volume in mL.

    Raises:
        OutOfRangeError: a diameter outside 2 to 200 mm (cm for mm?).

    Source: geometry (exact).

    >>> round(ellipsoid_volume_ml(a_mm=20, b_mm=30, c_mm=10), 4)  # pi mL
    3.1416
    """
    for field, value in (("a_mm", a_mm), ("b_mm", b_mm), ("c_mm", c_mm)):
        within(field, value, *TUMOR_MM, hint="mm, not cm?")
    return math.pi / 6 * a_mm * b_mm * c_mm / MM3_PER_ML


def heat_sink(*, vessel_mm: float, gap_mm: float, vessel_limit_mm: float, near_mm: float) -> bool:
    """Whether a vessel near the zone may cool it: a reason to warn and to think of microwaves.

    Args:
        vessel_mm: diameter of the vessel in mm.
        gap_mm: from its wall to the edge of the zone in mm; 0 when it touches or crosses.
        vessel_limit_mm: vessels from this diameter on count.
        near_mm: gaps up to this count; no source read gives the number.

    Returns:
        True for a warning; never a refusal of the ablation.

    Raises:
        OutOfRangeError: a length outside its range.

    Source: derived: a comparison with the two limits given (the 3 mm of the limits file are
    recalled).

    >>> heat_sink(vessel_mm=4, gap_mm=1, vessel_limit_mm=3, near_mm=2)
    True
    """
    within("vessel_mm", vessel_mm, 0, 40, hint="mm?")
    within("gap_mm", gap_mm, 0, 200, hint="mm?")
    within("vessel_limit_mm", vessel_limit_mm, 0.5, 40, hint="mm?")
    within("near_mm", near_mm, 0, 20, hint="mm?")
    return vessel_mm >= vessel_limit_mm and gap_mm <= near_mm
