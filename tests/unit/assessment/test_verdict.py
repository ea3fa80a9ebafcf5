"""The meaning of a verdict: the table of the design, row by row."""

from __future__ import annotations

from itertools import product

import pytest

from nelm.assessment.verdict import Answer, Grounds, Label, settled
from nelm.criteria.truth import Truth

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
TRUTHS = (MET, NOT_MET, UNKNOWN)


@pytest.mark.parametrize(
    ("grounds", "label"),
    [
        (Grounds(NOT_MET, NOT_MET, MET, NOT_MET), Label.SUPPORTED),
        (Grounds(NOT_MET, NOT_MET, MET, MET), Label.SUPPORTED_WITH_CAUTION),
        (Grounds(NOT_MET, NOT_MET, MET, UNKNOWN), Label.SUPPORTED_CAUTION_OPEN),
        (Grounds(NOT_MET, NOT_MET, UNKNOWN, NOT_MET), Label.UNDETERMINED),
        (Grounds(UNKNOWN, NOT_MET, MET, NOT_MET), Label.UNDETERMINED),
        (Grounds(NOT_MET, UNKNOWN, MET, NOT_MET), Label.UNDETERMINED),
        (Grounds(NOT_MET, NOT_MET, NOT_MET, NOT_MET), Label.CRITERIA_NOT_MET),
        (Grounds(UNKNOWN, NOT_MET, NOT_MET, MET), Label.CRITERIA_NOT_MET),
        (Grounds(NOT_MET, MET, NOT_MET, NOT_MET), Label.NOT_ADDRESSED),
        (Grounds(NOT_MET, MET, MET, MET), Label.NOT_ADDRESSED),
        (Grounds(MET, NOT_MET, MET, NOT_MET), Label.CONTRAINDICATED),
        (Grounds(MET, MET, NOT_MET, MET), Label.CONTRAINDICATED),
        (Grounds(MET, UNKNOWN, UNKNOWN, UNKNOWN), Label.CONTRAINDICATED),
    ],
)
def test_each_row_of_the_table_of_verdicts_has_its_label(grounds: Grounds, label: Label) -> None:
    assert grounds.label is label


def test_answer_is_the_kleene_value_of_its_definition() -> None:
    order = {NOT_MET: 0, UNKNOWN: 1, MET: 2}
    answers = (Answer.NOT_SUPPORTED, Answer.OPEN, Answer.SUPPORTED)
    for contra, gap, indicated, caution in product(TRUTHS, repeat=4):
        value = min(2 - order[contra], 2 - order[gap], order[indicated])
        assert Grounds(contra, gap, indicated, caution).answer is answers[value]


def test_a_label_never_belongs_to_another_answer() -> None:
    for truths in product(TRUTHS, repeat=4):
        grounds = Grounds(*truths)
        assert grounds.label.answer is grounds.answer


def test_a_contraindicated_option_is_never_supported_whatever_else_holds() -> None:
    for gap, indicated, caution in product(TRUTHS, repeat=3):
        assert Grounds(MET, gap, indicated, caution).answer is Answer.NOT_SUPPORTED


def test_settled_truths_have_the_label_of_their_grounds() -> None:
    for truths in product(TRUTHS, repeat=4):
        assert settled(truths) is Grounds(*truths).label


def test_settling_early_gives_the_label_that_every_completion_has() -> None:
    for truths in product((*TRUTHS, None), repeat=4):
        early = settled(truths)
        if early is None:
            continue
        ways = [TRUTHS if truth is None else (truth,) for truth in truths]
        assert {Grounds(*complete).label for complete in product(*ways)} == {early}
