"""What the commands about registries print and return."""

import json

import pyarrow.parquet as pq
import pytest

from nelm.cli import registry
from nelm.cli.requests import AssessRequest, CheckRequest, TemplateRequest

ROWS = "case_id,tumor__ki67_percent\na,5\nb,200\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "registry.csv"
    path.write_text(ROWS)
    return path


def test_the_template_is_printed_or_written(tmp_path, capsys):
    assert registry.template(TemplateRequest()) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("case_id,")
    registry.template(TemplateRequest(out=tmp_path / "empty.csv"))
    assert (tmp_path / "empty.csv").read_text() == printed
    registry.template(TemplateRequest(out=tmp_path / "empty.parquet", bounds=True))
    assert "tumor__ki67_percent_low" in pq.read_schema(tmp_path / "empty.parquet").names


def test_check_counts_rows_and_leaves_with_1_when_some_are_bad(tmp_path, table, capsys):
    rejects = tmp_path / "bad.csv"
    assert registry.check(CheckRequest(str(table), rejects)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "2 rows, 1 good", f"1 rows left out: {rejects}",
    ]  # fmt: skip
    assert "b,tumor__ki67_percent,200" in rejects.read_text()


def test_assess_writes_verdicts_and_tells_the_counts_as_json(tmp_path, table, capsys):
    out = tmp_path / "verdicts.parquet"
    request = AssessRequest(str(table), str(out), settings=["lt_max_age_years=55"], as_json=True)
    assert registry.assess(request) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "rows": 2, "good": 1, "rejected": 1, "resumed": 0,
        "out": str(out), "rejects": str(tmp_path / "verdicts.rejects.csv"),
    }  # fmt: skip
    assert pq.read_table(out).column("case_id").to_pylist() == ["a"]


def test_a_file_without_bad_rows_leaves_with_0(tmp_path, capsys):
    path = tmp_path / "good.csv"
    path.write_text("case_id\na\n")
    assert registry.assess(AssessRequest(str(path), str(tmp_path / "v.parquet"))) == 0
    assert capsys.readouterr().out == f"1 rows, 1 assessed: {tmp_path / 'v.parquet'}\n"
