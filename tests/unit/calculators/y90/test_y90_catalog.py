"""Every entry of the catalog gives what it prints; the limits say what they lack."""

from __future__ import annotations

import inspect
import re

import pytest

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.ranges import OutOfRangeError, in_range
from nelm.calculators.results import result_values
from nelm.calculators.y90.catalog import CALCULATORS
from nelm.calculators.y90.constant import PRESETS
from nelm.planning.limits_file import load_limits


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_example_gives_its_result(calculator: Calculator) -> None:
    found = result_values(calculator.function(**calculator.example))
    assert calculator.result
    for field, expected in calculator.result.items():
        assert found[field] == pytest.approx(expected, rel=calculator.relative, abs=1e-12)


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_entry_is_keyword_only_sourced_and_documented(calculator: Calculator) -> None:
    parameters = inspect.signature(calculator.function).parameters.values()
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters)
    assert all(one.default is inspect.Parameter.empty for one in parameters)
    text = inspect.getdoc(calculator.function) or ""
    assert all(part in text for part in ("Args:", ">>> "))
    assert calculator.source
    assert calculator.because


def test_names_are_single() -> None:
    names = [one.name for one in CALCULATORS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"(y90|ho166)(-[a-z]+)+", name) for name in names)


def test_results_keep_the_pair_they_were_made_with() -> None:
    by_name = {one.name: one for one in CALCULATORS}
    kept = by_name["y90-partition-dose"]
    found = result_values(kept.function(**kept.example))
    assert found["constant.name"] == "legacy49.67"
    assert found["constant.gy_kg_per_gbq"] == PRESETS["legacy49.67"].gy_kg_per_gbq


@pytest.mark.parametrize(("value", "words"), [(300.0, "mm"), (1.7, "m\\?"), (float("nan"), "220$")])
def test_the_question_fits_the_side(value: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        in_range("height_cm", value, 120, 220, above="mm?", below="m?")


@pytest.mark.parametrize("device", ["glass", "resin"])
def test_limits_borrow_no_tumor_dose_for_net(device: str) -> None:
    rows = load_limits().of("tumor_dose", device=device, histology="NET")
    assert [(row.id, row.value) for row in rows] == [(f"tare-{device}-tumor-net", None)]
    assert "no tumor-dose recommendation for NET; nearest metastasis row: mCRC" in rows[0].note


@pytest.mark.parametrize(
    ("id_", "value", "comparison", "status"),
    [
        ("tare-lung-single", 30, "at_most", "read"),
        ("tare-lung-cumulative", 50, "at_most", "read"),
        ("tare-glass-lobar-normal-bilirubin-high", 50, "below", "read"),
        ("tare-glass-lobar-normal-bilirubin-low", 90, "below", "read"),
        ("tare-glass-tumor-hcc", 205, "at_least", "read"),
        ("tare-glass-tumor-mcrc", 189, "at_least", "read"),
        ("tare-glass-tumor-icc", 260, "at_least", "read"),
        ("tare-glass-lobectomy-perfused-normal-hcc", 88, "at_least", "read"),
        ("tare-resin-lobar-normal", 40, "below", "read"),
        ("tare-resin-bilobar-normal-pretreated", 30, "below", "read"),
        ("tare-resin-shunt-most", 0.20, "at_most", "recalled"),
    ],
)
def test_limits_as_printed(id_: str, value: float, comparison: str, status: str) -> None:
    row = load_limits().by_id(id_)
    assert (row.value, row.comparison, row.status) == (value, comparison, status)
