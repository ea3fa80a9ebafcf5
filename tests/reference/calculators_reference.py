"""Numbers of other software, kept as JSON and made by `validation/calculators.py` and `.R`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FOLDER = Path(__file__).parent
PYTHON: dict[str, Any] = json.loads((FOLDER / "calculators.json").read_text(encoding="utf-8"))
R: dict[str, Any] = json.loads((FOLDER / "calculators_r.json").read_text(encoding="utf-8"))
Row = Mapping[str, Any]


def same(ours: object, theirs: object, *, relative: float, absolute: float = 0.0) -> None:
    """Equal within a tolerance that a comment of the test accounts for."""
    assert np.asarray(ours, dtype=float) == pytest.approx(
        np.asarray(theirs, dtype=float), rel=relative, abs=absolute
    )
