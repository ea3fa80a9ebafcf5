"""A formula as Typst mathematics, for `eval(text, mode: "math")` or between dollar signs."""

from __future__ import annotations

from functools import singledispatch

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


def as_typst(text: str) -> str:
    r"""A formula as Typst mathematics, one line for each formula in it; words wrap at the margin.

    The caller wraps it, with the text as what is read aloud:
    `math.equation(block: true, alt: text, eval(typst, mode: "math"))`.

    >>> as_typst("A = D M / k")
    '& A = frac(D thin M, k)'
    """
    return " \\ ".join(f"& {_line(line)}" for line in read_formula(text).lines)


def _line(line: Line) -> str:
    if isinstance(line, Words):
        return f"#box(width: 100%, align(left, {_quoted(line.text)}))"
    return _relation(line)


def _relation(line: Relation) -> str:
    return f"{_drawn(line.left, False)} {line.sign} {_drawn(line.right, False)}"


@singledispatch
def _drawn(node: Node, inline: bool) -> str:
    """A part as Typst; raised parts write a fraction in the line."""
    raise TypeError(node)


@_drawn.register
def _(node: Number, inline: bool) -> str:
    mantissa, _, exponent = node.text.partition("e")
    return f"{mantissa} times 10^({exponent})" if exponent else mantissa


@_drawn.register
def _(node: Symbol, inline: bool) -> str:
    base = f"tilde({_name(node.name)})" if node.mark.startswith("~") else _name(node.name)
    primes = node.mark if node.mark.startswith("'") else ""
    return base + primes + (f"_({_name(node.below)})" if node.below else "")


@_drawn.register
def _(node: Call, inline: bool) -> str:
    inner = " comma ".join(_drawn(argument, inline) for argument in node.arguments)
    if node.function.name in {"sqrt", "abs", "floor"}:
        return f"{node.function.name}({inner})"
    name = _function(node.function)
    if not node.bracketed:
        return f"{name} {inner}"
    # Without a space Typst would call `exp`; after a quoted name it would show the space.
    return f"{name}({inner})" if name.endswith('"') else f"{name} ({inner})"


@_drawn.register
def _(node: Group, inline: bool) -> str:
    return f"({_drawn(node.inner, inline)})"


@_drawn.register
def _(node: Power, inline: bool) -> str:
    return f"{_drawn(node.base, inline)}^({_drawn(bare(node.exponent), True)})"


@_drawn.register
def _(node: Joined, inline: bool) -> str:
    return " thin ".join(_drawn(factor, inline) for factor in node.factors)


@_drawn.register
def _(node: Times, inline: bool) -> str:
    return " times ".join(_drawn(factor, inline) for factor in node.factors)


@_drawn.register
def _(node: Fraction, inline: bool) -> str:
    if inline:
        return f"{_drawn(node.above, True)} slash {_drawn(node.below, True)}"
    above, below = (_part(bare(part)) for part in (node.above, node.below))
    return f"frac({above}, {below})"


@_drawn.register
def _(node: Negative, inline: bool) -> str:
    return f"-{_drawn(node.inner, inline)}"


@_drawn.register
def _(node: Sum, inline: bool) -> str:
    rest = (f" {sign} {_drawn(term, inline)}" for sign, term in node.others)
    return _drawn(node.first, inline) + "".join(rest)


def _part(node: Node) -> str:
    """A fraction in a fraction stays in the line."""
    return _drawn(node, isinstance(node, Fraction))


def _name(name: str) -> str:
    """A single letter is italic, a Greek one by its name, digits and longer names upright."""
    if len(name) == 1 or name.isdigit() or name in GREEK:
        return name
    return _quoted(name)


def _function(function: Symbol) -> str:
    match function.name:
        case "log2" | "log10":
            return f"log_({function.name[3:]})"
        case "Phi":
            return "upright(Phi)"
        case "exp" | "ln" | "max" | "min" | "sin" | "sum":
            return function.name + (f"_({_name(function.below)})" if function.below else "")
        case _:
            return _drawn(function, False)


def _quoted(text: str) -> str:
    """Text as a Typst string, whatever is in it."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
