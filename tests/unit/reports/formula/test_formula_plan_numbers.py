"""A formula beside a number of a plan gives that number from the inputs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from evaluated import right_side

from nelm.case.case import Case
from nelm.planning.form import Plan, PlannedQuantity
from nelm.planning.plan import plan

TARE: dict[str, Any] = {
    "device": "resin",
    "treatment": "bilobar",
    "pretreated_or_compromised": False,
    "dose_constant": "legacy49.67",
    "activity_gbq": 1.6,
    "goal_perfused_gy": 45,
    "goal_normal_liver_gy": 35,
    "perfused_mass_kg": 1.9,
    "tumor_mass_kg": 0.45,
    "normal_liver_mass_kg": 1.45,
    "whole_normal_liver_mass_kg": 1.7,
    "tn_concentration_ratio": 3.5,
    "residual_fraction": 0.02,
    "lung_shunt_fraction": 0.06,
    "lung_mass_kg": 0.9,
    "earlier_lung_gy": [7.0, 5.0],
    "earlier_normal_liver_gy": [9.0],
}
PRRT: dict[str, Any] = {
    "activities_gbq": [7.4, 7.4, 5.0],
    "kidney_gy_per_gbq": 0.72,
    "marrow_gy_per_gbq": 0.04,
    "earlier_kidney_gy": [3.0],
    "earlier_marrow_gy": [],
}
SYMBOLS = {
    "activity_gbq": "A",
    "coefficient_gy_per_gbq": "g_i",
    "dose_gy": "D",
    "limit_gy": "limit",
    "line_gy": "line",
    "lung_mass_kg": "M_L",
    "lung_shunt_fraction": "F",
    "normal_liver_gy": "D_N",
    "normal_liver_mass_kg": "M_N",
    "perfused_mass_kg": "M",
    "perfused_normal_liver_gy": "D_N",
    "received_gy": "received",
    "residual_fraction": "R",
    "this_dose_gy": "this dose",
    "tn_concentration_ratio": "TN",
    "tumor_mass_kg": "M_T",
    "whole_normal_liver_mass_kg": "M_W",
}
# At least these numbers must be checked; a name that goes is to be looked into.
CHECKED = {
    "activity-lung-cumulative",
    "activity-lung-single",
    "activity-partition-normal-liver",
    "activity-single-compartment",
    "activity-total",
    "cycles-under-line-kidney",
    "dose-kidney",
    "dose-lung",
    "dose-lung-cumulative",
    "dose-normal-liver",
    "dose-perfused",
    "dose-tumor",
}


def symbols(quantity: PlannedQuantity) -> Mapping[str, Any]:
    """What the inputs that are printed beside the number say of the symbols."""
    given = {one.name: one.value for one in quantity.inputs}
    found = {symbol: given[name] for name, symbol in SYMBOLS.items() if name in given}
    earlier = sum(value for name, value in given.items() if name.startswith("earlier_"))
    each = [value for name, value in given.items() if name.startswith("activity_gbq.")]
    under = [value for name, value in given.items() if name.startswith("activity_")]
    return {
        **found,
        **dict.fromkeys(("earlier", "earlier dose", "earlier doses"), earlier),
        "k": 49.67,  # as the preset is printed
        "A_i": np.array(each) if each else np.array(under),
        "D_cycle": found.get("g_i", np.nan) * found.get("A", np.nan),
    }


def quantities() -> dict[str, PlannedQuantity]:
    case = Case(nelm=1, id="x")
    made: list[Plan] = [plan(case, "tare", TARE), plan(case, "prrt", PRRT)]
    return {one.name: one for each in made for one in each.quantities}


def test_each_number_of_a_plan_is_what_its_formula_gives() -> None:
    checked = set()
    for name, quantity in quantities().items():
        try:
            found = right_side(quantity.formula, 0, symbols(quantity))
        except (KeyError, IndexError):  # symbols of calculators, which have a test of their own
            continue
        assert found == pytest.approx(quantity.value, rel=1e-9), (name, quantity.formula)
        checked.add(name)

    assert checked >= CHECKED
