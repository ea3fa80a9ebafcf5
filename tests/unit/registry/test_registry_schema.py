import pyarrow as pa
import pyarrow.parquet as pq

from nelm.case.vocabulary import vocabulary
from nelm.registry.schema import (
    flat_facts,
    table_columns,
    template_columns,
    template_csv,
    template_parquet,
    template_schema,
)


def test_every_fact_but_texts_dates_and_lists_has_a_column():
    left_out = {name for name, fact in vocabulary().items() if fact.kind in ("text", "date")}
    assert flat_facts().keys() == vocabulary().keys() - left_out
    facts = {column.fact for column in template_columns() if column.fact}
    assert facts == set(flat_facts())


def test_the_header_starts_with_the_case_id_and_names_facts_with_two_underscores():
    names = template_csv().strip().split(",")
    assert names[0] == "case_id"
    assert "tumor__ki67_percent" in names
    assert "tumor__ki67_percent_low" not in names
    assert len(names) == len(set(names))


def test_bounds_add_two_ends_and_two_flags_per_number():
    plain, wide = set(template_csv().split(",")), set(template_csv(bounds=True).split(","))
    numbers = [f for f in flat_facts().values() if f.kind in ("number", "integer")]
    confirmed = [f for f in numbers if f.plausible is not None]
    assert len(wide - plain) == 4 * len(numbers) + len(confirmed)
    assert "liver__lm_count_high_open" in wide


def test_types_follow_the_kind_of_the_fact():
    schema = template_schema()
    assert schema.field("tumor__functional").type == pa.bool_()
    assert schema.field("tumor__primary_site").type == pa.string()
    assert schema.field("patient__ecog").type == pa.float64()
    assert schema.field("decision_date").type == pa.date32()
    assert not schema.field("case_id").nullable


def test_the_empty_parquet_table_has_every_column_and_no_row():
    table = pq.read_table(pa.BufferReader(template_parquet(bounds=True)))
    assert table.schema.names == list(table_columns())
    assert table.num_rows == 0
