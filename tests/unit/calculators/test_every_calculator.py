"""Every entry of the catalog under hostile input: each argument is refused under its own name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from itertools import product
from typing import Any, get_type_hints

import numpy as np
import pytest

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import Argument, allowed, arguments
from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.results import result_values

NO_NUMBER: tuple[Any, ...] = (math.nan, math.inf, -math.inf, True, "x", "1", None, 10**400, 1j, {})
NO_LIST: tuple[Any, ...] = (math.nan, 1.0, True, "x", None, {})
HUGE = 1e308
SPAN = re.compile(r"(-?[\d.e+-]+) to (-?[\d.e+-]+)\b")
WITHOUT_A_UNIT = re.compile(r"(^|_)counts$")
"""Counts of a picture are in any unit, so that no number of them is too large."""
DEPENDS_ON_OTHERS = {
    ("lu177-haenscheid-window", "longest_half_life_h"),
    ("lu177-haenscheid-window", "shortest_half_life_h"),
    ("ablation-smallest-covering", "tumor_mm"),
    ("ablation-smallest-covering", "zone_short_axis_mm"),
    ("surgery-flr-share-measured", "remnant_ml"),
    ("surgery-two-step", "cleared_lobe_ml"),
    ("y90-implied-activity", "highest_count"),
    ("y90-lung-maximum", "cumulative_limit_gy"),
    ("y90-partition-sensitivity", "lung_shunt_fraction"),
    ("lu177-activity-bi", "fast_mbq"),
    ("lu177-share-after", "fast_mbq"),
    ("lu177-tia-bi", "fast_mbq"),
}
"""Of these, an end is refused beside the other values of the example: a stricter rule holds."""
each = pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)


def called(calculator: Calculator, argument: Argument, value: object) -> object:
    """The worked example with one value changed."""
    given = dict(calculator.example)
    if argument.record:
        given[argument.record] = replace(given[argument.record], **{argument.name: value})
    else:
        given[argument.name] = value
    return calculator.function(**given)


def refusal(calculator: Calculator, argument: Argument, value: object) -> OutOfRangeError:
    with pytest.raises(OutOfRangeError) as refused:
        called(calculator, argument, value)
    return refused.value


def single_numbers(calculator: Calculator) -> Iterator[Argument]:
    yield from (a for a in arguments(calculator.function) if a.kind.is_float)


def spans(calculator: Calculator) -> Iterator[tuple[Argument, float, float]]:
    """Arguments whose range is a lowest and a highest number, told by their refusal of NaN."""
    for argument in single_numbers(calculator):
        found = SPAN.search(allowed(calculator, argument))
        if found and "above 0 to" not in allowed(calculator, argument):
            yield argument, float(found[1]), float(found[2])


@each
def test_what_is_no_number_is_refused_under_the_name_of_the_argument(
    calculator: Calculator,
) -> None:
    for argument, value in product(single_numbers(calculator), NO_NUMBER):
        if value is None and "none" in argument.kind.word:
            continue
        refused = refusal(calculator, argument, value)
        assert argument.name in refused.field.split(), value
        assert refused.allowed


@each
def test_a_huge_number_is_refused(calculator: Calculator) -> None:
    for argument in single_numbers(calculator):
        if not WITHOUT_A_UNIT.search(argument.name):
            assert argument.name in refusal(calculator, argument, HUGE).field.split()


@each
def test_what_is_no_list_is_refused_where_a_list_is_asked_for(calculator: Calculator) -> None:
    for argument in arguments(calculator.function):
        if argument.kind.word.startswith("number,"):
            for value in NO_LIST:
                assert refusal(calculator, argument, value).field == argument.name
            mixed = [*_example(calculator, argument)[:-1], math.nan]
            assert refusal(calculator, argument, mixed).field == argument.name


@each
def test_words_and_numbers_are_no_choice_and_no_truth(calculator: Calculator) -> None:
    for argument in arguments(calculator.function):
        if re.fullmatch(r"[\w-]+(\|[\w-]+)+", argument.kind.word):
            for value in ("maybe", 2.0, None):
                assert refusal(calculator, argument, value).field == argument.name


@each
def test_a_name_that_nothing_has_is_refused(calculator: Calculator) -> None:
    for argument in arguments(calculator.function):
        if argument.kind.word.startswith("text"):
            for value in ("unknown", "", math.nan, None, True, 1.0):
                assert refusal(calculator, argument, value).field == argument.name


@each
def test_days_and_times_are_not_texts_or_numbers(calculator: Calculator) -> None:
    for argument in arguments(calculator.function):
        if argument.kind.word.startswith("YYYY"):
            for value in ("2026-01-05", 20260105, math.nan, None, True):
                assert refusal(calculator, argument, value).field == argument.name


@each
def test_whole_numbers_are_neither_truths_nor_texts_nor_fractions(calculator: Calculator) -> None:
    for argument in arguments(calculator.function):
        if argument.kind.word.startswith("whole number"):
            for value in (True, "1", 1.5, math.nan, -(10**6), 10**6):
                assert argument.name in refusal(calculator, argument, value).field.split(", ")


@each
def test_the_ends_of_a_range_are_in_and_the_next_numbers_are_out(calculator: Calculator) -> None:
    for argument, low, high in spans(calculator):
        for outside in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf)):
            assert refusal(calculator, argument, outside).field == argument.name
        for end in (low, high):
            if (calculator.name, argument.name) not in DEPENDS_ON_OTHERS:
                _taken(calculator, argument, end)


def _taken(calculator: Calculator, argument: Argument, value: float) -> None:
    """A number in range gives a result, or together with others is refused by another rule."""
    try:
        found = result_values(called(calculator, argument, value))
    except OutOfRangeError as refused:
        assert refused.field != argument.name, refused  # noqa: PT017
    else:
        assert not any(isinstance(v, float) and math.isinf(v) for v in found.values())


@each
def test_arrays_give_what_single_numbers_give(calculator: Calculator) -> None:
    for argument in single_numbers(calculator):
        if not _takes_arrays(calculator, argument):
            continue
        value = float(_example(calculator, argument))
        column = called(calculator, argument, np.array([value, value]))
        alone = result_values(called(calculator, argument, value))
        for place in ("1", "2"):
            of_one = {k.removesuffix(f".{place}"): v for k, v in result_values(column).items()}
            named = {"value" if key == place else key: v for key, v in of_one.items()}
            for field, expected in alone.items():
                assert named.get(field, expected) == pytest.approx(expected, nan_ok=True), field
                assert field in named or f"{field}.{place}" in result_values(column)


def _takes_arrays(calculator: Calculator, argument: Argument) -> bool:
    made_by: Any = calculator.function
    if argument.record:
        made_by = get_type_hints(made_by)[argument.record]
        made_by = made_by if is_dataclass(made_by) else type(calculator.example[argument.record])
    return bool(get_type_hints(made_by)[argument.name] == Number)


def _example(calculator: Calculator, argument: Argument) -> Any:
    given = calculator.example
    if argument.record:
        return getattr(given[argument.record], argument.name)
    return given[argument.name]


@pytest.mark.parametrize(
    ("name", "argument", "value", "question"),
    [
        ("score-albi", "albumin_g_l", 4.0, "g/dL?"),
        ("score-albi", "bilirubin_umol_l", 1.0, "mg/dL?"),
        ("score-meld-3", "bilirubin_mg_dl", 60.0, "umol/L?"),
        ("score-meld-3", "creatinine_mg_dl", 90.0, "umol/L?"),
        ("score-meld-3", "albumin_g_dl", 38.0, "g/L?"),
        ("tace-doxorubicin-share", "bilirubin_mg_dl", 20.0, "umol/L?"),
        ("body-surface", "weight_kg", 70_000.0, "lb or g?"),
        ("body-surface", "height_cm", 1.7, "m or inches?"),
        ("y90-single-dose", "activity_gbq", 1800.0, "MBq?"),
        ("y90-single-dose", "perfused_mass_kg", 1500.0, "g?"),
        ("y90-single-dose", "lung_shunt_fraction", 5.0, "percent"),
        ("y90-tn-ratio", "normal_liver_volume_ml", 1.3, "L?"),
        ("surgery-sflr", "standard_liver_ml", 1.74, "L?"),
        ("surgery-sflr", "remnant_ml", 0.5, "L?"),
        ("lu177-absorbed-dose", "activity_gbq", 7400.0, "MBq"),
        ("lu177-bed", "dose_gy", 2300.0, "cGy?"),
        ("lu177-bed", "repair_half_time_h", 168.0, "minutes?"),
        ("lu177-self-dose", "mass_g", 0.05, "kg?"),
        ("lu177-self-dose", "electron_energy_mev", 147.9, "keV?"),
        ("ablation-required-zone", "tumor_mm", 1.5, "cm?"),
        ("ablation-check-zone", "zone_short_axis_mm", 4.0, "cm?"),
    ],
)
def test_a_unit_that_looks_wrong_is_asked_about(
    name: str, argument: str, value: float, question: str
) -> None:
    calculator = next(one for one in CALCULATORS if one.name == name)
    asked = next(a for a in arguments(calculator.function) if a.name == argument)
    assert question in refusal(calculator, asked, value).allowed
