"""A case as other engines read it: the flat NetCase record of what is known after derivation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Facts, Interval, Value
from nelm.knowledge.binding import BoundPack

NUMBERS = ("number", "integer")
ENDS = {"low": "Decimal", "high": "Decimal", "low_open": "Boolean", "high_open": "Boolean"}
STEP = Decimal("0.00000001")  # CQL keeps eight decimal places
FARTHER_THAN_ANY_BOUND = 10.0**12  # stands for an infinite distance: there is nothing to be near


def element(fact: str) -> str:
    """Name of a fact where dots are not allowed, the same as the column of a registry.

    >>> element("tumor.ki67_percent")
    'tumor__ki67_percent'
    """
    return fact.replace(".", "__")


def facts_read(bound: BoundPack) -> tuple[str, ...]:
    """Facts that any condition of the pack reads, in the order of the vocabulary."""
    read = {fact for condition in bound.conditions.values() for fact in condition.facts}
    return tuple(fact for fact in vocabulary() if fact in read)


def case_record(values: Facts) -> dict[str, object]:
    """The NetCase record of known facts; what is not known is left out.

    >>> case_record({"tumor.ki67_percent": Interval(-math.inf, 3, high_open=True)})
    {'tumor__ki67_percent_high': 3.0, 'tumor__ki67_percent_high_open': True}
    >>> case_record({"tumor.who_grade": frozenset({"G2", "G1"})})
    {'tumor__who_grade': ['G1', 'G2']}
    """
    record: dict[str, object] = {}
    for fact, value in values.items():
        record |= _elements(element(fact), value)
    return record


def _elements(name: str, value: Value) -> Mapping[str, object]:
    if isinstance(value, bool):
        return {name: value}
    if isinstance(value, frozenset):
        return {name: sorted(value)}
    ends = _ends(value)
    return {f"{name}_{end}": ends[end] for end in ENDS if end in ends}


def _ends(value: Interval) -> dict[str, object]:
    """Both ends in eight decimal places.

    An end that has more places moves outward and is open then. Bounds have at most eight, so no
    comparison changes.
    """
    ends: dict[str, object] = {}
    if value.low == math.inf:
        return {"low": FARTHER_THAN_ANY_BOUND, "high": FARTHER_THAN_ANY_BOUND}
    for end, number, is_open, rounding in (
        ("low", value.low, value.low_open, ROUND_FLOOR),
        ("high", value.high, value.high_open, ROUND_CEILING),
    ):
        if math.isinf(number):
            continue
        stated = Decimal(repr(float(number)))
        kept = stated.quantize(STEP, rounding)
        ends[end] = float(kept)
        if is_open or kept != stated:
            ends[f"{end}_open"] = True
    return ends


def decimal_text(bound: float) -> str:
    """A bound as a decimal literal of CQL and ELM.

    Raises:
        ValueError: the bound has more than eight decimal places, or is as large as what stands
            for an infinite distance.

    >>> decimal_text(10.0), decimal_text(2.5)
    ('10.0', '2.5')
    """
    number = Decimal(repr(float(bound)))
    if number != number.quantize(STEP) or abs(number) >= FARTHER_THAN_ANY_BOUND:
        raise ValueError(f"{bound} is not a number of at most 12 digits and 8 decimal places")
    return f"{number:f}"
