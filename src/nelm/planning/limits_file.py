"""Limits from their files: strict, every problem with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from nelm.case.document import Document, read_document
from nelm.case.problem import InputError, Problem
from nelm.planning.limit import Change, Limit, Limits, SiteFile, SiteValue

LIMITS = Path(__file__).parent / "limits"
NET = "NET"


@dataclass(frozen=True)
class _Row:
    """A limit and the place where it stands."""

    limit: Limit
    document: Document
    index: int

    def problem(self, key: str, value: str, allowed: str) -> Problem:
        return self.document.problem((self.index, key), value, allowed)


def load_limits(folder: Path = LIMITS, *, site: Path | None = None) -> Limits:
    """Read every file of a folder, then the values of a site.

    Args:
        folder: holds one YAML file per domain.
        site: a file with author, date and the values that replace printed ones.

    Raises:
        InputError: with file and line: an unknown or missing key, an id given twice, a value
            left out without a note, a quantity told apart by histology without a row for NET,
            a site's value for a limit that does not exist.
    """
    limits = _printed(folder)
    return limits if site is None else _with_site(limits, site)


@lru_cache(maxsize=4)
def _printed(folder: Path) -> Limits:
    rows = [row for path in sorted(folder.glob("*.yaml")) for row in _rows(read_document(path))]
    problems = [*_single(rows), *_twice(rows), *_without_net(rows)]
    if problems:
        raise InputError(problems)
    return Limits(tuple(row.limit for row in rows))


def _rows(document: Document) -> list[_Row]:
    limits: tuple[Limit, ...] = _validated(document, tuple[Limit, ...])
    return [_Row(limit, document, index) for index, limit in enumerate(limits)]


def _validated(document: Document, form: Any) -> Any:
    try:
        return TypeAdapter(form).validate_python(document.data)
    except ValidationError as error:
        problems = [
            document.problem(tuple(e["loc"]), _shown(e["input"]), e["msg"]) for e in error.errors()
        ]
        raise InputError(problems) from None


def _shown(given: object) -> str:
    """What was given, when it is one value and not the mapping around a missing one."""
    return "missing" if isinstance(given, dict | list) else str(given)[:60]


def _single(rows: Sequence[_Row]) -> Iterator[Problem]:
    """Problems that a row has alone."""
    for row in rows:
        if row.limit.value is None and not row.limit.note:
            yield row.problem("value", "empty", "a number, or a note that says why there is none")
        if row.limit.change:
            yield row.problem("change", "given", "a change in a file of the site")


def _twice(rows: Sequence[_Row]) -> Iterator[Problem]:
    first: dict[str, _Row] = {}
    for row in rows:
        earlier = first.setdefault(row.limit.id, row)
        if earlier is not row:
            place = earlier.problem("id", "", "")
            allowed = f"each id once; first in {place.file}:{place.line}"
            yield row.problem("id", row.limit.id, allowed)


def _without_net(rows: Sequence[_Row]) -> Iterator[Problem]:
    """Quantities with rows of other histologies: a reader would borrow one for NET."""
    told_apart: dict[tuple[str, str | None], list[_Row]] = {}
    for row in rows:
        if row.limit.histology:
            told_apart.setdefault((row.limit.quantity, row.limit.device), []).append(row)
    for (quantity, _), group in told_apart.items():
        if all(row.limit.histology != NET for row in group):
            allowed = f"also a row for {NET}; with an empty value and a note where there is none"
            yield group[-1].problem("histology", f"{quantity} for {_names(group)}", allowed)


def _names(group: Sequence[_Row]) -> str:
    return ", ".join(dict.fromkeys(str(row.limit.histology) for row in group))


def _with_site(limits: Limits, path: Path) -> Limits:
    document = read_document(path)
    site: SiteFile = _validated(document, SiteFile)
    waiting = {row.id for row in limits.rows}
    problems = []
    for index, value in enumerate(site.limits):
        if value.id not in waiting:
            place = ("limits", index, "id")
            problems.append(document.problem(place, value.id, "the id of a limit, once"))
        waiting.discard(value.id)
    if problems:
        raise InputError(problems)
    values = {value.id: value for value in site.limits}
    return Limits(tuple(_changed(row, values.get(row.id), site, document) for row in limits.rows))


def _changed(row: Limit, value: SiteValue | None, site: SiteFile, document: Document) -> Limit:
    if value is None:
        return row
    change = Change(
        author=site.author,
        date=site.date,
        reason=value.reason,
        file=document.file,
        printed_value=row.value,
    )
    return row.model_copy(update={"value": value.value, "change": change})
