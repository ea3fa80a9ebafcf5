"""The 2019 pack at its defaults, and ways to change it before it is exported."""

import dataclasses

import pytest

from nelm.criteria.nodes import facts_of
from nelm.criteria.parser import parse
from nelm.knowledge.binding import Condition, bind_pack
from nelm.knowledge.loader import load_pack


@pytest.fixture
def bound():
    return bind_pack(load_pack("dermine2019"))


@pytest.fixture
def with_condition(bound):
    """The pack with another condition for LT-01: a text or a tree."""

    def change(condition):
        node = parse(condition) if isinstance(condition, str) else condition
        changed = {**bound.conditions, "LT-01": Condition(node, facts_of(node), ())}
        return dataclasses.replace(bound, conditions=changed)

    return change


@pytest.fixture
def with_words():
    """The pack with other fields for the statement LT-01."""

    def change(**fields):
        pack = load_pack("dermine2019")
        statements = tuple(
            s.model_copy(update=fields) if s.id == "LT-01" else s for s in pack.statements
        )
        return bind_pack(dataclasses.replace(pack, statements=statements))

    return change
