"""`nelm calc limits`: what a source prints, that NET has no row, who changed a value."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from nelm.cli import run
from nelm.planning.limits_file import load_limits


def test_every_limit_is_told_with_source_and_status(capsys: pytest.CaptureFixture) -> None:
    assert run(["calc", "limits"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    rows = load_limits().rows
    assert len(rows) > 100
    for row in rows:
        assert row.id in page
        assert " ".join(row.source.split())[:40] in page
    assert "recalled, as of" in page


def test_net_has_no_tumor_dose_and_the_row_says_so(capsys: pytest.CaptureFixture) -> None:
    assert run(["calc", "limits", "tare", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    net = [r for r in rows if r["histology"] == "NET" and r["quantity"] == "tumor_dose"]
    assert net
    assert all(r["value"] is None and r["note"] for r in net)


def test_a_value_of_a_site_is_shown_with_author_date_and_the_printed_one(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    printed = next(row for row in load_limits().rows if row.value is not None)
    site = tmp_path / "site.yaml"
    value = f"- {{id: {printed.id}, value: 1.5, reason: local protocol}}"
    site.write_text(f"author: A. Physicist\ndate: 2026-11-01\nlimits:\n{value}\n")
    assert run(["calc", "limits", printed.id, "--site", str(site)]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "by A. Physicist on 2026-11-01" in page
    assert f"printed {printed.value:g} {printed.unit}: local protocol" in page


def test_a_site_file_without_a_date_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("author: A. Physicist\nlimits: []\n")
    assert run(["calc", "limits", "--site", str(site)]) == 2
    error = capsys.readouterr().err
    assert "site.yaml" in error
    assert "date" in error


def test_no_limit_of_a_name_says_none(capsys: pytest.CaptureFixture) -> None:
    assert run(["calc", "limits", "nothing-of-this-name"]) == 0
    assert "None." in capsys.readouterr().out


def test_the_how_to_of_the_calculators_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands do what it says, with its own site file."""
    page = (Path(__file__).parents[2] / "docs/how-to/calculators.md").read_text(encoding="utf-8")
    (site,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "our-limits.yaml").write_text(site, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    example = Path(__file__).parents[2] / "examples/synthetic-carcinoid-embolization.yaml"
    (tmp_path / "my-case.yaml").write_bytes(example.read_bytes())
    assert run(["plan", "template", "tare"]) == 0
    (tmp_path / "inputs.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    commands = [
        shlex.split(line.split("#")[0].split(">")[0])[2:]
        for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("$ nelm ")
    ]
    assert len(commands) == 8
    codes = {" ".join(command): run(command) for command in commands}
    refused = [command for command, code in codes.items() if code != 0]
    assert refused == ["calc score-albi --bilirubin-umol-l 20 --albumin-g-l 4.0"]
    said = capsys.readouterr()
    assert "nelm: --albumin-g-l is 4.0; allowed: 10 to 60 (g/dL?)" in said.err
    assert "by A. Physicist on 2026-11-01; printed 30 Gy: local protocol" in " ".join(
        said.out.split()
    )
