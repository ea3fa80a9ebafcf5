"""What a run that is left anywhere finds when it comes back."""

import json
import os
import stat

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError, NelmError
from nelm.registry.runs.files import LOCK, OutputError, locked, unwritable
from nelm.registry.runs.unfinished import BAD, STATE, VERDICTS, unfinished_run

SCHEMA = pa.schema([("case_id", pa.string()), ("n", pa.int64())])
ABOUT = {"registry": ["r.parquet", None, (1, 2)], "engine": "bits"}


class Crash(BaseException):
    """The process is no more: nothing that a handler does counts."""


def rows(first, count):
    numbers = range(first, first + count)
    return pa.table([[f"case {n}" for n in numbers], list(numbers)], schema=SCHEMA)


def work(run, parts=4, size=5):
    """Read every part, one of which is bad, and remember how far it is after each."""
    verdicts, bad = run.growing(VERDICTS, SCHEMA), run.growing(BAD, SCHEMA)
    for part in range(run.resumed // size, parts):
        (bad if part == 1 else verdicts).add(rows(part * size, size))
        run.save((part + 1) * size)
    verdicts.finish()
    bad.finish()


def expected():
    good = pa.concat_tables([rows(0, 5), rows(10, 10)])
    return good.combine_chunks(), rows(5, 5)


def found(run):
    return pq.read_table(run.verdicts), pq.read_table(run.folder / BAD)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "v.parquet"


def folder_of(out):
    return out.with_name(f".nelm-run-{out.name}")


def leave(out, parts=2, about=ABOUT):
    """Do some parts and end as a killed process does: the folder stays as it is."""
    kept = out.parent / "kept"
    with unfinished_run(out, about) as run:
        verdicts = run.growing(VERDICTS, SCHEMA)
        for part in range(parts):
            verdicts.add(rows(part * 5, 5))
            run.save((part + 1) * 5)
        os.rename(run.folder, kept)
    os.rename(kept, folder_of(out))


def crash_at(monkeypatch, moment):
    """Let nothing go to the disk any more from the given moment on; how many there were."""
    seen = [0]

    def watched(function):
        def step(*arguments, **named):
            seen[0] += 1
            if seen[0] >= moment:
                raise Crash
            return function(*arguments, **named)

        return step

    for name in ("fsync", "replace", "unlink", "truncate"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    return seen


def test_a_run_that_crashes_at_any_moment_ends_as_if_nothing_had_been(tmp_path, monkeypatch):
    """Every moment at which anything goes to the disk, one after the other."""
    resumed, moment, crashed = set(), 0, True
    while crashed:
        moment += 1
        place = tmp_path / str(moment)
        place.mkdir()
        with unfinished_run(place / "v", ABOUT) as run:
            with monkeypatch.context() as patched:
                crash_at(patched, moment)
                try:
                    work(run)
                    crashed = False
                except Crash:
                    pass
            os.rename(run.folder, place / "kept")
        os.rename(place / "kept", folder_of(place / "v"))
        with unfinished_run(place / "v", ABOUT) as again:
            resumed.add(again.resumed)
            work(again)
            assert found(again) == expected()
            left = {path.name.partition(".")[0] for path in again.folder.iterdir()}
            assert left == {LOCK, "state", VERDICTS, BAD}
        assert list(place.iterdir()) == []
    assert resumed == {0, 5, 10, 15, 20}
    assert moment > 30


def test_what_was_done_reaches_the_disk_before_the_word_that_it_was(out, monkeypatch):
    order = []
    with unfinished_run(out, ABOUT) as run:
        verdicts = run.growing(VERDICTS, SCHEMA)
        verdicts.add(rows(0, 5))
        replace = os.replace

        def synced(path):
            order.append(path.name)

        def renamed(source, target):
            order.append(f"-> {os.path.basename(target)}")
            replace(source, target)

        monkeypatch.setattr("nelm.registry.runs.growing.to_disk", synced)
        monkeypatch.setattr("nelm.registry.runs.unfinished.to_disk", synced)
        monkeypatch.setattr(os, "replace", renamed)
        run.save(5)
        contents = next(path.name for path in run.folder.glob("*.contents"))
        folder = run.folder.name
    assert order == [VERDICTS, contents, "state.json.new", folder, f"-> {STATE}", folder]


def test_the_same_run_goes_on_and_another_begins_anew(out):
    leave(out)
    with unfinished_run(out, ABOUT | {"engine": "duckdb"}) as run:
        assert run.resumed == 0
        assert [path.name for path in run.folder.iterdir()] == [LOCK]
    assert list(out.parent.iterdir()) == []
    leave(out)
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == run.rows == 10


def test_files_that_belong_to_no_state_are_removed_when_a_run_comes_back(out):
    leave(out)
    folder = folder_of(out)
    (folder / "good.parquet").write_text("rows")
    (folder / "spill").mkdir()
    (folder / "spill" / "a").write_text("rows")
    (folder / "link").symlink_to(out.parent)
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == 10
        names = {path.name.partition(".")[0] for path in folder.iterdir()}
        assert names == {LOCK, "state", VERDICTS}
    assert out.parent.is_dir()


@pytest.mark.parametrize(
    "state",
    ["", "{", "[]", "1", "null", "{}", '{"about": 1}', "\\ud800", "[" * 5000],
)
def test_a_state_that_nobody_wrote_is_not_gone_on_from(out, state):
    leave(out)
    (folder_of(out) / STATE).write_text(state)
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == 0


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 9}, {"rows": 0}, {"rows": -10}, {"rows": "10"}, {"rows": None}, {"rows": 10.5},
        {"files": {}}, {"files": []}, {"files": {VERDICTS: {}}}, {"files": {VERDICTS: None}},
        {"files": {VERDICTS: {"size": 1}}}, {"about": None},
    ],
)  # fmt: skip
def test_a_state_that_was_changed_is_not_gone_on_from(out, change):
    leave(out)
    file = folder_of(out) / STATE
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == 0


@pytest.mark.parametrize("part", ["size", "rows", "checksum", "contents"])
def test_a_number_that_was_changed_is_not_gone_on_from(out, part):
    leave(out)
    file = folder_of(out) / STATE
    state = json.loads(file.read_text())
    state["files"][VERDICTS][part] += 5
    state["rows"] += 5 * (part == "rows")
    file.write_text(json.dumps(state))
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == 0


def ended_by(out, error, parts):
    with unfinished_run(out, ABOUT) as run:
        verdicts = run.growing(VERDICTS, SCHEMA)
        for part in range(parts):
            verdicts.add(rows(part * 5, 5))
            run.save((part + 1) * 5)
        raise error


FULL = unwritable("v", OSError(28, "full"))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FULL, MemoryError(), SystemExit()])
def test_what_was_done_is_kept_when_the_input_is_not_at_fault(out, error):
    with pytest.raises(type(error)):
        ended_by(out, error, 2)
    with unfinished_run(out, ABOUT) as run:
        assert run.resumed == 10


@pytest.mark.parametrize(
    ("error", "parts"), [(InputError([]), 2), (NelmError("does not add up"), 2), (FULL, 0)]
)
def test_nothing_is_kept_of_a_refused_registry_or_when_nothing_was_done(out, error, parts):
    with pytest.raises(type(error)):
        ended_by(out, error, parts)
    assert list(out.parent.iterdir()) == []


def test_one_run_at_a_time_writes_a_file(out):
    with unfinished_run(out, ABOUT) as run:
        with pytest.raises(InputError, match="another run is writing it"), unfinished_run(out, {}):
            pass
        run.growing(VERDICTS, SCHEMA)
        run.save(0)
        with unfinished_run(out.with_name("w"), ABOUT):
            pass
    assert list(out.parent.iterdir()) == []


def test_a_folder_that_goes_away_while_it_is_locked_is_made_again(out, monkeypatch):
    """Another run ends between the opening of its lock and the locking."""
    times = []

    def vanishing(folder):
        times.append(folder)
        if len(times) == 1:
            folder.rmdir()
            raise FileNotFoundError
        return locked(folder)

    monkeypatch.setattr("nelm.registry.runs.unfinished.locked", vanishing)
    with unfinished_run(out, ABOUT) as run:
        assert run.folder.is_dir()
    assert len(times) == 2


def test_nobody_else_may_look_into_the_folder(out):
    folder = folder_of(out)
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with unfinished_run(out, ABOUT):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_in_the_place_of_the_folder_is_not_followed(out):
    target = out.parent / "papers"
    target.mkdir()
    (target / "thesis").write_text("years")
    folder_of(out).symlink_to(target)
    with pytest.raises(OutputError, match="in the way"), unfinished_run(out, ABOUT):
        pass
    assert (target / "thesis").read_text() == "years"


def test_a_folder_with_the_name_of_the_output_is_refused_before_anything_is_done(out):
    out.mkdir()
    with pytest.raises(OutputError, match="a folder"), unfinished_run(out, ABOUT):
        pass
    with pytest.raises(OutputError), unfinished_run(out.parent / "none" / "v", ABOUT):
        pass
    assert list(out.parent.iterdir()) == [out]
