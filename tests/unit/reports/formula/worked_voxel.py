"""Symbols of the formulas of voxel dosimetry, with integrals made here and not by the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi, sqrt
from typing import Any

import numpy as np
from evaluated import right_side
from scipy.integrate import quad
from scipy.special import erf
from worked import Example, Worked, names, plain
from worked_y90 import JOULE

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.voxel.point_kernels import TISSUE_G_ML, point_kernel

FORMULA = next(one.formula for one in CALCULATORS if one.name == "voxel-s-value")


def _second_integral(widths: Any) -> Callable[[float], Any]:
    """Of the normal distribution about 0, for each of these widths."""

    def at(x: float) -> Any:
        density = np.exp(-0.5 * (x / widths) ** 2) / (widths * sqrt(2 * pi))
        return x * erf(x / (widths * sqrt(2))) / 2 + widths**2 * density

    return at


def _share(widths: Any, edge_mm: float) -> Callable[[int], Any]:
    of = {"F_n": _second_integral(widths), "a": edge_mm}
    return lambda i: right_side(FORMULA, 1, {**of, "i": i})


def _s_value(example: Example) -> Mapping[str, Any]:
    point, edge_mm = point_kernel(example["nuclide"]), example["voxel_mm"]
    terms = point.electrons + point.photons
    widths = np.array([term.width_mm for term in terms])
    return {
        **{letter: example[letter] for letter in "ijk"},
        "E_n": np.array([term.energy_mev for term in terms]) * JOULE * 1e9,
        "f_n": _share(widths, edge_mm),
        "m": edge_mm**3 * TISSUE_G_ML * 1e-6,
    }


def _whole_kernel(example: Example) -> Mapping[str, Any]:
    """Every voxel around the source that the electrons reach, of boxes with three edges."""
    point = point_kernel(example["nuclide"])
    widths = np.array([term.width_mm for term in point.electrons])
    energies = np.array([term.energy_mev for term in point.electrons])
    axes = []
    for edge_mm in (example["x_mm"], example["y_mm"], example["z_mm"]):
        rows, share = int(point.reach_mm / edge_mm) + 1, _share(widths, edge_mm)
        axes.append(np.array([share(row) for row in range(-rows, rows + 1)]))
    energy = np.einsum("n,in,jn,kn->ijk", energies, *axes)
    given = {**dict.fromkeys("ijk", 0), "S": lambda i, j, k: energy, "m": 1.0}
    return {**given, "E_decay": point.reference_mev}


def _moment(power: int, most: float) -> float:
    """Of the Maxwell distribution, up to a distance."""
    weight = sqrt(2 / pi)
    found = quad(lambda r: r**power * weight * r**2 * np.exp(-(r**2) / 2), 0, min(most, 40))
    return float(found[0])


def _recovery(example: Example) -> Mapping[str, Any]:
    c = example["diameter_mm"] * sqrt(8 * np.log(2)) / example["fwhm_mm"]
    moments = {f"I_{power}": _moment(power, c) for power in (0, 1, 3)}
    return {**moments, "diameter": example["diameter_mm"], "FWHM": example["fwhm_mm"]}


def _all_decays(example: Example) -> Mapping[str, Any]:
    return {
        "A~": example["tia_mbq_h"] * 3.6e9,
        "E": example["energy_mev"] * JOULE,
        "m": example["mass_g"] / 1000,
    }


WORKED = {
    "voxel-local-dose": Worked(_all_decays, {0: plain}, also={"mass_g": 30.0}),
    "voxel-s-value": Worked(_s_value, {0: plain}, also={"i": 1, "k": 2}),
    "voxel-kernel-energy": Worked(
        _whole_kernel,
        {0: plain},
        true_as={1: lambda r: True},
        also={"nuclide": "177Lu"},
    ),
    "voxel-sphere-recovery": Worked(_recovery, {0: plain}, also={"diameter_mm": 9.0}),
    "voxel-recovery-correction": Worked(names(D_image="mean_gy", RC="recovery"), {0: plain}),
}
