"""Generated formulas mean to the reader of the tree what the same rules mean to Python."""

from __future__ import annotations

from math import isfinite
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest
from evaluated import right_side
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nelm.reports.formula.mathml import as_mathml
from nelm.reports.formula.reading import read_formula
from nelm.reports.formula.typst import as_typst

VALUES = {"a": 1.7, "b_eff": 0.6, "c": -2.3, "zone width": 5.1, "T": 3.9}
PYTHON = {"zone width": "zone_width"}
Pair: TypeAlias = tuple[str, str]  # the formula, and the same in Python with every bracket

ATOMS = st.sampled_from([(name, PYTHON.get(name, name)) for name in VALUES])
NUMBERS = st.sampled_from(["2", "0.5", "3.25", "1e-2"]).map(lambda number: (number, number))
EXPONENTS = st.sampled_from([("2", "2"), ("(-1)", "(-1)"), ("(1+1)", "2")])


@st.composite
def sums(draw: st.DrawFn, depth: int = 2) -> Pair:
    """Terms with signs, the first maybe with a minus."""
    minus = draw(st.sampled_from(["", "-"]))
    text, python = draw(products(depth))
    text, python = minus + text, f"({minus}{python})"
    for _ in range(draw(st.integers(0, 2))):
        sign, (more, also) = draw(st.sampled_from(["+", "-"])), draw(products(depth))
        spaces = draw(st.sampled_from(["", " "]))
        text, python = f"{text}{spaces}{sign}{spaces}{more}", f"({python}{sign}{also})"
    return text, python


@st.composite
def products(draw: st.DrawFn, depth: int) -> Pair:
    found = draw(st.lists(quotients(depth), min_size=1, max_size=2))
    return " x ".join(one for one, _ in found), f"({'*'.join(one for _, one in found)})"


@st.composite
def quotients(draw: st.DrawFn, depth: int) -> Pair:
    above = draw(side_by_side(depth))
    if draw(st.booleans()):
        return above
    below = draw(st.one_of(NUMBERS, tails(depth)))
    return f"{above[0]} / {below[0]}", f"({above[1]}/{below[1]})"


@st.composite
def side_by_side(draw: st.DrawFn, depth: int) -> Pair:
    found = draw(st.lists(tails(depth), min_size=1, max_size=3))
    if draw(st.booleans()):
        found = [draw(NUMBERS), *found]
    # Names of small words side by side would be one name.
    found = [one for k, one in enumerate(found) if k == 0 or not one[0].startswith("zone")]
    return " ".join(one for one, _ in found), f"({'*'.join(one for _, one in found)})"


@st.composite
def tails(draw: st.DrawFn, depth: int) -> Pair:
    if depth and draw(st.booleans()):
        text, python = draw(sums(depth - 1))
        if draw(st.booleans()):
            return f"abs({text})", f"abs({python})"
        base: Pair = f"({text})", python
    else:
        base = draw(ATOMS)
    if draw(st.booleans()):
        return base
    raised, python = draw(EXPONENTS)
    return f"{base[0]}^{raised}", f"({base[1]}**{python})"


@given(sums())
@settings(max_examples=60, deadline=None)
def test_a_formula_has_the_value_that_python_finds(pair: Pair) -> None:
    text, python = pair
    try:
        names = {PYTHON.get(name, name): number for name, number in VALUES.items()}
        expected = eval(python, names)
    except ZeroDivisionError:
        expected = float("nan")
    assume(isfinite(expected))

    assert right_side(f"y = {text}", 0, VALUES) == pytest.approx(expected, rel=1e-9)


@given(sums())
@settings(max_examples=20, deadline=None)
def test_a_formula_is_drawn_as_mathematics(pair: Pair) -> None:
    text = f"y = {pair[0]}"

    assert not read_formula(text).is_words
    assert ET.fromstring(as_mathml(text)).tag == "math"


@given(st.lists(sums(1), min_size=5, max_size=8))
@settings(max_examples=5, deadline=None)
def test_typst_reads_what_is_written(pairs: list[Pair]) -> None:
    typst = pytest.importorskip("typst")
    lines = "\n".join(f"$ {as_typst(f'y = {text}')} $" for text, _ in pairs)

    assert typst.compile(lines.encode(), format="pdf", ignore_system_fonts=True)
