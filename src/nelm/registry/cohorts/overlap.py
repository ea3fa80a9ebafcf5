"""Which options the source supports together: combinations, the most frequent ones apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from nelm.assessment.verdict import Answer

MOST = 20

Combination = frozenset[str]


@dataclass(frozen=True)
class Overlap:
    """Cases by the options that are supported for them; nothing in it is hidden.

    Attributes:
        options: ids of the options, in the order of the source.
        shown: combinations with their cases, most frequent first, none below the threshold.
        others: cases of all further combinations together.
        further: how many such combinations there are.
        threshold: smallest count that is shown.
    """

    options: tuple[str, ...]
    shown: tuple[tuple[Combination, int], ...]
    others: int
    further: int
    threshold: int


def overlap(
    table: ir.Table, options: Sequence[str], *, threshold: int = 5, most: int = MOST
) -> Overlap:
    """Count the combinations of options that are supported for the same case.

    Args:
        table: verdicts, alone or with their cases.
        options: ids of the options.
        threshold: smallest count that is shown.
        most: how many combinations are shown at most.
    """
    supported = Answer.SUPPORTED.value
    sets = [
        ibis.cases((table[f"{option}__answer"] == supported, 1 << n), else_=0).cast("int64")
        for n, option in enumerate(options)
    ]
    code = sets[0]
    for bit in sets[1:]:
        code = code + bit
    found = table.group_by(code=code).aggregate(n=lambda t: t.count()).to_pyarrow().to_pylist()
    counts = {
        frozenset(o for n, o in enumerate(options) if int(row["code"]) >> n & 1): int(row["n"])
        for row in found
    }
    return shown_of(counts, options, threshold, most)


def shown_of(
    counts: Mapping[Combination, int], options: Sequence[str], threshold: int, most: int
) -> Overlap:
    """The most frequent combinations, and the others in one sum that gives nobody away.

    How many cases an option is supported for stands in other tables. So for every option the
    others that hold it, and those that do not, must not be a small number either: as long as
    one is, a combination that was to be shown joins the others.
    """
    ordered = sorted(counts, key=lambda c: (-counts[c], sorted(c)))
    shown = [c for c in ordered if counts[c] >= threshold][:most]
    while (leaving := _leaving(counts, shown, options, threshold)) is not None:
        shown.remove(leaving)
    others = [c for c in ordered if c not in shown]
    return Overlap(
        tuple(options),
        tuple((c, counts[c]) for c in shown),
        sum(counts[c] for c in others),
        len(others),
        threshold,
    )


def _leaving(
    counts: Mapping[Combination, int],
    shown: Sequence[Combination],
    options: Sequence[str],
    threshold: int,
) -> Combination | None:
    """The combination that has to join the others so that no part of them is a small number."""
    others = [c for c in counts if c not in shown]
    if 0 < sum(counts[c] for c in others) < threshold and shown:
        return shown[-1]
    for option in options:
        for inside in (True, False):
            part = sum(counts[c] for c in others if (option in c) is inside)
            same = [c for c in shown if (option in c) is inside]
            if 0 < part < threshold and same:
                return same[-1]
    return None
