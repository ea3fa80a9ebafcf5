"""A whole registry on a cluster of Spark, which reads and writes it: for more than one machine.

The expression is that of the other engines, every stage a select of its own: a single one would
become a method too long for the JIT of Java. Spark counts, judges and writes; only rows that break
a rule come to this machine, to be told by the words of `nelm.registry.sources.examine`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from nelm.case.problem import InputError, NelmError, Problem
from nelm.knowledge.binding import BoundPack
from nelm.registry.engines import TABLE, Run
from nelm.registry.runs.files import replacing, workspace
from nelm.registry.runs.writing import about
from nelm.registry.schema import CASE_ID
from nelm.registry.sources.examine import Counts, examine
from nelm.registry.sources.readers import ROW, Source
from nelm.registry.spark.rows import opened, plain, spark_sql, unsound, verdicts_in_words
from nelm.registry.spark.session import spark_session
from nelm.registry.spark.storage import ABOUT, Storage, storage

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HEADER = "row,case_id,field,value,reason\n"
LONGEST = 200


def assess_on_spark(
    path: str | Path,
    bound: BoundPack,
    out: str | Path,
    rejects: Path,
    *,
    master: str,
    run: Run | None = None,
) -> Counts:
    """Judge every option of a pack for every row of a Parquet file or folder.

    Args:
        path: registry in the columns and types of `nelm.registry.schema`: a path that every
            machine of the cluster sees, or a URL.
        bound: the pack that answers, its parameters fixed.
        out: folder for the verdicts as Parquet files; replaced only when all is done.
        rejects: CSV file on this machine for rows left out and why.
        master: URL of the cluster.
        run: memory limit of this machine, and progress.

    Raises:
        InputError: a file that can not be read or written, columns that do not fit, no cluster.
        MissingExtraError: no pyspark, or no Java.
    """
    run = run or Run()
    with (
        workspace(rejects.parent) as work,
        replacing(rejects) as bad,
        spark_session(master, run.memory, work) as session,
        in_plain_words(path),
        storage(session, out) as place,
    ):
        assessing = _Assessing(session, place, opened(session, path), bound, run)
        counts = assessing.all_rows(work, bad)
        place.publish("verdicts")
        return counts


@dataclass(frozen=True)
class _Assessing:
    """One run: the rows as Spark reads them, the pack, and where to put things."""

    session: SparkSession
    place: Storage
    rows: DataFrame
    bound: BoundPack
    run: Run

    def all_rows(self, work: Path, rejects: Path) -> Counts:
        """Judge the good rows, tell what is wrong with the others."""
        self.run.say("counting")
        total, twice = self.rows.count(), self._twice()
        self._see(self.rows if twice is None else self._matching(twice, "left_anti"))
        self.run.say("assessing", None, total)
        written = self._write_verdicts()
        if written == total:
            rejects.write_text(HEADER, encoding="utf-8")
            return Counts(total, total, 0)
        self.run.say("checking", None, total)
        file = work / "bad.parquet"
        self._write_bad_rows(twice, file)
        return Counts(total, written, self._tell(file, rejects))

    def _twice(self) -> DataFrame | None:
        """Case ids that stand in several rows; None when there are none."""
        ids = self.rows.selectExpr(f"cast({CASE_ID} AS string) AS {CASE_ID}")
        repeated = ids.groupBy(CASE_ID).count().where(f"{CASE_ID} IS NOT NULL AND count > 1")
        repeated.select(CASE_ID).write.parquet(self.place.part("twice"))
        found = self.session.read.parquet(self.place.part("twice"))
        return None if found.isEmpty() else found

    def _matching(self, ids: DataFrame, how: str) -> DataFrame:
        """The rows whose case id is among these (left_semi), or is not (left_anti)."""
        same = self.rows[CASE_ID].cast("string") == ids[CASE_ID]
        return self.rows.join(ids, same, how)

    def _see(self, rows: DataFrame) -> None:
        """Let the expressions see these rows as the view `registry`."""
        rows.createOrReplaceTempView(TABLE)

    def _write_verdicts(self) -> int:
        """Write the verdicts of the good rows; how many there are."""
        folder = self.place.part("verdicts")
        words = verdicts_in_words(plain(self.rows), self.bound)
        self.session.sql(spark_sql(words)).write.parquet(folder)
        self.place.write_text(f"{folder}/{ABOUT}", json.dumps(about(self.bound), indent=2))
        return self.session.read.parquet(folder).count()

    def _write_bad_rows(self, twice: DataFrame | None, file: Path) -> None:
        """Bring the rows that break a rule to this machine, as they are in the registry."""
        bad = self.session.sql(spark_sql(unsound(self.rows)))
        if twice is not None:
            bad = bad.unionByName(self._matching(twice, "left_semi"))
        bad.repartition(1).write.parquet(self.place.part("bad"))
        self.place.fetch(self.place.part("bad"), file)

    def _tell(self, file: Path, rejects: Path) -> int:
        """Write what is wrong with bad rows; how many rows there are."""
        fields = {field.name: field.type for field in pq.read_schema(file)}
        fields.pop(ROW)
        source = Source(file, fields, numbered=True)
        counts = examine(source, file.with_name("good.parquet"), rejects, self.run)
        if counts.good:
            raise NelmError(f"{counts.good} rows left out break no rule")
        return counts.rejected


@contextmanager
def in_plain_words(path: str | Path) -> Iterator[None]:
    """Say without a traceback, and without values of patients, what Spark could not do.

    Raises:
        InputError: whatever it was.
    """
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        allowed = "a whole Parquet file or folder, an output to write to, a cluster that stays"
        raise InputError([Problem("Spark", _reason(error), allowed, str(path))]) from None


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:LONGEST]
