"""Reduction of a resin activity by the lung shunt, in steps (recalled, to be verified)."""

from __future__ import annotations

from typing import Final

from nelm.calculators.ranges import Number, in_range
from nelm.calculators.y90.steps import edges_reached

REDUCTION_EDGES: Final = (0.10, 0.15)  # lung shunt; recalled, to be verified
REDUCTION_PER_EDGE: Final = 0.20  # of the full activity; recalled, to be verified
MOST_RESIN_SHUNT: Final = 0.20  # above, resin is not given; recalled, to be verified


def resin_shunt_factor(*, lung_shunt_fraction: Number) -> Number:
    """What is left of a resin activity at this lung shunt: 1, 0.8 or 0.6.

    A shunt on an edge takes the lower activity; exactly 20 % may still be given.

    Args:
        lung_shunt_fraction: 0 to 0.20.

    Raises:
        OutOfRangeError: a shunt above 0.20: resin is not given.

    Source: insert of the resin microspheres (recalled, to be verified).

    >>> [resin_shunt_factor(lung_shunt_fraction=x) for x in (0.05, 0.10, 0.15, 0.20)]
    [1.0, 0.8, 0.6, 0.6]
    """
    why = "above, resin is not given; or percent?"
    in_range("lung_shunt_fraction", lung_shunt_fraction, 0, MOST_RESIN_SHUNT, above=why)
    steps = edges_reached(lung_shunt_fraction, REDUCTION_EDGES, on_edge=True)
    return 1.0 - REDUCTION_PER_EDGE * steps
