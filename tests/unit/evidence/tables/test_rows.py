"""The CSV reader: strict on everything, and the inverse of the writer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.case.problem import InputError
from nelm.evidence.tables.columns import columns
from nelm.evidence.tables.forms import Arm, CohortLink, Empty, Outcome, Study, Trial
from nelm.evidence.tables.rows import parse_rows, read_rows, rows_text

HEADER = "cohort,study,overlap,because"
ROW = "group,smith2001,possible,one center"


def problems(text: str | bytes, form=CohortLink, key=()):
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputError) as caught:
        parse_rows(raw, form, key, "table.csv")
    return [(p.line, p.field, p.value, p.allowed) for p in caught.value.problems]


def outcome(**cells: str) -> str:
    """An outcomes table of one row."""
    row = {
        "study": "smith2001",
        "arm": "all",
        "printed_as": "objective_response",
        "printed_statistic": "proportion",
        "printed": "50",
        "unit": "percent",
        "measure": "objective_response",
        "statistic": "proportion",
        "agrees": "yes",
        "parse_confidence": "certain",
    }
    row.update(cells)
    names = columns(Outcome)
    return ",".join(names) + "\n" + ",".join(row.get(name, "") for name in names) + "\n"


def test_a_row_becomes_a_record_with_its_line():
    rows = parse_rows(f"{HEADER}\n\n{ROW}\n".encode(), CohortLink)
    assert rows.records[0].study == "smith2001"
    assert rows.lines == (3,)


def test_a_row_starts_where_its_first_cell_does_although_a_cell_runs_over_lines():
    text = f'{HEADER}\ngroup,a1,possible,"one\ntwo\nthree"\ngroup,b2,possible,one center\n'
    assert parse_rows(text.encode(), CohortLink).lines == (2, 5)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_marks_and_line_ends_change_nothing(mark, end):
    raw = mark + f"{HEADER}{end}{ROW}{end}".encode()
    assert (
        parse_rows(raw, CohortLink).records
        == parse_rows(f"{HEADER}\n{ROW}".encode(), CohortLink).records
    )


def test_columns_may_stand_in_any_order():
    text = "because,overlap,study,cohort\none center,possible,smith2001,group\n"
    assert parse_rows(text.encode(), CohortLink).records[0].cohort == "group"


def test_other_encodings_are_refused():
    raw = f"{HEADER}\ngroup,smith2001,possible,Grégoire\n".encode("latin-1")
    assert problems(raw) == [(None, "file", "byte 56 of another encoding", "UTF-8 text")]
    assert problems(HEADER.encode("utf-16"))[0][3] == "UTF-8 text"


def test_a_file_that_is_not_there_is_an_error_with_its_name(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.csv: file is no such file"):
        read_rows(tmp_path / "nowhere.csv", CohortLink)


def test_an_empty_file_is_told_which_columns_there_are():
    assert problems("") == [(None, "header", "missing", "cohort, study, overlap, because")]


def test_unknown_missing_and_repeated_columns_are_all_named():
    found = problems("cohort,study,study,overlaps,because\n")
    assert [(field, value) for _, field, value, _ in found] == [
        ("overlaps", "not a known column"),
        ("overlap", "missing"),
        ("study", "given twice"),
    ]


def test_a_file_of_another_kind_and_size_is_refused(monkeypatch):
    monkeypatch.setattr("nelm.evidence.tables.rows.MAX_BYTES", 10)
    assert problems(f"{HEADER}\n") == [(None, "file", "29 bytes", "at most 10 bytes")]


def test_tables_of_a_spreadsheet_with_semicolons_are_refused_in_plain_words():
    found = problems("cohort;study;overlap;because\n")
    assert found == [(1, "header", "parted by `;`", "commas between cells")]


def test_short_and_long_rows_are_refused():
    found = problems(f"{HEADER}\ngroup,a1,possible\n{ROW},more\n{ROW}\n")
    assert [(line, value) for line, _, value, _ in found] == [(2, "3 cells"), (3, "5 cells")]


def test_a_quote_that_does_not_close_is_refused():
    assert problems(f'{HEADER}\n"group,a1,possible,one\n')[0][1] == "CSV"


def test_every_wrong_cell_of_every_row_is_named_with_what_is_allowed():
    found = problems(f"{HEADER}\nBad Name,x1,possible,one center\ngroup,x2,perhaps,\n")
    assert [(line, field, value) for line, field, value, _ in found] == [
        (2, "cohort", "Bad Name"),
        (3, "overlap", "perhaps"),
        (3, "because", "empty"),
    ]
    assert found[1][3] == "same_series, shared_authors, possible"


def test_a_key_may_stand_once_and_the_other_line_is_named():
    found = problems(f"{HEADER}\n{ROW}\n{ROW}\n", key=("cohort", "study"))
    told = "each once; it stands on line 2 too"
    assert found == [(3, "cohort + study", "group, smith2001", told)]


@pytest.mark.parametrize("word", ["nan", "NaN", "inf", "-inf", "1e999", "-1", "1,5", "1_000", "≥5"])
def test_what_is_no_finite_number_of_zero_or_more_is_refused(word):
    cell = f'"{word}"'
    found = problems(outcome(printed=cell), Outcome)
    assert [(field, value) for _, field, value, _ in found] == [("printed", word)]
    assert "not_reported" in found[0][3]


@pytest.mark.parametrize("word", list(Empty))
def test_a_cell_without_a_number_says_why(word):
    record = parse_rows(outcome(printed=word.value).encode(), Outcome).records[0]
    assert record.printed is word


def test_an_empty_cell_is_none_and_never_zero():
    record = parse_rows(outcome(value="").encode(), Outcome).records[0]
    assert record.value is None
    assert record.events is None


def test_zero_is_zero():
    record = parse_rows(outcome(printed="0", events="0").encode(), Outcome).records[0]
    assert (record.printed, record.events) == (0.0, 0)


def test_an_empty_cell_where_a_value_must_stand_is_refused():
    assert problems(outcome(printed=""), Outcome)[0][:3] == (2, "printed", "empty")


def test_half_patients_are_refused():
    assert problems(outcome(events="2.5"), Outcome)[0][:3] == (2, "events", "2.5")


def test_an_arm_may_be_named_by_digits():
    assert parse_rows(outcome(arm="1_2").encode(), Outcome).records[0].arm == "1_2"


def test_lists_are_parted_by_semicolons_and_may_be_empty():
    base = "nct,title,phase,sponsor,category,options,liver_directed,net_only,statements,note\n"
    row = "NCT12345678,A trial,Phase 2,somebody,something,{},true,false,,\n"
    several = parse_rows((base + row.format("tae; tace")).encode(), Trial).records[0]
    none = parse_rows((base + row.format("")).encode(), Trial).records[0]
    assert (several.options, none.options) == (("tae", "tace"), ())
    assert several.net_only is False
    assert parse_rows(rows_text([several], Trial).encode(), Trial).records == (several,)


def test_a_list_with_a_gap_is_refused():
    base = "nct,title,phase,sponsor,category,options,liver_directed,net_only,statements,note\n"
    row = "NCT12345678,A trial,Phase 2,somebody,something,tae;;tace,true,false,,\n"
    assert problems(base + row, Trial)[0][1] == "options"


TEXTS = (
    st.text("aé7 .,;:\"'\n|#=-—", min_size=3, max_size=12)
    .map(str.strip)
    .filter(lambda text: len(text) >= 3)
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
AMOUNTS = st.floats(0, 1e9, allow_nan=False) | st.sampled_from(Empty)
MAYBE = st.none() | st.integers(0, 10**6)
COUNTS = st.integers(0, 10**6) | st.sampled_from(Empty)
STUDIES = st.builds(
    Study,
    study=IDS,
    first_author=TEXTS,
    year=st.integers(1900, 2100),
    reference=st.none() | st.integers(1, 999),
    place=TEXTS,
    design=st.none(),
    title_n=MAYBE,
    citation=st.none() | TEXTS,
    note=st.none() | TEXTS,
)
ARMS = st.builds(
    Arm,
    study=IDS,
    arm=TEXTS,
    options=st.lists(IDS, max_size=4).map(tuple),
    agent_or_device=st.none() | TEXTS,
    line=st.none(),
    n_patients=COUNTS,
    n_small_bowel=COUNTS,
    n_pancreas=COUNTS,
    n_other=COUNTS,
    n_patients_primary=MAYBE,
    says_who=st.none() | TEXTS,
    note=st.none() | TEXTS,
)
OUTCOMES = st.builds(
    Outcome,
    study=IDS,
    arm=TEXTS,
    printed=AMOUNTS,
    value=st.none() | AMOUNTS,
    at_months=st.none() | st.floats(0, 500),
    events=MAYBE,
    denominator=MAYBE,
    ci_lb=st.none() | st.floats(0, 100),
    ci_ub=st.none() | st.floats(0, 100),
    says_who=st.none() | TEXTS,
    checked=st.none() | st.dates(date(1990, 1, 1)),
    excluded_because=st.none() | TEXTS,
    excluded_as_printed=st.none() | TEXTS,
    note=st.none() | TEXTS,
)


@given(st.lists(STUDIES, max_size=4))
def test_studies_come_back_as_they_were_written(records):
    assert parse_rows(rows_text(records, Study).encode(), Study).records == tuple(records)


@given(st.lists(ARMS, max_size=4))
def test_arms_come_back_as_they_were_written(records):
    assert parse_rows(rows_text(records, Arm).encode(), Arm).records == tuple(records)


@given(st.lists(OUTCOMES, max_size=4))
def test_outcomes_come_back_as_they_were_written(records):
    assert parse_rows(rows_text(records, Outcome).encode(), Outcome).records == tuple(records)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_the_bytes_are_they_are_read_or_refused(raw):
    try:
        rows = parse_rows(raw, CohortLink)
    except InputError:
        return
    assert rows.records == ()


def test_what_would_come_back_as_something_else_is_not_written():
    link = CohortLink(cohort="group", study="a1", overlap="possible", because="one center")
    blank = link.model_copy(update={"because": ""})
    with pytest.raises(ValueError, match="read back"):
        rows_text([blank], CohortLink)
    two = link.model_copy(update={"because": ("tae;tace",)})
    with pytest.raises(ValueError, match="several values"):
        rows_text([two], CohortLink)
