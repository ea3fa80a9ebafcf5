"""The commented case file to fill in."""

from __future__ import annotations

import pytest
import yaml

from nelm.case.known import known_facts
from nelm.case.reading import parse_case
from nelm.case.template import case_template, lists_of_model
from nelm.case.vocabulary import GROUPS, vocabulary

# criteria of 2019, case variables: the minimum set for a first useful answer
FIRST_FACTS = {
    "tumor.primary_site",
    "tumor.primary_status",
    "tumor.differentiation",
    "tumor.ki67_percent",
    "tumor.functional",
    "tumor.syndrome_control",
    "liver.pattern",
    "liver.involvement_percent",
    "liver.complete_resection_feasible",
    "extrahepatic.status",
    "course.status",
    "course.stable_months",
    "liver.portal_vein_thrombosis",
    "patient.ecog",
    "liver.biliodigestive_anastomosis",
}


def facts_in(template: str) -> dict[str, str]:
    data = yaml.safe_load(template)
    groups = {group: facts for group, facts in data.items() if group in GROUPS}
    return {f"{g}.{name}": value for g, facts in groups.items() for name, value in facts.items()}


@pytest.mark.parametrize("minimal", [True, False])
def test_the_template_reads_as_a_case_in_which_nothing_is_known(minimal):
    case = parse_case(case_template(minimal=minimal).encode())
    known = known_facts(case)
    assert known.values == {}
    assert known.findings == ()
    assert {entry.stated for _, entry in case.entries()} == {"unknown"}


def test_the_whole_template_asks_for_every_fact_that_can_be_entered():
    enterable = {name for name, fact in vocabulary().items() if fact.enterable}
    assert set(facts_in(case_template())) == enterable


def test_the_minimal_template_asks_for_the_facts_of_a_first_answer_only():
    assert set(facts_in(case_template(minimal=True))) == FIRST_FACTS


def test_the_whole_template_marks_the_facts_of_a_first_answer():
    lines = case_template().splitlines()
    marked = [line for line in lines if line.startswith("  # [first] ")]
    questions = {vocabulary()[name].question for name in FIRST_FACTS}
    assert {line.removeprefix("  # [first] ") for line in marked} == questions


def test_each_fact_stands_below_its_question_and_what_it_may_be():
    text = case_template()
    block = (
        "  # How tall is the patient?\n  #   a number from 20 to 260 in cm\n  height_cm: unknown\n"
    )
    assert block in text


def test_a_fact_that_can_be_derived_says_from_what():
    block = (
        "  #   left unknown, it is derived from height and weight (Mosteller)\n  bsa_m2: unknown"
    )
    assert block in case_template()


def test_a_template_can_be_filled_in():
    filled = case_template(minimal=True).replace("ki67_percent: unknown", 'ki67_percent: "<3"')
    known = known_facts(parse_case(filled.encode()))
    assert known.values["tumor.ki67_percent"].high == 3


@pytest.mark.parametrize("name", ["liver.lesions", "history.prior_arterial", "history.prior_prrt"])
def test_a_list_taken_out_of_its_comment_is_an_entry_with_unknown_facts(name):
    group, field = name.split(".")
    lines = case_template().splitlines()
    start = lines.index(f"  # {field}:")
    end = next(n for n in range(start + 1, len(lines)) if not lines[n].startswith("  #   "))
    inner = [line.replace("  # ", "  ", 1) for line in lines[start:end]]
    fields = lists_of_model(GROUPS[group])[field].model_fields
    (entry,) = yaml.safe_load("\n".join([f"{group}:", *inner]))[group][field]
    assert entry == dict.fromkeys(fields, "unknown")
    parse_case("\n".join([*lines[:start], *inner, *lines[end:]]).encode())


def test_no_line_is_longer_than_100_characters():
    assert max(map(len, case_template().splitlines())) <= 100
