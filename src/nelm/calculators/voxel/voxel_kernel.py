"""A point kernel averaged over voxels: voxel S values for any spacing, and the energy gate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import erfc

from nelm.calculators.ranges import OutOfRangeError, positive, within
from nelm.calculators.voxel.grid import LARGEST_MM, SMALLEST_MM, Triple
from nelm.calculators.voxel.point_kernels import (
    TISSUE_G_ML,
    PointKernel,
    point_kernel,
)

Floats = npt.NDArray[np.float64]

MEV_J: Final = 1.602176634e-13  # exact since the SI of 2019
ENERGY_TOLERANCE: Final = 0.03


@dataclass(frozen=True, eq=False)  # arrays are not equal or unequal
class VoxelKernel:
    """Energy per decay in the voxels around the one of the decay, as products of three axes.

    Attributes:
        point: what was averaged.
        spacing_mm: size of a voxel.
        energies_mev: energy per decay of each term, electrons first.
        shares: for each axis, row by term and column by distance in voxels from 0 on, the share of
            the energy of a term that a box row takes up; a box row lies on both sides.
    """

    point: PointKernel
    spacing_mm: Triple
    energies_mev: Floats
    shares: tuple[Floats, Floats, Floats]

    @property
    def half_width(self) -> tuple[int, int, int]:
        """Voxels on each side of the source."""
        x, y, z = (share.shape[1] - 1 for share in self.shares)
        return x, y, z

    @property
    def term_energies_mev(self) -> Floats:
        """Energy per decay of each term inside the kernel."""
        sums = [2 * share.sum(axis=1) - share[:, 0] for share in self.shares]
        return np.asarray(self.energies_mev * np.prod(sums, axis=0))

    @property
    def electron_mev(self) -> float:
        """Electron energy per decay inside the kernel."""
        return float(self.term_energies_mev[: len(self.point.electrons)].sum())

    @property
    def energy_mev(self) -> float:
        """Energy per decay inside the kernel, photons within reach included."""
        return float(self.term_energies_mev.sum())

    def dense_mev(self) -> Floats:
        """Energy per decay of every voxel around the source, which is the middle one."""
        x, y, z = (np.hstack([share[:, :0:-1], share]) for share in self.shares)
        return np.asarray(np.einsum("t,ti,tj,tk->ijk", self.energies_mev, x, y, z, optimize=True))


def box_shares(*, width_mm: float, spacing_mm: float, half_width: int) -> Floats:
    """Share of a Gaussian's energy that passes from a box row to those 0, 1, ... rows away.

    Source and target are averaged over their length a: (F(x + a) - 2 F(x) + F(x - a)) / a, where F
    is the second integral of the Gaussian, x erf(x / (s sqrt 2)) / 2 + s^2 N(x; s).

    Args:
        width_mm: standard deviation in mm.
        spacing_mm: size of a voxel along this axis in mm.
        half_width: rows on each side.

    Raises:
        OutOfRangeError: a width or a size that is not above 0.

    Derived; a Gaussian much narrower than the box stays in it, all but sqrt(2 / pi) s / a:

    >>> box_shares(width_mm=0.01, spacing_mm=10.0, half_width=2).round(4)
    array([9.992e-01, 4.000e-04, 0.000e+00])
    """
    positive("width_mm", width_mm)
    positive("spacing_mm", spacing_mm)
    x = spacing_mm * np.arange(half_width + 2)
    gauss = np.exp(-0.5 * (x / width_mm) ** 2) / math.sqrt(2 * math.pi)
    # F less its straight part x / 2, which would drown far rows in rounding; row 0 has it back.
    bent = width_mm * gauss - 0.5 * x * erfc(x / (width_mm * math.sqrt(2)))
    source = 1 + 2 * (bent[1] - bent[0]) / spacing_mm
    return np.concatenate([[source], np.diff(bent, 2) / spacing_mm])


def voxel_kernel(*, point: PointKernel, spacing_mm: Triple) -> VoxelKernel:
    """The kernel for voxels of any size, refused unless it keeps the energy of the decay data.

    Args:
        point: point kernel, with or without photons.
        spacing_mm: size of a voxel in mm.

    Raises:
        OutOfRangeError: bad spacing, or electron energy 3 % or more from the decay data.

    The electron energy of 90Y is 0.9331 MeV whatever the voxel:

    >>> from nelm.calculators.voxel.point_kernels import Y90
    >>> round(voxel_kernel(point=Y90, spacing_mm=(2.0, 2.0, 5.0)).electron_mev, 4)
    0.9331
    """
    within("spacing_mm", np.array(spacing_mm), SMALLEST_MM, LARGEST_MM, hint="cm?")
    terms = point.electrons + point.photons

    def axis(size_mm: float) -> Floats:
        # The source may lie at the face of its voxel, so a row begun is a row needed.
        rows = math.ceil(point.reach_mm / size_mm - 1e-9)
        return np.array(
            [
                box_shares(width_mm=term.width_mm, spacing_mm=size_mm, half_width=rows)
                for term in terms
            ]
        )

    x_mm, y_mm, z_mm = spacing_mm
    energies = np.array([term.energy_mev for term in terms])
    kernel = VoxelKernel(point, spacing_mm, energies, (axis(x_mm), axis(y_mm), axis(z_mm)))
    require_energy(energy_mev=kernel.electron_mev, reference_mev=point.reference_mev)
    return kernel


def require_energy(*, energy_mev: float, reference_mev: float) -> None:
    """Refuse a kernel 3 % or more from the energy per decay of the decay data, or with a NaN.

    Args:
        energy_mev: energy per decay of the kernel in MeV.
        reference_mev: energy per decay of the decay data in MeV.

    Raises:
        OutOfRangeError: it is.

    Linear interpolation between tabulated 90Y S values adds 25 % at 10 mm:

    >>> require_energy(energy_mev=1.169, reference_mev=0.9331)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: energy_mev is 1.169; allowed: within 3 % of 0.9331 MeV
    """
    positive("reference_mev", reference_mev)
    if not abs(energy_mev / reference_mev - 1) < ENERGY_TOLERANCE:  # a NaN is refused too
        raise OutOfRangeError("energy_mev", energy_mev, f"within 3 % of {reference_mev} MeV")


def table_energy_mev(
    *, s_values_mgy_per_mbq_s: Floats, spacing_mm: Triple, density_g_ml: float = TISSUE_G_ML
) -> float:
    """Energy per decay of a table of voxel S values: the sum of S times the mass of a voxel.

    Args:
        s_values_mgy_per_mbq_s: S values of every voxel around the source, on both sides.
        spacing_mm: size of a voxel in mm.
        density_g_ml: density of the tissue of the table in g/mL.

    Raises:
        OutOfRangeError: bad spacing or density.

    The 90Y table at 4.42 mm has 0.689 mGy/(MBq s) in the source voxel, 0.386 MeV of 0.93:

    >>> source = np.full((1, 1, 1), 0.689)
    >>> round(table_energy_mev(s_values_mgy_per_mbq_s=source, spacing_mm=(4.42, 4.42, 4.42)), 3)
    0.386
    """
    within("spacing_mm", np.array(spacing_mm), SMALLEST_MM, LARGEST_MM, hint="cm?")
    within("density_g_ml", density_g_ml, 0.05, 4, hint="kg/m3?")
    mass_kg = math.prod(spacing_mm) * density_g_ml * 1e-6
    # mGy/(MBq s) is 1e-3 J/kg for 1e6 decays.
    return float(np.sum(s_values_mgy_per_mbq_s)) * 1e-9 * mass_kg / MEV_J


def s_value_mgy_per_mbq_s(*, nuclide: str, voxel_mm: float, i: int, j: int, k: int) -> float:
    """Voxel S value in cubic voxels of soft tissue, i, j, k voxels away from the source.

    Args:
        nuclide: 90Y or 177Lu.
        voxel_mm: edge of a voxel in mm.
        i: voxels away along the first axis.
        j: along the second.
        k: along the third.

    Raises:
        OutOfRangeError: another nuclide, bad spacing, or farther than the kernel reaches.

    Lanconelli 2012 prints 0.0973 for the next voxel at 4.42 mm; the electrons are scaled to
    0.9331 MeV per decay, 0.3 % below that table:

    >>> round(s_value_mgy_per_mbq_s(nuclide="90Y", voxel_mm=4.42, i=0, j=0, k=1), 3)
    0.097
    """
    for field, steps in (("i", i), ("j", j), ("k", k)):
        if isinstance(steps, bool) or not isinstance(steps, int):
            raise OutOfRangeError(field, steps, "a whole number")
    within("voxel_mm", voxel_mm, SMALLEST_MM, LARGEST_MM, hint="cm?")
    kernel = voxel_kernel(point=point_kernel(nuclide), spacing_mm=(voxel_mm, voxel_mm, voxel_mm))
    away, reach = [abs(i), abs(j), abs(k)], kernel.half_width[0]
    if max(away) > reach:
        raise OutOfRangeError("i, j, k", max(away), f"up to {reach} voxels")
    terms = np.prod([share[:, n] for share, n in zip(kernel.shares, away, strict=True)], axis=0)
    mass_kg = voxel_mm**3 * TISSUE_G_ML * 1e-6
    return float(kernel.energies_mev @ terms) * MEV_J / mass_kg * 1e9


def kernel_energy_mev(*, nuclide: str, x_mm: float, y_mm: float, z_mm: float) -> float:
    """Electron energy per decay of the kernel for voxels of this size.

    Args:
        nuclide: 90Y or 177Lu.
        x_mm: size of a voxel along the first axis in mm.
        y_mm: along the second.
        z_mm: along the third.

    Raises:
        OutOfRangeError: another nuclide, bad spacing, or 3 % or more from the decay data.

    The mean electron energy of 177Lu is 0.1473 MeV:

    >>> round(kernel_energy_mev(nuclide="177Lu", x_mm=1.0, y_mm=1.0, z_mm=3.0), 4)
    0.1473
    """
    for field, size_mm in (("x_mm", x_mm), ("y_mm", y_mm), ("z_mm", z_mm)):
        within(field, size_mm, SMALLEST_MM, LARGEST_MM, hint="cm?")
    return voxel_kernel(point=point_kernel(nuclide), spacing_mm=(x_mm, y_mm, z_mm)).electron_mev
