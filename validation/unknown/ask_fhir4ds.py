"""CQL, turned into SQL by fhir4ds-v2: values of Observations; `query` reads them another way."""

import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import fhir4ds
from tell import tell

READ = '(First([Observation: "{0}"]).value as FHIR.{1}).value'
if "query" in sys.argv:
    READ = 'First([Observation: "{0}"] O return O.value as {2})'
FACTS = {"ki67": "integer", "ki5": "integer"}
FACTS |= {"a": "boolean", "yes": "boolean", "no": "boolean"}
CQL = """
library Questions version '1'
using FHIR version '4.0.1'
codesystem "facts": 'facts'
{codes}
context Patient
{facts}
define "missing": "Ki67" < 10
define "negated": not "A"
define "or_true": "A" or "Yes"
define "or_false": "A" or "No"
define "table": case when "Ki67" < 10 then 'low' else 'not low' end
define "control": case when "Ki5" < 10 then 'low' else 'not low' end
""".format(
    codes="\n".join(f'code "{name}": \'{name}\' from "facts"' for name in FACTS),
    facts="\n".join(
        f'define "{name.title()}": {READ.format(name, kind, kind.title())}'
        for name, kind in FACTS.items()
    ),
)
NAMES = ("missing", "negated", "or_true", "or_false", "table", "control")


def observation(name, **value):
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "subject": {"reference": "Patient/one"},
        "code": {"coding": [{"system": "facts", "code": name}]},
        **value,
    }


def row():
    connection = fhir4ds.create_connection()
    loader = fhir4ds.FHIRDataLoader(connection)
    loader.load_resource({"resourceType": "Patient", "id": "one"})
    loader.load_resource(observation("ki5", valueInteger=5))
    loader.load_resource(observation("yes", valueBoolean=True))
    loader.load_resource(observation("no", valueBoolean=False))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.cql"
        path.write_text(CQL, encoding="utf-8")
        columns = {name: name for name in NAMES}
        found = fhir4ds.evaluate_measure(path, connection, output_columns=columns)
    return found.to_dict("records")[0]


FOUND = row()
tell(version("fhir4ds-v2"), **{name: lambda name=name: FOUND[name] for name in NAMES}, nan="-")
