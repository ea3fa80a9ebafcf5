"""Share of the tumor that an operation removes."""

from __future__ import annotations

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, above_0_to, not_negative


def debulked_percent(*, tumor_ml: Number, residual_ml: Number) -> Number:
    """Share of the tumor in the liver that is gone: 1 - residual / total.

    Args:
        tumor_ml: all tumor in the liver before, in mL.
        residual_ml: tumor expected, or found, afterwards, in mL.

    Returns:
        Percent removed or destroyed.

    Raises:
        OutOfRangeError: no tumor before, a negative volume, or more tumor after than before.

    Source: the review asks for at least 90 % of hepatic tumor mass; later practice is at 70 %
    (J Clin Med 2023;12:2456, read). Both are lines in the limits, neither is used here.

    >>> debulked_percent(tumor_ml=400.0, residual_ml=40.0)
    90.0
    """
    above_0_to("tumor_ml", tumor_ml, 10_000, hint="mm3?")
    not_negative("residual_ml", residual_ml)
    total, residual = np.broadcast_arrays(np.asarray(tumor_ml), np.asarray(residual_ml))
    if (residual > total).any():
        raise OutOfRangeError(
            "residual_ml", float(residual[residual > total][0]), "at most tumor_ml"
        )
    return 100 * (1 - residual_ml / tumor_ml)
