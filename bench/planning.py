"""Voxel dose against the usual convolution, in one run: milliseconds, and megabytes at the peak.

Run: .venv/bin/python bench/planning.py

One function per line of the table. The peer is `scipy.signal.fftconvolve` in double precision with
the same kernel as an array, over the whole grid, as public tools call it. Checks of the input and
the scaling by density count as ours; making the kernel counts as ours, not as the peer's. Memory is
what NumPy allocated at the peak beyond the input, by tracemalloc, in a run of its own.
"""

from __future__ import annotations

import platform
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.signal import fftconvolve

from nelm.calculators.voxel.decays import DecayMap
from nelm.calculators.voxel.dose import Method, voxel_dose
from nelm.calculators.voxel.dose_volume import dose_volume, summary
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.point_kernels import LU177, Y90, PointKernel
from nelm.calculators.voxel.regions import region_from_shape, sphere_distance_mm
from nelm.calculators.voxel.voxel_kernel import voxel_kernel
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.partition import partition_doses

GRID = Grid((256, 256, 160), (2.21, 2.21, 2.21))
LIVER = (slice(60, 160), slice(80, 170), slice(40, 120))  # 22 x 20 x 18 cm, a large liver
REPEAT, SEED = 5, 1
MANY = 1_000_000


@dataclass(frozen=True)
class Line:
    """One row of the table, the goal in words, and whether it is met."""

    name: str
    milliseconds: float
    megabytes: float | None = None
    peer: tuple[float, float] | None = None
    goal: str = ""
    met: bool = True

    def __str__(self) -> str:
        memory = "" if self.megabytes is None else f"{self.megabytes:8.0f}"
        row = f"{self.name:44} {self.milliseconds:9.1f} {memory:>8}"
        if self.peer is None or self.megabytes is None:
            return f"{row}  {'':35}  {self.goal}{'' if self.met else '  MISSED'}"
        time_ratio = self.peer[0] / self.milliseconds
        memory_ratio = self.peer[1] / self.megabytes
        theirs = f"{self.peer[0]:9.1f} {self.peer[1]:8.0f} {time_ratio:7.1f}x {memory_ratio:7.1f}x"
        return f"{row}  {theirs}  {self.goal}{'' if self.met else '  MISSED'}"


def best_milliseconds(work: Callable[[], object], repeat: int = REPEAT) -> float:
    """The least of several runs, after one warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def peak_megabytes(work: Callable[[], object]) -> float:
    """What is allocated at the peak of one run."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@lru_cache(maxsize=2)
def activity(whole: bool) -> np.ndarray:
    """Decays in every voxel, or in the liver only."""
    values = np.zeros(GRID.shape, dtype=np.float32)
    part = values if whole else values[LIVER]
    part += np.random.default_rng(SEED).random(part.shape, dtype=np.float32) * 0.1 + 1e-3
    return values


def dose(whole: bool, point: PointKernel, method: Method) -> Callable[[], object]:
    """Everything from an array of decays to an array of Gy."""
    values = activity(whole)

    def work() -> object:
        decays = DecayMap(values, GRID, point.nuclide, fwhm_mm=0.0)
        return voxel_dose(decays=decays, point=point, density_g_ml=1.04, method=method)

    return work


@lru_cache(maxsize=2)
def peer(point: PointKernel) -> tuple[float, float]:
    """The usual way over the whole grid: milliseconds and megabytes."""
    kernel = voxel_kernel(point=point, spacing_mm=GRID.spacing_mm).dense_mev()
    values = activity(whole=True)

    def work() -> object:
        return fftconvolve(values.astype(np.float64), kernel, mode="same")

    return best_milliseconds(work), peak_megabytes(work)


def cropped_lines() -> Iterator[Line]:
    """Kernel convolution, activity in the liver."""
    for point, label in ((Y90.without_photons(), "90Y electrons"), (LU177, "177Lu with photons")):
        work = dose(False, point, "kernel convolution")
        took, used = best_milliseconds(work), peak_megabytes(work)
        name = f"Kernel, cropped to the liver, {label}"
        yield Line(name, took, used, peer(point), "under 100 ms", took < 100)


def whole_lines() -> Iterator[Line]:
    """Kernel convolution, activity everywhere."""
    for point, label in ((Y90.without_photons(), "90Y electrons"), (LU177, "177Lu with photons")):
        work = dose(True, point, "kernel convolution")
        took, used = best_milliseconds(work), peak_megabytes(work)
        time_, memory = peer(point)
        met = took < 500 and time_ >= 2 * took and memory >= 2 * used
        goal = "under 500 ms, 2x faster, 2x leaner"
        yield Line(f"Kernel, whole grid, {label}", took, used, (time_, memory), goal, met)


def local_lines() -> Iterator[Line]:
    """Local deposition, activity everywhere."""
    work = dose(True, Y90, "local deposition")
    yield Line("Local deposition, whole grid", best_milliseconds(work), peak_megabytes(work))


def histogram_lines() -> Iterator[Line]:
    """Histogram of a sphere of 20 cm from its shape: occupancy, doses, summary."""
    decays = DecayMap(activity(whole=True), GRID, "90Y", fwhm_mm=5.0)
    result = voxel_dose(decays=decays, point=Y90, density_g_ml=1.04)
    distance = sphere_distance_mm(center_mm=(250.0, 260.0, 170.0), radius_mm=100.0)
    region = region_from_shape(name="liver", distance_mm=distance, dose_grid=GRID)
    took = best_milliseconds(lambda: summary(dose_volume(dose=result, region=region)), repeat=3)
    yield Line("Dose-volume histogram of 4.2 L", took)


def partition_lines() -> Iterator[Line]:
    """The partition model over a million random patients, as arrays."""
    rng = np.random.default_rng(SEED)
    draw = {
        "activity_gbq": rng.uniform(0.5, 5, MANY),
        "tumor_mass_kg": rng.uniform(0.05, 1, MANY),
        "normal_liver_mass_kg": rng.uniform(0.5, 2, MANY),
        "lung_mass_kg": rng.uniform(0.6, 1.4, MANY),
        "tn_concentration_ratio": rng.uniform(1, 15, MANY),
    }
    shunt = rng.uniform(0, 0.15, MANY)
    delivery = Delivery(lung_shunt_fraction=shunt, residual_fraction=0.02, constant="legacy49.67")
    took = best_milliseconds(lambda: partition_doses(**draw, delivery=delivery))
    met = took < 200
    yield Line("Partition model, a million patients", took, goal="under 200 ms", met=met)


LINES: tuple[Callable[[], Iterator[Line]], ...] = (
    cropped_lines,
    whole_lines,
    local_lines,
    histogram_lines,
    partition_lines,
)


def main() -> None:
    """Measure and print."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"Grid {GRID.shape}, {GRID.spacing_mm[0]} mm; peer: float64 scipy.signal.fftconvolve")
    columns = f"{'ms':>9} {'MB':>8}  {'peer ms':>9} {'MB':>8} {'faster':>8} {'leaner':>8}"
    print(f"{'':44} {columns}  goal")
    for lines in LINES:
        for line in lines():
            print(line)


if __name__ == "__main__":
    main()
