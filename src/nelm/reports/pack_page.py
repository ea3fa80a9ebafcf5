"""A pack, or one option of it, as a page for reading beside the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from nelm.assessment.lines import number_line
from nelm.assessment.wording import cite
from nelm.criteria.nodes import Named, parameters_of, walk
from nelm.criteria.truth import Truth
from nelm.knowledge.lint_conditions import parsed
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Option, Statement, When
from nelm.knowledge.statement_cases import read_statement_cases
from nelm.reports.pack_index import (
    conflict_table,
    definition_table,
    gap_table,
    pack_index,
    parameter_table,
    representation,
    setting_text,
    when_text,
)
from nelm.reports.page import Block, Heading, Items, as_markdown, as_text

STRENGTHS = {
    "required": "Asked for beside the criteria",
    "contraindication": "Contraindications",
    "relative_contraindication": "Relative contraindications (cautions)",
    "favors": "In favor",
    "precaution": "Precautions",
    "info": "Information",
}


def pack_text(pack: Pack, option: str | None) -> str:
    """One option of a pack, or with None the pack itself, as plain text."""
    return as_text(pack_index(pack) if option is None else _page(pack, pack.option[option]))


def pack_markdown(pack: Pack, option: str | None) -> str:
    """One option of a pack, or with None the pack itself with links to them, in Markdown."""
    if option is None:
        return as_markdown(pack_index(pack, links=True))
    return as_markdown(_page(pack, pack.option[option]))


def _page(pack: Pack, option: Option) -> Iterator[Block]:
    statements = pack.statements_of(option.id)
    gaps = [gap for gap in pack.gaps if option.id in pack.members(gap.options)]
    ids = {statement.id for statement in statements}
    conditions = [*(s.when for s in statements), *(gap.when for gap in gaps)]
    parameters, definitions = _read_by(pack, [when for when in conditions if when])
    yield Heading(1, option.name)
    yield Items(tuple(_about(pack, option)))
    yield Heading(2, "Indication sets")
    yield _sets(option)
    yield from _statements(pack, option, statements)
    tables = {
        "Definitions": definition_table(d for d in pack.definitions if d.name in definitions),
        "Parameters": parameter_table(pack, (p for p in pack.parameters if p.name in parameters)),
        "Conflicts": conflict_table(c for c in pack.conflicts if ids & set(c.statements)),
        "Gaps": gap_table(gaps),
    }
    for title, table in tables.items():
        if table.rows:
            yield Heading(2, title)
            yield table


def _about(pack: Pack, option: Option) -> Iterator[str]:
    manifest = pack.manifest
    yield f"source: {manifest.citation} doi {manifest.doi}; pack {pack.id} {manifest.version}"
    yield f"id: `{option.id}`; code: {option.code}; intent: {option.intent}"
    yield f"standing when the criteria hold: {option.standing}"
    yield f"place: {cite(option.standing_anchor, ())}"


def _sets(option: Option) -> Block:
    if not option.indication_sets:
        return "None: the source states no criteria for this option."
    lines = (f"{s.name}: all of {', '.join(s.statements)}" for s in option.indication_sets)
    return Items(tuple(lines))


def _statements(pack: Pack, option: Option, statements: Iterable[Statement]) -> Iterator[Block]:
    counts = _case_counts(pack)
    inside = {id_ for chosen in option.indication_sets for id_ in chosen.statements}
    deciding = [s for s in statements if s.id in inside]
    groups = {"Criteria": deciding}
    for strength, title in STRENGTHS.items():
        groups[title] = [s for s in statements if s.strength == strength and s.id not in inside]
    for title, members in groups.items():
        yield from [Heading(2, title)] if members else []
        for statement in members:
            yield Heading(3, f"{statement.id}: {statement.says}")
            yield Items(tuple(_details(pack, statement, counts)))


def _details(
    pack: Pack, statement: Statement, counts: Mapping[tuple[str, Truth], int]
) -> Iterator[str]:
    roles = dict.fromkeys((statement.strength.replace("_", " "), statement.kind))
    yield ", ".join(roles)
    if statement.status == "quarantined":
        yield "quarantined: shown as printed, never used"
    yield f"place: {cite(statement.anchor, statement.refs)}"
    if statement.inherited_from:
        yield f"inherited from {statement.inherited_from}, not stated for this option"
    if statement.when:
        yield f"condition: {when_text(statement.when)}"
        yield from _settings(pack, statement.when)
        cases = [f"{counts[statement.id, t]} {t.value.replace('_', ' ')}" for t in Truth]
        yield from [f"cases: {', '.join(cases)}"] if counts[statement.id, Truth.MET] else []
    for ambiguity in (a for a in pack.ambiguities if a.id in statement.ambiguity):
        yield f"ambiguity {ambiguity.id} ({ambiguity.wording}): {representation(pack, ambiguity)}"
    for quantity in statement.numbers:
        line = number_line(quantity)
        yield line.text + (f"; {cite((), line.refs).removeprefix('; ')}" if line.refs else "")
    if statement.note:
        yield f"note: {statement.note}"


def _settings(pack: Pack, when: When) -> Iterator[str]:
    names, _ = _read_by(pack, [when])
    found = [p for p in pack.parameters if p.name in names]
    if found:
        yield "depends on: " + ", ".join(f"`{p.name}` = {setting_text(pack, p)}" for p in found)


def _case_counts(pack: Pack) -> Counter[tuple[str, Truth]]:
    return Counter((case.statement, case.expected) for case in read_statement_cases(pack.folder))


def _read_by(pack: Pack, conditions: Iterable[When]) -> tuple[set[str], set[str]]:
    """Names of the parameters and definitions that conditions read, in every variant."""
    known = {definition.name: definition for definition in pack.definitions}
    parameters: set[str] = set()
    definitions: set[str] = set()
    waiting = list(conditions)
    while waiting:
        when = waiting.pop()
        nodes = [node for top in parsed(when) for node in walk(top)]
        parameters |= {name for node in nodes for name in parameters_of(node)}
        parameters |= set() if isinstance(when, str) else {when["by"]}
        new = {node.name for node in nodes if isinstance(node, Named)} - definitions
        definitions |= new
        waiting += [known[name].when for name in new]
    return parameters, definitions
