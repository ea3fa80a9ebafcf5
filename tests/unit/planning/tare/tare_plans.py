"""The worked example of the partition model as a draft, and what its tests read off it."""

from __future__ import annotations

from typing import Any

from nelm.planning.draft import Draft
from nelm.planning.form import ORDER, Check, PlannedQuantity
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.inputs_file import inputs_of
from nelm.planning.limits_file import load_limits
from nelm.planning.tare.plan import plan_tare

BASE: dict[str, Any] = {
    "device": "resin",
    "treatment": "unilobar",
    "dose_constant": "legacy49.67",
    "activity_gbq": 2.0,
    "tumor_mass_kg": 0.2,
    "normal_liver_mass_kg": 1.3,
    "perfused_mass_kg": 1.5,
    "tn_concentration_ratio": 5,
    "lung_shunt_fraction": 0.05,
    "residual_fraction": 0,
    "lung_mass_kg": 1.0,
    "earlier_prrt": "no",
    "earlier_lung_gy": [],
    "earlier_normal_liver_gy": [],
}


def worst(made: Draft) -> str:
    return max((c.status for c in made.checks), key=ORDER.index)


def planned(**changed: Any) -> Draft:
    """The example of the partition model, changed; `None` takes an input away."""
    given = {name: value for name, value in (BASE | changed).items() if value is not None}
    form = inputs_of(given, TareInputs)
    draft = Draft(form, load_limits(), seed=1)
    plan_tare(draft, form)
    return draft


def quantity(made: Draft, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def value(made: Draft, name: str) -> float:
    found = quantity(made, name).value
    assert isinstance(found, float)
    return found


def names(made: Draft) -> set[str]:
    return {q.name for q in made.quantities}


def checks(made: Draft, code: str) -> list[Check]:
    return [c for c in made.checks if c.code == code]


def check(made: Draft, code: str) -> Check:
    (found,) = checks(made, code)
    return found


def missing(made: Draft) -> set[str]:
    return set(made.missing)
