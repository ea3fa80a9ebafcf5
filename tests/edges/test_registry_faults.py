"""Files that are broken, or in the way, as inputs and outputs of check and assess."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.cli import run
from nelm.registry.engines import ENGINES

HERE = [engine for engine in ENGINES if engine != "spark"]  # which has a test of its own
ROWS, EVERY = 3000, 50
WORDS = ["well", "poor", None]
SECRET = "Mrs Example 1970"
LOOK = Callable[..., tuple[int, dict[str, int], str]]


def clean(rows: int = ROWS) -> dict[str, list[object]]:
    """A registry with nothing wrong."""
    return {
        "case_id": [f"case {number:05}" for number in range(rows)],
        "decision_date": [date(2024, 1, 1 + number % 28) for number in range(rows)],
        "center": [f"center {number % 3}" for number in range(rows)],
        "patient__ecog": [float(number % 6) for number in range(rows)],
        "tumor__differentiation": [WORDS[number % 3] for number in range(rows)],
        "tumor__ki67_percent": [None if number % 7 == 0 else number % 41 for number in range(rows)],
        "tumor__functional": [(True, False, None)[number % 3] for number in range(rows)],
        "extrahepatic__status": [("none", "present")[number % 2] for number in range(rows)],
        "liver__complete_resection_feasible": [number % 5 > 1 for number in range(rows)],
        "liver__lm_extent": [("limited", "not_limited")[number % 2] for number in range(rows)],
        "liver__involvement_percent_low": [float(number % 60) for number in range(rows)],
    }


def table(**changed: object) -> pa.Table:
    """Three clean rows with some columns changed or added."""
    data = clean(3) | {"tumor__ki67_percent": [1.0, 5.0, None]} | changed
    return pa.table({name: values for name, values in data.items() if values is not None})


def written(folder: Path, data: pa.Table | bytes, name: str = "cases.parquet") -> Path:
    path = folder / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        pq.write_table(data, path)
    return path


def assess(path: Path, out: Path, engine: str = "bits") -> int:
    return run(["registry", "assess", str(path), "--out", str(out), "--engine", engine])


def check(path: Path, rejects: Path) -> int:
    return run(["registry", "check", str(path), "--rejects", str(rejects)])


def refused(path: Path, capsys: pytest.CaptureFixture) -> str:
    """What check and every engine say of a file that they refuse; nothing is written."""
    folder = path.parent / "results"
    folder.mkdir()
    assert check(path, folder / "bad.csv") == 2
    said = {capsys.readouterr().err}
    for engine in HERE:
        assert assess(path, folder / "out.parquet", engine) == 2
        said.add(capsys.readouterr().err)
    assert list(folder.iterdir()) == []
    (message,) = said  # the same for all
    assert "Traceback" not in message
    assert SECRET not in message
    return " ".join(message.split())


def verdicts(out: Path) -> dict[str, dict[str, object]]:
    return {row.pop("case_id"): row for row in pq.read_table(out).to_pylist()}


WRONG_TYPES = {
    "yes_no": ("tumor__functional", [1, 0, 1]),
    "number": ("tumor__ki67_percent", [True, False, True]),
    "integer": ("patient__ecog", [[1], [2], [3]]),
    "choice": ("tumor__differentiation", [1.5, 2.5, 3.5]),
    "date": ("decision_date", [20240101, 20240102, 20240103]),
    "text": ("center", [1, 2, 3]),
    "case id": ("case_id", [1.5, 2.5, 3.5]),
    "open end": ("tumor__ki67_percent_low_open", [0.0, 1.0, 0.0]),
    "confirmed": ("tumor__ki67_percent_confirmed", [1, 1, 1]),
    "bytes": ("extrahepatic__status", [b"none", b"none", b"none"]),
    "time": ("follow_up_months", pa.array([1, 2, 3], pa.duration("s"))),
    "record": ("treatment_given", [{"a": 1}, {"a": 2}, {"a": 3}]),
}


@pytest.mark.parametrize(("name", "values"), WRONG_TYPES.values(), ids=WRONG_TYPES)
def test_a_column_of_a_wrong_type_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture, name: str, values: object
) -> None:
    said = refused(written(tmp_path, table(**{name: values})), capsys)
    assert f"column {name}" in said
    assert "of type" in said


def test_a_table_without_case_ids_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    said = refused(written(tmp_path, table(case_id=None)), capsys)
    assert "column case_id" in said
    assert "missing" in said


def test_an_unknown_column_is_refused_and_a_near_one_named(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    said = refused(written(tmp_path, table(tumor__ki67=[1.0, 2.0, 3.0])), capsys)
    assert "column tumor__ki67 is unknown" in said
    assert "tumor__ki67_percent" in said


def test_a_column_that_is_there_twice_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    data = table().append_column("patient__ecog", pa.array([1.0, 2.0, 3.0]))
    said = refused(written(tmp_path, data), capsys)
    assert "column patient__ecog" in said
    assert "2 times" in said


def broken() -> tuple[dict[str, list[object]], list[int]]:
    """The clean registry with every fiftieth row broken in some way, and their places."""
    data, places = clean(), list(range(7, ROWS, EVERY))
    faults = [
        ("patient__ecog", 1.5),
        ("patient__ecog", 9.0),
        ("tumor__differentiation", "undecided"),
        ("tumor__ki67_percent", math.nan),
        ("tumor__ki67_percent", -1.0),
        ("liver__involvement_percent_low", math.inf),
        ("decision_date", date(2124, 1, 1)),
        ("case_id", " "),
        ("case_id", None),
    ]
    for turn, place in enumerate(places):
        name, value = faults[turn % len(faults)]
        data[name][place] = value
    return data, places


@pytest.mark.parametrize("engine", HERE)
def test_2_percent_of_broken_rows_are_counted_and_do_not_touch_the_good_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture, engine: str
) -> None:
    data, places = broken()
    path, out = written(tmp_path, pa.table(data)), tmp_path / "out.parquet"
    arguments = ["registry", "assess", str(path), "--out", str(out), "--engine", engine]
    assert run([*arguments, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["good"], told["rejected"]) == (ROWS, ROWS - len(places), len(places))
    assert len(places) / ROWS == 0.02
    with (tmp_path / "out.rejects.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert {int(line["row"]) for line in lines} == {place + 1 for place in places}
    assert all(line["reason"].startswith("allowed: ") for line in lines)

    whole = written(tmp_path, pa.table(clean()), "whole.parquet")
    assert assess(whole, tmp_path / "whole.out", engine) == 0
    expected = verdicts(tmp_path / "whole.out")
    left_out = {f"case {place:05}" for place in places}
    assert verdicts(out) == {id_: row for id_, row in expected.items() if id_ not in left_out}


@pytest.mark.parametrize("engine", HERE)
def test_rows_of_a_csv_file_with_too_few_or_many_fields_do_not_touch_the_good_ones(
    tmp_path: Path, engine: str
) -> None:
    lines = [f"case {number:05},{number % 41}" for number in range(ROWS)]
    places = range(7, ROWS, EVERY)
    whole = "\n".join(["case_id,tumor__ki67_percent", *lines, ""]).encode()
    for place in places:
        lines[place] = (lines[place] + ",1", "alone", lines[place] + ",,,")[place % 3]
    ragged = "\n".join(["case_id,tumor__ki67_percent", *lines, ""]).encode()
    assert assess(written(tmp_path, whole, "w.csv"), tmp_path / "w.out", engine) == 0
    assert assess(written(tmp_path, ragged, "r.csv"), tmp_path / "r.out", engine) == 1
    expected = verdicts(tmp_path / "w.out")
    left_out = {f"case {place:05}" for place in places}
    assert verdicts(tmp_path / "r.out") == {k: v for k, v in expected.items() if k not in left_out}


@pytest.mark.parametrize("engine", HERE)
@pytest.mark.parametrize("part", ["", "_low", "_high"])
def test_nan_is_a_broken_row_for_every_kind_of_float(
    tmp_path: Path, engine: str, part: str
) -> None:
    for kind in (pa.float64(), pa.float32(), pa.float16()):
        column = {f"liver__flr_percent{part}": pa.array([30.0, math.nan, None]).cast(kind)}
        path = written(tmp_path, table(**column), f"{kind}.parquet")
        assert assess(path, tmp_path / "out.parquet", engine) == 1
        assert set(verdicts(tmp_path / "out.parquet")) == {"case 00000", "case 00002"}


@pytest.mark.parametrize("engine", HERE)
@pytest.mark.parametrize("name", ["none.parquet", "none.csv"])
def test_a_file_of_no_rows_has_verdicts_of_no_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture, engine: str, name: str
) -> None:
    header = (",".join(clean(0)) + "\n").encode()
    path = written(tmp_path, header if name.endswith("csv") else table().slice(0, 0), name)
    assert assess(path, tmp_path / "out.parquet", engine) == 0
    assert capsys.readouterr().out.startswith("0 rows, 0 assessed")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.num_rows == 0
    assert "liver_transplantation__answer" in found.column_names


@pytest.mark.parametrize("name", ["cases.parquet", "cases.csv"])
def test_an_empty_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture, name: str) -> None:
    said = refused(written(tmp_path, b"", name), capsys)
    assert ("case_id" if name.endswith("csv") else "a whole Parquet file") in said


@pytest.mark.parametrize("kept", [4, 100, 0.5, 0.9, -1, -4, -8])
def test_a_parquet_file_cut_off_anywhere_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture, kept: float
) -> None:
    pq.write_table(pa.table(clean()), whole := tmp_path / "whole.parquet")
    content = whole.read_bytes()
    end = int(len(content) * kept) if isinstance(kept, float) else kept
    said = refused(written(tmp_path, content[:end]), capsys)
    assert "a whole Parquet file" in said


@pytest.mark.parametrize("content", [b"PAR1PAR1", b"case_id\na\n", bytes(1000), b"\xff" * 1000])
def test_something_else_called_parquet_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture, content: bytes
) -> None:
    assert "a whole Parquet file" in refused(written(tmp_path, content), capsys)


@pytest.mark.parametrize("name", ["folder.parquet", "folder.csv", "folder"])
def test_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture, name: str) -> None:
    (tmp_path / name).mkdir()
    assert name in refused(tmp_path / name, capsys)


@pytest.mark.parametrize(
    "content",
    [
        f"case_id,center\na,{SECRET} café\n".encode("latin-1"),
        f"case_id,center\na,{SECRET}\n".encode("utf-16"),
        f"case_id,center\na,{SECRET}\n".encode("utf-32"),
    ],
    ids=["latin-1", "utf-16", "utf-32"],
)
def test_a_csv_file_that_is_no_utf8_or_no_csv_is_refused_without_telling_its_content(
    tmp_path: Path, capsys: pytest.CaptureFixture, content: bytes
) -> None:
    assert "a CSV file in UTF-8" in refused(written(tmp_path, content, "cases.csv"), capsys)


def test_a_quote_that_is_never_closed_swallows_no_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    content = b'case_id,center\na,"one\nb,two\nc,three\n'
    assert "quotation marks in pairs" in refused(written(tmp_path, content, "cases.csv"), capsys)


def test_rows_between_two_stray_quotes_are_told(tmp_path: Path) -> None:
    content = b'case_id,center\na,"one\nb,two\nc,three"\nd,four\n'
    path = written(tmp_path, content, "cases.csv")
    assert check(path, tmp_path / "bad.csv") == 1
    assert "quotation mark missing" in (tmp_path / "bad.csv").read_text()


@pytest.mark.parametrize("engine", HERE)
def test_nul_bytes_in_a_csv_file_make_a_broken_row_and_nothing_else(
    tmp_path: Path, engine: str
) -> None:
    content = b"case_id,tumor__ki67_percent,extrahepatic__status\na,2,none\nb,\x002,no\x00ne\nc,,\n"
    path = written(tmp_path, content, "cases.csv")
    assert assess(path, tmp_path / "out.parquet", engine) == 1
    assert set(verdicts(tmp_path / "out.parquet")) == {"a", "c"}


def test_a_nul_byte_in_a_header_is_an_unknown_column(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(tmp_path, b"case_id,patient__\x00ecog\na,1\n", "cases.csv")
    assert "column" in refused(path, capsys)


def in_the_way(folder: Path) -> dict[str, Path]:
    """Places where no file can be written."""
    (folder / "file").write_text("kept")
    (folder / "shut").mkdir(mode=0o500)
    return {
        "missing folder": folder / "missing" / "out.parquet",
        "folder is a file": folder / "file" / "out.parquet",
        "folder to read only": folder / "shut" / "out.parquet",
        "system folder": Path("/proc/out.parquet"),
        "name too long": folder / ("x" * 300),
    }


@pytest.mark.parametrize(
    "place",
    ["missing folder", "folder is a file", "folder to read only", "system folder", "name too long"],
)
@pytest.mark.parametrize("engine", HERE)
def test_an_output_that_can_not_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture, place: str, engine: str
) -> None:
    if place == "folder to read only" and os.geteuid() == 0:
        pytest.skip("root may write there")
    path = written(tmp_path, table())
    out = in_the_way(tmp_path)[place]
    before = sorted(tmp_path.rglob("*"))
    assert assess(path, out, engine) == 2
    assert "output" in capsys.readouterr().err
    assert check(path, out) == 2
    assert "output" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text() == "kept"


def test_a_folder_in_the_place_of_the_output_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path, out = written(tmp_path, table()), tmp_path / "out.parquet"
    (out / "inside").mkdir(parents=True)
    for engine in HERE:
        assert assess(path, out, engine) == 2
        assert "output" in capsys.readouterr().err
    assert check(path, out) == 2
    assert (out / "inside").is_dir()


def test_the_registry_is_never_its_own_output(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, table())
    (tmp_path / "link.parquet").symlink_to(path)
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    for out in ("cases.parquet", "./cases.parquet", "link.parquet", str(path)):
        assert assess(path, Path(out)) == 2
        assert run(["registry", "assess", str(path), "--out", "v", "--rejects", out]) == 2
        assert check(path, Path(out)) == 2
    assert "other names than the registry" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"cases.parquet", "link.parquet"}
