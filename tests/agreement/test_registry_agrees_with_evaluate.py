"""Generated registries: DuckDB and Polars give what `assess` gives for each row as a case.

Rows hold unknown facts, words that stand for several, bounds and ranges with open and closed ends,
and numbers just below, on and just above every number that matters. `NELM_AGREEMENT_ROWS` raises
how many rows are compared.
"""

import math
import os
import random
from functools import lru_cache

import duckdb
import ibis
import polars
import pyarrow as pa
import pytest

from nelm.assessment.assess import assess_bound
from nelm.case.case import Case
from nelm.case.contradictions import contradictions, doubts
from nelm.case.entry import Entry
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import thresholds
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.engines import duckdb_sql
from nelm.registry.schema import flat_facts, table_columns
from nelm.registry.verdicts import verdict_columns, verdict_table

ROWS = int(os.environ.get("NELM_AGREEMENT_ROWS", "3000"))
CHUNK = 5000
# What `nelm.calculators.child_pugh` tells apart, and ends of the ranges that are plausible.
SCORES = {
    "liver.bilirubin_umol_l": [34, 50],
    "liver.albumin_g_l": [28, 35],
    "liver.inr": [1.7, 2.3],
    "liver.child_pugh_points": [6, 7, 10],
    "patient.bsa_m2": [1.6, 1.75, 1.9, 2.05],
    "patient.height_cm": [165, 180],
    "patient.weight_kg": [60, 80],
}
READINGS = [
    {},
    {"lm_limited_max_count": 5, "pattern_by": "distribution", "stable_counts": "stable_only"},
    {"prior_ablation_counts": "all_thermal", "sstr_min": "krenning_2", "hci_by": "judged"},
    {
        "scope_rectum": "inside",
        "monitoring_inferred": "no",
        "deb_parse": "B",
        "flr_min_percent": 30,
    },
]
# Patients whom many options suit; generated rows stray from them.
FITTING = [
    {
        "patient.age_years": 50, "patient.ecog": 0, "tumor.primary_site": "ileum",
        "tumor.primary_status": "resected", "tumor.differentiation": "well",
        "tumor.ki67_percent": 2, "tumor.syndrome": "carcinoid",
        "tumor.syndrome_control": "uncontrolled_on_medical", "tumor.burden_symptoms": True,
        "tumor.sstr_status": "positive", "liver.lm_extent": "limited", "liver.pattern": "simple",
        "liver.involvement_percent": 20, "liver.complete_resection_feasible": False,
        "liver.resectable_fraction_percent": 95, "liver.portal_vein_thrombosis": "none",
        "liver.hepatocellular_insufficiency": False, "liver.biliodigestive_anastomosis": False,
        "extrahepatic.status": "none", "course.status": "progressive",
        "course.treatment_intent": "curative", "history.ssa": "progressed_on",
        "history.prior_rfa_sessions": 0, "patient.surgery_contraindicated": "general",
        "liver.ablation_max_diameter_mm": 30, "liver.ablation_near_vital": False,
        "liver.ablation_vital_distance_mm": 30, "liver.ablation_at_surface": False,
        "liver.ablation_capsule_distance_mm": 30, "liver.ablation_spares_major_resection": True,
    }
]  # fmt: skip
FITTING.append(
    FITTING[0]
    | {"course.status": "stable", "course.stable_months": 8, "tumor.syndrome_control": "controlled"}
    | {"patient.surgery_contraindicated": "no", "liver.distribution": "unilobar_right"}
)
FITTING.append(
    FITTING[1]
    | {"liver.complete_resection_feasible": True, "liver.two_step_clearance_feasible": True}
    | {"liver.distribution": "bilobar", "tumor.who_grade": "G1"}
)
COMPONENTS = {
    "liver.bilirubin_umol_l": 20,
    "liver.albumin_g_l": 40,
    "liver.inr": 1.0,
    "liver.ascites": "none",
    "liver.encephalopathy": "none",
    "patient.height_cm": 180,
    "patient.weight_kg": 80,
    "patient.bsa_m2": 2.0,
}
PATHOLOGY = [
    "tumor.who_grade",
    "tumor.differentiation",
    "tumor.morphology",
    "tumor.ki67_percent",
    "tumor.functional",
    "tumor.syndrome",
    "tumor.syndrome_control",
]


@lru_cache(maxsize=8)
def bound(number):
    return bind_pack(load_pack("dermine2019"), READINGS[number])


@lru_cache(maxsize=1)
def numbers_that_matter():
    conditions = [rule.condition for rule in (*contradictions(), *doubts())]
    for number in range(len(READINGS)):
        conditions += [condition.node for condition in bound(number).conditions.values()]
    limits = {fact: [*found] for fact, found in thresholds(conditions).items()}
    limits |= {fact: limits.get(fact, []) + list(found) for fact, found in SCORES.items()}
    found = {}
    for name, fact in flat_facts().items():
        if fact.kind not in ("number", "integer"):
            continue
        step = 1 if fact.kind == "integer" else 0.1
        near = [*limits.get(name, []), *(fact.plausible or ())]
        spread = [round(x + d, 6) for x in near for d in (-step, 0, step)]
        ends = [fact.low, min(fact.high, 1000)]
        found[name] = sorted({x for x in [*spread, *ends] if fact.low <= x <= fact.high})
    return found


def draw_number(rng, name):
    """One of the numbers, or two as ends of a range, in the columns of the table."""
    fact, numbers = flat_facts()[name], numbers_that_matter()[name]
    if rng.random() < 0.6:
        return {"value": float(rng.choice(numbers))}
    low, high = sorted((float(rng.choice(numbers)), float(rng.choice(numbers))))
    form = rng.choice(["low", "high", "both", "both"])
    parts = {"low": low} if form == "low" else {"high": high} if form == "high" else {}
    parts = parts or {"low": low, "high": high}
    for end in list(parts):
        flag = rng.choice([True, False, None])
        if flag is not None:
            parts[f"{end}_open"] = flag
    return parts if interval(fact, parts) is not None else {"value": low}


def interval(fact, parts):
    """The numbers meant, as the schema says; None when there are none."""
    if "value" in parts:
        return Interval.exact(parts["value"])
    low, low_open = parts.get("low", fact.low), parts.get("low_open", False)
    high, high_open = parts.get("high", fact.high), parts.get("high_open", False)
    if fact.kind == "integer":
        low, high, low_open, high_open = low + low_open, high - high_open, False, False
    if "high" not in parts and math.isinf(fact.high):
        high_open = True
    try:
        return Interval(low, high, low_open, high_open)
    except ValueError:
        return None


def draw_parts(rng, name):
    """What a row says of a fact, by part of the fact."""
    fact = flat_facts()[name]
    if fact.kind == "yes_no":
        return {"value": rng.random() < 0.5}
    if fact.kind == "choice":
        return {"value": rng.choice(sorted(fact.values))}
    parts = draw_number(rng, name)
    if fact.plausible is not None and rng.random() < 0.3:
        parts["confirmed"] = rng.random() < 0.7
    return parts


def draw_row(rng):
    """A patient: one whom options suit with some facts changed, or facts at random."""
    names = list(flat_facts())
    if rng.random() < 0.25:
        share = rng.random()
        return {name: draw_parts(rng, name) for name in names if rng.random() < share}
    facts = dict(rng.choice(FITTING))
    if rng.random() < 0.3:
        facts |= COMPONENTS
    row = {name: {"value": value} for name, value in facts.items()}
    if "liver.inr" in row:
        row["liver.child_pugh_points"] = {"value": float(rng.randint(5, 8))}
        redrawn = rng.sample(sorted(COMPONENTS), 3)
        row |= {name: draw_parts(rng, name) for name in redrawn}
    if rng.random() < 0.2:  # pathology that may contradict itself, only some of it known
        for name in PATHOLOGY:
            row.pop(name, None)
        row |= {name: draw_parts(rng, name) for name in rng.sample(PATHOLOGY, 3)}
    for name in rng.sample(names, rng.randint(0, 6)) + rng.sample(list(row), rng.randint(0, 4)):
        row[name] = draw_parts(rng, name)
    for name in rng.sample(list(row), rng.randint(0, min(6, len(row)))):
        del row[name]
    return row


def draw_rows(count, seed):
    rng = random.Random(seed)
    return [draw_row(rng) for _ in range(count)]


def as_table(rows):
    """The rows as the flat table of a registry, every column there may be."""
    columns = {name: column for name, column in table_columns().items() if column.fact}
    data = {"case_id": pa.array([f"case {number}" for number in range(len(rows))])}
    for name, column in columns.items():
        values = [row.get(column.fact, {}).get(column.part) for row in rows]
        data[name] = pa.array(values, column.arrow)
    return pa.table(data)


def as_case(row):
    """The row as a case: what it says as somebody would write it in a case file."""
    groups = {}
    for name, parts in row.items():
        group, field = name.split(".")
        groups.setdefault(group, {})[field] = as_entry(vocabulary()[name], parts)
    return Case.model_validate(groups)


def as_entry(fact, parts):
    confirmed = parts.get("confirmed", False)
    stated = as_written(fact, parts)
    if stated is not None and fact.enterable:
        return fact.read({"value": stated, "confirmed": confirmed})
    value = parts["value"] if fact.kind == "yes_no" else interval(fact, parts)
    return Entry("as entered", value, confirmed=confirmed)


def as_written(fact, parts):
    """A text such as `<3` or `10-15`; None where there is no such form."""
    if "value" in parts:
        return parts["value"]
    low, high = (f"{parts[end]:.10g}" if end in parts else None for end in ("low", "high"))
    opens = parts.get("low_open"), parts.get("high_open")
    if low is None:
        return f"{'<' if opens[1] else '<='}{high}"
    if high is None:
        return f"{'>' if opens[0] else '>='}{low}"
    return None if any(opens) else f"{low}-{high}"


def expected(row, pack):
    """What `assess` says of the row, as the row of the table of verdicts."""
    assessment = assess_bound(as_case(row), pack)
    found = {}
    for result in assessment.options:
        found[f"{result.option.id}__answer"] = result.answer.value
        found[f"{result.option.id}__label"] = result.label.value
    outside = {gap.truth for gap in assessment.out_of_scope}
    found["out_of_scope"] = None if outside == {Truth.UNKNOWN} else Truth.MET in outside
    kinds = {finding.kind for finding in assessment.findings}
    return found | {"contradictory": "contradiction" in kinds, "suspect": "suspect" in kinds}


def on_duckdb(data, expression):
    connection = duckdb.connect()
    try:
        connection.register("registry", data)
        return connection.sql(duckdb_sql(expression)).to_arrow_table()
    finally:
        connection.close()


def on_polars(data, expression):
    backend = ibis.polars.connect()
    backend.create_table("registry", polars.from_arrow(data).lazy())
    return backend.compile(expression).collect(engine="streaming").to_arrow()


ENGINES = {"duckdb": on_duckdb, "polars": on_polars}


def by_id(found):
    return {row.pop("case_id"): row for row in found.to_pylist()}


def differences(rows, number):
    """Rows in which an engine says anything else than `assess`, and how many were compared."""
    data, pack = as_table(rows), bound(number)
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
    expression = verdict_table(table, pack)
    told = [expected(row, pack) for row in rows]
    found = []
    for engine, run in ENGINES.items():
        results = by_id(run(data, expression))
        assert len(results) == len(rows)
        for n, row in enumerate(rows):
            wrong = {c: (v, results[f"case {n}"][c]) for c, v in told[n].items()
                     if results[f"case {n}"][c] != v}  # fmt: skip
            if wrong:
                found.append((engine, row, wrong))
    return found


def test_every_verdict_of_a_generated_registry_is_that_of_the_case():
    compared = 0
    for seed, start in enumerate(range(0, ROWS, CHUNK)):
        rows = draw_rows(min(CHUNK, ROWS - start), seed)
        assert differences(rows, 0) == []
        compared += len(rows)
    assert compared == ROWS


@pytest.mark.parametrize("number", range(1, len(READINGS)))
def test_every_verdict_agrees_under_other_readings_of_the_source(number):
    assert differences(draw_rows(max(300, ROWS // 10), 1000 + number), number) == []


def test_the_generated_rows_reach_every_label_flag_and_contradiction():
    rows = draw_rows(3000, 0)
    results = on_duckdb(data := as_table(rows), verdict_table(registry(data), bound(0))).to_pylist()
    labels = {v for row in results for c, v in row.items() if c.endswith("__label")}
    assert len(labels) == 7
    for flag in ("out_of_scope", "contradictory", "suspect"):
        assert {row[flag] for row in results} >= {True, False}
    assert {row["out_of_scope"] for row in results} == {True, False, None}
    said = {f.says for row in rows for f in assess_bound(as_case(row), bound(0)).known.findings}
    assert {rule.says for rule in (*contradictions(), *doubts())} <= said
    assert set(results[0]) == set(verdict_columns(bound(0)))


def registry(data):
    return ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
