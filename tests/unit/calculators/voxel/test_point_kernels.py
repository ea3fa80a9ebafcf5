"""Point kernels: energies of the decay data, and what is refused."""

import dataclasses

import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.point_kernels import LU177, Y90, Gaussian, point_kernel


@pytest.mark.parametrize(("kernel", "electron_mev"), [(Y90, 0.9331), (LU177, 0.1473)])
def test_electrons_have_the_energy_of_the_decay_data(kernel, electron_mev):
    assert kernel.electron_mev == pytest.approx(electron_mev, rel=1e-12)


def test_photons_keep_the_energy_of_the_fit():
    assert sum(term.energy_mev for term in Y90.photons) == pytest.approx(0.0009)
    assert sum(term.energy_mev for term in LU177.photons) == pytest.approx(0.0109)


def test_photons_are_followed_farther_than_electrons():
    assert LU177.reach_mm == pytest.approx(46.4)
    assert LU177.without_photons().reach_mm == pytest.approx(5 * 0.4069)
    assert Y90.without_photons().photons == ()


def test_another_electron_energy_keeps_the_shape():
    half = Y90.with_electron_energy(electron_mev=Y90.electron_mev / 2)
    assert [term.width_mm for term in half.electrons] == [term.width_mm for term in Y90.electrons]
    assert half.electrons[0].energy_mev == pytest.approx(Y90.electrons[0].energy_mev / 2)
    assert half.photons == Y90.photons


@pytest.mark.parametrize("nuclide", ["90Y", "177Lu"])
def test_kernels_are_found_by_nuclide(nuclide):
    assert point_kernel(nuclide).nuclide == nuclide


def test_another_nuclide_is_refused():
    with pytest.raises(OutOfRangeError, match="nuclide is 131I"):
        point_kernel("131I")
    with pytest.raises(OutOfRangeError, match="nuclide"):
        dataclasses.replace(Y90, nuclide="131I")


def test_a_kernel_without_electrons_is_refused():
    with pytest.raises(OutOfRangeError, match="electrons"):
        dataclasses.replace(Y90, electrons=())


@pytest.mark.parametrize("number", [0.0, -1.0, float("nan"), float("inf")])
def test_widths_and_energies_are_above_zero(number):
    with pytest.raises(OutOfRangeError, match="width_mm"):
        Gaussian(number, 1.0)
    with pytest.raises(OutOfRangeError, match="energy_mev"):
        Gaussian(1.0, number)
    with pytest.raises(OutOfRangeError, match="electron_mev"):
        Y90.with_electron_energy(electron_mev=number)
