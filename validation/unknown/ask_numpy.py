"""NumPy: arrays of floats; there is no missing truth, None in an object array stands for one."""

import numpy as np
from tell import tell

KI67, A = np.array([np.nan]), np.array([None], dtype=object)

tell(
    np.__version__,
    missing=lambda: (KI67 < 10)[0],
    negated=lambda: np.logical_not(A)[0],
    or_true=lambda: np.logical_or(A, np.array([True]))[0],
    or_false=lambda: np.logical_or(A, np.array([False]))[0],
    table=lambda: np.where(KI67 < 10, "low", "not low")[0],
    nan=lambda: (np.array([np.nan]) > 5)[0],
    control=lambda: np.where(np.array([5]) < 10, "low", "not low")[0],
)
