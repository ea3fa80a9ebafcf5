"""Registries kept in PostgreSQL, read from a server that the tests start for themselves."""

import csv
import math
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import adbc_driver_postgresql.dbapi as driver
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import nelm
from nelm.case.problem import InputError
from nelm.cli import run
from nelm.registry.assess import assess_registry
from nelm.registry.engines import ENGINES, Run
from nelm.registry.sources.examine import Counts
from nelm.registry.sources.location import parse_location
from nelm.registry.sources.readers import open_source
from nelm.registry.synthetic.simulate import simulate

SECRET = "correct-horse"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/opt/postgresql*/bin", "/usr/pgsql-*/bin")
OPTIONS = "-k {folder} -c listen_addresses= -c fsync=off -c lc_messages=C"


class Server:
    """A PostgreSQL in a folder of its own, reached through a socket in that folder."""

    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        self.account = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            name = next(
                n for n in ("postgres", "nobody") if n in {p.pw_name for p in pwd.getpwall()}
            )
            found = pwd.getpwnam(name)
            self.account = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
            os.chown(folder, found.pw_uid, found.pw_gid)

    def start(self):
        secret = self.folder / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o644)
        self.call(
            "initdb", "--auth=scram-sha-256", "--username=owner", f"--pwfile={secret}",
            "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
        options = OPTIONS.format(folder=self.folder)
        self.call(
            "pg_ctl", "--wait", f"--log={self.folder / 'log'}", f"--options={options}", "start"
        )

    def stop(self):
        self.call("pg_ctl", "--mode=immediate", "stop")

    def call(self, program, *arguments):
        data = f"--pgdata={self.folder / 'data'}"
        subprocess.run(
            [self.programs / program, data, *arguments], check=True, cwd=self.folder,
            stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **self.account,
        )  # fmt: skip

    def url(self, user="owner", secret=SECRET, database="postgres"):
        account = user if secret is None else f"{user}:{secret}"
        return f"postgresql://{account}@/{database}?host={self.folder}"

    def place(self, table=None, **about):
        return parse_location(self.url(**about), table)

    def execute(self, *statements, database="postgres", autocommit=False, **tables):
        """Make tables of Arrow data, then run SQL."""
        url = self.url(database=database)
        connected = driver.connect(url, autocommit=autocommit)
        with closing(connected) as connection, closing(connection.cursor()) as cursor:
            for name, data in tables.items():
                cursor.adbc_ingest(name, data)
            for statement in statements:
                cursor.execute(statement)
            if not autocommit:
                connection.commit()


def programs():
    """Where the programs of PostgreSQL are; in CI they have to be somewhere."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")))
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    if os.environ.get("CI"):
        pytest.fail("not run: no PostgreSQL")
    pytest.skip("not run: no PostgreSQL")


@pytest.fixture(scope="module")
def server():
    # Not a folder of pytest: those can not be entered by the user whom the server runs as.
    with tempfile.TemporaryDirectory(prefix="nelm-pg-", dir="/tmp") as name:
        server = Server(Path(name), programs())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def schema(server):
    """A schema that is empty before and after, first in the search for names."""
    server.execute("CREATE SCHEMA trial")
    yield "trial"
    server.execute("DROP SCHEMA trial CASCADE")


@pytest.fixture(scope="module")
def pack():
    return nelm.load_pack("dermine2019")


@pytest.fixture(autouse=True)
def _no_password_of_the_environment(monkeypatch, tmp_path):
    for name in ("PGPASSWORD", "PGPASSFILE", "PGUSER", "PGCLIENTENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def refusal(place, tmp_path):
    """Why a place can not be read; the password is never part of it."""
    with pytest.raises(InputError) as caught:
        open_source(place, tmp_path)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def assessed(place, pack, out, engine="duckdb"):
    """Counts, verdicts by case id, and the lines of the rejects file."""
    counts = assess_registry(place, pack, out=out, run=Run(engine))
    with out.with_suffix(".rejects.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    return counts, {row.pop("case_id"): row for row in pq.read_table(out).to_pylist()}, lines


def broken_cases():
    """Simulated cases, some of which break a rule."""
    cases = simulate(300, seed=5)
    rows = cases.slice(0, 4).to_pylist()
    rows[0] |= {"tumor__ki67_percent": math.nan, "tumor__ki67_percent_low": None}
    rows[1] |= {"patient__ecog": 9.0}
    rows[2] |= {"case_id": rows[3]["case_id"]}
    return pa.concat_tables([cases.slice(4), pa.Table.from_pylist(rows, schema=cases.schema)])


@pytest.mark.parametrize("type_", ["double precision", "numeric"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_gives_the_verdicts_and_rejects_of_the_parquet_file(
    server, schema, tmp_path, pack, engine, type_
):
    cases = broken_cases()
    numbers = [n for n, t in zip(cases.schema.names, cases.schema.types, strict=True)
               if t == pa.float64()]  # fmt: skip
    alter = ", ".join(f'ALTER COLUMN "{name}" TYPE {type_}' for name in numbers)
    server.execute(
        f"ALTER TABLE public.cases {alter}",
        "ALTER TABLE public.cases SET SCHEMA trial",
        cases=cases,
    )
    path = tmp_path / "cases.parquet"
    pq.write_table(cases, path)
    expected = assessed(path, pack, tmp_path / "a.parquet", engine)
    assert assessed(server.place("trial.cases"), pack, tmp_path / "b.parquet", engine) == expected
    assert expected[0] == Counts(300, 296, 4)
    assert ("297", "tumor__ki67_percent", "nan") in {
        (line["row"], line["field"], line["value"]) for line in expected[2]
    }


def test_types_mean_what_they_say(server, schema, tmp_path):
    server.execute(
        "CREATE TYPE trial.word AS ENUM ('none', 'present')",
        "CREATE DOMAIN trial.percent AS numeric(5, 2) CHECK (value >= 0)",
        """CREATE TABLE trial.cases (
            case_id uuid, tumor__ki67_percent trial.percent, liver__involvement_percent numeric,
            patient__ecog smallint, follow_up_months bigint, patient__age_years real,
            liver__lm_count money, died boolean, extrahepatic__status trial.word,
            tumor__differentiation char(9), center varchar, decision_date timestamptz)""",
        """INSERT INTO trial.cases VALUES (
            '5ceb8c3f-5d3c-4fbb-b5b8-7bf3c7f5a9a1', 9.90, 50, 1, 12, 60.1, 3, true, 'present',
            'well', 'Besançon', '2024-05-31 12:00Z')""",
        "INSERT INTO trial.cases VALUES ('00000000-0000-0000-0000-000000000000')",
    )
    source = open_source(server.place("trial.cases"), tmp_path)
    full, empty = pq.read_table(source.file).to_pylist()
    moment = full.pop("decision_date")
    assert moment.isoformat() == "2024-05-31T12:00:00+00:00"
    assert full.pop("patient__age_years") == pytest.approx(60.1)
    assert full == {
        "case_id": "5ceb8c3f-5d3c-4fbb-b5b8-7bf3c7f5a9a1", "tumor__ki67_percent": 9.9,
        "liver__involvement_percent": 50.0, "patient__ecog": 1, "follow_up_months": 12,
        "liver__lm_count": 3.0, "died": True, "extrahepatic__status": "present",
        "tumor__differentiation": "well", "center": "Besançon",
    }  # fmt: skip
    assert {value for name, value in empty.items() if name != "case_id"} == {None}
    assert source.texts == {"patient__age_years"}  # a short float, read by its shortest text


def test_what_is_not_finite_is_left_out_row_by_row(server, schema, tmp_path, pack):
    server.execute(
        "CREATE TABLE trial.cases (case_id text, follow_up_months numeric, decision_date date)",
        "INSERT INTO trial.cases VALUES ('a', 'NaN'), ('b', 'Infinity')",
        "INSERT INTO trial.cases VALUES ('c', 1, 'infinity'),"
        " ('d', 1, '-infinity'), ('e', 1, '2024-01-01'), ('f', 1, '0044-03-15 BC')",
    )
    counts, rows, lines = assessed(server.place("trial.cases"), pack, tmp_path / "v.parquet")
    assert (counts, set(rows)) == (Counts(6, 1, 5), {"e"})
    assert [(line["row"], line["field"], line["value"]) for line in lines] == [
        ("1", "follow_up_months", "nan"), ("2", "follow_up_months", "inf"),
        ("3", "decision_date", "9999-12-31"), ("4", "decision_date", "9999-12-31"),
        ("6", "decision_date", "9999-12-31"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ['my "odd" ;-- table', "Cases", "a.b", "select", "%s {} $1"])
def test_names_of_tables_are_quoted(server, schema, tmp_path, name):
    quoted = '"' + name.replace('"', '""') + '"'
    server.execute(f"CREATE TABLE trial.{quoted} AS SELECT 'a' AS case_id")
    for asked in (name, f"trial.{name}", name.upper(), None):
        assert open_source(server.place(asked), tmp_path).rows == 1


def test_views_and_partitions_are_read_when_asked_for(server, schema, tmp_path):
    server.execute(
        "CREATE TABLE trial.cases (case_id text, center text) PARTITION BY LIST (center)",
        "CREATE TABLE trial.lyon PARTITION OF trial.cases FOR VALUES IN ('Lyon')",
        "CREATE TABLE trial.paris PARTITION OF trial.cases FOR VALUES IN ('Paris')",
        "INSERT INTO trial.cases VALUES ('a', 'Lyon'), ('b', 'Lyon'), ('c', 'Paris')",
        "CREATE VIEW trial.seen AS SELECT * FROM trial.cases LIMIT 2",
        "CREATE MATERIALIZED VIEW trial.kept AS SELECT * FROM trial.cases LIMIT 0",
    )
    rows = {name: open_source(server.place(name), tmp_path).rows
            for name in (None, "cases", "paris", "seen", "kept")}  # fmt: skip
    assert rows == {None: 3, "cases": 3, "paris": 1, "seen": 2, "kept": 0}


def test_a_table_that_is_not_named_or_not_there_is_told_with_those_that_are(
    server, schema, tmp_path
):
    assert "this one has none" in refusal(server.place(), tmp_path)
    server.execute("CREATE TABLE trial.a (x int)", "CREATE TABLE trial.b (x int)")
    shown = f"postgresql://owner:***@/postgres?host={server.folder}"
    assert refusal(server.place(), tmp_path) == (
        f"{shown}: table is not named; allowed: --table with one of trial.a, trial.b"
    )
    assert refusal(server.place("trial.c"), tmp_path) == (
        f"{shown}: table is trial.c, not there; allowed: --table with one of trial.a, trial.b"
    )


def test_columns_that_do_not_fit_are_refused(server, schema, tmp_path):
    server.execute(
        'CREATE TABLE trial.names ("Case_ID" text, "Patient.ECOG" int, x jsonb)',
        "CREATE TABLE trial.types (case_id text, patient__ecog boolean, center int[],"
        " tumor__functional int, liver__pattern jsonb, decision_date cidr)",
    )
    found = refusal(server.place("names"), tmp_path).splitlines()
    assert found[0].endswith("column Case_ID is unknown; allowed: one of case_id")
    assert "one of patient__ecog" in found[1]
    assert "column x is unknown" in found[2]
    found = refusal(server.place("types"), tmp_path).splitlines()
    assert [line.split(": column ")[1].split()[0] for line in found] == [
        "patient__ecog", "center", "tumor__functional", "liver__pattern", "decision_date",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_not_the_users_is_told(server, schema, tmp_path):
    server.execute(
        f"CREATE ROLE guest LOGIN PASSWORD '{SECRET}'",
        "CREATE TABLE trial.cases AS SELECT 'a' AS case_id",
        "GRANT USAGE ON SCHEMA trial TO guest",
    )
    found = refusal(server.place("cases", user="guest"), tmp_path)
    assert "table is not read: no right to read it; allowed: a table or view" in found
    server.execute("GRANT SELECT ON trial.cases TO guest")
    assert open_source(server.place("cases", user="guest"), tmp_path).rows == 1


def test_errors_among_the_rows_are_told(server, schema, tmp_path):
    server.execute(
        "CREATE TABLE trial.large AS SELECT 'a' AS case_id, 1e400::numeric AS follow_up_months",
        "CREATE VIEW trial.late AS SELECT i::text AS case_id, 1 / (i - 90000) AS patient__ecog"
        " FROM generate_series(1, 100000) s(i)",
        "CREATE VIEW trial.early AS SELECT 'a' AS case_id, 1 / 0 AS patient__ecog",
    )
    assert "is out of range for type double precision" in refusal(server.place("large"), tmp_path)
    assert "table is not read: division by zero" in refusal(server.place("late"), tmp_path)
    assert "table is not read: division by zero" in refusal(server.place("early"), tmp_path)


def test_nothing_can_be_written(server, schema, tmp_path):
    server.execute(
        "CREATE TABLE trial.log (x int)",
        "CREATE FUNCTION trial.mark() RETURNS text LANGUAGE sql VOLATILE AS"
        " $$INSERT INTO trial.log VALUES (1); SELECT 'a'::text$$",
        "CREATE VIEW trial.cases AS SELECT trial.mark() AS case_id",
    )
    assert "read-only transaction" in refusal(server.place("cases"), tmp_path)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"secret": "wrong"}, "password authentication failed"),
        ({"secret": "owner"}, "password authentication failed for user ..."),
        ({"secret": None}, "no password supplied"),
        ({"user": "nobody"}, "password authentication failed"),
        ({"database": "none"}, 'database "none" does not exist'),
    ],
)
def test_a_server_that_refuses_is_told_without_the_password(server, tmp_path, about, words):
    found = refusal(server.place("cases", **about), tmp_path)
    assert f"database is not read: {words}" in found
    assert "PGPASSWORD or ~/.pgpass" in found
    assert "wrong" not in found


def test_a_password_may_come_from_the_environment_or_a_file(server, schema, tmp_path, monkeypatch):
    server.execute("CREATE TABLE trial.cases AS SELECT 'a' AS case_id")
    place = server.place("cases", secret=None)
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert open_source(place, tmp_path).rows == 1
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / "pgpass"
    kept.write_text(f"*:*:*:*:{SECRET}\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    assert open_source(place, tmp_path).rows == 1


@pytest.mark.parametrize("client", ["", "LATIN1"])
def test_other_encodings_are_read_and_broken_texts_refused(server, tmp_path, monkeypatch, client):
    for name, encoding in (("latin", "LATIN1"), ("bytes", "SQL_ASCII")):
        server.execute(
            f"CREATE DATABASE {name} ENCODING {encoding} LOCALE 'C' TEMPLATE template0",
            autocommit=True,
        )
        server.execute(
            "SET client_encoding = 'UTF8'",
            "CREATE TABLE cases (case_id text, center text)",
            "INSERT INTO cases VALUES ('a', 'Besançon')" if name == "latin" else
            "INSERT INTO cases VALUES ('a', convert_from('\\xe7', 'SQL_ASCII'))",
            database=name,
        )  # fmt: skip
    if client:
        monkeypatch.setenv("PGCLIENTENCODING", client)
    try:
        source = open_source(server.place(database="latin"), tmp_path)
        assert pq.read_table(source.file)["center"].to_pylist() == ["Besançon"]
        assert "UTF8" in refusal(server.place(database="bytes"), tmp_path)
    finally:
        for name in ("latin", "bytes"):
            server.execute(f"DROP DATABASE {name} WITH (FORCE)", autocommit=True)


# Ibis 12 calls what DuckDB 2.0 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_the_commands_take_a_url_and_show_it_without_the_password(server, schema, tmp_path, capsys):
    server.execute("ALTER TABLE public.cases SET SCHEMA trial", cases=simulate(20, seed=5))
    url, out = server.url(), str(tmp_path / "v.parquet")
    table = ["--table", "trial.cases"]
    assert run(["registry", "check", url, *table, "--rejects", str(tmp_path / "bad.csv")]) == 0
    assert run(["registry", "assess", url, *table, "--out", out, "--json"]) == 0
    assert run(["registry", "cohort", url, out, *table, "--out", str(tmp_path / "cohort")]) == 0
    assert run(["registry", "assess", url, "--table", "x", "--out", out, "--json"]) == 2
    told = capsys.readouterr()
    assert '"rows": 20' in told.out
    assert "20 cases" in told.out
    assert "postgresql://owner:***@/postgres" in told.err
    assert SECRET not in told.out + told.err
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes()
