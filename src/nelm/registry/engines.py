"""How to run over a registry: the engine, its memory, whom to tell; and DuckDB made safe."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nelm.case.problem import InputError, MissingExtraError, Problem

TABLE = "registry"
ENGINES = ("bits", "duckdb", "polars")
OLDEST_DUCKDB = 2
POLL_SECONDS = 0.2
SIZE = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)
BATCH_ROWS = 122_880

Tell = Callable[[str, float | None, int], None]


@dataclass(frozen=True)
class Run:
    """How to run: engine, memory that DuckDB may use, and whom to tell of progress.

    `tell` gets what is being done, which share of it is done (None: not known), and of how many
    rows (0: not known).
    """

    engine: str = "bits"
    memory: str = "4GB"
    tell: Tell | None = None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise InputError([Problem("engine", self.engine, " or ".join(ENGINES))])
        if not SIZE.fullmatch(self.memory):
            raise InputError([Problem("memory", self.memory, "a size such as 4GB or 800MB")])

    def say(self, what: str, share: float | None = None, rows: int = 0) -> None:
        """Tell of progress, if anybody listens."""
        if self.tell is not None:
            self.tell(what, share, rows)


def check_duckdb(version: str = duckdb.__version__) -> None:
    """Refuse versions of DuckDB that break three-valued logic (duckdb issue 23685).

    Raises:
        MissingExtraError: older than 2.0; the message says what to install.
    """
    if int(version.split(".", maxsplit=1)[0]) < OLDEST_DUCKDB:
        raise MissingExtraError(
            f"the registry needs DuckDB 2.0 or newer, found {version}: older ones give wrong"
            ' verdicts where facts are unknown; pip install "nelm[registry]"'
        )


def duckdb_sql(expression: ir.Table) -> str:
    """SQL of an expression for DuckDB, every stage a select of its own."""
    fused = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        return str(ibis.to_sql(expression, dialect="duckdb"))
    finally:
        ibis.options.sql.fuse_selects = fused


@contextmanager
def duckdb_connection(run: Run, spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own in memory, which spills into a folder beyond its memory limit."""
    check_duckdb()
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar_print = false")  # it would go to stdout
    # The least and greatest values that a file declares leave NaN out, and may be wrong.
    connection.execute("SET disabled_optimizers = 'statistics_propagation,filter_pushdown'")
    if spill is not None:
        connection.execute(f"SET temp_directory = {quoted(spill)}")
    connection.execute(f"SET memory_limit = {quoted(run.memory)}")
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def reading(source: Path, run: Run) -> Iterator[None]:
    """Say in plain words that a file is broken or that memory is too small.

    Raises:
        InputError: the file, or the memory limit.
    """
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise InputError([Problem("memory", f"{run.memory}, too little", "more")]) from None
    except duckdb.IOException:
        raise  # the disk for intermediate results: see `nelm.registry.runs.files`
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _broken(source, error) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "polars":
            raise
        raise _broken(source, error) from None


def _broken(source: Path, error: Exception) -> InputError:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:80]
    return InputError([Problem("file", reason, "a whole Parquet file", str(source))])


def quoted(text: object) -> str:
    """A text as a literal of SQL.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + str(text).replace("'", "''") + "'"


def execute(connection: duckdb.DuckDBPyConnection, sql: str, run: Run, what: str) -> None:
    """Run a statement to its end, telling how far it is."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            connection.execute(sql)
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(POLL_SECONDS)
            share = connection.query_progress()
            run.say(what, share / 100 if share >= 0 else None)
    except BaseException:
        connection.interrupt()
        worker.join()
        raise
    if failed:
        raise failed[0]
