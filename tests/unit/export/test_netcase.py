"""The model info declares every element that a record can hold or the library can ask for."""

import re
from xml.etree import ElementTree

from nelm.export.cql import export_cql
from nelm.export.netcase import export_model_info

NAMESPACE = "{urn:hl7-org:elm-modelinfo:r1}"


def elements(bound):
    root = ElementTree.fromstring(export_model_info(bound).encode())
    found = {}
    for element in root.iter(f"{NAMESPACE}element"):
        inner = element.find(f"{NAMESPACE}elementTypeSpecifier")
        plain = element.get("elementType")
        found[element.get("name")] = plain or f"list of {inner.get('elementType')}"
    return found


def test_each_kind_of_fact_has_its_type(bound):
    found = elements(bound)
    assert found["tumor__functional"] == "System.Boolean"
    assert found["tumor__who_grade"] == "list of System.String"
    ends = [found[f"tumor__ki67_percent_{end}"] for end in ("low", "high", "low_open", "high_open")]
    assert ends == ["System.Decimal", "System.Decimal", "System.Boolean", "System.Boolean"]


def test_the_library_asks_for_exactly_the_elements_declared(bound):
    asked = set(re.findall(r"Patient\.([a-z0-9_]+)", export_cql(bound)))
    assert asked | {"id"} == elements(bound).keys()
