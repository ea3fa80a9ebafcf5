"""Truths of comparisons in 64-bit words as columns, for engines that write the file themselves.

The same words as those of `nelm.registry.bits.words`, by nothing but CASE and bitwise OR.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from nelm.registry.bits.words import SIZE, word_columns
from nelm.registry.expressions.facts import certainly


def word_expressions(truths: Sequence[ir.BooleanValue]) -> dict[str, ir.IntegerValue]:
    """The columns of words for the truths (NULL is unknown) of all comparisons.

    >>> list(word_expressions([ibis.literal(True), ibis.null("boolean")]))
    ['known_true', 'known_false']
    """
    found = {}
    for number, (true, false) in enumerate(word_columns(len(truths))):
        part = truths[number * SIZE : (number + 1) * SIZE]
        found[true] = word(certainly(truth) for truth in part)
        found[false] = word(certainly(~truth) for truth in part)
    return found


def word(flags: Iterable[ir.BooleanValue]) -> ir.IntegerValue:
    """Up to 64 flags that are never NULL as a signed number: flag i is bit i, the last the sign."""
    bits = (
        ibis.ifelse(flag, ibis.literal(_bit(place), "int64"), ibis.literal(0, "int64"))
        for place, flag in enumerate(flags)
    )
    return reduce(operator.or_, bits)


def _bit(place: int) -> int:
    return 1 << place if place < SIZE - 1 else -(1 << place)
