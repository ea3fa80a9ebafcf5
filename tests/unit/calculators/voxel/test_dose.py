"""Voxel dose: energy balance of both methods, density, notices, and exact doses of spheres."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.decays import DecayMap, implant_tia_mbq_h
from nelm.calculators.voxel.dose import GY_ML_PER_MEV_MBQ_H, local_dose_gy, voxel_dose
from nelm.calculators.voxel.dose_volume import dose_volume
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.point_kernels import LU177, Y90
from nelm.calculators.voxel.regions import region_from_shape, sphere_distance_mm
from nelm.calculators.voxel.resolution import sphere_share

SHAPE = (17, 18, 19)
GRID = Grid(shape=SHAPE, spacing_mm=(4.0, 5.0, 3.0))
Y90_ELECTRONS = Y90.without_photons()


def blob(nuclide="90Y", fwhm_mm=0.0, grid=GRID):
    """Activity four voxels and more inside of the border."""
    values = np.zeros(grid.shape)
    inner = tuple(slice(5, n - 5) for n in grid.shape)
    values[inner] = np.random.default_rng(3).gamma(1.0, size=values[inner].shape)
    return DecayMap(values, grid, nuclide, fwhm_mm)


def codes(result):
    return {each.code for each in result.notices}


def energy_mev_mbq_h(dose):
    mass = dose.density_g_ml * dose.grid.voxel_ml
    return float(np.sum(dose.dose_gy * mass, dtype=np.float64)) / GY_ML_PER_MEV_MBQ_H


@pytest.mark.parametrize("method", ["local deposition", "kernel convolution"])
@pytest.mark.parametrize("point", [Y90_ELECTRONS, LU177.without_photons()])
def test_all_energy_is_found_again(method, point):
    decays = blob(point.nuclide)
    dose = voxel_dose(decays=decays, point=point, density_g_ml=1.04, method=method)
    assert energy_mev_mbq_h(dose) == pytest.approx(
        decays.total_mbq_h * point.reference_mev, rel=1e-5
    )
    assert dose.energy_mev == pytest.approx(point.reference_mev, rel=1e-5)


@given(density=st.floats(0.8, 2.0), electron_mev=st.floats(0.92, 0.945))
def test_local_deposition_keeps_energy_at_any_density(density, electron_mev):
    decays = blob()
    point = Y90.with_electron_energy(electron_mev=electron_mev)
    dose = voxel_dose(decays=decays, point=point, density_g_ml=np.full(SHAPE, density))
    assert energy_mev_mbq_h(dose) == pytest.approx(decays.total_mbq_h * electron_mev, rel=1e-5)


def test_a_gigabecquerel_in_a_kilogram():
    """49.77 Gy kg/GBq from 0.9331 MeV and 64.10 h."""
    grid = Grid(shape=(10, 10, 10), spacing_mm=(10.0, 10.0, 10.0))
    tia = np.full(grid.shape, implant_tia_mbq_h(activity_mbq=1.0, half_life_h=64.10))
    decays = DecayMap(tia, grid, "90Y", fwhm_mm=5.0)
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=1.0)
    assert dose.dose_gy == pytest.approx(np.full(grid.shape, 49.77), abs=0.005)


def test_local_deposition_is_the_default_and_stays_in_its_voxel():
    decays = blob(fwhm_mm=5.0)
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=1.04)
    assert dose.method == "local deposition"
    assert ((dose.dose_gy > 0) == (decays.tia_mbq_h > 0)).all()
    one = decays.tia_mbq_h[8, 8, 8]
    assert dose.dose_gy[8, 8, 8] == pytest.approx(
        local_dose_gy(tia_mbq_h=one, energy_mev=0.9331, mass_g=0.06 * 1.04), rel=1e-6
    )


def test_a_uniform_map_gives_both_methods_the_same_middle():
    grid = Grid(shape=(15, 15, 15), spacing_mm=(4.0, 4.0, 4.0))
    decays = DecayMap(np.ones(grid.shape), grid, "90Y", fwhm_mm=0.0)
    local = voxel_dose(decays=decays, point=Y90_ELECTRONS, density_g_ml=1.04)
    kernel = voxel_dose(
        decays=decays, point=Y90_ELECTRONS, density_g_ml=1.04, method="kernel convolution"
    )
    assert kernel.dose_gy[7, 7, 7] == pytest.approx(local.dose_gy[7, 7, 7], rel=1e-5)
    assert kernel.dose_gy[0, 0, 0] < 0.7 * local.dose_gy[0, 0, 0]


@pytest.mark.parametrize("radius_mm", [6.0, 12.0])
def test_mean_dose_of_a_sphere_is_the_exact_one(radius_mm):
    """Uniform 90Y in a ball: the share of each Gaussian that stays has a closed form.

    Voxels of 1 mm spread it by 1/12 mm2 four times: occupancy and box, source and target.
    """
    grid = Grid(shape=(31, 31, 31), spacing_mm=(1.0, 1.0, 1.0))
    ball = sphere_distance_mm(center_mm=(15.1, 15.3, 14.8), radius_mm=radius_mm)
    region = region_from_shape(name="ball", distance_mm=ball, dose_grid=grid)
    decays = DecayMap(region.occupancy, grid, "90Y", fwhm_mm=0.0)
    dose = voxel_dose(
        decays=decays, point=Y90_ELECTRONS, density_g_ml=1.04, method="kernel convolution"
    )
    energy_mev = math.fsum(
        term.energy_mev
        * sphere_share(diameter_mm=2 * radius_mm, width_mm=math.sqrt(term.width_mm**2 + 1 / 3))
        for term in Y90_ELECTRONS.electrons
    )
    exact = local_dose_gy(tia_mbq_h=1.0, energy_mev=energy_mev, mass_g=grid.voxel_ml * 1.04)
    assert dose_volume(dose=dose, region=region).mean_mass_gy == pytest.approx(exact, rel=4e-3)


def test_dose_in_the_middle_of_a_sphere_is_the_exact_one():
    """Share of a ball's Gaussian at its center: erf(x) - 2x exp(-x^2)/sqrt(pi), x = R/(s sqrt 2).

    Voxels of 1 mm spread it by 1/12 mm2 three times: source twice, target once.
    """
    grid = Grid(shape=(25, 25, 25), spacing_mm=(1.0, 1.0, 1.0))
    ball = sphere_distance_mm(center_mm=(12.0, 12.0, 12.0), radius_mm=6.0)
    region = region_from_shape(name="ball", distance_mm=ball, dose_grid=grid)
    decays = DecayMap(region.occupancy, grid, "90Y", fwhm_mm=0.0)
    dose = voxel_dose(
        decays=decays, point=Y90_ELECTRONS, density_g_ml=1.04, method="kernel convolution"
    )
    energy_mev = 0.0
    for term in Y90_ELECTRONS.electrons:
        x = 6.0 / math.sqrt(2 * (term.width_mm**2 + 1 / 4))
        share = math.erf(x) - 2 * x * math.exp(-(x**2)) / math.sqrt(math.pi)
        energy_mev += term.energy_mev * share
    exact = local_dose_gy(tia_mbq_h=1.0, energy_mev=energy_mev, mass_g=grid.voxel_ml * 1.04)
    assert dose.dose_gy[12, 12, 12] == pytest.approx(exact, rel=2e-3)


def test_dose_goes_with_one_over_density_down_to_the_clip():
    density = np.full(SHAPE, 1.04)
    density[8, 8, 8], density[8, 8, 9], density[8, 8, 10] = 0.0, 0.9, 1.3
    for method in ("local deposition", "kernel convolution"):
        plain = voxel_dose(decays=blob(), point=Y90, density_g_ml=1.04, method=method)
        dose = voxel_dose(decays=blob(), point=Y90, density_g_ml=density, method=method)
        ratio = dose.dose_gy[8, 8, 7:11] / plain.dose_gy[8, 8, 7:11]
        assert ratio == pytest.approx([1, 1.04 / 0.8, 1.04 / 0.9, 1.04 / 1.3], rel=1e-5)
        assert dose.indicative.sum() == 1
        assert plain.indicative is None


def test_precisions_agree():
    for method in ("local deposition", "kernel convolution"):
        single = voxel_dose(decays=blob(), point=Y90, density_g_ml=1.04, method=method)
        double = voxel_dose(
            decays=blob(), point=Y90, density_g_ml=1.04, method=method, precision="float64"
        )
        assert single.dose_gy.dtype == np.float32
        peak = double.dose_gy.max()
        assert np.abs(single.dose_gy - double.dose_gy).max() < 2e-6 * peak


def test_the_kernel_of_another_nuclide_is_refused():
    with pytest.raises(OutOfRangeError, match="the kernel of 90Y"):
        voxel_dose(decays=blob("90Y"), point=LU177, density_g_ml=1.04)


@pytest.mark.parametrize("method", ["local deposition", "kernel convolution"])
def test_the_energy_gate_holds_for_both_methods(method):
    point = Y90.with_electron_energy(electron_mev=0.9331 * 1.04)
    with pytest.raises(OutOfRangeError, match="within 3 %"):
        voxel_dose(decays=blob(), point=point, density_g_ml=1.04, method=method)


@pytest.mark.parametrize("density", [0.0, 0.3, 1040.0, float("nan"), -1.0])
def test_one_density_out_of_range_is_refused(density):
    with pytest.raises(OutOfRangeError, match="density_g_ml"):
        voxel_dose(decays=blob(), point=Y90, density_g_ml=density)


@pytest.mark.parametrize("density", [-0.1, 1040.0, float("nan")])
def test_a_voxel_with_a_density_out_of_range_is_refused(density):
    densities = np.full(SHAPE, 1.04)
    densities[0, 0, 0] = density
    with pytest.raises(OutOfRangeError, match="density_g_ml"):
        voxel_dose(decays=blob(), point=Y90, density_g_ml=densities)


def test_densities_on_another_grid_are_refused():
    with pytest.raises(OutOfRangeError, match="density_g_ml"):
        voxel_dose(decays=blob(), point=Y90, density_g_ml=np.ones((3, 3, 3)))


def test_blurring_twice_is_said():
    kernel = voxel_dose(
        decays=blob(fwhm_mm=5.0), point=Y90, density_g_ml=1.04, method="kernel convolution"
    )
    assert codes(kernel) == {"voxel.blurred-twice"}
    assert codes(voxel_dose(decays=blob(fwhm_mm=5.0), point=Y90, density_g_ml=1.04)) == set()
    assert kernel.fwhm_mm == 5.0
    assert kernel.grid.spacing_mm == (4.0, 5.0, 3.0)


def test_a_shape_without_a_table_is_said():
    decays = blob(grid=Grid(shape=SHAPE, spacing_mm=(2.0, 5.0, 3.0)))
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=1.04, method="kernel convolution")
    assert codes(dose) == {"voxel.shape-extrapolated"}


def test_activity_at_the_border_is_said():
    decays = DecayMap(np.ones(SHAPE), GRID, "90Y", fwhm_mm=5.0)
    dose = voxel_dose(decays=decays, point=Y90, density_g_ml=1.04)
    assert codes(dose) == {"voxel.activity-at-border"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("tia_mbq_h", -1.0), ("energy_mev", 0.0), ("mass_g", 0.0), ("mass_g", float("nan"))],
)
def test_local_dose_refuses_what_cannot_be(field, value):
    inputs = {"tia_mbq_h": 1.0, "energy_mev": 0.1473, "mass_g": 1.0} | {field: value}
    with pytest.raises(OutOfRangeError, match=field):
        local_dose_gy(**inputs)


def kernel_beats_local(fwhm_mm):
    """Whether the kernel is nearer than local deposition to the dose of a blurred tumor."""
    grid = Grid(shape=(41, 41, 41), spacing_mm=(2.21, 2.21, 2.21))
    ball = sphere_distance_mm(center_mm=(44.2, 44.2, 44.2), radius_mm=15.0)
    tumor = region_from_shape(name="tumor", distance_mm=ball, dose_grid=grid).occupancy
    truth = voxel_dose(
        decays=DecayMap(1.0 + 4.0 * tumor, grid, "90Y", 0.0),
        point=Y90_ELECTRONS,
        density_g_ml=1.04,
        method="kernel convolution",
    ).dose_gy
    image = blurred(1.0 + 4.0 * tumor, fwhm_mm / 2.3548 / 2.21)
    decays = DecayMap(image, grid, "90Y", fwhm_mm)
    errors = []
    for method in ("kernel convolution", "local deposition"):
        dose = voxel_dose(
            decays=decays, point=Y90_ELECTRONS, density_g_ml=1.04, method=method
        ).dose_gy
        inner = (slice(8, -8),) * 3
        errors.append(float(np.sqrt(np.mean((dose - truth)[inner] ** 2))))
    return errors[0] < errors[1]


def blurred(values, width_voxels):
    frequencies = [np.fft.fftfreq(n) for n in values.shape]
    square = sum(f**2 for f in np.meshgrid(*frequencies, indexing="ij"))
    spectrum = np.fft.fftn(values) * np.exp(-2 * (np.pi * width_voxels) ** 2 * square)
    return np.maximum(np.fft.ifftn(spectrum).real, 0)


def test_local_deposition_is_nearer_on_images_and_the_kernel_on_phantoms():
    """As of the phantom that the default was chosen by: 0 mm kernel, 5 and 8 mm local."""
    assert kernel_beats_local(0.0)
    assert not kernel_beats_local(5.0)
    assert not kernel_beats_local(8.0)


@pytest.mark.parametrize(("field", "value"), [("method", "kernel"), ("precision", "float16")])
def test_another_method_or_precision_is_refused(field, value):
    with pytest.raises(OutOfRangeError, match=f"{field} is {value}"):
        voxel_dose(decays=blob(), point=Y90, density_g_ml=1.04, **{field: value})


def test_noise_at_the_border_is_no_activity_there():
    values = np.full((40, 40, 40), 1e-6)
    values[15:25, 15:25, 15:25] = 1.0
    grid = Grid(values.shape, (4.0, 4.0, 4.0))
    noise = voxel_dose(
        decays=DecayMap(values, grid, "90Y", fwhm_mm=5.0), point=Y90, density_g_ml=1.04
    )
    values[0, 10:20, 10:20] = 1.0
    cut = voxel_dose(
        decays=DecayMap(values, grid, "90Y", fwhm_mm=5.0), point=Y90, density_g_ml=1.04
    )
    assert "voxel.activity-at-border" not in codes(noise)
    assert "voxel.activity-at-border" in codes(cut)
