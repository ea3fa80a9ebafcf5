"""The ELM library: an evaluator of a page, written from the ELM specification, agrees with ours."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Compare, Constant, Not, OneOf, Or, Otherwise, Yes, facts_of
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.export.elm import export_elm
from nelm.export.outline import outline
from nelm.export.record import case_record
from nelm.knowledge.binding import BoundPack, Condition, bind_pack
from nelm.knowledge.loader import load_pack

TRUTH = {True: Truth.MET, False: Truth.NOT_MET, None: Truth.UNKNOWN}
WORDS = ["in_situ", "resected", "resection_planned", "not_found"]
ATOMS = st.one_of(
    st.sampled_from([True, False, None]).map(Constant),
    st.sampled_from(["tumor.functional", "tumor.burden_symptoms"]).map(Yes),
    st.sets(st.sampled_from(WORDS), min_size=1).map(
        lambda words: OneOf("tumor.primary_status", frozenset(words))
    ),
    st.builds(
        Compare,
        st.just("tumor.ki67_percent"),
        st.sampled_from(["<", "<=", "==", ">=", ">"]),
        st.sampled_from([None, 3.0, 20.0]),
    ),
)
FORMULAS = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, max_size=3).map(tuple).map(And),
        st.lists(part, max_size=3).map(tuple).map(Or),
        st.builds(Otherwise, part, part),
    ),
    max_leaves=8,
)
ENDS = st.sampled_from([0.0, 2.5, 3.0, 10.0, 20.0, 30.0])
RANGES = st.builds(
    lambda x, y, low_open, high_open: (
        Interval.exact(x) if x == y else Interval(min(x, y), max(x, y), low_open, high_open)
    ),
    ENDS,
    ENDS,
    st.booleans(),
    st.booleans(),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "tumor.functional": st.booleans(),
        "tumor.burden_symptoms": st.booleans(),
        "tumor.primary_status": st.sets(st.sampled_from(WORDS), min_size=1).map(frozenset),
        "tumor.ki67_percent": RANGES,
    },
)


def run(elm, record, defines):
    """The value of an expression as the ELM specification defines it; null is None."""
    kind = elm["type"]
    below = elm.get("operand", [])
    operands = [run(x, record, defines) for x in (below if isinstance(below, list) else [below])]
    match kind:
        case "Null":
            return None
        case "Literal":
            read = {"Boolean": lambda x: x == "true", "Decimal": Decimal, "String": str}
            return read[elm["valueType"].partition("}")[2]](elm["value"])
        case "List":
            return [run(x, record, defines) for x in elm["element"]]
        case "Property":
            assert elm["source"] == {"type": "ExpressionRef", "name": "Patient"}
            value = record.get(elm["path"])
            return Decimal(repr(value)) if isinstance(value, float) else value
        case "ExpressionRef":
            return run(defines[elm["name"]], record, defines)
        case "Case":
            for item in elm["caseItem"]:
                if run(item["when"], record, defines) is True:
                    return run(item["then"], record, defines)
            return run(elm["else"], record, defines)
    return OPERATORS[kind](*operands)


def null_if_any_is(function):
    return lambda *values: None if None in values else function(*values)


OPERATORS = {
    "And": lambda a, b: False if False in (a, b) else None if None in (a, b) else True,
    "Or": lambda a, b: True if True in (a, b) else None if None in (a, b) else False,
    "Not": null_if_any_is(lambda a: not a),
    "As": lambda a: a,
    "IsNull": lambda a: a is None,
    "IsTrue": lambda a: a is True,
    "IsFalse": lambda a: a is False,
    "Equal": null_if_any_is(lambda a, b: a == b),
    "Less": null_if_any_is(lambda a, b: a < b),
    "LessOrEqual": null_if_any_is(lambda a, b: a <= b),
    "Greater": null_if_any_is(lambda a, b: a > b),
    "GreaterOrEqual": null_if_any_is(lambda a, b: a >= b),
    "Exists": bool,
    "Except": lambda a, b: a and [x for x in a if x not in b],
    "Intersect": lambda a, b: a and [x for x in a if x in b],
}


def expressions(library):
    return {d["name"]: d["expression"] for d in library["library"]["statements"]["def"]}


@settings(max_examples=150, deadline=None)
@given(FORMULAS, FACTS)
def test_any_formula_has_the_truth_that_evaluate_gives(node, facts):
    bound = bind_pack(load_pack("dermine2019"))
    conditions = {**bound.conditions, "LT-01": Condition(node, facts_of(node), ())}
    defines = expressions(export_elm(BoundPack(bound.pack, bound.settings, conditions)))
    found = TRUTH[run(defines["LT-01"], case_record(facts), defines)]
    assert found is evaluate(node, facts).truth


@pytest.mark.parametrize(
    ("grounds", "label"),
    [
        ((False, False, True, False), "supported"),
        ((False, False, True, None), "supported_caution_open"),
        ((False, False, True, True), "supported_with_caution"),
        ((None, False, True, False), "undetermined"),
        ((False, None, True, False), "undetermined"),
        ((False, False, None, True), "undetermined"),
        ((True, True, False, True), "contraindicated"),
        ((True, None, None, None), "contraindicated"),
        ((None, True, False, True), "not_addressed"),
        ((None, None, False, True), "criteria_not_met"),
    ],
)
def test_labels_follow_from_the_grounds_as_the_design_says(bound, grounds, label):
    defines = expressions(export_elm(bound))
    names = ("contraindicated", "not addressed", "indicated", "caution")
    for name, truth in zip(names, grounds, strict=True):
        literal = {"type": "Literal", "valueType": "{}Boolean", "value": str(truth).lower()}
        defines[f"tace {name}"] = {"type": "Null"} if truth is None else literal
    assert run(defines["tace label"], {}, defines) == label
    closed = not label.startswith(("supported", "undetermined"))
    assert run(defines["tace is yes"], {}, defines) is label.startswith("supported")
    assert run(defines["tace is no"], {}, defines) is closed


def test_the_library_defines_what_the_outline_names_in_that_order(bound):
    names = list(expressions(export_elm(bound)))
    assert names == ["Patient", *(define.name for define in outline(bound))]


def test_every_reference_leads_to_a_definition(bound):
    defines = expressions(export_elm(bound))

    def references(part):
        if isinstance(part, dict):
            if part.get("type") == "ExpressionRef":
                yield part["name"]
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    used = set(references(defines))
    assert {"Patient", "uncontrolled_syndrome", "IAT-05", "tace answer"} <= used
    assert used <= defines.keys()
