"""Rows as CSV: every column, a header always, mappings as columns of their own."""

from __future__ import annotations

import pytest

from nelm.cli.csv_output import print_csv


def printed(capsys: pytest.CaptureFixture, *args: object) -> list[str]:
    print_csv(*args)  # type: ignore[arg-type]
    return capsys.readouterr().out.splitlines()


def test_a_column_of_nothing_stays_a_column(capsys: pytest.CaptureFixture) -> None:
    rows = [{"denominator": None, "denominator_unit": "patient"}]
    assert printed(capsys, rows) == ["denominator,denominator_unit", ",patient"]


def test_a_mapping_becomes_columns_and_is_empty_where_it_is_missing(
    capsys: pytest.CaptureFixture,
) -> None:
    rows = [{"a": {"k": 2, "x": 0.5}, "b": 1}, {"a": None, "b": 2}]
    assert printed(capsys, rows) == ["a_k,a_x,b", "2,0.5,1", ",,2"]


def test_lists_are_texts(capsys: pytest.CaptureFixture) -> None:
    assert printed(capsys, [{"options": ("tae", "tace")}]) == ["options", "tae; tace"]


def test_without_rows_the_header_is_printed(capsys: pytest.CaptureFixture) -> None:
    assert printed(capsys, [], ["study", "n"]) == ["study,n"]
