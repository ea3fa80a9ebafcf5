"""The synthetic registry: reproducible, marked, within the vocabulary."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from nelm.case.document import read_document
from nelm.case.problem import InputError
from nelm.case.vocabulary import vocabulary
from nelm.registry.synthetic.margins import MARGINALS, margins
from nelm.registry.synthetic.simulate import GROUP_ROWS, blocks, simulate, write_simulated

FRAME = {"case_id", "center", "decision_date"}
COHORT = {"treatment_given", "follow_up_months", "died"}


def test_the_same_seed_gives_the_same_table_and_another_seed_another() -> None:
    assert simulate(200, seed=1).equals(simulate(200, seed=1))
    assert not simulate(200, seed=1).equals(simulate(200, seed=2))


def test_a_row_depends_on_the_seed_and_its_place_not_on_how_the_table_is_made(
    tmp_path: Path,
) -> None:
    rows = GROUP_ROWS + 700
    whole = simulate(rows, seed=7)
    told = [batch.num_rows for batch in blocks(rows, seed=7)]
    assert told == [GROUP_ROWS, 700]
    heard: list[tuple[str, float | None, int]] = []
    for name in ("once.parquet", "twice.parquet"):
        write_simulated(tmp_path / name, rows, seed=7, tell=lambda *said: heard.append(said))
    assert (tmp_path / "once.parquet").read_bytes() == (tmp_path / "twice.parquet").read_bytes()
    file = pq.ParquetFile(tmp_path / "once.parquet")
    assert file.read().cast(whole.schema).equals(whole)
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert sizes == [GROUP_ROWS, 700]
    assert heard[-1] == ("simulating", 1.0, rows)
    first = simulate(GROUP_ROWS, seed=7).drop_columns("case_id")
    assert whole.drop_columns("case_id").slice(0, GROUP_ROWS).equals(first)


def test_the_file_says_that_it_is_synthetic_and_holds_plain_types(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    write_simulated(path, 10, seed=1)
    schema = pq.read_schema(path)
    assert schema.metadata[b"synthetic"] == b"true"
    assert [str(schema.field(n).type) for n in ("center", "died", "decision_date")] == [
        "string",
        "bool",
        "date32[day]",
    ]


def test_survival_knows_nothing_of_treatments_or_facts() -> None:
    assert all(not m.given for m in margins() if m.fact in COHORT)
    assert not {m.given for m in margins()} & COHORT


def test_nobody_is_followed_beyond_the_last_contact() -> None:
    table = simulate(5000, seed=2, missing=0)
    days = pc.cast(table["decision_date"], "int32").to_numpy()
    last = np.datetime64("2025-12-31").astype("int64") - days
    months = table["follow_up_months"].to_numpy()
    assert (months * 30.4375 <= last + 1e-6).all()
    alive = table["died"].to_numpy() == 0
    assert alive[months * 30.4375 > last - 3].mean() > 0.95
    assert 0.2 < 1 - alive.mean() < 0.45


def test_the_table_says_that_it_is_synthetic() -> None:
    table = simulate(3, seed=1)
    assert table.schema.metadata == {b"synthetic": b"true"}
    assert table["case_id"].to_pylist() == ["synthetic-1", "synthetic-2", "synthetic-3"]


def test_every_value_is_one_the_vocabulary_allows() -> None:
    table = simulate(500, seed=3, missing=0)
    for name in set(table.column_names) - FRAME - COHORT:
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
    facts = table.drop_columns(sorted(FRAME))
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


@pytest.mark.parametrize(
    ("rows", "seed", "missing"),
    [(0, 1, 0.1), (-1, 1, 0.1), (5, -1, 0.1), (5, 1, -0.1), (5, 1, 1.1)],
)
def test_arguments_out_of_range_are_refused(rows: int, seed: int, missing: float) -> None:
    with pytest.raises(InputError):
        simulate(rows, seed=seed, missing=missing)
