"""Folders for intermediate files: locked, private, removed when nobody needs them any more."""

import os
import stat
import subprocess
import sys

import pytest

from nelm.registry.runs import files
from nelm.registry.runs.files import LOCK, WORK, OutputError, locked, put, replacing, workspace


def left_behind(folder, name=f"{WORK}left"):
    """What a killed process leaves."""
    place = folder / name
    (place / "spill").mkdir(parents=True)
    (place / LOCK).touch()
    (place / "rows.parquet").write_text("rows")
    (place / "spill" / "more").write_text("rows")
    return place


def test_a_workspace_is_private_and_goes_away(tmp_path):
    with workspace(tmp_path) as place:
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        (place / "folder").mkdir()
    assert list(tmp_path.iterdir()) == []


def test_what_dead_processes_left_is_removed_and_nothing_else(tmp_path):
    other = tmp_path / ".nelm-run-v.parquet"
    other.mkdir()
    left_behind(tmp_path)
    (left_behind(tmp_path, f"{WORK}half") / LOCK).unlink()
    with workspace(tmp_path) as first, workspace(tmp_path) as second:
        assert {first, second, other} == set(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == [other]


def test_what_a_living_process_uses_is_not_removed(tmp_path):
    place = left_behind(tmp_path)
    code = (
        "import sys; from pathlib import Path; from nelm.registry.runs.files import locked;"
        "lock = locked(Path(sys.argv[1])); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"locked\n"
        with workspace(tmp_path):
            assert (place / "rows.parquet").exists()
        process.kill()
    with workspace(tmp_path):
        assert not place.exists()


def test_links_and_files_with_such_a_name_are_left_alone(tmp_path):
    target = tmp_path / "papers"
    left_behind(tmp_path, "papers")
    (tmp_path / f"{WORK}link").symlink_to(target)
    (tmp_path / f"{WORK}file").touch()
    with workspace(tmp_path):
        pass
    assert (target / "spill" / "more").exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_what_another_user_left_is_left_alone(tmp_path, monkeypatch):
    place = left_behind(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: place.stat().st_uid + 1)
    with workspace(tmp_path):
        assert place.exists()


def test_a_new_folder_that_somebody_takes_for_one_left_behind_is_made_again(tmp_path, monkeypatch):
    taken = []

    def late(folder):
        if not taken:
            taken.append(folder)
            with locked(folder):
                files.remove(folder)
        return locked(folder)

    monkeypatch.setattr(files, "locked", late)
    with workspace(tmp_path) as place:
        assert place != taken[0]
        assert list(tmp_path.iterdir()) == [place]


def test_a_lock_of_a_folder_that_was_removed_meanwhile_is_none(tmp_path, monkeypatch):
    place = left_behind(tmp_path)
    flock = files.fcntl.flock

    def slow(lock, how):
        flock(lock, how)
        files.remove(place)
        left_behind(tmp_path)

    with monkeypatch.context() as patched:
        patched.setattr(files.fcntl, "flock", slow)
        with pytest.raises(FileNotFoundError):
            locked(place)
    with locked(place), pytest.raises(BlockingIOError):
        locked(place)


def test_without_locks_nothing_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "fcntl", None)
    place = left_behind(tmp_path)
    with workspace(tmp_path) as own:
        assert own.is_dir()
    assert list(tmp_path.iterdir()) == [place]


def test_a_file_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    order, replace = [], os.replace
    monkeypatch.setattr(files, "to_disk", lambda path: order.append(path.name))

    def renamed(source, target):
        order.append(f"-> {os.path.basename(target)}")
        replace(source, target)

    monkeypatch.setattr(os, "replace", renamed)
    (tmp_path / "new").write_text("whole")
    put(tmp_path / "new", tmp_path / "out")
    assert order == ["new", "-> out", tmp_path.name]


def test_a_finished_file_has_the_rights_of_a_new_one(tmp_path):
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "out") as unfinished:
            unfinished.write_text("whole")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def refused(path):
    with pytest.raises(OutputError) as caught, replacing(path):
        raise AssertionError("nobody gets here")
    return str(caught.value)


def test_names_that_can_not_be_written_are_refused_at_once(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    assert "is a folder" in refused(tmp_path / "folder")
    assert "no such file or directory" in refused(tmp_path / "none" / "out")
    assert "file name too long" in refused(tmp_path / ("n" * 300))
    assert "not a directory" in refused(tmp_path / "file" / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("error", [OSError(28, "x"), OSError("no space left on device"), OSError()])
def test_an_error_without_words_is_told_as_well(tmp_path, error):
    with pytest.raises(OutputError, match=r"no space left|unwritable"), replacing(tmp_path / "out"):
        raise error
