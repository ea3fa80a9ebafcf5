"""From a registry with bad rows to the cohort page, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.cli import run
from nelm.registry.synthetic.simulate import simulate

# Ibis 12 calls what DuckDB 2.0 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def with_bad_rows(rows: int) -> pa.Table:
    """A simulated registry; two rows have the same id, one has an age that nobody has."""
    table = simulate(rows, seed=4)
    ids = table["case_id"].to_pylist()
    ids[7] = ids[8]
    ages = table["patient__age_years"].to_pylist()
    ages[30] = 400.0
    table = table.set_column(0, "case_id", pa.array(ids))
    place = table.schema.get_field_index("patient__age_years")
    return table.set_column(place, "patient__age_years", pa.array(ages))


def test_rejected_rows_are_counted_and_everything_else_adds_up(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    cases, verdicts, out = (str(tmp_path / n) for n in ("c.parquet", "v.parquet", "cohort"))
    pq.write_table(with_bad_rows(300), cases)
    assert (
        run(["registry", "assess", cases, "--out", verdicts, "--set", "lt_max_age_years=55"]) == 1
    )
    assert run(["registry", "cohort", cases, verdicts, "--out", out, "--by", "center"]) == 0
    assert "297 cases, 3 rows rejected" in capsys.readouterr().out
    page = (tmp_path / "cohort" / "cohort.html").read_text(encoding="utf-8")
    assert "300 rows: 297 assessed, 3 rejected (no verdict" in page
    told = (tmp_path / "cohort" / "cases.csv").read_text(encoding="utf-8")
    assert told == "what,number\nrows,300\nassessed,297\nrejected,3\n"
    overlap = (tmp_path / "cohort" / "overlap.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(int(line.split(",")[0]) for line in overlap) == 297
    survival = (tmp_path / "cohort" / "survival-groups.csv").read_text(encoding="utf-8")
    assert "treatment given," in survival
    assert "label: Liver transplantation," in survival


def test_a_csv_registry_is_described_too(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    cases, verdicts = tmp_path / "c.csv", str(tmp_path / "v.parquet")
    cases.write_text("case_id,patient__age_years\na,50\nb,old\nc,1,2\n", encoding="utf-8")
    assert run(["registry", "assess", str(cases), "--out", verdicts]) == 1
    assert run(["registry", "cohort", str(cases), verdicts, "--out", str(tmp_path / "o")]) == 0
    told = (tmp_path / "o" / "cases.csv").read_text(encoding="utf-8")
    assert told == "what,number\nrows,3\nassessed,1\nrejected,2\n"
    assert "1 cases, 2 rows rejected" in capsys.readouterr().out


def test_verdicts_of_another_registry_or_another_pack_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    cases, others = tmp_path / "c.parquet", tmp_path / "o.parquet"
    pq.write_table(simulate(20, seed=1), cases)
    pq.write_table(simulate(9, seed=1), others)
    verdicts = str(tmp_path / "v.parquet")
    assert run(["registry", "assess", str(others), "--out", verdicts]) == 0
    out = ["--out", str(tmp_path / "cohort")]
    assert run(["registry", "cohort", str(cases), verdicts, *out]) == 2
    assert "one row for every verdict" in capsys.readouterr().err
    table = pq.read_table(verdicts)
    foreign = table.replace_schema_metadata({"nelm.pack": "x", "nelm.pack_hash": "abc"})
    pq.write_table(foreign, verdicts)
    assert run(["registry", "cohort", str(others), verdicts, *out]) == 2
    assert "assess again" in capsys.readouterr().err
    assert not (tmp_path / "cohort").exists()
    assert run(["registry", "cohort", str(others), str(tmp_path / "none.parquet"), *out]) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_cohort_is_counted_with_the_parameters_of_the_verdicts(tmp_path: Path) -> None:
    cases, verdicts = str(tmp_path / "c.parquet"), tmp_path / "v.parquet"
    pq.write_table(simulate(400, seed=4, missing=0), cases)
    found = []
    for age in ("40", "75"):
        settings = ["--set", f"lt_max_age_years={age}"]
        assert run(["registry", "assess", cases, "--out", str(verdicts), *settings]) == 0
        parameters = pq.read_metadata(verdicts).metadata[b"nelm.parameters"]
        assert float(json.loads(parameters)["lt_max_age_years"]) == float(age)
        assert run(["registry", "cohort", cases, str(verdicts), "--out", str(tmp_path / age)]) == 0
        found.append((tmp_path / age / "funnel-liver-transplantation.csv").read_text())
    assert found[0] != found[1]
