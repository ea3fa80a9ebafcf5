"""The tables that say which facts would close open answers, with small counts hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from nelm.registry.cohorts.cohort import CountTable
from nelm.registry.cohorts.settling import Settling
from nelm.registry.cohorts.suppression import suppress_row

ALL_OPTIONS = "All options, by case"
COLUMNS = ("closes", "may_close", "not_enough", "known")

Row = tuple[int, str]


def closing_tables(
    found: Sequence[Settling],
    names: Mapping[str, str],
    threshold: int,
    unseen: Collection[str] = (),
) -> tuple[CountTable, ...]:
    """One table for all options together, then one for each answer that is open in some case.

    A line says, of the cases with an open answer, in how many a fact is unknown and closes the
    answer whatever it turns out to be, may close it, or is not enough alone; and in how many it
    is known. The lines do not add up: many facts may be unknown in one case.

    Args:
        found: the counts.
        names: names of options by id.
        threshold: smallest count that is shown.
        unseen: options whose number of open answers another table hides.
    """
    counts = {
        (number, fact): [*kinds, settled.open - sum(kinds)]
        for number, settled in enumerate(found)
        for fact, kinds in settled.facts.items()
        if sum(kinds)
    }
    cells = _hidden(counts, threshold)
    secret = {n for n, settled in enumerate(found) if set(settled.options) & set(unseen)}
    for (number, _), line in cells.items():
        if number in secret:  # with the known ones a line would add up to the hidden number
            line[-1] = None
    return tuple(
        _table(settled, _lines(cells, number), names, threshold, number in secret)
        for number, settled in enumerate(found)
        if settled.open or number == 0
    )


def _lines(
    cells: Mapping[Row, list[int | None]], number: int
) -> list[tuple[str, list[int | None]]]:
    """The lines of one table, facts that close most answers first."""
    lines = [(fact, line) for (table, fact), line in cells.items() if table == number]
    return sorted(lines, key=lambda pair: [-(count or 0) for count in _rank(pair[1])])


def _table(
    settled: Settling,
    lines: Sequence[tuple[str, list[int | None]]],
    names: Mapping[str, str],
    threshold: int,
    secret: bool,
) -> CountTable:
    title = ", ".join(names[option] for option in settled.options) or ALL_OPTIONS
    total = None if secret else suppress_row([settled.open], threshold)[0]
    return CountTable(
        title,
        tuple(fact for fact, _ in lines),
        COLUMNS,
        [line for _, line in lines],
        (total,) * len(lines),
        threshold,
    )


def _rank(line: Sequence[int | None]) -> Iterator[int | None]:
    """What the lines are sorted by: only counts that are shown, so that the order tells nothing."""
    yield (line[0] or 0) + (line[1] or 0)
    yield from line


def _hidden(counts: Mapping[Row, Sequence[int]], threshold: int) -> dict[Row, list[int | None]]:
    """Small counts hidden in every line, in the same places where two lines tell the same.

    A fact that is asked for by one answer only has the same counts there and in the table of all
    options; what one hides the other must not show.
    """
    cells = {row: suppress_row(line, threshold) for row, line in counts.items()}
    tables: dict[str, list[int]] = {}
    for number, fact in counts:
        tables.setdefault(fact, []).append(number)
    for fact, numbers in tables.items():
        rows = [(number, fact) for number in numbers]
        while len(rows) == 2:
            unseen = {p for row in rows for p, c in enumerate(cells[row][:3]) if c is None}
            again = {row: suppress_row(counts[row], threshold, unseen) for row in rows}
            if all(again[row] == cells[row] for row in rows):
                break
            cells |= again
    return cells
