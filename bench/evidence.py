"""Pooling against named peers, in one run: milliseconds, and how many times the peer's.

Run: .venv/bin/python bench/evidence.py

One function per line of the table. Peers run where they are installed: PyMARE from the development
requirements, metafor where `Rscript` is on the path. The kernel is loaded, and for the NumPy lines
switched off; loading and compiling are not counted. metafor fits one data set at a time, so it does
fewer of them and its time is scaled up.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator

from nelm.evidence.pooling import kernel
from nelm.evidence.pooling.arrays import Bools, Floats
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.glmm.batch import Start, fit_glmm_batch

FITS, STUDIES, REPEAT, SEED = 10_000, 30, 7, 1
METAFOR_FITS = 200
OUTCOMES, TREATMENTS, METHODS = 5, 6, 4


@dataclass(frozen=True)
class Line:
    """One row of the table: times in milliseconds, the goal in words, and whether it is met."""

    name: str
    milliseconds: float
    peer: str = ""
    peer_milliseconds: float | None = None
    goal: str = ""
    met: bool = True

    def __str__(self) -> str:
        ours = f"{self.name:52} {self.milliseconds:9.2f}"
        if self.peer_milliseconds is None:
            theirs = f"{'':31}"
        else:
            ratio = self.peer_milliseconds / self.milliseconds
            theirs = f"{self.peer:10} {self.peer_milliseconds:10.1f} {ratio:8.1f}x"
        return f"{ours}  {theirs}  {self.goal}{'' if self.met else '  MISSED'}"


def best_milliseconds(work: Callable[[], object], repeat: int = REPEAT) -> float:
    """The least of several runs, after one warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


@contextmanager
def without_kernel() -> Iterator[None]:
    """NumPy only."""
    pays, kernel.pays = kernel.pays, lambda method, cells: False
    try:
        yield
    finally:
        kernel.pays = pays


def simulated(fits: int) -> tuple[Floats, Floats]:
    """Log odds of single arms of 10 to 80 patients, tau = 0.7, with their variances."""
    rng = np.random.default_rng(SEED)
    n = rng.integers(10, 80, (fits, STUDIES))
    share = 1 / (1 + np.exp(-(0.1 + 0.7 * rng.standard_normal((fits, STUDIES)))))
    yes = rng.binomial(n, share) + 0.5
    no = n + 1 - yes
    return np.log(yes / no), 1 / yes + 1 / no


def whole(yi: Floats, vi: Floats) -> Batch:
    """A batch without absent studies."""
    return Batch(yi, vi, np.ones(yi.shape, dtype=bool))


def pymare_milliseconds(yi: Floats, vi: Floats) -> float:
    """PyMARE's REML over its two-dimensional arrays, one data set per column."""
    data = Dataset(y=yi.T.copy(), v=vi.T.copy(), add_intercept=True)
    estimator = VarianceBasedLikelihoodEstimator("REML")
    return best_milliseconds(lambda: estimator.fit_dataset(data), repeat=3)


def metafor_milliseconds(yi: Floats, vi: Floats) -> float:
    """REML by metafor, one data set after another, R's start not counted."""
    script = (
        "suppressMessages(library(metafor)); a <- commandArgs(TRUE);"
        "y <- as.matrix(read.csv(a[1], header = FALSE));"
        "v <- as.matrix(read.csv(a[2], header = FALSE));"
        "start <- proc.time()[3];"
        "for (i in seq_len(nrow(y))) rma(y[i, ], v[i, ], method = 'REML');"
        "cat(1000 * (proc.time()[3] - start))"
    )
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("yi.csv", "vi.csv")]
        for file, values in zip(files, (yi, vi), strict=True):
            np.savetxt(file, values, delimiter=",")
        command = ["Rscript", "-e", script, *files]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def reml_lines() -> Iterator[Line]:
    """10,000 REML fits of 30 studies."""
    yi, vi = simulated(FITS)
    batch = whole(yi, vi)
    fast = best_milliseconds(lambda: fit_batch(batch, "REML"))
    with without_kernel():
        plain = best_milliseconds(lambda: fit_batch(batch, "REML"))
    peer = pymare_milliseconds(yi, vi)
    name = f"{FITS:,} REML fits of {STUDIES} studies"
    yield Line(f"{name}, NumPy", plain, "PyMARE", peer, "at least 3x", peer >= 3 * plain)
    yield Line(f"{name}, Numba", fast, "PyMARE", peer, "at least 20x", peer >= 20 * fast)
    if shutil.which("Rscript"):
        scale = FITS / METAFOR_FITS
        peer = scale * metafor_milliseconds(yi[:METAFOR_FITS], vi[:METAFOR_FITS])
        yield Line(f"{name}, NumPy", plain, "metafor", peer)
        yield Line(f"{name}, Numba", fast, "metafor", peer)


def covariate_lines() -> Iterator[Line]:
    """10,000 REML fits of 30 studies with a covariate."""
    batch = Batch(*simulated(FITS), np.ones((FITS, STUDIES), dtype=bool), covariate())
    took = best_milliseconds(lambda: fit_batch(batch, "REML"), repeat=3)
    yield Line(f"{FITS:,} REML fits with a covariate, NumPy", took)


def covariate() -> Floats:
    """A share of small-bowel tumors, say, for each of 30 studies."""
    return np.random.default_rng(SEED).uniform(size=(STUDIES, 1))


def table_mask() -> Bools:
    """30 leave-one-out, 30 cumulative and 10 subgroup fits of one table."""
    subgroup = np.arange(STUDIES) % 10
    rows = [
        *~np.eye(STUDIES, dtype=bool),
        *np.tri(STUDIES, dtype=bool),
        *(subgroup == group for group in range(10)),
    ]
    return np.array(rows)


def living_table_lines() -> Iterator[Line]:
    """All that is fitted again when a study is added; every method counted as a REML fit."""
    tables = OUTCOMES * TREATMENTS
    yi, vi = (np.repeat(values, 70, axis=0) for values in simulated(tables))
    rng = np.random.default_rng(SEED)
    missing = np.repeat(rng.random((tables, STUDIES)) < 0.2, 70, axis=0)
    mask = np.tile(table_mask(), (tables, 1)) & ~missing

    def work() -> None:
        for _ in range(METHODS):
            fit_batch(Batch(yi, vi, mask), "REML")

    fits = tables * 70 * METHODS
    fast = best_milliseconds(work)
    with without_kernel():
        plain = best_milliseconds(work)
    name = f"The whole living table, {fits:,} REML fits"
    yield Line(f"{name}, NumPy", plain, goal="under 150 ms", met=plain < 150)
    yield Line(f"{name}, Numba", fast, goal="under 150 ms", met=fast < 150)


def metafor_glmm_milliseconds(events: Floats, n: Floats) -> float:
    """Leave-one-out of metafor's `rma.glmm`, R's start not counted."""
    script = (
        "suppressMessages(library(metafor)); a <- commandArgs(TRUE);"
        "d <- read.csv(a[1], header = FALSE); start <- proc.time()[3];"
        "for (i in seq_len(nrow(d))) rma.glmm(measure = 'PLO', xi = d[-i, 1], ni = d[-i, 2]);"
        "cat(1000 * (proc.time()[3] - start))"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.csv"
        np.savetxt(file, np.column_stack([events, n]), delimiter=",", fmt="%d")
        command = ["Rscript", "-e", script, str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def glmm_lines() -> Iterator[Line]:
    """Binomial-normal models: leave-one-out, started from the whole fit; a bootstrap's worth."""
    rng = np.random.default_rng(SEED)
    n = rng.integers(10, 120, STUDIES)
    rates = 1 / (1 + np.exp(-rng.normal(0, 0.7, (1000, STUDIES))))
    draws = rng.binomial(n, rates)
    events, rest = draws[0], ~np.eye(STUDIES, dtype=bool)

    def leave_one_out() -> None:
        whole_fit = fit_glmm_batch(events, n)
        fit_glmm_batch(events, n, rest, start=Start(whole_fit.tau2[0], whole_fit.beta[0]))

    name = f"GLMM leave-one-out of {STUDIES} studies, with the whole"
    ours = best_milliseconds(leave_one_out, repeat=30)
    if shutil.which("Rscript"):
        peer = metafor_glmm_milliseconds(events.astype(np.float64), n.astype(np.float64))
        yield Line(name, ours, "metafor", peer, "at least 200x", peer >= 200 * ours)
    else:
        yield Line(name, ours)
    boot = best_milliseconds(lambda: fit_glmm_batch(draws, n, start=Start(0.5)), repeat=3)
    yield Line(f"1,000 GLMM fits of {STUDIES} studies", boot)


LINES: tuple[Callable[[], Iterator[Line]], ...] = (
    reml_lines,
    covariate_lines,
    living_table_lines,
    glmm_lines,
)


def main() -> None:
    """Measure and print."""
    if not kernel.load():
        raise SystemExit("the kernel needs Numba: install nelm[fast]")
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"{'':52} {'ms':>9}  {'peer':10} {'ms':>10} {'ratio':>9}  goal")
    for lines in LINES:
        for line in lines():
            print(line)


if __name__ == "__main__":
    main()
