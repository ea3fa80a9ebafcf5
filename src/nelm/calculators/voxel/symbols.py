"""What the symbols in formulas of voxel dosimetry mean; see `nelm.calculators.symbols`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHARED: Final[Mapping[str, str]] = MappingProxyType({"D": "mean dose, Gy"})

OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "voxel-local-dose": {
            "A~": "number of decays (`tia_mbq_h` x 3.6e9)",
            "E": "energy of a decay that stays in the mass, J (`energy_mev` x 1.602176634e-13)",
            "m": "mass, kg (`mass_g` / 1000)",
        },
        "voxel-s-value": {
            "E_n": "energy of term n of the kernel, mJ per MBq s",
            "F''_n": "second derivative of F_n: the normal distribution, 1/mm",
            "F_n": "second integral of the normal distribution of term n, mm",
            "N": "normal distribution by mean and width, 1/mm",
            "S": "dose of one voxel by the decays in another, mGy/(MBq s)",
            "a": "edge of a voxel, mm (`voxel_mm`)",
            "f_n": "share of term n that passes along one axis, 0 to 1",
            "i": "voxels away along the first axis (`i`)",
            "j": "voxels away along the second axis (`j`)",
            "k": "voxels away along the third axis (`k`)",
            "m": "mass of a voxel of soft tissue, kg",
            "s_n": "width of term n along each axis, mm",
        },
        "voxel-kernel-energy": {
            "E": "energy of the electrons of a decay in the kernel, MeV",
            "E_decay": "mean energy of the electrons of a decay by the decay data, MeV",
            "S": "energy of a decay in voxel i, j, k by its mass, MeV/kg",
            "i": "voxels away along the first axis",
            "j": "voxels away along the second axis",
            "k": "voxels away along the third axis",
            "m": "mass of a voxel, kg",
        },
        "voxel-sphere-recovery": {
            "FWHM": "resolution of the image, mm (`fwhm_mm`)",
            "I_0": "moment 0 of the Maxwell distribution, up to c",
            "I_1": "moment 1 of the Maxwell distribution, up to c",
            "I_3": "moment 3 of the Maxwell distribution, up to c",
            "RC": "recovery coefficient, 0 to 1",
            "c": "diameter over width of the blur",
            "diameter": "diameter of the sphere, mm (`diameter_mm`)",
            "width": "standard deviation of the blur along each axis, mm",
        },
        "voxel-recovery-correction": {
            "D": "mean dose with what blur took away given back, Gy",
            "D_image": "mean dose in the image, Gy (`mean_gy`)",
            "RC": "recovery coefficient, 0.1 to 1 (`recovery`)",
        },
    }
)
