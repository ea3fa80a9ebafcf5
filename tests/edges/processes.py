"""Runs command lines in processes of their own that can be killed at a chosen moment.

Started once by `conftest.py`; reads requests from stdin, one JSON object a line, and answers
each on stdout. It loads nelm, starts no thread, and forks for every request, which saves the time
of loading it again. What a request may say is in `Processes.run`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import ibis.backends.duckdb
import pyarrow.parquet as pq

import nelm
from nelm.cli import app, arguments, progress, registry, requests, run
from nelm.registry import assess, engines
from nelm.registry.runs import assessing, judges

LOADED = (ibis.backends.duckdb, app, arguments, progress, registry, requests, assess)


class Moment:
    """Sends this process a signal when something happens for the n-th time."""

    def __init__(self, what: str, count: int, number: int) -> None:
        self.what, self.count, self.number, self.seen = what, count, number, 0

    def before(self, function: Any, when: Any = lambda *_, **__: True) -> Any:
        def watched(*arguments: Any, **named: Any) -> Any:
            if when(*arguments, **named):
                self.seen += 1
                if self.seen == self.count:
                    os.kill(os.getpid(), self.number)
            return function(*arguments, **named)

        return watched

    def watch(self) -> None:
        match self.what:
            case "assessing" | "checking":
                say = engines.Run.say
                engines.Run.say = self.before(say, lambda _, what, *__: what == self.what)
            case "disk":
                os.fsync, os.replace = self.before(os.fsync), self.before(os.replace)
            case "csv":
                pq.ParquetWriter.write_batch = self.before(pq.ParquetWriter.write_batch)


def child(request: dict[str, Any], told: Path) -> int:
    """Run a command line as the request says; its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    moment = Moment(*request["at"], request["signal"])
    moment.watch()
    assessing.SAVE_SECONDS = request["save_seconds"]
    for engine in judges.CHUNK_ROWS:
        judges.CHUNK_ROWS[engine] = request["chunk"]
    if request["limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["limit"],) * 2)
    if request["user"]:
        os.setgroups([])
        os.setgid(request["user"])
        os.setuid(request["user"])
    code = run(request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    if moment.what == "disk":
        (told / "seen").write_text(str(moment.seen), encoding="utf-8")
    return code


def started(request: dict[str, Any], told: Path) -> int:
    """Fork; the number of the new process."""
    number = os.fork()
    if number:
        return number
    code = 99
    try:
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(told / name, os.O_CREAT | os.O_WRONLY, 0o666), stream)
        code = child(request, told)
    finally:
        os._exit(code)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Start a process, or let a stopped one go on, until it ends or stops."""
    if "go_on" in request:
        number, told = request["go_on"]
        os.kill(number, signal.SIGCONT)
    else:
        told = tempfile.mkdtemp(dir=request["told"])
        number = started(request, Path(told))
    _, status = os.waitpid(number, os.WUNTRACED)
    texts = {
        name: (Path(told) / name).read_text() if (Path(told) / name).exists() else ""
        for name in ("out", "err", "seen")
    }
    stopped = os.WIFSTOPPED(status)
    code = None if stopped else os.waitstatus_to_exitcode(status)
    return {"code": code, **texts, "process": (number, told)}


if __name__ == "__main__":
    nelm.load_pack("dermine2019")
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201
