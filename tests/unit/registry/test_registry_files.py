"""Whole files through assess: what is written, what a failure leaves, what is refused."""

import json

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError, MissingExtraError, NelmError
from nelm.knowledge.binding import bind_pack
from nelm.registry.assess import assess_registry, assess_table, check_registry
from nelm.registry.engines import ENGINES, Run, check_duckdb
from nelm.registry.runs.files import replacing
from nelm.registry.runs.writing import verdict_schema
from nelm.registry.sources.examine import Counts

GOOD = {
    "case_id": ["a", "b", "c"],
    "tumor__differentiation": ["well", None, "poor"],
    "tumor__ki67_percent": [2.0, None, 60.0],
    "extrahepatic__status": ["none", "none", "predominant"],
    "liver__complete_resection_feasible": [True, None, False],
    "liver__pattern": ["simple", "simple", "diffuse"],
    "liver__lm_extent": ["limited", None, None],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_good_file_gives_a_verdict_for_every_row_and_option(files, tmp_path, pack, engine):
    counts, rows = files.assessed(files.parquet(GOOD), pack, engine)
    assert counts == Counts(3, 3, 0)
    assert rows["a"]["one_step_resection__label"] == "supported"
    assert rows["b"]["one_step_resection__answer"] == "open"
    assert rows["c"]["one_step_resection__label"] == "criteria_not_met"
    assert rows["b"]["one_step_resection__label"] == "undetermined"
    out = pq.read_table(tmp_path / f"verdicts-{engine}.parquet")
    assert out.schema.names == verdict_schema(bind_pack(pack)).names
    assert (tmp_path / f"verdicts-{engine}.rejects.csv").read_text().splitlines() == [
        "row,case_id,field,value,reason"
    ]


def test_the_file_of_verdicts_says_which_pack_and_parameters_made_it(files, tmp_path, pack):
    files.assessed(files.parquet(GOOD), pack, lt_max_age_years=55)
    about = pq.read_metadata(tmp_path / "verdicts-duckdb.parquet").metadata
    assert about[b"nelm.pack"] == b"dermine2019"
    assert about[b"nelm.pack_hash"].decode() == pack.content_hash
    assert json.loads(about[b"nelm.parameters"])["lt_max_age_years"] == 55


@pytest.mark.parametrize("engine", ENGINES)
def test_a_csv_file_gives_the_verdicts_of_the_parquet_file(files, tmp_path, pack, engine):
    content = (
        "case_id,tumor__differentiation,tumor__ki67_percent,extrahepatic__status,"
        "liver__complete_resection_feasible,liver__pattern,liver__lm_extent\n"
        'a,well,2,none,yes,simple,limited\nb,unknown,,none,,"simple",\n'
        "c,poor, 60.0 ,predominant,no,diffuse,unknown\n"
    )
    from_text = files.assessed(files.text(content), pack, engine)
    assert from_text == files.assessed(files.parquet(GOOD), pack, engine)


def test_too_little_memory_is_said(files, tmp_path, pack):
    ids = [f"{n:06}" for n in range(200_000)]
    path = files.parquet({"case_id": ids, "tumor__ki67_percent": [1.0] * len(ids)})
    with pytest.raises(InputError, match="memory"):
        assess_registry(path, pack, out=tmp_path / "o.parquet", run=Run("duckdb", "5MB"))


def test_a_table_of_ibis_gives_an_expression_that_leaves_broken_rows_out(pack):
    data = pa.table({"case_id": ["a", "b"], "extrahepatic__status": ["none", "nowhere"]})
    expression = assess_table(ibis.memtable(data), pack)
    assert expression.to_pyarrow().column("case_id").to_pylist() == ["a"]
    with pytest.raises(InputError, match="extrahepatic"):
        assess_table(ibis.memtable(data.rename_columns(["case_id", "extrahepatic"])), pack)


def test_a_failed_run_leaves_the_old_result_and_nothing_else(files, tmp_path, pack, monkeypatch):
    path = files.parquet(GOOD)
    files.assessed(path, pack)
    before = (tmp_path / "verdicts-duckdb.parquet").read_bytes()

    def fail(*_):
        raise RuntimeError("in the middle")

    monkeypatch.setattr("nelm.registry.runs.assessing.in_words", fail)
    with pytest.raises(RuntimeError):
        files.assessed(path, pack)
    assert (tmp_path / "verdicts-duckdb.parquet").read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {
        "registry.parquet", "verdicts-duckdb.parquet", "verdicts-duckdb.rejects.csv",
    }  # fmt: skip


def test_a_file_appears_only_when_it_is_whole(files, tmp_path):
    target = tmp_path / "new"

    def fail():
        with replacing(target) as unfinished:
            unfinished.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with replacing(target) as unfinished:
        unfinished.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"


def test_results_never_overwrite_the_registry_or_each_other(files, tmp_path, pack):
    path = files.parquet(GOOD)
    with pytest.raises(InputError):
        assess_registry(path, pack, out=path)
    with pytest.raises(InputError):
        assess_registry(path, pack, out=tmp_path / "x", rejects=tmp_path / "x")
    with pytest.raises(InputError):
        check_registry(path, path)
    assert pq.read_table(path).num_rows == 3


def test_unknown_engines_and_memory_limits_are_refused(files, tmp_path, pack):
    with pytest.raises(InputError, match="duckdb or polars"):
        Run("sqlite")
    with pytest.raises(InputError, match="memory"):
        assess_registry(
            files.parquet(GOOD), pack, out=tmp_path / "o.parquet", run=Run(memory="much")
        )


def test_versions_of_duckdb_that_break_three_valued_logic_are_refused():
    check_duckdb("2.0.0")
    with pytest.raises(MissingExtraError, match=r"DuckDB 2\.0 or newer, found 1\.5\.5"):
        check_duckdb("1.5.5")


def test_rows_that_do_not_add_up_are_never_reported():
    with pytest.raises(NelmError, match="do not add up"):
        Counts(rows=10, good=8, rejected=1)


def test_progress_is_told_with_the_number_of_rows(files, tmp_path, pack):
    told = []
    run = Run(tell=lambda *what: told.append(what))
    assess_registry(files.parquet(GOOD), pack, out=tmp_path / "out.parquet", run=run)
    assert told[-1] == ("assessing", 1.0, 3)


def test_a_folder_that_is_not_there_is_an_input_error(files, tmp_path, pack):
    with pytest.raises(InputError, match="output"):
        assess_registry(files.parquet(GOOD), pack, out=tmp_path / "no" / "out.parquet")
