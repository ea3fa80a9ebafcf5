"""A formula as MathML Core: blocks for an HTML page, without script, style or font."""

from __future__ import annotations

from functools import singledispatch
from html import escape

from nelm.reports.formula.reading import read_formula
from nelm.reports.formula.tree import (
    GREEK,
    Call,
    Fraction,
    Group,
    Joined,
    Line,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sum,
    Symbol,
    Times,
    Words,
    bare,
    printable,
)

# Thin spaces keep upright names apart; the signs themselves are only heard.
TIMES_UNSEEN = '<mo lspace="0" rspace="0.167em">&#x2062;</mo>'
APPLIED = "<mo>&#x2061;</mo>"
APPLIED_APART = '<mo lspace="0" rspace="0.167em">&#x2061;</mo>'
SIGNS = {"<=": "&#x2264;", ">=": "&#x2265;", "-": "&#x2212;", "<": "&lt;", ">": "&gt;"}
MARKS = {"'": "&#x2032;", "''": "&#x2033;"}


def as_mathml(text: str) -> str:
    """A formula as HTML blocks: one `<math>` for each formula in it, a paragraph for words.

    The text of each as written stays inside as an annotation. Everything is escaped.

    >>> as_mathml("a line, nothing more")
    '<p class="formula-words">a line, nothing more</p>'
    """
    return "\n".join(_block(line) for line in read_formula(text).lines)


def _block(line: Line) -> str:
    if isinstance(line, Words):
        return f'<p class="formula-words">{_escaped(line.text)}</p>'
    return (
        f'<math display="block"><semantics>{_row(_relation(line))}'
        f'<annotation encoding="text/plain">{_escaped(line.text)}</annotation></semantics></math>'
    )


def _relation(line: Relation) -> str:
    return _drawn(line.left, False) + _sign(line.sign) + _drawn(line.right, False)


@singledispatch
def _drawn(node: Node, inline: bool) -> str:
    """A part as MathML; raised parts write a fraction in the line."""
    raise TypeError(node)


@_drawn.register
def _(node: Number, inline: bool) -> str:
    mantissa, _, exponent = node.text.partition("e")
    if not exponent:
        return f"<mn>{mantissa}</mn>"
    sign = _sign("-") if exponent.startswith("-") else ""
    raised = _row(f"{sign}<mn>{exponent.lstrip('-')}</mn>")
    return _row(f"<mn>{mantissa}</mn>{_sign('&#xD7;')}<msup><mn>10</mn>{raised}</msup>")


@_drawn.register
def _(node: Symbol, inline: bool) -> str:
    if node.below and node.mark in MARKS:
        return f"<msubsup>{_letter(node)}{_below(node)}<mo>{MARKS[node.mark]}</mo></msubsup>"
    base = _marked(node)
    return f"<msub>{base}{_below(node)}</msub>" if node.below else base


@_drawn.register
def _(node: Call, inline: bool) -> str:
    inner = _sign(",").join(_drawn(argument, inline) for argument in node.arguments)
    match node.function.name, node.bracketed:
        case "sqrt", True:
            return f"<msqrt>{inner}</msqrt>"
        case "abs", True:
            return _row(f'<mo fence="true">|</mo>{inner}<mo fence="true">|</mo>')
        case "floor", True:
            return _row(f"<mo>&#x230A;</mo>{inner}<mo>&#x230B;</mo>")
        case "sum", True:
            return _row(_sigma(node.function) + _bracketed(inner))
        case _, True:
            return _row(_function(node.function) + APPLIED + _bracketed(inner))
        case _:
            return _row(_function(node.function) + APPLIED_APART + inner)


@_drawn.register
def _(node: Group, inline: bool) -> str:
    return _bracketed(_drawn(node.inner, inline))


@_drawn.register
def _(node: Power, inline: bool) -> str:
    raised = _row(_drawn(bare(node.exponent), True))
    if isinstance(node.base, Symbol) and node.base.below and not node.base.mark:
        return f"<msubsup>{_letter(node.base)}{_below(node.base)}{raised}</msubsup>"
    return f"<msup>{_row(_drawn(node.base, inline))}{raised}</msup>"


@_drawn.register
def _(node: Joined, inline: bool) -> str:
    return TIMES_UNSEEN.join(_drawn(factor, inline) for factor in node.factors)


@_drawn.register
def _(node: Times, inline: bool) -> str:
    return _sign("&#xD7;").join(_drawn(factor, inline) for factor in node.factors)


@_drawn.register
def _(node: Fraction, inline: bool) -> str:
    if inline:
        return _drawn(node.above, True) + _sign("/") + _drawn(node.below, True)
    above, below = (_row(_part(bare(part))) for part in (node.above, node.below))
    return f"<mfrac>{above}{below}</mfrac>"


@_drawn.register
def _(node: Negative, inline: bool) -> str:
    return _row(f'<mo form="prefix">{SIGNS["-"]}</mo>{_drawn(node.inner, inline)}')


@_drawn.register
def _(node: Sum, inline: bool) -> str:
    rest = (_sign(sign) + _drawn(term, inline) for sign, term in node.others)
    return _drawn(node.first, inline) + "".join(rest)


def _part(node: Node) -> str:
    """A fraction in a fraction stays in the line."""
    return _drawn(node, isinstance(node, Fraction))


def _letter(node: Symbol) -> str:
    letter = GREEK.get(node.name, node.name)
    return f"<mtext>{letter}</mtext>" if " " in letter else f"<mi>{letter}</mi>"


def _marked(node: Symbol) -> str:
    if node.mark == "~":
        return f'<mover accent="true">{_letter(node)}<mo>~</mo></mover>'
    return (
        f"<msup>{_letter(node)}<mo>{MARKS[node.mark]}</mo></msup>" if node.mark else (_letter(node))
    )


def _below(node: Symbol) -> str:
    tag = "mn" if node.below.isdigit() else "mi"
    return f"<{tag}>{GREEK.get(node.below, node.below)}</{tag}>"


def _sigma(function: Symbol) -> str:
    sign = "<mo>&#x2211;</mo>"
    return f"<munder>{sign}{_below(function)}</munder>" if function.below else sign


def _function(function: Symbol) -> str:
    """`log10` is log below 10; capital Phi, the normal distribution, stands upright."""
    if function.name in {"log2", "log10"}:
        return f"<msub><mi>log</mi><mn>{function.name[3:]}</mn></msub>"
    if function.name == "Phi":
        return '<mi mathvariant="normal">&#x3A6;</mi>'
    return _drawn(function, False)


def _bracketed(inner: str) -> str:
    return _row(f"<mo>(</mo>{inner}<mo>)</mo>")


def _sign(sign: str) -> str:
    return f"<mo>{SIGNS.get(sign, sign)}</mo>"


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _escaped(text: str) -> str:
    return escape(printable(text), quote=False)
