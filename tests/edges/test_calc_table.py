"""`nelm calc table`: a row that has no result says why, and takes none of the others with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from nelm.cli import run

Write = Callable[[str], str]
ALBI = """\
patient,bilirubin_umol_l,albumin_g_l
a,20,40
b,20,4.0
c,,40
d,<3,40
e,nan,40
f, 10 ,45
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> str:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_has_a_result_or_a_reason(write: Write, capsys: pytest.CaptureFixture) -> None:
    assert run(["calc", "table", "score-albi", write(ALBI), "--keep", "patient"]) == 1
    told = capsys.readouterr()
    rows = rows_of(told.out)
    assert [row["patient"] for row in rows] == list("abcdef")
    statuses = ["ok", "refused", "missing", "refused", "refused", "ok"]
    assert [row["status"] for row in rows] == statuses
    # 0.66 log10(20) - 0.085 x 40 and 0.66 log10(10) - 0.085 x 45, by hand
    assert float(rows[0]["result_albi_score"]) == pytest.approx(0.66 * 1.30103 - 3.4, abs=1e-5)
    assert float(rows[5]["result_albi_score"]) == pytest.approx(0.66 - 3.825)
    assert rows[1]["reason"] == "albumin_g_l is 4.0; allowed: 10 to 60 (g/dL?)"
    assert rows[2]["reason"] == "bilirubin_umol_l"
    assert "<3" in rows[3]["reason"]
    assert all(row["result_albi_score"] == "" for row in rows[1:5])
    assert "4 of 6 rows have no result" in told.err


def test_a_table_without_refusals_ends_with_0_and_goes_into_a_file(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "out.csv"
    table = write("height_cm,weight_kg\n170,70\n")
    assert run(["calc", "table", "body-surface-all", table, "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    (row,) = rows_of(out.read_text(encoding="utf-8"))
    # The four formulas worked out by hand for 170 cm and 70 kg.
    by_hand = {"du_bois": 1.8097, "mosteller": 1.8181, "haycock": 1.8257, "gehan_george": 1.8313}
    for formula, surface in by_hand.items():
        assert float(row[f"result_{formula}_m2"]) == pytest.approx(surface, abs=5e-5)


def test_fields_of_a_record_are_columns_and_a_default_is_never_put_into_an_empty_cell(
    write: Write, capsys: pytest.CaptureFixture
) -> None:
    head = (
        "activity_gbq,tumor_mass_kg,normal_liver_mass_kg,lung_mass_kg,tn_concentration_ratio,"
        "lung_shunt_fraction,residual_fraction,constant\n"
    )
    table = head + "2,0.2,1.3,1,5,0.05,0,legacy49.67\n2,0.2,1.3,1,5,0.05,,legacy49.67\n"
    assert run(["calc", "table", "y90-partition-dose", write(table)]) == 1
    first, second = rows_of(capsys.readouterr().out)
    assert float(first["result_tumor_gy"]) == pytest.approx(205.2, abs=0.05)
    assert (second["status"], second["reason"]) == ("missing", "residual_fraction")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("score-albi", "bilirubin_umol_l\n20\n", "albumin_g_l is missing"),
        ("score-albi", ALBI, "patient is no argument"),
        ("score-albi", "bilirubin_umoll,albumin_g_l\n1,2\n", "bilirubin_umol_l"),
        ("score-albi", "albumin_g_l,albumin_g_l,bilirubin_umol_l\n1,2,3\n", "given twice"),
        ("score-albi", "bilirubin_umol_l,albumin_g_l,status\n1,2,3\n", "a column of the answer"),
        ("score-albi", "bilirubin_umol_l,albumin_g_l\n1,2,3\n", "table.csv:2: row is 3 cells"),
        ("score-albi", "bilirubin_umol_l,albumin_g_l\n", "no rows"),
        ("score-albi", "", "no rows"),
        ("score-albi", 'bilirubin_umol_l,albumin_g_l\n"1,2\n', "valid CSV"),
        ("score-alby", ALBI, "score-albi"),
    ],
)
def test_a_file_that_is_no_table_of_its_arguments_is_refused_whole(
    write: Write, capsys: pytest.CaptureFixture, name: str, text: str, words: str
) -> None:
    assert run(["calc", "table", name, write(text)]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


def test_a_file_that_is_not_there_or_not_utf8(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "x.csv"
    assert run(["calc", "table", "score-albi", str(path)]) == 2
    path.write_bytes(b"bilirubin_umol_l\xff")
    assert run(["calc", "table", "score-albi", str(path)]) == 2
    told = capsys.readouterr().err
    assert "no such file" in told
    assert "another encoding" in told


def test_a_kept_column_that_is_not_there_is_told(
    write: Write, capsys: pytest.CaptureFixture
) -> None:
    table = write("bilirubin_umol_l,albumin_g_l\n20,40\n")
    assert run(["calc", "table", "score-albi", table, "--keep", "patient"]) == 2
    assert "--keep is patient" in capsys.readouterr().err


def test_the_table_itself_is_never_written_over(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    table = tmp_path / "patients.csv"
    table.write_text("bilirubin_umol_l,albumin_g_l\n20,40\n", encoding="utf-8")
    said = refused("calc", "table", "score-albi", table, "--out", table)
    assert "a file that is no input of this run" in said
