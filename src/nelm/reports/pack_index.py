"""The whole of a pack at a glance: what it is, its options, parameters, conflicts and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nelm.assessment.lines import value_text
from nelm.assessment.wording import cite
from nelm.knowledge.binding import read_settings
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Ambiguity, Conflict, Definition, Gap, Parameter, When
from nelm.reports.page import Block, Heading, Items, Table

EFFECTS = {
    "not_addressed": "answers: not addressed",
    "out_of_scope": "flags the case as out of scope",
    "note": "shown only",
}


def pack_index(pack: Pack, *, links: bool = False) -> Iterator[Block]:
    """Everything in a pack that does not belong to one option.

    Args:
        pack: the pack.
        links: whether names of options link to their pages.
    """
    manifest = pack.manifest
    yield Heading(1, f"{manifest.title} ({pack.id} {manifest.version})")
    yield Items(tuple(_about(pack)))
    yield Heading(2, "Options, in the order of the source")
    yield _options(pack, links)
    yield Heading(2, "Parameters")
    yield parameter_table(pack, pack.parameters)
    yield Heading(2, "Definitions")
    yield definition_table(pack.definitions)
    yield Heading(2, "Ambiguities")
    yield _ambiguities(pack)
    yield Heading(2, "Conflicts inside the source")
    yield conflict_table(pack.conflicts)
    yield Heading(2, "Gaps")
    yield gap_table(pack.gaps)
    yield from _source_lists(pack)


def _source_lists(pack: Pack) -> Iterator[Block]:
    yield Heading(2, "Defects of the source")
    head = ("id", "where", "finding", "handling", "statements", "references")
    defects = (
        (d.id, d.where, d.finding, d.handling, ", ".join(d.statements), _numbers(d.refs))
        for d in pack.defects
    )
    yield Table(head, tuple(defects))
    yield Heading(2, "Not encoded")
    texts = ((x.text, cite(x.anchor, x.refs), x.because, x.id or "") for x in pack.not_encoded)
    yield Table(("what the source says", "place", "why it stays text", "id"), tuple(texts))
    yield Heading(2, "References of the source")
    yield Table(("number", "citation", "doi", "pmid", "status", "note"), tuple(_references(pack)))


def _about(pack: Pack) -> Iterator[str]:
    manifest = pack.manifest
    yield f"citation: {manifest.citation} doi {manifest.doi}"
    yield f"published {manifest.published.isoformat()}, {manifest.source_license}"
    yield f"evidence: {manifest.evidence.replace('_', ' ')}"
    yield f"scope: {manifest.scope}"
    yield f"intended population: {manifest.intended_population}"
    yield f"content hash of the pack: `{pack.content_hash}`"


def _options(pack: Pack, links: bool) -> Table:
    rows = (
        (
            f"[{option.name}]({option.id}.md)" if links else option.name,
            option.code,
            f"`{option.id}`",
            option.intent,
            option.standing,
            str(len(pack.statements_of(option.id))),
        )
        for option in pack.options
    )
    return Table(("option", "code", "id", "intent", "standing", "statements"), tuple(rows))


def setting_text(pack: Pack, parameter: Parameter) -> str:
    """The default with its unit; `not set` asks for a judgment."""
    default = read_settings(pack, {})[parameter.name]
    unit = parameter.unit if default is not None and parameter.unit else ""
    return f"{value_text(default)} {unit}".strip()


def when_text(when: When) -> str:
    """A condition as in the file, with all its variants."""
    if isinstance(when, str):
        return f"`{when}`"
    texts = (f"{key}: `{text}`" for key, text in when.items() if key != "by")
    return f"by `{when['by']}`, {'; '.join(texts)}"


def parameter_table(pack: Pack, parameters: Iterable[Parameter]) -> Table:
    """Parameters with their defaults, alternatives and where they come from."""
    rows = (
        (
            f"`{p.name}`",
            p.wording,
            setting_text(pack, p),
            _alternatives(p),
            p.operationalized_as,
            f"{p.basis}, {'verified' if p.verified else 'not verified'}",
            p.ambiguity or p.conflict or "",
            p.note or "",
        )
        for p in parameters
    )
    head = ("parameter", "wording", "default", "alternatives", "operationalized as")
    return Table((*head, "basis", "from", "note"), tuple(rows))


def _alternatives(parameter: Parameter) -> str:
    span = f"{parameter.minimum:g} to {parameter.maximum:g}" if parameter.maximum else ""
    named = [f"{other.value} ({other.source})" for other in parameter.alternatives]
    return "; ".join([*named, *([f"any from {span}"] if span else [])])


def definition_table(definitions: Iterable[Definition]) -> Table:
    """Definitions with their conditions."""
    rows = (
        (f"`{d.name}`", d.yes, when_text(d.when), ", ".join(d.ambiguity), d.note or "")
        for d in definitions
    )
    return Table(("definition", "says", "condition", "ambiguity", "note"), tuple(rows))


def representation(pack: Pack, ambiguity: Ambiguity) -> str:
    """What an ambiguity became: parameters with defaults, a judgment, or an editorial reading."""
    by = ambiguity.represented_by
    if by.judgment:
        return f"judgment `{by.judgment}`"
    if by.editorial:
        return by.editorial
    found = [p for p in pack.parameters if p.name in by.parameter]
    return ", ".join(f"parameter `{p.name}` = {setting_text(pack, p)}" for p in found)


def _ambiguities(pack: Pack) -> Table:
    rows = (
        (
            a.id,
            a.wording,
            representation(pack, a),
            a.default,
            a.operationalized_as,
            "; ".join(a.alternatives),
            ", ".join(a.statements),
            a.note or "",
        )
        for a in pack.ambiguities
    )
    head = ("id", "wording", "represented by", "default", "operationalized as", "alternatives")
    return Table((*head, "statements", "note"), tuple(rows))


def conflict_table(conflicts: Iterable[Conflict]) -> Table:
    """Conflicts with what disagrees and how it is shown."""
    rows = (
        (
            c.id,
            ", ".join(c.statements),
            c.disagreement,
            c.shown_as,
            when_text(c.when) if c.when else "",
            f"`{c.parameter}`" if c.parameter else "",
            c.note or "",
        )
        for c in conflicts
    )
    head = ("id", "statements", "disagreement", "shown as", "condition", "parameter", "note")
    return Table(head, tuple(rows))


def gap_table(gaps: Iterable[Gap]) -> Table:
    """Gaps with the cases that fall into them."""
    rows = (
        (
            g.id,
            g.text,
            EFFECTS[g.effect],
            when_text(g.when) if g.when else "",
            ", ".join(g.options),
            cite(g.anchor, ()),
            g.note or "",
        )
        for g in gaps
    )
    return Table(("id", "gap", "effect", "condition", "options", "place", "note"), tuple(rows))


def _references(pack: Pack) -> Iterator[tuple[str, ...]]:
    for r in pack.references:
        number = "none" if r.number is None else str(r.number)
        yield number, r.citation, r.doi or "", r.pmid or "", r.status, r.note or ""


def _numbers(refs: tuple[int, ...]) -> str:
    return ", ".join(map(str, refs))
