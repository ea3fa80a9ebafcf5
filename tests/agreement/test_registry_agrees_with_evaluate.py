"""Generated registries: every engine gives, file to file, what `assess` gives for each row.

`NELM_AGREEMENT_ROWS` says how many rows are compared under the defaults of the pack.
"""

import os
import random
from functools import lru_cache
from itertools import product

import ibis
import pyarrow.parquet as pq
import pytest
from generated import (
    as_case,
    as_entry,
    as_row,
    as_table,
    bound,
    case_of,
    draw_case_file,
    draw_rows,
    numbers_that_matter,
)
from patients_and_readings import READINGS
from reference_verdicts import Reference, assessed, differences

from nelm.assessment.verdict import Label
from nelm.case.case import Case
from nelm.case.contradictions import contradictions, doubts
from nelm.case.derived import BY_FACT
from nelm.case.known import known_facts
from nelm.case.vocabulary import GROUPS, vocabulary
from nelm.registry.assess import assess_registry, assess_table
from nelm.registry.engines import ENGINES, Run
from nelm.registry.expressions.derived import FROM_DATES_OR_LISTS
from nelm.registry.expressions.verdicts import verdict_columns
from nelm.registry.schema import flat_facts

ROWS = int(os.environ.get("NELM_AGREEMENT_ROWS", "200000"))
BLOCK = 50_000
HERE = [engine for engine in ENGINES if engine != "spark"]  # which has a test of its own
VALUES, OPEN = ("value", "low", "high"), ("low_open", "high_open")
LISTS = FROM_DATES_OR_LISTS.union(*(BY_FACT[fact].inputs for fact in FROM_DATES_OR_LISTS))
ENTERED = [name for name, fact in flat_facts().items() if fact.enterable]


@lru_cache(maxsize=8)
def reference(number):
    return Reference(bound(number))


def assessed_by(engine, data, number, folder):
    """The verdicts that an engine writes into a file for a registry in a file."""
    source, out = folder / "registry.parquet", folder / f"{engine}.parquet"
    pq.write_table(data, source, row_group_size=9_973)
    pack = bound(number).pack
    counts = assess_registry(source, pack, READINGS[number], out=out, run=Run(engine))
    assert (counts.rows, counts.good) == (data.num_rows, data.num_rows)
    return pq.read_table(out)


def compare(rows, number, folder):
    """Hold every engine against the reference."""
    data, told = as_table(rows), reference(number).columns(rows)
    for engine in HERE:
        found = assessed_by(engine, data, number, folder)
        assert (engine, differences(rows, told, found)) == (engine, [])


@pytest.mark.parametrize("seed", range(-(-ROWS // BLOCK)))
def test_every_verdict_of_a_generated_registry_is_that_of_the_case(seed, tmp_path):
    compare(draw_rows(min(BLOCK, ROWS - seed * BLOCK), seed), 0, tmp_path)


@pytest.mark.parametrize("number", range(1, len(READINGS)))
def test_every_verdict_agrees_under_other_readings_of_the_source(number, tmp_path):
    compare(draw_rows(max(300, ROWS // 50), 1000 + number), number, tmp_path)


@pytest.mark.parametrize("number", range(len(READINGS)))
def test_the_reference_says_what_assess_says(number):
    rows = draw_rows(500, 2000 + number)
    told = reference(number).columns(rows)
    for place, row in enumerate(rows):
        assert {n: values[place] for n, values in told.items()} == assessed(row, bound(number))


# Ibis 12 calls what DuckDB 2.0 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_an_expression_gives_the_verdicts_of_the_reference_in_words(engine):
    rows = draw_rows(2000, 3000)
    data, told = as_table(rows), reference(0).columns(rows)
    expression = assess_table(ibis.memtable(data), bound(0).pack)
    found = getattr(ibis, engine).connect().to_pyarrow(expression)
    assert differences(rows, told, found) == []
    assert tuple(found.column_names) == verdict_columns(bound(0))


def test_the_generated_rows_reach_every_label_flag_and_contradiction():
    rows = draw_rows(3000, 0)
    told = reference(0).columns(rows)
    labels = {label for name, found in told.items() if name.endswith("__label") for label in found}
    assert labels == {label.value for label in Label}
    assert set(told["out_of_scope"]) == {True, False, None}
    assert set(told["contradictory"]) == set(told["suspect"]) == {True, False}
    said = {f.says for row in rows for f in known_facts(as_case(row)).findings}
    assert {rule.says for rule in (*contradictions(), *doubts())} <= said


def test_the_generated_rows_hold_every_number_and_word_and_every_kind_of_range():
    told = [(name, parts) for row in draw_rows(20_000, 0) for name, parts in row.items()]
    held = {(n, v) for n, parts in told for part, v in parts.items() if part in VALUES}
    for name, fact in flat_facts().items():
        wanted = {"choice": fact.values, "yes_no": (True, False)}.get(fact.kind)
        wanted = numbers_that_matter()[name] if wanted is None else wanted
        assert {(name, value) for value in wanted} <= held
    ranges = {tuple(parts.get(part) for part in OPEN) for _, parts in told if "value" not in parts}
    assert ranges >= set(product([True, False, None], repeat=2))
    suspect = {
        parts.get("confirmed")
        for name, parts in told
        if name == "tumor.ki67_percent" and 0 < parts.get("value", 1) < 1
    }
    assert suspect == {True, False, None}


def test_rows_become_the_cases_that_validation_would_make():
    for row in draw_rows(500, 4000):
        groups = {group: {} for group in GROUPS}
        for name, parts in row.items():
            group, field = name.split(".")
            groups[group][field] = as_entry(vocabulary()[name], parts)
        assert as_case(row) == Case.model_validate(groups)


def test_a_case_file_gets_the_same_verdicts_as_a_row():
    """Unless a list or a date contradicts something: a row does not hold them."""
    dice, compared = random.Random(5000), 0
    for _ in range(1000):
        case = case_of(draw_case_file(dice, ENTERED, [0, 1, 3, 8]))
        findings = [f for f in known_facts(case).findings if f.kind != "question"]
        if not any(LISTS.intersection(finding.facts) for finding in findings):
            assert reference(0).row(as_case(as_row(case))) == reference(0).row(case)
            compared += 1
    assert compared > 500
