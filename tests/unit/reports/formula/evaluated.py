"""The number that a printed formula gives: a walk over the tree that the drawings walk over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from math import prod
from statistics import NormalDist
from typing import Any

import numpy as np

from nelm.reports.formula.reading import read_formula
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
)

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs,
    "exp": np.exp,
    "floor": np.floor,
    "ln": np.log,
    "log10": np.log10,
    "log2": np.log2,
    "max": lambda *of: np.maximum(*of) if len(of) == 2 else np.max(of[0]),
    "min": lambda *of: np.minimum(*of) if len(of) == 2 else np.min(of[0]),  # of a list
    "Phi": NormalDist().cdf,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "sum": np.sum,
}


class Known:
    """What symbols stand for: given, or what another line of the formula says of them.

    A name given as a callable is a function: `A(t)` asks it at t.
    """

    def __init__(self, formula: str, given: Mapping[str, Any]) -> None:
        self.given = {"pi": np.pi, **given}
        self.lines = [one for one in read_formula(formula).lines if isinstance(one, Relation)]

    def symbol(self, name: str) -> Any:
        if name in self.given:
            return self.given[name]
        for line in self.lines:
            if line.sign == "=" and isinstance(line.left, Symbol) and line.left.text == name:
                return value(line.right, self)
        raise KeyError(name)

    def called(self, call: Call) -> Any:
        name = call.function.text
        arguments = [value(argument, self) for argument in call.arguments]
        if name in self.given:
            return self.given[name](*arguments)
        if call.function.name in FUNCTIONS:
            return FUNCTIONS[call.function.name](*arguments)
        for line in self.lines:
            if line.left == call:
                return value(line.right, self)
        raise KeyError(name)


def right_side(formula: str, line: int, given: Mapping[str, Any]) -> Any:
    """What the line with this number, words not counted, has at its right."""
    known = Known(formula, given)
    return value(known.lines[line].right, known)


def holds(formula: str, line: int, given: Mapping[str, Any]) -> bool:
    """Whether the comparison in this line is true."""
    known = Known(formula, given)
    one = known.lines[line]
    left, right = value(one.left, known), value(one.right, known)
    compared = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return bool(compared[one.sign])


@singledispatch
def value(node: Node, known: Known) -> Any:
    raise TypeError(node)


@value.register
def _(node: Number, known: Known) -> Any:
    return float(node.text)


@value.register
def _(node: Symbol, known: Known) -> Any:
    return known.symbol(node.text)


@value.register
def _(node: Call, known: Known) -> Any:
    return known.called(node)


@value.register
def _(node: Group, known: Known) -> Any:
    return value(node.inner, known)


@value.register
def _(node: Power, known: Known) -> Any:
    return value(node.base, known) ** value(node.exponent, known)


@value.register
def _(node: Joined, known: Known) -> Any:
    return prod(value(factor, known) for factor in node.factors)


@value.register
def _(node: Times, known: Known) -> Any:
    return prod(value(factor, known) for factor in node.factors)


@value.register
def _(node: Fraction, known: Known) -> Any:
    return value(node.above, known) / value(node.below, known)


@value.register
def _(node: Negative, known: Known) -> Any:
    return -value(node.inner, known)


@value.register
def _(node: Sum, known: Known) -> Any:
    total = value(node.first, known)
    for sign, term in node.others:
        total = total + value(term, known) if sign == "+" else total - value(term, known)
    return total
