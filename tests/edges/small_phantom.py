"""A cube of activity and a request for its dose, for tests that need a dose map of any kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

REQUEST = """\
nuclide: 90Y
image: pet.nii
image_holds: bq-per-ml
activity_at: administration
dose_constant: aapm2011
density_g_ml: 1.04
fwhm_mm: none
structures: [{name: liver, mask: liver.nii}]
"""


def write_phantom(folder: Path) -> None:
    """Write `dose.yaml` and the images that it names."""
    nibabel = pytest.importorskip("nibabel")
    values = np.zeros((12, 12, 12), np.float32)
    values[3:9, 3:9, 3:9] = 1e6
    place = np.diag([4.0, 4.0, 4.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(values, place), folder / "pet.nii")
    nibabel.save(nibabel.Nifti1Image((values > 0).astype(np.uint8), place), folder / "liver.nii")
    (folder / "dose.yaml").write_text(REQUEST, encoding="utf-8")
