"""Where a registry is: a file, a table of a DuckDB file, or a table of a PostgreSQL database."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from nelm.case.problem import InputError, Problem

Kind = Literal["file", "duckdb", "postgresql"]

DUCKDB_SUFFIXES = (".duckdb", ".db")
HIDDEN = "***"
URL = "postgresql://USER@HOST:PORT/DATABASE"
# Stricter than libpq, which takes `pa@ss@host` apart so that its errors show half a password.
HOST = r"(?:\[[^\s@/?#\]]*\]|[^\s@:/?#,\[\]]*)(?::\d{0,5})?"
POSTGRESQL = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)"
    r"(?:(?P<user>[^\s@:/?#]*)(?::(?P<password>[^\s@/?#]*))?@)?"
    rf"(?P<place>{HOST}(?:,{HOST})*(?:/[^\s@?#]*)?)"
    r"(?:\?(?P<query>[^\s@#]*))?"
)
BROKEN_CODE = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
# What may hold a password and is no file: another scheme, user:password@host, libpq's key=value.
NO_FILE = re.compile(r"[a-z][\w+.-]+:/|[^/\\]*:[^/\\]*@|.*\bpassword\s*=", re.IGNORECASE)
HARMLESS = ("host", "hostaddr", "port", "dbname", "user", "sslmode", "connect_timeout")


@dataclass(frozen=True)
class Place:
    """Where a registry is; as text and in error messages without its password.

    Attributes:
        kind: a CSV or Parquet file, a DuckDB file, or a PostgreSQL server.
        shown: what to call the place: its path, or its URL with the password replaced.
        path: the file; None for a server.
        table: the table that was asked for, if any.
        url: URL of a server, with its password: never print it.
    """

    kind: Kind
    shown: str
    path: Path | None = None
    table: str | None = None
    url: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.shown

    @property
    def file(self) -> Path | None:
        """The CSV or Parquet file, when it is one."""
        return self.path if self.kind == "file" else None

    def fingerprint(self) -> tuple[int, ...] | None:
        """Size and time of change of the file, and of DuckDB's log beside it; None for a server.

        Raises:
            InputError: the file can not be read.
        """
        if self.path is None:
            return None
        check_readable(self.path)
        files = [self.path, self.path.with_name(f"{self.path.name}.wal")]
        found = [file.stat() for file in files[: 1 + (self.kind == "duckdb")] if file.exists()]
        return tuple(number for stat in found for number in (stat.st_size, stat.st_mtime_ns))

    def hides(self, text: str) -> bool:
        """Whether a text holds a password of this place."""
        parts = POSTGRESQL.fullmatch(self.url)
        given = [] if parts is None else [parts["password"], *_hidden_values(parts["query"])]
        secrets = [*given, *(unquote(value) for value in given if value)]
        return any(secret in text for secret in [*secrets, os.environ.get("PGPASSWORD")] if secret)


def parse_location(text: str | Path, table: str | None = None) -> Place:
    """Understand what a person calls a registry: a path or a URL, and a table of it.

    >>> str(parse_location("postgresql://ann:secret@db.example/registry", "cases"))
    'postgresql://ann:***@db.example/registry'

    Raises:
        InputError: a URL that can not be read, or a table of something that has none.
    """
    if NO_FILE.match(str(text)):
        return Place("postgresql", shown_url(str(text)), None, table, str(text))
    path = Path(text)
    if path.suffix.lower() in DUCKDB_SUFFIXES:
        return Place("duckdb", str(path), path, table)
    if table is not None:
        allowed = "no table with a file such as this; DuckDB files and PostgreSQL have tables"
        raise InputError([Problem("table", table, allowed, str(path))])
    return Place("file", str(path), path)


def located(place: str | Path | Place) -> Place:
    """A place, whether it was understood before or not."""
    return place if isinstance(place, Place) else parse_location(place)


def shown_url(url: str) -> str:
    """A URL of PostgreSQL with its passwords replaced.

    Raises:
        InputError: it can not be read; the message leaves it out, for it may hold a password.
    """
    parts = POSTGRESQL.fullmatch(url)
    if parts is None or BROKEN_CODE.search(url):
        allowed = f"a file, or {URL}; in a name or password write @ : / ? # % as %40 %3A %2F ..."
        raise InputError([Problem("registry", "a URL that can not be read", allowed)])
    user, password, query = parts["user"], parts["password"], parts["query"]
    secret = "" if password is None else f":{HIDDEN}"
    account = "" if user is None else f"{user}{secret}@"
    shown = "" if query is None else "?" + "&".join(map(_shown_option, query.split("&")))
    return f"{parts['scheme']}{account}{parts['place']}{shown}"


def check_readable(path: Path) -> None:
    """Refuse a file that can not be opened.

    Raises:
        InputError: what is in the way.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise InputError([Problem("file", reason, "a readable file", str(path))]) from None


def _shown_option(option: str) -> str:
    name, sign, _ = option.partition("=")
    return option if unquote(name) in HARMLESS else f"{name}{sign}{HIDDEN if sign else ''}"


def _hidden_values(query: str | None) -> list[str]:
    options = [option.partition("=") for option in (query or "").split("&")]
    return [value for name, _, value in options if unquote(name) not in HARMLESS]
