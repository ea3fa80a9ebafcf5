"""Formulas as MathML: well-formed, the tree that was meant, nothing unescaped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from plan_formulas import plan_formulas

from nelm.calculators.catalog import CALCULATORS
from nelm.reports.formula.mathml import as_mathml
from nelm.reports.formula.reading import read_formula
from nelm.reports.formula.tree import Relation, Words

# The elements of MathML Core that are used, and the paragraph of words.
CORE = {
    "annotation", "math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "msqrt", "msub", "msubsup",
    "msup", "mtext", "munder", "semantics",
}  # fmt: skip
CHILDREN = {"mfrac": 2, "mover": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2}


def blocks(text: str) -> list[ET.Element]:
    return list(ET.fromstring(f"<div>{as_mathml(text)}</div>"))


def drawn(text: str) -> str:
    """The right side, without what is not seen."""
    (math,) = blocks(f"y = {text}")
    row = math[0][0]
    parts = "".join(ET.tostring(one, encoding="unicode") for one in list(row)[2:])
    for hidden in ('<mo lspace="0" rspace="0.167em">\u2062</mo>', "<mo>\u2061</mo>"):
        parts = parts.replace(hidden, "")
    return parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
        ("T_eff", "<msub><mi>T</mi><mi>eff</mi></msub>"),
        ("D50", "<msub><mi>D</mi><mn>50</mn></msub>"),
        ("a^2", "<msup><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></msup>"),
        ("D_i^a", "<msubsup><mi>D</mi><mi>i</mi><mrow><mi>a</mi></mrow></msubsup>"),
        ("A~", '<mover accent="true"><mi>A</mi><mo>~</mo></mover>'),
        ("J'", "<msup><mi>J</mi><mo>\u2032</mo></msup>"),
        ("F''_n", "<msubsup><mi>F</mi><mi>n</mi><mo>\u2033</mo></msubsup>"),
        ("a x 3", "<mi>a</mi><mo>\u00d7</mo><mn>3</mn>"),
        ("theta_n", "<msub><mi>\u03b8</mi><mi>n</mi></msub>"),
        ("TN a", "<mi>TN</mi><mi>a</mi>"),
        ("zone diameter", "<mtext>zone diameter</mtext>"),
        ("sqrt(a)", "<msqrt><mi>a</mi></msqrt>"),
        (
            "Phi(a)",
            '<mrow><mi mathvariant="normal">\u03a6</mi>'
            "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow></mrow>",
        ),
        (
            "1.6e-13",
            "<mrow><mn>1.6</mn><mo>\u00d7</mo><msup><mn>10</mn>"
            "<mrow><mo>\u2212</mo><mn>13</mn></mrow></msup></mrow>",
        ),
        (
            "2^(-a/b)",
            '<msup><mrow><mn>2</mn></mrow><mrow><mrow><mo form="prefix">\u2212</mo>'
            "<mi>a</mi><mo>/</mo><mi>b</mi></mrow></mrow></msup>",
        ),
        (
            "sum_n(a)",
            "<mrow><munder><mo>\u2211</mo><mi>n</mi></munder>"
            "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow></mrow>",
        ),
        (
            "log10(a)",
            "<mrow><msub><mi>log</mi><mn>10</mn></msub>"
            "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow></mrow>",
        ),
    ],
)
def test_parts_are_drawn(text: str, expected: str) -> None:
    assert drawn(text) == expected


def test_a_fraction_line_makes_the_brackets_of_its_parts_needless_and_keeps_others() -> None:
    (fraction,) = ET.fromstring(f"<div>{drawn('(a + b) / ((c + d)(e))')}</div>")

    assert "(" not in "".join(fraction[0].itertext())
    assert "".join(fraction[1].itertext()) == "(c+d)(e)"


def test_a_part_is_a_block_with_its_text_and_words_are_a_paragraph() -> None:
    first, second, third = blocks("a = b; c >= 1; as it is < 3")

    assert [one.tag for one in (first, second, third)] == ["math", "math", "p"]
    assert first.attrib == {"display": "block"}
    assert [one.findtext("semantics/annotation") for one in (first, second)] == ["a = b", "c >= 1"]
    assert third.text == "as it is < 3"


STATED = [*(one.formula for one in CALCULATORS), *plan_formulas()]


@pytest.mark.parametrize("text", STATED)
def test_every_stated_formula_is_well_formed_mathml_core(text: str) -> None:
    lines = read_formula(text).lines

    for block, line in zip(blocks(text), lines, strict=True):
        if isinstance(line, Words):
            assert (block.tag, block.text) == ("p", line.text)
            continue
        for one in block.iter():
            assert one.tag in CORE
            assert len(one) == CHILDREN.get(one.tag, len(one)), one.tag
            assert not (one.text or "").strip() or one.tag in {
                "annotation",
                *["mi", "mn", "mo", "mtext"],
            }


@pytest.mark.parametrize("text", STATED)
def test_every_sign_and_name_of_a_stated_formula_is_drawn_in_order(text: str) -> None:
    """The letters and digits of the text, in its order, are those of the drawing."""
    greek = {"α": "alpha", "β": "beta", "γ": "gamma", "θ": "theta", "π": "pi", "Φ": "Phi"}
    named = {"√": "sqrt", "∑": "sum", "⌊": "floor"}
    for block, line in zip(blocks(text), read_formula(text).lines, strict=True):
        if isinstance(line, Relation):
            shown = "".join(_read(block[0][0])).translate(str.maketrans(greek | named))
            assert _letters(shown) == _letters(line.text.replace("e-", "10")), line.text


def _read(one: ET.Element) -> list[str]:
    """What is seen, a root as its name and an index after a mark."""
    own = {"msqrt": ["sqrt"]}.get(one.tag, [])
    if one.tag == "mo" and one.text == "|":
        return []
    return [*own, one.text or "", *(word for child in one for word in _read(child))]


def _letters(text: str) -> str:
    """Letters and digits but for the sign of multiplication and the name of the bars."""
    plain = text.replace(" x ", " ").replace("abs(", "(")
    return "".join(one for one in plain if one.isalnum())


@given(st.text())
@example("a = b; <script>alert(1)</script>")
@example("</annotation>&amp; = \x00\ud800")
def test_any_text_gives_well_formed_output_without_its_markup(text: str) -> None:
    for block in blocks(text):
        assert block.tag in {"math", "p"}
        assert {one.tag for one in block.iter()} <= CORE | {"p"}
