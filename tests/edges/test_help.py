"""`--help` of plans, calculators and doses: how to begin, what there is, and fast."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from nelm.cli import run
from nelm.cli.plan_app import WITH_NUMBERS
from nelm.planning.plan import FORMS

HELPS = [
    *("plan", "plan tare", "plan template", "dose", "dose run", "dose template"),
    *("calc", "calc list", "calc limits", "calc table"),
]
HEAVY = ("numpy", "scipy", "matplotlib", "nibabel", "typst", "jinja2", "yaml")


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*command.split(), "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", HELPS)
def test_every_help_has_an_example_that_is_a_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = help_of(command, capsys).partition("Example")[2]
    examples = re.findall(r"(?m)(?:^  |: )(nelm .*?)(?: > \S+)?$", told)
    assert examples
    for example in examples:
        _, group, name, *_ = shlex.split(example)
        assert f"Usage: nelm {group} {name}" in help_of(f"{group} {name}", capsys)


def test_the_help_of_plans_names_every_option_that_has_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert set(WITH_NUMBERS) == {id_ for id_, form in FORMS.items() if form.model_fields}
    assert ", ".join(WITH_NUMBERS) in " ".join(help_of("plan", capsys).split())


def test_the_commands_of_nelm_are_told_without_being_cut_off(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = help_of("", capsys).splitlines()
    told = {
        name: next(x for x in lines if x.startswith(f"  {name} "))
        for name in ("plan", "dose", "calc")
    }
    assert not [line for line in told.values() if line.endswith("...")]


@pytest.mark.parametrize("command", ["plan", "plan tare", "plan template", "dose", "dose run"])
def test_help_loads_no_heavy_library(command: str, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom nelm.cli import run\n"
        f"assert run({[*command.split(), '--help']!r}) == 0\n"
        f"assert not set({HEAVY!r}) & set(sys.modules), set({HEAVY!r}) & set(sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
