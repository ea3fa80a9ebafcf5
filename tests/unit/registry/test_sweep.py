"""Counting labels under many parameter values."""

import pyarrow.parquet as pq
import pytest

from nelm.assessment.verdict import Label
from nelm.case.problem import InputError
from nelm.registry.engines import Run
from nelm.registry.schema import template_schema
from nelm.registry.sweep import sweep_registry, table, varied

AGES = {"case_id": ["a", "b", "c"], "patient__age_years": [50.0, 58.0, 64.0]}
LT = "liver_transplantation"


def swept(path, pack, values):
    return sweep_registry(path, pack, varied(values), folder=path.parent)


def test_the_defaults_come_first_then_every_combination():
    values = {"first": [1, 2], "second": ["x", "y"]}
    assert varied(values) == [
        {},
        {"first": 1, "second": "x"},
        {"first": 1, "second": "y"},
        {"first": 2, "second": "x"},
        {"first": 2, "second": "y"},
    ]
    assert varied({}) == [{}]


@pytest.mark.parametrize("lengths", [[1000], [40, 25], [2**16] * 4])
def test_a_thousand_sets_are_too_many(lengths):
    assert len(varied({"first": range(999)})) == 1000
    with pytest.raises(InputError, match="fewer than 1000"):
        varied({f"name{n}": range(length) for n, length in enumerate(lengths)})


def test_ages_fail_the_limit_of_transplantation_one_by_one(files, pack):
    """Nothing else is known: an age above the limit closes the answer, one below leaves it open."""
    found = swept(files.parquet(AGES), pack, {"lt_max_age_years": [60, 55, 45]})
    assert (found.rows, found.left_out) == (3, 0)
    closed = [each.counts[LT][Label.CRITERIA_NOT_MET] for each in found.sets]
    open_ = [each.counts[LT][Label.UNDETERMINED] for each in found.sets]
    assert (closed, open_) == ([1, 1, 2, 3], [2, 2, 1, 0])
    assert [each.changed[LT] for each in found.sets] == [0, 0, 1, 2]
    assert [each.supported(LT) for each in found.sets] == [0] * 4
    for each in found.sets:
        assert all(sum(counts.values()) == 3 for counts in each.counts.values())
        assert {o for o, changed in each.changed.items() if changed} <= {LT}


def test_lines_tell_the_set_its_values_and_every_label(files, pack):
    values = {"lt_max_age_years": [55], "hci_by": ["judged"]}
    lines = list(table(swept(files.parquet(AGES), pack, values)))
    assert len(lines) == 2 * len(pack.options)
    (line,) = (line for line in lines if line["set"] == 2 and line["option"] == LT)
    assert line["lt_max_age_years"] == 55
    assert line["hci_by"] == "judged"
    assert (line["criteria_not_met"], line["undetermined"], line["changed"]) == (2, 1, 1)
    assert {label.value for label in Label} <= line.keys()
    assert {lines[0][name] for name in values} == {"default"}


def test_an_empty_registry_has_no_rows_under_any_set(files, pack):
    path = files.folder / "empty.parquet"
    pq.write_table(template_schema().empty_table(), path)
    found = swept(path, pack, {"lt_max_age_years": [55]})
    assert (found.rows, found.left_out) == (0, 0)
    for each in found.sets:
        assert each.counts.keys() == each.changed.keys() == {o.id for o in pack.options}
        assert not any(each.supported(option.id) for option in pack.options)


def test_a_registry_of_bad_rows_alone_is_counted_as_left_out(files, pack):
    path = files.parquet({"case_id": ["a"], "patient__age_years": [500.0]})
    found = swept(path, pack, {"lt_max_age_years": [55]})
    assert (found.rows, found.left_out) == (0, 1)


def test_progress_is_told_and_nothing_is_left_behind(files, pack):
    told, path = [], files.parquet(AGES)
    run = Run(tell=lambda *what: told.append(what))
    sweep_registry(path, pack, [{}], folder=files.folder, run=run)
    assert ("sweeping", 1.0, 3) in told
    assert list(files.folder.iterdir()) == [path]


def test_parameters_are_checked_before_the_registry_is_read(files, pack):
    with pytest.raises(InputError, match="lt_max_age_years"):
        sweep_registry("no such file", pack, [{}, {"lt_max_age_years": 5000}], folder=files.folder)
