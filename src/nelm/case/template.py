"""A commented case file to fill in, generated from the vocabulary; every fact is left unknown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from nelm.case.case import SCHEMA_VERSION
from nelm.case.fact import Fact
from nelm.case.schema import ABOUT_THE_CASE
from nelm.case.vocabulary import GROUPS, facts_of_model

WIDTH = 96
MARK = "[first] "
INTRODUCTION = (
    "A case for nelm. Replace `unknown` where something is known; nothing is assumed about the "
    'rest. A number may be exact (4), a bound ("<3", ">70") or a range ("10-15"). A fact may '
    "carry details: {value: 4, date: 2024-05-31, source: pathology report}."
)
ALL_FACTS = f"{MARK.strip()} marks the facts of a first useful answer; lists are commented out."
FIRST_FACTS = "These are the facts of a first useful answer; nelm reads many more."
HEAD = {"nelm": str(SCHEMA_VERSION), "id": "case", "synthetic": "false"}
FIRST_FIELDS = ("nelm", "id", "decision_date")


def case_template(*, minimal: bool = False) -> str:
    """A YAML case in which nothing is known yet, with question and allowed values of each fact.

    Args:
        minimal: only the facts of a first useful answer.
    """
    lines = [*_comment(INTRODUCTION), *_comment(FIRST_FACTS if minimal else ALL_FACTS), ""]
    lines += _head(FIRST_FIELDS if minimal else tuple(ABOUT_THE_CASE))
    for group, model in GROUPS.items():
        fields = list(_group(model, minimal))
        if fields:
            lines += ["", f"{group}:", *(f"  {line}".rstrip() for line in fields)]
    return "\n".join(lines) + "\n"


def _head(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        stated = f"{name}: {HEAD.get(name, '')}"
        yield f"{stated:<18} # {ABOUT_THE_CASE[name]}"


def lists_of_model(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The fields of a group that hold lists, with the model of an entry."""
    kinds = ((n, k) for n, f in model.model_fields.items() for k in get_args(f.annotation))
    entries = ((name, entry) for name, kind in kinds for entry in get_args(kind))
    return {name: entry for name, entry in entries if issubclass(entry, BaseModel)}


def _group(model: type[BaseModel], minimal: bool) -> Iterator[str]:
    facts, lists = facts_of_model(model), lists_of_model(model)
    for name in model.model_fields:
        if name in lists:
            yield from [] if minimal else _list(name, lists[name])
        elif facts[name].enterable and (facts[name].minimal or not minimal):
            yield from _about(facts[name], MARK if facts[name].minimal and not minimal else "")
            yield f"{name}: unknown"


def _about(fact: Fact, mark: str = "") -> Iterator[str]:
    yield from _comment(f"{mark}{fact.question}")
    yield from _comment(fact.allowed, indent="  ")
    if fact.derived:
        yield from _comment(f"left unknown, it is derived from {fact.derived}", indent="  ")


def _list(name: str, model: type[BaseModel]) -> Iterator[str]:
    """A list as comment, with one entry whose facts are unknown."""
    yield from _comment(f"{model.__doc__} A list; [] says that there is none:")
    yield f"# {name}:"
    facts = facts_of_model(model)
    for number, field in enumerate(model.model_fields):
        about = _about(facts[field]) if field in facts else ()
        yield from (f"#     {line}" for line in about)
        yield f"#   {'- ' if number == 0 else '  '}{field}: unknown"


def _comment(text: str, indent: str = "") -> list[str]:
    lines = textwrap.wrap(text, WIDTH - len(indent), break_on_hyphens=False)
    return [f"# {indent}{line}" for line in lines]
