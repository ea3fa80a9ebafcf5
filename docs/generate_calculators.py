"""Write docs/reference/calculators/: a page for every calculator, and their index.

`python docs/generate_calculators.py` writes the pages; `--check` writes nothing and fails when one
is stale.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from nelm.calculators.catalog import CALCULATORS, GROUPS
from nelm.reports.calculator_page import calculator_blocks, index_blocks
from nelm.reports.page import as_markdown

FOLDER = Path(__file__).parent / "reference" / "calculators"


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write or check the pages; 1 when a check finds a stale one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    check = parser.parse_args(arguments).check
    wanted = dict(_pages())
    strays = [path for path in sorted(folder.glob("*")) if path.name not in wanted]
    stale = [name for name, text in wanted.items() if _current(folder / name) != text]
    if check:
        names = [*stale, *(path.name for path in strays)]
        sys.stderr.write("".join(f"stale: {name}\n" for name in names))
        return 1 if names else 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in strays:
        path.unlink()
    for name in stale:
        (folder / name).write_text(wanted[name], encoding="utf-8", newline="\n")
    return 0


def _pages() -> Iterator[tuple[str, str]]:
    yield "index.md", as_markdown(index_blocks(GROUPS, links=True))
    for calculator in CALCULATORS:
        yield f"{calculator.name}.md", as_markdown(calculator_blocks(calculator))


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
