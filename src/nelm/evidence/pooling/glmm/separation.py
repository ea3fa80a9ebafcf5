"""What can still be said when every study is at 0 %, or every study at 100 %.

The estimate runs off to the edge and no two-sided interval exists, but one limit does. If all
studies share one proportion p, all N patients respond with probability p^N. If studies differ, a
study of n responds in full with probability E[p^n], never above the averaged proportion E[p]; so
k studies bound that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy.typing as npt

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import Floats
from nelm.evidence.pooling.glmm.design import masked_counts


@dataclass(frozen=True)
class OneSidedLimit:
    """A limit on the side that has one; proportions between 0 and 1.

    Attributes:
        side: "lower" if everybody responded, "upper" if nobody did.
        common: for the proportion, if all studies share it (Clopper & Pearson 1934 on the sums).
        averaged: for the mean proportion of a population of studies, however much they differ.
        confidence: one-sided, (1 + level) / 2.
    """

    side: Literal["lower", "upper"]
    common: float
    averaged: float
    confidence: float


def one_sided_limit(
    events: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95
) -> OneSidedLimit:
    """The limit that remains when all patients of all studies responded, or none.

    Raises:
        CannotPoolError: not_estimable, for data that are not all at one edge.
        ValueError: counts that are no counts.

    >>> limit = one_sided_limit([20, 30, 50], [20, 30, 50])
    >>> limit.side, round(limit.common, 4), round(limit.averaged, 4)
    ('lower', 0.9638, 0.2924)
    """
    y, size = (row[0] for row in masked_counts(events, n, None))
    if 0 < y.sum() < size.sum():
        raise CannotPoolError("not_estimable", "a one-sided limit is for studies all at one edge")
    tail = (1 - level) / 2
    common, averaged = tail ** (1 / float(size.sum())), tail ** (1 / len(size))
    if y.sum() == 0:
        return OneSidedLimit("upper", 1 - common, 1 - averaged, 1 - tail)
    return OneSidedLimit("lower", common, averaged, 1 - tail)


def separation_words(events: Floats, n: Floats, *, level: float) -> str:
    """Why there is no estimate, and what holds all the same."""
    full, none = int((events == n).sum()), int((events == 0).sum())
    k = len(n)
    if k in (full, none):
        limit = one_sided_limit(events, n, level=level)
        word = "at least" if limit.side == "lower" else "at most"
        return (
            f"all {k} studies are at {100 if full else 0} %: no estimate, one {limit.side} limit "
            f"({100 * limit.confidence:g} % one-sided): {word} {100 * limit.common:.1f} % if all "
            f"share one proportion; on average {word} {100 * limit.averaged:.1f} % however much "
            "they differ"
        )
    if full + none == k:
        return (
            f"{none} studies are at 0 % and {full} at 100 %, none between: the variance between "
            "studies has no finite estimate"
        )
    return (
        "a covariate tells studies at 0 % or 100 % from the others: its coefficient has no finite "
        "estimate"
    )
