"""How many rows of a registry are assessed per second, file to file, against decoding the file.

Run: .venv/bin/python bench/registry.py [ROWS ...]
"""

from __future__ import annotations

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
import polars
import pyarrow.parquet as pq

import nelm
from nelm.registry.assess import assess_registry
from nelm.registry.engines import ENGINES, Run
from nelm.registry.simulate import simulate

SIZES = (100_000, 1_000_000)
REPEAT = 3
GROUP_ROWS = 122_880


def decode_polars(path: Path) -> None:
    """Decode every column."""
    polars.read_parquet(path)


def decode_arrow(path: Path) -> None:
    """Decode every column."""
    pq.read_table(path)


def decode_duckdb(path: Path) -> None:
    """Decode every column."""
    duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_table()


DECODERS: dict[str, Callable[[Path], None]] = {
    "Polars": decode_polars,
    "Arrow": decode_arrow,
    "DuckDB": decode_duckdb,
}


def best(work: Callable[[], object]) -> tuple[float, float]:
    """Least wall time and least processor time of several runs, in seconds."""
    walls, processors = [], []
    for _ in range(REPEAT):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def report(name: str, rows: int, figures: tuple[float, float], share: float | None = None) -> None:
    """Print one row."""
    wall, processor = figures
    ratio = "" if share is None else f"{share:8.0%}"
    print(f"{name:34} {rows / wall:12,.0f} {rows / processor:14,.0f} {ratio}", flush=True)


def peak(path: Path, engine: str) -> int:
    """Peak memory of a process of its own that assesses the file, in MB."""
    code = (
        "import sys, nelm;"
        "from nelm.registry.assess import assess_registry;"
        "from nelm.registry.engines import Run;"
        "assess_registry(sys.argv[1], nelm.load_pack('dermine2019'), out=sys.argv[2],"
        " run=Run(sys.argv[3]));"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    target = str(path.with_suffix(".peak.parquet"))
    command = [sys.executable, "-c", code, str(path), target, engine]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) // 1024


def measure(rows: int, folder: Path) -> None:
    """Decode and assess a simulated registry of this size."""
    path, out = folder / f"{rows}.parquet", folder / "verdicts.parquet"
    pq.write_table(simulate(rows, seed=1), path, row_group_size=GROUP_ROWS)
    pack = nelm.load_pack("dermine2019")
    print(f"\n{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB Parquet")
    print(f"{'':34} {'rows/s':>12} {'per core-s':>14} {'of decoding':>12}")
    decoded = {}
    for name, decode in DECODERS.items():
        decoded[name] = best(lambda decode=decode: decode(path))
        report(f"decode with {name}", rows, decoded[name])
    quickest = min(wall for wall, _ in decoded.values())
    for engine in ENGINES:
        run = Run(engine)
        figures = best(lambda run=run: assess_registry(path, pack, out=out, run=run))
        report(f"assess with {engine}, file to file", rows, figures, quickest / figures[0])
        print(f"  peak memory {peak(path, engine)} MB")


def main() -> None:
    """Measure and print."""
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]}")
    print(f"DuckDB {duckdb.__version__}, Polars {polars.__version__}, Ibis {ibis.__version__}")
    print("share of decoding: against the quickest decoder; best of several runs")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            measure(rows, Path(folder))


if __name__ == "__main__":
    main()
