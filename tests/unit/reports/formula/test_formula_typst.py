"""Formulas as Typst: what is written, and that all of them compile to an accessible PDF."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plan_formulas import plan_formulas

from nelm.calculators.catalog import CALCULATORS
from nelm.reports.formula.tree import printable
from nelm.reports.formula.typst import as_typst

PAGE = b"""
#set document(title: "Formulas")
#set text(lang: "en")
#for one in json(bytes(sys.inputs.formulas)) {
  math.equation(block: true, alt: one.text, eval(one.typst, mode: "math"))
}
"""


def compiled(texts: list[str], **standard: Any) -> bytes:
    typst = pytest.importorskip("typst")
    rows = [{"text": printable(text) or "-", "typst": as_typst(text)} for text in texts]
    made: bytes = typst.compile(
        PAGE,
        format="pdf",
        sys_inputs={"formulas": json.dumps(rows)},
        ignore_system_fonts=True,
        **standard,
    )
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = a / (b + c)", "& y = frac(a, b + c)"),
        ("y = T_eff^2", '& y = T_("eff")^(2)'),
        ("y = D50", "& y = D_(50)"),
        ("y = A~ E", "& y = tilde(A) thin E"),
        ("F''_n = N(0, s_n)", "& F''_(n) = N (0 comma s_(n))"),
        ("y = a x 2^(-t/T)", "& y = a times 2^(-t slash T)"),
        ("y = ln 2 + exp(a)", "& y = ln 2 + exp (a)"),
        ("y = share(a)", '& y = "share"(a)'),
        ("y = log10(a)", "& y = log_(10) (a)"),
        ("y = Phi(a)", "& y = upright(Phi) (a)"),
        ("y = sum_n(a)", "& y = sum_(n) (a)"),
        ("y = sqrt(abs(a))", "& y = sqrt(abs(a))"),
        ("y = 1.6e-13 x a", "& y = 1.6 times 10^(-13) times a"),
        ("y >= 1; z < 2", r"& y >= 1 \ & z < 2"),
        ('say "\\"', '& #box(width: 100%, align(left, "say \\"\\\\\\""))'),
    ],
)
def test_parts_are_written(text: str, expected: str) -> None:
    assert as_typst(text) == expected


def test_all_stated_formulas_compile_to_one_accessible_pdf() -> None:
    stated = [*(one.formula for one in CALCULATORS), *plan_formulas()]

    assert compiled(stated, pdf_standards="ua-1").startswith(b"%PDF")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
@example(['#panic("run")', '" + panic() + "', "a = b; $ #", "\\", "\x00\ud800"])
def test_no_text_is_run_or_breaks_the_page(texts: list[str]) -> None:
    """A text that got out of its quotes would be code, which unknown names and panics stop.

    Without the standard of accessibility: that refuses letters which no font at hand has.
    """
    assert compiled(texts).startswith(b"%PDF")
