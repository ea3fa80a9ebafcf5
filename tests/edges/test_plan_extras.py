"""`nelm plan` where optional libraries are not installed: the line to install, nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("nibabel")
ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests/unit/reports"))

PDF, PLOTS = 'pip install "nelm[pdf]"', 'pip install "nelm[plots]"'
LIBRARIES = {
    "typst": ("typst",),
    "matplotlib": ("matplotlib", "matplotlib.figure"),
    "nibabel": ("nibabel",),
}
