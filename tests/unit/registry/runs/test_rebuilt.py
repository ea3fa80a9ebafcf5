"""A row of a file of verdicts as an assessment again."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.grade import GRADE
from nelm.case.problem import InputError
from nelm.criteria.values import Interval
from nelm.registry.assess import assess_registry
from nelm.registry.runs.rebuilt import ABOUT_FILE, rebuilt
from nelm.registry.runs.writing import GRADE_ALONE

ROWS = {
    "case_id": ["plain", "ranges", "clash", "suspect", "question", "nothing"],
    "patient__age_years": [57.0, None, None, None, None, None],
    "tumor__ki67_percent": [2.0, None, 28.0, 0.02, 5.0, None],
    "tumor__ki67_percent_low": [None, 4.0, None, None, None, None],
    "tumor__who_grade": [None, "unclassified", "G2", None, None, None],
    "tumor__differentiation": ["well", None, None, None, "poor", None],
    "liver__lm_count_high": [None, 7.0, None, None, None, None],
    "liver__lm_count_high_open": [None, True, None, None, None, None],
    "tumor__functional": [True, None, None, None, None, None],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, pack):
    source, out = (tmp_path_factory.mktemp("made") / n for n in ("rows.parquet", "out.parquet"))
    pq.write_table(pa.table(ROWS), source)
    assess_registry(source, pack, {"lm_limited_max_count": 5}, out=out)
    return out


@pytest.fixture
def verdicts(made, tmp_path):
    return Path(copy(made, tmp_path / "verdicts.parquet"))


def values(path, case_id, pack):
    return rebuilt(path, case_id, pack).known.values


def test_values_are_what_conditions_can_tell_of_them(verdicts, pack):
    known = values(verdicts, "plain", pack)
    assert known["patient.age_years"] == Interval(0, 60)
    assert known["tumor.ki67_percent"] == Interval(0, 3, high_open=True)
    assert known["tumor.functional"] is True
    assert known["tumor.differentiation"] == {"well"}
    assert values(verdicts, "nothing", pack) == {}


def test_ranges_too_wide_to_tell_anything_are_known_all_the_same(verdicts, pack):
    known = values(verdicts, "ranges", pack)
    assert known["tumor.ki67_percent"] == Interval(3, 100)
    assert known["liver.lm_count"].low == 0
    assert known["liver.lm_count"].high >= 6
    assert known[GRADE] == {"G1", "G2", "NET_G3", "NEC"}


def test_a_derived_grade_is_told_from_an_entered_one(verdicts, pack):
    plain, ranges = (rebuilt(verdicts, id_, pack) for id_ in ("plain", "ranges"))
    assert plain.known.values[GRADE] == {"G1"}
    assert set(plain.known.derived) == {GRADE}
    assert ranges.known.derived == {}


@pytest.mark.parametrize(
    ("case_id", "kind"),
    [("clash", "contradiction"), ("suspect", "suspect"), ("question", "question")],
)
def test_findings_are_told_by_kind(case_id, kind, verdicts, pack):
    found = rebuilt(verdicts, case_id, pack)
    assert {finding.kind for finding in found.findings} == {kind}


def test_a_row_without_findings_has_none(verdicts, pack):
    assert rebuilt(verdicts, "plain", pack).findings == ()


def test_the_parameters_are_those_of_the_file(verdicts, pack):
    found = rebuilt(verdicts, "plain", pack)
    assert found.bound.settings["lm_limited_max_count"] == 5
    assert found.case.id == "plain"


def refused(path, case_id, pack):
    with pytest.raises(InputError) as caught:
        rebuilt(path, case_id, pack)
    (problem,) = caught.value.problems
    return str(problem)


def changed(path, **about):
    """The file with other things said of itself."""
    table, other = pq.read_table(path), path.with_name("other.parquet")
    told = {**table.schema.metadata, **{f"nelm.{n}".encode(): v for n, v in about.items()}}
    pq.write_table(table.replace_schema_metadata(told), other)
    return other


def test_a_row_that_is_not_there_is_refused(verdicts, pack):
    assert "a case id of the file" in refused(verdicts, "no such row", pack)


def test_another_file_is_refused(files, pack):
    allowed = "verdicts that this version of nelm wrote"
    assert allowed in refused(files.parquet(ROWS), "plain", pack)
    assert allowed in refused(files.text("case_id\n", "text.parquet"), "plain", pack)
    assert allowed in refused(files.folder / "none.parquet", "plain", pack)
    assert allowed in refused(files.folder, "plain", pack)


@pytest.mark.parametrize("content", ["5", "[]", "{}", "no JSON", '{"nelm.comparisons": "[]"}'])
def test_a_folder_that_does_not_say_what_it_holds_is_refused(content, files, pack):
    files.text(content, ABOUT_FILE)
    assert "verdicts that this version" in refused(files.folder, "plain", pack)


def test_a_folder_of_parts_is_read_as_one_file(verdicts, pack):
    parts, table = verdicts.parent / "parts", pq.read_table(verdicts)
    parts.mkdir()
    told = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
    (parts / ABOUT_FILE).write_text(json.dumps(told))
    for number in range(2):
        pq.write_table(table.slice(3 * number, 3), parts / f"part-{number}.parquet")
    for case_id in ("plain", "nothing"):
        assert values(parts, case_id, pack) == values(verdicts, case_id, pack)


def test_verdicts_of_another_pack_are_refused(verdicts, pack):
    other = replace(pack, content_hash="0" * 64)
    message = refused(verdicts, "plain", other)
    assert pack.content_hash[:12] in message
    assert "000000000000" in message


def test_bits_that_mean_something_else_are_refused(verdicts, pack):
    asked = json.loads(pq.read_schema(verdicts).metadata[b"nelm.comparisons"])
    other = changed(verdicts, comparisons=json.dumps(asked[1:]), version="0.1")
    message = refused(other, "plain", pack)
    assert "nelm 0.1" in message
    assert "comparisons are those" in message


def test_a_file_without_its_words_is_refused(verdicts, pack):
    table = pq.read_table(verdicts).drop_columns(["known_true"])
    pq.write_table(table, verdicts)
    assert "whole" in refused(verdicts, "plain", pack)


def test_a_broken_file_is_refused(verdicts, pack):
    content = verdicts.read_bytes()
    verdicts.write_bytes(content[:4] + bytes(60) + content[64:])
    assert "whole" in refused(verdicts, "plain", pack)


def test_every_bit_has_a_comparison_in_the_metadata(verdicts):
    schema = pq.read_schema(verdicts)
    asked = json.loads(schema.metadata[b"nelm.comparisons"])
    words = [name for name in schema.names if name.startswith("known_")]
    assert len(words) == 2 * -(-len(asked) // 64)
    assert asked[-1] == GRADE_ALONE
    assert all(schema.field(name).type == pa.int64() for name in words)
