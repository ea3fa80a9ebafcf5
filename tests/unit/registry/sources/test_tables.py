"""Registries kept as a table: DuckDB files, and databases that can not be reached."""

import math
import socket
import subprocess
import sys
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError, MissingExtraError
from nelm.cli import run
from nelm.registry.engines import ENGINES, Run
from nelm.registry.sources.examine import Counts
from nelm.registry.sources.location import parse_location
from nelm.registry.sources.readers import open_source
from nelm.registry.synthetic.simulate import simulate

WRITER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("writing", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path):
    """Make a DuckDB file; data go in as tables, texts are run as SQL."""

    def make(*statements, name="registry.duckdb", **tables):
        path = tmp_path / name
        with duckdb.connect(path) as connection:
            for table, data in tables.items():
                connection.register("given", pa.table(data))
                connection.execute(f'CREATE TABLE "{table}" AS FROM given')
            for statement in statements:
                connection.execute(statement)
        return path

    return make


def refusal(place, tmp_path, memory="4GB"):
    """Why a place can not be read."""
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    with pytest.raises(InputError) as caught:
        open_source(place, work, Run(memory=memory))
    return str(caught.value)


def broken_cases():
    """Simulated cases, some of which break a rule."""
    cases = simulate(300, seed=5)
    rows = cases.slice(0, 4).to_pylist()
    rows[0] |= {"tumor__ki67_percent": math.nan, "tumor__ki67_percent_low": None}
    rows[1] |= {"patient__ecog": 9.0}
    rows[2] |= {"case_id": rows[3]["case_id"]}
    return pa.concat_tables([cases.slice(4), pa.Table.from_pylist(rows, schema=cases.schema)])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_gives_the_verdicts_and_rejects_of_the_parquet_file(
    files, database, tmp_path, pack, engine
):
    cases = broken_cases()
    path = tmp_path / "cases.parquet"
    pq.write_table(cases, path)
    expected = files.assessed(path, pack, engine)
    rejects = (tmp_path / f"verdicts-{engine}.rejects.csv").read_bytes()
    assert rejects.count(b"tumor__ki67_percent,nan,") == 1
    place = parse_location(database(cases=cases), "cases")
    assert files.assessed(place, pack, engine) == expected
    assert (tmp_path / f"verdicts-{engine}.rejects.csv").read_bytes() == rejects
    assert expected[0] == Counts(300, 296, 4)


def test_the_file_is_only_read_and_nothing_is_left_beside_it(files, database, tmp_path):
    path = database(cases=simulate(20, seed=5))
    before = path.read_bytes()
    assert files.rejected(path)[0] == Counts(20, 20, 0)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"registry.duckdb", "rejects.csv"}


def test_the_only_table_need_not_be_named_and_views_are_read_when_asked_for(files, database):
    view = "CREATE VIEW seen AS SELECT * FROM cases LIMIT 1"
    path = database(view, cases={"case_id": ["a", "b"]})
    assert files.rejected(path)[0].rows == 2
    assert files.rejected(parse_location(path, "seen"))[0].rows == 1


def test_a_table_that_is_not_named_or_not_there_is_told_with_those_that_are(database, tmp_path):
    one = {"case_id": ["a"]}
    path = database("CREATE SCHEMA old", "CREATE TABLE old.cases AS FROM cases", cases=one)
    assert "table is not named; allowed: --table with one of main.cases, old.cases" in refusal(
        path, tmp_path
    )
    found = refusal(parse_location(path, "case"), tmp_path)
    assert f"{path}: table is case, not there; allowed: --table with one of main.cases" in found
    assert "cases, which may be several" in refusal(parse_location(path, "cases"), tmp_path)
    assert open_source(parse_location(path, "old.cases"), tmp_path / "work").rows == 1
    many = database(*(f"CREATE TABLE t{n:02} (x int)" for n in range(23)), name="many.db")
    assert refusal(many, tmp_path).endswith("main.t19 and 3 more")
    assert "this one has none" in refusal(database(name="empty.db"), tmp_path)


@pytest.mark.parametrize("name", ['my "odd" ;-- table', "Cases", "a.b", "SELECT", "%s {} $1"])
def test_names_of_tables_are_quoted(files, database, name):
    quoted = '"' + name.replace('"', '""') + '"'
    path = database(f"CREATE TABLE {quoted} AS SELECT 'a' AS case_id", "CREATE TABLE other (x int)")
    for asked in (name, f"main.{name}", name.upper()):
        assert files.rejected(parse_location(path, asked))[0] == Counts(1, 1, 0)


def test_numbers_words_and_ids_of_other_types_mean_what_they_say(files, database, pack):
    data = {
        "tumor__ki67_percent": pa.array([9.9], pa.float32()),
        "liver__involvement_percent": [Decimal("50.0")],
    }
    path = database(
        "CREATE TYPE status AS ENUM ('none', 'present')",
        "CREATE TABLE cases AS SELECT uuid() AS case_id, 40::HUGEINT AS patient__age_years,"
        " 'present'::status AS extrahepatic__status, DATE '2024-05-31'::TIMESTAMP AS decision_date,"
        " numbers.* FROM numbers",
        "DROP TABLE numbers",
        numbers=data,
    )
    counts, rows = files.assessed(path, pack, lt_max_ki67_percent=9.9)
    (row,) = rows.values()
    assert counts == Counts(1, 1, 0)
    assert row["liver_transplantation__label"] == "criteria_not_met"


def test_a_generated_column_is_read_and_infinite_dates_are_left_out(files, database):
    path = database(
        "CREATE TABLE cases (case_id text, decision_date date,"
        " patient__ecog int AS (length(case_id)))",
        "INSERT INTO cases (case_id, decision_date) VALUES ('a', 'infinity'), ('bb', '2024-01-01'),"
        " ('much too long', '2024-01-01')",
    )
    counts, lines = files.rejected(path)
    assert counts == Counts(3, 1, 2)
    assert [(line["row"], line["field"]) for line in lines] == [
        ("1", "decision_date"), ("3", "patient__ecog"),
    ]  # fmt: skip


def test_a_table_without_rows_is_done_at_once(files, database, pack):
    path = database("CREATE TABLE cases (case_id text, patient__ecog int)")
    assert files.assessed(path, pack) == (Counts(0, 0, 0), {})


def test_columns_that_do_not_fit_are_refused_before_any_row_is_read(database, tmp_path):
    path = database(
        'CREATE TABLE cases ("Case_ID" text, "Tumor.Ki67_Percent" float, x int[])',
        "CREATE TABLE types (case_id text, patient__ecog boolean, tumor__functional int,"
        " decision_date time, center int[])",
    )
    found = refusal(parse_location(path, "cases"), tmp_path).splitlines()
    assert found[0] == f"{path}: column Case_ID is unknown; allowed: one of case_id"
    assert "column Tumor.Ki67_Percent is unknown; allowed: one of tumor__ki67_percent" in found[1]
    assert "column x is unknown" in found[2]
    assert "column case_id is missing" in found[3]
    found = refusal(parse_location(path, "types"), tmp_path).splitlines()
    assert [line.split(": ")[1].split()[1] for line in found] == [
        "patient__ecog", "tumor__functional", "decision_date", "center",
    ]  # fmt: skip
    assert "of type bool; allowed: numbers" in found[0]
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a DuckDB file"),
        (b"case_id\na\n", "not a DuckDB file"),
        (b"SQLite format 3\0" + bytes(4080), "not a DuckDB file"),
        (bytes(8) + b"DUCK" + bytes(8000), "file is "),
    ],
)
def test_another_file_is_refused(tmp_path, content, reason):
    path = tmp_path / "registry.db"
    path.write_bytes(content)
    found = refusal(path, tmp_path)
    assert reason in found
    assert found.startswith(f"{path}: ")
    assert "allowed: a DuckDB file" in found


def test_a_file_that_is_not_there_or_cut_short_is_refused(database, tmp_path):
    assert "file is no such file" in refusal(tmp_path / "none.duckdb", tmp_path)
    assert "is a directory" in refusal(tmp_path, tmp_path)
    (tmp_path / "folder.duckdb").mkdir()
    assert "is a directory" in refusal(tmp_path / "folder.duckdb", tmp_path)
    rows = [f"{n}" for n in range(200_000)]
    path = database(cases={"case_id": rows, "center": [row[::-1] for row in rows]})
    path.write_bytes(path.read_bytes()[:300_000])
    assert "allowed: a DuckDB file" in refusal(path, tmp_path)


def test_a_file_that_somebody_writes_to_is_refused(database, tmp_path):
    path = database(cases={"case_id": ["a"]})
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"writing\n"
        found = refusal(path, tmp_path)
        writer.stdin.close()
    assert found == (
        f"{path}: file is in use by another program;"
        " allowed: a DuckDB file that nobody is writing to"
    )
    with duckdb.connect(path):
        assert "allowed: a DuckDB file that nobody is writing to" in refusal(path, tmp_path)
    assert open_source(path, tmp_path / "work").rows == 1


def test_a_view_can_not_reach_for_other_files(database, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("case_id\na\n")
    path = database(f"CREATE VIEW cases AS SELECT * FROM read_csv('{other}')")
    assert "disabled" in refusal(parse_location(path, "cases"), tmp_path)


@pytest.mark.parametrize("rows", [1, 900_000])
def test_an_error_among_the_rows_is_told(database, tmp_path, rows):
    path = database(
        f"CREATE TABLE cases AS SELECT CASE WHEN i < {rows} THEN i::VARCHAR ELSE 'x' END AS case_id"
        f" FROM range(1, {rows} + 1) t(i)",
        "CREATE VIEW broken AS SELECT case_id, case_id::INT AS patient__ecog FROM cases",
    )
    assert "Could not convert" in refusal(parse_location(path, "broken"), tmp_path)


def test_memory_that_is_no_size_or_too_little_is_told(database, tmp_path):
    path = database(
        "CREATE VIEW cases AS SELECT i::VARCHAR AS case_id FROM range(9000000) t(i) ORDER BY 1 DESC"
    )
    place = parse_location(path, "cases")
    assert "memory is much; allowed: a size" in refusal(place, tmp_path, "much")
    assert "memory is 1MB, too little" in refusal(place, tmp_path, "1MB")


def test_results_never_overwrite_the_database(database, tmp_path, capsys):
    path = str(database(cases={"case_id": ["a"]}))
    assert run(["registry", "assess", path, "--out", path]) == 2
    assert "other names than the registry" in capsys.readouterr().err
    assert run(["registry", "check", path, "--rejects", path]) == 2


# Ibis 12 calls what DuckDB 2.0 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_the_commands_take_a_table(database, tmp_path, capsys):
    path = str(database("CREATE TABLE x (y int)", cases=simulate(20, seed=5)))
    out, cohort = str(tmp_path / "v.parquet"), str(tmp_path / "new" / "cohort")
    bad = str(tmp_path / "bad.csv")
    assert run(["registry", "check", path, "--rejects", bad]) == 2
    assert "--table with one of main.cases, main.x" in capsys.readouterr().err
    assert run(["registry", "check", path, "--table", "cases", "--rejects", bad]) == 0
    assert run(["registry", "assess", path, "--table", "main.cases", "--out", out]) == 0
    assert run(["registry", "cohort", path, out, "--table", "cases", "--out", cohort]) == 0
    assert "20 cases" in capsys.readouterr().out
    assert {p.name for p in tmp_path.iterdir()} == {
        "registry.duckdb", "bad.csv", "v.parquet", "v.rejects.csv", "new",
    }  # fmt: skip
    assert run(["registry", "check", out, "--table", "cases"]) == 2
    assert "no table with a file such as this" in capsys.readouterr().err


# Ibis 12 calls what DuckDB 2.0 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_case_ids_that_are_whole_numbers_find_their_verdicts(database, tmp_path, capsys):
    numbered = "CREATE TABLE cases AS SELECT rowid AS case_id, * EXCLUDE case_id FROM texts"
    path = str(database(numbered, texts=simulate(20, seed=5)))
    out = str(tmp_path / "v.parquet")
    assert run(["registry", "assess", path, "--table", "cases", "--out", out]) == 0
    page = ["--out", str(tmp_path / "cohort")]
    assert run(["registry", "cohort", path, out, "--table", "cases", *page]) == 0
    assert "20 cases" in capsys.readouterr().out


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = taken.getsockname()[1]
        url = f"postgresql://ann:hush@127.0.0.1:{port}/registry?connect_timeout=2"
        out = str(tmp_path / "v.parquet")
        assert run(["registry", "assess", url, "--table", "cases", "--out", out, "--json"]) == 2
    told = capsys.readouterr()
    assert "postgresql://ann:***@127.0.0.1:" in told.err
    assert "Connection refused; allowed: a server that answers" in told.err
    assert "hush" not in told.out + told.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["postgresql://ann:hush@x/db?hush=1", "postgresql://no:no@no:1/no"])
def test_words_of_the_driver_that_hold_the_password_are_left_out(tmp_path, url):
    found = refusal(parse_location(url), tmp_path)
    assert "hush@" not in found
    assert 'invalid URI query parameter: "hush"' not in found


def test_without_its_driver_a_database_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    with pytest.raises(MissingExtraError, match=r'pip install "nelm\[postgresql\]"'):
        open_source("postgresql://host/db", tmp_path)
