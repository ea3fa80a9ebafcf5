import os
import random
import re
import shutil
from datetime import date, timedelta

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError, MissingExtraError
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.engines import Run, duckdb_sql
from nelm.registry.schema import template_schema
from nelm.registry.sources.examine import Counts, examine
from nelm.registry.sources.readers import Source
from nelm.registry.spark.assess import assess_on_spark
from nelm.registry.spark.rows import spark_sql, verdicts_in_words
from nelm.registry.spark.session import JAVA, not_started, spark_session
from nelm.registry.spark.word_expressions import word_expressions

MASTER = "local[2]"
COUNT = 70


@pytest.fixture(scope="module")
def bound():
    return bind_pack(load_pack("dermine2019"))


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("CI"):
            pytest.fail("not run: no Java")
        pytest.skip("not run: no Java")
    with spark_session(MASTER, "1GB", tmp_path_factory.mktemp("spark")) as session:
        yield session


def rows(**columns):
    """A registry of five good rows with what is said of them."""
    known = {"case_id": [f"c{n}" for n in range(5)], "tumor__ki67_percent": [1.0, 3, 20, 99, None]}
    schema, data = template_schema(bounds=True), known | columns
    fields = [field for field in schema if field.name in data]
    return pa.table({f.name: pa.array(data[f.name], f.type) for f in fields})


def assess(tmp_path, bound, table):
    """What Spark makes of a table: counts, verdicts, lines about rejected rows."""
    source, out, rejects = (tmp_path / n for n in ("cases[1].parquet", "out", "bad.csv"))
    pq.write_table(table, source)
    counts = assess_on_spark(source, bound, out, rejects, master=MASTER)
    return counts, pq.read_table(out), rejects.read_text()


def test_truths_become_the_same_words_on_duckdb_and_on_spark(spark, tmp_path):
    dice = random.Random(5)
    truths = {f"t{n}": dice.choices([True, False, None], k=50) for n in range(COUNT)}
    truths["t63"][:3] = [True, False, None]
    data = pa.table({name: pa.array(values, pa.bool_()) for name, values in truths.items()})
    data = data.append_column("row", pa.array(range(50)))
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="truths")
    words = word_expressions([table[name] for name in truths])
    expression = table.select(table["row"], **words)

    with duckdb.connect() as connection:
        connection.register("truths", data)
        ours = connection.sql(duckdb_sql(expression)).to_arrow_table().to_pylist()
    pq.write_table(data, tmp_path / "truths.parquet")
    spark.read.parquet(f"{tmp_path}/truths.parquet").createOrReplaceTempView("truths")
    spark.sql(spark_sql(expression)).write.parquet(f"{tmp_path}/words")
    theirs = pq.read_table(tmp_path / "words").sort_by("row").to_pylist()
    assert theirs == ours == expected_words(truths)


def expected_words(truths):
    found = []
    for row in range(50):
        line = {"row": row}
        for first, end in ((0, ""), (64, "_2")):
            part = [truths[f"t{n}"][row] for n in range(first, min(first + 64, COUNT))]
            for name, wanted in (("known_true", True), ("known_false", False)):
                bits = sum(1 << place for place, value in enumerate(part) if value is wanted)
                line[name + end] = bits - (1 << 64) if bits >> 63 else bits
        found.append(line)
    return found


def test_bad_rows_are_told_as_by_the_other_engines_and_the_good_ones_go_on(spark, bound, tmp_path):
    future = date.today() + timedelta(days=2)
    table = rows(
        case_id=["good", "twice", "nan", "both", "twice", None, " ", "word", "late", "good too"],
        tumor__ki67_percent=[1.0, 2, float("nan"), 5, 2, 1, 1, 1, 1, 101 - 1],
        tumor__ki67_percent_high=[None, None, None, 7, None, None, None, None, None, None],
        tumor__primary_site=["ileum"] * 7 + ["knee", None, None],
        liver__lm_count=[1.0, 1, 1.5, float("inf"), 1, 1, 1, 1, 1, 1],
        decision_date=[None] * 8 + [future, date(2020, 2, 29)],
    )
    counts, verdicts, told = assess(tmp_path, bound, table)
    assert counts == Counts(10, 2, 8)
    assert sorted(verdicts["case_id"].to_pylist()) == ["good", "good too"]

    types = {field.name: field.type for field in table.schema}
    source, rejects = Source(tmp_path / "cases[1].parquet", types), tmp_path / "duckdb.csv"
    shutil.copy(source.file, tmp_path / "cases.parquet")  # DuckDB expands brackets
    source = Source(tmp_path / "cases.parquet", types)
    examine(source, tmp_path / "good.parquet", rejects, Run())
    assert told == rejects.read_text()
    assert "\n3,nan,tumor__ki67_percent,nan," in told
    assert sorted(file.name for file in (tmp_path / "out").iterdir() if file.suffix != ".crc")[
        :2
    ] == [
        "_SUCCESS",
        "_nelm.json",
    ]
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_verdicts_of_an_earlier_run_are_replaced_and_nothing_else(spark, bound, tmp_path):
    assert assess(tmp_path, bound, rows())[0] == Counts(5, 5, 0)
    _, verdicts, told = assess(tmp_path, bound, rows(case_id=list("abcde")))
    assert sorted(verdicts["case_id"].to_pylist()) == list("abcde")
    assert told == "row,case_id,field,value,reason\n"
    (tmp_path / "out" / "_nelm.json").unlink()
    with pytest.raises(InputError, match="there already"):
        assess(tmp_path, bound, rows())


def test_a_folder_of_files_is_one_registry_without_row_numbers(spark, bound, tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    pq.write_table(rows(), folder / "a.parquet")
    more = rows(case_id=list("vwxyz"), patient__age_years=[40.0, 50, 60, 70, 700])
    pq.write_table(more.drop_columns("tumor__ki67_percent"), folder / "b.parquet")
    rejects = tmp_path / "bad.csv"
    counts = assess_on_spark(folder, bound, tmp_path / "out", rejects, master=MASTER)
    assert counts == Counts(10, 9, 1)
    assert rejects.read_text().splitlines()[1].startswith(",z,patient__age_years,700.0,")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("tumor__ki67_percent", pa.array(["1", "2", "3", "4", "5"])),
        ("tumor__ki67_percent", pa.array([1, 2, 3, 4, 5], pa.float32())),
        ("tumor__functional", pa.array([[1], [2], [3], [4], [5]])),
        ("no_such_column", pa.array([1, 2, 3, 4, 5])),
    ],
)
def test_columns_that_would_have_to_be_read_are_refused(spark, bound, tmp_path, name, column):
    table = rows()
    table = table.drop_columns(name) if name in table.column_names else table
    with pytest.raises(InputError, match=name):
        assess(tmp_path, bound, table.append_column(name, column))
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "bad.csv").exists()


def test_whole_numbers_decimals_and_empty_columns_are_read(spark, bound, tmp_path):
    table = rows().drop_columns(["case_id", "tumor__ki67_percent"])
    data = {
        "case_id": pa.array([1, 2, 3, 3, 5]),
        "tumor__ki67_percent": pa.array([1, 2, 3, 4, 900]),
    }
    data["patient__age_years"] = pa.array([50, 50, 50, 50, 50]).cast(pa.decimal128(20, 1))
    data["liver__lm_count"] = pa.nulls(5)
    for name, column in data.items():
        table = table.append_column(name, column)
    counts, verdicts, told = assess(tmp_path, bound, table)
    assert counts == Counts(5, 2, 3)
    assert sorted(verdicts["case_id"].to_pylist()) == ["1", "2"]
    assert "\n5,5,tumor__ki67_percent,900,allowed" in told


def test_a_registry_that_is_not_there_is_told_without_a_traceback(spark, bound, tmp_path):
    with pytest.raises(InputError, match="PATH_NOT_FOUND"):
        assess_on_spark(
            tmp_path / "none.parquet", bound, tmp_path / "o", tmp_path / "b.csv", master=MASTER
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("master", ["banana", "sc://host:15002", "spark://127.0.0.1:1", "local[3]"])
def test_a_master_that_can_not_be_used_is_refused_at_once(spark, tmp_path, master):
    with (
        pytest.raises(InputError, match=r"master is|this process already uses"),
        spark_session(master, "1GB", tmp_path),
    ):
        pass


def test_without_java_the_message_says_which_is_needed(monkeypatch, tmp_path):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
    with pytest.raises(MissingExtraError) as told, spark_session(MASTER, "1GB", tmp_path):
        pass
    assert str(told.value) == JAVA
    assert "17" in JAVA


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        ("java.lang.UnsupportedClassVersionError: SparkSubmit", MissingExtraError, "17 or newer"),
        ('x\nException in thread "main" E: set HADOOP_CONF_DIR\n', InputError, r"\(E: set HADOOP"),
        ("", InputError, "no reason given"),
    ],
)
def test_why_spark_did_not_start_is_told_in_a_line(told, error, words):
    found = not_started("yarn", told)
    assert isinstance(found, error)
    assert re.search(words, str(found))


def test_without_pyspark_the_message_is_the_install_line(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with (
        pytest.raises(MissingExtraError, match=r'pip install "nelm\[spark\]"'),
        spark_session(MASTER, "1GB", tmp_path),
    ):
        pass


def test_the_expression_keeps_the_case_id_and_one_word_pair_for_every_64_comparisons(bound):
    table = ibis.table(ibis.Schema.from_pyarrow(rows().schema), name="registry")
    columns = verdicts_in_words(table, bound).columns
    assert columns[0] == "case_id"
    assert columns[-4:] == ("known_true", "known_false", "known_true_2", "known_false_2")
