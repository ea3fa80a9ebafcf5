"""What an image of limited resolution still shows of a small sphere."""

from __future__ import annotations

import math
from typing import Final

from nelm.calculators.ranges import within

SMALLEST_MM, LARGEST_MM = 1e-3, 1e3
FWHM_PER_WIDTH: Final = math.sqrt(8 * math.log(2))
SMALL_LESION_FWHM: Final = 3.0  # below three times the resolution the ends of a histogram are blur


def sphere_share(*, diameter_mm: float, width_mm: float) -> float:
    """Share that stays in a uniform sphere when each of its points is spread by a Gaussian.

    Two points of a ball of radius R are apart by r with the weight 1 - 3r/(4R) + r^3/(16 R^3);
    this is the mean of that weight over the distances of the Gaussian, with c = 2R/s
    (I0 - 3 I1/(2c) + I3/(2 c^3), the I being moments of the Maxwell distribution up to c).

    Args:
        diameter_mm: diameter of the sphere in mm.
        width_mm: standard deviation along each axis in mm.

    Raises:
        OutOfRangeError: one that is not from 0.001 to 1000 mm.

    Derived. For a sphere of ten widths or more only 1 - 3 sqrt(2/pi)/c + 4 sqrt(2/pi)/c^3 is left:

    >>> round(sphere_share(diameter_mm=10.0, width_mm=1.0), 5)
    0.76383
    """
    within("diameter_mm", diameter_mm, SMALLEST_MM, LARGEST_MM)
    within("width_mm", width_mm, SMALLEST_MM, LARGEST_MM)
    c = diameter_mm / width_mm
    if c < 0.1:  # the moments cancel there; volume times peak of the Gaussian
        return c**3 / (6 * math.sqrt(8 * math.pi)) * (1 - 0.15 * c**2)
    edge, scale = math.exp(-(c**2) / 2), math.sqrt(2 / math.pi)
    zeroth = math.erf(c / math.sqrt(2)) - scale * c * edge
    first = scale * (2 - (c**2 + 2) * edge)
    third = scale * (8 - (c**4 + 4 * c**2 + 8) * edge)
    return zeroth - 1.5 * first / c + 0.5 * third / c**3


def sphere_recovery(*, diameter_mm: float, fwhm_mm: float) -> float:
    """Mean that an image shows of a uniform sphere in a cold background, as a share of the truth.

    Args:
        diameter_mm: diameter of the sphere in mm.
        fwhm_mm: resolution of the image, full width at half maximum, in mm.

    Raises:
        OutOfRangeError: a diameter not above 0, or a resolution not from 0.1 to 40 mm.

    Derived, for a Gaussian resolution and no noise; a third of the mean is lost at three times the
    resolution:

    >>> round(sphere_recovery(diameter_mm=30.0, fwhm_mm=10.0), 2)
    0.67
    """
    within("fwhm_mm", fwhm_mm, 0.1, 40)
    return sphere_share(diameter_mm=diameter_mm, width_mm=fwhm_mm / FWHM_PER_WIDTH)


def recovery_corrected_mean_gy(*, mean_gy: float, recovery: float) -> float:
    """Mean dose of a small lesion with what blur took away given back: mean over recovery.

    For a lesion in a background without activity.

    Args:
        mean_gy: mean dose of the image in Gy.
        recovery: recovery coefficient of the lesion's size, above 0.1, measured or of a sphere.

    Raises:
        OutOfRangeError: a dose below 0, or a recovery not from 0.1 to 1.

    >>> recovery_corrected_mean_gy(mean_gy=60.0, recovery=0.5)
    120.0
    """
    within("mean_gy", mean_gy, 0, 1e5)
    within("recovery", recovery, 0.1, 1, hint="a share, not per cent")
    return mean_gy / recovery
