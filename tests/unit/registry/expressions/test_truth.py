"""Truth in columns: comparisons with open ends, words for several, two accounts, labels."""

from itertools import product

import duckdb
import ibis
import polars
import pyarrow as pa
import pytest

from nelm.assessment.verdict import Grounds, Label
from nelm.criteria.nodes import And, Compare, Constant, Named, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.truth import Truth
from nelm.registry.engines import duckdb_sql
from nelm.registry.expressions import verdicts
from nelm.registry.expressions.columns import Stage, judged
from nelm.registry.expressions.facts import Number, Words, WordSet, YesNo
from nelm.registry.schema import flat_facts

KI67, SYNDROME = "tumor.ki67_percent", "tumor.syndrome_control"
T, F, U = True, False, None


def on_duckdb(data, expression):
    connection = duckdb.connect()
    connection.register("registry", data)
    found = connection.sql(duckdb_sql(expression)).to_arrow_table()
    connection.close()
    return found


def on_polars(data, expression):
    backend = ibis.polars.connect()
    backend.create_table("registry", polars.from_arrow(data).lazy())
    return backend.compile(expression).collect().to_arrow()


@pytest.fixture(params=[on_duckdb, on_polars], ids=["duckdb", "polars"])
def truths(request):
    """Truth of a condition in every row of a table."""

    def run(data, facts, node):
        data = pa.table({"case_id": [f"{n:09}" for n in range(data.num_rows)]} | dict(
            zip(data.schema.names, data.columns, strict=True)))  # fmt: skip
        table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
        stage = judged(table, facts, [node], "x")
        found = stage.table.select("case_id", truth=stage.truth(node).cast("boolean"))
        return request.param(data, found).sort_by("case_id").column("truth").to_pylist()

    return run


# Below 3, above 3, "<3", "3 or less", "over 3", 3 to 5, over 3 to under 5, exactly 3, unknown.
INTERVALS = pa.table({
    "low": [1.0, 4.0, 0.0, 0.0, 3.0, 3.0, 3.0, 3.0, None],
    "high": [1.0, 4.0, 3.0, 3.0, 100.0, 5.0, 5.0, 3.0, None],
    "low_open": [F, F, F, F, T, F, T, F, F],
    "high_open": [F, F, T, F, F, F, T, F, F],
})  # fmt: skip


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("<", [T, F, T, U, F, F, F, F, U]),
        ("<=", [T, F, T, T, F, U, F, T, U]),
        (">", [F, T, F, F, T, U, T, F, U]),
        (">=", [F, T, F, U, T, T, T, T, U]),
        ("==", [F, F, F, U, F, U, F, T, U]),
    ],
)
def test_a_comparison_with_3_holds_only_for_the_whole_interval(truths, sign, expected):
    facts = {KI67: Number(*INTERVALS.schema.names)}
    assert truths(INTERVALS, facts, Compare(KI67, sign, 3.0)) == expected


@pytest.mark.parametrize("bound", [3.0, 2.9999999999999996])
def test_an_exact_number_is_compared_as_it_stands(truths, bound):
    data = pa.table({"x": [2.9999999999999996, 3.0, None]})
    node = Compare(KI67, "<", bound)
    expected = [T, F, U] if bound == 3.0 else [F, F, U]
    assert truths(data, {KI67: Number("x", "x")}, node) == expected


def test_a_parameter_that_is_not_set_leaves_every_row_open(truths):
    data = pa.table({"x": [1.0, None]})
    node = Compare(KI67, "<", None, "limit")
    assert truths(data, {KI67: Number("x", "x")}, node) == [U, U]


def test_a_word_for_several_is_known_only_where_all_of_them_agree(truths):
    # "untreated" may turn out controlled or uncontrolled.
    data = pa.table({"w": ["controlled", "uncontrolled_on_medical", "untreated",
                           "not_applicable", None]})  # fmt: skip
    facts = {SYNDROME: Words("w", flat_facts()[SYNDROME])}
    one = OneOf(SYNDROME, frozenset({"controlled"}))
    both = OneOf(SYNDROME, frozenset({"controlled", "uncontrolled_on_medical"}))
    assert truths(data, facts, one) == [T, F, U, F, U]
    assert truths(data, facts, both) == [T, T, T, F, U]
    assert truths(data, facts, Not(one)) == [F, T, U, T, U]


def test_possible_words_decide_only_when_all_inside_or_all_outside(truths):
    # Possible: G1 or G2; G1; all four (known to be undefined); unknown.
    data = pa.table({"g1": [F, F, F, F], "g2": [F, T, F, F], "g3": [T, T, F, F],
                     "nec": [T, T, F, F], "known": [T, T, T, F]})  # fmt: skip
    grade = "tumor.who_grade"
    columns = WordSet({"G1": "g1", "G2": "g2", "NET_G3": "g3", "NEC": "nec"}, "known")
    node = OneOf(grade, frozenset({"G1", "G2"}))
    assert truths(data, {grade: columns}, node) == [T, T, U, U]
    assert truths(data, {grade: columns}, OneOf(grade, frozenset({"G1"}))) == [U, T, U, U]
    assert truths(data, {grade: columns}, OneOf(grade, frozenset({"NEC"}))) == [F, F, U, U]
    every = OneOf(grade, frozenset({"G1", "G2", "NET_G3", "NEC"}))
    assert truths(data, {grade: columns}, every) == [T, T, T, U]


PAIRS = list(product([T, F, U], repeat=2))
FLAGS = pa.table({
    "a": pa.array([a for a, _ in PAIRS], pa.bool_()),
    "b": pa.array([b for _, b in PAIRS], pa.bool_()),
})  # fmt: skip
A, B = Yes("tumor.functional"), Yes("tumor.burden_symptoms")
FLAG_FACTS = {"tumor.functional": YesNo("a"), "tumor.burden_symptoms": YesNo("b")}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (And((A, B)), [T, F, U, F, F, F, U, F, U]),
        (Or((A, B)), [T, T, T, T, F, U, T, U, U]),
        (Otherwise(A, B), [T, U, T, U, F, F, T, F, U]),
        (Named("d", Not(A)), [F, F, F, T, T, T, U, U, U]),
        (And(()), [T] * 9),
        (Or(()), [F] * 9),
        (Constant(None), [U] * 9),
        (Otherwise(A, Constant(None)), [T, T, T, F, F, F, U, U, U]),
        (Otherwise(Constant(False), A), [U, U, U, F, F, F, F, F, F]),
        (Not(Constant(None)), [U] * 9),
        (Otherwise(A, Yes("liver.ablation_near_vital")), [T, T, T, F, F, F, U, U, U]),
    ],
)
def test_connectives_are_those_of_kleene(truths, node, expected):
    assert truths(FLAGS, FLAG_FACTS, node) == expected


def test_a_condition_on_a_fact_of_another_kind_is_an_error():
    table = ibis.table({"case_id": "string", "a": "boolean"}, name="registry")
    with pytest.raises(TypeError, match="functional"):
        judged(table, FLAG_FACTS, [Compare("tumor.functional", "<", 1.0)], "x")


def test_a_condition_whose_atoms_are_not_there_is_an_error():
    table = ibis.table({"case_id": "string"}, name="registry")
    with pytest.raises(ValueError, match="no column holds"):
        Stage(table, {}).truth(A)


@pytest.mark.parametrize("run", [on_duckdb, on_polars])
def test_every_combination_of_grounds_has_the_label_of_one_case(run):
    values = {True: Truth.MET, False: Truth.NOT_MET, None: Truth.UNKNOWN}
    combos = list(product([T, F, U], repeat=4))
    names = ("contraindicated", "not_addressed", "indicated", "caution")
    columns = {n: pa.array([c[i] for c in combos], pa.bool_()) for i, n in enumerate(names)}
    data = pa.table({"case_id": [f"{n:02}" for n in range(81)], **columns})
    nodes = tuple(Yes(name) for name in names)
    rule = type("Rule", (), {"groups": nodes, "option": type("Option", (), {"id": "x"})})
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
    stage = Stage(table, {node: node.fact for node in nodes})
    met = Stage(table.mutate(x__met=verdicts._all_grounds(stage, rule)), stage.truths)
    expression = met.table.select("case_id", label=verdicts._label(met, rule))
    found = run(data, expression).sort_by("case_id").column("label").to_pylist()
    told = [Grounds(*(values[v] for v in combo)).label for combo in combos]
    assert [Label(verdicts.LABELS[code]) for code in found] == told
