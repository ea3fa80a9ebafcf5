"""Verdicts and bad rows of a run that is interrupted, in one process, on every engine."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.case.problem import InputError, NelmError
from nelm.registry.assess import assess_registry
from nelm.registry.engines import ENGINES, Run
from nelm.registry.runs.files import OutputError
from nelm.registry.runs.judges import CHUNK_ROWS
from nelm.registry.sources.examine import Counts

ROWS = {
    "case_id": ["g", "b", "twice", "d", None, "e", "twice", "a"],
    "tumor__ki67_percent": [2.0, 200.0, 1.0, None, 5.0, 60.0, 3.0, 4.0],
    "extrahepatic__status": ["none", "none", None, "nowhere", "none", None, "none", "none"],
    "liver__pattern": ["simple", None, "diffuse", "simple", None, "complex", "simple", None],
}
REJECTS = [
    "2,b,tumor__ki67_percent,200.0",
    "3,twice,case_id,twice",
    "4,d,extrahepatic__status,nowhere",
    "5,,case_id",
    "7,twice,case_id,twice",
]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr("nelm.registry.runs.assessing.SAVE_SECONDS", -1)
    for engine in ENGINES:
        monkeypatch.setitem(CHUNK_ROWS, engine, 3)


@pytest.fixture
def assessed(files, pack, tmp_path):
    """Assess the rows; counts, case ids, and rejects without their reasons."""

    def run(engine="bits", tell=None, data=None):
        out = tmp_path / "v.parquet"
        path = tmp_path / "registry.parquet"
        if not path.exists():
            files.parquet(ROWS if data is None else data)
        counts = assess_registry(path, pack, out=out, run=Run(engine, tell=tell))
        lines = out.with_suffix(".rejects.csv").read_text().splitlines()[1:]
        ids = pq.read_table(out).column("case_id").to_pylist()
        return counts, ids, [line.partition("allowed")[0].rstrip(',"') for line in lines]

    return run


def stop_at(row):
    def tell(what, share, rows):
        if what == "assessing" and rows and share * rows >= row:
            raise KeyboardInterrupt

    return tell


def test_rows_that_break_a_rule_or_stand_twice_are_told(assessed):
    counts, ids, rejects = assessed()
    assert counts == Counts(8, 3, 5)
    assert ids == ["g", "e", "a"]
    assert rejects == REJECTS


@pytest.mark.parametrize(("engine", "row"), [("bits", 3), *((e, 6) for e in ENGINES), ("bits", 8)])
def test_a_run_goes_on_where_it_was_interrupted(assessed, engine, row):
    with pytest.raises(KeyboardInterrupt):
        assessed(engine, stop_at(row))
    assert assessed(engine) == (Counts(8, 3, 5, row), ["g", "e", "a"], REJECTS)


def test_texts_are_read_anew_and_judged_from_where_it_was(files, pack, tmp_path):
    rows = "".join(f"{n},{n},simple\n" for n in range(8))
    path = files.text(f"case_id,tumor__ki67_percent,liver__pattern\n{rows}x,200,simple\n")
    out = tmp_path / "t.parquet"
    with pytest.raises(KeyboardInterrupt):
        assess_registry(path, pack, out=out, run=Run(tell=stop_at(6)))
    assert assess_registry(path, pack, out=out) == Counts(9, 8, 1, 6)
    assert pq.read_table(out).column("case_id").to_pylist() == [str(n) for n in range(8)]
    assert "9,x,tumor__ki67_percent,200" in out.with_suffix(".rejects.csv").read_text()


def test_case_ids_that_do_not_rise_but_differ(assessed):
    counts, ids, rejects = assessed(data={"case_id": ["b", "a", "c"]})
    assert counts == Counts(3, 3, 0)
    assert ids == ["b", "a", "c"]
    assert rejects == []


def test_a_registry_of_which_every_row_is_bad(assessed):
    counts, ids, rejects = assessed(data={"case_id": ["a", "a", "a", "a"]})
    assert counts == Counts(4, 0, 4)
    assert ids == []
    assert len(rejects) == 4


def test_a_registry_without_rows(assessed):
    assert assessed(data={"case_id": pa.array([], pa.string())}) == (Counts(0, 0, 0), [], [])


def test_rows_that_are_left_out_without_a_reason_are_never_passed_over(assessed, monkeypatch):
    monkeypatch.setattr("nelm.registry.runs.assessing.examine", lambda *_: Counts(5, 1, 4))
    with pytest.raises(NelmError, match="break no rule"):
        assessed()


@pytest.mark.parametrize("what", ["growing.to_disk", "files.to_disk"])
def test_a_disk_that_fails_is_the_fault_of_the_output_not_of_the_registry(
    assessed, monkeypatch, tmp_path, what
):
    def fail(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"nelm.registry.runs.{what}", fail)
        with pytest.raises(OutputError, match=r"v.*no space left on device"):
            assessed()
    counts, _, rejects = assessed()
    assert (counts.good, rejects) == (3, REJECTS)
    assert not list(tmp_path.glob(".nelm*"))


def test_a_broken_registry_is_the_fault_of_the_registry(assessed, monkeypatch, tmp_path):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("nelm.registry.sources.prepared.ids_rise", broken)
    with pytest.raises(InputError, match=r"registry\.parquet: file is"):
        assessed()
    assert [path.name for path in tmp_path.iterdir()] == ["registry.parquet"]
