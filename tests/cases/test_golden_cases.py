"""Worked cases a physician can read, assessed as a whole: labels, reasons, questions, scope.

Each YAML file beside this one lists cases:
  id, name         the name is a sentence that must come true
  facts            as in a case file; or `example` (a file); or `as` that case, `but` these facts
  parameters       values that replace the defaults of the pack
  labels           label: options; together every option once
  reasons          for the options `of`: statements met / not_met / unknown, and what is shown
  general, derived, scope, findings, asks   what the sheet says of the case as a whole
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from nelm.assessment.assess import Assessment, assess
from nelm.assessment.compose import compose
from nelm.assessment.outlook import Outlook, outlooks
from nelm.assessment.sheet import OptionSheet, Sheet, StatementLine
from nelm.case.case import Case
from nelm.case.document import Document, read_document
from nelm.case.reading import case_from_document, read_case
from nelm.knowledge.loader import load_pack

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
PACK = load_pack("dermine2019")
ALL: list[dict[str, Any]] = [
    case for path in sorted(HERE.glob("*.yaml")) for case in read_document(path).data
]
CASES = {case["id"]: case for case in ALL}
SOURCES = {"facts", "example", "as"}
EXPECTATIONS = {"labels", "reasons", "general", "derived", "scope", "findings", "asks"}
INTENTS = ("curative", "control", "between")


def facts_of(id_: str) -> dict[str, Any]:
    case = CASES[id_]
    facts: dict[str, Any] = case.get("facts") or {}
    return facts_of(case["as"]) | case.get("but", {}) if "as" in case else facts


def parameters_of(id_: str) -> dict[str, Any]:
    case = CASES[id_]
    changed: dict[str, Any] = case.get("parameters", {})
    return parameters_of(case["as"]) | changed if "as" in case else changed


def read(id_: str) -> Case:
    if "example" in CASES[id_]:
        return read_case(EXAMPLES / CASES[id_]["example"])
    return case_from_document(Document(facts_of(id_), {}, id_))


@lru_cache(maxsize=256)
def assessed(id_: str) -> Assessment:
    return assess(read(id_), PACK, parameters_of(id_))


@lru_cache(maxsize=256)
def sheet_of(id_: str) -> Sheet:
    flips = any("flips" in reason for reason in CASES[id_].get("reasons", ()))
    return compose(assessed(id_), sensitivity=flips)


@lru_cache(maxsize=256)
def outlook_of(id_: str) -> dict[str, Outlook]:
    return {outlook.option: outlook for outlook in outlooks(assessed(id_))}


def statement_lines(option: OptionSheet) -> dict[str, StatementLine]:
    groups = [statements.statements for statements in option.sets]
    groups += [value for _, value in option if isinstance(value, tuple)]
    lines = (line for group in groups for line in group)
    return {line.id: line for line in lines if isinstance(line, StatementLine)}


def reasons() -> Iterator[Any]:
    for id_, case in CASES.items():
        for number, reason in enumerate(case.get("reasons", ())):
            for option in reason["of"]:
                yield pytest.param(id_, option, number, id=f"{id_}: {option} {number}")


def with_key(key: str) -> list[str]:
    return [id_ for id_, case in CASES.items() if key in case]


def test_cases_are_written_in_known_words_and_expect_something() -> None:
    for case in ALL:
        assert case.keys() <= {"id", "name", "but", "parameters"} | SOURCES | EXPECTATIONS
        assert len(case.keys() & SOURCES) == 1
        assert case.keys() & EXPECTATIONS, case["id"]
    assert len(ALL) == len(CASES) == len({case["name"] for case in ALL})


@pytest.mark.parametrize("id_", with_key("labels"))
def test_the_labels_are_those_of_the_case(id_: str) -> None:
    expected = {o: label for label, names in CASES[id_]["labels"].items() for o in names}
    assert {o.option.id: o.label.value for o in assessed(id_).options} == expected


def _has(wanted: list[str], shown: object) -> list[str]:
    """What of the wanted words is not shown."""
    return [word for word in wanted if word not in shown]  # type: ignore[operator]


Check = Callable[[str, str, Any], list[str]]


def _truth(truth: str) -> Check:
    def check(id_: str, option: str, wanted: list[str]) -> list[str]:
        judged = assessed(id_).option(option).by_id
        found = {name: judged[name].truth.value if name in judged else "absent" for name in wanted}
        return [f"{name} is {value}" for name, value in found.items() if value != truth]

    return check


def _met_on_list(field: str) -> Check:
    def check(id_: str, option: str, wanted: list[str]) -> list[str]:
        lines = getattr(option_sheet(id_, option), field)
        return _has(wanted, [line.id for line in lines if line.truth == "met"])

    return check


def option_sheet(id_: str, option: str) -> OptionSheet:
    return next(found for found in sheet_of(id_).options if found.id == option)


def _gaps(truth: str) -> Check:
    def check(id_: str, option: str, wanted: list[str]) -> list[str]:
        return _has(wanted, [g.id for g in option_sheet(id_, option).gaps if g.truth == truth])

    return check


def _words_in(field: str) -> Check:
    def check(id_: str, option: str, wanted: dict[str, str]) -> list[str]:
        lines = statement_lines(option_sheet(id_, option))
        said = {name: str(getattr(lines[name], field)) for name in wanted}
        return [f"{n}: {said[n]}" for n, words in wanted.items() if words not in _small(said[n])]

    return check


def _small(text: str) -> str:
    return text if text.startswith("Ki-67") else text[:1].lower() + text[1:]


def _flips(id_: str, option: str, wanted: dict[str, str]) -> list[str]:
    flips = option_sheet(id_, option).flips or ()
    found = {(flip.parameter, flip.label) for flip in flips}
    return [f"{pair} not among {found}" for pair in wanted.items() if pair not in found]


def _parameters(id_: str, option: str, wanted: dict[str, str]) -> list[str]:
    shown = {p.name: " ".join(p.alternatives) for p in option_sheet(id_, option).parameters}
    return [name for name, words in wanted.items() if words not in shown.get(name, "")]


def _label(id_: str, option: str, wanted: str) -> list[str]:
    label = assessed(id_).option(option).label.value
    return [] if label == wanted else [f"label {label}"]


def _sets(id_: str, option: str, wanted: list[str]) -> list[str]:
    truths = [found.truth.value for found in assessed(id_).option(option).sets]
    return [] if truths == wanted else truths


CHECKS: dict[str, Check] = {
    "label": _label,
    "sets": _sets,
    "met": _truth("met"),
    "not_met": _truth("not_met"),
    "unknown": _truth("unknown"),
    "prepare": _met_on_list("preparation"),
    "precautions": _met_on_list("precautions"),
    "complications": _met_on_list("complications"),
    "gaps": _gaps("met"),
    "open_gaps": _gaps("unknown"),
    "conflicts": lambda id_, option, wanted: _has(
        wanted, [conflict.id for conflict in option_sheet(id_, option).conflicts]
    ),
    "says": _words_in("sentence"),
    "notes": _words_in("note"),
    "flips": _flips,
    "parameters": _parameters,
    "asks": lambda id_, option, wanted: _has(wanted, outlook_of(id_)[option].deciding),
    "settled_by": lambda id_, option, wanted: sorted(
        outlook_of(id_)[option].settling.symmetric_difference(wanted)
    ),
    "reachable": lambda id_, option, wanted: sorted(
        {*option_sheet(id_, option).reachable}.symmetric_difference(wanted)
    ),
    "standing": lambda id_, option, wanted: _has([wanted], option_sheet(id_, option).standing),
}


@pytest.mark.parametrize(("id_", "option", "number"), list(reasons()))
def test_the_reasons_are_those_of_the_case(id_: str, option: str, number: int) -> None:
    reason = dict(CASES[id_]["reasons"][number])
    del reason["of"]
    wrong = {key: CHECKS[key](id_, option, wanted) for key, wanted in reason.items()}
    assert {key: found for key, found in wrong.items() if found} == {}


@pytest.mark.parametrize("id_", with_key("asks"))
def test_the_sheet_asks_for_the_missing_facts(id_: str) -> None:
    assert _has(CASES[id_]["asks"], [row.fact for row in sheet_of(id_).missing]) == []


@pytest.mark.parametrize("id_", with_key("derived"))
def test_the_sheet_shows_the_derived_facts(id_: str) -> None:
    facts = {line.fact: line for line in sheet_of(id_).case.facts}
    for fact, words in CASES[id_]["derived"].items():
        assert facts[fact].value == words.removeprefix("is ")
        assert facts[fact].derived_from


@pytest.mark.parametrize("id_", with_key("scope"))
def test_the_sheet_says_whether_the_case_is_in_scope(id_: str) -> None:
    scope = CASES[id_]["scope"]
    expected = {(name, kind == "certain") for kind, names in scope.items() for name in names}
    assert {(flag.id, flag.certain) for flag in sheet_of(id_).scope} == expected


@pytest.mark.parametrize("id_", CASES)
def test_the_sheet_questions_what_the_case_expects_and_nothing_else(id_: str) -> None:
    found = [finding.says for finding in sheet_of(id_).findings]
    expected = CASES[id_].get("findings", [])
    assert len(found) == len(expected)
    assert [words for words in expected if not any(words in says for says in found)] == []


@pytest.mark.parametrize("id_", with_key("general"))
def test_what_holds_for_every_option_has_the_truth_of_the_case(id_: str) -> None:
    found = {judged.statement.id: judged.truth.value for judged in assessed(id_).general.judged}
    assert found | CASES[id_]["general"] == found


@pytest.mark.parametrize("id_", CASES)
def test_options_stand_in_the_order_of_the_source_within_their_intent(id_: str) -> None:
    source = {name: number for number, name in enumerate(PACK.manifest.options_order)}
    places = [(INTENTS.index(o.intent), source[o.id]) for o in sheet_of(id_).options]
    assert places == sorted(places)
    assert len(places) == len(source)


def test_the_golden_cases_of_the_specification_are_all_here() -> None:
    assert {f"V{number:02}" for number in range(1, 19)} <= {id_.split()[0] for id_ in CASES}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_is_published_with_its_source_or_marked_as_synthetic(path: Path) -> None:
    case = read_case(path)
    assert case.title
    assert case.decision_point
    assert case.synthetic == case.title.lower().startswith("synthetic")
    assert case.synthetic == (case.citation is None)


def test_every_example_has_a_golden_case() -> None:
    used = {case["example"] for case in CASES.values() if "example" in case}
    assert used == {path.name for path in EXAMPLES.glob("*.yaml")}
