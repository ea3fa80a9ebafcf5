"""Study tables of one's own that are wrong are refused whole, by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_tables import (
    EVIDENCE,
    GOOD,
    HUGE,
    MONTHS,
    NO_SITES,
    PACK,
    POOL,
    UNCOUNTED,
    table,
)

import nelm
from nelm.case.problem import InputError
from nelm.cli import run
from nelm.evidence.tables.evidence import extended
from nelm.evidence.tables.template import template_text
from nelm.evidence.tables.user_table import read_study_table


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["header", "missing"]),
        (GOOD.splitlines()[0], ["without rows"]),
        (GOOD.encode("utf-16"), ["UTF-8"]),
        (GOOD.replace("Example", "Exämple").encode("latin-1"), ["byte", "UTF-8"]),
        (bytes(range(256)), ["UTF-8"]),
        (GOOD.replace(",", ";"), ["`;`", "commas"]),
        (GOOD.replace(",", "\t"), ["not a known column"]),
        (GOOD + "a,b\n", [":3:", "2 cells", "25 cells"]),
        (GOOD + '"open\n', ["CSV", "valid CSV"]),
        (GOOD.replace(",note\n", ",study\n", 1), ["study", "given twice", "note", "missing"]),
        (template_text(), [":2:", "study", "example2024", "in place of the example"]),
        (table({"study": "peker2015"}), ["study", "peker2015", "does not have"]),
        (table({"options": "laser"}), ["options", "laser", "tare"]),
        (table({}, {}), [":3:", "each once", "line 2"]),
    ],
    ids=range(14),
)
def test_a_file_that_is_no_study_table_is_refused(
    refused: Callable[..., str], own, tmp_path: Path, content: str | bytes, words: list[str]
) -> None:
    path = own(content)
    told = refused(*POOL, "--with", path)
    for word in ("own.csv", *words):
        assert word in told
    assert refused("evidence", "add", path, "--ledger", tmp_path / "l", "--by", "A") == told


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"value": "NaN"}, "value"),
        ({"value": "inf"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "53,3"}, "value"),
        ({"value": "0.53", "events": "", "denominator": ""}, "value"),
        ({"value": "533"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "half"}, "value"),
        ({"n_patients": "-32"}, "n_patients"),
        ({"n_patients": "32.5"}, "n_patients"),
        ({"n_patients": "3_2"}, "n_patients"),
        ({"events": "31"}, "events"),
        ({"events": "\u0661\u0666"}, "events"),
        ({"year": "24"}, "year"),
        ({"measure": "response"}, "measure"),
        ({**MONTHS, "value": "900"}, "value"),
        ({**MONTHS, "value": "0"}, "value"),
        ({**MONTHS, "unit": "percent"}, "unit"),
        ({**MONTHS, "ci_lb": "30", "ci_ub": "40"}, "ci_lb"),
        ({**MONTHS, "ci_lb": "10"}, "ci_ub"),
        ({**MONTHS, "ci_lb": "20", "ci_ub": "20"}, "ci_lb",
        ),
        ({**MONTHS, "ci_lb": "0", "ci_ub": "40"}, "ci_lb",
        ),
        ({**MONTHS, "value": "1e-320"}, "value"),
        ({**MONTHS, **NO_SITES, "events": HUGE}, "events",
        ),
        ({**UNCOUNTED, "denominator": HUGE}, "denominator"),
        ({**UNCOUNTED, "n_patients": HUGE}, "n_patients"),
        ({"options": "tare;tare"}, "options"),
        ({"first_author": "A\x1b[31mB"}, "first_author",
        ),
    ],
)  # fmt: skip
def test_a_cell_that_is_wrong_is_named_with_line_column_and_value(
    refused: Callable[..., str], own, cells: dict[str, str], column: str
) -> None:
    measure = "os" if cells.get("unit") == "months" else "response"
    told = refused("evidence", "pool", "tare", "--measure", measure, "--with", own(table(cells)))
    assert f"own.csv:2: {column}" in told
    assert "; allowed: " in told


def test_response_and_stable_disease_above_all_patients_are_refused(
    refused: Callable[..., str], own
) -> None:
    stable = {"measure": "stable_disease", "value": "60", "events": "18"}
    assert "at most 100 % together" in refused(*POOL, "--with", own(table({}, stable)))


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n"), GOOD.rstrip(), "\n" + GOOD],
    ids=["byte order mark", "CRLF", "no last line end", "empty first line"],
)
def test_files_as_other_programs_write_them_are_the_same_table(
    own, content: str | bytes, capsys: pytest.CaptureFixture
) -> None:
    assert run([*POOL, "--with", str(own(GOOD)), "--json"]) == 0
    plain = capsys.readouterr().out
    assert run([*POOL, "--with", str(own(content)), "--json"]) == 0
    assert capsys.readouterr().out == plain


def test_a_table_that_is_a_folder_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "a readable file" in refused(*POOL, "--with", tmp_path)


def test_two_thousand_studies_are_read_and_told(own, capsys: pytest.CaptureFixture) -> None:
    rows = [{**UNCOUNTED, "study": f"own{i}", "denominator": "20"} for i in range(2000)]
    asked = ["evidence", "list", "tare", "--csv", "--with", str(own(table(*rows)))]
    assert run(asked) == 0
    told = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [row["study"] for row in told][-2000:] == [row["study"] for row in rows]


def test_everything_wrong_with_a_table_is_told_at_once(refused: Callable[..., str], own) -> None:
    content = table({"value": "NaN"}, {"study": "second", "year": "24", "events": "x"})
    told = refused(*POOL, "--with", own(content))
    found = re.findall(r"own\.csv:(\d): (\w+) is (\w+)", told)
    assert found == [("2", "value", "NaN"), ("3", "year", "24"), ("3", "events", "x")]


BYTES = GOOD.encode()
PIECES = [
    b"", b",", b";", b'"', b"\n", b"\r", b"\0", b"\xff", b"nan", b"inf", b"-", b"0", b"1e308",
    b"99999999999999999999", b"not_reached", b"median", b"months", b"tae", b"peker2015", b" ",
    "\u0663\u2028\ufeff".encode(), b"rate_at", b"100", b"0.0001", b"overall_survival",
]  # fmt: skip
edits = st.tuples(st.integers(0, len(BYTES)), st.integers(0, 12), st.sampled_from(PIECES))
anything = st.tuples(st.integers(0, len(BYTES)), st.integers(0, 40), st.binary(max_size=12))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "own.csv"


def takes_or_refuses(path: Path, content: bytes) -> None:
    """Reads a table and, where it can be read, pools its outcomes with those of the pack."""
    path.write_bytes(content)
    try:
        added = read_study_table(path, PACK)
        evidence = extended(EVIDENCE, added.studies, added.arms, added.outcomes)
    except InputError:
        return
    for outcome, arm in zip(added.outcomes, added.arms, strict=False):
        if outcome.measure in ("objective_response", "stable_disease", "overall_survival"):
            question = nelm.Question(options=arm.options, measure=outcome.measure)
            found = nelm.pool(evidence, question, variations=False)
            assert (found.summary is None) == (found.failure is not None)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(edits | anything, min_size=1, max_size=3))
def test_any_edit_of_the_template_is_read_or_refused(
    scratch: Path, changes: list[tuple[int, int, bytes]]
) -> None:
    content = BYTES
    for at, length, piece in changes:
        content = content[:at] + piece + content[at + length :]
    takes_or_refuses(scratch, content)


NUMBERS = ["", "0", "1", "2", "12", "30", "53.3", "100", "101", "400", "0.5", "1e-9", "x", "-1"]
cells = st.dictionaries(
    st.sampled_from(
        [*NO_SITES, "value", "events", "denominator", "at_months", "year", "ci_lb", "ci_ub"]
    ),
    st.sampled_from([*NUMBERS, "not_reached", "merged", "ambiguous"]),
    max_size=5,
)
kinds = st.sampled_from(
    [{}, MONTHS, {**MONTHS, "statistic": "mean"}, {"statistic": "rate_at", "at_months": "12"}]
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=kinds, rows=st.lists(cells, min_size=1, max_size=2))
def test_any_figures_in_the_template_are_read_or_refused(
    scratch: Path, kind: dict[str, str], rows: list[dict[str, str]]
) -> None:
    made = [{**kind, **row, "study": f"own{i}"} for i, row in enumerate(rows)]
    takes_or_refuses(scratch, table(*made).encode())
