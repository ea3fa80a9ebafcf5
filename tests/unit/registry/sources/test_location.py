"""Where a registry is: what is understood, what is refused, and that no password is shown."""

import os
from pathlib import Path

import pytest

from nelm.case.problem import InputError
from nelm.registry.sources.location import located, parse_location


@pytest.mark.parametrize(
    ("text", "kind", "file"),
    [
        ("cases.csv", "file", Path("cases.csv")),
        (Path("a") / "cases.parquet", "file", Path("a/cases.parquet")),
        ("cases", "file", Path("cases")),
        ("C:/cases.csv", "file", Path("C:/cases.csv")),
        ("/data/a:b@c/cases.csv", "file", Path("/data/a:b@c/cases.csv")),
        ("registry.duckdb", "duckdb", None),
        ("Registry.DB", "duckdb", None),
        ("postgresql://host/db", "postgresql", None),
        ("postgres://", "postgresql", None),
    ],
)
def test_a_registry_is_a_file_or_a_database(text, kind, file):
    place = parse_location(text)
    assert (place.kind, place.file, str(place)) == (kind, file, str(text))
    assert located(place) is place
    assert located(text) == place


def test_a_file_has_no_tables():
    with pytest.raises(InputError, match=r"cases\.csv: table is cases; allowed: no table"):
        parse_location("cases.csv", "cases")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann@host/db", "postgresql://ann@host/db"),
        ("postgresql://ann:hush@host:5432/db", "postgresql://ann:***@host:5432/db"),
        ("postgresql://ann:@host/db", "postgresql://ann:***@host/db"),
        ("postgres://ann:hu%40sh:x@[::1]:1,b:2/db", "postgres://ann:***@[::1]:1,b:2/db"),
        ("postgresql:///db?host=/tmp&user=ann", "postgresql:///db?host=/tmp&user=ann"),
        ("postgresql:///db?password=hush&port=1", "postgresql:///db?password=***&port=1"),
        ("postgresql:///db?p%61ssword=hush", "postgresql:///db?p%61ssword=***"),
        ("postgresql:///db?sslpassword=hush&x", "postgresql:///db?sslpassword=***&x"),
    ],
)
def test_a_password_is_never_shown(url, shown):
    place = parse_location(url, "cases")
    assert str(place) == shown
    assert "hu" not in f"{place} {place!r} {[place]}"
    assert place.url == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hu@sh@host/db",
        "postgresql://ann:hu/sh@host/db",
        "postgresql://ann:hu?sh@host/db",
        "postgresql://ann:hu#sh@host/db",
        "postgresql://ann:hu%zzsh@host/db",
        "postgresql://ann:hu%00sh@host/db",
        "postgresql://ann:hu sh@host/db",
        "postgresql://ann:hush",
        "postgresql://host/db?password=hu@sh",
        "postgresql:/ann:hush@host/db",
        "PostgreSQL://ann:hush@host/db",
        "mysql://ann:hush@host/db",
        "ann:hush@host/db",
        "host=host user=ann password=hush",
        "dbname=db PASSWORD = hush",
    ],
)
def test_what_may_hold_a_password_and_can_not_be_read_is_not_repeated(url):
    with pytest.raises(InputError, match="a URL that can not be read") as caught:
        parse_location(url)
    assert "hu" not in str(caught.value)
    assert "postgresql://USER@HOST" in str(caught.value)


def test_a_place_knows_its_passwords(monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    place = parse_location("postgresql://ann:hu%40sh@host/db?sslpassword=hist")
    assert place.hides("it was hu@sh")
    assert place.hides("it was hu%40sh")
    assert place.hides('invalid "hist"')
    assert not place.hides("ann host db")
    monkeypatch.setenv("PGPASSWORD", "db")
    assert place.hides("ann host db")
    assert not parse_location("cases.csv").hides("cases.csv")


def test_the_fingerprint_changes_with_the_file_and_with_the_log_of_duckdb(tmp_path):
    file = tmp_path / "registry.duckdb"
    file.write_bytes(b"1")
    place = parse_location(file)
    first = place.fingerprint()
    assert first == (1, file.stat().st_mtime_ns)
    os.utime(file, ns=(5, 5))
    assert place.fingerprint() == (1, 5)
    (tmp_path / "registry.duckdb.wal").write_bytes(b"22")
    assert place.fingerprint()[:3] == (1, 5, 2)
    assert parse_location("postgresql://host/db").fingerprint() is None


def test_a_file_that_is_not_there_has_no_fingerprint(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        parse_location(tmp_path / "none.csv").fingerprint()
