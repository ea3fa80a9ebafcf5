"""Decay of 177Lu and the dose of its electrons."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.lu177.physics import (
    ELECTRON_ENERGIES,
    PHYSICAL_HALF_LIFE_H,
    check_effective_half_life,
    effective_half_life_h,
    electron_dose_factor_gy_g_per_mbq_h,
    self_dose_gy,
)
from nelm.calculators.lu177.preset import by_name
from nelm.calculators.ranges import OutOfRangeError


def factor(energy):
    return electron_dose_factor_gy_g_per_mbq_h(electron_energy_mev=energy)


@pytest.mark.parametrize(("energy", "printed"), [(0.1473, 0.08496), (0.1479, 0.08531)])
def test_dose_factor_of_electrons(energy, printed):
    assert factor(energy) == pytest.approx(printed, abs=6e-6)


def test_dose_factor_as_a_rounded_one_prints_it():
    assert f"{factor(0.1479):.4f}" == "0.0853"


def test_dose_factor_agrees_with_the_one_in_rpt_dosi():
    assert factor(by_name(ELECTRON_ENERGIES, "ejnmmi-physics-2020").value) == pytest.approx(
        0.08532, rel=2e-4
    )


def test_dose_factor_is_the_energy_of_every_decay_in_a_gram():
    decays_per_mbq_h = 1e6 * 3600
    joule_per_mev = 1.602176634e-13
    assert factor(0.2) == pytest.approx(decays_per_mbq_h * 0.2 * joule_per_mev / 1e-3, rel=1e-12)


@given(energy=st.floats(0.05, 1), mass=st.floats(0.1, 1e4), tia=st.floats(0, 1e6))
def test_energy_is_kept(energy, mass, tia):
    dose = self_dose_gy(time_integrated_activity_mbq_h=tia, mass_g=mass, electron_energy_mev=energy)
    assert dose * mass / 1000 == pytest.approx(tia * 3.6e9 * energy * 1.602176634e-13)


@given(biological=st.floats(1, 1e5))
def test_the_effective_half_life_is_shorter_than_both(biological):
    found = effective_half_life_h(biological_half_life_h=biological)
    assert found < min(biological, PHYSICAL_HALF_LIFE_H)
    check_effective_half_life("effective_half_life_h", found)
    at_ten = 2 ** (-10 / biological) * 2 ** (-10 / PHYSICAL_HALF_LIFE_H)
    assert 2 ** (-10 / found) == pytest.approx(at_ten)


def test_the_physical_half_life_itself_is_allowed():
    check_effective_half_life("effective_half_life_h", PHYSICAL_HALF_LIFE_H)
    check_effective_half_life("effective_half_life_h", np.array([1.0, 159.5]))


@pytest.mark.parametrize("half_life", [0, -1, 159.6, math.nan, math.inf, np.array([50.0, 200])])
def test_a_half_life_beyond_the_physical_one_is_refused(half_life):
    with pytest.raises(OutOfRangeError, match=r"159\.528, the physical half-life of 177Lu"):
        check_effective_half_life("effective_half_life_h", half_life)


@pytest.mark.parametrize(
    ("energy", "message"),
    [(147.9, r"\(keV\?\)"), (0.01, "0.05 to 1$"), (1e5, r"\(keV\?\)"), (math.nan, "nan")],
)
def test_an_energy_that_is_none_is_refused(energy, message):
    with pytest.raises(OutOfRangeError, match=message):
        factor(energy)


@pytest.mark.parametrize(("tia", "mass"), [(-1, 100), (math.nan, 100), (1, 0), (1, 10_001)])
def test_a_dose_without_activity_or_mass_is_refused(tia, mass):
    with pytest.raises(OutOfRangeError):
        self_dose_gy(time_integrated_activity_mbq_h=tia, mass_g=mass, electron_energy_mev=0.147)


def test_no_clearance_half_life_of_zero():
    with pytest.raises(OutOfRangeError, match="biological_half_life_h"):
        effective_half_life_h(biological_half_life_h=0)


def test_an_unknown_preset_lists_the_names():
    with pytest.raises(KeyError, match="ejnmmi-physics-2020, decay-data"):
        by_name(ELECTRON_ENERGIES, "mine")
