"""A plan as a page: the pack's word first, then refusals, what is missing, numbers, preparation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.reports.page import Block, Heading, Items
from nelm.reports.plan_words import (
    LISTS,
    WORDS,
    absent_texts,
    change_text,
    constant_text,
    earlier_texts,
    input_text,
    limit_text,
    missing_text,
    preparation_text,
    rest_of_check,
    source_text,
    uncertainty_text,
    where_text,
    with_unit,
)


def plan_blocks(plan: Plan) -> Iterator[Block]:
    """Everything in a plan, in the order in which it should be read."""
    yield Heading(1, f"Plan: {plan.assessed.name}")
    yield f"Case {plan.case}; pack {plan.pack}; nelm {plan.nelm_version}. {plan.intended_use}"
    yield from _titled("Read first", plan.assessed.first)
    yield f"Label: {plan.assessed.words}. Standing in the source: {plan.assessed.standing}."
    if plan.no_quantities:
        yield plan.no_quantities
    yield from _titled(
        "Site values in place of printed ones", map(change_text, plan.changed_limits)
    )
    yield from _titled("Missing", map(missing_text, plan.missing))
    if plan.missing and not plan.inputs:
        yield f"To fill in: `nelm plan template {plan.assessed.option} > inputs.yaml`."
    yield from _titled("Checks", map(_check, by_urgency(plan.checks)))
    if plan.quantities:
        yield Heading(2, "Quantities")
        for quantity in plan.quantities:
            yield from _quantity(quantity)
    yield from _titled("Earlier doses", earlier_texts(plan))
    yield from _titled("Without a row for NET", absent_texts(plan))
    for name, title in LISTS.items():
        lines = (line for line in plan.preparation if line.list == name)
        yield from _titled(title, map(preparation_text, lines))
    yield from _titled("Inputs", map(input_text, plan.inputs))
    yield f"Inputs sha256 {plan.inputs_sha256}; seed of every draw {plan.seed}."


def by_urgency(checks: Iterable[Check]) -> list[Check]:
    """Refusals first, then warnings; otherwise in the order of the plan."""
    return sorted(checks, key=lambda check: -list(WORDS).index(check.status))


def _titled(title: str, lines: Iterable[str]) -> Iterator[Block]:
    found = tuple(lines)
    if found:
        yield Heading(2, title)
        yield Items(found)


def _check(check: Check) -> str:
    source = f"[{limit_text(check.limit)}]" if check.limit else ""
    parts = (f"{WORDS[check.status]} `{check.code}`: {check.says}", rest_of_check(check), source)
    return " ".join(filter(None, parts))


def _quantity(quantity: PlannedQuantity) -> Iterator[Block]:
    yield Heading(3, f"{quantity.title}: {with_unit(quantity.value, quantity.unit)}")
    yield Items(tuple(_about(quantity)))


def _about(quantity: PlannedQuantity) -> Iterator[str]:
    by = f"; `nelm calc {quantity.calculator}`" if quantity.calculator else ""
    yield f"`{quantity.formula}`{by}"
    symbols = where_text(quantity)
    if symbols:
        yield f"where {symbols}"
    yield f"source: {source_text(quantity)}"
    yield f"from: {', '.join(map(input_text, quantity.inputs))}"
    for constant in quantity.constants:
        yield f"constant: {constant_text(constant)}"
    yield from quantity.notes
    spread = uncertainty_text(quantity)
    if spread:
        yield f"uncertainty: {spread}"
