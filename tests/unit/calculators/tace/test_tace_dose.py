"""Drug amounts by body surface, with a cap that is on record."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.body_surface import body_surface_m2
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.tace.dose import AMOUNTS, surface_dose

SURFACES = st.floats(1.0, 2.8)


def test_the_reviews_amounts_for_170_cm_and_70_kg():
    surface = body_surface_m2(height_cm=170, weight_kg=70, formula="du-bois")
    amounts = {amount.drug: amount.amount_mg_m2 for amount in AMOUNTS}
    doses = {
        drug: surface_dose(amount_mg_m2=amount, surface_m2=surface, surface_cap_m2=None).dose_mg
        for drug, amount in amounts.items()
    }
    assert doses["doxorubicin"] == pytest.approx(90.5, abs=0.05)
    assert doses["streptozocin"] == pytest.approx(2715, abs=0.5)


def test_cisplatin_and_mitomycin_have_no_amount():
    assert {amount.drug for amount in AMOUNTS} == {"doxorubicin", "streptozocin"}
    with pytest.raises(TypeError):
        surface_dose(surface_m2=1.8, surface_cap_m2=None)
    with pytest.raises(TypeError):
        surface_dose(amount_mg_m2=50, surface_m2=1.8)


def test_a_cap_is_recorded_with_both_surfaces():
    found = surface_dose(amount_mg_m2=50, surface_m2=2.4, surface_cap_m2=2.0)
    assert (found.dose_mg, found.surface_m2, found.surface_used_m2) == (100, 2.4, 2.0)
    assert found.surface_cap_m2 == 2.0
    assert found.capped


def test_a_cap_above_the_surface_changes_nothing_but_is_recorded():
    found = surface_dose(amount_mg_m2=50, surface_m2=1.8, surface_cap_m2=2.0)
    assert found.dose_mg == 90
    assert not found.capped
    assert found.surface_cap_m2 == 2.0


@given(amount=st.floats(0.1, 3000), surface=SURFACES, cap=st.none() | st.floats(1.5, 2.8))
def test_a_cap_never_raises_a_dose(amount, surface, cap):
    bound = surface_dose(amount_mg_m2=amount, surface_m2=surface, surface_cap_m2=cap)
    free = surface_dose(amount_mg_m2=amount, surface_m2=surface, surface_cap_m2=None)
    assert bound.dose_mg <= free.dose_mg
    assert bound.capped == (bound.dose_mg < free.dose_mg)
    assert free.dose_mg == pytest.approx(amount * surface)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"amount_mg_m2": 0}, "amount_mg_m2 is 0.0; allowed: above 0"),
        ({"amount_mg_m2": -1}, "amount_mg_m2"),
        ({"amount_mg_m2": 3001}, "amount_mg_m2"),
        ({"amount_mg_m2": math.nan}, "amount_mg_m2 is nan"),
        ({"surface_m2": 0.9}, "surface_m2 is 0.9; allowed: 1 to 2.8$"),
        ({"surface_m2": 18_097}, r"\(cm2\?\)"),
        ({"surface_m2": 2.81}, "surface_m2"),
        ({"surface_m2": math.inf}, "surface_m2 is inf"),
        ({"surface_cap_m2": 1.4}, "surface_cap_m2"),
        ({"surface_cap_m2": math.nan}, "surface_cap_m2"),
    ],
)
def test_out_of_range_is_refused(changed, message):
    given_ = {"amount_mg_m2": 50, "surface_m2": 1.8, "surface_cap_m2": None} | changed
    with pytest.raises(OutOfRangeError, match=message):
        surface_dose(**given_)
