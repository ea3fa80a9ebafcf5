"""One case against one pack: answer, label and trace of every option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from nelm.assessment.rules import OptionRules, option_rules
from nelm.assessment.verdict import Answer, Grounds, Label
from nelm.case.case import Case
from nelm.case.known import Finding, Known, known_facts
from nelm.criteria.evaluate import Trace, evaluate
from nelm.criteria.nodes import facts_of
from nelm.criteria.truth import Truth, all_of, any_of
from nelm.knowledge.binding import BoundPack, Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Conflict, Gap, IndicationSet, Option, Statement


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with its truth for the case; without a condition it simply applies."""

    statement: Statement
    trace: Trace | None

    @property
    def truth(self) -> Truth:
        """Truth of its condition."""
        return Truth.MET if self.trace is None else self.trace.truth


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """An indication set with the truth of all its statements together."""

    name: str
    truth: Truth
    statements: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class JudgedGap:
    """A gap of the source, with its truth when it has a condition."""

    gap: Gap
    trace: Trace | None

    @property
    def truth(self) -> Truth:
        """Truth of its condition."""
        return Truth.MET if self.trace is None else self.trace.truth


@dataclass(frozen=True, slots=True)
class JudgedConflict:
    """A conflict of the source; unknown while it may or may not bear on the case."""

    conflict: Conflict
    truth: Truth


@dataclass(frozen=True)
class OptionResult:
    """Verdict of one option with all its reasons."""

    rules: OptionRules
    grounds: Grounds
    sets: tuple[JudgedSet, ...]
    judged: tuple[Judged, ...]
    gaps: tuple[JudgedGap, ...]
    conflicts: tuple[JudgedConflict, ...]

    @property
    def option(self) -> Option:
        """The option judged."""
        return self.rules.option

    @property
    def answer(self) -> Answer:
        """Supported, open or not supported."""
        return self.grounds.answer

    @property
    def label(self) -> Label:
        """The label that people read."""
        return self.grounds.label

    @cached_property
    def by_id(self) -> Mapping[str, Judged]:
        """Judged statements by id."""
        return {j.statement.id: j for j in self.judged}

    def of_strength(self, *strengths: str) -> tuple[Judged, ...]:
        """Statements of these strengths, in the order of the source."""
        return tuple(j for j in self.judged if j.statement.strength in strengths)

    def of_kind(self, *kinds: str) -> tuple[Judged, ...]:
        """Statements of these kinds, in the order of the source."""
        return tuple(j for j in self.judged if j.statement.kind in kinds)

    @property
    def deciding(self) -> tuple[Judged, ...]:
        """Required statements and contraindications, each once."""
        ids = [j.statement.id for s in self.sets for j in s.statements]
        ids += [*self.rules.contraindications, *self.rules.cautions]
        return tuple(self.by_id[id_] for id_ in dict.fromkeys(ids))


@dataclass(frozen=True)
class General:
    """What the source says, leaves out or contradicts for every option alike."""

    judged: tuple[Judged, ...]
    gaps: tuple[JudgedGap, ...]
    conflicts: tuple[JudgedConflict, ...]


@dataclass(frozen=True)
class Assessment:
    """What one pack says about every option for one case."""

    case: Case
    known: Known
    bound: BoundPack
    options: tuple[OptionResult, ...]
    general: General
    out_of_scope: tuple[JudgedGap, ...]

    @property
    def pack(self) -> Pack:
        """The pack that answers."""
        return self.bound.pack

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Contradictory, suspect and stale facts, and accounts that disagree under the pack."""
        return (*self.known.findings, *_disagreements(self.options))

    def option(self, word: str) -> OptionResult:
        """Result of an option by id, code or part of its name (LookupError if none fits)."""
        wanted = self.pack.find_option(word)
        return next(result for result in self.options if result.option.id == wanted.id)


def assess(case: Case, pack: Pack, parameters: Mapping[str, Setting] | None = None) -> Assessment:
    """Judge every option of a pack for a case.

    Args:
        case: facts of the patient; missing facts are unknown.
        pack: the source that answers.
        parameters: values that replace the defaults of the pack.

    Raises:
        InputError: an unknown parameter or a value it can not take.
    """
    return assess_bound(case, bind_pack(pack, parameters))


def assess_bound(case: Case, bound: BoundPack) -> Assessment:
    """Judge every option of a pack whose parameters are fixed already."""
    return assess_known(case, known_facts(case, bound.validity_months), bound)


def assess_known(case: Case, known: Known, bound: BoundPack) -> Assessment:
    """Judge every option for what is known of a case."""
    traces = {
        id_: evaluate(condition.node, known.values) for id_, condition in bound.conditions.items()
    }
    options = tuple(_judge(rules, bound, traces) for rules in option_rules(bound))
    scope = (JudgedGap(g, traces.get(g.id)) for g in bound.pack.gaps if g.effect == "out_of_scope")
    outside = tuple(gap for gap in scope if gap.truth is not Truth.NOT_MET)
    return Assessment(case, known, bound, options, _general(bound, traces), outside)


def _general(bound: BoundPack, traces: Mapping[str, Trace]) -> General:
    pack = bound.pack
    judged = tuple(Judged(s, traces.get(s.id)) for s in pack.statements if pack.is_general(s))
    gaps = tuple(
        JudgedGap(gap, traces.get(gap.id))
        for gap in pack.gaps
        if gap.effect == "note" and len(pack.members(gap.options)) == len(pack.options)
    )
    specific = {s.id for s in pack.statements if not pack.is_general(s)}
    conflicts = [c for c in pack.conflicts if not specific & set(c.statements)]
    return General(judged, gaps, _bearing(conflicts, traces))


def _judge(rules: OptionRules, bound: BoundPack, traces: Mapping[str, Trace]) -> OptionResult:
    judged = tuple(Judged(s, traces.get(s.id)) for s in rules.statements)
    by_id = {j.statement.id: j for j in judged}
    sets = tuple(_judged_set(s, by_id) for s in rules.sets)
    gaps = tuple(JudgedGap(gap, traces.get(gap.id)) for gap in rules.gaps)
    grounds = Grounds(
        contraindicated=any_of(by_id[i].truth for i in rules.contraindications),
        not_addressed=any_of(g.truth for g in gaps if g.gap.effect == "not_addressed"),
        indicated=any_of(s.truth for s in sets),
        caution=any_of(by_id[i].truth for i in rules.cautions),
    )
    conflicts = [c for c in bound.pack.conflicts if by_id.keys() & set(c.statements)]
    return OptionResult(rules, grounds, sets, judged, gaps, _bearing(conflicts, traces))


def _judged_set(indications: IndicationSet, by_id: Mapping[str, Judged]) -> JudgedSet:
    judged = tuple(by_id[id_] for id_ in indications.statements)
    return JudgedSet(indications.name, all_of(j.truth for j in judged), judged)


def _bearing(
    conflicts: Iterable[Conflict], traces: Mapping[str, Trace]
) -> tuple[JudgedConflict, ...]:
    """The conflicts that bear or may bear on the case."""
    judged = (
        JudgedConflict(c, traces[c.id].truth if c.id in traces else Truth.MET) for c in conflicts
    )
    return tuple(j for j in judged if j.truth is not Truth.NOT_MET)


def _disagreements(options: tuple[OptionResult, ...]) -> list[Finding]:
    found: dict[str, Finding] = {}
    for result in options:
        for judged in result.deciding:
            if judged.trace is not None and judged.trace.is_contradictory:
                id_ = judged.statement.id
                facts = result_facts(judged)
                says = f"Two accounts behind {id_} disagree; it counts as unknown"
                found.setdefault(id_, Finding("contradiction", facts, says))
    return list(found.values())


def result_facts(judged: Judged) -> tuple[str, ...]:
    """Facts that a statement reads."""
    return () if judged.trace is None else facts_of(judged.trace.node)
