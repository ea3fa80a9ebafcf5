"""One calculator on many rows: what a row lacks or has out of range is a value, not an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments, gathered
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.results import Value, result_values


@dataclass(frozen=True)
class Outcome:
    """What became of a row.

    Attributes:
        status: `missing` where a needed cell is empty, `refused` where one can not be read or is
            out of range.
        reason: which, and what is allowed; empty where all is well.
        result: by field; empty where there is none.
    """

    status: Literal["ok", "missing", "refused"]
    reason: str = ""
    result: Mapping[str, Value] = field(default_factory=dict)


def outcome_of(calculator: Calculator, cells: Mapping[str, str]) -> Outcome:
    """Run a calculator on the texts of one row.

    Args:
        calculator: an entry of the catalog.
        cells: by argument as text; an empty one is unknown, never a number or a default. An
            argument without a cell takes its default, where it has one.

    >>> from nelm.calculators.catalog import CALCULATORS
    >>> albi = next(one for one in CALCULATORS if one.name == "score-albi")
    >>> outcome_of(albi, {"bilirubin_umol_l": "20", "albumin_g_l": "4.0"}).reason
    'albumin_g_l is 4.0; allowed: 10 to 60 (g/dL?)'
    >>> outcome_of(albi, {"bilirubin_umol_l": "20", "albumin_g_l": ""}).status
    'missing'
    """
    known = arguments(calculator.function)
    given = {one.name: cells[one.name].strip() for one in known if one.name in cells}
    needed = {one.name for one in known if one.is_required} | given.keys()
    missing = [one.name for one in known if one.name in needed and not given.get(one.name)]
    if missing:
        return Outcome("missing", ", ".join(missing))
    values: dict[str, Any] = {}
    for one in known:
        text = given.get(one.name, "")
        try:
            values[one.name] = one.kind.read(text) if text else one.default
        except OutOfRangeError as refused:  # a record refuses its own fields
            return Outcome("refused", f"{one.name}: {refused}")
        except ValueError:
            wanted = f"{one.kind.word} {one.unit and f'in {one.unit}'}".strip()
            return Outcome("refused", f'{one.name} is "{text}"; allowed: {wanted}')
    try:
        result = calculator.function(**gathered(calculator.function, values))
    except OutOfRangeError as refused:
        return Outcome("refused", str(refused))
    return Outcome("ok", result=result_values(result))
