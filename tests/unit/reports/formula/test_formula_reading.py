"""What is mathematics and what is words, how tight each sign binds, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_formulas import plan_formulas

from nelm.calculators.catalog import CALCULATORS
from nelm.reports.formula.reading import DEEPEST, read_formula
from nelm.reports.formula.tree import (
    Call,
    Fraction,
    Group,
    Joined,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sum,
    Symbol,
    Times,
    Words,
)

A, B, C = Symbol("a"), Symbol("b"), Symbol("c")

# Every part of a formula of the catalog that is a sentence: none falls back without being here.
WORDS: dict[str, tuple[str, ...]] = {
    "ablation-covered-diameter": ("n of 1, 4, 6, 8, 12 + 1, 14 + 1",),
    "ablation-heat-sink": ("warn when both hold",),
    "ablation-smallest-covering": ("the fewest of 1, 4, 6, 8, 12 + 1, 14 + 1 zones",),
    "anthracycline-cumulative": ("lines of the label at 300, 400, 450, 500 mg/m2",),
    "body-surface-all": ("by four formulas",),
    "convert-albumin": ("old in g/L, new in g/dL",),
    "convert-bilirubin": ("old in umol/L, new in mg/dL",),
    "convert-creatinine": ("old in umol/L, new in mg/dL",),
    "ho166-activity": ("A in MBq, M in kg, for 60 Gy",),
    "lu177-cycles-left": ("a reference line, not a tolerance",),
    "lu177-electron-dose-factor": ("E in MeV",),
    "lu177-fit": ("least squares within bounds",),
    "lu177-fit-choose": ("the least is chosen",),
    "lu177-marrow-self-dose": ("TIA of blood per gram, no cross-dose",),
    "lu177-schedule": ("window either way",),
    "lu177-tia-bi": ("a negative fast part is uptake",),
    "lu177-tia-trapezoid": ("half of it where the start is from zero",),
    "score-albi": ("in umol/L and g/L",),
    "score-albi-grade": ("1 up to -2.60, 2 up to -1.39, 3 above",),
    "score-apri": ("platelets in 10^9/L",),
    "score-child-pugh": (
        "sum of 1 to 3 points for bilirubin, albumin, INR, ascites, encephalopathy",
    ),
    "score-icg-pdr": ("both in percent",),
    "score-icg-r15": ("both in percent",),
    "score-meld-3": (
        "bilirubin and INR at least 1, creatinine from 1 to 3 (3 on dialysis), sodium "
        "from 125 to 137, albumin from 1.5 to 3.5",
    ),
    "score-who-grade": (
        "G1 below 3 %, G2 from 3 to 20 %, NET G3 above; poorly differentiated: NEC",
    ),
    "surgery-flr-share-measured": ("all measured",),
    "surgery-kinetic-growth": ("from day 7 on",),
    "surgery-sflr": ("TLV by body surface",),
    "surgery-two-step": ("what is left after each step, at the end the grown lobe",),
    "tace-doxorubicin-share": ("1 below 1.2 mg/dL; 0.5 to 3.0; 0.25 to 5.0; none above",),
    "tace-streptozocin-dose": ("amount at most 1500 mg/m2",),
    "tace-streptozocin-share": ("1 above 50 mL/min; 0.75 from 10 to 50; 0.5 below 10",),
    "voxel-kernel-energy": ("S of electrons", "else refused"),
    "voxel-sphere-recovery": ("the I are moments of the Maxwell distribution up to c",),
    "y90-body-surface": ("H in m, W in kg",),
    "y90-elapsed-time": ("both with a time zone",),
    "y90-empiric": ("activity is 2.0 GBq to 25 % tumor, 2.5 GBq to 50 %, 3.0 GBq above",),
    "y90-resin-shunt-factor": ("1 below F = 0.10, 0.8 below 0.15, 0.6 to 0.20, above not given",),
}
PLAN_WORDS = {
    "A up to 6 points, B up to 9, C above",
    "F as given",
    "as given",
    "each number against the table of eligibility",
}
PLAN_NOTES = {
    "one activity for each limit",
    "over its compartments",
    "old in g/L, new in g/dL",
    "old in mg/dL, new in umol/L",
}


def right(text: str) -> Node:
    (line,) = read_formula(f"y = {text}").lines
    assert isinstance(line, Relation), text
    return line.right


def parts(text: str) -> tuple[str, ...]:
    return tuple(one.text for one in read_formula(text).lines if isinstance(one, Words))


def test_every_formula_of_the_catalog_is_mathematics_but_for_the_listed_words() -> None:
    found = {one.name: parts(one.formula) for one in CALCULATORS}

    assert {name: words for name, words in found.items() if words} == WORDS


def test_every_formula_of_a_plan_is_mathematics_but_for_the_listed_words() -> None:
    texts = plan_formulas()
    whole = {text for text in texts if read_formula(text).is_words}

    assert whole == PLAN_WORDS
    assert {word for text in texts.keys() - whole for word in parts(text)} == PLAN_NOTES


def test_the_search_in_the_plans_finds_formulas() -> None:
    assert "A_max = limit M_L / (k F (1-R))" in plan_formulas()
    assert len(plan_formulas()) >= 8


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b / c", Fraction(Joined((A, B)), C)),
        ("a / b x c", Times((Fraction(A, B), C))),
        ("a x b / c", Times((A, Fraction(B, C)))),
        ("a / (b c)", Fraction(A, Group(Joined((B, C))))),
        ("a b^2", Joined((A, Power(B, Number("2"))))),
        ("-a / b", Negative(Fraction(A, B))),
        ("a - b + c", Sum(A, (("-", B), ("+", C)))),
        ("a - b c", Sum(A, (("-", Joined((B, C))),))),
        ("a(b)", Call(A, (B,))),
        ("a (b)", Joined((A, Group(B)))),
        ("(a)(b)", Joined((Group(A), Group(B)))),
        ("2(a)", Joined((Number("2"), Group(A)))),
        ("2a", Joined((Number("2"), A))),
        ("a / ln 2", Fraction(A, Call(Symbol("ln"), (Number("2"),), bracketed=False))),
        ("2 a ln b", Joined((Number("2"), A, Call(Symbol("ln"), (B,), bracketed=False)))),
        ("ln(a / b)", Call(Symbol("ln"), (Fraction(A, B),))),
        ("a^(-b)", Power(A, Group(Negative(B)))),
        ("1.6e-13 x a", Times((Number("1.6e-13"), A))),
        ("a  x  b", Times((A, B))),
    ],
)
def test_signs_bind_as_written_in_the_rules(text: str, tree: Node) -> None:
    assert right(text) == tree


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("T_eff", Symbol("T", below="eff")),
        ("D50", Symbol("D", below="50")),
        ("gamma50", Symbol("gamma", below="50")),
        ("A~", Symbol("A", "~")),
        ("J'", Symbol("J", "'")),
        ("F''_n", Symbol("F", "''", "n")),
        ("shortest zone diameter", Symbol("shortest zone diameter")),
    ],
)
def test_a_name_keeps_its_index_and_mark(text: str, symbol: Symbol) -> None:
    assert right(text) == symbol


@pytest.mark.parametrize(
    "text",
    [
        "a / b c",
        "a / b / c",
        "a / b (c)",
        "ln a / b",
        "ln a b",
        "a = b^c^2",
        "f(a)^2",
        "sum(a)^2",
        "a 2",
        "2 3",
        "a sum",
        "a b2c",
        "a -",
        "a + - b",
        "1.2.3",
        "(a",
        "a)",
        "()",
        "a, b",
        "|a|",
        "a_b_c",
        "a2_b",
        "2 x 2^(-x)",
        "a x",
        "of(a)",
        "a'''",
        "µ",
    ],
)
def test_what_could_be_read_two_ways_or_not_at_all_is_words(text: str) -> None:
    assert read_formula(f"y = {text}").is_words


@pytest.mark.parametrize(
    "text", ["a", "a b", "one line", "", " ", ";", "a_fast < 0 is uptake", "sum of a = b"]
)
def test_what_relates_nothing_or_speaks_is_words(text: str) -> None:
    assert read_formula(text).is_words


def test_a_formula_has_a_line_for_each_part_and_keeps_its_text() -> None:
    formula = read_formula("a = b; c >= 2; as one sees")

    assert [type(line) for line in formula.lines] == [Relation, Relation, Words]
    assert [line.text for line in formula.lines] == ["a = b", "c >= 2", "as one sees"]
    assert formula.text == "a = b; c >= 2; as one sees"


def test_only_words_stay_one_sentence() -> None:
    assert read_formula("1 below 3; 2 above").lines == (Words("1 below 3; 2 above"),)


def test_brackets_deeper_than_any_formula_are_words() -> None:
    def nested(depth: int) -> str:
        return "y = " + "(" * depth + "a" + ")" * depth

    assert not read_formula(nested(DEEPEST)).is_words
    assert read_formula(nested(DEEPEST + 1)).is_words
    assert read_formula(nested(100_000)).is_words


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    formula = read_formula(text)

    assert formula.text == text
    assert formula.lines


@given(st.text(alphabet="ab2_^~' ()+-/=<>x;,.|lnsumexp", max_size=40))
def test_any_text_of_the_signs_of_formulas_is_kept(text: str) -> None:
    formula = read_formula(text)
    expected = [text] if formula.is_words else [part.strip() for part in text.split(";")]

    assert [line.text for line in formula.lines] == expected
