"""The board sheet on a terminal: summary, what to ask, one block per option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from nelm.assessment.sheet import ConflictLine, GapLine, OptionSheet, Sheet, StatementLine
from nelm.evidence.expectation import INTRO
from nelm.reports.blocks import EXPECTED_TITLE

STYLES = {"supported": "bold", "open": "italic", "not_supported": "dim"}
TRUTHS = {"met": "met", "not_met": "not met", "unknown": "not known"}
MARKS = {"met": "✓", "not_met": "✕", "unknown": "?"}
EXCLUDES = {"met": "!", "not_met": "–", "unknown": "?"}
MOST_QUESTIONS = 8
LISTS = (
    ("favors", "Speaks for it"),
    ("precautions", "Precautions"),
    ("line_of_therapy", "Line of therapy"),
    ("preparation", "Preparation"),
    ("doses", "Doses and technique as printed"),
    ("complications", "Complications"),
    ("outcomes", "Outcomes as printed"),
    ("evidence", "Evidence"),
)


def print_sheet(sheet: Sheet, console: Console, *, blocks: Iterable[str] | None = None) -> None:
    """Print a sheet.

    Args:
        sheet: what to print.
        console: where to.
        blocks: option ids to print whole after the summary; None prints all.
    """
    wanted = None if blocks is None else set(blocks)
    console.print(_head(sheet))
    for flag in _flags(sheet):
        console.print(Text(flag, style="bold"))
    console.print(_summary(sheet))
    console.print(_questions(sheet))
    for option in sheet.options:
        if wanted is None or option.id in wanted:
            console.print(_block(option, sheet))
    console.print(_general(sheet))
    console.print(_foot(sheet))


def _head(sheet: Sheet) -> RenderableType:
    case = sheet.case
    about = Text(case.title or case.id, style="bold")
    if case.synthetic:
        about.append("  (synthetic case)")
    lines = [about]
    if case.decision_point:
        lines.append(Text(case.decision_point))
    if case.citation:
        lines.append(Text(case.citation, style="dim"))
    known = [fact for fact in case.facts if fact.value != "unknown"]
    for group, facts in groupby(known, key=lambda fact: fact.group):
        told = "; ".join(f"{fact.subject}: {fact.value}" for fact in facts)
        lines.append(Text.assemble((f"{group.capitalize()}  ", "bold"), told))
    lines += [] if known else [Text("No facts are known yet.")]
    return Panel(Group(*lines), title=f"nelm · {sheet.pack.short_name}", box=box.ROUNDED)


def _flags(sheet: Sheet) -> Iterator[str]:
    for flag in sheet.scope:
        yield f"{'OUT OF SCOPE' if flag.certain else 'SCOPE OPEN'}: {flag.text}"
    for finding in sheet.findings:
        yield f"{finding.kind.upper()}: {finding.says} [{', '.join(finding.facts)}]"
    if any(f.kind != "stale" for f in sheet.findings):
        yield "Contradictory and suspect facts count as unknown below."


def _summary(sheet: Sheet) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("Option", ratio=3)
    table.add_column(f"Criteria of {sheet.pack.short_name}", ratio=3)
    table.add_column("What matters", ratio=6)
    for title, options in groupby(sheet.options, key=lambda option: option.intent_title):
        table.add_row(Text(title, style="underline"), "", "")
        for option in options:
            verdict = Text(f"{option.symbol} {option.words}", style=STYLES[option.answer])
            table.add_row(option.name, verdict, Text("; ".join(_points(option))))
    return table


def _points(option: OptionSheet) -> tuple[str, ...]:
    standing = (option.standing,) if option.answer == "supported" else ()
    return (*standing, *option.key_points)


def _questions(sheet: Sheet) -> RenderableType:
    if not sheet.missing:
        return Text("")
    lines = [Text("Ask first", style="bold")]
    for row in sheet.missing[:MOST_QUESTIONS]:
        settles = f"can settle {len(row.settles)}" if row.settles else ""
        touches = f"bears on {len(row.touches)}" if row.touches else ""
        effect = ", ".join(filter(None, (settles, touches)))
        lines.append(Text(f"  ? {row.question}  ({effect} open options; {row.fact})"))
    rest = len(sheet.missing) - MOST_QUESTIONS
    if rest > 0:
        lines.append(Text(f"  … and {rest} more facts bear on open options.", style="dim"))
    return Group(*lines, Text(""))


def _block(option: OptionSheet, sheet: Sheet) -> RenderableType:
    parts: list[RenderableType] = [
        Rule(f"{option.name}  {option.symbol} {option.words}", align="left"),
        Text(f"Standing in the source: {option.standing} ({option.standing_cite})"),
    ]
    if option.answer == "open":
        parts.append(Text(f"May still become: {'; '.join(option.reachable)}"))
    for indication in option.sets:
        parts.append(_titled(f"Criteria: {indication.name} – {TRUTHS[indication.truth]}"))
        parts += [_judged(line, MARKS[line.truth]) for line in indication.statements]
    parts += _excluding("Contraindications", option.contraindications)
    parts += _excluding("Relative contraindications", option.cautions)
    parts += _changes(option)
    if option.answer != "not_supported":
        for field, title in LISTS:
            parts += _listed(title, getattr(option, field))
        parts += _expected(option)
    parts += _disputes(option.conflicts, option.gaps)
    parts += _parameters(option)
    return Padding(Group(*parts), (0, 0, 1, 0))


def _titled(title: str) -> Text:
    return Text(title, style="bold")


def _excluding(title: str, lines: tuple[StatementLine, ...]) -> Iterator[RenderableType]:
    yield _titled(title if lines else f"{title}: none stated")
    for line in lines:
        yield _judged(line, EXCLUDES[line.truth])


def _judged(line: StatementLine, mark: str) -> RenderableType:
    why = line.sentence or line.says
    text = Text(f"  {mark} {line.state}: {why} ({line.cite}) ")
    text.append(f"[{line.id}]{_marks(line)}", style="dim")
    return text


def _marks(line: StatementLine) -> str:
    marks = [
        "inherited, not stated by the source" if line.inherited_from else "",
        "quarantined" if line.quarantined else "",
    ]
    return "".join(f" ({mark})" for mark in marks if mark)


def _listed(title: str, lines: tuple[StatementLine, ...]) -> Iterator[RenderableType]:
    if not lines:
        return
    yield _titled(title)
    for line in lines:
        why = "" if line.sentence is None else f" – {line.state}: {line.sentence}"
        text = Text(f"  • {line.says}{why} ({line.cite}) ")
        text.append(f"[{line.id}]{_marks(line)}", style="dim")
        yield text


def _expected(option: OptionSheet) -> Iterator[RenderableType]:
    if option.expected:
        yield _titled(EXPECTED_TITLE)
        yield Text(f"  {INTRO}", style="dim")
    for line in option.expected:
        claim = f" [{line.claim.claim}]" if line.claim else ""
        yield Text(f"  • {line.title}: {line.headline}. {'. '.join(line.details)}.{claim}")


def _changes(option: OptionSheet) -> Iterator[RenderableType]:
    if option.changes:
        yield _titled(f"{option.changes[0].leads_to.capitalize()}, if")
    for change in option.changes:
        provided = f" (provided: {' and '.join(change.provided)})" if change.provided else ""
        yield Text(f"  → {' and '.join(change.steps)}{provided}")


def _disputes(
    conflicts: tuple[ConflictLine, ...], gaps: tuple[GapLine, ...]
) -> Iterator[RenderableType]:
    if conflicts:
        yield _titled("The source contradicts itself")
    for conflict in conflicts:
        yield Text(f"  ≠ {conflict.disagreement} {conflict.shown_as} [{conflict.id}]")
    if gaps:
        yield _titled("The source does not say")
    for gap in gaps:
        yield Text(f"  ∅ {gap.text} [{gap.id}]")


def _parameters(option: OptionSheet) -> Iterator[RenderableType]:
    if option.parameters:
        yield _titled("Vague words made numbers")
    for setting in option.parameters:
        unit = f" {setting.unit}" if setting.unit else ""
        yield Text(
            f"  {setting.name} = {setting.value}{unit}: “{setting.wording}”, "
            f"read as {setting.operationalized_as} ({setting.origin})"
        )
    for flip in option.flips or ():
        yield Text(f"  ⇄ with {flip.parameter} = {flip.value} ({flip.source}): {flip.label}")


def _general(sheet: Sheet) -> RenderableType:
    general = sheet.general
    parts: list[RenderableType] = [Rule("For every option", align="left")]
    parts += _listed("The source says", general.statements)
    parts += _disputes(general.conflicts, general.gaps)
    return Group(*parts)


def _foot(sheet: Sheet) -> RenderableType:
    pack = sheet.pack
    changed = ", ".join(f"{s.name} = {s.value}" for s in pack.changed_parameters)
    return Group(
        Rule(),
        Text(sheet.intended_use),
        Text(
            f"Source: {pack.citation} · pack {pack.id} {pack.version} "
            f"({pack.content_hash[:12]}) · parameters: {changed or 'all defaults'} · "
            f"nelm {sheet.nelm_version} · {sheet.generated}",
            style="dim",
        ),
    )
