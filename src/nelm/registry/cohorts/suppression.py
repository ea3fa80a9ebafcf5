"""Small counts hidden in a table with totals, so that they can not be worked out again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nelm.case.problem import InputError, Problem

Cells = list[list[int | None]]


def suppress(
    counts: Sequence[Sequence[int]], threshold: int, hidden: Collection[tuple[int, int]] = ()
) -> Cells:
    """Hide counts from 1 to below the threshold, and others where a total would give them away.

    Every row and column total stays visible, so a line with one hidden cell would reveal it: the
    smallest other cell of that line is hidden too, zeros last, until every line hides none or at
    least two cells that add up to the threshold or more.

    Args:
        counts: rows of equally long columns, none negative.
        threshold: smallest count that may be shown, at least 1.
        hidden: places, as row and column, that are hidden because another table hides them.

    Returns:
        The table with None where a count is hidden.

    Raises:
        InputError: a negative count, rows of different length, or a threshold below 1.

    >>> suppress([[3, 40, 50], [60, 70, 80], [90, 15, 25]], 5)
    [[None, None, 50], [None, None, 80], [90, 15, 25]]
    """
    _check(counts, threshold)
    cells: Cells = [
        [None if 0 < n < threshold or (r, c) in hidden else n for c, n in enumerate(row)]
        for r, row in enumerate(counts)
    ]
    while line := _revealing(counts, cells, threshold):
        _, _, r, c = min(
            (counts[r][c] == 0, counts[r][c], r, c) for r, c in line if cells[r][c] is not None
        )
        cells[r][c] = None
    return cells


def suppress_row(
    counts: Sequence[int], threshold: int, hidden: Collection[int] = ()
) -> list[int | None]:
    """The same for a single line of counts with its total.

    >>> suppress_row([3, 40, 50], 5)
    [None, None, 50]
    """
    return suppress([counts], threshold, {(0, place) for place in hidden})[0]


def suppress_steps(counts: Sequence[int], threshold: int) -> list[int | None]:
    """Hide counts of a funnel that are small, or that differ by little from the last one shown.

    >>> suppress_steps([100, 98, 60, 60, 3], 5)
    [100, None, 60, 60, None]
    """
    shown: list[int | None] = []
    last: int | None = None
    for count in counts:
        small = 0 < count < threshold or (last is not None and 0 < last - count < threshold)
        shown.append(None if small else count)
        last = last if small else count
    return shown


def _check(counts: Sequence[Sequence[int]], threshold: int) -> None:
    if threshold < 1:
        raise InputError([Problem("threshold", str(threshold), "at least 1")])
    if len({len(row) for row in counts}) > 1 or any(n < 0 for row in counts for n in row):
        raise InputError([Problem("counts", "ragged or negative", "a full table of counts")])


def _revealing(
    counts: Sequence[Sequence[int]], cells: Cells, threshold: int
) -> list[tuple[int, int]] | None:
    """A row or column whose total gives a hidden count away, if something is left to hide."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    lines = [[(r, c) for c in range(columns)] for r in range(rows)]
    if rows > 1:
        lines += [[(r, c) for r in range(rows)] for c in range(columns)]
    for line in lines:
        hidden = [counts[r][c] for r, c in line if cells[r][c] is None]
        shown = [1 for r, c in line if cells[r][c] is not None]
        if hidden and shown and (len(hidden) == 1 or sum(hidden) < threshold):
            return line
    return None
