"""A bound pack as the solver sees it: the cases that can be, and the verdicts as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nelm.assessment.rules import OptionRules, disagreements, option_rules
from nelm.assessment.verdict import Label
from nelm.case.grade import GRADE, GRADES, UNDEFINED
from nelm.criteria.binding import thresholds
from nelm.criteria.nodes import Constant, Node, facts_of
from nelm.criteria.parser import parse
from nelm.knowledge.binding import BoundPack
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Option
from nelm.verification.derivations import LABORATORY
from nelm.verification.encoding import Rails
from nelm.verification.solver import Formula, Solver, every, no, some
from nelm.verification.space import Space, all_limits, build_space, linked_facts, refines


@dataclass(frozen=True)
class Verdict:
    """When an option is supported, when it is not, and when it has which label."""

    supported: Formula
    not_supported: Formula
    labels: Mapping[Label, Formula]

    @property
    def open(self) -> Formula:
        """When the answer is open."""
        return every([no(self.supported), no(self.not_supported)])


@dataclass(frozen=True, eq=False)
class Model:
    """Packs at given parameters over one set of facts.

    Attributes:
        bound: the pack that is asked about.
        others: further packs whose facts take part, for comparisons.
    """

    bound: BoundPack
    others: tuple[BoundPack, ...] = ()
    extra: tuple[Node, ...] = ()
    _spaces: dict[str, Space] = field(default_factory=dict)
    _solvers: dict[tuple[str, ...], Solver] = field(default_factory=dict)

    @property
    def pack(self) -> Pack:
        """The pack that is asked about."""
        return self.bound.pack

    @cached_property
    def rules(self) -> tuple[OptionRules, ...]:
        """Rules of every option, in the order of the source."""
        return option_rules(self.bound)

    @cached_property
    def conditions(self) -> tuple[Node, ...]:
        """Everything that decides an option, or whether the source is about the patient."""
        packs = (self.bound, *self.others)
        groups = [n for bound in packs for rules in option_rules(bound) for n in rules.groups]
        outside = [
            bound.conditions[gap.id].node
            for bound in packs
            for gap in bound.pack.gaps
            if gap.effect == "out_of_scope" and gap.id in bound.conditions
        ]
        return (*groups, *outside, *self.extra)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that take part."""
        return linked_facts(self.conditions)

    @cached_property
    def bounds(self) -> Mapping[str, list[float]]:
        """The numbers at which some condition, contradiction or derivation changes."""
        grades = [parse(text) for text in (*GRADES.values(), UNDEFINED)]
        nodes = [*self.conditions, *grades, *(limit.condition for limit in all_limits())]
        found = thresholds(nodes)
        for fact, (_, first, _, second) in LABORATORY.items():
            found[fact] = sorted({*found.get(fact, []), first, second})
        return found

    def space(self, suffix: str = "") -> Space:
        """The facts of one case; another suffix is another case."""
        if suffix not in self._spaces:
            self._spaces[suffix] = build_space(self.facts, suffix)
        return self._spaces[suffix]

    def solver(self, *suffixes: str) -> Solver:
        """A solver over these cases, each free of contradictions."""
        if suffixes not in self._solvers:
            found = (self.space(suffix).constraints for suffix in suffixes or ("",))
            self._solvers[suffixes] = Solver(formula for part in found for formula in part)
        return self._solvers[suffixes]

    @cached_property
    def more(self) -> Formula:
        """The case `|more` says everything that the first case says, and perhaps more."""
        return refines(self.space(), self.space("|more"))

    def completable(self) -> Formula:
        """Some patient fits what the case says: the rest can be known without contradiction."""
        whole = self.space("|whole")
        return every([refines(self.space(), whole), whole.complete, *whole.constraints])

    @cached_property
    def cases(self) -> Solver:
        """A solver over everything that can be known of some patient, much or little."""
        return Solver([*self.space().constraints, self.completable()])

    @cached_property
    def without_limits(self) -> Solver:
        """The same, but contradictions are not left out: to see which of them a proof needs."""
        space, whole = self.space(), self.space("|whole")
        return Solver([*space.rules, *whole.rules, whole.complete, refines(space, whole)])

    @cached_property
    def patients(self) -> Solver:
        """A solver over patients of whom everything is known."""
        return Solver([*self.space().constraints, self.space().complete])

    @cached_property
    def deciding(self) -> Mapping[str, Node]:
        """Conditions that decide some option, by id of statement or gap."""
        ids = [id_ for rules in self.rules for id_ in deciding_ids(rules)]
        return {id_: self.node(id_) for id_ in dict.fromkeys(ids)}

    @cached_property
    def alike(self) -> tuple[tuple[OptionRules, ...], ...]:
        """Options in groups that share every condition of the answer."""
        groups: dict[object, list[OptionRules]] = {}
        for rules in self.rules:
            groups.setdefault(rules.groups[:3], []).append(rules)
        return tuple(tuple(group) for group in groups.values())

    @cached_property
    def disagreements(self) -> tuple[Node, ...]:
        """Conditions under which two accounts of the same thing contradict each other."""
        return tuple(dict.fromkeys(d for node in self.conditions for d in disagreements(node)))

    def verdict(self, space: Space, rules: OptionRules) -> Verdict:
        """The verdict on an option in this case."""
        against, silent, indicated, caution = (space.encoder.rails(n) for n in rules.groups)
        supported = every([against.false, silent.false, indicated.true])
        labels = {
            Label.CONTRAINDICATED: against.true,
            Label.NOT_ADDRESSED: every([no(against.true), silent.true]),
            Label.CRITERIA_NOT_MET: every(
                [no(against.true), no(silent.true), indicated.false],
            ),
            Label.SUPPORTED_WITH_CAUTION: every([supported, caution.true]),
            Label.SUPPORTED_CAUTION_OPEN: every([supported, caution.unknown]),
            Label.SUPPORTED: every([supported, caution.false]),
        }
        not_supported = some([against.true, silent.true, indicated.false])
        return Verdict(supported, not_supported, labels)

    def outside(self, space: Space) -> Rails:
        """The source is not about this patient."""
        gaps = [g for g in self.pack.gaps if g.effect == "out_of_scope"]
        rails = [space.encoder.rails(self.bound.conditions[gap.id].node) for gap in gaps]
        return Rails(some(r.true for r in rails), every(r.false for r in rails))

    def node(self, id_: str) -> Node:
        """Condition of a statement or gap; what has none holds for everybody."""
        condition = self.bound.conditions.get(id_)
        return Constant(True) if condition is None else condition.node

    def says_always(self, id_: str) -> bool:
        """Whether a gap closes the answer for every patient."""
        gap = next(gap for gap in self.pack.gaps if gap.id == id_)
        return gap.effect == "not_addressed" and self.node(id_) == Constant(True)

    def says(self, id_: str) -> str:
        """What a statement or gap says, with its id."""
        texts = {gap.id: gap.text for gap in self.pack.gaps}
        text = texts[id_] if id_ in texts else self.pack.statement[id_].says
        return f"{text.rstrip('.')} ({id_})"


def codes(options: Iterable[Option]) -> str:
    """Options by their codes: `TAE, TACE`."""
    return ", ".join(option.code for option in options)


def deciding_ids(rules: OptionRules) -> list[str]:
    """Required statements, contraindications of both kinds, and gaps that close the answer."""
    ids = [id_ for indications in rules.sets for id_ in indications.statements]
    ids += [*rules.contraindications, *rules.cautions, *closing_gaps(rules)]
    return list(dict.fromkeys(ids))


def closing_gaps(rules: OptionRules) -> list[str]:
    """Gaps that close the answer of the option."""
    return [gap.id for gap in rules.gaps if gap.effect == "not_addressed"]


def with_grade_inputs(nodes: Iterable[Node]) -> frozenset[str]:
    """The facts that conditions read, the grade through what it is derived from as well."""
    found = {fact for node in nodes for fact in facts_of(node)}
    more = {"tumor.differentiation", "tumor.ki67_percent"} if GRADE in found else set()
    return frozenset(found | more)
