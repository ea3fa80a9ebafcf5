"""Dose-volume histogram of a structure, on the dose grid, with the shares of edge voxels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from nelm.calculators.ranges import OutOfRangeError, not_negative, within
from nelm.calculators.voxel import notice
from nelm.calculators.voxel.dose import DoseMap, Method
from nelm.calculators.voxel.grid import Triple, Volume
from nelm.calculators.voxel.notice import Notice
from nelm.calculators.voxel.point_kernels import Nuclide
from nelm.calculators.voxel.regions import Region
from nelm.calculators.voxel.resolution import SMALL_LESION_FWHM

Floats = npt.NDArray[np.float64]

CURVE_POINTS: Final = 201
TOUCHED_SHARE: Final = 0.01  # less of a voxel is rounding of headers, and its dose a neighbor's


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class DoseVolume:
    """Doses of the voxels of a structure, lowest first, with the volume and mass of each.

    Attributes:
        name: of the structure.
        doses_gy: of each voxel, rising.
        volumes_ml: the part of each voxel inside.
        masses_g: the mass of that part, by the density as given.
        energies_gy_g: the energy left in that part: dose times the mass it was made with.
        voxel_mm: size of a voxel of the dose grid.
        fwhm_mm: resolution of the image, 0 for what was not imaged.
        method: how the dose was made.
        nuclide: 90Y or 177Lu.
        notices: of the dose map and of this structure.
    """

    name: str
    doses_gy: Floats
    volumes_ml: Floats
    masses_g: Floats
    energies_gy_g: Floats
    voxel_mm: Triple
    fwhm_mm: float
    method: Method
    nuclide: Nuclide
    notices: tuple[Notice, ...]

    @property
    def volume_ml(self) -> float:
        """Volume of the structure."""
        return float(self.volumes_ml.sum())

    @property
    def mass_g(self) -> float:
        """Mass of the structure."""
        return float(self.masses_g.sum())

    @property
    def mean_volume_gy(self) -> float:
        """Mean dose with equal volumes counting equally."""
        return float(self.doses_gy @ self.volumes_ml) / self.volume_ml

    @property
    def mean_mass_gy(self) -> float:
        """Mean dose with equal masses counting equally: energy over mass.

        True where the doses of voxels are not: lung is lighter than the density they are made with.
        """
        return float(self.energies_gy_g.sum()) / self.mass_g

    @property
    def extremes_gy(self) -> tuple[float, float]:
        """Lowest and highest dose of the voxels of which at least 1 % lies inside."""
        least = TOUCHED_SHARE * math.prod(self.voxel_mm) / 1000
        doses = self.doses_gy[self.volumes_ml >= min(least, self.volumes_ml.max())]
        return float(doses[0]), float(doses[-1])

    @property
    def equivalent_diameter_mm(self) -> float:
        """Diameter of a sphere of the same volume."""
        return float(np.cbrt(6000 * self.volume_ml / math.pi))

    @property
    def ends_are_reliable(self) -> bool:
        """Whether it is large enough, against the resolution, to report D98 and D2."""
        return self.equivalent_diameter_mm >= SMALL_LESION_FWHM * self.fwhm_mm

    def dose_at_volume_gy(self, *, percent: float) -> float:
        """Least dose of the hottest part: D98 for 98 %.

        Args:
            percent: of the volume, 0 to 100.

        Raises:
            OutOfRangeError: another share.
        """
        within("percent", percent, 0, 100)
        first = np.flatnonzero(np.diff(self.doses_gy, prepend=-1.0))
        volumes = np.add.reduceat(self.volumes_ml, first)
        rising = np.cumsum(volumes)
        # Each dose stands at the middle of its volume: no bias from the number of voxels.
        middles = rising - volumes / 2
        return float(np.interp((1 - percent / 100) * rising[-1], middles, self.doses_gy[first]))

    def volume_at_dose_percent(self, *, dose_gy: float) -> float:
        """Share of the volume that gets at least a dose: V120 for 120 Gy.

        Args:
            dose_gy: dose in Gy.

        Raises:
            OutOfRangeError: a dose below 0.
        """
        not_negative("dose_gy", dose_gy)
        first = np.searchsorted(self.doses_gy, dose_gy, side="left")
        return 100 * float(self.volumes_ml[first:].sum()) / self.volume_ml

    def curve(self) -> tuple[Floats, Floats]:
        """Doses from 0 to the highest, and the per cent of the volume with at least each."""
        doses = np.linspace(0, self.doses_gy[-1], CURVE_POINTS)
        above = np.concatenate([np.cumsum(self.volumes_ml[::-1])[::-1], [0.0]])
        first = np.searchsorted(self.doses_gy, doses, side="left")
        return doses, 100 * above[first] / above[0]


@dataclass(frozen=True)
class DoseVolumeSummary:
    """The numbers of a histogram that are reported, with what they have to be read with."""

    name: str
    volume_ml: float
    mass_g: float
    mean_volume_gy: float
    mean_mass_gy: float
    min_gy: float
    max_gy: float
    d98_gy: float
    d70_gy: float
    d50_gy: float
    d2_gy: float
    equivalent_diameter_mm: float
    ends_are_reliable: bool
    voxel_mm: Triple
    fwhm_mm: float
    method: Method
    nuclide: Nuclide
    notices: tuple[Notice, ...]


def dose_volume(*, dose: DoseMap, region: Region) -> DoseVolume:
    """The histogram of a structure.

    Args:
        dose: dose of each voxel.
        region: structure on the same grid.

    Raises:
        OutOfRangeError: the structure lies on another grid, or has no mass.
    """
    if not region.grid.matches(dose.grid):
        raise OutOfRangeError("region", region.name, "a structure on the grid of the dose")
    inside = np.nonzero(region.occupancy)
    doses = dose.dose_gy[inside].astype(np.float64)
    order = np.argsort(doses, kind="stable")
    volumes = region.occupancy[inside].astype(np.float64) * dose.grid.voxel_ml
    masses = volumes * _inside(dose.given_density_g_ml, inside)
    energies = doses * volumes * _inside(dose.density_g_ml, inside)
    if not masses.sum() > 0:
        raise OutOfRangeError("density_g_ml", 0.0, f"above 0 somewhere in {region.name}")
    low = dose.indicative is not None and bool(dose.indicative[inside].any())
    histogram = DoseVolume(
        name=region.name,
        doses_gy=doses[order],
        volumes_ml=volumes[order],
        masses_g=masses[order],
        energies_gy_g=energies[order],
        voxel_mm=dose.grid.spacing_mm,
        fwhm_mm=dose.fwhm_mm,
        method=dose.method,
        nuclide=dose.nuclide,
        notices=dose.notices + ((notice.LOW_DENSITY,) if low else ()),
    )
    if histogram.ends_are_reliable:
        return histogram
    return replace(histogram, notices=(*histogram.notices, notice.SMALL_LESION))


def _inside(density_g_ml: float | Volume, inside: tuple[npt.NDArray[np.intp], ...]) -> Floats:
    """Density of the voxels of a structure."""
    if isinstance(density_g_ml, np.ndarray):
        return np.asarray(density_g_ml[inside], dtype=np.float64)
    return np.array(density_g_ml, dtype=np.float64)


def summary(histogram: DoseVolume) -> DoseVolumeSummary:
    """The numbers that are reported of a histogram.

    Args:
        histogram: of one structure.
    """
    return DoseVolumeSummary(
        name=histogram.name,
        volume_ml=histogram.volume_ml,
        mass_g=histogram.mass_g,
        mean_volume_gy=histogram.mean_volume_gy,
        mean_mass_gy=histogram.mean_mass_gy,
        min_gy=histogram.extremes_gy[0],
        max_gy=histogram.extremes_gy[1],
        d98_gy=histogram.dose_at_volume_gy(percent=98),
        d70_gy=histogram.dose_at_volume_gy(percent=70),
        d50_gy=histogram.dose_at_volume_gy(percent=50),
        d2_gy=histogram.dose_at_volume_gy(percent=2),
        equivalent_diameter_mm=histogram.equivalent_diameter_mm,
        ends_are_reliable=histogram.ends_are_reliable,
        voxel_mm=histogram.voxel_mm,
        fwhm_mm=histogram.fwhm_mm,
        method=histogram.method,
        nuclide=histogram.nuclide,
        notices=histogram.notices,
    )
