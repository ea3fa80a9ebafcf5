"""A ledger for reading: who added what, and by how much each result moved."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from nelm.evidence.estimate import Failure, Question
from nelm.evidence.ledger import Effect, Entry
from nelm.evidence.tables.forms import Outcome, Study
from nelm.reports.ledger_page import HISTORY_COLUMNS, entry_blocks, history_blocks, history_rows
from nelm.reports.page import as_text

RESPONSE = Question(options=("tare",), measure="objective_response")
SURVIVAL = Question(options=("tae", "tace"), measure="overall_survival")
NONE = Failure(reason="too_few_studies", text="one study only: see its own row")


def effect(question: Question, before: Any, after: Any) -> Effect:
    return Effect(
        question=question,
        before=before,
        before_failure=None if before else NONE,
        after=after,
        after_failure=None if after else NONE,
    )


def entry(*effects: Effect, number: int = 1, note: str | None = "found in 2026") -> Entry:
    names = (("smith2021", "Smith"), ("jones2022", "Jones"))
    studies = tuple(
        Study(study=s, first_author=a, year=int(s[-4:]), reference=None, place="own table")
        for s, a in names
    )
    return Entry(
        number=number, previous="0" * 64, date="2026-11-01", by="A. Reader", note=note,
        pack="dermine2019", pack_hash="f" * 64, studies=studies, arms=(), outcomes=(),
        effects=effects,
    )  # fmt: skip


def page_of(*effects: Effect, **more: Any) -> str:
    return " ".join(as_text(entry_blocks(entry(*effects, **more))).split())


def test_an_addition_says_who_when_what_and_why() -> None:
    page = page_of()
    assert "1. 2026-11-01, A. Reader" in page
    assert "Smith 2021, Jones 2022" in page
    assert "found in 2026" in page
    assert "None" not in page_of(note=None)


@pytest.mark.parametrize(
    ("estimate", "tau2", "moved", "alike"),
    [
        (53.0, 0.87, "moved by +3.0 points", "as alike as before"),
        (44.5, 1.0, "moved by -5.5 points", "less alike (τ² +0.130)"),
        (50.0, 0.5, "moved by +0.0 points", "more alike (τ² -0.370)"),
    ],
)
def test_a_result_that_moved_is_told_with_both_ends_and_the_spread(
    make: SimpleNamespace, estimate: float, tau2: float, moved: str, alike: str
) -> None:
    after = make.summary(k=4, estimate=estimate, tau2=tau2)
    page = page_of(effect(RESPONSE, make.summary(), after))
    assert "Objective response, TARE: 50.0 % (40.0-60.0), prediction 13.0-89.0, 3 series" in page
    assert f"now {estimate:.1f} % (40.0-60.0)" in page
    assert "4 series" in page
    assert moved in page
    assert alike in page


def test_a_first_result_has_a_reason_before_and_no_move(make: SimpleNamespace) -> None:
    page = page_of(effect(SURVIVAL, None, make.summary(estimate=30.0, pi_lb=None, pi_ub=None)))
    assert "TAE or TACE" in page
    assert "no result (one study only: see its own row); now 30.0 months" in page
    assert "moved by" not in page
    assert "prediction" not in page


def test_one_figure_is_one_figure() -> None:
    cell = Outcome.model_validate(
        {"study": "smith2021", "arm": "all", "printed_as": "mortality", "printed": 3,
         "printed_statistic": "proportion", "unit": "percent", "measure": "mortality",
         "statistic": "proportion", "agrees": "not_checked", "parse_confidence": "certain"}
    )  # fmt: skip
    one = entry().model_copy(update={"outcomes": (cell,)})
    assert "1 figure." in as_text(entry_blocks(one))


def test_times_move_by_months(make: SimpleNamespace) -> None:
    page = page_of(effect(SURVIVAL, make.summary(), make.summary(estimate=51.5)))
    assert "moved by +1.5 months" in page


def test_a_history_is_in_order_and_an_empty_one_says_so() -> None:
    page = as_text(history_blocks([entry(number=1), entry(number=2)]))
    assert page.index("1. 2026") < page.index("2. 2026")
    assert "None yet." in as_text(history_blocks([]))


def test_rows_hold_each_result_before_and_after(make: SimpleNamespace) -> None:
    after = make.summary(k=4, estimate=53.0)
    added = entry(effect(RESPONSE, make.summary(), after), effect(SURVIVAL, None, None))
    first, second = history_rows([added])
    assert tuple(first) == tuple(second) == HISTORY_COLUMNS
    assert (first["before_estimate"], first["after_estimate"]) == (50.0, 53.0)
    assert (first["before_k"], first["after_k"]) == (3, 4)
    assert (second["measure"], second["before_k"], second["after_tau2"]) == (
        "overall_survival", None, None,
    )  # fmt: skip
