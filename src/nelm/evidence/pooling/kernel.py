"""The choice of the compiled form of the batch solver, which changes nothing but speed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

import numpy as np

from nelm.evidence.pooling.arrays import Bools, Floats, Method

METHODS: Final[Mapping[Method, int]] = {"PM": 0, "ML": 1, "REML": 2}
MODULE: Final = "nelm.evidence.pooling.compiled"

# NumPy needs about 80 ns a cell, the kernel 20 ns. Importing Numba and reading the kernel from its
# cache takes 0.5 to 0.9 s (compiling it, once per installation, 2 s): what NumPy needs for so many
# cells. Once loaded, the kernel is the quicker one even for a single fit.
UNLOADED_CELLS: Final = 10_000_000


def pays(method: Method, cells: int) -> bool:
    """Whether the kernel exists for a method and is worth using for so many cells (B times k)."""
    if method not in METHODS:
        return False
    return MODULE in sys.modules or (cells >= UNLOADED_CELLS and load())


def load() -> bool:
    """Load the kernel, which every later batch of this process then uses; False without Numba.

    For programs that will fit many batches: bootstrap, permutation, simulation.
    """
    if find_spec("numba") is None:
        return False
    try:
        from nelm.evidence.pooling import compiled  # noqa: PLC0415  # half a second, only when used
    except (ImportError, RuntimeError):  # Numba is too old for this NumPy, or has nowhere to write
        return False
    empty = np.ones((0, 1))
    compiled.fit(empty, empty, empty > 0, 0, np.empty((0, 6)))
    return True


def fit_compiled(yi: Floats, vi: Floats, mask: Bools, method: Method) -> Floats:
    """Columns tau2, iterations, mean, variance, Q at tau2, Q at 0 of each row, (B, 6).

    Arguments are those of `Batch`, each row with at least two studies. Rows with a NaN in place of
    tau2 are for the NumPy form, which searches on where this one stops.
    """
    from nelm.evidence.pooling import compiled  # noqa: PLC0415  # see `load`

    out = np.empty((len(yi), 6))
    numbers = (np.ascontiguousarray(array, dtype=np.float64) for array in (yi, vi))
    compiled.fit(*numbers, np.ascontiguousarray(mask), METHODS[method], out)
    return out
