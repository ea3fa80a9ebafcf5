"""No room on the disk, no right to write, and what is left of processes that were killed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

NOBODY = 65534
OLD = "an older result"
ROOM = "allowed: a folder that can be written to, with room on the disk\n"


def old_results(folder: Path) -> Path:
    for name in ("v.parquet", "v.rejects.csv"):
        (folder / name).write_text(OLD)
    return folder / "v.parquet"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def assert_refused(ended, out: Path, reason: str) -> None:
    """Exit code 2 and one line that says why; the old results are as they were."""
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("nelm: ")
    assert reason in ended.err.lower()
    assert ended.err.endswith(ROOM)
    assert out.read_text() == out.with_suffix(".rejects.csv").read_text() == OLD


@pytest.fixture(scope="module")
def whole(processes, clean, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "v.parquet"
    assert processes.assess(clean, out).code == 0
    return out


@pytest.fixture(scope="module")
def all_bad(tmp_path_factory) -> Path:
    """A registry of which nearly every row breaks a rule: its rejects are larger than all else."""
    rows = {
        "case_id": [f"{n:05}" for n in range(2100)],
        "tumor__ki67_percent": [200.0 if n % 700 else 5.0 for n in range(2100)],
    }
    path = tmp_path_factory.mktemp("registry") / "bad.parquet"
    pq.write_table(pa.table(rows), path)
    return path


def test_a_disk_without_room_for_the_verdicts_is_said_and_the_run_goes_on_later(
    processes, clean, whole, tmp_path
):
    out = old_results(tmp_path)
    limit = whole.stat().st_size * 3 // 4
    ended = processes.assess(clean, out, limit=limit)
    assert_refused(ended, out, f"{out}: output is file too large")
    assert names(tmp_path) == {"v.parquet", "v.rejects.csv", ".nelm-run-v.parquet"}
    again = processes.assess(clean, out)
    assert again.code == 0
    assert again.told["resumed"] == 1400
    assert pq.read_table(out) == pq.read_table(whole)
    assert names(tmp_path) == {"v.parquet", "v.rejects.csv"}


def test_a_disk_without_room_for_anything_leaves_nothing(processes, clean, tmp_path):
    out = old_results(tmp_path)
    assert_refused(processes.assess(clean, out, limit=1000), out, "file too large")
    assert names(tmp_path) == {"v.parquet", "v.rejects.csv"}


def test_a_disk_without_room_for_the_rejects(processes, all_bad, tmp_path):
    out = old_results(tmp_path)
    ended = processes.assess(all_bad, out, limit=100_000)
    assert_refused(ended, out, "file too large")
    assert "v.rejects.csv" in ended.err
    assert names(tmp_path) == {"v.parquet", "v.rejects.csv", ".nelm-run-v.parquet"}
    again = processes.assess(all_bad, out)
    assert again.code == 1
    assert again.told["resumed"] > 0
    assert again.told["rejected"] == 2097
    assert len(out.with_suffix(".rejects.csv").read_text().splitlines()) == 2098
    assert pq.read_metadata(out).num_rows == 3


def test_a_disk_without_room_for_the_copy_of_a_csv_file(processes, clean, tmp_path):
    text = tmp_path / "r.csv"
    pa.csv.write_csv(pq.read_table(clean), text)
    (tmp_path / "o").mkdir()
    out = old_results(tmp_path / "o")
    assert_refused(processes.assess(text, out, limit=20_000), out, "file too large")
    assert names(tmp_path / "o") == {"v.parquet", "v.rejects.csv"}


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk with 160 kB; where it can not be had, the tests above still say what happens."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("needs the right to mount")
    command = [mount, "-t", "tmpfs", "-o", "size=160k", "nelm-test", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full(processes, clean, whole, small_disk):
    out = old_results(small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(45_000))
    ended = processes.assess(clean, out)
    assert_refused(ended, out, f"{out}: output is no space left on device")
    assert names(small_disk) == {"v.parquet", "v.rejects.csv", ".nelm-run-v.parquet", "filler"}
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=1m", small_disk], check=True)
    again = processes.assess(clean, out)
    assert again.code == 0
    assert again.told["resumed"] > 0
    assert pq.read_table(out) == pq.read_table(whole)


def test_rejects_on_a_disk_that_is_really_full(processes, all_bad, small_disk, tmp_path):
    out = old_results(tmp_path)
    rejects = small_disk / "r.csv"
    rejects.write_text(OLD)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(100_000))
    ended = processes.assess(all_bad, out, "--rejects", rejects)
    assert_refused(ended, out, "no space left on device")
    assert "r.csv" in ended.err
    assert rejects.read_text() == OLD
    assert names(small_disk) == {"r.csv", "filler"}
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=1m", small_disk], check=True)
    assert processes.assess(all_bad, out, "--rejects", rejects).told["resumed"] > 0
    assert len(rejects.read_text().splitlines()) == 2098


@pytest.fixture
def readable_only() -> Iterator[Path]:
    """A folder that a user without rights can look into but not write to, with old results."""
    folder = Path(tempfile.mkdtemp())
    old_results(folder)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_can_not_be_written_to(processes, clean, readable_only):
    registry = Path(tempfile.mkdtemp()) / "r.parquet"
    registry.parent.chmod(0o755)
    shutil.copy(clean, registry)
    out = readable_only / "v.parquet"
    user = NOBODY if os.geteuid() == 0 else 0
    ended = processes.assess(registry, out, user=user)
    shutil.rmtree(registry.parent)
    assert_refused(ended, out, "permission denied")
    assert names(readable_only) == {"v.parquet", "v.rejects.csv"}


def test_a_folder_that_is_not_there(processes, clean, tmp_path):
    ended = processes.assess(clean, tmp_path / "none" / "v.parquet")
    assert ended.code == 2
    assert "no such file or directory" in ended.err
    assert ended.err.endswith(ROOM)
    assert names(tmp_path) == set()


def test_a_folder_with_the_name_of_the_output(processes, clean, tmp_path):
    (tmp_path / "v.parquet").mkdir()
    ended = processes.assess(clean, tmp_path / "v.parquet")
    assert ended.code == 2
    assert ended.err == (
        f"nelm: {tmp_path / 'v.parquet'}: output is a folder; allowed: the name of a file\n"
    )
    assert names(tmp_path) == {"v.parquet"}


@pytest.fixture(scope="module")
def killed(processes, broken, tmp_path_factory) -> Path:
    """A folder where a run was killed while it wrote rejects."""
    folder = tmp_path_factory.mktemp("killed")
    assert processes.assess(broken, folder / "v.parquet", at=("checking", 1)).code == -9
    return folder


def test_nobody_else_can_read_what_a_killed_run_leaves(killed):
    left = [path for path in killed.iterdir() if path.name.startswith(".nelm")]
    assert len(left) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in left} == {0o700}
    assert names(killed) == {path.name for path in left}


def test_the_next_process_removes_what_nobody_uses_and_keeps_what_can_go_on(
    processes, broken, killed, tmp_path
):
    folder = tmp_path / "copy"
    shutil.copytree(killed, folder)
    (work,) = folder.glob(".nelm-work-*")
    ended = processes.run("registry", "simulate", 5, folder / "other.parquet")
    assert ended.code == 0
    assert names(folder) == {".nelm-run-v.parquet", "other.parquet"}
    assert not work.exists()
    assert processes.assess(broken, folder / "v.parquet").told["resumed"] > 0


def test_what_a_living_process_uses_is_not_removed(processes, broken, tmp_path):
    out = tmp_path / "v.parquet"
    stopped = processes.assess(broken, out, at=("checking", 1), send=19)
    assert stopped.code is None
    assert processes.run("registry", "simulate", 5, tmp_path / "other.parquet").code == 0
    assert len(list(tmp_path.glob(".nelm-*"))) == 2
    assert processes.go_on(stopped).code == 1
    assert names(tmp_path) == {"other.parquet", "v.parquet", "v.rejects.csv"}
