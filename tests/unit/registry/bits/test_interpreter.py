"""Expressions on vectors against the same expressions on DuckDB; unknown operations are refused."""

import math
from datetime import date

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.registry.bits.arrow import vector
from nelm.registry.bits.interpreter import compiled
from nelm.registry.bits.vectors import Numbers, Rows, Truths, unpacked
from nelm.registry.engines import duckdb_sql

TABLE = ibis.table(
    {
        "f": "float64", "g": "float64", "i": "int64", "j": "int16", "d": "date",
        "a": "boolean", "b": "boolean", "s": "string", "t": "string", "n": "null",
    },
    name="rows",
)  # fmt: skip
NUMBERS = st.sampled_from([None, 0.0, 1.0, -1.5, 2.0, 2.5, 1e300, math.inf, -math.inf, math.nan])
WHOLE, WORDS = st.sampled_from([None, -3, 0, 1, 2, 1000]), ["x", "yy", "", " x", "x\t\n"]
DAYS = [date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)]
KINDS = {
    "f": (pa.float64(), NUMBERS), "g": (pa.float64(), NUMBERS),
    "i": (pa.int64(), WHOLE), "j": (pa.int16(), WHOLE),
    "d": (pa.date32(), st.sampled_from([None, *DAYS])),
    "a": (pa.bool_(), st.sampled_from([None, True, False])),
    "b": (pa.bool_(), st.sampled_from([None, True, False])),
    "s": (pa.string(), st.sampled_from([None, *WORDS])),
    "t": (pa.string(), st.sampled_from([None, *WORDS])),
    "n": (pa.null(), st.none()),
}  # fmt: skip


def run(expressions, data):
    """Values by name, None for unknown."""
    rows = Rows.of(data.num_rows)
    program = compiled(TABLE.select(**expressions))
    found = program.run(lambda name: vector(data.column(name).chunk(0)), rows)
    return {name: _listed(value, rows.count) for name, value in found.items()}


def _listed(value, rows):
    known = unpacked(value.known, rows)
    if isinstance(value, Truths):
        plain = unpacked(value.met, rows).tolist()
    else:
        assert isinstance(value, Numbers)
        plain = np.broadcast_to(value.values, rows).tolist()
    return [v if k else None for v, k in zip(plain, known, strict=True)]


@pytest.fixture(scope="module")
def on_duckdb():
    with duckdb.connect() as connection:

        def ask(expressions, data):
            connection.register("rows", data)
            return connection.sql(duckdb_sql(TABLE.select(**expressions))).to_arrow_table()

        yield ask


def draw_table(data):
    rows = data.draw(st.integers(1, 130))
    columns = {}
    for name, (kind, values) in KINDS.items():
        cells = data.draw(st.lists(values, min_size=min(rows, 24), max_size=min(rows, 24)))
        columns[name] = pa.array((cells * 6)[:rows], kind)
    return pa.table(columns)


def number(dice, depth):
    """A floating-point number; a divisor is never 0 and no root is of less than 0, as in SQL."""
    if depth == 0:
        return dice.choice([TABLE.f, TABLE.g, TABLE.i.cast("float64"), ibis.literal(2.5)])
    x, y = number(dice, depth - 1), number(dice, depth - 1)
    forms = [
        lambda: x + y,
        lambda: x - y,
        lambda: x * y,
        lambda: x / dice.choice([3, -0.5]),
        lambda: x % dice.choice([1, 2.5]),
        (x * x).sqrt,
        lambda: truth(dice, depth - 1).cast("float64"),
        lambda: (whole(dice) + 1).cast("float64"),
        lambda: ibis.coalesce(x, y, 0),
        lambda: TABLE.n.cast("float64"),
        lambda: ibis.cases((truth(dice, 0), x), (truth(dice, depth - 1), 7), else_=y),
        lambda: ibis.cases((truth(dice, depth - 1), x)),
    ]
    return dice.choice(forms)()


def whole(dice):
    small = ibis.cases((truth(dice, 0), 0), (truth(dice, 0), 4), else_=2)
    return dice.choice([TABLE.j, small, TABLE.j + small, TABLE.j - 3])


def word(dice, depth):
    column = dice.choice([TABLE.s, TABLE.t])
    if depth == 0:
        return dice.choice([column, column.strip(), TABLE.n.cast("string")])
    forms = [
        lambda: ibis.coalesce(word(dice, depth - 1), "yy"),
        lambda: ibis.cases((truth(dice, 0), word(dice, depth - 1)), else_="x"),
        lambda: ibis.cases((truth(dice, 0), ibis.null("string")), else_=column),
    ]
    return dice.choice(forms)()


def compared(dice, depth):
    """A comparison of numbers that are not NaN: engines of SQL order it, vectors do not."""
    x, y = number(dice, depth), dice.choice([number(dice, depth), ibis.literal(1.0)])
    signs = [x < y, x <= y, x > y, x >= y, x == y, x.between(y, 100), x.isinf()]
    return ~x.isnan() & ~y.isnan() & dice.choice(signs)


def may_be_null(dice, depth):
    """No negation: Ibis 12 writes `(~a).isnull()` as `NOT a IS NULL`, which asks something else."""
    both = truth(dice, depth) & truth(dice, depth)
    return dice.choice([number(dice, depth), word(dice, depth), both, truth(dice, 0)])


def truth(dice, depth):
    if depth == 0:
        return dice.choice([TABLE.a, TABLE.b, TABLE.n.cast("boolean"), ibis.literal(True)])
    p, q = truth(dice, depth - 1), truth(dice, depth - 1)
    forms = [
        lambda: p & q,
        lambda: p | q,
        lambda: ~p,
        lambda: p == q,
        lambda: compared(dice, depth - 1),
        lambda: compared(dice, depth - 1),
        lambda: word(dice, depth - 1) == dice.choice(WORDS),
        lambda: word(dice, depth - 1) != dice.choice(WORDS),
        lambda: word(dice, depth - 1).isin(dice.sample(WORDS, 2)),
        lambda: TABLE.d <= dice.choice(DAYS),
        lambda: whole(dice) == dice.choice([0, 2, 1000]),
        lambda: may_be_null(dice, depth - 1).isnull(),
        lambda: may_be_null(dice, depth - 1).notnull(),
        lambda: number(dice, depth - 1).isnan(),
        lambda: ibis.coalesce(p, q, dice.choice([True, False])),
        lambda: p.ifelse(q, dice.choice([truth(dice, 0), None])),
        lambda: ibis.cases((p, q), (truth(dice, 0), False), else_=truth(dice, 0)),
    ]
    return dice.choice(forms)()


def same(ours, theirs):
    return ["NaN" if _is_nan(x) else x for x in ours] == [
        "NaN" if _is_nan(x) else x for x in theirs
    ]


def _is_nan(value):
    return isinstance(value, float) and math.isnan(value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_expressions_give_what_duckdb_gives(on_duckdb, data):
    table, dice = draw_table(data), data.draw(st.randoms(use_true_random=False))
    expressions = {f"truth{n}": truth(dice, 1 + n % 3) for n in range(6)}
    expressions |= {f"number{n}": number(dice, 1 + n % 3) for n in range(3)}
    expressions["whole"] = whole(dice)
    found, expected = run(expressions, table), on_duckdb(expressions, table)
    for name, values in found.items():
        theirs = expected.column(name).to_pylist()
        assert same(values, theirs), ibis.to_sql(expressions[name])


def rows_of(**columns):
    count = len(next(iter(columns.values())))
    return pa.table(
        {n: pa.array(columns.get(n, [None] * count), kind) for n, (kind, _) in KINDS.items()}
    )


def test_nan_fulfills_no_comparison_and_is_known():
    table = rows_of(f=[math.nan, None])
    signs = {"lt": TABLE.f < 1, "gt": TABLE.f > 1, "eq": TABLE.f == TABLE.f, "nan": TABLE.f.isnan()}
    found = run(signs, table)
    assert found == {"lt": [False, None], "gt": [False, None], "eq": [False, None],
                     "nan": [True, None]}  # fmt: skip


@pytest.mark.parametrize("bound", [0.5, 2.0])
def test_a_comparison_of_constants_holds_in_all_rows_or_none(bound):
    constant = ibis.cases((TABLE.n.cast("boolean"), 3.0), else_=1.0)
    found = run({"x": constant < bound}, rows_of(f=[None] * 20))
    assert found == {"x": [bound > 1] * 20}


def test_equal_expressions_are_one_step_and_unused_columns_none():
    table = TABLE.mutate(x=TABLE.f + TABLE.g, unused=TABLE.i.cast("float64"))
    twice = table.select(y=table.x * (TABLE.f + TABLE.g), z=table.x)
    program = compiled(twice)
    assert [step.column for step in program.steps if step.column] == ["f", "g"]
    assert len(program.steps) == 4  # two columns, one sum, one product
    assert program.steps[-1].dropped == ()  # the sum is asked for


def test_values_are_dropped_after_their_last_use():
    program = compiled(TABLE.select(x=(TABLE.f + TABLE.g) * TABLE.f))
    alive = set()
    for number, step in enumerate(program.steps):
        assert alive.issuperset(step.reads)
        alive = (alive | {number}) - set(step.dropped)
    assert alive == set(program.outputs.values())


def test_literals_that_are_equal_in_python_only_stay_apart():
    found = run({"one": ibis.literal(1.0) + TABLE.f, "true": TABLE.a == True},  # noqa: E712
                rows_of(f=[1.0], a=[True]))  # fmt: skip
    assert found == {"one": [2.0], "true": [True]}


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("Negate", -TABLE.f),
        ("NotEquals", TABLE.f != 1.0),
        ("InValues", TABLE.i.isin([1, 2])),
        ("InValues", TABLE.s.isin(["x", TABLE.t])),
        ("InValues", TABLE.s.isin(["x", None])),
        ("Equals", TABLE.s == TABLE.t),
        ("Less", TABLE.s < "x"),
        ("Between", TABLE.s.between("a", "x")),
        ("Multiply", TABLE.i * TABLE.j),
        ("Modulus", TABLE.i % 2),
        ("cast of float64 to int64", TABLE.f.cast("int64")),
        ("cast of string to float64", TABLE.s.cast("float64")),
        ("cast of boolean to int8", TABLE.a.cast("int8")),
        ("Xor", TABLE.a ^ TABLE.b),
        ("Sum", TABLE.f.sum()),
        ("literal of type timestamp", ibis.timestamp("2024-01-01") == ibis.timestamp("2024-01-02")),
    ],
)  # fmt: skip
def test_operations_that_are_not_known_are_refused(name, expression):
    with pytest.raises(NotImplementedError, match=name):
        compiled(TABLE.select(x=expression))


def test_tables_made_in_other_ways_are_refused():
    with pytest.raises(NotImplementedError, match="Filter of a table"):
        compiled(TABLE.filter(TABLE.a).select("f"))


def test_blanks_of_a_text_that_was_put_together_are_refused():
    with pytest.raises(NotImplementedError, match="columns of texts only"):
        run({"x": ibis.coalesce(TABLE.s, "x").strip() == "x"}, rows_of(s=["x"]))
