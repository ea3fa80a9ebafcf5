"""Limits are read strictly; a site changes one only with a name and a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from nelm.case.problem import InputError, Problem
from nelm.planning.limit import Limits
from nelm.planning.limits_file import LIMITS, load_limits

LUNG = """\
- id: lung-single
  quantity: lung_dose
  unit: Gy
  comparison: at_most
  value: 30
  device: null
  histology: null
  scope: one treatment
  source: an insert
  level_of_evidence: null
  status: read
  as_of: 2026-01-31
  note: null
"""
TUMOR = LUNG.replace("lung-single", "tumor-hcc").replace("lung_dose", "tumor_dose")
TUMOR = TUMOR.replace("at_most", "at_least").replace("histology: null", "histology: HCC")
NO_NET = TUMOR.replace("tumor-hcc", "tumor-net").replace("histology: HCC", "histology: NET")
NO_NET = NO_NET.replace("value: 30", "value: null").replace("note: null", "note: no row for NET")
SITE = "author: A. Physicist\ndate: 2026-02-01\nlimits:\n  - {id: lung-single, value: 25}\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = "lung.yaml") -> Path:
        folder = tmp_path / "limits"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "site.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refused(folder: Path, site: Path | None = None) -> list[Problem]:
    with pytest.raises(InputError) as error:
        load_limits(folder, site=site)
    return error.value.problems


def test_a_limit_is_read_as_it_stands(write) -> None:
    (row,) = load_limits(write(LUNG)).rows
    assert (row.id, row.value, row.unit, row.comparison) == ("lung-single", 30.0, "Gy", "at_most")
    assert row.as_of == date(2026, 1, 31)
    assert (row.device, row.histology, row.note, row.change) == (None, None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("note: null", "note: null\n  color: red", "1.color", 14),
        ("  source: an insert\n", "", "1.source", 1),
        ("value: 30", "value: thirty", "1.value", 5),
        ("value: 30", "value: nan", "1.value", 5),
        ("value: 30", "value: .inf", "1.value", 5),
        ("value: 30", "value: null", "1.value", 5),
        ("comparison: at_most", "comparison: under", "1.comparison", 4),
        ("status: read", "status: certain", "1.status", 11),
        ("as_of: 2026-01-31", "as_of: 2026", "1.as_of", 12),
        ("as_of: 2026-01-31", "as_of: 2026-02-30", "1.as_of", 12),
        ("id: lung-single", "id: Lung limit", "1.id", 1),
        (
            "note: null",
            "note: null\n  change: {author: A, date: 2026-01-01, reason: B, file: C,"
            " printed_value: 3}",
            "1.change",
            14,
        ),
    ],
)
def test_what_breaks_the_form_is_refused_with_file_and_line(
    write, old: str, new: str, field: str, line: int
) -> None:
    (problem,) = refused(write(LUNG.replace(old, new)))
    assert (problem.field, problem.line) == (field, line)
    assert problem.file.endswith("lung.yaml")


def test_every_problem_of_a_file_is_told_at_once(write) -> None:
    text = LUNG.replace("status: read", "status: sure").replace("value: 30", "value: x")
    assert {p.field for p in refused(write(text))} == {"1.status", "1.value"}


def test_an_empty_file_is_refused(write) -> None:
    assert len(refused(write(""))) == 1


def test_a_key_given_twice_is_refused(write) -> None:
    (problem,) = refused(write(LUNG + "  value: 50\n"))
    assert (problem.field, problem.value, problem.line) == ("value", "given twice", 14)


def test_an_id_given_twice_names_both_places(write) -> None:
    write(LUNG, "a.yaml")
    (problem,) = refused(write(LUNG, "b.yaml"))
    assert problem.file.endswith("b.yaml")
    assert "a.yaml:1" in problem.allowed


def test_a_quantity_told_apart_by_histology_needs_a_row_for_net(write) -> None:
    (problem,) = refused(write(TUMOR))
    assert problem.value == "tumor_dose for HCC"
    assert "NET" in problem.allowed
    assert problem.line == 7
    assert len(load_limits(write(TUMOR + NO_NET, "lung.yaml")).rows) == 2


def test_the_row_for_net_is_asked_for_each_device(write) -> None:
    glass = TUMOR.replace("tumor-hcc", "tumor-glass").replace("device: null", "device: glass")
    (problem,) = refused(write(TUMOR + NO_NET + glass))
    assert problem.field == "3.histology"


def test_a_row_of_another_histology_or_device_is_never_handed_out(write) -> None:
    glass = LUNG.replace("lung-single", "lung-glass").replace("device: null", "device: glass")
    limits = load_limits(write(TUMOR + NO_NET + glass + LUNG))
    assert [row.id for row in limits.of("tumor_dose", histology="NET")] == ["tumor-net"]
    assert [row.id for row in limits.of("tumor_dose", histology="ICC")] == []
    assert [row.id for row in limits.of("lung_dose", device="resin")] == ["lung-single"]
    assert [r.id for r in limits.of("lung_dose", device="glass")] == ["lung-glass", "lung-single"]


def test_a_site_replaces_a_value_and_the_limit_keeps_who_when_and_what_was_printed(
    write, site
) -> None:
    both = LUNG + LUNG.replace("lung-single", "lung-all").replace("value: 30", "value: 50")
    limits = load_limits(write(both), site=site(SITE))
    row = limits.by_id("lung-single")
    assert row.value == 25
    assert row.change is not None
    assert (row.change.author, row.change.date) == ("A. Physicist", date(2026, 2, 1))
    assert (row.change.printed_value, row.change.reason) == (30, None)
    assert row.change.file.endswith("site.yaml")
    assert limits.changed == (row,)
    assert limits.by_id("lung-all").value == 50


def test_a_site_file_leaves_the_printed_limits_as_they_are(write, site) -> None:
    folder = write(LUNG)
    load_limits(folder, site=site(SITE))
    assert load_limits(folder).changed == ()


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("author: A. Physicist\n", "", "author", 1),
        ("author: A. Physicist", "author: ''", "author", 1),
        ("date: 2026-02-01\n", "", "date", 1),
        ("date: 2026-02-01", "date: yesterday", "date", 2),
        ("lung-single", "lung-double", "limits.1.id", 4),
        ("value: 25", "value: 25, unit: mGy", "limits.1.unit", 4),
        ("value: 25", "value: null", "limits.1.value", 4),
        ("limits:\n  - {id: lung-single, value: 25}\n", "", "limits", 1),
    ],
)
def test_a_site_file_without_author_date_or_a_known_limit_is_refused(
    write, site, old: str, new: str, field: str, line: int
) -> None:
    (problem,) = refused(write(LUNG), site(SITE.replace(old, new)))
    assert (problem.field, problem.line) == (field, line)
    assert problem.file.endswith("site.yaml")


def test_a_site_gives_each_limit_once(write, site) -> None:
    (problem,) = refused(write(LUNG), site(SITE + "  - {id: lung-single, value: 20}\n"))
    assert (problem.field, problem.value) == ("limits.2.id", "lung-single")
    assert problem.allowed == "the id of a limit, once"


def test_a_site_file_that_is_not_there_is_refused(write, tmp_path) -> None:
    (problem,) = refused(write(LUNG), tmp_path / "none.yaml")
    assert problem.value == "no such file or directory"


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Limits(()).by_id("lung-single")


def test_the_limits_that_come_with_nelm_can_be_read() -> None:
    limits = load_limits()
    assert {path.stem for path in LIMITS.glob("*.yaml")}
    assert len({row.id for row in limits.rows}) == len(limits.rows) > 0
    assert limits.changed == ()
