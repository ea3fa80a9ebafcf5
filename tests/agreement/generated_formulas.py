"""Generated conditions of the language, partial facts to read, and their truth on every engine.

`truths(engine, nodes, rows)` takes an engine by name, or a function that runs an expression of
Ibis over the Arrow table `registry` and gives back an Arrow table.
"""

import math
import os
import random
from functools import lru_cache

import duckdb
import ibis
import polars
import pyarrow as pa
from hypothesis import strategies as st

from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Compare, Constant, Named, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.registry.bits.arrow import vector
from nelm.registry.bits.interpreter import compiled
from nelm.registry.bits.vectors import Rows, unpacked
from nelm.registry.engines import TABLE, duckdb_sql
from nelm.registry.expressions.columns import judged
from nelm.registry.expressions.facts import Number, Words, WordSet, YesNo, meanings
from nelm.registry.schema import flat_facts

VALUE_OF = {Truth.MET: True, Truth.NOT_MET: False, Truth.UNKNOWN: None}
# How the columns hold each fact. Of the last two there is no column: they are never known.
FLAGS = ("tumor.functional", "liver.complete_resection_feasible")
IN_WORDS = ("tumor.primary_site", "liver.portal_vein_thrombosis", "course.status")
IN_SETS = ("tumor.who_grade", "extrahepatic.status")
EXACT = ("patient.age_years", "liver.albumin_g_l")
RANGES = ("tumor.ki67_percent", "liver.involvement_percent", "liver.ablation_vital_distance_mm")
HALF_OPEN = ("course.stable_months",)
CLOSED = ("patient.ecog",)
NUMBERS = (*EXACT, *RANGES, *HALF_OPEN, *CLOSED)
KNOWN = (*FLAGS, *IN_WORDS, *IN_SETS, *NUMBERS)
NEVER = ("liver.lm_count", "liver.pattern")
BOUNDS = [0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 10.0, 20.0, 99.9, 100.0]
NEAR = sorted({round(x + d, 9) for x in BOUNDS for d in (-1e-9, 0, 1e-9) if 0 <= x + d <= 100})
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=="])
ENDS, OPEN_ENDS = ("low", "high"), ("low_open", "high_open")


def atoms(name):
    """Conditions that read one fact; a bound may be a parameter that is not set."""
    fact = flat_facts()[name]
    if fact.kind == "yes_no":
        return st.just(Yes(name))
    if fact.kind == "choice":
        words = st.sets(st.sampled_from(sorted(fact.words)), min_size=1)
        return words.map(lambda chosen: OneOf(name, frozenset(chosen)))
    bounds = st.sampled_from([*BOUNDS, None])
    return st.builds(Compare, st.just(name), OPERATORS, bounds, st.sampled_from([None, "limit"]))


def _grown(part):
    several = st.lists(part, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, part),
        st.builds(Otherwise, part, part),
        st.builds(Named, st.sampled_from(["one", "two"]), part),
    )


def conditions(names=(*KNOWN, *NEVER), most=12):
    """Nested conditions of every form, constants among them."""
    atom = st.sampled_from(names).flatmap(atoms)
    constant = st.sampled_from([Constant(True), Constant(False), Constant(None)])
    return st.recursive(st.one_of(atom, atom, atom, constant), _grown, max_leaves=most)


FORMULAS = st.lists(conditions(), min_size=6, max_size=10)
IN_CI = bool(os.environ.get("CI"))


@lru_cache(maxsize=8)
def partial_rows(count, seed):
    """Facts as `evaluate` reads them, each known in most rows; the first row knows nothing."""
    dice = random.Random(seed)
    rows = [
        {name: _value(dice, name) for name in KNOWN if dice.random() < 0.8} for _ in range(count)
    ]
    return [{}, *rows[1:]]


def _value(dice, name):
    if name in FLAGS:
        return dice.random() < 0.5
    fact = flat_facts()[name]
    if name in IN_WORDS:
        return dice.choice(list(meanings(fact).values()))
    if name in IN_SETS:
        words = sorted(fact.words)
        return frozenset(dice.sample(words, dice.randint(1, len(words))))
    if name in CLOSED:
        return Interval(*sorted(float(dice.randint(0, 5)) for _ in range(2)))
    low, high = sorted((dice.choice(NEAR), dice.choice(NEAR)))
    if name in EXACT or low == high or dice.random() < 0.3:
        return Interval.exact(high)
    if name in HALF_OPEN:
        return Interval(low, high, low_open=dice.random() < 0.5)
    if math.isinf(fact.high) and dice.random() < 0.3:
        return (
            Interval.exact(math.inf)
            if dice.random() < 0.3
            else Interval(low, math.inf, False, True)
        )
    return Interval(low, high, dice.random() < 0.5, dice.random() < 0.5)


def as_columns(rows):
    """The rows as an Arrow table, in the columns that `held` names."""
    data = {}
    for name in KNOWN:
        values = [row.get(name) for row in rows]
        if name in FLAGS:
            data[name] = pa.array(values, pa.bool_())
        elif name in IN_WORDS:
            words = {meaning: word for word, meaning in meanings(flat_facts()[name]).items()}
            data[name] = pa.array([words.get(value) for value in values], pa.string())
        elif name in IN_SETS:
            data[f"{name} known"] = pa.array([value is not None for value in values])
            for word in sorted(flat_facts()[name].words):
                data[f"{name} not {word}"] = pa.array([word not in (v or {word}) for v in values])
        else:
            data |= _ends(name, values)
    return pa.table({"place": pa.array(range(len(rows)), pa.int64()), **data})


def _ends(name, values):
    ends = {
        f"{name} {e}": pa.array([x and getattr(x, e) for x in values], pa.float64()) for e in ENDS
    }
    flags = {
        f"{name} {e}": pa.array([bool(x and getattr(x, e)) for x in values]) for e in OPEN_ENDS
    }
    return ends | flags


def held():
    """The columns of every fact, as the engines for many rows know them."""
    found = {name: YesNo(name) for name in FLAGS}
    found |= {name: Words(name, flat_facts()[name]) for name in IN_WORDS}
    for name in IN_SETS:
        words = sorted(flat_facts()[name].words)
        found[name] = WordSet({word: f"{name} not {word}" for word in words}, f"{name} known")
    found |= {name: Number(f"{name} low", f"{name} low") for name in EXACT}
    for name in (*RANGES, *HALF_OPEN, *CLOSED):
        opens = {RANGES: OPEN_ENDS, HALF_OPEN: OPEN_ENDS[:1], CLOSED: ()}
        flags = next(flags for names, flags in opens.items() if name in names)
        found[name] = Number(*(f"{name} {part}" for part in (*ENDS, *flags)))
    return found


def on_duckdb(data, expression):
    connection = duckdb.connect()
    try:
        connection.register(TABLE, data)
        return connection.sql(duckdb_sql(expression)).to_arrow_table()
    finally:
        connection.close()


def on_polars(data, expression):
    backend = ibis.polars.connect()
    backend.create_table(TABLE, polars.from_arrow(data).lazy())
    return backend.compile(expression).collect().to_arrow()


def on_bits(data, expression):
    """The vectors of bits; `place` stays as it is, in the order of the rows."""
    outputs = expression.select(*(name for name in expression.columns if name != "place"))
    columns = {name: data.column(name).combine_chunks() for name in data.column_names}
    found = compiled(outputs).run(lambda n: vector(columns[n]), Rows.of(data.num_rows))
    truths = {name: _as_array(value, data.num_rows) for name, value in found.items()}
    return pa.table({"place": data.column("place"), **truths})


def _as_array(truths, count):
    met, known = (unpacked(bits, count) for bits in (truths.met, truths.known))
    return pa.array([bool(m) if k else None for m, k in zip(met, known, strict=True)], pa.bool_())


RUN = {"duckdb": on_duckdb, "polars": on_polars, "bits": on_bits}


def truths(engine, nodes, rows):
    """For each condition its truth in every row: true, false, or None for unknown."""
    run = RUN[engine] if isinstance(engine, str) else engine
    data = as_columns(rows)
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name=TABLE)
    stage = judged(table, held(), nodes, "formula")
    told = {f"truth{n}": stage.truth(node).cast("boolean") for n, node in enumerate(nodes)}
    found = run(data, stage.table.select("place", **told)).sort_by("place")
    assert found.column("place").to_pylist() == list(range(len(rows)))
    return [found.column(name).to_pylist() for name in told]


def truths_by_evaluate(nodes, rows):
    """What the reference says."""
    return [[VALUE_OF[evaluate(node, row).truth] for row in rows] for node in nodes]
