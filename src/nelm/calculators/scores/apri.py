"""AST to platelet ratio index."""

from __future__ import annotations

from nelm.calculators.ranges import Number
from nelm.calculators.scores.laboratory import check_laboratory


def apri(*, ast_u_l: Number, ast_upper_limit_u_l: Number, platelets_10e9_l: Number) -> Number:
    """APRI: (AST / its upper limit) / platelets x 100; made for hepatitis C.

    Args:
        ast_u_l: aspartate aminotransferase in U/L.
        ast_upper_limit_u_l: upper limit of normal of that laboratory, in U/L; none is assumed.
        platelets_10e9_l: platelets in 10^9/L.

    Returns:
        The index without unit.

    Raises:
        OutOfRangeError: a value that is not plausible in its unit (per uL?).

    Source: Wai et al., Hepatology 2003;38:518; formula read in PMC3286137, Table 1.

    >>> round(apri(ast_u_l=65, ast_upper_limit_u_l=40, platelets_10e9_l=458), 2)
    0.35
    """
    check_laboratory(
        ast_u_l=ast_u_l,
        ast_upper_limit_u_l=ast_upper_limit_u_l,
        platelets_10e9_l=platelets_10e9_l,
    )
    return 100 * ast_u_l / ast_upper_limit_u_l / platelets_10e9_l
