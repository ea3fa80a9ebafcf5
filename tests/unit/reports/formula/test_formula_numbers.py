"""The printed formula gives the number on the page: read, evaluated, compared with the function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worked_lu177
import worked_others
import worked_voxel
import worked_y90
from evaluated import holds, right_side
from worked import Worked

from nelm.calculators.catalog import CALCULATORS

ENTRIES = {one.name: one for one in CALCULATORS}
TABLE: dict[str, Worked] = {
    **worked_y90.WORKED,
    **worked_lu177.WORKED,
    **worked_others.WORKED,
    **worked_voxel.WORKED,
}
# Calculators whose formula gives no number of the worked example, and why.
NOT_EVALUATED = {
    "lu177-fit": "its matrices are not in the result",
    "score-albi-grade": "words",
    "score-child-pugh": "words",
    "score-who-grade": "words",
    "tace-doxorubicin-share": "words",
    "tace-streptozocin-share": "words",
    "y90-resin-shunt-factor": "words",
}
RUNS = [
    (name, more)
    for name, one in TABLE.items()
    for more in ({}, one.also)
    if (more or not one.leaves_out_example) and (more is not one.also or more)
]


def test_every_calculator_is_evaluated_or_a_reason_says_why_not() -> None:
    assert TABLE.keys() | NOT_EVALUATED.keys() == ENTRIES.keys()
    assert not TABLE.keys() & NOT_EVALUATED.keys()


@pytest.mark.parametrize(("name", "more"), RUNS, ids=lambda given: str(given)[:60])
def test_the_printed_formula_gives_what_the_function_returns(
    name: str, more: dict[str, Any]
) -> None:
    one, entry = TABLE[name], ENTRIES[name]
    example = {**entry.example, **more}
    symbols, result = one.symbols(example), entry.function(**example)

    assert one.results or one.true_as
    for line, returned in one.results.items():
        _same(right_side(entry.formula, line, symbols), returned(result), one.relative)
    for line, said in one.true_as.items():
        assert holds(entry.formula, line, symbols) is said(result)


def _same(found: Any, expected: Any, relative: float) -> None:
    if isinstance(expected, int | float | np.number | np.ndarray):
        assert found == pytest.approx(expected, rel=relative, abs=1e-12)
    else:
        assert found == expected


def test_a_table_says_why_it_is_loose() -> None:
    for name, one in TABLE.items():
        assert one.why or (one.relative <= 1e-9 and not one.leaves_out_example), name


def test_a_wrong_formula_is_found() -> None:
    """The comparison sees a factor on the wrong side: F is 0.07 in this run."""
    one, entry = TABLE["y90-single-dose"], ENTRIES["y90-single-dose"]
    example = {**entry.example, **one.also}
    wrong = right_side("D = k A (1-R) / ((1-F) M)", 0, one.symbols(example))

    assert wrong != pytest.approx(entry.function(**example).dose_gy, rel=1e-2)
