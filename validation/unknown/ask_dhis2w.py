"""CQL, run by dhis2w-fhir-engine (Python 3.13 or newer)."""

from importlib.metadata import version
from pathlib import Path

from dhis2w_fhir_engine import CQLEvaluator
from tell import tell

ENGINE = CQLEvaluator()
ENGINE.compile(Path(__file__).with_name("questions.cql").read_text(encoding="utf-8"))
NAMES = ("missing", "negated", "or_true", "or_false", "table", "nan", "control")


def define(name):
    return lambda: ENGINE.evaluate_definition(name)


tell(version("dhis2w-fhir-engine"), **{name: define(name) for name in NAMES})
