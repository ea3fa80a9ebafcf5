"""A plan as a page: the pack's word first, then refusals, what is missing, numbers, preparation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nelm.planning.form import Check, InputLine, Plan, PlannedQuantity, Uncertainty
from nelm.planning.limit import Limit
from nelm.reports.calculator_page import number_text
from nelm.reports.page import Block, Heading, Items

MARKS = {"ok": "ok", "warning": "WARNING", "refused": "REFUSED"}
TITLES = {
    "preparation": "Preparation",
    "precautions": "Precautions",
    "doses": "Doses and technique as printed",
    "checklist": "Stop and ask before the procedure",
}
TO_VERIFY = "RECALLED, to be verified"
MOST_CONTRIBUTORS = 3


def plan_blocks(plan: Plan) -> Iterator[Block]:
    """Everything in a plan, in the order in which it should be read."""
    yield Heading(1, f"Plan: {plan.assessed.name}")
    yield f"Case {plan.case}; pack {plan.pack}; nelm {plan.nelm_version}. {plan.intended_use}"
    if plan.assessed.first:
        yield Heading(2, "Read first")
        yield Items(plan.assessed.first)
    yield f"Label: {plan.assessed.words}. Standing in the source: {plan.assessed.standing}."
    if plan.no_quantities:
        yield plan.no_quantities
    yield from _titled("Site values in place of printed ones", map(_changed, plan.changed_limits))
    yield from _titled("Missing", (_missing(line) for line in plan.missing))
    yield from _titled("Checks", map(_check, sorted(plan.checks, key=_urgency)))
    if plan.quantities:
        yield Heading(2, "Quantities")
        for quantity in plan.quantities:
            yield from _quantity(quantity)
    totals = (
        f"{e.what}: {e.total:g} {e.unit} ({', '.join(f'{d:g}' for d in e.doses) or 'none'})"
        for e in plan.earlier
    )
    yield from _titled("Earlier doses", totals)
    rows = (f"{row.says} [{row.id}; {row.source}]" for row in plan.absent)
    yield from _titled("Without a row for NET", rows)
    yield from _preparation(plan)
    yield from _titled("Inputs", map(_input, plan.inputs))
    yield f"Inputs sha256 {plan.inputs_sha256}; seed of every draw {plan.seed}."


def _titled(title: str, lines: Iterable[str]) -> Iterator[Block]:
    found = tuple(lines)
    if found:
        yield Heading(2, title)
        yield Items(found)


def _urgency(check: Check) -> int:
    return -list(MARKS).index(check.status)


def _missing(line: object) -> str:
    field, unit, why = (getattr(line, name) for name in ("field", "unit", "why"))
    return f"`{field}`{f' ({unit})' if unit else ''}: {why}"


def _check(check: Check) -> str:
    parts = [f"{MARKS[check.status]} `{check.code}`: {check.says}"]
    if check.surviving is not None:
        left = check.surviving
        parts.append(f"It leaves {number_text(left.value)} {left.unit} ({left.of}).")
    if check.probability_met is not None:
        parts.append(f"Probability that it is met: {100 * check.probability_met:.1f} %.")
    if check.limit is not None:
        parts.append(_limit(check.limit))
    return " ".join(parts)


def _limit(limit: Limit) -> str:
    status = TO_VERIFY if limit.status == "recalled" else limit.status
    told = (limit.scope, limit.source, limit.level_of_evidence, status, limit.note)
    return f"[{limit.id}: {'; '.join(part for part in told if part)}]"


def _changed(limit: Limit) -> str:
    change = limit.change
    if change is None:
        return limit.id
    printed = "none" if change.printed_value is None else f"{change.printed_value:g}"
    why = f", because: {change.reason}" if change.reason else ""
    return (
        f"`{limit.id}`: {limit.value:g} {limit.unit} in place of {printed}, by {change.author} on "
        f"{change.date} ({change.file}){why}"
    )


def _quantity(quantity: PlannedQuantity) -> Iterator[Block]:
    yield Heading(3, f"{quantity.title}: {number_text(quantity.value)} {quantity.unit}".rstrip())
    yield Items(tuple(_about(quantity)))


def _about(quantity: PlannedQuantity) -> Iterator[str]:
    status = TO_VERIFY if quantity.status == "recalled" else quantity.status
    by = f"; `nelm calc {quantity.calculator}`" if quantity.calculator else ""
    yield f"`{quantity.formula}`{by}"
    yield f"source: {quantity.source} ({status})"
    yield f"from: {', '.join(_short(line) for line in quantity.inputs)}"
    for constant in quantity.constants:
        standing = TO_VERIFY if constant.status == "recalled" else constant.status
        yield f"constant: {constant.name} = {constant.value} ({constant.source}; {standing})"
    yield from quantity.notes
    told = any("uncertainty" in note.lower() for note in quantity.notes)
    if isinstance(quantity.value, float) and not told:
        yield _uncertainty(quantity.uncertainty, quantity.unit)


def _uncertainty(found: Uncertainty | None, unit: str) -> str:
    if found is None:
        return "no uncertainty given"
    interval = f"{number_text(found.low_2_5)} to {number_text(found.high_97_5)} {unit}".rstrip()
    most = found.contributions[:MOST_CONTRIBUTORS]
    shares = ", ".join(f"{one.name} {100 * one.share:.0f} %" for one in most)
    return (
        f"uncertainty: SD {number_text(found.first_order_sd)} to first order; {found.draws} draws "
        f"(seed {found.seed}): mean {number_text(found.mean)}, SD {number_text(found.sd)}, 95 % "
        f"{interval}; mostly from {shares}"
    )


def _short(line: InputLine) -> str:
    value = number_text(line.value)
    spread = f" +/- {100 * line.relative_uncertainty:g} %" if line.relative_uncertainty else ""
    unit = "" if line.value in (None, "none") else line.unit
    return f"`{line.name}` {value}{spread} {unit}".rstrip()


def _input(line: InputLine) -> str:
    origin = "" if line.origin == "inputs" else f" (from the case: {line.origin})"
    return f"{_short(line)}{origin}"


def _preparation(plan: Plan) -> Iterator[Block]:
    for name, title in TITLES.items():
        lines = (line for line in plan.preparation if line.list == name)
        told = (
            f"{line.state}: {line.says} [{line.id}; {line.cite}]"
            + (f" Note: {line.note}" if line.note and name != "checklist" else "")
            for line in lines
        )
        yield from _titled(title, told)
