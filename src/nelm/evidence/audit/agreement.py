"""When recomputed figures are the ones that a source prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from nelm.evidence.tables.forms import Claim

ReadingVerdict: TypeAlias = Literal["reproduces", "range_only", "median_only", "no", "not_testable"]
FLOAT_DIGITS = 9
"""Beyond these a decimal is floating-point noise of a mean, not a figure."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Limits and median of the figures that entered, in the claim's unit.

    Attributes:
        value: the median; of a single figure the figure itself.
        n, n_studies: figures, and the studies they are from.
    """

    low: float
    high: float
    value: float
    n: int
    n_studies: int


def agrees(found: float, printed: float) -> bool:
    """Whether a figure, rounded half up to the decimals printed, is the one printed.

    >>> agrees(48.5, 49), agrees(49.4, 49), agrees(49.5, 49)
    (True, True, False)
    >>> agrees(18.45, 18.5), agrees(18.55, 18.5)
    (True, False)
    """
    printed_as = _decimal(printed)
    decimals = max(-int(printed_as.normalize().as_tuple().exponent), 0)
    return rounded(found, decimals) == printed_as


def rounded(number: float, decimals: int) -> Decimal:
    """A number rounded half up, as people round, free of floating-point noise.

    >>> print(rounded(2.5, 0), rounded(34.45, 1), rounded(0.1 + 0.2, 1))
    3 34.5 0.3
    """
    return _decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def judge(claim: Claim, numbers: Numbers) -> ReadingVerdict:
    """Verdict on recomputed numbers; only what the claim prints is compared.

    A claim that prints a range without a median reproduces by its limits alone.
    """
    limits = [
        agrees(found, printed)
        for found, printed in ((numbers.low, claim.low), (numbers.high, claim.high))
        if printed is not None
    ]
    central = claim.value is None or agrees(numbers.value, claim.value)
    if all(limits) and central:
        return "reproduces"
    if not limits or claim.value is None:
        return "no"
    if all(limits):
        return "range_only"
    return "median_only" if central else "no"


def _decimal(number: float) -> Decimal:
    return Decimal(repr(round(float(number), FLOAT_DIGITS)))
