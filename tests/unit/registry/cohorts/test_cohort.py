"""Cohort tables on a registry small enough to count by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest

from nelm.assessment.verdict import Label
from nelm.case.problem import InputError
from nelm.registry.cohorts.cohort import (
    Tally,
    concordance,
    counted,
    joined,
    labels_of,
    missing_shares,
    tally,
)

LABELS = [label.value for label in Label]


def registry(count: int = 20, **columns: Any) -> ibis.Table:
    rows = {"case_id": [f"c{n}" for n in range(count)], **columns}
    return ibis.memtable(pa.table(rows))


def verdicts(labels: list[str], answers: list[str] | None = None) -> ibis.Table:
    rows = {"case_id": [f"c{n}" for n in range(len(labels))], "tace__label": labels}
    return ibis.memtable(pa.table(rows | {"tace__answer": answers or ["open"] * len(labels)}))


def tallied(cases: ibis.Table, told: ibis.Table, grouping: str | None = None) -> Tally:
    return tally(joined(cases, told).table, ["tace"], grouping)


def test_labels_are_counted_over_all_cases_with_totals() -> None:
    found = labels_of(
        tallied(registry(), verdicts(["supported"] * 12 + ["contraindicated"] * 8)), "tace"
    )
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
    found = labels_of(tallied(registry(center=centers), verdicts(labels), "center"), "tace")
    assert found.rows == ("A", "B")
    assert found.row_totals == (10, 10)
    assert found.cells[0][LABELS.index("contraindicated")] is None
    assert found.cells[1][LABELS.index("contraindicated")] is None


def test_a_small_total_is_hidden_with_its_line_and_with_another_total() -> None:
    found = counted("x", ["A", "B", "C"], ["yes", "no"], [[2, 1], [10, 20], [30, 40]], 5)
    assert found.row_totals == (None, None, 70)
    assert found.cells == [[None, None], [None, None], [30, 40]]


def test_cases_without_a_group_are_counted_as_not_stated() -> None:
    sites = ["ileum"] * 10 + [None] * 10
    cases = registry(tumor__primary_site=sites)
    found = tallied(cases, verdicts(["supported"] * 20), "primary_site")
    assert found.groups == ("ileum", "not stated")
    assert found.of("tace", "supported", "not stated") == 10


def test_labels_are_counted_by_year_of_decision() -> None:
    days = [date(2020, 5, 1)] * 12 + [date(2021, 1, 1)] * 8
    found = tallied(registry(decision_date=days), verdicts(["supported"] * 20), "year")
    assert [found.of("tace", "supported", year) for year in ("2020", "2021")] == [12, 8]


def test_an_unknown_grouping_or_a_missing_column_is_refused() -> None:
    for grouping in ("age", "center"):
        with pytest.raises(InputError, match="one of year, center, primary_site"):
            tallied(registry(), verdicts(["supported"] * 20), grouping)


def test_rows_that_were_rejected_are_counted_and_left_out() -> None:
    both = joined(registry(), verdicts(["supported"] * 17))
    assert (both.rows, both.assessed, both.rejected) == (20, 17, 3)
    assert both.table.count().to_pyarrow().as_py() == 17


def test_rejected_rows_may_share_an_id_or_have_none() -> None:
    ids = [*(f"c{n}" for n in range(17)), "twice", "twice", None]
    both = joined(ibis.memtable(pa.table({"case_id": ids})), verdicts(["supported"] * 17))
    assert (both.rows, both.assessed, both.rejected) == (20, 17, 3)


@pytest.mark.parametrize(
    ("cases", "told", "found"),
    [
        (["a", "b"], ["a", "b", "c"], "2 rows, 3 verdicts with 3 ids, 2 in both"),
        (["a", "b"], ["a", "a"], "2 rows, 2 verdicts with 1 ids, 2 in both"),
        (["a", "a", "b"], ["a", "b"], "3 rows, 2 verdicts with 2 ids, 3 in both"),
        (["a", "b"], ["a", None], "2 rows, 2 verdicts with 1 ids, 1 in both"),
    ],
)
def test_verdicts_of_other_or_repeated_rows_are_refused(
    cases: list[str], told: list[str | None], found: str
) -> None:
    tables = (ibis.memtable(pa.table({"case_id": ids})) for ids in (cases, told))
    with pytest.raises(InputError, match=found):
        joined(*tables)


def test_concordance_compares_the_treatment_given_with_its_own_verdict() -> None:
    given = ["tace"] * 15 + [None] * 5
    labels = ["supported"] * 9 + ["contraindicated"] * 6 + ["undetermined"] * 5
    found = concordance(tallied(registry(treatment_given=given), verdicts(labels)), ["tace"])
    assert dict(zip(found.columns, found.cells[0], strict=True)) == {
        "supported": 9,
        "open": 0,
        "not_supported": 6,
    }


def test_columns_that_verdicts_may_gain_do_no_harm() -> None:
    told = verdicts(["supported"] * 20).mutate(known_true=ibis.literal(1), known_false=0)
    assert tallied(registry(), told).of("tace", "supported") == 20


def test_missing_shares_count_bounds_as_known() -> None:
    cases = registry(
        4,
        tumor__ki67_percent=[4.0, None, None, None],
        tumor__ki67_percent_low=[None, 70.0, None, None],
        tumor__ki67_percent_high=[None, None, 3.0, None],
        patient__age_years=[50.0, 60.0, 70.0, 80.0],
    )
    assert missing_shares(cases) == (("tumor.ki67_percent", 0.25), ("patient.age_years", 0.0))


def test_a_registry_without_facts_has_no_shares() -> None:
    assert missing_shares(registry()) == ()
