"""A bound pack as a FHIR R4 PlanDefinition: one action per option, never an order."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from nelm.assessment.rules import OptionRules, option_rules
from nelm.assessment.sheet import INTENDED_USE
from nelm.assessment.wording import cite
from nelm.export.cql import export_cql
from nelm.export.elm import export_elm
from nelm.knowledge.binding import BoundPack
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Option, Statement

Resource = dict[str, Any]
LIBRARY = "logic"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
OPEN = (
    "True when the criteria of the source hold. Not true does not mean no: ask for the label, an"
    " open answer names neither."
)


def export_plandefinition(bound: BoundPack) -> Resource:
    """The options with their conditions, standing and places in the source.

    The contained Library holds the CQL and ELM that the conditions name. Doses the source quotes
    are left out, so that nothing can be read as an order.
    """
    manifest = bound.pack.manifest
    return {
        "resourceType": "PlanDefinition",
        "id": manifest.id,
        "contained": [_library(bound)],
        "version": manifest.version,
        "name": manifest.id.capitalize(),
        "title": manifest.title,
        "type": _code("plan-definition-type", "clinical-protocol"),
        "status": "draft",
        "experimental": True,
        "subjectCodeableConcept": {"text": manifest.intended_population},
        "description": f"{manifest.scope} {_edition(bound)}",
        "usage": INTENDED_USE,
        "copyright": manifest.source_license,
        "relatedArtifact": [
            {
                "type": "citation",
                "citation": manifest.citation,
                "url": f"https://doi.org/{manifest.doi}",
            }
        ],
        "library": [f"#{LIBRARY}"],
        "action": [_action(bound, rules) for rules in option_rules(bound)],
    }


def _edition(bound: BoundPack) -> str:
    changed = ", ".join(f"{name} = {bound.settings[name]}" for name in bound.changed)
    parameters = f"Parameters changed: {changed}." if changed else "Parameters at their defaults."
    return f"Pack content {bound.pack.content_hash[:12]}. {parameters}"


def _library(bound: BoundPack) -> Resource:
    manifest = bound.pack.manifest
    elm = json.dumps(export_elm(bound), ensure_ascii=False)
    return {
        "resourceType": "Library",
        "id": LIBRARY,
        "version": manifest.version,
        "name": manifest.id,
        "status": "draft",
        "type": _code("library-type", "logic-library"),
        "content": [
            {"contentType": "text/cql", "data": _base64(export_cql(bound))},
            {"contentType": "application/elm+json", "data": _base64(elm)},
        ],
    }


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _code(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}


def _action(bound: BoundPack, rules: OptionRules) -> Resource:
    option = rules.option
    expression = {
        "description": OPEN,
        "language": "text/cql",
        "expression": f'"{option.id} is yes"',
    }
    return {
        "id": option.id.replace("_", "-"),
        "prefix": option.code,
        "title": option.name,
        "description": f"Standing when the criteria hold: {option.standing}.",
        "documentation": [*_places(bound.pack, option, rules.statements)],
        "condition": [{"kind": "applicability", "expression": expression}],
        "requiredBehavior": "could",
    }


def _places(pack: Pack, option: Option, statements: Iterable[Statement]) -> Iterator[Resource]:
    """Where the source says what it says about an option: its standing, then each statement."""
    yield _place(pack, f"{option.code} standing", option.standing, cite(option.standing_anchor, ()))
    for statement in statements:
        if statement.kind != "dose":
            place = cite(statement.anchor, statement.refs)
            role = statement.strength.replace("_", " ")
            yield _place(pack, f"{statement.id} ({role})", statement.says, place)


def _place(pack: Pack, label: str, says: str, place: str) -> Resource:
    return {
        "type": "documentation",
        "label": label,
        "display": says,
        "citation": f"{pack.manifest.authors} {pack.manifest.published.year}: {place}",
        "url": f"https://doi.org/{pack.manifest.doi}",
    }
