"""Lungs: shunt, dose, and what two separate limits leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.lung import (
    LungMaximum,
    lung_dose,
    lung_maximum_activity,
    lung_shunt_fraction,
)

COUNTS = {
    "lung_anterior_counts": 4.0,
    "lung_posterior_counts": 9.0,
    "liver_anterior_counts": 36.0,
    "liver_posterior_counts": 81.0,
}
LIMITS = {
    "single_limit_gy": 30.0,
    "cumulative_limit_gy": 50.0,
    "earlier_lung_gy": 0.0,
    "lung_mass_kg": 1.0,
}


def delivery(shunt: float, residual: float = 0.0) -> Delivery:
    return Delivery(lung_shunt_fraction=shunt, residual_fraction=residual, constant="legacy49.67")


def maximum(shunt: float = 0.10, residual: float = 0.0, **changed: float) -> LungMaximum:
    return lung_maximum_activity(**LIMITS | changed, delivery=delivery(shunt, residual))


@given(scale=st.floats(0.01, 1e6), swap=st.booleans())
def test_shunt_knows_no_unit_of_counts_and_no_side(scale: float, swap: bool) -> None:
    counts = {name: value * scale for name, value in COUNTS.items()}
    if swap:
        front, back = counts["lung_anterior_counts"], counts["lung_posterior_counts"]
        counts |= {"lung_anterior_counts": back, "lung_posterior_counts": front}
    assert lung_shunt_fraction(**counts) == pytest.approx(0.1)


def test_lungs_without_counts_are_no_shunt() -> None:
    assert lung_shunt_fraction(**COUNTS | {"lung_anterior_counts": 0.0}) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lung_anterior_counts", -1.0),
        ("lung_posterior_counts", float("nan")),
        ("liver_anterior_counts", 0.0),
        ("liver_posterior_counts", -1.0),
    ],
)
def test_shunt_refuses(field: str, value: float) -> None:
    with pytest.raises(OutOfRangeError, match=field):
        lung_shunt_fraction(**COUNTS | {field: value})


def test_worked_examples_of_the_specification() -> None:
    assert maximum().single_gbq == pytest.approx(6.04, abs=0.005)
    later = maximum(earlier_lung_gy=28.0)
    assert later.cumulative_gbq == pytest.approx(4.43, abs=0.005)
    assert later.single_gbq == pytest.approx(6.04, abs=0.005)
    assert later.activity_gbq == later.cumulative_gbq


@given(
    shunt=st.floats(0.05, 0.9),
    residual=st.floats(0, 0.5),
    earlier=st.floats(0, 45),
    mass=st.floats(0.3, 2),
)
def test_dose_of_the_maximum_is_the_limit_that_binds(
    shunt: float, residual: float, earlier: float, mass: float
) -> None:
    most = maximum(shunt, residual, earlier_lung_gy=earlier, lung_mass_kg=mass)
    if 0.05 <= most.activity_gbq <= 30:
        found = lung_dose(
            activity_gbq=most.activity_gbq, lung_mass_kg=mass, delivery=delivery(shunt, residual)
        )
        assert found.dose_gy == pytest.approx(min(30.0, 50.0 - earlier))


@given(less=st.floats(0.01, 0.9), more=st.floats(0.01, 0.9))
def test_a_larger_shunt_allows_less(less: float, more: float) -> None:
    low, high = sorted((less, more))
    assert maximum(low).activity_gbq >= maximum(high).activity_gbq


@pytest.mark.parametrize("earlier", [50.0, 60.0])
def test_nothing_is_left_when_the_cumulative_limit_is_used_up(earlier: float) -> None:
    most = maximum(earlier_lung_gy=earlier)
    assert (most.cumulative_gbq, most.activity_gbq) == (0.0, 0.0)
    assert most.single_gbq > 0


def test_lung_mass_by_ct_moves_the_answer_in_proportion() -> None:
    assert maximum(lung_mass_kg=0.6).single_gbq == pytest.approx(0.6 * maximum().single_gbq)


def test_a_column_gives_what_single_numbers_give() -> None:
    earlier = np.array([0.0, 28.0, 60.0])
    column = lung_maximum_activity(**LIMITS | {"earlier_lung_gy": earlier}, delivery=delivery(0.10))
    single = [maximum(earlier_lung_gy=float(one)).activity_gbq for one in earlier]
    assert column.activity_gbq == pytest.approx(single)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("single_limit_gy", 0.0, "single_limit_gy"),
        ("single_limit_gy", 60.0, "at least the 60 Gy"),
        ("cumulative_limit_gy", float("nan"), "cumulative_limit_gy"),
        ("earlier_lung_gy", -1.0, "earlier_lung_gy"),
        ("earlier_lung_gy", 2800.0, "cGy"),
        ("lung_mass_kg", 1000.0, "g\\?"),
    ],
)
def test_maximum_refuses(field: str, value: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        maximum(**{field: value})


@pytest.mark.parametrize("lost", [(0.0, 0.0), (0.1, 1.0)])
def test_without_activity_in_the_lungs_there_is_no_maximum(lost: tuple[float, float]) -> None:
    with pytest.raises(OutOfRangeError, match="lungs set no limit"):
        maximum(*lost)


@pytest.mark.parametrize(("activity_gbq", "mass"), [(2000.0, 1.0), (2.0, 1000.0), (2.0, 0.2)])
def test_dose_refuses(activity_gbq: float, mass: float) -> None:
    with pytest.raises(OutOfRangeError):
        lung_dose(activity_gbq=activity_gbq, lung_mass_kg=mass, delivery=delivery(0.1))
