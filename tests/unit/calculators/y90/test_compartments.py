"""Many compartments, counts of the patient, and the energy they must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.compartments import (
    compartment_doses,
    energy_balance_error,
    relative_activity_gbq,
)
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.partition import partition_doses
from nelm.calculators.y90.single_compartment import single_compartment_dose

DELIVERY = Delivery(lung_shunt_fraction=0.05, residual_fraction=0.02, constant="legacy49.67")
COMPARTMENT = st.tuples(st.floats(0, 100), st.floats(0.01, 0.5))


@given(compartments=st.lists(COMPARTMENT, min_size=1, max_size=8))
def test_energy_is_kept(compartments: list[tuple[float, float]]) -> None:
    concentrations, masses = (list(column) for column in zip(*compartments, strict=True))
    if sum(concentrations) < 1e-6:
        return
    found = compartment_doses(
        activity_gbq=2.0, concentrations=concentrations, masses_kg=masses, delivery=DELIVERY
    )
    lung_gy = 2.0 * DELIVERY.lung_gy_kg_per_gbq
    error = energy_balance_error(
        doses_gy=[*found.doses_gy, lung_gy],
        masses_kg=[*masses, 1.0],
        activity_gbq=2.0,
        residual_fraction=0.02,
        constant="legacy49.67",
    )
    assert error == pytest.approx(0, abs=1e-12)
    one = single_compartment_dose(activity_gbq=2.0, perfused_mass_kg=sum(masses), delivery=DELIVERY)
    assert found.mean_gy == pytest.approx(one.dose_gy)


@given(ratio=st.floats(0.2, 50), unit=st.floats(0.01, 1000))
def test_two_compartments_are_the_partition_model_in_any_unit(ratio: float, unit: float) -> None:
    several = compartment_doses(
        activity_gbq=2.0,
        concentrations=[ratio * unit, unit],
        masses_kg=[0.2, 1.3],
        delivery=DELIVERY,
    )
    two = partition_doses(
        activity_gbq=2.0,
        tumor_mass_kg=0.2,
        normal_liver_mass_kg=1.3,
        lung_mass_kg=1.0,
        tn_concentration_ratio=ratio,
        delivery=DELIVERY,
    )
    assert several.doses_gy == pytest.approx((two.tumor_gy, two.normal_liver_gy))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"activity_gbq": 2000.0}, "MBq"),
        ({"concentrations": [5.0, 1.0]}, "as many as masses_kg"),
        ({"concentrations": [5.0, 1.0, -1.0]}, "concentrations"),
        ({"concentrations": [5.0, 1.0, float("nan")]}, "concentrations"),
        ({"concentrations": [0.0, 0.0, 0.0]}, "sum of concentrations"),
        ({"masses_kg": [0.2, 1300.0, 0.1]}, "g\\?"),
        ({"masses_kg": [0.2, 0.0, 0.1]}, "masses_kg"),
        ({"concentrations": [], "masses_kg": []}, "sum of concentrations"),
    ],
)
def test_compartments_refuse(changed: dict[str, object], words: str) -> None:
    given_in = {
        "activity_gbq": 2.0,
        "concentrations": [5.0, 1.0, 0.0],
        "masses_kg": [0.2, 1.3, 0.1],
    }
    with pytest.raises(OutOfRangeError, match=words):
        compartment_doses(**given_in | changed, delivery=DELIVERY)


@given(scale=st.floats(0.001, 1000))
def test_the_calibration_of_the_scanner_cancels(scale: float) -> None:
    counts = np.array([1.0, 4.0, 0.0, 5.0])
    activity = relative_activity_gbq(
        liver_activity_gbq=2.0, counts=counts * scale, liver_counts=float(counts.sum()) * scale
    )
    assert activity == pytest.approx([0.2, 0.8, 0.0, 1.0])
    assert activity.sum() == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("liver_activity_gbq", 0.0), ("liver_counts", 0.0), ("counts", -1.0), ("counts", np.nan)],
)
def test_relative_activity_refuses(field: str, value: float) -> None:
    given_in = {"liver_activity_gbq": 2.0, "counts": 1.0, "liver_counts": 10.0}
    with pytest.raises(OutOfRangeError, match=field):
        relative_activity_gbq(**given_in | {field: value})


BALANCE = {
    "doses_gy": [10.0, 20.0],
    "masses_kg": [1.0, 2.0],
    "activity_gbq": 1.0,
    "residual_fraction": 0.0,
    "constant": "glass50",
}


def test_a_missing_tumor_shows_in_the_balance() -> None:
    whole = energy_balance_error(**BALANCE)
    without = energy_balance_error(**BALANCE | {"doses_gy": [10.0], "masses_kg": [1.0]})
    assert (whole, without) == pytest.approx((0.0, -0.8))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("doses_gy", [10.0]),
        ("doses_gy", [10.0, -1.0]),
        ("masses_kg", [1.0, -2.0]),
        ("activity_gbq", 1000.0),
        ("residual_fraction", 5.0),
        ("residual_fraction", 1.0),
        ("constant", "50"),
    ],
)
def test_balance_refuses(field: str, value: object) -> None:
    with pytest.raises(OutOfRangeError):
        energy_balance_error(**BALANCE | {field: value})
