"""A registry assessed: against decoding its file, against `cql-execution`, and swept.

Run: .venv/bin/python bench/registry.py [--sizes ROWS,ROWS] [--cql] [--sweep] [--plot FILE]

Without options the sizes are 100,000 and 1,000,000 rows, file to file only. `--cql` needs Node.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import polars
import pyarrow as pa
import pyarrow.parquet as pq

import nelm
from nelm.knowledge.binding import bind_pack
from nelm.registry.assess import assess_registry
from nelm.registry.bits.arrow import vector
from nelm.registry.bits.interpreter import compiled
from nelm.registry.bits.vectors import Rows
from nelm.registry.engines import ENGINES, TABLE, Run, duckdb_sql
from nelm.registry.expressions.pruned import pruned
from nelm.registry.expressions.verdicts import judged_rows
from nelm.registry.sweep import sweep_registry, varied
from nelm.registry.synthetic.simulate import write_simulated

REPEAT = 2
GROUP_ROWS = 122_880
PACK = "dermine2019"
LOCAL = [engine for engine in ENGINES if engine != "spark"]
Figures = tuple[float, float]


def decode_arrow(path: Path) -> None:
    """Decode every column, part by part."""
    for _ in pq.ParquetFile(path).iter_batches(GROUP_ROWS):
        pass


def decode_duckdb(path: Path) -> None:
    """Decode every column, part by part."""
    for _ in duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_reader(GROUP_ROWS):
        pass


def decode_polars(path: Path) -> None:
    """Decode every column."""
    polars.read_parquet(path)


DECODERS: dict[str, Callable[[Path], None]] = {
    "Arrow": decode_arrow,
    "DuckDB": decode_duckdb,
    "Polars": decode_polars,
}


def best(work: Callable[[], object], repeat: int = REPEAT) -> Figures:
    """Least wall time and least processor time of several runs, in seconds."""
    walls, processors = [], []
    for _ in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def told(name: str, rows: int, figures: Figures, *ratios: str) -> None:
    """Print one row."""
    wall, processor = figures
    print(
        f"{name:36} {rows / wall:12,.0f} {rows / processor:14,.0f}  {'  '.join(ratios)}", flush=True
    )


def peak(path: Path, engine: str) -> int:
    """Peak memory of a process of its own that assesses the file, in MB."""
    code = (
        "import sys, nelm;"
        "from nelm.registry.assess import assess_registry;"
        "from nelm.registry.engines import Run;"
        f"assess_registry(sys.argv[1], nelm.load_pack('{PACK}'), out=sys.argv[2],"
        " run=Run(sys.argv[3]));"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    target = str(path.with_suffix(".peak.parquet"))
    command = [sys.executable, "-c", code, str(path), target, engine]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) // 1024


def simulated(rows: int, folder: Path) -> Path:
    """A file of so many synthetic cases."""
    path = folder / f"{rows}.parquet"
    write_simulated(path, rows, seed=1)
    return path


def file_to_file(path: Path, rows: int) -> dict[str, float]:
    """Decode and assess a file; wall seconds of each engine."""
    print(f"\n{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB Parquet, file to file")
    print(f"{'':36} {'rows/s':>12} {'per core-s':>14}  of decoding with {', '.join(DECODERS)}")
    decoded = {}
    for name, decode in DECODERS.items():
        decoded[name] = best(lambda decode=decode: decode(path))
        told(f"decode with {name}", rows, decoded[name])
    pack, walls = nelm.load_pack(PACK), {}
    for engine in LOCAL:
        out, run = path.with_suffix(".out.parquet"), Run(engine)
        figures = best(lambda out=out, run=run: assess_registry(path, pack, out=out, run=run))
        shares = (f"{wall / figures[0]:.0%}" for wall, _ in decoded.values())
        told(f"assess with {engine}", rows, figures, *shares, f"peak {peak(path, engine)} MB")
        walls[engine] = figures[0]
    return walls


def in_memory(path: Path, rows: int, cql: dict[str, float]) -> None:
    """Labels of rows that are in memory, against `cql-execution` on the same kind of rows.

    Facts go in, labels of every option come out, derived facts and contradictions included;
    `cql-execution` is given the derived facts.
    """
    print(f"\n{rows:,} rows in memory, labels only, against cql-execution")
    for name, rate in cql.items():
        print(f"{'cql-execution, ELM ' + name:36} {rate:12,.0f} cases/s")
    schema = ibis.Schema.from_pyarrow(pq.read_schema(path))
    judged = judged_rows(ibis.table(schema, name=TABLE), bind_pack(nelm.load_pack(PACK)))
    labels = [name for name in judged.columns if name.endswith("__label")]
    expression = pruned(judged.select("case_id", *labels))
    for engine, work in labelers(path, expression).items():
        figures = best(work)
        ratios = (f"{rows / figures[0] / rate:,.0f} x {name}" for name, rate in cql.items())
        told(f"labels with {engine}", rows, figures, *ratios)


def labelers(path: Path, expression: ir.Table) -> dict[str, Callable[[], object]]:
    """What each engine does to rows in memory."""
    table = pq.read_table(path)
    choices = [f.name for f in table.schema if pa.types.is_string(f.type) and f.name != "case_id"]
    coded = list(pq.ParquetFile(path, read_dictionary=choices).iter_batches(GROUP_ROWS))
    labels = [name for name in expression.columns if name != "case_id"]
    program, sql = compiled(pruned(expression.select(labels))), duckdb_sql(expression)
    connection, backend = duckdb.connect(), ibis.polars.connect()
    connection.register(TABLE, table)
    backend.create_table(TABLE, polars.from_arrow(table).lazy())
    return {
        "bits": lambda: [
            program.run(lambda name, batch=batch: vector(batch.column(name)), Rows.of(len(batch)))
            for batch in coded
        ],
        "duckdb": lambda: connection.sql(sql).to_arrow_table(),
        "polars": lambda: backend.compile(expression).collect(),
    }


def swept(path: Path, rows: int) -> None:
    """A hundred sets of parameter values at once, against as many runs."""
    pack = nelm.load_pack(PACK)
    values = {"lt_max_age_years": range(46, 71), "lt_max_ki67_percent": (5, 10, 15, 20)}
    sets = varied({name: list(each) for name, each in values.items()})[1:]
    print(f"\n{len(sets)} sets of parameter values over {rows:,} rows")
    together = best(lambda: sweep_registry(path, pack, sets, folder=path.parent), 1)
    told("sweep", rows * len(sets), together)
    for engine in LOCAL[:1]:
        out, run = path.with_suffix(".out.parquet"), Run(engine)
        single = best(
            lambda out=out, run=run: [
                assess_registry(path, pack, s, out=out, run=run) for s in sets
            ],
            1,
        )
        told(f"{len(sets)} runs with {engine}", rows * len(sets), single)
        print(f"sweep is {single[0] / together[0]:.1f} times as fast")


def plot(found: dict[int, dict[str, float]], target: Path) -> None:
    """Seconds by rows, both on scales of powers of ten."""
    from matplotlib import pyplot  # noqa: PLC0415

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    for engine, marker in zip(LOCAL, "osD^", strict=False):
        sizes = sorted(found)
        axes.loglog(sizes, [found[n][engine] for n in sizes], marker=marker, label=engine)
    axes.set(xlabel="rows", ylabel="seconds, file to file")
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(target, dpi=150)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--cql", action="store_true")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    versions = {"DuckDB": duckdb, "Polars": polars, "Ibis": ibis, "Arrow": pa}
    print(", ".join(f"{name} {module.__version__}" for name, module in versions.items()))
    print("best of several runs")
    walls: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, asked.sizes.split(",")):
            path = simulated(rows, Path(folder))
            walls[rows] = file_to_file(path, rows)
        if asked.cql:
            from cql_rate import cql_rate  # noqa: PLC0415

            in_memory(path, rows, cql_rate(2000))
        if asked.sweep:
            swept(path, rows)
    if asked.plot:
        plot(walls, asked.plot)


if __name__ == "__main__":
    main()
