"""Array types of pooling, and reasons as numbers for batches."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from nelm.evidence.failure import Reason

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Integers: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.int8]

Method: TypeAlias = Literal["EE", "DL", "HE", "PM", "ML", "REML"]
Inference: TypeAlias = Literal["z", "knha", "adhoc"]

FITTED = 0
REASONS: tuple[Reason, ...] = get_args(Reason)


def code_of(reason: Reason) -> int:
    """The number of a reason in the `failed` arrays of batches; 0 means fitted.

    >>> code_of("too_few_studies")
    1
    """
    return REASONS.index(reason) + 1


def reason_of(code: int) -> Reason:
    """The reason behind a number above 0 in a `failed` array.

    >>> reason_of(1)
    'too_few_studies'
    """
    if code < 1:
        raise ValueError(f"{code} is no code of a failure")
    return REASONS[code - 1]
