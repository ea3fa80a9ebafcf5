"""`nelm calc` as a user meets it: a command per calculator, help, JSON, refusals."""

from __future__ import annotations

import contextlib
import itertools
import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

import pytest

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments
from nelm.calculators.ranges import Number, OutOfRangeError, within
from nelm.calculators.results import result_values
from nelm.case.problem import InputError
from nelm.cli import run
from nelm.cli.calculate import calculate
from nelm.reports.calculator_page import calculator_blocks, example_command
from nelm.reports.page import as_markdown

GRAVITY_M_S2 = 9.5
"""Recalled; to be verified."""


@dataclass(frozen=True)
class Throw:
    """A throw.

    Attributes:
        speed_m: how far in a second.
        from_hand: `left` or `right`.
    """

    speed_m: float
    from_hand: Literal["left", "right"]

    def __post_init__(self) -> None:
        within("speed_m", self.speed_m, 0, 50)


@dataclass(frozen=True)
class Fall:
    """Where it lands."""

    distance_m: Number
    landed_on: date
    missed: float


def fall(
    *,
    height_m: Number,
    on: date,
    throw: Throw,
    caught: Throw | str = "no",
    bounces_m: tuple[float, ...] = (),
) -> Fall:
    """Where a ball lands.

    Air is not considered.

    Args:
        height_m: of the hand, in m, 0.5 to 3.
        on: the day.
        throw: how it is thrown.
        caught: and thrown back.
        bounces_m: between the walls, in m.
    """
    within("height_m", height_m, 0.5, 3, hint="cm?")
    if throw.speed_m == 13:
        raise OutOfRangeError("landing", 13, "a lucky number")
    return Fall(height_m * GRAVITY_M_S2 + sum(bounces_m), on, float("nan"))


EXAMPLE: dict[str, Any] = {"height_m": 2, "on": date(2026, 1, 5), "throw": Throw(5, "left")}
FALL = Calculator(
    name="fall",
    function=fall,
    formula="d = g h",
    source="nobody",
    status="recalled",
    example=EXAMPLE,
    result={"distance_m": 19},
    because="exact",
)
ASKED = ["--height-m", "2", "--on", "2026-01-05", "--speed-m", "5", "--from-hand", "left"]
LU177 = ["--activity-gbq", "29.6", "--coefficient-gy-per-gbq", "0.654"]


@pytest.fixture
def falling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog of one calculator that no issue is about."""
    monkeypatch.setattr("nelm.cli.calculate.GROUPS", MappingProxyType({"Balls": (FALL,)}))


def told(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    assert run(["calc", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    assert run(["calc", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    return captured.err


@pytest.mark.usefixtures("falling")
def test_a_result_stands_beside_formula_constant_source_and_status(capsys) -> None:
    text = told(capsys, "fall", *ASKED, "--bounces-m", "1,0.5")
    for line in (
        "- distance: 20.5 m",
        "- landed on: 2026-01-05",
        "- missed: none",
        "- height_m: 2.0 m",
        "- from_hand: left",
        "- bounces_m: 1.0,0.5 m",
        "d = g h",
        "- GRAVITY_M_S2 = 9.5 (Recalled; to be verified)",
        "- source: nobody",
        "- status: recalled (recalled, not read: to be verified)",
    ):
        assert f"\n{line}\n" in text


@pytest.mark.usefixtures("falling")
def test_json_has_the_whole_numbers_and_all_that_stands_beside_them(capsys) -> None:
    found = json.loads(told(capsys, "fall", *ASKED, "--json"))
    assert found == {
        "calculator": "fall",
        "inputs": {
            "height_m": 2.0,
            "on": "2026-01-05",
            "speed_m": 5.0,
            "from_hand": "left",
            "caught": "no",
            "bounces_m": [],
        },
        "result": {"distance_m": 19.0, "landed_on": "2026-01-05", "missed": None},
        "units": {"distance_m": "m", "landed_on": "", "missed": ""},
        "formula": "d = g h",
        "symbols": {},
        "constants": {
            "GRAVITY_M_S2": {"values": {"value": 9.5}, "note": "Recalled; to be verified."}
        },
        "allowed": {"height_m": "0.5 to 3", "speed_m": "0 to 50"},
        "source": "nobody",
        "status": "recalled",
    }


def test_help_and_json_tell_what_the_symbols_mean(capsys) -> None:
    text = told(capsys, "score-albi", "--help")
    assert "where" in text
    found = json.loads(told(capsys, "lu177-absorbed-dose", *LU177, "--json"))
    assert found["formula"] == "D = g A"
    assert list(found["symbols"]) == ["D", "g", "A"]
    assert "`activity_gbq`" in found["symbols"]["A"]


@pytest.mark.usefixtures("falling")
def test_help_says_every_argument_the_formula_and_an_example(capsys) -> None:
    text = " ".join(told(capsys, "fall", "--help").split())
    for words in (
        "Where a ball lands. Air is not considered.",
        "--height-m number of the hand, in m, 0.5 to 3. [required]",
        "--speed-m number how far in a second. [0 to 50] [required]",
        "--from-hand left|right `left` or `right`. [required]",
        "--caught TEXT and thrown back. [default: no]",
        "Formula: d = g h",
        "Source: nobody [recalled, not read: to be verified]",
        f"nelm calc fall {' '.join(ASKED)}",
        "It gives: distance: 19 m (exact)",
    ):
        assert words in text


@pytest.mark.usefixtures("falling")
def test_everything_that_is_missing_is_told_at_once(capsys) -> None:
    error = refused(capsys, "fall", "--height-m", "2")
    assert error.splitlines() == [
        "nelm: --on is missing; allowed: YYYY-MM-DD",
        "--speed-m is missing; allowed: number in m",
        "--from-hand is missing; allowed: left|right",
    ]


@pytest.mark.usefixtures("falling")
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--height-m", "200", "--height-m is 200.0; allowed: 0.5 to 3 (cm?)"),
        ("--height-m", "-2", "--height-m is -2.0; allowed: 0.5 to 3 (cm?)"),
        ("--height-m", "nan", "--height-m is nan; allowed: number in m"),
        ("--height-m", "2,0", "--height-m is 2,0; allowed: number in m"),
        ("--height-m", "", "--height-m is empty; allowed: number in m"),
        ("--on", "today", "--on is today; allowed: YYYY-MM-DD"),
        ("--from-hand", "both", "--from-hand is both; allowed: left|right"),
        ("--speed-m", "60", "--speed-m is 60.0; allowed: 0 to 50"),
        ("--speed-m", "13", "landing is 13; allowed: a lucky number"),
        ("--caught", "speed_m=60,from_hand=left", "--caught speed_m is 60.0; allowed: 0 to 50"),
        ("--bounces-m", "1;2", "--bounces-m is 1;2; allowed: number,number,... in m"),
        ("--width-m", "1", "No such option: --width-m"),
    ],
)
def test_what_is_refused_names_the_option_and_what_is_allowed(
    capsys, option: str, value: str, message: str
) -> None:
    assert message in refused(capsys, "fall", *ASKED, option, value)


@pytest.mark.usefixtures("falling")
def test_a_name_that_no_calculator_has_is_refused_with_one_like_it(capsys) -> None:
    assert "calculator is fell; allowed: fall" in refused(capsys, "fell")
    assert "allowed: a name of `nelm calc list`" in refused(capsys, "zzz")


@pytest.mark.usefixtures("falling")
def test_the_list_names_group_story_and_status(capsys) -> None:
    text = told(capsys, "list")
    assert "\nBalls\n-----\n\nfall\n" in text
    assert "status: recalled" in text
    (row,) = json.loads(told(capsys, "list", "--json"))
    assert (row["name"], row["group"], row["says"]) == ("fall", "Balls", "Where a ball lands.")


def test_the_page_says_what_is_written_when_an_option_is_left_out() -> None:
    page = as_markdown(calculator_blocks(FALL))
    assert "\n| `--height-m` | m | of the hand, in m, 0.5 to 3. | 0.5 to 3 | number |\n" in page
    assert "| and thrown back. Default: no. |" in page
    assert f"\n`nelm calc fall {' '.join(ASKED)}`\n\n- distance: 19 m\n" in page


def test_help_names_every_calculator(capsys) -> None:
    text = told(capsys, "--help")
    assert [c.name for c in CALCULATORS if c.name not in text.split()] == []
    assert "\n  list " in text


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_the_example_of_every_page_runs_as_printed(calculator: Calculator, capsys) -> None:
    _, _, *arguments = shlex.split(example_command(calculator))
    found = json.loads(told(capsys, *arguments, "--json"))
    expected = result_values(calculator.function(**calculator.example))
    assert found["result"] == json.loads(json.dumps(expected))
    text = told(capsys, *arguments)
    assert f"\n- status: {calculator.status} (" in text


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_without_arguments_every_missing_one_is_told_at_once(
    calculator: Calculator, capsys
) -> None:
    needed = [a for a in arguments(calculator.function) if a.is_required]
    lines = refused(capsys, calculator.name).removeprefix("nelm: ").splitlines()
    assert [line.partition(" is missing; allowed: ")[0] for line in lines] == [
        f"--{argument.name.replace('_', '-')}" for argument in needed
    ]
    assert all(line.partition(" is missing; allowed: ")[2] for line in lines)


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda one: one.name)
def test_whatever_is_written_gives_finite_numbers_or_a_refusal(
    calculator: Calculator, capsys
) -> None:
    _, _, _, *written = shlex.split(example_command(calculator))
    names = [flag.removeprefix("--").replace("-", "_") for flag in written[::2]]
    example = dict(zip(names, written[1::2], strict=True))
    texts = ("", "0", "-1", "1e300", "1e-300", "0,0", "1,-1", "none", "x")
    for name, text in itertools.product(example, texts):
        with contextlib.suppress(InputError):
            assert calculate(calculator, {**example, name: text}, as_json=True) == 0
        assert "Infinity" not in capsys.readouterr().out


def test_the_calculators_are_not_loaded_before_one_is_asked_for() -> None:
    code = (
        "import sys\nfrom nelm.cli import run\nassert run(['--help']) == 0\n"
        "assert run(['calc', 'list', '--help']) == 0\n"
        "heavy = {'numpy', 'nelm.calculators.catalog'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "calc " in done.stdout
