"""The synthetic registry: reproducible, marked, within the vocabulary."""

from __future__ import annotations

import numpy as np
import pytest

from nelm.case.document import read_document
from nelm.case.problem import InputError
from nelm.case.vocabulary import vocabulary
from nelm.registry.simulate import MARGINALS, simulate


def test_the_same_seed_gives_the_same_table_and_another_seed_another() -> None:
    assert simulate(200, seed=1).equals(simulate(200, seed=1))
    assert not simulate(200, seed=1).equals(simulate(200, seed=2))


def test_the_table_says_that_it_is_synthetic() -> None:
    table = simulate(3, seed=1)
    assert table.schema.metadata == {b"synthetic": b"true"}
    assert table["case_id"].to_pylist() == ["synthetic-1", "synthetic-2", "synthetic-3"]


def test_every_value_is_one_the_vocabulary_allows() -> None:
    table = simulate(500, seed=3, missing=0)
    for name in set(table.column_names) - {"case_id", "center", "decision_date"}:
        fact = vocabulary()[name.replace("__", ".")]
        values = table[name].to_pylist()
        if fact.kind == "choice":
            assert set(values) <= set(fact.values)
        elif fact.kind == "yes_no":
            assert set(values) <= {True, False}
        else:
            assert all(fact.low <= value <= fact.high for value in values)


def test_the_share_of_unknown_facts_is_the_one_asked_for() -> None:
    table = simulate(4000, seed=4, missing=0.3)
    facts = table.drop_columns(["case_id", "center", "decision_date"])
    share = sum(column.null_count for column in facts.columns) / (
        facts.num_rows * facts.num_columns
    )
    assert share == pytest.approx(0.3, abs=0.01)
    assert simulate(100, seed=4, missing=0)["tumor__ki67_percent"].null_count == 0
    assert simulate(100, seed=4, missing=1)["tumor__ki67_percent"].null_count == 100


def test_sites_have_the_shares_of_the_tables_of_the_review() -> None:
    sites = np.array(simulate(20_000, seed=5, missing=0)["tumor__primary_site"].to_pylist())
    small_bowel = np.isin(sites, ["ileum", "jejunum", "duodenum"]).mean()
    assert small_bowel == pytest.approx(967 / 1663, abs=0.015)
    assert (sites == "pancreas").mean() == pytest.approx(409 / 1663, abs=0.015)


def test_a_fact_that_depends_on_another_follows_it() -> None:
    table = simulate(2000, seed=6, missing=0).to_pylist()
    assert all(
        (row["tumor__syndrome_control"] == "not_applicable") is not row["tumor__functional"]
        for row in table
    )
    assert all(
        row["course__stable_months"] == 0 for row in table if row["course__status"] == "progressive"
    )


def test_every_margin_names_its_basis() -> None:
    for margin in read_document(MARGINALS).data:
        assert margin["basis"] in ("source", "assumed")
        assert margin["basis"] == "assumed" or margin["from"]


@pytest.mark.parametrize(("rows", "missing"), [(0, 0.1), (-1, 0.1), (5, -0.1), (5, 1.1)])
def test_arguments_out_of_range_are_refused(rows: int, missing: float) -> None:
    with pytest.raises(InputError):
        simulate(rows, seed=1, missing=missing)
