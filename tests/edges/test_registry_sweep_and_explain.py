"""Sweeps, and explanations of a row of a file of verdicts, as a user meets them."""

import csv
import json
from pathlib import Path
from shutil import copy

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nelm.assessment.verdict import Label
from nelm.cli import run
from nelm.knowledge.loader import load_pack

AGES = ["--vary", "lt_max_age_years=60,55"]
EXAMPLES = Path(__file__).parents[2] / "examples"
CANDIDATE = str(EXAMPLES / "synthetic-transplant-candidate.yaml")
REGISTRY = "case_id,patient__age_years,tumor__ki67_percent\nann,57,2\nbob,70,12\ncy,,\n"


@pytest.fixture
def registry(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(REGISTRY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    source, out = folder / "cases.parquet", folder / "verdicts.parquet"
    columns = {"case_id": ["ann", "bob", "7"], "patient__age_years": [57.0, 70.0, None]}
    pq.write_table(pa.table(columns), source)
    settings = ["--set", "lt_max_age_years=65"]
    assert run(["registry", "assess", str(source), "--out", str(out), *settings]) == 0
    return out


def sweep(*arguments):
    return run(["registry", "sweep", *map(str, arguments)])


def explain(*arguments):
    return run(["explain", *map(str, arguments)])


def refused(capsys, code):
    """The message of a command that was refused: no traceback, nothing on stdout."""
    assert code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return " ".join(printed.err.split())


def test_a_sweep_tells_how_far_supported_cases_and_labels_change(registry, capsys):
    assert sweep(registry, *AGES) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 rows under 3 sets of values"
    assert "Liver transplantation: supported in 0 to 0 rows; up to 1 labels change" in lines
    assert lines[-1] == "14 options have the same labels under every set"
    assert [path.name for path in registry.parent.iterdir()] == ["cases.csv"]


def test_a_sweep_as_json_has_a_line_per_set_and_option(registry, capsys):
    assert sweep(registry, *AGES, "--set", "lt_max_ki67_percent=15", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["left_out"]) == (3, 0)
    lines = [line for line in told["sets"] if line["option"] == "liver_transplantation"]
    assert [line["set"] for line in lines] == [1, 2, 3]
    assert [line["lt_max_age_years"] for line in lines] == ["default", "60", "55"]
    assert {line["lt_max_ki67_percent"] for line in lines} == {"15"}
    assert [line["criteria_not_met"] for line in lines] == [1, 1, 2]
    assert [line["changed"] for line in lines] == [0, 0, 1]


def test_all_counts_of_a_sweep_go_into_a_csv_file(registry, capsys):
    out = registry.with_name("counts.csv")
    assert sweep(registry, *AGES, "--vary", "stable_counts=stable_only", "--out", out) == 0
    assert f"all counts: {out}" in capsys.readouterr().out
    with out.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 3 * len(load_pack("dermine2019").options)
    assert all(sum(int(line[label.value]) for label in Label) == 3 for line in lines)
    assert {line["stable_counts"] for line in lines} == {"default", "stable_only"}


def test_rows_that_break_a_rule_are_left_out_of_a_sweep(registry, capsys):
    registry.write_text(f"{REGISTRY}dan,500,2\nann,50,2\n", encoding="utf-8")
    assert sweep(registry, *AGES) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "2 rows under 3 sets of values",
        "3 rows left out: nelm registry check tells why",
    ]


def test_a_sweep_over_no_rows_counts_none(registry, capsys):
    registry.write_text(REGISTRY.splitlines()[0] + "\n", encoding="utf-8")
    assert sweep(registry, *AGES) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("0 rows under 3 sets of values")
    assert "15 options have the same labels" in printed


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        (["--vary", "lt_max_age=60"], "lt_max_age is not a parameter"),
        (["--vary", "lt_max_age_years=60,five"], "lt_max_age_years is five"),
        (["--vary", "lt_max_age_years=6000"], "lt_max_age_years is 6000"),
        (["--vary", "hci_by=nobody"], "hci_by is nobody"),
        (["--vary", "lt_max_age_years"], "--vary is lt_max_age_years"),
        (["--vary", "lt_max_age_years="], "--vary is lt_max_age_years="),
        (["--vary", "lt_max_age_years=60,,55"], "each value once"),
        (["--vary", "lt_max_age_years=60,60"], "each value once"),
        (["--vary", "=60"], "=60"),
        ([*AGES, *AGES], "each name once"),
        ([*AGES, "--set", "lt_max_age_years=50"], "not under --set"),
        ([*AGES, "--set", "lt_max_age_years"], "NAME=VALUE"),
        (["--vary", f"lt_max_age_years={','.join(map(str, range(18, 60)))}",
          "--vary", f"lt_max_ki67_percent={','.join(map(str, range(1, 31)))}"],
         "fewer than 1000"),
        ([], "--vary"),
        ([*AGES, "--memory", "much"], "memory is much"),
        ([*AGES, "--pack", "no such pack"], "no such pack"),
        ([*AGES, "--table", "cases"], "table is cases"),
    ],
)  # fmt: skip
def test_sweeps_that_can_not_be_are_refused(vary, message, registry, capsys):
    assert message in refused(capsys, sweep(registry, *vary))
    assert [path.name for path in registry.parent.iterdir()] == ["cases.csv"]


def test_a_sweep_does_not_overwrite_its_registry(registry, capsys):
    out = registry.parent / "." / "cases.csv"
    assert "another name than the registry" in refused(capsys, sweep(registry, *AGES, "--out", out))
    assert registry.read_text() == REGISTRY


def test_a_sweep_of_no_file_or_into_no_folder_is_refused(registry, capsys):
    assert "no such file" in refused(capsys, sweep(registry.with_name("none.csv"), *AGES))
    out = registry.parent / "none" / "counts.csv"
    assert "no such file" in refused(capsys, sweep(registry, *AGES, "--out", out)).lower()


def test_a_row_of_a_file_of_verdicts_is_explained_as_a_tree(made, capsys):
    assert explain(made, "transplantation", "--row", "bob") == 0
    text = capsys.readouterr().out
    assert "answer not_supported, label criteria_not_met" in text
    assert "parameter lt_max_age_years = 65" in text
    assert "[patient.age_years]" in text


def test_a_row_is_explained_under_the_parameters_of_its_file(made, capsys):
    assert explain(made, "LT", "--row", "ann", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["label"]) == ("liver_transplantation", "undetermined")
    (age,) = (
        line for group in told["sets"] for line in group["statements"] if line["id"] == "LT-02"
    )
    assert age["truth"] == "met"
    assert "at most 65 years" in age["sentence"]


def test_a_case_id_that_looks_like_a_number_is_a_text(made, capsys):
    assert explain(made, "LT", "--row", "7") == 0
    assert "undetermined" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["LT"], "--row is not given"),
        (["LT", "--row", "no-such-row"], "a case id of the file"),
        (["LT", "--row", "ann", "--set", "lt_max_age_years=50"], "--set is lt_max_age_years=50"),
        (["no-such-option", "--row", "ann"], "no-such-option"),
        (["LT", "--row", "ann", "--pack", "no such pack"], "no such pack"),
    ],
)
def test_rows_that_can_not_be_explained_are_refused(arguments, message, made, capsys):
    assert message in refused(capsys, explain(made, *arguments))


def test_other_files_are_refused(made, tmp_path, capsys):
    text, none = tmp_path / "text.parquet", tmp_path / "none.parquet"
    text.write_text("case_id\nann\n", encoding="utf-8")
    for path in (made.with_name("cases.parquet"), text, none, tmp_path):
        message = refused(capsys, explain(path, "LT", "--row", "ann"))
        assert "a file of verdicts that this version of nelm wrote" in message


def test_verdicts_of_another_state_of_the_pack_are_refused(made, tmp_path, capsys):
    path = Path(copy(made, tmp_path / "verdicts.parquet"))
    table = pq.read_table(path)
    told = {**table.schema.metadata, b"nelm.pack_hash": b"0123456789abcdef"}
    pq.write_table(table.replace_schema_metadata(told), path)
    message = refused(capsys, explain(path, "LT", "--row", "ann"))
    assert "0123456789ab" in message
    assert load_pack("dermine2019").content_hash[:12] in message


def test_a_case_is_still_explained(capsys):
    assert explain(CANDIDATE, "LT", "--set", "lt_max_age_years=55") == 0
    assert "parameter lt_max_age_years = 55" in capsys.readouterr().out
