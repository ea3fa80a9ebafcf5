"""Voxel doses that tests of pages and pictures share."""

import numpy as np

from nelm.planning.dose.form import ImageLine, StructureDose, VoxelDose
from nelm.planning.form import NOT_AN_ORDER
from nelm.planning.lines import InputLine


def structure(name, mean=50.0, volume_ml=100.0):
    doses = np.linspace(0, 2 * mean, 201)
    return StructureDose(
        name=name,
        volume_ml=volume_ml,
        mass_g=1.04 * volume_ml,
        mean_mass_gy=mean,
        mean_volume_gy=mean,
        min_gy=0.0,
        max_gy=2 * mean,
        d98_gy=0.04 * mean,
        d70_gy=0.6 * mean,
        d50_gy=mean,
        d2_gy=1.96 * mean,
        volume_at_gy=(),
        equivalent_diameter_mm=57.6,
        ends_are_reliable=True,
        recovered=None,
        curve_dose_gy=tuple(doses.tolist()),
        curve_volume_percent=tuple(np.linspace(100, 0, 201).tolist()),
        effects=(),
        notices=(),
    )


def of_structures(*structures):
    return VoxelDose(
        schema_version=1,
        nelm_version="0",
        intended_use=NOT_AN_ORDER,
        nuclide="90Y",
        method="local deposition",
        image=ImageLine(quantity="activity concentration", unit="Bq/mL", sha256="a" * 64),
        energy_mev=0.9267,
        energy_source="aapm2011",
        half_life_h=64.04,
        half_life_source="aapm2011",
        voxel_mm=(4.0, 5.0, 3.0),
        shape=(24, 20, 16),
        fwhm_mm=6.0,
        density="1.04 g/mL in every voxel, as given",
        total_activity_mbq=800.0,
        total_decays_mbq_h=1000.0,
        active_mass_g=2000.0,
        inputs=(InputLine(name="nuclide", value="90Y", unit=""),),
        inputs_sha256="c" * 64,
        seed=None,
        notices=(),
        structures=structures,
    )


def voxel_dose():
    return of_structures(structure("liver", 50.0, 1500.0), structure("tumor", 120.0, 40.0))
