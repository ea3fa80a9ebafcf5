"""Text of a condition to its syntax tree: a dozen lines of grammar, read by lark."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
)

GRAMMAR = r"""
?start: otherwise
?otherwise: either | either "otherwise" either -> otherwise
?either: both ("or" both)*
?both: single ("and" single)*
?single: "not" base -> negation | base
?base: "(" otherwise ")" -> group | "always" -> always | "never" -> never
     | FACT -> yes | NAME -> definition
     | FACT OPERATOR NUMBER -> number | FACT OPERATOR NAME -> parameter
     | FACT OPERATOR WORD -> word | FACT "in" "[" WORD ("," WORD)* "]" -> words
OPERATOR: "<=" | ">=" | "==" | "!=" | "<" | ">"
FACT: /[a-z_]+\.[a-z0-9_]+/
NAME: /(?!(and|or|not|in|always|never|otherwise)\b)[a-z][a-z0-9_]*(?![.a-z0-9_])/
NUMBER: /-?\d+(\.\d+)?/
WORD: /"[^"\n]*"/
%ignore /[ \t\r\n]+/
"""


class ConditionError(ValueError):
    """A condition that can not be read or does not fit the vocabulary."""


class _Build(Transformer[Token, Node]):
    def either(self, parts: list[Node]) -> Node:
        return Or(tuple(parts))

    def both(self, parts: list[Node]) -> Node:
        return And(tuple(parts))

    @v_args(inline=True)
    def otherwise(self, first: Node, second: Node) -> Node:
        return Otherwise(first, second)

    @v_args(inline=True)
    def group(self, part: Node) -> Node:
        return part

    @v_args(inline=True)
    def negation(self, part: Node) -> Node:
        if isinstance(part, And | Or | Otherwise | Not):
            raise ConditionError("`not` may stand only before one comparison, fact or definition")
        return Not(part)

    def always(self, _: list[Any]) -> Node:
        return Constant(True)

    def never(self, _: list[Any]) -> Node:
        return Constant(False)

    @v_args(inline=True)
    def yes(self, fact: Token) -> Node:
        return Yes(str(fact))

    @v_args(inline=True)
    def definition(self, name: Token) -> Node:
        return Named(str(name))

    @v_args(inline=True)
    def number(self, fact: Token, operator: Token, bound: Token) -> Node:
        return _comparison(Compare(str(fact), _plain(operator), float(bound)), operator)

    @v_args(inline=True)
    def parameter(self, fact: Token, operator: Token, name: Token) -> Node:
        return _comparison(Compare(str(fact), _plain(operator), None, str(name)), operator)

    @v_args(inline=True)
    def word(self, fact: Token, operator: Token, word: Token) -> Node:
        if operator not in ("==", "!="):
            raise ConditionError(f"{fact} is compared with a word: use == or !=, not {operator}")
        return _comparison(OneOf(str(fact), frozenset({_unquote(word)})), operator)

    def words(self, parts: list[Token]) -> Node:
        return OneOf(str(parts[0]), frozenset(map(_unquote, parts[1:])))


def _plain(operator: Token) -> str:
    return "==" if operator == "!=" else str(operator)


def _comparison(node: Node, operator: Token) -> Node:
    return Not(node) if operator == "!=" else node


def _unquote(word: Token) -> str:
    return str(word)[1:-1]


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=None)


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Read a condition such as `tumor.ki67_percent < 10 and extrahepatic.status == "none"`.

    Raises:
        ConditionError: the text is not a condition; the message says where.

    >>> parse("tumor.ki67_percent < 10")
    Compare(fact='tumor.ki67_percent', operator='<', bound=10.0, parameter=None)
    """
    try:
        return _Build().transform(_grammar().parse(text))
    except UnexpectedInput as error:
        place = (error.pos_in_stream or 0) + 1
        raise ConditionError(f"can not read {text!r} at character {place}") from None
    except VisitError as error:
        raise ConditionError(f"{error.orig_exc} in {text!r}") from None
