"""Single compartment: worked examples, and what the shunt must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.constant import PRESETS
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.single_compartment import (
    single_compartment_activity,
    single_compartment_dose,
)

FRACTION = st.floats(0, 0.9)
NAN = float("nan")


def delivery(shunt: float, residual: float = 0.0, constant: str = "legacy49.67") -> Delivery:
    return Delivery(lung_shunt_fraction=shunt, residual_fraction=residual, constant=constant)


def activity(dose_gy: float, mass_kg: float, given_out: Delivery) -> float:
    found = single_compartment_activity(
        dose_gy=dose_gy, perfused_mass_kg=mass_kg, delivery=given_out
    )
    return float(found.activity_gbq)


def dose(activity_gbq: float, mass_kg: float, given_out: Delivery) -> float:
    found = single_compartment_dose(
        activity_gbq=activity_gbq, perfused_mass_kg=mass_kg, delivery=given_out
    )
    return float(found.dose_gy)


def test_worked_examples_of_the_specification() -> None:
    assert activity(120, 1.5, delivery(0.05, 0.02)) == pytest.approx(3.8925, abs=5e-5)
    assert activity(120, 1.5, delivery(0.0, constant="glass50")) == pytest.approx(3.6)


def test_insert_form_brings_the_shunt_in_afterwards() -> None:
    """The insert: A = D M / 50 without F, then a dose of 50 A (1-F)/M."""
    drawn = activity(120, 1.5, delivery(0.0, constant="glass50"))
    assert dose(drawn, 1.5, delivery(0.05, constant="glass50")) == pytest.approx(120 * 0.95)


@given(dose_gy=st.floats(20, 400), mass=st.floats(0.1, 3), shunt=FRACTION, residual=FRACTION)
def test_dose_of_the_activity_is_the_wanted_dose(
    dose_gy: float, mass: float, shunt: float, residual: float
) -> None:
    given_out = delivery(shunt, residual)
    drawn = activity(dose_gy, mass, given_out)
    if 0.05 <= drawn <= 30:
        assert dose(drawn, mass, given_out) == pytest.approx(dose_gy)


@given(less=FRACTION, more=FRACTION)
def test_more_shunt_or_residual_needs_more_activity(less: float, more: float) -> None:
    less, more = sorted((less, more))
    assert activity(120, 1.5, delivery(less)) <= activity(120, 1.5, delivery(more))
    assert activity(120, 1.5, delivery(0, less)) <= activity(120, 1.5, delivery(0, more))


@given(factor=st.floats(0.5, 4))
def test_dose_is_linear_in_activity(factor: float) -> None:
    given_out = delivery(0.05, 0.02)
    assert dose(2.0 * factor, 1.5, given_out) == pytest.approx(factor * dose(2.0, 1.5, given_out))


def test_the_shunt_divides_and_never_multiplies() -> None:
    """A public calculator had A = D M (1-F)/k: at F = 0.15 that is 28 % too little."""
    right = activity(120, 1.5, delivery(0.15))
    wrong = 120 * 1.5 * (1 - 0.15) / 49.67
    assert wrong / right - 1 == pytest.approx(-0.28, abs=0.003)
    assert right > activity(120, 1.5, delivery(0.0))


def test_the_pair_is_kept_with_the_result() -> None:
    found = single_compartment_activity(
        dose_gy=120, perfused_mass_kg=1.5, delivery=delivery(0.05, constant="icrp107")
    )
    assert found.constant == PRESETS["icrp107"]
    assert (found.constant.mean_energy_mev, found.constant.half_life_h) == (0.9331, 64.10)


def test_a_column_gives_what_single_numbers_give() -> None:
    masses = np.array([0.5, 1.0, 1.5])
    column = single_compartment_dose(
        activity_gbq=2.0, perfused_mass_kg=masses, delivery=delivery(0.05)
    )
    assert column.dose_gy == pytest.approx([dose(2.0, mass, delivery(0.05)) for mass in masses])


@pytest.mark.parametrize(
    ("activity_gbq", "mass", "words"),
    [
        (3600, 1.5, "MBq"),
        (0.01, 1.5, "activity_gbq"),
        (3.6, 1500, "g\\?"),
        (3.6, 0, "perfused"),
        (NAN, 1.5, "activity_gbq"),
        (3.6, NAN, "perfused_mass_kg"),
    ],
)
def test_dose_refuses(activity_gbq: float, mass: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        dose(activity_gbq, mass, delivery(0.05))


@pytest.mark.parametrize(
    ("dose_gy", "mass", "words"), [(12000, 1.5, "cGy"), (0, 1.5, "dose_gy"), (120, 1500, "g\\?")]
)
def test_activity_refuses(dose_gy: float, mass: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        activity(dose_gy, mass, delivery(0.05))
