"""Partition model: energy is kept, TN = 1 is one compartment, wrong formulas stay out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.compartments import energy_balance_error
from nelm.calculators.y90.constant import PRESETS
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.partition import (
    PartitionDoses,
    activity_for_normal_liver_dose,
    activity_for_tumor_dose,
    partition_doses,
    tn_concentration_ratio,
)
from nelm.calculators.y90.single_compartment import single_compartment_dose

LIVER = {"tumor_mass_kg": 0.2, "normal_liver_mass_kg": 1.3, "tn_concentration_ratio": 5.0}
NAN = float("nan")
ACTIVITY = st.floats(0.05, 30)
MASS = st.floats(0.01, 3)
LUNG = st.floats(0.3, 2)
RATIO = st.floats(0.2, 50)
FRACTION = st.floats(0, 0.9)


def delivery(shunt: float = 0.05, residual: float = 0.0) -> Delivery:
    return Delivery(lung_shunt_fraction=shunt, residual_fraction=residual, constant="legacy49.67")


def doses(given_out: Delivery | None = None, **changed: float) -> PartitionDoses:
    given_in = {"activity_gbq": 2.0, "lung_mass_kg": 1.0} | LIVER | changed
    return partition_doses(**given_in, delivery=given_out or delivery())


def test_worked_example_of_the_specification() -> None:
    found = doses()
    assert found.normal_liver_gy == pytest.approx(41.0, abs=0.05)
    assert found.tumor_gy == pytest.approx(205.2, abs=0.05)
    assert found.lung_gy == pytest.approx(4.97, abs=0.005)
    assert found.constant == PRESETS["legacy49.67"]


@given(
    activity_gbq=ACTIVITY,
    tumor=MASS,
    normal=MASS,
    lung=LUNG,
    ratio=RATIO,
    fractions=st.tuples(FRACTION, FRACTION),
)
def test_energy_is_kept(
    activity_gbq: float,
    tumor: float,
    normal: float,
    lung: float,
    ratio: float,
    fractions: tuple[float, float],
) -> None:
    """D_T M_T + D_N M_N + D_L M_L = k A (1-R)."""
    found = doses(
        delivery(*fractions),
        activity_gbq=activity_gbq,
        tumor_mass_kg=tumor,
        normal_liver_mass_kg=normal,
        lung_mass_kg=lung,
        tn_concentration_ratio=ratio,
    )
    error = energy_balance_error(
        doses_gy=[found.tumor_gy, found.normal_liver_gy, found.lung_gy],
        masses_kg=[tumor, normal, lung],
        activity_gbq=activity_gbq,
        residual_fraction=fractions[1],
        constant="legacy49.67",
    )
    assert error == pytest.approx(0, abs=1e-12)


@given(tumor=MASS, normal=MASS, shunt=FRACTION, residual=FRACTION)
def test_a_ratio_of_one_is_the_single_compartment(
    tumor: float, normal: float, shunt: float, residual: float
) -> None:
    given_out = delivery(shunt, residual)
    found = doses(
        given_out, tumor_mass_kg=tumor, normal_liver_mass_kg=normal, tn_concentration_ratio=1.0
    )
    one = single_compartment_dose(
        activity_gbq=2.0, perfused_mass_kg=tumor + normal, delivery=given_out
    )
    assert found.tumor_gy == pytest.approx(one.dose_gy)
    assert found.normal_liver_gy == pytest.approx(one.dose_gy)


@given(ratio=RATIO, shunt=FRACTION, residual=FRACTION, normal_gy=st.floats(5, 100))
def test_both_inverses_give_the_dose_back(
    ratio: float, shunt: float, residual: float, normal_gy: float
) -> None:
    given_out, liver = delivery(shunt, residual), LIVER | {"tn_concentration_ratio": ratio}
    by_liver = activity_for_normal_liver_dose(
        normal_liver_gy=normal_gy, **liver, delivery=given_out
    )
    by_tumor = activity_for_tumor_dose(tumor_gy=normal_gy * ratio, **liver, delivery=given_out)
    assert by_liver.activity_gbq == pytest.approx(by_tumor.activity_gbq)
    if 0.05 <= by_liver.activity_gbq <= 30:
        found = doses(given_out, **liver, activity_gbq=by_liver.activity_gbq)
        assert found.normal_liver_gy == pytest.approx(normal_gy)
        assert found.tumor_gy == pytest.approx(normal_gy * ratio)


@given(factor=st.floats(0.1, 10))
def test_doses_are_linear_in_activity(factor: float) -> None:
    once, more = doses(), doses(activity_gbq=2.0 * factor)
    assert more.tumor_gy == pytest.approx(factor * once.tumor_gy)
    assert more.normal_liver_gy == pytest.approx(factor * once.normal_liver_gy)
    assert more.lung_gy == pytest.approx(factor * once.lung_gy)


@given(less=FRACTION, more=FRACTION)
def test_a_larger_shunt_needs_more_activity(less: float, more: float) -> None:
    few, many = (
        activity_for_normal_liver_dose(
            normal_liver_gy=24, **LIVER, delivery=delivery(shunt)
        ).activity_gbq
        for shunt in sorted((less, more))
    )
    assert few <= many


@given(less=RATIO, more=RATIO)
def test_a_larger_ratio_spares_the_liver(less: float, more: float) -> None:
    low, high = (doses(tn_concentration_ratio=ratio) for ratio in sorted((less, more)))
    assert low.normal_liver_gy >= high.normal_liver_gy
    assert low.tumor_gy <= high.tumor_gy


def test_the_tumor_mass_counts_and_the_shunt_divides() -> None:
    """A public calculator had A = D_N M_N (TN+1)(1-F)/k: 3.58 GBq in place of 1.17."""
    right = activity_for_normal_liver_dose(normal_liver_gy=24, **LIVER, delivery=delivery())
    wrong = 24 * 1.3 * (5 + 1) * (1 - 0.05) / 49.67
    assert wrong == pytest.approx(3.58, abs=0.005)
    assert right.activity_gbq == pytest.approx(1.17, abs=0.005)
    assert wrong / right.activity_gbq == pytest.approx(3.1, abs=0.05)


@given(tumor=st.floats(0.01, 2))
def test_more_tumor_needs_more_activity(tumor: float) -> None:
    """Fails where the tumor mass is missing."""
    less = activity_for_normal_liver_dose(normal_liver_gy=24, **LIVER, delivery=delivery())
    more = activity_for_normal_liver_dose(
        normal_liver_gy=24, **LIVER | {"tumor_mass_kg": 0.2 + tumor}, delivery=delivery()
    )
    added_j = 24 * 5 * tumor
    gained = more.activity_gbq - less.activity_gbq
    assert gained == pytest.approx(added_j / (49.67 * 0.95))


def test_the_ratio_is_of_concentrations() -> None:
    counts = {"tumor_counts": 1000.0, "normal_liver_counts": 1300.0}
    ratio = tn_concentration_ratio(**counts, tumor_volume_ml=200.0, normal_liver_volume_ml=1300.0)
    assert ratio == pytest.approx(5.0)
    of_activities = counts["tumor_counts"] / counts["normal_liver_counts"]
    assert ratio == pytest.approx(of_activities * 1300 / 200)


@pytest.mark.parametrize(
    "field",
    ["tumor_counts", "tumor_volume_ml", "normal_liver_counts", "normal_liver_volume_ml"],
)
@pytest.mark.parametrize("value", [0.0, -1.0, NAN])
def test_ratio_refuses(field: str, value: float) -> None:
    given_in = {
        "tumor_counts": 1.0,
        "tumor_volume_ml": 1.0,
        "normal_liver_counts": 1.0,
        "normal_liver_volume_ml": 1.0,
    }
    with pytest.raises(OutOfRangeError, match=field):
        tn_concentration_ratio(**given_in | {field: value})


def test_a_million_evaluations_on_arrays_are_those_of_single_patients() -> None:
    rng = np.random.default_rng(90)
    size = 1_000_000
    columns = {
        "activity_gbq": rng.uniform(0.5, 8, size),
        "tumor_mass_kg": rng.uniform(0.01, 1, size),
        "normal_liver_mass_kg": rng.uniform(0.5, 2.5, size),
        "lung_mass_kg": rng.uniform(0.5, 1.2, size),
        "tn_concentration_ratio": rng.uniform(0.5, 20, size),
    }
    shunts, residuals = rng.uniform(0, 0.2, size), rng.uniform(0, 0.05, size)
    found = partition_doses(
        **columns,
        delivery=Delivery(
            lung_shunt_fraction=shunts, residual_fraction=residuals, constant="legacy49.67"
        ),
    )
    energy_j = (
        found.tumor_gy * columns["tumor_mass_kg"]
        + found.normal_liver_gy * columns["normal_liver_mass_kg"]
        + found.lung_gy * columns["lung_mass_kg"]
    )
    np.testing.assert_allclose(energy_j, 49.67 * columns["activity_gbq"] * (1 - residuals))
    for row in (0, 1, 499_999, size - 1):
        one = doses(
            delivery(float(shunts[row]), float(residuals[row])),
            **{name: float(column[row]) for name, column in columns.items()},
        )
        assert found.tumor_gy[row] == pytest.approx(one.tumor_gy, rel=1e-12)
        assert found.normal_liver_gy[row] == pytest.approx(one.normal_liver_gy, rel=1e-12)
        assert found.lung_gy[row] == pytest.approx(one.lung_gy, rel=1e-12)


def test_floats_give_floats() -> None:
    found = doses()
    assert {type(found.tumor_gy), type(found.normal_liver_gy), type(found.lung_gy)} == {float}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("activity_gbq", 2000.0, "MBq"),
        ("activity_gbq", NAN, "activity_gbq"),
        ("tumor_mass_kg", 200.0, "g\\?"),
        ("tumor_mass_kg", 0.0, "tumor_mass_kg"),
        ("normal_liver_mass_kg", 1300.0, "g\\?"),
        ("normal_liver_mass_kg", -1.0, "normal_liver_mass_kg"),
        ("lung_mass_kg", 1000.0, "g\\?"),
        ("lung_mass_kg", 0.1, "lung_mass_kg"),
        ("tn_concentration_ratio", 500.0, "percent"),
        ("tn_concentration_ratio", 0.1, "tn_concentration_ratio"),
        ("tn_concentration_ratio", float("inf"), "tn_concentration_ratio"),
    ],
)
def test_doses_refuse(field: str, value: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words) as refused:
        doses(**{field: value})
    assert refused.value.field == field


def test_one_bad_row_refuses_the_column() -> None:
    masses = np.array([0.2, -0.1, 0.3])
    with pytest.raises(OutOfRangeError) as refused:
        partition_doses(
            activity_gbq=2.0,
            tumor_mass_kg=masses,
            normal_liver_mass_kg=1.3,
            lung_mass_kg=1.0,
            tn_concentration_ratio=5.0,
            delivery=delivery(),
        )
    assert refused.value.value == -0.1


@pytest.mark.parametrize("dose_gy", [0.0, -1.0, 12000.0, NAN])
def test_inverses_refuse(dose_gy: float) -> None:
    with pytest.raises(OutOfRangeError, match="normal_liver_gy"):
        activity_for_normal_liver_dose(normal_liver_gy=dose_gy, **LIVER, delivery=delivery())
    with pytest.raises(OutOfRangeError, match="tumor_gy"):
        activity_for_tumor_dose(tumor_gy=dose_gy, **LIVER, delivery=delivery())
