"""A dose map beside a plan: its nuclide, and its activity against the planned one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from nelm.case.problem import InputError, Problem
from nelm.planning.dose.form import VoxelDose
from nelm.planning.form import ORDER, Check, Plan
from nelm.planning.lines import InputLine

NUCLIDES: Mapping[str, str] = {"tare": "90Y", "prrt": "177Lu"}
APART = 0.05  # the house rule: activities further apart are worth a second look
CODE = "dose-map-activity"
COMPARED = ("activity_gbq", "residual_fraction", "lung_shunt_fraction")
NOT_HELD = (
    "Doses of the structures are shown, and held against no limit: which structure a row means "
    "is for people to say."
)


def read_dose(path: str | Path) -> VoxelDose:
    """The result of `nelm dose run --json` from a file.

    Raises:
        InputError: it can not be read, or is no such result.
    """
    try:
        return VoxelDose.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise InputError([Problem("--dose", reason, "a file that can be read")]) from None
    except ValidationError as error:
        first = error.errors()[0]
        keys = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
        place = ".".join(map(str, keys)) or "the whole file"  # an unknown key may be a name
        allowed = "the JSON of `nelm dose run REQUEST --json`"
        raise InputError([Problem("--dose", f"not a dose map at {place}", allowed)]) from None


def with_dose(plan: Plan, dose: VoxelDose) -> Plan:
    """The plan with a dose map in it, and checks of how the two fit.

    Raises:
        InputError: the option takes no dose map, or one of another nuclide.
    """
    wanted = NUCLIDES.get(plan.assessed.option)
    if dose.nuclide != wanted:
        allowed = f"a dose map of {wanted}" if wanted else f"none for {plan.assessed.option}"
        raise InputError([Problem("--dose", dose.nuclide, allowed)])
    told = Check(code="dose-map-not-held", status="warning", says=NOT_HELD)
    checks = (*plan.checks, *_activity(plan, dose), *_constant(plan, dose), told)
    status = max((check.status for check in checks), key=ORDER.index)
    return plan.model_copy(update={"dose": dose, "checks": checks, "status": status})


def _activity(plan: Plan, dose: VoxelDose) -> tuple[Check, ...]:
    """The map holds what reaches the liver, or the lungs too; both are compared."""
    if plan.assessed.option != "tare" or dose.total_activity_mbq is None:
        return ()
    held = dose.total_activity_mbq / 1000
    planned, residual, shunt = (_number(plan, name) for name in COMPARED)
    if planned is None or residual is None or shunt is None:
        says = f"The dose map holds {held:.4g} GBq; not compared, one of these is unknown: "
        return (Check(code=CODE, status="warning", says=f"{says}{', '.join(COMPARED)}."),)
    drawn, liver = planned * (1 - residual), planned * (1 - residual) * (1 - shunt)
    apart = min(abs(held - expected) / planned for expected in (drawn, liver))
    says = (
        f"The dose map holds {held:.4g} GBq; of the planned {planned:.4g} GBq, {liver:.4g} to "
        f"{drawn:.4g} GBq reach the patient without and with the lungs"
    )
    if apart <= APART:
        return (Check(code=CODE, status="ok", says=f"{says}."),)
    rest = f"{100 * apart:.0f} % apart. Doses of the map are of its own activity."
    return (Check(code=CODE, status="warning", says=f"{says}: {rest}"),)


def _constant(plan: Plan, dose: VoxelDose) -> tuple[Check, ...]:
    """One pair of energy and half-life for both, or a word about it."""
    ours, theirs = (_text(lines, "dose_constant") for lines in (plan.inputs, dose.inputs))
    if ours is None or theirs is None or ours == theirs:
        return ()
    says = f"The plan reckons with the dose constant {ours}, the dose map with {theirs}."
    return (Check(code="dose-map-constant", status="warning", says=says),)


def _text(lines: tuple[InputLine, ...], name: str) -> str | None:
    found = (line.value for line in lines if line.name == name)
    value = next(found, None)
    return value if isinstance(value, str) else None


def _number(plan: Plan, name: str) -> float | None:
    found = (line.value for line in plan.inputs if line.name == name)
    value = next(found, None)
    return value if isinstance(value, float) else None
