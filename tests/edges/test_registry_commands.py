"""The commands over whole registries and over packs, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nelm.cli import run


def test_two_settings_that_differ_are_shown_with_a_patient(capsys: pytest.CaptureFixture) -> None:
    same = ["pack", "diff", "dermine2019", "dermine2019"]
    assert run([*same, "--set-second", "lt_max_age_years=55"]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "liver_transplantation: answer differs" in text
    assert "age 56 years" in text


def test_a_pack_does_not_differ_from_itself(capsys: pytest.CaptureFixture) -> None:
    assert run(["pack", "diff", "dermine2019", "dermine2019", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["same"] is True
    assert {option["kind"] for option in found["options"]} == {"same"}


def test_an_unknown_language_names_the_known_ones(capsys: pytest.CaptureFixture) -> None:
    assert run(["pack", "export", "--format", "drools"]) == 2
    message = capsys.readouterr().err
    assert "drools" in message
    assert "cql, elm, plandefinition, modelinfo" in message


def test_simulate_says_that_its_cases_are_synthetic(tmp_path: Path) -> None:
    out = tmp_path / "cases.parquet"
    assert run(["registry", "simulate", "50", str(out), "--seed", "3"]) == 0
    names = pq.read_table(out)["case_id"].to_pylist()
    assert len(names) == 50
    assert all(name.startswith("synthetic-") for name in names)
    assert list(tmp_path.iterdir()) == [out]


def test_nothing_is_left_when_the_place_can_not_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert run(["registry", "simulate", "5", str(tmp_path / "none" / "cases.parquet")]) == 2
    assert "no such file or directory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_cohort_of_something_else_than_parquet_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    text = tmp_path / "cases.parquet"
    text.write_text("case_id\nfirst-case\n", encoding="utf-8")
    out = tmp_path / "cohort"
    assert run(["registry", "cohort", str(text), str(text), "--out", str(out)]) == 2
    message = capsys.readouterr().err
    assert "a Parquet file" in message
    assert "first-case" not in message
    assert not out.exists()


# Ibis 12 calls what DuckDB 2.0 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_a_registry_from_simulation_to_the_cohort_page(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    cases, verdicts, out = (str(tmp_path / n) for n in ("c.parquet", "v.parquet", "cohort"))
    assert run(["registry", "simulate", "60", cases]) == 0
    assert run(["registry", "assess", cases, "--out", verdicts, "--json"]) == 0
    assert run(["registry", "cohort", cases, verdicts, "--out", out]) == 0
    printed = capsys.readouterr().out
    assert '"rows": 60' in printed
    assert printed.rstrip().startswith("60 synthetic cases")
    page = (tmp_path / "cohort" / "cohort.html").read_text(encoding="utf-8")
    assert "synthetic registry: made up, says nothing about patients" in page
    assert "The meeting decides" in page
