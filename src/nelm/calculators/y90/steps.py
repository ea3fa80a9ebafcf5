"""How many edges of a step table a number has reached."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nelm.calculators.ranges import Number


def edges_reached(value: Number, edges: Sequence[float], *, on_edge: bool) -> Number:
    """Count of the edges at or below a number.

    Args:
        value: finite.
        edges: ascending.
        on_edge: whether a number on an edge has reached it.

    >>> [edges_reached(x, (0.25, 0.5), on_edge=False) for x in (0.25, 0.26, 0.9)]
    [0.0, 1.0, 2.0]
    """
    count = np.searchsorted(edges, value, side="right" if on_edge else "left")
    return count.astype(float) if isinstance(count, np.ndarray) else float(count)
