"""What people type about evidence, made a question, a reading and tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import ValidationError

from nelm.case.problem import InputError, NelmError, Problem
from nelm.cli.evidence_requests import QuestionRequest, ReadingRequest, TablesRequest
from nelm.evidence.estimate import AS_PRINTED, MEASURES, Grouping, Question, Reading
from nelm.evidence.tables.evidence import Evidence, extended
from nelm.evidence.tables.forms import Measure
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import Pack

SHORT: dict[str, Measure] = {
    "response": "objective_response",
    "symptoms": "symptom_response",
    "stable": "stable_disease",
    "control": "disease_control",
    "pfs": "progression_free_survival",
    "ttp": "time_to_progression",
    "os": "overall_survival",
}


def tables_of(request: TablesRequest) -> tuple[Pack, Evidence]:
    """The pack and its study tables, with the studies a person brings."""
    pack = load_pack(request.pack)
    evidence = load_evidence(pack)
    if request.ledger is not None:
        if not request.ledger.exists():
            raise InputError([Problem("--ledger", str(request.ledger), "a ledger that exists")])
        from nelm.evidence.ledger import read_ledger  # noqa: PLC0415 : needs SciPy

        evidence = read_ledger(request.ledger, evidence).evidence
    if request.table is not None:
        from nelm.evidence.tables.user_table import read_study_table  # noqa: PLC0415

        added = read_study_table(request.table, pack)
        evidence = extended(evidence, added.studies, added.arms, added.outcomes)
    return pack, evidence


def question_of(request: QuestionRequest, pack: Pack) -> Question:
    """The question, options in the order of the source."""
    members = {option for word in request.option for option in options_of(word, pack)}
    options = tuple(option.id for option in pack.options if option.id in members)
    return Question(options=options, measure=measure_of(request.measure))


def options_of(word: str, pack: Pack) -> Iterable[str]:
    """Ids meant by an option or by a group of the pack."""
    if word in pack.manifest.groups:
        return pack.manifest.groups[word]
    try:
        return (pack.find_option(word).id,)
    except LookupError as error:
        groups = ", ".join(pack.manifest.groups)
        raise NelmError(f"{error}; or a group: {groups}") from None


def measure_of(word: str) -> Measure:
    """An outcome by its short or whole name.

    >>> measure_of("pfs"), measure_of("stable-disease")
    ('progression_free_survival', 'stable_disease')
    """
    name = word.lower().replace("-", "_")
    for measure in MEASURES:
        if measure in (name, SHORT.get(name)):
            return measure
    allowed = f"{', '.join(SHORT)}, or {', '.join(MEASURES)}"
    raise InputError([Problem("--measure", word, allowed)])


def reading_of(request: ReadingRequest) -> Reading:
    """How the tables are read."""
    base: dict[str, Any] = dict(AS_PRINTED) if request.as_printed else {}
    chosen = {name: getattr(request, name) for name in Reading.model_fields}
    fields = {**base, **{name: word for name, word in chosen.items() if word is not None}}
    try:
        return Reading.model_validate(fields)
    except ValidationError as error:
        problems = [
            Problem(f"--{e['loc'][0]}", str(e["input"]), str(e.get("ctx", {}).get("expected", "")))
            for e in error.errors()
        ]
        raise InputError(problems) from None


def grouping_of(word: str | None) -> Grouping | None:
    """What tells subgroups apart."""
    for name in get_args(Grouping):
        if word == name:
            found: Grouping = name
            return found
    if word is None:
        return None
    raise InputError([Problem("--by", word, ", ".join(get_args(Grouping)))])
