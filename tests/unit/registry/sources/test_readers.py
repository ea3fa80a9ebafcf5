"""Reading registries: columns, types, texts, rows that are left out and why."""

import math
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError
from nelm.registry.sources.examine import Counts, ids_rise

GOOD = {
    "case_id": ["a", "b", "c"],
    "tumor__differentiation": ["well", None, "poor"],
    "tumor__ki67_percent": [2.0, None, 60.0],
    "extrahepatic__status": ["none", "none", "predominant"],
    "liver__complete_resection_feasible": [True, None, False],
    "liver__pattern": ["simple", "simple", "diffuse"],
    "liver__lm_extent": ["limited", None, None],
}


def test_bad_rows_are_told_by_row_field_value_and_reason_and_good_ones_go_on(files, tmp_path, pack):
    data = {
        "case_id": ["a", "b", "c", "d", "e", "f", None, " "],
        "tumor__ki67_percent": [2.0, math.nan, 130.0, -1.0, 5.0, math.inf, 5.0, 5.0],
        "patient__ecog": [1.0, 1.5, 1.0, 7.0, None, 0.0, 1.0, 1.0],
        "tumor__primary_site": ["ileum", "ilium", "colon", None, "lung", "", "lung", "lung"],
    }
    counts, lines = files.rejected(files.parquet(data))
    assert counts == Counts(rows=8, good=2, rejected=6)
    found = {(line["row"], line["field"], line["value"]) for line in lines}
    assert found == {
        ("2", "tumor__ki67_percent", "nan"), ("2", "patient__ecog", "1.5"),
        ("2", "tumor__primary_site", "ilium"), ("3", "tumor__ki67_percent", "130.0"),
        ("4", "tumor__ki67_percent", "-1.0"), ("4", "patient__ecog", "7.0"),
        ("6", "tumor__ki67_percent", "inf"), ("6", "tumor__primary_site", ""),
        ("7", "case_id", ""), ("8", "case_id", " "),
    }  # fmt: skip
    reasons = {line["field"]: line["reason"] for line in lines}
    assert reasons["tumor__ki67_percent"].startswith("allowed: a number from 0 to 100 in %")
    for engine in ("duckdb", "polars"):
        counts, rows = files.assessed(files.parquet(data), pack, engine)
        assert counts == Counts(8, 2, 6)
        assert set(rows) == {"a", "e"}
        kept = (tmp_path / f"verdicts-{engine}.rejects.csv").read_bytes()
        assert kept == (tmp_path / "rejects.csv").read_bytes()


@pytest.mark.parametrize(
    ("ids", "rise"),
    [
        (["a", "b", "c"], True),
        (["a", "c", "b"], False),
        (["a", "b", "b"], False),
        (["b", "b"], False),
        (["a", None, "b"], False),
        ([None, "a"], False),
        (["a", "b", None], False),
        (["a", "b", "c", "a"], False),
        ([9, 10], False),  # as texts "10" comes first
        (["a"], True),
        ([None], False),
    ],
)
@pytest.mark.parametrize("group", [1, 2, 100])
def test_ids_that_rise_need_no_search_for_duplicates(files, tmp_path, ids, rise, group):
    path = tmp_path / "ids.parquet"
    pq.write_table(pa.table({"case_id": pa.array(ids)}), path, row_group_size=group)
    assert ids_rise(path) == rise


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    "column", ["tumor__ki67_percent", "follow_up_months", "liver__ablation_vital_distance_mm",
               "patient__ecog", "liver__lm_count_high"],
)  # fmt: skip
def test_nan_is_refused_although_the_statistics_of_the_file_leave_it_out(
    files, tmp_path, pack, column, engine
):
    # DuckDB trusts these statistics: `x between 0 and 100` keeps a NaN when all others fit.
    path = files.parquet({"case_id": ["a", "b", "c"], column: [2.0, math.nan, None]})
    statistics = pq.ParquetFile(path).metadata.row_group(0).column(1).statistics
    assert (statistics.min, statistics.max) == (2.0, 2.0)
    counts, rows = files.assessed(path, pack, engine)
    assert counts == Counts(3, 2, 1)
    assert set(rows) == {"a", "c"}


def test_no_distance_at_all_may_be_infinite_but_no_measured_number(files, tmp_path):
    data = {"case_id": ["a"], "liver__ablation_vital_distance_mm": [math.inf]}
    assert files.rejected(files.parquet(data))[0].good == 1
    data = {"case_id": ["a"], "follow_up_months": [math.inf]}
    assert files.rejected(files.parquet(data))[0].good == 0


def test_rows_that_share_a_case_id_are_all_left_out(files, tmp_path, pack):
    data = {"case_id": ["a", "b", "a", "c", "a"], "patient__ecog": [0.0, 1.0, 2.0, 9.0, 1.0]}
    counts, lines = files.rejected(files.parquet(data))
    assert counts == Counts(5, 1, 4)
    assert [(line["row"], line["field"]) for line in lines] == [
        ("1", "case_id"), ("3", "case_id"), ("4", "patient__ecog"), ("5", "case_id"),
    ]  # fmt: skip
    assert set(files.assessed(files.parquet(data), pack)[1]) == {"b"}


@pytest.mark.parametrize(
    ("parts", "is_good"),
    [
        ({"value": 12.0}, True),
        ({"low": 3.0, "high": 10.0}, True),
        ({"high": 3.0, "high_open": True}, True),
        ({"low": 3.0, "high": 3.0}, True),
        ({"low": 3.0, "high": 3.0, "low_open": True}, False),
        ({"low": 10.0, "high": 3.0}, False),
        ({"value": 12.0, "low": 10.0}, False),
        ({"high": 0.0, "high_open": True}, False),
        ({"low": 100.0, "low_open": True}, False),
        ({"low": 101.0}, False),
        ({"high": math.inf}, False),
        ({"low": math.nan}, False),
        ({"value": 0.5, "confirmed": True}, True),
    ],
)
def test_a_number_is_exact_or_a_range_that_holds_something(files, tmp_path, parts, is_good):
    data = {"case_id": ["a"]}
    for part, value in parts.items():
        data["tumor__ki67_percent" + (f"_{part}" if part != "value" else "")] = [value]
    counts, _ = files.rejected(files.parquet(data))
    assert counts.good == is_good


def test_a_whole_number_needs_a_whole_number_between_open_ends(files, tmp_path):
    data = {
        "case_id": ["a", "b"],
        "liver__lm_count_low": [2.0, 2.0],
        "liver__lm_count_high": [3.0, 4.0],
        "liver__lm_count_low_open": [True, True],
        "liver__lm_count_high_open": [True, True],
    }
    counts, lines = files.rejected(files.parquet(data))
    assert counts == Counts(2, 1, 1)
    assert lines[0]["case_id"] == "a"


def test_texts_of_a_csv_file_that_can_not_be_read_are_told(files, tmp_path):
    content = (
        "case_id,tumor__ki67_percent,tumor__functional,decision_date,tumor__syndrome\n"
        "a,<3,maybe,31.12.2020,none\nb,1_000,1,2020-02-30,None\nc,nan,no,2020-02-29,carcinoid\n"
        "d,5,yes,2020-01-01,unknown\n"
    )
    counts, lines = files.rejected(files.text(content))
    assert counts == Counts(4, 1, 3)
    assert [(line["row"], line["field"], line["value"]) for line in lines] == [
        ("1", "decision_date", "31.12.2020"), ("1", "tumor__functional", "maybe"),
        ("1", "tumor__ki67_percent", "<3"), ("2", "decision_date", "2020-02-30"),
        ("2", "tumor__functional", "1"), ("2", "tumor__ki67_percent", "1_000"),
        ("2", "tumor__syndrome", "None"), ("3", "tumor__ki67_percent", "nan"),
    ]  # fmt: skip


def test_rows_of_a_csv_file_with_too_few_or_many_fields_are_counted_and_numbered(files, tmp_path):
    content = 'case_id,center,patient__ecog\na,"x\ny",1\nb,1\nc,z,9\n\nd,z,1,2\ne,z,2\n'
    counts, lines = files.rejected(files.text(content))
    assert counts == Counts(rows=5, good=1, rejected=4)
    assert [(line["row"], line["field"]) for line in lines] == [
        ("1", "center"), ("2", "row"), ("3", "patient__ecog"), ("4", "row"),
    ]  # fmt: skip


def test_a_file_without_rows_is_done_at_once(files, tmp_path, pack):
    for path in (files.parquet({"case_id": pa.array([], pa.string())}),
                 files.text("case_id,patient__ecog\n")):  # fmt: skip
        counts, rows = files.assessed(path, pack)
        assert (counts, rows) == (Counts(0, 0, 0), {})


def test_unknown_columns_are_an_error_that_names_near_ones(files, tmp_path):
    (found,) = files.problems(files.parquet(GOOD | {"tumor__ki67": [1.0, 2.0, 3.0]}))
    assert found.field == "column tumor__ki67"
    assert "tumor__ki67_percent" in found.allowed


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("patient__ecog\n1\n", "column case_id"),
        ("case_id,patient__ecog,patient__ecog\na,1,1\n", "column patient__ecog"),
        ("case_id;patient__ecog\na;1\n", "column case_id;patient__ecog"),
        ("", "column case_id"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(files, tmp_path, content, field):
    assert field in {problem.field for problem in files.problems(files.text(content))}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("patient__ecog", [[1], [2], [3]]),
        ("tumor__functional", [1, 0, 1]),
        ("tumor__primary_site", [1, 2, 3]),
        ("decision_date", [1.5, 2.5, 3.5]),
        ("patient__ecog", [True, False, True]),
    ],
)
def test_a_column_of_a_wrong_type_is_refused(files, tmp_path, name, values):
    (found,) = files.problems(files.parquet(GOOD | {name: values}))
    assert found.field == f"column {name}"


@pytest.mark.parametrize("name", ["no.parquet", "no.csv"])
def test_a_file_that_is_not_there_is_an_input_error(files, tmp_path, name):
    (found,) = files.problems(tmp_path / name)
    assert "no such file" in found.value


def test_a_truncated_parquet_file_another_encoding_and_another_suffix_are_refused(files, tmp_path):
    whole = files.parquet(GOOD).read_bytes()
    (tmp_path / "half.parquet").write_bytes(whole[: len(whole) // 2])
    assert "Parquet" in files.problems(tmp_path / "half.parquet")[0].allowed
    latin = files.text("case_id,center\na,Besançon\n", "latin.csv", "latin-1")
    assert "UTF-8" in files.problems(latin)[0].allowed
    assert ".csv or .parquet" in files.problems(files.text("x", "table.xlsx"))[0].allowed


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_parquet_file_with_broken_pages_is_an_input_error_about_the_file(
    files, tmp_path, pack, engine
):
    rows = [f"case {n:06}" for n in range(20000)]
    path = files.parquet({"case_id": rows, "center": [row[::-1] for row in rows]})
    content = bytearray(path.read_bytes())
    content[1000:1400] = bytes(400)
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        files.assessed(path, pack, engine)
    assert caught.value.problems[0].allowed == "a whole Parquet file"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_numbers_of_other_types_mean_what_they_say(files, tmp_path, pack):
    # 50 must not become 49.999...: transplantation asks for less than 50 % of the liver.
    for type_ in (pa.int8(), pa.float32(), pa.decimal128(5, 1), pa.string()):
        values = pa.array(["50"] if type_ == pa.string() else [50], pa.string()
                          if type_ == pa.string() else pa.int8()).cast(type_)  # fmt: skip
        data = {"case_id": ["a"], "liver__involvement_percent": values}
        _, rows = files.assessed(files.parquet(data), pack)
        assert rows["a"]["liver_transplantation__label"] == "criteria_not_met"


def test_short_floats_are_read_as_the_decimal_they_were_written_as(files, tmp_path, pack):
    ki67 = pa.array([9.9], pa.float32())  # as a double 9.899999618530273
    for values in (ki67, pa.array([Decimal("9.9")])):
        path = files.parquet({"case_id": ["a"], "tumor__ki67_percent": values})
        _, rows = files.assessed(path, pack, lt_max_ki67_percent=9.9)
        assert rows["a"]["liver_transplantation__answer"] == "not_supported"


def test_words_as_dictionaries_and_whole_case_ids_are_read(files, tmp_path, pack):
    data = {
        "case_id": pa.array([7, 8]),
        "extrahepatic__status": pa.array(["none", "present"]).dictionary_encode(),
    }
    for engine in ("duckdb", "polars"):
        counts, rows = files.assessed(files.parquet(data), pack, engine)
        assert (counts.good, set(rows)) == (2, {"7", "8"})
        assert rows["8"]["liver_transplantation__label"] == "criteria_not_met"
