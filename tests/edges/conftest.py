"""Processes that can be killed, registries for them, and commands that must be refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.cli import run
from nelm.registry.synthetic.simulate import simulate

sys.path.append(str(Path(__file__).parent))  # tests here share modules

KILL, AT_ONCE = 9, -1.0


@dataclass(frozen=True)
class Ended:
    """What a process left: exit code (minus the signal, None when stopped), and what it said."""

    code: int | None
    out: str
    err: str
    seen: str
    process: tuple[int, str]

    @property
    def told(self) -> dict[str, int | str]:
        """What `--json` printed."""
        return json.loads(self.out)


class Processes:
    """Runs `nelm` in processes of their own; see `processes.py`."""

    def __init__(self, told: Path, asked: IO[str], answers: IO[str]) -> None:
        self._told, self._asked, self._answers = told, asked, answers

    def run(
        self,
        *arguments: object,
        at: tuple[str, int] = ("nothing", 0),
        send: int = KILL,
        chunk: int = 700,
        save_seconds: float = AT_ONCE,
        limit: int = 0,
        user: int = 0,
    ) -> Ended:
        """Run a command line until it ends or stops.

        Args:
            arguments: of the command line.
            at: what happens for the n-th time when the signal is sent: a part is assessed
                ("assessing"), rows are checked ("checking"), something goes to the disk ("disk"),
                a part of a CSV file is converted ("csv").
            send: the signal.
            chunk: rows of a part.
            save_seconds: how often to remember how far the run is.
            limit: bytes that a file can have, as if the disk were full.
            user: the user to run as.
        """
        return self._ask(
            arguments=[str(argument) for argument in arguments],
            at=at,
            signal=send,
            chunk=chunk,
            save_seconds=save_seconds,
            limit=limit,
            user=user,
            told=str(self._told),
        )

    def assess(self, registry: Path, out: Path, *more: object, **how: object) -> Ended:
        return self.run("registry", "assess", registry, "--out", out, "--json", *more, **how)

    def go_on(self, stopped: Ended) -> Ended:
        """Let a stopped process go on."""
        return self._ask(go_on=stopped.process)

    def _ask(self, **request: object) -> Ended:
        self._asked.write(json.dumps(request) + "\n")
        self._asked.flush()
        return Ended(**json.loads(self._answers.readline()))


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    script = Path(__file__).with_name("processes.py")
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Processes(tmp_path_factory.mktemp("told"), process.stdin, process.stdout)
        process.stdin.close()


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,100 rows: one in fifty breaks a rule, one in seventy has the case id of another."""
    path = tmp_path_factory.mktemp("registry") / "broken.parquet"
    pq.write_table(with_faults(simulate(2100, seed=5)), path, row_group_size=777)
    return path


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,100 rows without a fault; they take less time."""
    path = tmp_path_factory.mktemp("registry") / "clean.parquet"
    pq.write_table(simulate(2100, seed=6), path, row_group_size=500)
    return path


def with_faults(rows: pa.Table) -> pa.Table:
    changed = {
        "tumor__ki67_percent": _every(rows.column("tumor__ki67_percent"), 50, 200),
        "case_id": _every(rows.column("case_id"), 70, "twice"),
    }
    for name, column in changed.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows


def _every(column: pa.ChunkedArray, step: int, value: object) -> pa.Array:
    values: Sequence[object] = column.to_pylist()
    changed = [value if place % step == 7 else old for place, old in enumerate(values)]
    return pa.array(changed, column.type)


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> Callable[..., str]:
    """Runs a command that must end with code 2 and change no file; what it says."""

    def files() -> dict[Path, bytes | None]:
        found = tmp_path.rglob("*")
        return {path: path.read_bytes() if path.is_file() else None for path in found}

    def told(*arguments: object) -> str:
        before = files()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert files() == before
        assert "Traceback" not in captured.err
        assert "internal error" not in captured.err
        assert captured.out == ""
        assert code == 2
        return captured.err

    return told


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "own.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
