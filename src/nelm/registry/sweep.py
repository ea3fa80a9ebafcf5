"""One registry under many parameter values: how many cases each option's criteria fit in each.

Facts are read and compared once, for all sets of values together; every set is then judged from
the truths of the comparisons alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product, repeat
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nelm.assessment.rules import OptionRules, option_rules
from nelm.assessment.verdict import Answer, Label
from nelm.case.problem import InputError, Problem
from nelm.criteria.nodes import Node
from nelm.knowledge.binding import BoundPack, Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.registry.bits.arrow import vector, whole
from nelm.registry.bits.interpreter import Program, compiled
from nelm.registry.bits.judging import LABELS, Judging, labels_of
from nelm.registry.bits.vectors import Bits, Rows, Truths, packed, unpacked
from nelm.registry.engines import Run, reading
from nelm.registry.expressions.comparisons import comparisons
from nelm.registry.expressions.verdicts import compared_rows, truth_columns
from nelm.registry.runs.files import workspace
from nelm.registry.runs.judges import SOUND, soundness
from nelm.registry.schema import CASE_ID
from nelm.registry.sources.chunks import ahead, chunks
from nelm.registry.sources.location import Place, located
from nelm.registry.sources.prepared import is_ready, read_texts, twice
from nelm.registry.sources.readers import Source, open_source

MOST_SETS = 1000
CHUNK_ROWS = 491_520


@dataclass
class SweptSet:
    """What one set of parameter values makes of a registry.

    Attributes:
        settings: the values that replace the defaults of the pack.
        counts: rows by option and label.
        changed: rows by option whose label is another than with the first set.
    """

    settings: Mapping[str, Setting]
    counts: dict[str, dict[Label, int]]
    changed: dict[str, int]

    def supported(self, option: str) -> int:
        """Rows whose answer is supported, with or without a caution."""
        counts = self.counts[option].items()
        return sum(count for label, count in counts if label.answer is Answer.SUPPORTED)


@dataclass(frozen=True)
class Sweep:
    """Every set of values over one registry; `rows` were counted, `left_out` break a rule."""

    rows: int
    left_out: int
    sets: tuple[SweptSet, ...]


def varied(values: Mapping[str, Sequence[Setting]]) -> list[dict[str, Setting]]:
    """The defaults, then every combination of the values.

    Raises:
        InputError: more than a thousand sets.

    >>> varied({"lt_max_age_years": [50, 55]})
    [{}, {'lt_max_age_years': 50}, {'lt_max_age_years': 55}]
    """
    count = math.prod(map(len, values.values()))
    if count >= MOST_SETS:
        raise InputError([Problem("--vary", f"{count} combinations", f"fewer than {MOST_SETS}")])
    sets = (dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))
    return [{}, *(each for each in sets if each)]


def sweep_registry(
    place: str | Path | Place,
    pack: Pack,
    sets: Sequence[Mapping[str, Setting]],
    *,
    folder: Path,
    run: Run | None = None,
) -> Sweep:
    """Count the labels of every option for every set of parameter values.

    Args:
        place: registry in the columns of `nelm.registry.schema`: file or table.
        pack: the source that answers.
        sets: values that replace the defaults of the pack, at least one set.
        folder: where intermediate files may lie for the time.
        run: memory limit and progress.

    Raises:
        InputError: a registry that can not be read, columns that do not fit, or a parameter.
    """
    bounds, run = tuple(bind_pack(pack, settings) for settings in sets), run or Run()
    with workspace(folder) as work:
        source, rejected = open_source(located(place), work, run), 0
        if not is_ready(source):
            source, counts = read_texts(source, work, work / "rejects.csv", run)
            rejected = counts.rejected
        sweeping = _Sweeping(bounds, tuple(_nothing_yet(settings, pack) for settings in sets))
        with reading(source.file, run):
            rows = sweeping.all_rows(source, twice(source, work, run), run)
        return Sweep(rows, rejected + source.rows - rows, sweeping.sets)


def _nothing_yet(settings: Mapping[str, Setting], pack: Pack) -> SweptSet:
    """A set before any row is counted."""
    options = [option.id for option in pack.options]
    counts = {option: dict.fromkeys(LABELS, 0) for option in options}
    return SweptSet(settings, counts, dict.fromkeys(options, 0))


@dataclass(frozen=True)
class _Sweeping:
    bounds: tuple[BoundPack, ...]
    sets: tuple[SweptSet, ...]

    @cached_property
    def rules(self) -> list[tuple[OptionRules, ...]]:
        """Rules of every option, by set."""
        return [option_rules(bound) for bound in self.bounds]

    def all_rows(self, source: Source, repeated: pa.Array, run: Run) -> int:
        """Count every row that keeps the rules; how many there are."""
        program, counted, read = self._program(source), 0, 0
        for part in ahead(chunks(source, 0, CHUNK_ROWS, coded=True)):
            counted += self._count(part, program, repeated)
            read += part.num_rows
            run.say("sweeping", read / source.rows, source.rows)
        return counted

    def _program(self, source: Source) -> Program:
        return compiled(compared_rows(soundness(source), self.bounds, (SOUND,)))

    def _count(self, part: pa.Table, program: Program, repeated: pa.Array) -> int:
        rows = Rows.of(part.num_rows)
        found = program.run(lambda name: vector(whole(part.column(name))), rows)
        kept = _kept(found[SOUND], part, repeated, rows)
        truths = [found[name] for name in truth_columns(*self.bounds)]
        told = {
            node: truth
            for node, truth in zip(comparisons(*self.bounds), truths, strict=False)
            if isinstance(truth, Truths)
        }
        tally = _Tally(Judging(rows, told), kept)
        for swept, rules, first in zip(self.sets, self.rules, repeat(self.rules[0]), strict=False):
            for rule, before in zip(rules, first, strict=True):
                _add(swept, rule.option.id, tally.of(rule), tally.of(before))
        return _count_of(kept)


@dataclass(frozen=True)
class _Found:
    """Rows by label, in the order of `LABELS`, and how many."""

    rows: tuple[Bits, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class _Tally:
    """Labels of the rows that count; options that many sets judge alike are judged once."""

    judging: Judging
    kept: Bits
    found: dict[tuple[Node, ...], _Found] = field(default_factory=dict)

    def of(self, rule: OptionRules) -> _Found:
        """Rows by label under these rules."""
        if rule.groups not in self.found:
            rows = tuple(bits & self.kept for bits in labels_of(rule, self.judging))
            self.found[rule.groups] = _Found(rows, tuple(map(_count_of, rows)))
        return self.found[rule.groups]


def _count_of(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _kept(sound: object, part: pa.Table, repeated: pa.Array, rows: Rows) -> Bits:
    """Rows that count; the bits past the last row are not set."""
    assert isinstance(sound, Truths)
    kept = unpacked(sound.met, rows.count)
    if len(repeated):
        kept = kept & ~pc.is_in(part.column(CASE_ID), repeated).to_numpy()
    return packed(kept)


def _add(swept: SweptSet, option: str, found: _Found, first: _Found) -> None:
    """Add the rows of a part to the counts of a set."""
    for label, count in zip(LABELS, found.counts, strict=True):
        swept.counts[option][label] += count
    if found is not first:
        same = sum(_count_of(a & b) for a, b in zip(found.rows, first.rows, strict=True))
        swept.changed[option] += sum(found.counts) - same


def table(sweep: Sweep) -> Iterator[dict[str, object]]:
    """A line per set and option: the values, rows by label, rows whose label has changed."""
    names = list(dict.fromkeys(name for each in sweep.sets for name in each.settings))
    for number, each in enumerate(sweep.sets, 1):
        values = {name: each.settings.get(name, "default") for name in names}
        for option, counts in each.counts.items():
            told = {label.value: count for label, count in counts.items()}
            yield {
                "set": number,
                **values,
                "option": option,
                **told,
                "changed": each.changed[option],
            }
