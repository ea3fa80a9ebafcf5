"""A bound pack as a library of the Expression Logical Model (ELM), written without a translator."""

from __future__ import annotations

from functools import reduce
from typing import Any

from nelm.criteria.nodes import And, Compare, Constant, Named, Node, Not, OneOf, Or, Otherwise, Yes
from nelm.export.netcase import MODEL, URI, VERSION
from nelm.export.outline import Body, Is, Ladder, outline
from nelm.export.record import decimal_text, element
from nelm.knowledge.binding import BoundPack

Elm = dict[str, Any]
SYSTEM = "urn:hl7-org:elm-types:r1"
TESTS = {True: "IsTrue", False: "IsFalse", None: "IsNull"}


def export_elm(bound: BoundPack) -> Elm:
    """The same definitions as the CQL library, under the same names; functions are written out."""
    manifest = bound.pack.manifest
    defines = [_define(define.name, _body(define.body)) for define in outline(bound)]
    return {
        "library": {
            "identifier": {"id": manifest.id, "version": manifest.version},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": SYSTEM},
                    {"localIdentifier": MODEL, "uri": URI, "version": VERSION},
                ]
            },
            "contexts": {"def": [{"name": "Patient"}]},
            "statements": {"def": [_patient(), *defines]},
        }
    }


def _define(name: str, expression: Elm) -> Elm:
    return {
        "name": name,
        "context": "Patient",
        "accessLevel": "Public",
        "expression": expression,
    }


def _patient() -> Elm:
    retrieve = {"type": "Retrieve", "dataType": f"{{{URI}}}Patient"}
    patient = {"type": "SingletonFrom", "operand": retrieve}
    return {"name": "Patient", "context": "Patient", "expression": patient}


def _body(body: Body) -> Elm:
    match body:
        case str():
            return _literal("String", body)
        case Is(name, state):
            return {"type": TESTS[state], "operand": _reference(name)}
        case Ladder(steps, last):
            cases = [
                ("And", [_body(test) for test in tests], _literal("String", text))
                for tests, text in steps
            ]
            tried = [(_all(kind, parts), then) for kind, parts, then in cases]
            return _case(tried, _literal("String", last))
    return _condition(body)


def _condition(node: Node) -> Elm:
    match node:
        case Constant(value):
            return _null() if value is None else _boolean(value)
        case Named(name):
            return _reference(name)
        case Not(part):
            return {"type": "Not", "operand": _condition(part)}
        case And(parts):
            return _all("And", list(map(_condition, parts)))
        case Or(parts):
            return _all("Or", list(map(_condition, parts)))
        case Otherwise(first, second):
            return _otherwise(_condition(first), _condition(second))
        case Yes(fact):
            return _element(fact)
        case OneOf(fact, words):
            return _one_of(_element(fact), sorted(words))
        case Compare(fact, operator, bound, _):
            return _null() if bound is None else _compare(fact, operator, bound)


def _otherwise(first: Elm, second: Elm) -> Elm:
    agree = _all("Or", [{"type": "IsNull", "operand": second}, _binary("Equal", first, second)])
    return _case([({"type": "IsNull", "operand": first}, second), (agree, first)], _null())


def _one_of(possible: Elm, words: list[str]) -> Elm:
    wanted = {"type": "List", "element": [_literal("String", word) for word in words]}
    unknown, met, failed = (
        {"type": "Not", "operand": {"type": "Exists", "operand": operand}}
        for operand in (
            possible,
            _binary("Except", possible, wanted),
            _binary("Intersect", possible, wanted),
        )
    )
    return _case([(unknown, _null()), (met, _boolean(True)), (failed, _boolean(False))], _null())


def _compare(fact: str, operator: str, number: float) -> Elm:
    """One comparison of an interval; `above` and `at least` negate `at most` and `below`."""
    bound = _literal("Decimal", decimal_text(number))
    low, high = _element(f"{fact}_low"), _element(f"{fact}_high")
    under = _beyond("Less", high, f"{fact}_high_open", bound)
    over = _beyond("Greater", low, f"{fact}_low_open", bound)
    yes, no = _boolean(True), _boolean(False)
    if operator in ("<", ">="):
        below = _case([(under, yes), (_binary("GreaterOrEqual", low, bound), no)], _null())
        return below if operator == "<" else {"type": "Not", "operand": below}
    if operator in ("<=", ">"):
        at_most = _case([(_binary("LessOrEqual", high, bound), yes), (over, no)], _null())
        return at_most if operator == "<=" else {"type": "Not", "operand": at_most}
    same = _all("And", [_binary("Equal", low, bound), _binary("Equal", high, bound)])
    return _case([(under, no), (over, no), (same, yes)], _null())


def _beyond(kind: str, end: Elm, is_open: str, bound: Elm) -> Elm:
    touches = _all("And", [_binary("Equal", end, bound), _element(is_open)])
    return _all("Or", [_binary(kind, end, bound), touches])


def _all(kind: str, parts: list[Elm]) -> Elm:
    """Parts under `And` or `Or`, which take two operands each."""
    if not parts:
        return _boolean(kind == "And")
    return reduce(lambda left, right: _binary(kind, left, right), parts)


def _case(items: list[tuple[Elm, Elm]], last: Elm) -> Elm:
    return {
        "type": "Case",
        "caseItem": [{"when": when, "then": then} for when, then in items],
        "else": last,
    }


def _binary(kind: str, left: Elm, right: Elm) -> Elm:
    return {"type": kind, "operand": [left, right]}


def _element(fact: str) -> Elm:
    return {"type": "Property", "path": element(fact), "source": _reference("Patient")}


def _reference(name: str) -> Elm:
    return {"type": "ExpressionRef", "name": name}


def _boolean(value: bool) -> Elm:
    return _literal("Boolean", "true" if value else "false")


def _null() -> Elm:
    return {"type": "As", "asType": f"{{{SYSTEM}}}Boolean", "operand": {"type": "Null"}}


def _literal(kind: str, value: str) -> Elm:
    return {"type": "Literal", "valueType": f"{{{SYSTEM}}}{kind}", "value": value}
