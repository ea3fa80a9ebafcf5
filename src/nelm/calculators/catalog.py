"""Every calculator by group, as the command line and the reference show them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nelm.calculators.ablation.catalog import CALCULATORS as ABLATION
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.lu177.catalog import CALCULATORS as LU177
from nelm.calculators.scores.catalog import CALCULATORS as SCORES
from nelm.calculators.surgery.catalog import CALCULATORS as SURGERY
from nelm.calculators.tace.catalog import CALCULATORS as TACE
from nelm.calculators.voxel.catalog import CALCULATORS as VOXEL
from nelm.calculators.y90.catalog import CALCULATORS as Y90

GROUPS: Mapping[str, tuple[Calculator, ...]] = MappingProxyType(
    {
        "90Y microspheres": Y90,
        "177Lu-DOTATATE": LU177,
        "Chemoembolization": TACE,
        "Surgery": SURGERY,
        "Ablation": ABLATION,
        "Scores": SCORES,
        "Voxel dosimetry": VOXEL,
    }
)
CALCULATORS = tuple(calculator for members in GROUPS.values() for calculator in members)
