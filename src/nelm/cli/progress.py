"""What is going on, on stderr of a terminal, for work that takes a while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

SHOW_AFTER_SECONDS = 2.0


class Tell(Protocol):
    """Told what is being done, which share of all is done (None: not known), and of how many."""

    def __call__(self, what: str, share: float | None, of: int = 0, /) -> None:
        """Show it."""


@contextmanager
def progress(unit: str = "") -> Iterator[Tell]:
    """Show what is going on, once it has taken a while and if somebody is there to see it.

    Args:
        unit: what is counted, for a rate and the time left; without it the time taken is shown.
    """
    bar = _bar(unit)
    started, task = time.monotonic(), bar.add_task("", total=None, rate="")
    first: dict[str, float] = {}  # the share at which each kind of work began: a run may go on

    def tell(what: str, share: float | None, of: int = 0, /) -> None:
        seconds = time.monotonic() - started
        done = (share or 0) - first.setdefault(what, share or 0)
        if seconds < SHOW_AFTER_SECONDS:
            return
        rate = f"{done * of / seconds:,.0f} {unit}/s" if unit and of else ""
        total = None if share is None else 1.0
        bar.update(task, description=what, completed=share or 0, total=total, rate=rate)
        bar.start()

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()


def _bar(unit: str) -> Progress:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    text, percent, rate = map(
        TextColumn, ("{task.description}", "{task.percentage:>3.0f} %", "{task.fields[rate]}")
    )
    clock = TimeRemainingColumn() if unit else TimeElapsedColumn()
    return Progress(
        text, BarColumn(bar_width=20), percent, rate, clock,
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
