"""The commands that prove things about packs: verify and diff."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import typer

from nelm.case.contradictions import contradictions, doubts
from nelm.cli.arguments import read_overrides
from nelm.cli.progress import progress
from nelm.knowledge.loader import load_pack
from nelm.reports.page import Block, Heading, Items, Table, as_text
from nelm.verification.difference import SAME, Difference, diff
from nelm.verification.report import Finding, Profile, Report, Status
from nelm.verification.verify import CLAIMS, PROFILES, QUESTIONS, verify

FINDING = 1


def verify_pack(name: str, settings: Sequence[str], as_json: bool) -> int:
    """Print what can be proved about a pack; 1 when something that should hold does not."""
    pack, parameters = load_pack(name), read_overrides(settings)
    with progress() as tell:
        report = verify(pack, parameters, tell)
    if as_json:
        typer.echo(json.dumps(report.data(), indent=2, ensure_ascii=False))
    else:
        typer.echo(as_text(report_blocks(report)), nl=False)
        taken = sum(report.seconds.values())
        typer.echo(f"\n{len(report.refuted)} claims refuted; {taken:.1f} seconds")
    return FINDING if report.refuted else 0


def diff_packs(
    names: tuple[str, str],
    settings: tuple[Sequence[str], Sequence[str]],
    as_json: bool,
) -> int:
    """Print where two packs, or one pack at two settings, differ; 1 when they do."""
    packs = [load_pack(name) for name in names]
    parameters = [read_overrides(chosen) for chosen in settings]
    found = diff(packs[0], packs[1], parameters[0], parameters[1])
    if as_json:
        typer.echo(json.dumps(found.data(), indent=2, ensure_ascii=False))
    else:
        typer.echo(as_text(_difference_blocks(found)), nl=False)
    return 0 if found.is_same else FINDING


def report_blocks(report: Report) -> Iterator[Block]:
    """A report as a page: claims, what authors should look at, patients without an option."""
    yield Heading(1, f"What can be proved about {report.pack}")
    changed = ", ".join(f"{name} = {value}" for name, value in report.changed.items())
    yield f"Content {report.content_hash[:12]}; parameters: {changed or 'defaults'}."
    yield Heading(2, "What should hold")
    for name in CLAIMS:
        yield from _claim(report, name)
    for name, (says, _) in QUESTIONS.items():
        if name not in CLAIMS:
            yield Heading(2, says)
            yield from _findings(report.of(name))
    yield Heading(2, PROFILES)
    yield from profile_blocks(report.profiles)
    yield Heading(2, "Background facts")
    yield "No case holds these combinations; entered facts that clash so count as unknown."
    yield Items(tuple(f"`{limit.id}`: {limit.says}" for limit in (*contradictions(), *doubts())))


def _claim(report: Report, name: str) -> Iterator[Block]:
    answered = report.of(name)
    refuted = [f for f in answered if f.status is Status.REFUTED]
    yield Heading(3, f"{'Not so' if refuted else 'Proved'}: {QUESTIONS[name][0]}")
    if refuted:
        yield from _findings(refuted)
    told = [f for f in answered if f.status is not Status.REFUTED and f.says != QUESTIONS[name][0]]
    if told:
        yield Items(tuple(_line(finding) for finding in told))


def _findings(findings: Sequence[Finding]) -> Iterator[Block]:
    if not findings:
        yield "None."
        return
    yield Items(tuple(_line(finding) for finding in findings))


def _line(finding: Finding) -> str:
    head = (
        f"{finding.says}." if finding.status is not Status.REFUTED else f"NOT SO: {finding.says}."
    )
    shown = (example.sentence() for example in finding.examples)
    cases = " Then: ".join(f"{text[:1].upper()}{text[1:]}." for text in shown)
    return f"{head} Example: {cases}" if cases else head


def profile_blocks(profiles: Sequence[Profile]) -> Iterator[Block]:
    """The table of patients whom no option that treats the tumor is for."""
    yield (
        "Patients in the scope of the source, with neither carcinoma nor predominant extrahepatic "
        "disease. In each profile some fit no option: with the facts of the example alone every "
        "option is closed, and nothing that is still unknown can change that. `others fit` names "
        "the options that other patients of the profile fit. A table for authors, not a failure."
    )
    if not profiles:
        yield "None."
        return
    head = (*profiles[0].facts, "others fit", "a patient without an option")
    rows = tuple(
        (*p.facts.values(), ", ".join(p.others) or "none", p.example.sentence()) for p in profiles
    )
    yield Table(head, rows)


def _difference_blocks(found: Difference) -> Iterator[Block]:
    yield Heading(1, f"{found.first} and {found.second}")
    same = [o.option for o in found.options if o.kind == SAME]
    if same:
        yield f"Always the same answer and label: {', '.join(same)}."
    for option in found.options:
        if option.kind != SAME:
            yield Heading(2, f"{option.option}: {option.kind}")
        if option.example is not None:
            labels = " and ".join(label.replace("_", " ") for label in option.labels)
            yield f"{labels}, for example: {option.example.sentence()}."
