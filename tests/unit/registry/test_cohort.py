"""Cohort tables on a registry small enough to count by hand."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa
import pytest

from nelm.assessment.verdict import Label
from nelm.case.problem import InputError
from nelm.registry.cohort import concordance, joined, labels_by, missing_shares

LABELS = [label.value for label in Label]


def registry(count: int = 20, **columns: Any) -> ibis.Table:
    rows = {"case_id": [f"c{n}" for n in range(count)], **columns}
    return ibis.memtable(pa.table(rows))


def verdicts(labels: list[str], answers: list[str] | None = None) -> ibis.Table:
    rows = {"case_id": [f"c{n}" for n in range(len(labels))], "tace__label": labels}
    return ibis.memtable(pa.table(rows | {"tace__answer": answers or ["open"] * len(labels)}))


def test_labels_are_counted_over_all_cases_with_totals() -> None:
    table = joined(registry(), verdicts(["supported"] * 12 + ["contraindicated"] * 8))
    found = labels_by(table, "tace")
    assert found.rows == ("all cases",)
    assert dict(zip(found.columns, found.cells[0], strict=True)) == {
        **dict.fromkeys(LABELS, 0),
        "supported": 12,
        "contraindicated": 8,
    }
    assert found.row_totals == (20,)


def test_labels_by_center_hide_small_counts_and_keep_totals() -> None:
    centers = ["A"] * 10 + ["B"] * 10
    labels = (
        ["supported"] * 8 + ["contraindicated"] * 2 + ["supported"] * 5 + ["contraindicated"] * 5
    )
    found = labels_by(joined(registry(center=centers), verdicts(labels)), "tace", "center")
    assert found.rows == ("A", "B")
    assert found.row_totals == (10, 10)
    assert found.cells[0][LABELS.index("contraindicated")] is None
    assert found.cells[1][LABELS.index("contraindicated")] is None


def test_cases_without_a_group_are_counted_as_not_stated() -> None:
    sites = ["ileum"] * 10 + [None] * 10
    found = labels_by(
        joined(registry(tumor__primary_site=sites), verdicts(["supported"] * 20)),
        "tace",
        "primary_site",
    )
    assert found.rows == ("ileum", "not stated")


def test_an_unknown_grouping_or_a_missing_column_is_refused() -> None:
    table = joined(registry(), verdicts(["supported"] * 20))
    for grouping in ("age", "center"):
        with pytest.raises(InputError, match="one of year, center, primary_site"):
            labels_by(table, "tace", grouping)


def test_a_case_without_a_verdict_is_refused_and_never_dropped() -> None:
    with pytest.raises(InputError, match="20 cases, 19 verdicts, 19 in both"):
        joined(registry(), verdicts(["supported"] * 19))


def test_concordance_compares_the_treatment_given_with_its_own_verdict() -> None:
    given = ["tace"] * 15 + [None] * 5
    answers = ["supported"] * 9 + ["not_supported"] * 6 + ["open"] * 5
    table = joined(registry(treatment_given=given), verdicts(["supported"] * 20, answers))
    found = concordance(table, ["tace"])
    assert dict(zip(found.columns, found.cells[0], strict=True)) == {
        "supported": 9,
        "open": 0,
        "not_supported": 6,
    }
    with pytest.raises(InputError, match="treatment_given"):
        concordance(joined(registry(), verdicts(["supported"] * 20)), ["tace"])


def test_missing_shares_count_bounds_as_known() -> None:
    cases = registry(
        4,
        tumor__ki67_percent=[4.0, None, None, None],
        tumor__ki67_percent_low=[None, 70.0, None, None],
        tumor__ki67_percent_high=[None, None, 3.0, None],
        patient__age_years=[50.0, 60.0, 70.0, 80.0],
    )
    assert missing_shares(cases) == (("tumor.ki67_percent", 0.25), ("patient.age_years", 0.0))
