"""A plan laid out for print, the same for HTML and PDF; computes nothing but places on a scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nelm.planning.comparison import kept_when, kind_of
from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.planning.limit import Limit
from nelm.planning.lines import InputLine
from nelm.reports.formula.mathml import as_mathml
from nelm.reports.formula.typst import as_typst
from nelm.reports.plan_dose import DosePart, dose_part
from nelm.reports.plan_page import by_urgency
from nelm.reports.plan_words import (
    LISTS,
    NO_SPREAD,
    NONE_GIVEN,
    WORDS,
    absent_texts,
    change_text,
    constant_text,
    earlier_texts,
    input_value,
    interval_text,
    limit_text,
    origin_text,
    rest_of_check,
    source_text,
    uncertainty_text,
    where_text,
    with_unit,
)

SYMBOLS = {"ok": "✓", "warning": "!", "refused": "✗"}
SUMS = {
    "ok": "Every check that could be made is kept.",
    "warning": "Something has to be looked at: see the checks.",
    "refused": "Something is refused: see the checks.",
}
SCALE = 150.0  # percent of a limit at the end of the bar; what lies beyond is drawn at its end


@dataclass(frozen=True, slots=True)
class Bar:
    """A value as percent of its limit, with its 95 % interval; places on the bar in percent.

    Attributes:
        value: where the value stands.
        low: where the interval begins; nothing without an uncertainty.
        high: where it ends.
        line: where the limit stands.
        least: whether values are to be above the limit.
        words: the same for those who do not see it.
    """

    value: float
    low: float | None
    high: float | None
    line: float
    least: bool
    words: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check."""

    status: str
    symbol: str
    word: str
    code: str
    says: str
    rest: str
    source: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Field:
    """A name and a value, with what stands beside it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuantityBlock:
    """One quantity with everything behind it."""

    id: str
    title: str
    value: str
    interval: str
    formula: str
    mathml: str
    typst: str
    where: str
    calculator: str
    source: str
    to_verify: bool
    inputs: tuple[Field, ...]
    constants: tuple[str, ...]
    spread: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of a list of preparations."""

    id: str
    state: str
    says: str
    cite: str
    note: str
    box: bool


@dataclass(frozen=True, slots=True)
class ToDoList:
    """A list with its title."""

    title: str
    lines: tuple[ToDo, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with everything that its templates print besides the plan itself."""

    plan: Plan
    printed: str
    sum: str
    checks: tuple[CheckRow, ...]
    missing: tuple[Field, ...]
    quantities: tuple[QuantityBlock, ...]
    earlier: tuple[str, ...]
    absent: tuple[str, ...]
    changed: tuple[str, ...]
    lists: tuple[ToDoList, ...]
    inputs: tuple[Field, ...]
    uncertain: bool
    dose: DosePart | None


def lay_out_plan(plan: Plan, printed: date) -> PlanView:
    """Lay a plan out for print.

    Args:
        plan: what is printed.
        printed: the day that stands on the page.
    """
    return PlanView(
        plan=plan,
        printed=printed.isoformat(),
        sum=SUMS[plan.status],
        checks=tuple(_check(plan, check) for check in by_urgency(plan.checks)),
        missing=tuple(Field(line.field, line.unit, line.why) for line in plan.missing),
        quantities=tuple(map(_quantity, plan.quantities)),
        earlier=tuple(earlier_texts(plan)),
        absent=tuple(absent_texts(plan)),
        changed=tuple(change_text(limit).replace("`", "") for limit in plan.changed_limits),
        lists=tuple(_lists(plan)),
        inputs=tuple(map(_field, plan.inputs)),
        uncertain=any(interval_text(one) not in ("", NONE_GIVEN) for one in plan.quantities),
        dose=dose_part(plan.dose) if plan.dose else None,
    )


def _check(plan: Plan, check: Check) -> CheckRow:
    return CheckRow(
        status=check.status,
        symbol=SYMBOLS[check.status],
        word=WORDS[check.status],
        code=check.code,
        says=check.says,
        rest=rest_of_check(check),
        source=limit_text(check.limit) if check.limit else "",
        bar=_bar(plan, check, check.limit) if check.limit else None,
    )


def _bar(plan: Plan, check: Check, limit: Limit) -> Bar | None:
    """A bar where value and limit are amounts of one kind."""
    if check.value is None or limit.value is None or limit.value <= 0 or check.value < 0:
        return None
    of_limit = 100 / limit.value
    spreads = (one.uncertainty for one in plan.quantities if one.name == check.quantity)
    spread = next((found for found in spreads if found), None)
    ends = None if spread is None else (spread.low_2_5 * of_limit, spread.high_97_5 * of_limit)
    words = f"{check.value * of_limit:.0f} % of the {kind_of(limit)}"
    words += f" (95 %: {ends[0]:.0f} to {ends[1]:.0f} %)" if ends else ""
    return Bar(
        value=_place(check.value * of_limit),
        low=_place(ends[0]) if ends else None,
        high=_place(ends[1]) if ends else None,
        line=_place(100),
        least=kept_when(limit) in ("at_least", "above"),
        words=words,
    )


def _place(percent: float) -> float:
    return round(100 * min(max(percent, 0), SCALE) / SCALE, 2)


def _quantity(quantity: PlannedQuantity) -> QuantityBlock:
    spread = uncertainty_text(quantity)
    lines = [quantity.status, *(constant.status for constant in quantity.constants)]
    return QuantityBlock(
        id=quantity.name,
        title=quantity.title,
        value=with_unit(quantity.value, quantity.unit),
        interval=interval_text(quantity),
        formula=quantity.formula,
        mathml=as_mathml(quantity.formula),
        typst=as_typst(quantity.formula),
        where=where_text(quantity).replace("`", ""),
        calculator=quantity.calculator or "",
        source=source_text(quantity),
        to_verify="recalled" in lines,
        inputs=tuple(map(_field, quantity.inputs)),
        constants=tuple(map(constant_text, quantity.constants)),
        spread="" if spread == NO_SPREAD else spread,
        notes=tuple(note.replace("`", "") for note in quantity.notes),
    )


def _lists(plan: Plan) -> Iterator[ToDoList]:
    for name, title in LISTS.items():
        lines = tuple(
            ToDo(
                line.id,
                line.state,
                line.says,
                line.cite,
                line.note or "",
                name in ("preparation", "checklist"),
            )
            for line in plan.preparation
            if line.list == name
        )
        if lines:
            yield ToDoList(title, lines)


def _field(line: InputLine) -> Field:
    return Field(line.name, input_value(line), origin_text(line))
