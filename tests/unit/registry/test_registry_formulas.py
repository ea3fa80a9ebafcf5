"""Random formulas of the language over a small table: every engine against `evaluate`."""

import random
from functools import lru_cache

import duckdb
import ibis
import polars
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Compare, Constant, Named, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.registry.columns import judged
from nelm.registry.engines import duckdb_sql
from nelm.registry.facts import Number, Words, YesNo
from nelm.registry.schema import flat_facts


def on_duckdb(data, expression):
    connection = duckdb.connect()
    connection.register("registry", data)
    found = connection.sql(duckdb_sql(expression)).to_arrow_table()
    connection.close()
    return found


def on_polars(data, expression):
    backend = ibis.polars.connect()
    backend.create_table("registry", polars.from_arrow(data).lazy())
    return backend.compile(expression).collect(engine="streaming").to_arrow()


ENGINES = {"duckdb": on_duckdb, "polars": on_polars}


def by_id(found):
    return {row.pop("case_id"): row for row in found.to_pylist()}


def registry(data):
    return ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")


SMALL = {
    "tumor.functional": [True, False, None],
    "tumor.burden_symptoms": [True, False, None],
    "tumor.syndrome_control": ["controlled", "untreated", "not_applicable", None],
    "liver.portal_vein_thrombosis": ["none", "branch", "present", None],
    "tumor.ki67_percent": [
        None, Interval.exact(3), Interval.exact(20), Interval(0, 3, high_open=True),
        Interval(3, 20), Interval(3, 20, low_open=True), Interval(20, 100, low_open=True),
    ],
    "patient.age_years": [None, Interval.exact(3), Interval.exact(4.5), Interval.exact(20)],
}  # fmt: skip


@lru_cache(maxsize=1)
def small_rows():
    """Cases of one value per fact, each value of each fact with each of every other fact."""
    rng = random.Random(7)
    return [{name: rng.choice(values) for name, values in SMALL.items()} for _ in range(600)]


@lru_cache(maxsize=1)
def small_table():
    """The rows as columns: a range has two ends and flags, the age only one column."""
    rows, data = small_rows(), {}
    for name, values in SMALL.items():
        found = [row[name] for row in rows]
        if not isinstance(values[1], Interval):
            kind = pa.bool_() if isinstance(values[0], bool) else pa.string()
            data[name] = pa.array(found, kind)
            continue
        for part, kind in (("low", pa.float64()), ("high", pa.float64())):
            data[f"{name}.{part}"] = pa.array([x and getattr(x, part) for x in found], kind)
        for part in ("low_open", "high_open"):
            data[f"{name}.{part}"] = pa.array([bool(x and getattr(x, part)) for x in found])
    return pa.table({"case_id": [str(n) for n in range(len(rows))], **data})


def small_facts():
    columns = {}
    for name, values in SMALL.items():
        fact = flat_facts()[name]
        ends = [f"{name}.{part}" for part in ("low", "high", "low_open", "high_open")]
        if name == "patient.age_years":
            columns[name] = Number(ends[0], ends[0])
        elif isinstance(values[1], Interval):
            columns[name] = Number(*ends)
        else:
            columns[name] = YesNo(name) if fact.kind == "yes_no" else Words(name, fact)
    return columns


def small_case(row):
    """The row as `evaluate` reads it."""
    known = {name: value for name, value in row.items() if value is not None}
    groups = {name: vocabulary()[name].groups for name in known}
    return {
        name: groups[name].get(v, frozenset({v})) if isinstance(v, str) else v
        for name, v in known.items()
    }


@st.composite
def atoms(draw):
    name = draw(st.sampled_from([*SMALL, "liver.lm_count", "liver.pattern"]))
    fact = flat_facts()[name]
    if fact.kind == "yes_no":
        return Yes(name)
    if fact.kind == "choice":
        words = draw(st.sets(st.sampled_from(sorted(fact.words)), min_size=1))
        return OneOf(name, frozenset(words))
    sign = draw(st.sampled_from(["<", "<=", ">", ">=", "=="]))
    return Compare(name, sign, draw(st.sampled_from([3.0, 4.5, 20.0, None])), "limit")


def grow(part):
    several = st.lists(part, min_size=0, max_size=3).map(tuple)
    forms = [st.builds(And, several), st.builds(Or, several), st.builds(Not, part)]
    return st.one_of(*forms, st.builds(Otherwise, part, part), st.builds(Named, names, part))


names = st.sampled_from(["one", "two"])
constants = st.sampled_from([Constant(True), Constant(False), Constant(None)])
formulas = st.recursive(st.one_of(atoms(), atoms(), atoms(), constants), grow, max_leaves=8)


@settings(max_examples=40, deadline=None)
@given(st.lists(formulas, min_size=1, max_size=6))
def test_random_formulas_have_the_truth_of_evaluate_on_every_engine(nodes):
    table = small_table()
    stage = judged(registry(table), small_facts(), nodes, "x")
    truths = {f"formula{n}": stage.truth(node).cast("boolean") for n, node in enumerate(nodes)}
    expression = stage.table.select(stage.table["case_id"], **truths)
    value = {Truth.MET: True, Truth.NOT_MET: False, Truth.UNKNOWN: None}
    for run in ENGINES.values():
        found = by_id(run(table, expression))
        for number, row in enumerate(small_rows()):
            case = small_case(row)
            told = {f"formula{n}": value[evaluate(x, case).truth] for n, x in enumerate(nodes)}
            assert found[str(number)] == told
