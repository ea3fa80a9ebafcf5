"""Where the activity goes: shares add up, and fractions are fractions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.delivery import Delivery, activity_for_liver_energy, mass_kg

FRACTION = st.floats(0, 1)


def delivery(shunt: float, residual: float = 0.0) -> Delivery:
    return Delivery(lung_shunt_fraction=shunt, residual_fraction=residual, constant="glass50")


@given(shunt=FRACTION, residual=FRACTION)
def test_liver_and_lungs_get_all_but_the_residual(shunt: float, residual: float) -> None:
    given_out = delivery(shunt, residual)
    total = given_out.liver_gy_kg_per_gbq + given_out.lung_gy_kg_per_gbq
    assert total == pytest.approx(50 * (1 - residual))


@pytest.mark.parametrize(
    ("shunt", "residual", "words"),
    [
        (5.0, 0.0, "percent, or an activity in GBq"),
        (-0.1, 0.0, "lung_shunt_fraction"),
        (float("nan"), 0.0, "lung_shunt_fraction"),
        (0.1, 2.0, "percent"),
        (0.1, -0.1, "residual_fraction"),
    ],
)
def test_fractions_out_of_range_are_refused(shunt: float, residual: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        delivery(shunt, residual)


def test_unknown_constant_is_refused_at_once() -> None:
    with pytest.raises(OutOfRangeError, match="constant"):
        Delivery(lung_shunt_fraction=0.1, residual_fraction=0.0, constant="50")


@pytest.mark.parametrize(("shunt", "residual"), [(1.0, 0.0), (0.0, 1.0)])
def test_no_activity_answers_when_nothing_arrives(shunt: float, residual: float) -> None:
    with pytest.raises(OutOfRangeError, match="nothing reaches the liver"):
        activity_for_liver_energy(energy_j=100.0, delivery=delivery(shunt, residual))


@pytest.mark.parametrize(
    ("volume_ml", "density_g_ml", "words"),
    [(1.5e6, 1.05, "mm3"), (0.0, 1.05, "volume_ml"), (1500, 1050, "kg/m3"), (1500, 0.0, "density")],
)
def test_mass_refuses(volume_ml: float, density_g_ml: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        mass_kg(volume_ml=volume_ml, density_g_ml=density_g_ml)
