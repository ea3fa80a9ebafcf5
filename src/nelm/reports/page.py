"""A page of headings, lists and tables, rendered as plain text or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 96


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `code` in backticks."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Items | Table | str


def as_markdown(blocks: Iterable[Block]) -> str:
    """The page in Markdown.

    >>> print(as_markdown([Heading(1, "Limits"), Items(("Ki-67 `< 10`", "age < 60"))]), end="")
    # Limits
    <BLANKLINE>
    - Ki-67 `< 10`
    - age &lt; 60
    """
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def as_text(blocks: Iterable[Block]) -> str:
    """The page in plain text, at most 96 characters wide.

    >>> print(as_text([Heading(1, "Limits"), Items(("Ki-67 `< 10`", "age < 60"))]), end="")
    Limits
    ======
    <BLANKLINE>
    - Ki-67 < 10
    - age < 60
    """
    return "\n\n".join(_text(block).replace("`", "") for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_escape(text)}"
        case Items(lines):
            return "\n".join(f"- {_escape(line)}" for line in lines)
        case Table(head, rows):
            return "\n".join(map(_row, (head, tuple("---" for _ in head), *rows)))
        case str():
            return _escape(block)


def _row(cells: tuple[str, ...]) -> str:
    escaped = (_escape(cell).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _escape(text: str) -> str:
    """Text outside of backticks with HTML left without effect."""
    parts = text.split("`")
    parts[::2] = [part.replace("&", "&amp;").replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def _text(block: Block) -> str:
    match block:
        case Heading(level, text):
            return _wrap(text, "  ") if level > 2 else f"{text}\n{'=-'[level - 1] * len(text)}"
        case Items(lines):
            return "\n".join(_wrap(f"- {line}", "  ") for line in lines)
        case Table(head, rows):
            return "\n\n".join(_record(head, row) for row in rows)
        case str():
            return _wrap(block, "")


def _record(head: tuple[str, ...], row: tuple[str, ...]) -> str:
    """A row of a table, one cell to a line."""
    cells = [f"  {name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True) if cell]
    return "\n".join([row[0], *(_wrap(cell, "    ") for cell in cells)])


def _wrap(text: str, indent: str) -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
