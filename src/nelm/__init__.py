"""nelm: what a published source supports for neuroendocrine liver metastases, and why."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nelm.version import __version__ as __version__

if TYPE_CHECKING:
    from nelm.assessment.assess import Assessment, assess
    from nelm.assessment.compose import compose
    from nelm.case.case import Case
    from nelm.case.problem import InputError, NelmError
    from nelm.case.reading import read_case
    from nelm.evidence.estimate import Estimate, Question, Reading
    from nelm.evidence.pool import pool
    from nelm.evidence.tables.loader import load_evidence
    from nelm.knowledge.loader import load_pack
    from nelm.knowledge.pack import Pack, PackError
    from nelm.planning.form import Plan
    from nelm.planning.plan import plan

__all__ = [
    "Assessment",
    "Case",
    "Estimate",
    "InputError",
    "NelmError",
    "Pack",
    "PackError",
    "Plan",
    "Question",
    "Reading",
    "assess",
    "compose",
    "load_evidence",
    "load_pack",
    "plan",
    "pool",
    "read_case",
]
_HOMES = {
    "Assessment": "nelm.assessment.assess",
    "Case": "nelm.case.case",
    "Estimate": "nelm.evidence.estimate",
    "InputError": "nelm.case.problem",
    "NelmError": "nelm.case.problem",
    "Pack": "nelm.knowledge.pack",
    "PackError": "nelm.knowledge.pack",
    "Plan": "nelm.planning.form",
    "Question": "nelm.evidence.estimate",
    "Reading": "nelm.evidence.estimate",
    "assess": "nelm.assessment.assess",
    "compose": "nelm.assessment.compose",
    "load_evidence": "nelm.evidence.tables.loader",
    "load_pack": "nelm.knowledge.loader",
    "plan": "nelm.planning.plan",
    "pool": "nelm.evidence.pool",
    "read_case": "nelm.case.reading",
}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first used, so that `import nelm` stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nelm' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
