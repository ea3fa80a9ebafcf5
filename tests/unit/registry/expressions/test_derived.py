"""Derived facts of a registry against the rules for one case, and hand-made values."""

from itertools import product

import duckdb
import ibis
import pyarrow as pa
import pytest

from nelm.calculators.child_pugh import albumin_points, bilirubin_points, inr_points
from nelm.case import derived as rules_of_a_case
from nelm.case.case import Case
from nelm.case.derived import BY_FACT, Derivation
from nelm.case.known import known_facts
from nelm.registry.engines import duckdb_sql
from nelm.registry.expressions import derived
from nelm.registry.expressions.facts import Number, Words, meanings
from nelm.registry.expressions.known import known_rows
from nelm.registry.schema import flat_facts


def run(data, build):
    rows = len(next(iter(data.values())))
    data = pa.table({"case_id": [str(n) for n in range(rows)], **data})
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
    connection = duckdb.connect()
    connection.register("registry", data)
    found = connection.sql(duckdb_sql(build(table))).to_arrow_table()
    connection.close()
    return found.to_pydict()


def words(fact):
    return [*meanings(flat_facts()[fact]), None]


def meaning(fact, word):
    return {} if word is None else {fact: meanings(flat_facts()[fact])[word]}


def test_functional_follows_syndrome_and_control_as_for_one_case():
    names = ("tumor.syndrome", "tumor.syndrome_control")
    pairs = list(product(*map(words, names)))
    data = {"s": pa.array([p[0] for p in pairs]), "c": pa.array([p[1] for p in pairs])}
    facts = {n: Words(c, flat_facts()[n]) for n, c in zip(names, "sc", strict=True)}
    found = run(data, lambda t: t.select(f=derived.functional(t, facts)))["f"]
    rule = BY_FACT["tumor.functional"].derive
    told = [rule(Case(), meaning(names[0], s) | meaning(names[1], c)) for s, c in pairs]
    assert found == told
    assert {True, False, None} == set(found)


def test_the_differentiation_follows_an_entered_grade():
    grades = words("tumor.who_grade")
    facts = {"tumor.who_grade": Words("g", flat_facts()["tumor.who_grade"])}
    rule = derived.from_one_fact("tumor.differentiation")
    found = run({"g": pa.array(grades)}, lambda t: t.select(d=rule(t, facts)))["d"]
    by_word = dict(zip(grades, found, strict=True))
    assert by_word == {"G1": "well", "G2": "well", "NET_G3": "well", "NEC": "poor",
                       "unclassified": None, None: None}  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "points", "values"),
    [
        ("liver.bilirubin_umol_l", lambda x: bilirubin_points(bilirubin_umol_l=x),
         [1, 33.9, 34, 34.1, 49.9, 50, 50.1, 200]),
        ("liver.albumin_g_l", lambda x: albumin_points(albumin_g_l=x),
         [10, 27.9, 28, 28.1, 34.9, 35, 35.1, 60]),
        ("liver.inr", lambda x: inr_points(inr=x), [0.9, 1.6, 1.7, 1.8, 2.2, 2.3, 2.4, 9]),
    ],
)  # fmt: skip
def test_an_exact_value_scores_as_the_calculator_says(fact, points, values):
    facts = {fact: Number("x", "x")}
    build = lambda t: t.select(  # noqa: E731
        low=derived.child_pugh(t, facts)[0], high=derived.child_pugh(t, facts)[1]
    )
    found = run({"x": pa.array(values, pa.float64())}, build)
    # The other four facts are unknown: 1 to 3 points each.
    assert found["low"] == [4 + points(x) for x in values]
    assert found["high"] == [12 + points(x) for x in values]


def test_a_case_of_which_nothing_is_known_has_no_score():
    found = run({"x": pa.array([None], pa.float64())}, lambda t: known_rows(t).table)
    assert found["final:points"] == [None]


def test_a_new_derived_fact_of_cases_is_refused_until_registries_have_it(monkeypatch):
    new = Derivation("tumor.krenning_score", ("tumor.sstr_status",), lambda case, facts: None)
    monkeypatch.setattr(derived, "DERIVATIONS", (*rules_of_a_case.DERIVATIONS, new))
    with pytest.raises(NotImplementedError, match="krenning_score"):
        derived.check_rules_are_complete()


def test_a_grade_doubted_by_an_impossible_ki67_is_open_in_both_worlds():
    data = {
        "tumor__who_grade": pa.array(["G1"]),
        "tumor__ki67_percent": pa.array([28.0]),
        "tumor__differentiation": pa.array(["well"]),
    }
    found = run(data, lambda t: known_rows(t).table)
    case = Case.model_validate(
        {"tumor": {"who_grade": "G1", "ki67_percent": 28, "differentiation": "well"}}
    )
    assert set(known_facts(case).values) == {"tumor.differentiation"}
    assert found["contradiction"] == [True]
    assert found["final:tumor__ki67_percent"] == [None]
    assert found["final known:tumor.who_grade"] == [False]
    assert found["final:tumor.differentiation"] == ["well"]
