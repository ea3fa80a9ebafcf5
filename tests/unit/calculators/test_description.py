"""What is read off a calculator: arguments, constants, results, and texts as values."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import constants, presets, ranges
from nelm.calculators.description import allowed, arguments, gathered, remarks, summary
from nelm.calculators.kinds import kind_of, text_of
from nelm.calculators.ranges import Number, OutOfRangeError, positive, within
from nelm.calculators.results import result_unit, result_values
from nelm.calculators.units import UNITS, unit_of, words_of


class Device(Enum):
    GLASS = "glass"
    RESIN = "resin"


@dataclass(frozen=True)
class Delivery:
    """How much arrives.

    Attributes:
        lung_shunt_fraction: share that
            reaches the lungs.
        residual_fraction: share left behind.
    """

    lung_shunt_fraction: float
    residual_fraction: float = 0.0

    def __post_init__(self) -> None:
        within("lung_shunt_fraction", self.lung_shunt_fraction, 0, 1, hint="%?")


@dataclass(frozen=True)
class Dose:
    """A dose."""

    dose_gy: float
    by_lobe: tuple[float, ...]


CONSTANT_GY_KG_PER_GBQ = 49.67
"""Read in a thesis."""
# Two presets,
# both recalled.
PAIRS = ({"name": "a", "value": 1.0}, {"name": "b", "value": 2.0})
FACTOR = 2.0  # exact
MOST_GBQ = 30  # a house range
BOTH = 0.05  # checked and computed with
SENTENCE = "not a constant of a formula"
MARK = object()


def _per_kg(mass_kg: Number) -> Number:
    positive("mass_kg", mass_kg)
    return CONSTANT_GY_KG_PER_GBQ / mass_kg


def dose(*, activity_gbq: Number, mass_kg: Number, delivery: Delivery) -> Dose:
    """Dose of a perfused mass,
    all of it.

    By one compartment.

    Args:
        activity_gbq: activity drawn,
            in GBq.
        mass_kg: perfused mass, in kg.
        delivery: what arrives.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: nobody. See `PAIRS`.
    """
    within("activity_gbq", activity_gbq, BOTH, MOST_GBQ, hint="mCi?")
    if activity_gbq > MOST_GBQ:
        raise OutOfRangeError("activity_gbq", activity_gbq, f"up to {MOST_GBQ}")
    arrived = BOTH / BOTH * FACTOR * activity_gbq * (1 - delivery.lung_shunt_fraction)
    assert SENTENCE is not MARK
    return Dose(arrived * _per_kg(mass_kg), tuple(arrived * share for share in (0.25, 0.75)))


ENTRY = Calculator(
    name="dose",
    function=dose,
    formula="D = k A (1-F) / M",
    source="nobody",
    status="recalled",
    example={"activity_gbq": 1.0, "mass_kg": 1.0, "delivery": Delivery(0.5)},
    result={"dose_gy": 49.67},
    because="exact",
)


def test_fields_of_a_record_stand_among_the_arguments_with_their_meaning() -> None:
    found = {a.name: a for a in arguments(dose)}
    assert list(found) == ["activity_gbq", "mass_kg", "lung_shunt_fraction", "residual_fraction"]
    assert found["activity_gbq"].meaning == "activity drawn, in GBq."
    assert found["lung_shunt_fraction"].meaning == "share that reaches the lungs."
    assert [a.is_required for a in found.values()] == [True, True, True, False]
    assert {a.record for a in found.values()} == {"", "delivery"}


def test_the_docstring_is_the_story() -> None:
    assert summary(dose) == "Dose of a perfused mass, all of it."
    assert remarks(dose) == ("By one compartment.",)


def test_arguments_are_gathered_for_a_call() -> None:
    given = {"activity_gbq": 1.0, "mass_kg": 2.0, "lung_shunt_fraction": 0.5}
    assert gathered(dose, given) == {
        "activity_gbq": 1.0,
        "mass_kg": 2.0,
        "delivery": Delivery(0.5, 0.0),
    }
    with pytest.raises(OutOfRangeError):
        gathered(dose, {**given, "lung_shunt_fraction": 50})


def test_a_calculator_says_itself_what_is_allowed() -> None:
    found = {a.name: allowed(ENTRY, a) for a in arguments(dose)}
    assert found == {
        "activity_gbq": "0.05 to 30",
        "mass_kg": "above 0",
        "lung_shunt_fraction": "0 to 1",
        "residual_fraction": "",
    }


def test_constants_are_found_through_what_is_called_with_their_notes() -> None:
    found = {c.name: (dict(c.values), c.note) for c in constants(dose)}
    assert found == {
        "BOTH": ({"value": 0.05}, "checked and computed with"),
        "FACTOR": ({"value": 2.0}, "exact"),
        "CONSTANT_GY_KG_PER_GBQ": ({"value": 49.67}, "Read in a thesis."),
    }


def test_what_is_only_checked_against_stands_apart_from_the_constants() -> None:
    (found,) = ranges(dose)
    assert (found.name, dict(found.values), found.note) == (
        "MOST_GBQ",
        {"value": 30},
        "a house range",
    )


def test_presets_that_a_docstring_names_are_found() -> None:
    (found,) = presets(dose)
    assert (found.name, found.note) == ("PAIRS", "Two presets, both recalled.")
    assert found.values == {"1.name": "a", "1.value": 1.0, "2.name": "b", "2.value": 2.0}


def test_a_result_is_flat_with_the_units_of_its_fields() -> None:
    assert result_values(Dose(2.0, (0.5, 1.5))) == {
        "dose_gy": 2.0,
        "by_lobe.1": 0.5,
        "by_lobe.2": 1.5,
    }
    assert result_values(np.array([1.0, 2.0])) == {"1": 1.0, "2": 2.0}
    assert result_values((Device.GLASS, date(2026, 1, 2), True, None, np.float64(3))) == {
        "1": "glass",
        "2": "2026-01-02",
        "3": True,
        "4": None,
        "5": 3.0,
    }
    assert result_unit(dose, "dose_gy") == "Gy"
    assert result_unit(dose, "by_lobe.1") == ""
    with pytest.raises(TypeError, match="object"):
        result_values(object())


@pytest.mark.parametrize(
    ("hint", "text", "value"),
    [
        (float, "2.5e-1", 0.25),
        (Number, "-1", -1.0),
        (int, "4", 4),
        (bool, "no", False),
        (str, "legacy49.67", "legacy49.67"),
        (date, "2026-01-05", date(2026, 1, 5)),
        (datetime, "2026-01-05T08:00:00+00:00", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        (Literal["from-zero", "flat"], "flat", "flat"),
        (Device, "resin", Device.RESIN),
        (float | None, "none", None),
        (int | None, "3", 3),
        (Sequence[float], "1.0,2.5", (1.0, 2.5)),
        (list[date], "2026-01-05,2026-03-02", [date(2026, 1, 5), date(2026, 3, 2)]),
        (Delivery | str, "glass50", "glass50"),
        (
            Delivery | str,
            "lung_shunt_fraction=0.1,residual_fraction=0.0",
            Delivery(0.1),
        ),
        (
            Sequence[Delivery],
            "lung_shunt_fraction=0.1,residual_fraction=0.0; "
            "lung_shunt_fraction=0.2,residual_fraction=0.5",
            (Delivery(0.1), Delivery(0.2, 0.5)),
        ),
    ],
)
def test_a_text_is_read_as_its_kind_and_written_the_same(hint, text, value) -> None:
    found = kind_of(hint).read(text)
    assert found == value
    assert type(found) is type(value)
    assert kind_of(hint).read(text_of(value)) == value


def test_numbers_for_an_array_are_read_as_one() -> None:
    found = kind_of(npt.NDArray[np.float64]).read("1, 2")
    assert isinstance(found, np.ndarray)
    assert text_of(found) == "1.0,2.0"


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (float, "nan"),
        (float, "inf"),
        (float, "1_000"),
        (float, "1,5"),
        (float, ""),
        (float, "3 GBq"),
        (int, "2.0"),
        (int, "1_0"),
        (bool, "maybe"),
        (date, "5.1.2026"),
        (datetime, "noon"),
        (Literal["flat"], "round"),
        (Device, "GLASS"),
        (float | None, "null"),
        (Sequence[float], "1,,2"),
        (Delivery, "0.1"),
        (Delivery, "residual_fraction=0.1"),
        (Delivery, "lung_shunt_fraction=0.1,spleen=2"),
        (Delivery | float, "lung_shunt_fraction=50"),
    ],
)
def test_what_is_not_of_its_kind_is_a_value_error(hint, text) -> None:
    with pytest.raises(ValueError, match=r"^"):
        kind_of(hint).read(text)


def test_a_record_that_was_understood_keeps_its_own_refusal() -> None:
    with pytest.raises(OutOfRangeError, match="lung_shunt_fraction is 50"):
        kind_of(Delivery | str).read("lung_shunt_fraction=50")


def test_a_type_that_no_text_can_be_read_as_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="object"):
        kind_of(object)


def test_the_longest_unit_wins() -> None:
    assert unit_of("constant_gy_kg_per_gbq") == "Gy kg/GBq"
    assert words_of("constant_gy_kg_per_gbq") == "constant"
    assert (unit_of("mass"), words_of("mass")) == ("", "mass")
    assert all(unit_of(f"x_{suffix}") == unit for suffix, unit in UNITS.items())


def test_a_default_that_must_be_given_is_no_default() -> None:
    assert arguments(dose)[0].default is inspect.Parameter.empty
