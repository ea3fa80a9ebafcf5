"""Empiric method of resin microspheres: three activities by tumor share; historical."""

from __future__ import annotations

from typing import Final

from nelm.calculators.ranges import Number, in_range
from nelm.calculators.y90.questions import in_share_range
from nelm.calculators.y90.steps import edges_reached

EMPIRIC_BASE_GBQ: Final = 2.0  # to a quarter of tumor; recalled, to be verified
EMPIRIC_STEP_GBQ: Final = 0.5  # more above each edge; recalled, to be verified
EMPIRIC_EDGES: Final = (0.25, 0.50)  # tumor share; recalled, to be verified


def empiric_activity_gbq(*, tumor_share: Number, treated_share: Number) -> Number:
    """Resin activity by tumor share alone: history, not recommended.

    Args:
        tumor_share: tumor volume over liver volume, 0 to 1.
        treated_share: treated liver over whole liver, above 0 to 1; 1 for the whole liver.

    Raises:
        OutOfRangeError: a share outside its range.

    Source: early insert of the resin microspheres (recalled, to be verified).

    >>> [empiric_activity_gbq(tumor_share=x, treated_share=1) for x in (0.25, 0.5, 0.51)]
    [2.0, 2.5, 3.0]
    """
    in_range("tumor_share", tumor_share, 0, 1, above="percent?")
    in_share_range("treated_share", treated_share)
    steps = edges_reached(tumor_share, EMPIRIC_EDGES, on_edge=False)
    return (EMPIRIC_BASE_GBQ + EMPIRIC_STEP_GBQ * steps) * treated_share
