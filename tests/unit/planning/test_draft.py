"""Comparison with a limit: strict where it is printed strict, and told so that nobody misreads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nelm.calculators.uncertainty import LogNormal, TruncatedNormal
from nelm.planning.asked import Quantity
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.inputs.base import NoInputs
from nelm.planning.limit import Limit, Limits


def limit(comparison: str, value: float = 40, quantity: str = "dose") -> Limit:
    fields: dict[str, Any] = {
        "id": "row", "quantity": quantity, "unit": "Gy", "comparison": comparison, "value": value,
        "device": None, "histology": None, "scope": None, "source": "a table",
        "level_of_evidence": None, "status": "read", "as_of": date(2026, 1, 1), "note": None,
    }  # fmt: skip
    return Limit(**fields)


def held(value: Any, row: Limit) -> Any:
    draft = Draft(NoInputs(), Limits((row,)), seed=1)
    draft.add(Named("dose", "Dose", "Gy"), Method("D = D", lambda g: g["d"]), {"d": value})
    draft.compare("dose", "row", code="dose")
    (check,) = draft.checks
    return check


@pytest.mark.parametrize(
    ("comparison", "value", "kept", "side"),
    [
        ("at_most", 40.0, True, "at or below"),
        ("at_most", 40.1, False, "above"),
        ("below", 39.9, True, "below"),
        ("below", 40.0, False, "not below"),
        ("at_least", 40.0, True, "at or above"),
        ("at_least", 39.9, False, "below"),
        ("above", 40.1, True, "above"),
        ("above", 40.0, False, "not above"),
        ("line", 40.0, True, "at or below"),
        ("line", 40.1, False, "above"),
    ],
)
def test_the_limit_itself_counts_as_it_is_printed(
    comparison: str, value: float, kept: bool, side: str
) -> None:
    check = held(value, limit(comparison))
    assert check.status == ("ok" if kept else "warning")
    reached = comparison in ("at_least", "above")  # of a dose: "above the limit" would be too much
    kind = "line" if comparison == "line" else "goal" if reached else "limit"
    assert f"{value:g} Gy is {side} the {kind} of 40 Gy" in check.says


def test_a_debulked_share_is_to_reach_its_line() -> None:
    assert held(90.0, limit("line", 90, "debulked_share")).status == "ok"
    assert held(89.0, limit("line", 90, "debulked_share")).status == "warning"


def test_a_value_is_never_rounded_onto_the_limit_that_it_breaks() -> None:
    check = held(40.0003, limit("at_most"))
    assert check.status == "warning"
    assert "40.0003 Gy is above the limit of 40 Gy" in check.says


def test_a_half_life_is_drawn_as_a_factor_and_all_else_inside_its_range() -> None:
    raw = {"value": 51, "relative_uncertainty": 0.2}
    draft = Draft(NoInputs(), Limits(()), seed=1)
    fields = (Quantity("", "h", low=1, high=159, log_normal=True), Quantity("", low=0, high=90))
    given = {f"x{number}": field.read(raw) for number, field in enumerate(fields)}
    draft.add(Named("y", "y"), Method("y = x0 + x1", lambda g: g["x0"] + g["x1"]), given)
    drawn = draft.computed["y"].inputs
    sd = 51 * 0.2
    assert drawn["x0"] == LogNormal(51, sd)
    assert drawn["x1"] == TruncatedNormal(51, sd, 0, 90)
