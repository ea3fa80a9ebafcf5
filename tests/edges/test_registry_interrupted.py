"""Runs over a registry that are killed, stopped or interrupted, and the runs after them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from nelm.registry.engines import ENGINES

KILL, INTERRUPT, STOP = int(signal.SIGKILL), int(signal.SIGINT), int(signal.SIGSTOP)
KILLED = -KILL
ROWS, BAD = 2100, 66
OLD = "an older result"


def result(out: Path) -> tuple[pa.Table, dict, str]:
    """What a run wrote: rows, what the file says of itself, and the rejects."""
    rejects = out.with_suffix(".rejects.csv").read_text(encoding="utf-8")
    return pq.read_table(out), pq.read_metadata(out).metadata, rejects


def hidden(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".nelm")}


def results(folder: Path) -> list[str]:
    """Everything that a program could take for a result."""
    return [path.name for path in folder.rglob("*") if path.suffix in (".parquet", ".csv")]


@pytest.fixture(scope="module")
def whole_broken(processes, broken, tmp_path_factory) -> Path:
    """Verdicts of a run that nobody interrupted, over the registry with faults."""
    out = tmp_path_factory.mktemp("whole") / "v.parquet"
    ended = processes.assess(broken, out)
    assert ended.code == 1
    assert ended.err == ""
    return out


@pytest.fixture(scope="module")
def whole(processes, clean, tmp_path_factory) -> Path:
    """The same without faults, and how often something went to the disk."""
    out = tmp_path_factory.mktemp("whole") / "v.parquet"
    ended = processes.assess(clean, out, at=("disk", 10**9))
    assert ended.code == 0
    (out.parent / "times").write_text(ended.seen)
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where an older result is."""
    for name in ("v.parquet", "v.rejects.csv"):
        (tmp_path / name).write_text(OLD)
    return tmp_path / "v.parquet"


def assert_old(out: Path) -> None:
    assert out.read_text() == out.with_suffix(".rejects.csv").read_text() == OLD


@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_been(
    processes, broken, whole_broken, out, engine
):
    killed = processes.assess(broken, out, "--engine", engine, at=("assessing", 3))
    assert killed.code == KILLED
    assert_old(out)
    again = processes.assess(broken, out, "--engine", engine)
    assert again.code == 1
    assert again.told["resumed"] == 1400
    assert again.told["rejected"] == BAD
    assert again.err == ""
    assert result(out) == result(whole_broken)
    assert hidden(out.parent) == set()


def test_a_run_can_be_killed_again_and_again(processes, clean, whole, out):
    seen = []
    for _ in range(2):
        assert processes.assess(clean, out, at=("assessing", 2)).code == KILLED
        state = json.loads((out.parent / f".nelm-run-{out.name}" / "state.json").read_text())
        seen.append(state["rows"])
    assert seen == sorted(set(seen))
    assert processes.assess(clean, out).told["resumed"] == seen[-1]
    assert result(out) == result(whole)


# Before a state is saved; before the verdicts are ended, are named, are known to be named; before
# the rejects go to the disk and are named. `test_unfinished.py` tries every moment of a small run.
MOMENTS = (13, -7, -5, -4, -3, -1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_whenever_something_goes_to_the_disk_leaves_nothing_wrong(
    processes, clean, whole, out, moment
):
    times = int((whole.parent / "times").read_text())
    at = moment if moment > 0 else times + 1 + moment
    assert processes.assess(clean, out, at=("disk", at)).code == KILLED
    if out.read_bytes() != OLD.encode():
        assert result(out)[:2] == result(whole)[:2]
    rejects = out.with_suffix(".rejects.csv").read_text()
    assert rejects in (OLD, whole.with_suffix(".rejects.csv").read_text())
    assert processes.assess(clean, out).code == 0
    assert result(out) == result(whole)
    assert hidden(out.parent) == set()


def test_a_run_killed_while_rejects_are_written_goes_on(processes, broken, whole_broken, out):
    assert processes.assess(broken, out, at=("checking", 1)).code == KILLED
    assert_old(out)
    assert processes.assess(broken, out).told["resumed"] > 0
    assert result(out) == result(whole_broken)


@pytest.fixture(scope="module")
def text(broken, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("text") / "registry.csv"
    pa.csv.write_csv(pq.read_table(broken), path)
    return path


def test_a_csv_file_gives_the_same_whenever_its_run_is_killed(processes, text, whole_broken, out):
    assert processes.assess(text, out, at=("csv", 1)).code == KILLED
    assert processes.assess(text, out, at=("checking", 1)).code == KILLED
    assert processes.assess(text, out, at=("assessing", 3)).code == KILLED
    assert_old(out)
    again = processes.assess(text, out)
    assert again.told["resumed"] > 0
    assert result(out)[:2] == result(whole_broken)[:2]
    assert hidden(out.parent) == set()


def killed_run(processes, clean, out, *more) -> Path:
    """The folder of a run that was killed."""
    assert processes.assess(clean, out, *more, at=("assessing", 3)).code == KILLED
    return out.parent / f".nelm-run-{out.name}"


def test_another_parameter_begins_anew(processes, clean, out):
    killed_run(processes, clean, out)
    ended = processes.assess(clean, out, "--set", "lt_max_age_years=55")
    assert ended.told["resumed"] == 0
    told = json.loads(pq.read_metadata(out).metadata[b"nelm.parameters"])
    assert told["lt_max_age_years"] == 55


def test_another_edition_of_the_pack_begins_anew(processes, clean, out, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(Path(sys.modules["nelm"].__file__).parent / "knowledge/packs/dermine2019", pack)
    killed_run(processes, clean, out, "--pack", pack)
    options = next(iter(sorted((pack / "options").iterdir())))
    options.write_text(options.read_text() + "\n# read again\n")
    assert processes.assess(clean, out, "--pack", pack).told["resumed"] == 0


def test_a_registry_that_has_changed_begins_anew(processes, clean, whole, out, tmp_path):
    registry = Path(shutil.copy(clean, tmp_path / "registry.parquet"))
    killed_run(processes, registry, out)
    os.utime(registry)
    assert processes.assess(registry, out).told["resumed"] == 0
    assert result(out) == result(whole)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def say_more(path: Path) -> None:
    state = json.loads(path.read_text())
    path.write_text(json.dumps(state | {"rows": state["rows"] + 1}))


DAMAGES = {
    "state says more rows": (say_more, "state.json"),
    "verdicts cut": (cut, "verdicts"),
    "verdicts spoiled": (spoil, "verdicts"),
    "contents lost": (Path.unlink, "verdicts.*.contents"),
}


@pytest.fixture(scope="module")
def killed(processes, clean, tmp_path_factory) -> Path:
    """A folder with the folder of a run that was killed."""
    out = tmp_path_factory.mktemp("killed") / "v.parquet"
    killed_run(processes, clean, out)
    return out.parent


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_folder_that_is_not_as_it_was_left_is_not_gone_on_with(
    processes, clean, whole, killed, tmp_path, damage
):
    folder = tmp_path / "copy"
    shutil.copytree(killed, folder)
    harm, name = DAMAGES[damage]
    (place,) = (folder / ".nelm-run-v.parquet").glob(name)
    harm(place)
    ended = processes.assess(clean, folder / "v.parquet", save_seconds=3600)
    assert ended.told["resumed"] == 0
    assert result(folder / "v.parquet") == result(whole)
    assert hidden(folder) == set()


def test_one_output_is_written_by_one_process_at_a_time(processes, clean, whole, out):
    first = processes.assess(clean, out, at=("assessing", 2), send=STOP)
    assert first.code is None
    second = processes.assess(clean, out)
    assert second.code == 2
    assert second.out == ""
    assert second.err == (
        f"nelm: {out}: output is another run is writing it;"
        " allowed: a file that no other run is writing\n"
    )
    assert_old(out)
    beside = processes.assess(clean, out.with_name("w.parquet"))
    assert beside.code == 0
    assert processes.go_on(first).code == 0
    assert result(out) == result(out.with_name("w.parquet")) == result(whole)
    assert hidden(out.parent) == set()


def test_ctrl_c_ends_quietly_and_the_run_can_go_on(processes, clean, whole, out):
    ended = processes.assess(clean, out, at=("assessing", 3), send=INTERRUPT)
    assert ended.code not in (0, None)
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert_old(out)
    assert hidden(out.parent) == {".nelm-run-v.parquet"}
    assert processes.assess(clean, out).told["resumed"] > 0
    assert result(out) == result(whole)


def test_ctrl_c_before_anything_is_saved_leaves_nothing(processes, clean, out):
    ended = processes.assess(clean, out, at=("assessing", 1), send=INTERRUPT, save_seconds=3600)
    assert ended.code not in (0, None)
    assert_old(out)
    assert hidden(out.parent) == set()


def test_the_command_itself_killed_at_some_moment(processes, clean, whole, out):
    """`nelm` as it is installed: no moment is chosen, nothing is changed in it."""
    nelm = [sys.executable, "-c", "from nelm.cli import main; main()"]
    folder = out.parent / f".nelm-run-{out.name}"
    with subprocess.Popen([*nelm, "registry", "assess", clean, "--out", out]) as process:
        while process.poll() is None and not folder.exists():
            time.sleep(0.002)
        process.kill()
    assert process.returncode == KILLED
    assert_old(out)
    assert processes.assess(clean, out).code == 0
    assert result(out) == result(whole)
    assert hidden(out.parent) == set()
