"""The rows of a source through an engine into a file of verdicts, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nelm.case.problem import NelmError
from nelm.knowledge.binding import BoundPack
from nelm.registry.engines import Run, reading
from nelm.registry.runs.behind import Behind, meanwhile
from nelm.registry.runs.files import writing
from nelm.registry.runs.growing import GrowingParquet
from nelm.registry.runs.judges import CHUNK_ROWS, Judged, judging
from nelm.registry.runs.unfinished import BAD, VERDICTS, Unfinished
from nelm.registry.runs.writing import in_words, verdict_schema
from nelm.registry.schema import CASE_ID
from nelm.registry.sources.chunks import ahead, chunks
from nelm.registry.sources.examine import Counts, examine
from nelm.registry.sources.prepared import is_ready, read_texts, twice
from nelm.registry.sources.readers import ROW, Source

SAVE_SECONDS = 2.0
WAITING = 2  # parts judged but not written: the writing thread is never idle
HEADER = "row,case_id,field,value,reason\n"


@dataclass(frozen=True)
class Written:
    """Verdicts, and rows that break a rule, as far as they are written."""

    verdicts: GrowingParquet
    bad: GrowingParquet
    bound: BoundPack

    def add(self, part: pa.Table, judged: Judged, first: int) -> None:
        """Add what was found for a part that begins after so many rows of the registry."""
        if judged.verdicts.num_rows:
            self.verdicts.add(in_words(judged.verdicts, self.bound))
        if len(judged.unsound):
            numbers = pa.array(judged.unsound + first + 1)
            rows = part.take(pa.array(judged.unsound)).append_column(ROW, numbers)
            self.bad.add(rows.cast(self.bad.schema))


@dataclass
class Assessing:
    """One run: the rows, the pack, what was done before, and how to run."""

    source: Source
    bound: BoundPack
    unfinished: Unfinished
    run: Run

    def all_rows(self, rejects: Path) -> Counts:
        """Judge every row; write the verdicts, and what is wrong with rows left out."""
        resumed = self.unfinished.resumed
        if is_ready(self.source):
            written = self._judge_all(self.source)
            good, rejected = _finish(written.verdicts), self._tell_bad_rows(written.bad, rejects)
            return Counts(self.source.rows, good, rejected, resumed)
        source, counts = read_texts(self.source, self.unfinished.folder, rejects, self.run)
        good = _finish(self._judge_all(source).verdicts)
        return replace(counts, good=good, resumed=resumed)

    def _judge_all(self, source: Source) -> Written:
        """Judge the rows that are not done."""
        written = self._begin(source)
        size, coded = CHUNK_ROWS[self.run.engine], self.run.engine == "bits"
        folder = self.unfinished.folder
        with (
            reading(source.file, self.run),
            meanwhile(partial(twice, source, folder, self.run)) as repeats,
            judging(source, self.bound, self.run, folder) as judge,
        ):
            repeated = repeats()
            parts = chunks(source, self.unfinished.resumed, size, coded=coded)
            judged = ((part, _without(repeated, part, judge(part))) for part in ahead(parts))
            self._write(judged, written, source.rows)
        return written

    def _begin(self, source: Source) -> Written:
        with writing(self.unfinished.out):
            verdicts = self.unfinished.growing(VERDICTS, verdict_schema(self.bound))
            return Written(verdicts, self.unfinished.growing(BAD, _bad_schema(source)), self.bound)

    def _write(
        self, judged: Iterator[tuple[pa.Table, Judged]], written: Written, total: int
    ) -> None:
        """Write what was found in one part while the next is judged; remember how far it is."""
        rows, saved = self.unfinished.resumed, time.monotonic()
        with Behind(WAITING) as behind:
            for part, found in judged:
                behind.do(partial(self._stored, partial(written.add, part, found, rows)))
                rows += part.num_rows
                if time.monotonic() - saved > SAVE_SECONDS:
                    behind.do(partial(self._stored, partial(self.unfinished.save, rows)))
                    saved = time.monotonic()
                self.run.say("assessing", rows / total, total)

    def _stored(self, work: Callable[[], object]) -> None:
        """Do what writes; whatever goes wrong is said of the output."""
        with writing(self.unfinished.out):
            work()

    def _tell_bad_rows(self, bad: GrowingParquet, rejects: Path) -> int:
        """Write what is wrong with the rows that break a rule; how many rows there are."""
        if bad.rows == 0:
            rejects.write_text(HEADER, encoding="utf-8")
            return 0
        bad.finish()
        types = {field.name: field.type for field in bad.schema if field.name != ROW}
        source = Source(bad.path, types, numbered=True)
        with writing(rejects), reading(bad.path, self.run):
            counts = examine(source, self.unfinished.folder / "none.parquet", rejects, self.run)
        if counts.good:
            raise NelmError(f"{counts.good} rows left out break no rule")
        return counts.rejected


def _finish(verdicts: GrowingParquet) -> int:
    """End the file; how many rows can be read from it."""
    verdicts.finish()
    return int(pq.read_metadata(verdicts.path).num_rows)


def _bad_schema(source: Source) -> pa.Schema:
    """Columns of rows that break a rule: as in the source, choices as texts."""
    types = {**source.types, CASE_ID: pa.string(), ROW: pa.int64()}
    plain = {n: t.value_type if pa.types.is_dictionary(t) else t for n, t in types.items()}
    return pa.schema(list(plain.items()))


def _without(repeated: pa.Array, part: pa.Table, judged: Judged) -> Judged:
    """The verdicts without those of case ids that stand in several rows."""
    if len(repeated) == 0:
        return judged
    here = pc.is_in(part.column(CASE_ID), repeated)
    kept = judged.verdicts.filter(pc.invert(pc.is_in(judged.verdicts.column(CASE_ID), repeated)))
    return Judged(kept, np.union1d(np.flatnonzero(here.to_numpy()), judged.unsound))
