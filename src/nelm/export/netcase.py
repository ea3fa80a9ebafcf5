"""The flat case model NetCase: one class whose elements are the facts that conditions read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from nelm.case.vocabulary import vocabulary
from nelm.export.record import ENDS, NUMBERS, element, facts_read
from nelm.knowledge.binding import BoundPack

MODEL, VERSION, URI = "NetCase", "1", "urn:nelm:netcase:1"
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<modelInfo xmlns="urn:hl7-org:elm-modelinfo:r1"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
           name="{MODEL}" version="{VERSION}" url="{URI}" targetQualifier="netcase"
           patientClassName="{MODEL}.Patient">
  <requiredModelInfo name="System" version="1.0.0"/>
  <typeInfo xsi:type="ClassInfo" namespace="{MODEL}" name="Patient" identifier="Patient"
            label="Patient" retrievable="true" baseType="System.Any">
    <element name="id" elementType="System.String"/>
"""
TAIL = f"""  </typeInfo>
  <contextInfo name="Patient" keyElement="id">
    <contextType namespace="{MODEL}" name="Patient"/>
  </contextInfo>
</modelInfo>
"""


def export_model_info(bound: BoundPack) -> str:
    """The model info that a CQL translator needs beside the exported library."""
    lines = (line for fact in facts_read(bound) for line in _elements(fact))
    return HEAD + "".join(f"    {line}\n" for line in lines) + TAIL


def _elements(fact: str) -> Iterator[str]:
    kind, name = vocabulary()[fact].kind, element(fact)
    if kind in NUMBERS:
        for end, type_ in ENDS.items():
            yield f'<element name={quoteattr(f"{name}_{end}")} elementType="System.{type_}"/>'
    elif kind == "yes_no":
        yield f'<element name={quoteattr(name)} elementType="System.Boolean"/>'
    else:
        yield (
            f"<element name={quoteattr(name)}><elementTypeSpecifier"
            ' xsi:type="ListTypeSpecifier" elementType="System.String"/></element>'
        )
