"""Mosteller, N Engl J Med 1987;317:1098: square root of height (cm) times weight (kg) / 3600."""

import pytest

from nelm.calculators.body_surface import mosteller_m2


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
