"""Work that another thread does in order, while the next is being prepared."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")


class Behind:
    """A queue of work; after a failure nothing more of it is done, and the failure is raised."""

    def __init__(self, most: int) -> None:
        """Let so many pieces of work wait; `do` holds up whoever brings more."""
        self._most, self._failed = most, False
        self._worker = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def do(self, work: Callable[[], object]) -> None:
        """Put work at the end of the queue."""
        self._waiting.append(self._worker.submit(self._done, work))
        self._wait(self._most)

    def _done(self, work: Callable[[], object]) -> None:
        if self._failed:
            return
        try:
            work()
        except BaseException:
            self._failed = True
            raise

    def _wait(self, left: int) -> None:
        while len(self._waiting) > left:
            self._waiting.popleft().result()

    def __enter__(self) -> Behind:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Wait until everything is done, also where whoever brought it is stopped."""
        try:
            if kind is None:
                self._wait(0)
        finally:
            self._worker.shutdown()


@contextmanager
def meanwhile(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin work in another thread; what is given back waits for the result."""
    with ThreadPoolExecutor(1) as worker:
        yield worker.submit(work).result
