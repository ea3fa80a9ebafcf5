"""Text of a formula to its tree: a strict grammar, and words where it is not mathematics.

Binding from tight to loose: `^`, side by side, `/`, ` x `, `+` and `-`. What a reader could take
two ways is refused: `a / b c`, `a / b / c`, `ln a / b`, `f(a)^2`, a number after a name. `f(a)` is
a function, `f (a)` a product. Small words side by side are one name: `shortest zone diameter`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from nelm.reports.formula.tree import (
    FUNCTIONS,
    Call,
    Formula,
    Fraction,
    Group,
    Joined,
    Line,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sign,
    Sum,
    Symbol,
    Times,
    Words,
)

# Words that make a sentence of a part, whatever else is in it.
SENTENCE = (
    "above", "and", "at", "below", "between", "both", "by", "for", "from", "in", "is", "least",
    "no", "none", "not", "of", "on", "or", "over", "per", "than", "the", "to", "unless", "up",
    "when", "where", "with", "within",
)  # fmt: skip
DEEPEST = 25  # brackets in brackets: what draws a tree calls itself for each

_CLOSED = "|".join((*FUNCTIONS, *SENTENCE, "x"))  # x is the sign, so no quantity is called so
_END = r"(?![A-Za-z0-9_~'])"
_MARK = r"(?:~|'{1,2})?"
_LETTERS = rf"[A-Za-z]+(?:[0-9]+{_MARK}|{_MARK}(?:_[A-Za-z0-9]+)?)"  # digits, or an index
_NAME = rf"(?!(?:{_CLOSED}){_END}){_LETTERS}{_END}"
_WORD = rf"(?!(?:{_CLOSED}){_END})[a-z]{{2,}}{_END}(?!\()"
_CALLED = rf"(?!(?:{'|'.join(SENTENCE)}|x){_END}){_LETTERS}(?=\()"
GRAMMAR = rf"""
start: sum COMPARE sum
?sum: first ((PLUS | MINUS) product)*
?first: product | MINUS product -> negative
?product: quotient (TIMES quotient)*
?quotient: plain | plain bare -> ended | bare | plain "/" below -> fraction
?plain: (number | tail) tail*
?below: number | tail | bare
?number: NUMBER -> digits | NUMBER "^" raised -> number_power
?tail: base | base "^" raised -> power | CALLED "(" sum ("," sum)* ")" -> call
?base: symbol | "(" sum ")" -> group
?raised: NUMBER -> digits | symbol | "(" sum ")" -> group
bare: BARE (symbol | NUMBER)
symbol: SYMBOL
COMPARE: "<=" | ">=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES.4: / +x +/
CALLED.3: /{_CALLED}/
BARE.3: /(?:ln|log2|log10|sin) +(?=[A-Za-z0-9])/
SYMBOL.2: /{_WORD}(?: {_WORD})+|{_NAME}/
NUMBER: /[0-9]+(\.[0-9]+)?(e-?[0-9]+)?(?![0-9.])/
%ignore " "
"""


def read_formula(text: str) -> Formula:
    """The tree of a formula; a part that the grammar refuses is words, and is kept as it is.

    >>> read_formula("D = A~ E / m").is_words, read_formula("1 below 3, else 2").is_words
    (False, True)
    """
    formula = Formula(text, tuple(_line(part.strip()) for part in text.split(";")))
    return Formula(text, (Words(text),)) if formula.is_words else formula


def _line(text: str) -> Line:
    if _depth(text) > DEEPEST:
        return Words(text)
    try:
        left, sign, right = _Build().transform(_parser().parse(text))
    except UnexpectedInput:
        return Words(text)
    return Relation(text, left, sign, right)


def _depth(text: str) -> int:
    deep = deepest = 0
    for letter in text:
        deep += (letter == "(") - (letter == ")")
        deepest = max(deepest, deep)
    return deepest


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr")


def _symbol(text: str) -> Symbol:
    """`T_eff`, `D50`, `A~`; functions keep the digits of their names."""
    head, _, below = text.strip().partition("_")
    name = head.rstrip("~'")
    mark = head[len(name) :]
    letters = name if name in FUNCTIONS else name.rstrip("0123456789")
    digits = name[len(letters) :]
    return Symbol(letters, mark, digits + below)


class _Build(Transformer[Token, tuple[Node, Sign, Node]]):
    @v_args(inline=True)
    def start(self, left: Node, sign: Token, right: Node) -> tuple[Node, Sign, Node]:
        return left, sign.value, right

    def sum(self, parts: list[Any]) -> Node:
        signs = (sign.value for sign in parts[1::2])
        return Sum(parts[0], tuple(zip(signs, parts[2::2], strict=True)))

    def negative(self, parts: list[Any]) -> Node:
        return Negative(parts[1])

    def product(self, parts: list[Any]) -> Node:
        return Times(tuple(parts[::2]))

    def plain(self, parts: list[Node]) -> Node:
        return Joined(tuple(parts))

    @v_args(inline=True)
    def ended(self, before: Node, last: Node) -> Node:
        return Joined((*(before.factors if isinstance(before, Joined) else (before,)), last))

    @v_args(inline=True)
    def fraction(self, above: Node, below: Node) -> Node:
        return Fraction(above, below)

    @v_args(inline=True)
    def power(self, base: Node, exponent: Node) -> Node:
        return Power(base, exponent)

    @v_args(inline=True)
    def number_power(self, base: Token, exponent: Node) -> Node:
        return Power(Number(base.value), exponent)

    @v_args(inline=True)
    def digits(self, token: Token) -> Node:
        return Number(token.value)

    @v_args(inline=True)
    def group(self, inner: Node) -> Node:
        return Group(inner)

    @v_args(inline=True)
    def symbol(self, token: Token) -> Node:
        return _symbol(token.value)

    @v_args(inline=True)
    def call(self, name: Token, *arguments: Node) -> Node:
        return Call(_symbol(name.value), arguments)

    @v_args(inline=True)
    def bare(self, name: Token, argument: Node | Token) -> Node:
        inner = Number(argument.value) if isinstance(argument, Token) else argument
        return Call(_symbol(name.value), (inner,), bracketed=False)
