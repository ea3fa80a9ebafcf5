"""Sensitivities against the model itself, moved a little."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.partition import partition_doses
from nelm.calculators.y90.sensitivity import partition_sensitivities

EXAMPLE = {
    "tumor_mass_kg": 0.2,
    "normal_liver_mass_kg": 1.3,
    "tn_concentration_ratio": 5.0,
    "lung_shunt_fraction": 0.05,
}
STEP = 1e-6


def log_doses(**given_in: float) -> tuple[float, float]:
    shunt = given_in.pop("lung_shunt_fraction")
    found = partition_doses(
        activity_gbq=2.0,
        lung_mass_kg=1.0,
        delivery=Delivery(lung_shunt_fraction=shunt, residual_fraction=0.0, constant="aapm2011"),
        **given_in,
    )
    return math.log(found.normal_liver_gy), math.log(found.tumor_gy)


def slopes(given_in: dict[str, float], field: str) -> tuple[float, float]:
    up = log_doses(**given_in | {field: given_in[field] * math.exp(STEP)})
    down = log_doses(**given_in | {field: given_in[field] * math.exp(-STEP)})
    return (up[0] - down[0]) / (2 * STEP), (up[1] - down[1]) / (2 * STEP)


def test_worked_example_of_the_specification() -> None:
    found = partition_sensitivities(**EXAMPLE)
    assert -found.normal_liver_by_tn == pytest.approx(0.435, abs=5e-4)
    assert 0.30 * found.normal_liver_by_tn == pytest.approx(-0.13, abs=5e-3)
    assert 0.30 * found.tumor_by_tn == pytest.approx(0.17, abs=5e-3)


@given(
    tumor=st.floats(0.01, 2),
    normal=st.floats(0.1, 3),
    ratio=st.floats(0.3, 40),
    shunt=st.floats(0.01, 0.8),
)
def test_they_are_the_derivatives_of_the_model(
    tumor: float, normal: float, ratio: float, shunt: float
) -> None:
    given_in = dict(zip(EXAMPLE, (tumor, normal, ratio, shunt), strict=True))
    found = partition_sensitivities(**given_in)
    expected = {
        "tn_concentration_ratio": (found.normal_liver_by_tn, found.tumor_by_tn),
        "tumor_mass_kg": (found.liver_by_tumor_mass,) * 2,
        "normal_liver_mass_kg": (found.liver_by_normal_mass,) * 2,
        "lung_shunt_fraction": (found.liver_by_shunt,) * 2,
    }
    for field, by in expected.items():
        assert slopes(given_in, field) == pytest.approx(by, abs=1e-6)


@pytest.mark.parametrize("shunt", [1.0, 1.5, -0.1, float("nan")])
def test_refuses_a_shunt_without_liver(shunt: float) -> None:
    with pytest.raises(OutOfRangeError, match="lung_shunt_fraction"):
        partition_sensitivities(**EXAMPLE | {"lung_shunt_fraction": shunt})
