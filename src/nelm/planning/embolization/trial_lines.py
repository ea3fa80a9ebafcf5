"""Entry criteria of one trial of embolization, held against what is known: no limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nelm.calculators.scores.conversions import (
    BILIRUBIN_UMOL_L_PER_MG_DL,
    CREATININE_UMOL_L_PER_MG_DL,
    G_L_PER_G_DL,
)
from nelm.case.known import Known
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.planning.asked import Measured
from nelm.planning.draft import Draft
from nelm.planning.form import Check, PlannedQuantity
from nelm.planning.inputs.base import Inputs
from nelm.planning.limit import Limit, Limits
from nelm.planning.lines import InputLine

WORDS = {Truth.MET: "Met", Truth.NOT_MET: "Not met", Truth.UNKNOWN: "Open"}
ONE_TRIAL = "an entry criterion of the RETNET trial: of one trial, no limit"
ANASTOMOSIS = "tace-trial-anastomosis"
ROUNDING = 9  # decimals: 34.2 umol/L is 2 mg/dL, not a little more


@dataclass(frozen=True)
class _Line:
    """One criterion: where its number stands, and by what it is divided for the criterion."""

    limit: str
    words: str
    field: str
    field_by: float
    fact: str
    fact_by: float


LINES = (
    _Line("tace-trial-burden", "liver involvement", "", 1, "liver.involvement_percent", 1),
    _Line(
        "tace-trial-creatinine",
        "creatinine",
        "creatinine_mg_dl",
        1,
        "lab.creatinine_umol_l",
        CREATININE_UMOL_L_PER_MG_DL,
    ),
    _Line(
        "tace-trial-bilirubin",
        "bilirubin",
        "bilirubin_mg_dl",
        1,
        "liver.bilirubin_umol_l",
        BILIRUBIN_UMOL_L_PER_MG_DL,
    ),
    _Line(
        "tace-trial-albumin",
        "albumin",
        "albumin_g_l",
        G_L_PER_G_DL,
        "liver.albumin_g_l",
        G_L_PER_G_DL,
    ),
    _Line("tace-trial-platelets", "platelets", "platelets_10e9_l", 1, "lab.platelets_10e9_l", 1),
    _Line("tace-trial-inr", "INR", "inr", 1, "liver.inr", 1),
)


@dataclass(frozen=True)
class _Held:
    """A criterion held against what is known."""

    wanted: str
    truth: Truth
    limit: Limit
    number: Interval | None = None

    @property
    def says(self) -> str:
        return f"{WORDS[self.truth]}: {self.wanted}"


def plan_trial_lines(draft: Draft, form: Inputs, known: Known) -> None:
    """Each criterion met, not met or open; one not met is also a warning, and no limit.

    A bound or range of the case counts where it settles a criterion. Inputs come before the case.
    """
    held = [*_numbers(form, known, draft.limits), _bile_ducts(form, known, draft.limits)]
    if all(one.truth is Truth.UNKNOWN for one in held):
        return
    draft.state(_side_by_side(held))
    draft.checks += [_check(one) for one in held if one.truth is Truth.NOT_MET]


def _numbers(form: Inputs, known: Known, limits: Limits) -> Iterator[_Held]:
    for line in LINES:
        limit = limits.by_id(line.limit)
        if limit.value is None:
            continue
        number = _number(line, form, known)
        sign = "<=" if limit.comparison == "at_most" else ">="
        truth = Truth.UNKNOWN if number is None else number.compare(sign, limit.value)
        wanted = f"{line.words} {sign} {limit.value:g} {limit.unit}".removesuffix(" ratio")
        yield _Held(wanted, truth, limit, number)


def _side_by_side(held: list[_Held]) -> PlannedQuantity:
    """All criteria in one place, those that nothing is known for among them."""
    counts = [f"{sum(h.truth is truth for h in held)} {w.lower()}" for truth, w in WORDS.items()]
    exact = [h for h in held if h.number is not None and h.number.is_exact]
    return PlannedQuantity(
        name="trial-entry",
        title="Entry criteria of one trial (RETNET), to compare with, no limits",
        value=", ".join(counts),
        unit="",
        formula="each number against the table of eligibility",
        calculator=None,
        source=held[0].limit.source,
        status="read",
        constants=(),
        inputs=(
            *(_input(h.limit, h.number) for h in exact if h.number is not None),
            *(_flag(h) for h in held if h.limit.id == ANASTOMOSIS),
        ),
        uncertainty=None,
        notes=tuple(f"{h.says}." for h in held),
    )


def _input(limit: Limit, number: Interval) -> InputLine:
    unit = "" if limit.unit == "ratio" else limit.unit
    return InputLine(name=limit.quantity.removeprefix("tace_"), value=number.low, unit=unit)


def _flag(held: _Held) -> InputLine:
    there = {Truth.MET: "no", Truth.NOT_MET: "yes"}.get(held.truth, "unknown")
    return InputLine(name="choledochoenteric anastomosis", value=there, unit="")


def _number(line: _Line, form: Inputs, known: Known) -> Interval | None:
    given = getattr(form, line.field, None)
    if isinstance(given, Measured):
        return Interval.exact(round(given.value / line.field_by, ROUNDING))
    value = known.values.get(line.fact)
    if not isinstance(value, Interval):
        return None
    low, high = (round(end / line.fact_by, ROUNDING) for end in (value.low, value.high))
    return Interval(low, high, value.low_open, value.high_open)


def _bile_ducts(form: Inputs, known: Known, limits: Limits) -> _Held:
    there = getattr(form, "bilioenteric_anastomosis", None)
    if there is None:
        there = known.values.get("liver.biliodigestive_anastomosis")
    truth = Truth.UNKNOWN
    if isinstance(there, bool):
        truth = Truth.NOT_MET if there else Truth.MET
    return _Held("no choledochoenteric anastomosis", truth, limits.by_id(ANASTOMOSIS))


def _check(held: _Held) -> Check:
    """Without a value, so that no page draws it as a share of a limit."""
    return Check(
        code="trial-entry",
        status="warning",
        says=f"{held.says}, {ONE_TRIAL}.",
        quantity="trial-entry",
        limit=held.limit,
    )
