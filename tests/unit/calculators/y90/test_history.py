"""Methods without dosimetry: their examples, steps and edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.body_surface_method import (
    BodySurfaceActivity,
    body_surface_activity,
    resin_body_surface_m2,
)
from nelm.calculators.y90.constant import dose_constant_gy_kg_per_gbq
from nelm.calculators.y90.empiric import empiric_activity_gbq
from nelm.calculators.y90.holmium import holmium_activity_mbq
from nelm.calculators.y90.shunt_steps import resin_shunt_factor
from nelm.calculators.y90.steps import edges_reached

PATIENT = {
    "height_cm": 170.0,
    "weight_kg": 70.0,
    "tumor_volume_ml": 300.0,
    "normal_liver_volume_ml": 1200.0,
    "volumes_of": "whole_liver",
    "treated_share": 1.0,
}


def by_surface(**changed: object) -> BodySurfaceActivity:
    return body_surface_activity(**PATIENT | changed)


def test_worked_examples_of_the_specification() -> None:
    assert by_surface().activity_gbq == pytest.approx(1.8097, abs=5e-5)
    assert by_surface(treated_share=0.6).activity_gbq == pytest.approx(1.0858, abs=5e-5)


def test_the_pair_of_volumes_and_the_caution_are_kept() -> None:
    found = by_surface(volumes_of="treated_lobe")
    assert found.volumes_of == "treated_lobe"
    assert found.caution.startswith("Historical")


@given(height_cm=st.floats(120, 220), weight_kg=st.floats(30, 250))
def test_surface_is_du_bois_written_in_meters(height_cm: float, weight_kg: float) -> None:
    du_bois = 0.007184 * height_cm**0.725 * weight_kg**0.425
    found = resin_body_surface_m2(height_cm=height_cm, weight_kg=weight_kg)
    assert found == pytest.approx(du_bois, rel=1e-4)


@given(light=st.floats(30, 250), heavy=st.floats(30, 250))
def test_activity_rises_with_weight(light: float, heavy: float) -> None:
    light, heavy = sorted((light, heavy))
    assert by_surface(weight_kg=light).activity_gbq <= by_surface(weight_kg=heavy).activity_gbq


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("height_cm", 1.7, "m or inches"),
        ("height_cm", 1700.0, "mm"),
        ("weight_kg", 400.0, "lb"),
        ("weight_kg", float("nan"), "weight_kg"),
        ("tumor_volume_ml", -1.0, "tumor_volume_ml"),
        ("tumor_volume_ml", 3e5, "mm3"),
        ("normal_liver_volume_ml", 1.2, "L\\?"),
        ("volumes_of", "lobe", "whole_liver or treated_lobe"),
        ("treated_share", 60.0, "percent"),
        ("treated_share", 0.0, "treated_share"),
    ],
)
def test_body_surface_method_refuses(field: str, value: object, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        by_surface(**{field: value})


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 2.0), (0.25, 2.0), (0.2501, 2.5), (0.5, 2.5), (0.5001, 3.0)]
)
def test_empiric_steps_and_their_edges(share: float, expected: float) -> None:
    assert empiric_activity_gbq(tumor_share=share, treated_share=1.0) == expected
    assert empiric_activity_gbq(tumor_share=share, treated_share=0.5) == expected / 2


@pytest.mark.parametrize(("share", "treated"), [(30.0, 1.0), (-0.1, 1.0), (0.3, 0.0), (0.3, 60.0)])
def test_empiric_refuses(share: float, treated: float) -> None:
    with pytest.raises(OutOfRangeError):
        empiric_activity_gbq(tumor_share=share, treated_share=treated)


@pytest.mark.parametrize(
    ("shunt", "factor"),
    [(0.0, 1.0), (0.0999, 1.0), (0.10, 0.8), (0.1499, 0.8), (0.15, 0.6), (0.20, 0.6)],
)
def test_shunt_steps_and_their_edges(shunt: float, factor: float) -> None:
    assert resin_shunt_factor(lung_shunt_fraction=shunt) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("shunt", "words"),
    [(0.2001, "not given"), (0.61, "not given"), (12.0, "percent"), (-0.1, "lung_shunt")],
)
def test_shunt_steps_refuse(shunt: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        resin_shunt_factor(lung_shunt_fraction=shunt)


def test_columns_give_what_single_numbers_give() -> None:
    shunts = np.array([0.05, 0.10, 0.15])
    assert resin_shunt_factor(lung_shunt_fraction=shunts) == pytest.approx([1.0, 0.8, 0.6])
    shares = np.array([0.1, 0.3, 0.7])
    column = empiric_activity_gbq(tumor_share=shares, treated_share=1.0)
    assert column == pytest.approx([2.0, 2.5, 3.0])
    assert edges_reached(shares, (0.3,), on_edge=True) == pytest.approx([0, 1, 1])


def test_holmium_stands_for_a_plausible_energy_per_decay() -> None:
    """60 Gy kg from 3.78 GBq at 26.8 h: the 0.7 MeV of electrons of 166Ho."""
    per_mev = dose_constant_gy_kg_per_gbq(mean_energy_mev=1.0, half_life_h=26.8)
    energy_mev = 60 / (holmium_activity_mbq(liver_mass_kg=1.0) / 1000) / per_mev
    assert energy_mev == pytest.approx(0.71, abs=0.005)


@pytest.mark.parametrize("mass", [0.0, 1500.0, float("nan")])
def test_holmium_refuses(mass: float) -> None:
    with pytest.raises(OutOfRangeError, match="liver_mass_kg"):
        holmium_activity_mbq(liver_mass_kg=mass)
