"""The words in a file of verdicts tell all that conditions read of a case.

Labels judged from them are those in the file, a row rebuilt from them is assessed as its case, and
a sweep counts what runs of their own count. `NELM_WORDS_ROWS` says how many rows are judged.
"""

import csv
import os
import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from generated import READINGS, as_case, as_table, bound, draw_rows

from nelm.assessment.assess import assess_bound
from nelm.assessment.compose import compose
from nelm.assessment.outlook import missing_facts, outlooks
from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Label
from nelm.case.grade import GRADE
from nelm.registry.assess import assess_registry
from nelm.registry.bits.judging import LABELS, Judging, labels_of
from nelm.registry.bits.vectors import Rows, unpacked
from nelm.registry.bits.words import from_words, word_columns
from nelm.registry.expressions.comparisons import comparisons
from nelm.registry.runs.rebuilt import rebuilt
from nelm.registry.sweep import sweep_registry, varied

ROWS = int(os.environ.get("NELM_WORDS_ROWS", "20000"))
CASES = 50


def assessed(rows, number, folder):
    """The file of verdicts of these rows under one of the readings."""
    source, out = folder / "registry.parquet", folder / "verdicts.parquet"
    pq.write_table(as_table(rows), source)
    assess_registry(source, bound(number).pack, READINGS[number], out=out)
    return out


def judging_of(verdicts, number):
    """What the words alone tell of every row."""
    asked = comparisons(bound(number))
    pairs = [
        tuple(verdicts.column(name).to_numpy() for name in pair)
        for pair in word_columns(len(asked) + 1)
    ]
    truths = from_words(pairs, len(asked))
    return Judging(Rows.of(verdicts.num_rows), dict(zip(asked, truths, strict=True)))


@pytest.mark.parametrize("number", range(len(READINGS)))
def test_labels_judged_from_words_are_those_in_the_file(number, tmp_path):
    rows = draw_rows(ROWS if number == 0 else ROWS // 10, 6000 + number)
    verdicts = pq.read_table(assessed(rows, number, tmp_path))
    judging = judging_of(verdicts, number)
    for rule in option_rules(bound(number)):
        labels = verdicts.column(f"{rule.option.id}__label").to_pylist()
        answers = verdicts.column(f"{rule.option.id}__answer").to_pylist()
        found = np.empty(len(rows), object)
        for label, bits in zip(LABELS, labels_of(rule, judging), strict=True):
            found[unpacked(bits, len(rows))] = label.value
        assert found.tolist() == labels
        assert [Label(word).answer.value for word in found] == answers


def read(assessment):
    """Everything that is said of a case, but for values and where they come from."""
    return {
        "options": [option(result) for result in assessment.options],
        "general": [j.truth for j in assessment.general.judged],
        "general gaps": [g.truth for g in assessment.general.gaps],
        "conflicts": [assessment.general.conflicts, *(r.conflicts for r in assessment.options)],
        "out of scope": [(g.gap.id, g.truth) for g in assessment.out_of_scope],
        "findings": {finding.kind for finding in assessment.findings},
        "grade": GRADE in assessment.known.derived,
    }


def option(result):
    traces = [judged.trace for judged in result.judged if judged.trace is not None]
    return (
        result.answer,
        result.label,
        result.grounds,
        [[step.truth for step in trace.walk()] for trace in traces],
        [judged_set.truth for judged_set in result.sets],
        [gap.truth for gap in result.gaps],
    )


def future(assessment):
    """What may still become of a case."""
    found = outlooks(assessment)
    return [*found, *missing_facts(assessment, found)]


@pytest.mark.parametrize("number", [0, len(READINGS) - 1])
def test_a_row_rebuilt_from_its_words_is_assessed_as_its_case(number, tmp_path):
    rows = draw_rows(5 * CASES, 6100 + number)
    path, compared = assessed(rows, number, tmp_path), 0
    for place, row in enumerate(rows):
        case = assess_bound(as_case(row), bound(number))
        again = rebuilt(path, f"case {place:07}", bound(number).pack)
        assert read(again) == read(case)
        if compared < CASES:
            assert future(again) == future(case)
            compared += 1
    assert compared == CASES


def lines(assessment):
    """The blocks of the sheet without the sentences, which tell values."""
    told = compose(assessment).model_dump(mode="json")["options"]
    return [_without_sentences(block) for block in told]


def _without_sentences(told):
    if isinstance(told, dict):
        return {k: _without_sentences(v) for k, v in told.items() if k not in SENTENCES}
    return [_without_sentences(part) for part in told] if isinstance(told, list) else told


SENTENCES = {"sentence", "key_points"}


def test_the_blocks_of_a_rebuilt_row_differ_in_sentences_only(tmp_path):
    rows = draw_rows(6, 6200)
    path = assessed(rows, 0, tmp_path)
    for place, row in enumerate(rows):
        case = assess_bound(as_case(row), bound(0))
        assert lines(rebuilt(path, f"case {place:07}", bound(0).pack)) == lines(case)


SETS = [
    {},
    {"lt_max_age_years": 55},
    {"lt_max_age_years": "65", "lt_max_ki67_percent": "12.5"},
    {"lm_limited_max_count": 5, "eh_predominant_min_percent": "none"},
    {"eh_predominant_min_percent": 50, "hci_by": "judged"},
    {"pattern_by": "distribution", "stable_counts": "stable_only", "refusal_counts": "yes"},
    READINGS[-1],
]
SPOILT = {
    "tumor__ki67_percent": [101.0, float("nan"), None, -1.0],
    "tumor__syndrome": ["none", None, "no such word", "none"],
}
PLAIN = ["case_id", *SPOILT, "patient__age_years", "liver__lm_count", "course__stable_months"]


def registry_with_faults():
    """Generated rows, some of which break a rule or have the case id of another."""
    table = as_table(draw_rows(3000, 6300)).select(PLAIN)
    for name, cells in SPOILT.items():
        column = table.column(name).to_pylist()
        column[100:104], column[2000:2004] = cells, cells
        place = table.column_names.index(name)
        table = table.set_column(place, name, pa.array(column, table.schema.field(name).type))
    ids = table.column("case_id").to_pylist()
    ids[7], ids[2500], ids[2600], ids[2700] = ids[2499], ids[12], None, " "
    return table.set_column(0, "case_id", pa.array(ids))


def as_csv(table, path):
    """A CSV file with a point in numbers, empty where nothing is known."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            writer.writerow("" if value is None else value for value in row)


def compare_with_runs(source, sets, folder):
    """Hold a sweep against runs of their own; rows left out."""
    pack, first = bound(0).pack, None
    swept = sweep_registry(source, pack, sets, folder=folder)
    for found, settings in zip(swept.sets, sets, strict=True):
        counts = assess_registry(source, pack, settings, out=folder / "verdicts.parquet")
        assert (swept.rows, swept.left_out) == (counts.good, counts.rejected)
        verdicts = pq.read_table(folder / "verdicts.parquet")
        first = first or verdicts
        assert verdicts.column("case_id") == first.column("case_id")
        assert found.settings == settings
        for option in pack.options:
            check_option(found, option.id, verdicts, first)
    return swept


def check_option(found, option, verdicts, first):
    name = f"{option}__label"
    labels, before = verdicts.column(name).to_pylist(), first.column(name).to_pylist()
    assert found.counts[option] == {label: labels.count(label.value) for label in Label}
    assert found.changed[option] == sum(a != b for a, b in zip(labels, before, strict=True))
    answers = verdicts.column(f"{option}__answer").to_pylist()
    assert found.supported(option) == answers.count("supported")


def test_a_sweep_counts_what_runs_of_their_own_count(tmp_path):
    source = tmp_path / "registry.parquet"
    pq.write_table(as_table(draw_rows(3000, 6300)), source)
    swept = compare_with_runs(source, SETS, tmp_path)
    assert swept.left_out == 0
    assert not any(swept.sets[0].changed.values())
    assert all(any(found.changed.values()) for found in swept.sets[1:])


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_sweep_leaves_out_the_rows_that_runs_leave_out(form, tmp_path):
    table, source = registry_with_faults(), tmp_path / f"registry.{form}"
    if form == "csv":
        as_csv(table, source)
    else:
        pq.write_table(table, source, row_group_size=700)
    swept = compare_with_runs(source, SETS[:3], tmp_path)
    assert swept.left_out == 14  # twice four cells, two ids that stand twice, two that are none


def test_sets_by_the_hundred_are_judged_as_one_by_one(tmp_path):
    source, dice = tmp_path / "registry.parquet", random.Random(6500)
    pq.write_table(as_table(draw_rows(300, 6500)).select(PLAIN), source)
    pack = bound(0).pack
    sets = varied({"lt_max_age_years": range(40, 80), "lt_max_ki67_percent": [5, 10, 20]})
    assert len(sets) == 121
    swept = sweep_registry(source, pack, sets, folder=tmp_path)
    for number in dice.sample(range(len(sets)), 3):
        alone = sweep_registry(source, pack, [{}, sets[number]], folder=tmp_path)
        assert alone.sets[1] == swept.sets[number]
