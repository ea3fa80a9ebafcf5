"""Which unknown facts would close open answers, each learned alone.

An unknown fact *closes* an open answer when every value that it can still have closes it, *may
close* it when some value does, and is *not enough* when none does: then the answer waits for other
facts too. All other facts stay as they are in the row. A value is left out where the row would
contradict itself with it. Where the WHO grade
would follow from differentiation and Ki-67, these are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from nelm.assessment.rules import option_rules, without_grade
from nelm.case.contradictions import contradictions
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.nodes import Node, facts_of
from nelm.knowledge.binding import BoundPack
from nelm.registry.cohorts.arrays import (
    MET,
    UNKNOWN,
    Array,
    Readable,
    Truths,
    atom_truths,
    atoms_of,
    truth,
    truth_in,
)
from nelm.registry.cohorts.possible import GRADE_ALONE, Cells, cells_read

NOT_ENOUGH, MAY_CLOSE, CLOSES = 1, 2, 3
KINDS = (CLOSES, MAY_CLOSE, NOT_ENOUGH)
Counts = dict[str, Array]


@dataclass(frozen=True)
class Question:
    """One answer, shared by all options that have the same deciding conditions.

    Attributes:
        options: ids of these options.
        stated, derived: contraindications, gaps and indications, where the WHO grade stands alone
            and where it follows from differentiation and Ki-67.
    """

    options: tuple[str, ...]
    stated: tuple[Node, ...]
    derived: tuple[Node, ...]

    def groups(self, stated: bool) -> tuple[Node, ...]:
        """The three conditions that close the answer."""
        return self.stated if stated else self.derived


@dataclass(frozen=True)
class Settling:
    """How many open answers each fact would close.

    Attributes:
        options: the options that the numbers are about; empty for all together, by case.
        open: cases with an open answer.
        facts: by fact, cases in which it closes it, may close it, or is not enough alone.
    """

    options: tuple[str, ...]
    open: int
    facts: Mapping[str, tuple[int, int, int]]


@lru_cache(maxsize=8)
def questions(bound: BoundPack) -> tuple[Question, ...]:
    """The answers of a pack, each once."""
    found: dict[tuple[Node, ...], list[str]] = {}
    for rules in option_rules(bound):
        found.setdefault(rules.groups[:3], []).append(rules.option.id)
    return tuple(
        Question(tuple(options), groups, tuple(without_grade(node) for node in groups))
        for groups, options in found.items()
    )


@lru_cache(maxsize=8)
def cells_asked(bound: BoundPack) -> Cells:
    """The cells of every fact that an answer or a contradiction reads."""
    read = [n for q in questions(bound) for stated in (True, False) for n in q.groups(stated)]
    facts = {fact for node in read for fact in facts_of(node)}
    limits = [rule for rule in _impossible() if facts & set(facts_of(rule))]
    return cells_read([*read, *limits])


@lru_cache(maxsize=1)
def _impossible() -> tuple[Node, ...]:
    scope = Scope(vocabulary())
    return tuple(bind(rule.condition, scope) for rule in contradictions())


def settling(batches: Iterable[pa.RecordBatch], bound: BoundPack) -> tuple[Settling, ...]:
    """Count over batches of `possible_bits`: all options together first, then every question."""
    asked = questions(bound)
    found: list[Counts] = [{} for _ in range(len(asked) + 1)]
    opened = np.zeros(len(asked) + 1, "int64")
    for rows in _halves(batches):
        _add(rows, bound, found, opened)
    tables = [(), *(question.options for question in asked)]
    return tuple(
        Settling(options, int(count), {f: _told(kinds) for f, kinds in facts.items()})
        for options, count, facts in zip(tables, opened, found, strict=True)
    )


def _told(kinds: Array) -> tuple[int, int, int]:
    return int(kinds[CLOSES]), int(kinds[MAY_CLOSE]), int(kinds[NOT_ENOUGH])


@dataclass(frozen=True)
class _Rows:
    """Rows of a batch in which the grade stands alone (`stated`), or follows; bits of facts."""

    bits: Mapping[str, Array]
    stated: bool
    count: int


def _halves(batches: Iterable[pa.RecordBatch]) -> Iterator[_Rows]:
    for batch in batches:
        columns = {n: batch.column(n).to_numpy(zero_copy_only=False) for n in batch.schema.names}
        stated = columns.pop(GRADE_ALONE).astype(bool)
        for half in (True, False):
            here = np.flatnonzero(stated == half)
            if len(here):
                yield _Rows({n: c[here] for n, c in columns.items()}, half, len(here))


def _add(rows: _Rows, bound: BoundPack, found: list[Counts], opened: Array) -> None:
    """Count the rows: every question on its own, and the best that a fact does for a case."""
    cells, asked = cells_asked(bound), questions(bound)
    nodes = [n for q in asked for n in q.groups(rows.stated)] + list(_impossible())
    truths = {
        a: atom_truths(a, rows.bits[a.fact], cells[a.fact])
        for a in atoms_of(nodes)
        if a.fact in cells
    }
    best: dict[str, Array] = {}
    any_open = np.zeros(rows.count, bool)
    for number, question in enumerate(asked, start=1):
        groups = question.groups(rows.stated)
        is_open = np.broadcast_to(_answer(groups, truths) == UNKNOWN, rows.count)
        any_open = any_open | is_open
        opened[number] += int(is_open.sum())
        for fact, kinds in _kinds(groups, truths, rows, is_open, cells):
            _count(found[number], fact, kinds)
            held = best.setdefault(fact, np.zeros(rows.count, "int8"))
            np.maximum(held, kinds, out=held)
    opened[0] += int(any_open.sum())
    for fact, kinds in best.items():
        _count(found[0], fact, kinds)


def _count(counts: Counts, fact: str, kinds: Array) -> None:
    told = np.bincount(kinds, minlength=CLOSES + 1)
    counts[fact] = counts[fact] + told if fact in counts else told


def _answer(groups: Sequence[Node], truths: Mapping[Readable, Truths]) -> Truths:
    against, gap, indicated = (truth(node, truths.__getitem__) for node in groups)
    return np.minimum(np.minimum(-against, -gap), indicated)


def _kinds(
    groups: Sequence[Node],
    truths: Mapping[Readable, Array],
    rows: _Rows,
    is_open: Array,
    cells: Cells,
) -> Iterator[tuple[str, Array]]:
    """For every fact that the conditions read, what it does in every row; 0 where it is known."""
    atoms = atoms_of(groups)
    for fact in dict.fromkeys(atom.fact for atom in atoms):
        unknown = np.zeros(rows.count, bool)
        for atom in atoms:
            if atom.fact == fact:
                unknown |= truths[atom] == UNKNOWN
        here = np.flatnonzero(unknown & is_open)
        kinds = np.zeros(rows.count, "int8")
        if len(here):
            kinds[here] = _learned(
                groups,
                {a: values[here] for a, values in truths.items()},
                fact,
                rows.bits[fact][here],
                cells,
            )
        yield fact, kinds


def _learned(
    groups: Sequence[Node], truths: Mapping[Readable, Array], fact: str, bits: Array, cells: Cells
) -> Array:
    """What learning a fact does: closes the answer, may close it, is not enough."""
    every, some = np.ones(len(bits), bool), np.zeros(len(bits), bool)
    limits = [rule for rule in _impossible() if fact in facts_of(rule)]
    for number, cell in enumerate(cells[fact]):
        after: dict[Readable, Truths] = {
            a: truth_in(a, fact, cell) if a.fact == fact else v for a, v in truths.items()
        }
        can_be = (bits >> number & 1) == 1
        for rule in limits:
            can_be = can_be & (truth(rule, after.__getitem__) != MET)
        closed = _answer(groups, after) != UNKNOWN
        every &= closed | ~can_be
        some |= closed & can_be
    return np.where(some, np.where(every, CLOSES, MAY_CLOSE), NOT_ENOUGH).astype("int8")
