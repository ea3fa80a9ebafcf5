"""The calculators of voxel dosimetry that take and give single numbers."""

from __future__ import annotations

from typing import Final

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.voxel.dose import local_dose_gy
from nelm.calculators.voxel.resolution import recovery_corrected_mean_gy, sphere_recovery
from nelm.calculators.voxel.voxel_kernel import kernel_energy_mev, s_value_mgy_per_mbq_s

LANCONELLI: Final = "Lanconelli et al., Phys Med Biol 2012;57:517"

CALCULATORS: Final[tuple[Calculator, ...]] = (
    Calculator(
        name="voxel-local-dose",
        function=local_dose_gy,
        formula="D = A~ E / m",
        source="MIRD Pamphlet 21, J Nucl Med 2009;50:477: self-dose with an absorbed fraction of 1",
        status="derived",
        example={"tia_mbq_h": 1.0, "energy_mev": 0.1473, "mass_g": 1.0},
        result={"value": 0.08496},
        because="exact: 3.6e9 decays x 0.1473 MeV x 1.602176634e-13 J/MeV in 1e-3 kg",
        relative=1e-4,
    ),
    Calculator(
        name="voxel-s-value",
        function=s_value_mgy_per_mbq_s,
        formula=(
            "S(i,j,k) = sum_n(E_n f_n(i) f_n(j) f_n(k)) / m;"
            " f_n(i) = (F_n((i+1) a) - 2 F_n(i a) + F_n((i-1) a)) / a; F''_n = N(0, s_n)"
        ),
        source=f"Gaussians fitted to {LANCONELLI}; electrons scaled to 0.9331 and 0.1473 MeV",
        status="derived",
        example={"nuclide": "90Y", "voxel_mm": 4.42, "i": 0, "j": 0, "k": 0},
        result={"value": 0.689},
        because=f"{LANCONELLI}, 90Y, soft tissue, 4.42 mm; the electrons are scaled by 0.9974",
        relative=6e-3,
    ),
    Calculator(
        name="voxel-kernel-energy",
        function=kernel_energy_mev,
        formula="E = sum(S(i,j,k) m); S of electrons; abs(E / E_decay - 1) < 0.03; else refused",
        source="energy balance",
        status="derived",
        example={"nuclide": "90Y", "x_mm": 2.0, "y_mm": 2.0, "z_mm": 5.0},
        result={"value": 0.9331},
        because="the mean electron energy of 90Y, for voxels of any size",
        relative=1e-4,
    ),
    Calculator(
        name="voxel-sphere-recovery",
        function=sphere_recovery,
        formula=(
            "RC = I_0 - 3 I_1 / (2c) + I_3 / (2 c^3); c = diameter / width;"
            " width = FWHM / sqrt(8 ln 2); the I are moments of the Maxwell distribution up to c"
        ),
        source="overlap of a ball with itself, averaged over a Gaussian",
        status="derived",
        example={"diameter_mm": 42.4661, "fwhm_mm": 10.0},
        result={"value": 0.76383},
        because="c = 10, where RC is 1 - 3 sqrt(2/pi)/c + 4 sqrt(2/pi)/c^3 but for 1e-20",
        relative=1e-5,
    ),
    Calculator(
        name="voxel-recovery-correction",
        function=recovery_corrected_mean_gy,
        formula="D = D_image / RC",
        source="recovery coefficient, for a lesion in a background without activity",
        status="derived",
        example={"mean_gy": 60.0, "recovery": 0.5},
        result={"value": 120.0},
        because="exact",
        relative=1e-9,
    ),
)
