"""nelm itself: `evaluate` for conditions, an option's answer in the place of a decision table."""

import re
from pathlib import Path

from tell import tell

import nelm
from nelm.case.reading import parse_case
from nelm.criteria.evaluate import evaluate
from nelm.criteria.parser import parse

EXAMPLE = Path(__file__).parents[2] / "examples" / "synthetic-transplant-candidate.yaml"
EITHER = 'course.status == "progressive" or tumor.functional'


def condition(text, **tumor):
    facts = {f"tumor.{field}": value for field, value in tumor.items()}
    return lambda: evaluate(parse(text), facts).truth.value


def answer(ki67):
    """Transplantation asks for a Ki-67 index below 10 %; the patient meets all the rest."""

    def ask():
        text = EXAMPLE.read_text(encoding="utf-8")
        stated = f"  ki67_percent: {ki67}\n" if ki67 else ""
        changed, count = re.subn(r"  ki67_percent: .*\n", stated, text)
        assert count == 1
        assessment = nelm.assess(parse_case(changed.encode()), nelm.load_pack("dermine2019"))
        return assessment.option("transplantation").answer.value

    return ask


tell(
    nelm.__version__,
    missing=condition("tumor.ki67_percent < 10"),
    negated=condition('course.status != "progressive"'),
    or_true=condition(EITHER, functional=True),
    or_false=condition(EITHER, functional=False),
    table=answer(None),
    nan=lambda: parse_case(b"tumor: {ki67_percent: .nan}"),
    control=answer("5"),
)
