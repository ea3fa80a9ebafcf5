"""Body surface: formulas against the tests of public R packages, and against each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.body_surface import (
    FORMULAS,
    body_surface_m2,
    body_surfaces,
    mosteller_m2,
)
from nelm.calculators.ranges import OutOfRangeError

HEIGHTS = st.floats(120, 220)
WEIGHTS = st.floats(30, 250)


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "surface_m2"),
    [(180, 80, 2.0), (160, 90, 2.0), (100, 36, 1.0), (200, 72, 2.0), (160, 57.6, 1.6)],
)
def test_body_surface_is_the_root_of_height_times_weight_over_3600(
    height_cm, weight_kg, surface_m2
):
    assert mosteller_m2(height_cm=height_cm, weight_kg=weight_kg) == pytest.approx(surface_m2)


def test_height_and_weight_are_given_by_name():
    with pytest.raises(TypeError):
        mosteller_m2(180, 80)


@pytest.mark.parametrize(
    ("formula", "printed"),
    [("du-bois", 1.996), ("mosteller", 2.000), ("haycock", 2.007), ("gehan-george", 2.009)],
)
def test_180_cm_and_80_kg_as_the_tests_of_clinpk_print_them(formula, printed):
    found = body_surface_m2(height_cm=180, weight_kg=80, formula=formula)
    assert found == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize(("height", "weight", "printed"), [(170, 75, 1.882), (185, 90, 2.151)])
def test_mosteller_as_the_tests_of_admiral_print_it(height, weight, printed):
    found = body_surface_m2(height_cm=height, weight_kg=weight, formula="mosteller")
    assert found == pytest.approx(printed, abs=5e-4)


def test_170_cm_and_70_kg_by_all_four():
    found = body_surfaces(height_cm=170, weight_kg=70)
    assert found.du_bois_m2 == pytest.approx(1.8097, abs=5e-5)
    assert found.mosteller_m2 == pytest.approx(1.8181, abs=5e-5)
    assert found.haycock_m2 == pytest.approx(1.8257, abs=5e-5)
    assert found.gehan_george_m2 == pytest.approx(1.8313, abs=5e-5)
    assert 50 * found.spread_m2 == pytest.approx(1.1, abs=0.05)


@given(height=HEIGHTS, weight=WEIGHTS)
def test_side_by_side_is_each_formula_by_its_name(height, weight):
    found = body_surfaces(height_cm=height, weight_kg=weight)
    for name in FORMULAS:
        alone = body_surface_m2(height_cm=height, weight_kg=weight, formula=name)
        assert getattr(found, f"{name.replace('-', '_')}_m2") == alone
    assert mosteller_m2(height_cm=height, weight_kg=weight) == pytest.approx(found.mosteller_m2)


@given(height=HEIGHTS, weight=WEIGHTS)
def test_the_form_in_meters_that_resin_spheres_use_is_du_bois(height, weight):
    in_meters = 0.20247 * (height / 100) ** 0.725 * weight**0.425
    found = body_surface_m2(height_cm=height, weight_kg=weight, formula="du-bois")
    assert found == pytest.approx(in_meters, rel=5e-5)


@given(heights=st.tuples(HEIGHTS, HEIGHTS), weight=WEIGHTS, formula=st.sampled_from(list(FORMULAS)))
def test_the_taller_has_more_surface(heights, weight, formula):
    low, high = (
        body_surface_m2(height_cm=height, weight_kg=weight, formula=formula)
        for height in sorted(heights)
    )
    assert low <= high


@given(height=HEIGHTS, weights=st.tuples(WEIGHTS, WEIGHTS), formula=st.sampled_from(list(FORMULAS)))
def test_the_heavier_has_more_surface(height, weights, formula):
    low, high = (
        body_surface_m2(height_cm=height, weight_kg=weight, formula=formula)
        for weight in sorted(weights)
    )
    assert low <= high


def test_a_column_of_patients_gives_a_column():
    found = body_surfaces(height_cm=np.array([180.0, 170.0]), weight_kg=np.array([80.0, 70.0]))
    np.testing.assert_allclose(found.du_bois_m2, [1.996, 1.8097], atol=5e-4)
    assert found.spread_m2.shape == (2,)
    assert isinstance(body_surfaces(height_cm=180, weight_kg=80).spread_m2, float)


@pytest.mark.parametrize(
    ("height", "weight", "message"),
    [
        (1.7, 70, r"height_cm is 1.7; allowed: 120 to 220 \(m or inches\?\)"),
        (67, 70, r"height_cm is 67.0; allowed: 120 to 220 \(m or inches\?\)"),
        (1700, 70, r"height_cm is 1700.0; allowed: 120 to 220 \(mm\?\)"),
        (221, 70, "height_cm"),
        (170, 29, "weight_kg is 29.0; allowed: 30 to 250$"),
        (170, 330, r"weight_kg is 330.0; allowed: 30 to 250 \(lb or g\?\)"),
        (170, 70_000, r"weight_kg is 70000.0; allowed: 30 to 250 \(lb or g\?\)"),
        (math.nan, 70, "height_cm is nan"),
        (170, math.inf, "weight_kg is inf"),
    ],
)
def test_what_is_no_adult_is_refused(height, weight, message):
    for formula in FORMULAS:
        with pytest.raises(OutOfRangeError, match=message):
            body_surface_m2(height_cm=height, weight_kg=weight, formula=formula)


def test_an_unknown_formula_is_refused_with_the_names():
    with pytest.raises(OutOfRangeError, match="allowed: du-bois, mosteller, haycock, gehan-george"):
        body_surface_m2(height_cm=170, weight_kg=70, formula="boyd")


def test_every_formula_names_its_source():
    assert all(law.source for law in FORMULAS.values())
