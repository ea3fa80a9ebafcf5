"""Which statements of a bound pack decide an option, and how; everything else annotates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nelm.case.grade import GRADE, in_terms_of_ki67
from nelm.criteria.nodes import (
    And,
    Constant,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    Otherwise,
    facts_of,
    walk,
)
from nelm.knowledge.binding import BoundPack
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Gap, IndicationSet, Option, Statement


@dataclass(frozen=True, eq=False)
class OptionRules:
    """The parts of a pack that bear on one option.

    Attributes:
        statements: active and quarantined statements about it, in the order of the source.
        sets: its indication sets.
        contraindications, cautions: ids of absolute and relative contraindications.
        gaps: what the source does not say about it; `not_addressed` ones close the answer.
        groups: the four deciding conditions, in the order of `Grounds`.
    """

    option: Option
    statements: tuple[Statement, ...]
    sets: tuple[IndicationSet, ...]
    contraindications: tuple[str, ...]
    cautions: tuple[str, ...]
    gaps: tuple[Gap, ...]
    groups: tuple[Node, Node, Node, Node]

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts that the deciding conditions read."""
        return tuple(dict.fromkeys(f for group in self.groups for f in facts_of(group)))


@lru_cache(maxsize=64)
def option_rules(bound: BoundPack) -> tuple[OptionRules, ...]:
    """Rules of every option, in the order of the source."""
    return tuple(_rules(bound, option) for option in bound.pack.options)


def _rules(bound: BoundPack, option: Option) -> OptionRules:
    pack = bound.pack
    statements = tuple(s for s in pack.statements_of(option.id) if not pack.is_general(s))
    active = [s for s in statements if s.status == "active"]
    contraindications = tuple(s.id for s in active if s.strength == "contraindication")
    cautions = tuple(s.id for s in active if s.strength == "relative_contraindication")
    gaps = tuple(g for g in pack.gaps if _bears(pack, g, option.id))
    closing = tuple(g.id for g in gaps if g.effect == "not_addressed")
    sets = option.indication_sets
    groups = (
        _any(bound, contraindications),
        _any(bound, closing),
        Or(tuple(And(tuple(_node(bound, id_) for id_ in s.statements)) for s in sets)),
        _any(bound, cautions),
    )
    return OptionRules(option, statements, sets, contraindications, cautions, gaps, groups)


def _bears(pack: Pack, gap: Gap, option: str) -> bool:
    """Whether a gap is about this option in particular, or closes its answer."""
    members = pack.members(gap.options)
    general = gap.effect == "note" and len(members) == len(pack.options)
    return option in members and gap.effect != "out_of_scope" and not general


def _any(bound: BoundPack, ids: tuple[str, ...]) -> Node:
    return Or(tuple(_node(bound, id_) for id_ in ids))


def _node(bound: BoundPack, id_: str) -> Node:
    condition = bound.conditions.get(id_)
    return Constant(True) if condition is None else condition.node


def without_grade(node: Node) -> Node:
    """The condition with the WHO grade replaced by what it is derived from."""
    match node:
        case OneOf(fact, _) if fact == GRADE:
            return in_terms_of_ki67(node)
        case And(parts):
            return And(tuple(without_grade(part) for part in parts))
        case Or(parts):
            return Or(tuple(without_grade(part) for part in parts))
        case Not(part):
            return Not(without_grade(part))
        case Otherwise(first, second):
            return Otherwise(without_grade(first), without_grade(second))
        case Named(name, part) if part is not None:
            return Named(name, without_grade(part))
    return node


def disagreements(node: Node) -> tuple[Node, ...]:
    """Conditions under which two accounts of the same thing contradict each other."""
    pairs = (n for n in walk(node) if isinstance(n, Otherwise))
    return tuple(Or((And((p.first, Not(p.second))), And((Not(p.first), p.second)))) for p in pairs)
