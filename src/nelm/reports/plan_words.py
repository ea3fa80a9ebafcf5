"""The words of a plan: numbers, checks, limits, sources and uncertainty, the same on every face."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from re import findall

from nelm.calculators.kinds import text_of
from nelm.planning.form import (
    Check,
    CheckStatus,
    Missing,
    Plan,
    PlannedQuantity,
    PreparationLine,
    Uncertainty,
)
from nelm.planning.limit import Limit
from nelm.planning.lines import ConstantLine, InputLine, SourceStatus
from nelm.reports.formula.where import where

WORDS: dict[CheckStatus, str] = {"ok": "ok", "warning": "WARNING", "refused": "REFUSED"}
LISTS = {
    "preparation": "Preparation",
    "precautions": "Precautions",
    "doses": "Doses and technique as printed",
    "checklist": "Stop and ask before the procedure",
}
TO_VERIFY = "RECALLED, to be verified"
NO_SPREAD = "no uncertainty given"
NONE_GIVEN = "none given"  # the same in a table of uncertainties
MOST_CONTRIBUTORS = 3
DIGITS = 4
NOTHING = (None, "none")
ORIGINS = {"inputs": "", "computed": "computed here"}


def amount(value: object) -> str:
    """A number in four digits, as people read it; a truth as a word, all else as it is.

    >>> amount(1.90733), amount(40000000.0), amount(1809.66), amount(0.05), amount(True)
    ('1.907', '40,000,000', '1,810', '0.05', 'yes')
    """
    if not isinstance(value, float):
        return text_of(value)
    if abs(value) < 1000:
        return f"{value:.{DIGITS}g}"
    kept = DIGITS - 1 - floor(log10(abs(value)))
    return f"{round(value, kept):,.0f}"


def with_unit(value: object, unit: str) -> str:
    """A number and its unit."""
    return amount(value) if value in NOTHING else f"{amount(value)} {unit}".rstrip()


def standing(status: SourceStatus) -> str:
    """How well a formula or a number is known."""
    return TO_VERIFY if status == "recalled" else status


def rest_of_check(check: Check) -> str:
    """What a limit leaves, and how likely it is kept."""
    parts = []
    if check.surviving is not None:
        left = check.surviving
        at = f"is reached at {with_unit(left.value, left.unit)}" if left.value else "leaves nothing"
        parts.append(f"The limit {at} ({left.of}).")
    if check.probability_met is not None:
        parts.append(f"Probability that it is met: {_probability(check.probability_met)}.")
    return " ".join(parts)


def _probability(share: float) -> str:
    """Draws never show that something is certain."""
    if share > 0.999:
        return "above 99.9 %"
    return "below 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def limit_text(limit: Limit) -> str:
    """Where a limit comes from."""
    status = TO_VERIFY if limit.status == "recalled" else limit.status
    told = (limit.scope, limit.source, limit.level_of_evidence, status, limit.note)
    return f"{limit.id}: {'; '.join(part for part in told if part)}"


def change_text(limit: Limit) -> str:
    """Who put a value in the place of a printed one."""
    change = limit.change
    if change is None:
        return limit.id
    printed = "none" if change.printed_value is None else f"{change.printed_value:g}"
    why = f", because: {change.reason}" if change.reason else ""
    return (
        f"`{limit.id}`: {limit.value:g} {limit.unit} in place of {printed}, by {change.author} on "
        f"{change.date} ({change.file}){why}"
    )


def missing_text(line: Missing) -> str:
    """An input that is not known, and why it is needed."""
    return f"`{line.field}`{f' ({line.unit})' if line.unit else ''}: {line.why}"


def input_text(line: InputLine) -> str:
    """An input with its unit, its uncertainty and where it was taken from."""
    told = origin_text(line)
    return f"`{line.name}` {input_value(line)}{f' ({told})' if told else ''}"


def origin_text(line: InputLine) -> str:
    """Where a value was taken from; empty for what was typed in."""
    if line.origin in ORIGINS:
        return ORIGINS[line.origin]
    return f"from the case: {line.origin}"


def input_value(line: InputLine) -> str:
    """The value of an input with its unit and its uncertainty."""
    value = f"{line.value:.6g}" if isinstance(line.value, float) else text_of(line.value)
    spread = f" +/- {100 * line.relative_uncertainty:g} %" if line.relative_uncertainty else ""
    unit = "" if line.value in NOTHING or isinstance(line.value, bool) else line.unit
    return f"{value} {unit}".rstrip() + spread


def constant_text(constant: ConstantLine) -> str:
    """A constant with its source; what that says itself is not said twice.

    >>> constant_text(ConstantLine(name="k", value="2", source="A 2015, read. B", status="read"))
    'k = 2 (A 2015, read. B)'
    >>> constant_text(ConstantLine(name="k", value="2", source="A 2015", status="read"))
    'k = 2 (A 2015; read)'
    """
    told = [constant.source]
    if constant.status == "recalled" or constant.status not in findall(r"\w+", constant.source):
        told.append(standing(constant.status))
    return f"{constant.name} = {constant.value} ({'; '.join(told)})"


def source_text(quantity: PlannedQuantity) -> str:
    """Whose formula it is."""
    return f"{quantity.source} ({standing(quantity.status)})"


def where_text(quantity: PlannedQuantity) -> str:
    """What the symbols of a formula mean; empty for words."""
    names = [line.name for line in quantity.inputs]
    found = where(quantity.formula, quantity.calculator, inputs=names)
    return "; ".join(f"{symbol}: {meaning}" for symbol, meaning in found)


def uncertainty_text(quantity: PlannedQuantity) -> str:
    """How uncertain a number is; empty for what is no number or says so itself."""
    if _tells_its_uncertainty(quantity) or not isinstance(quantity.value, float):
        return ""
    return _spread(quantity.uncertainty, quantity.unit) if quantity.uncertainty else NO_SPREAD


def interval_text(quantity: PlannedQuantity) -> str:
    """The 95 % interval for a table, or why there is none; empty for what is no number."""
    found = quantity.uncertainty
    if found is not None:
        return f"95 %: {amount(found.low_2_5)} to {amount(found.high_97_5)}"
    if not isinstance(quantity.value, float):
        return ""
    return "see its notes" if _tells_its_uncertainty(quantity) else NONE_GIVEN


def _tells_its_uncertainty(quantity: PlannedQuantity) -> bool:
    return any("uncertainty" in note.lower() for note in quantity.notes)


def _spread(found: Uncertainty, unit: str) -> str:
    interval = f"{amount(found.low_2_5)} to {with_unit(found.high_97_5, unit)}"
    most = found.contributions[:MOST_CONTRIBUTORS]
    shares = ", ".join(f"{one.name} {100 * one.share:.0f} %" for one in most)
    return (
        f"95 % {interval}; SD {amount(found.first_order_sd)} to first order; {found.draws} draws "
        f"(seed {found.seed}): mean {amount(found.mean)}, SD {amount(found.sd)}; mostly from "
        f"{shares}"
    )


def preparation_text(line: PreparationLine) -> str:
    """A preparation with its place in the source."""
    note = f" Note: {line.note}" if line.note and line.list != "checklist" else ""
    return f"{line.state}: {line.says} [{line.id}; {line.cite}]{note}"


def earlier_texts(plan: Plan) -> Iterator[str]:
    """Earlier doses added up."""
    for line in plan.earlier:
        each = ", ".join(f"{dose:g}" for dose in line.doses) or "none"
        yield f"{line.what}: {line.total:g} {line.unit} ({each})"


def absent_texts(plan: Plan) -> Iterator[str]:
    """Rows that a source does not have for NET."""
    return (f"{row.says} [{row.id}; {row.source}]" for row in plan.absent)
