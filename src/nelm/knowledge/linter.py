"""The linter of packs: every rule a pack must keep beyond the form of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from nelm.case.document import read_document
from nelm.case.problem import Problem
from nelm.knowledge.lint_cases import wrong_cases
from nelm.knowledge.lint_conditions import unreadable, unused, wrong_values, wrong_variants
from nelm.knowledge.lint_links import dangling, problem_at
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Gap, Statement

Rule: TypeAlias = Callable[[Pack], Iterator[Problem]]
CONTRAINDICATIONS = ("contraindication", "relative_contraindication")
ID_PLACES = ((2, "id"), (2, "name"), (3, "id"))  # depth and key of ids in the files of a pack


def lint(pack: Pack) -> list[Problem]:
    """Everything in a pack that breaks the rules, with file and line.

    Statement cases are tried only where conditions and parameters are sound.

    >>> from nelm.knowledge.loader import load_pack
    >>> [str(problem) for problem in lint(load_pack("dermine2019"))]
    []
    """
    found = [problem for rule in RULES for problem in rule(pack)]
    broken = [
        problem for rule in (wrong_values, wrong_variants, unreadable) for problem in rule(pack)
    ]
    return found + (broken or list(wrong_cases(pack)))


def _duplicate_ids(pack: Pack) -> Iterator[Problem]:
    """All ids and names share one space; so a sentence is either encoded or not."""
    seen: set[str] = set()
    for path in sorted((*pack.folder.glob("*.yaml"), *pack.folder.glob("options/*.yaml"))):
        document = read_document(path)
        for place, line in document.lines.items():
            if place and (len(place), place[-1]) in ID_PLACES:
                entry = document.data
                for key in place:
                    entry = entry[key]
                if entry in seen:
                    yield Problem(entry, "given twice", "each id once", document.file, line)
                seen |= {entry} - {None}


def _reference_numbers(pack: Pack) -> Iterator[Problem]:
    """References are numbered as in the source: from 1 on, each once."""
    numbers = [reference.number for reference in pack.references]
    for index, number in enumerate(numbers):
        if number is not None and number in numbers[:index]:
            yield problem_at(pack, ("references.yaml", index), "number", number, "each once")
    last = max(pack.reference, default=0)
    for number in sorted(set(range(1, last + 1)) - pack.reference.keys()):
        file = str(pack.folder / "references.yaml")
        yield Problem(f"reference {number}", "missing", f"every number from 1 to {last}", file)


def _decides(statement: Statement) -> bool:
    return statement.strength == "required" and statement.kind in ("indication", "line")


def _indication_sets(pack: Pack) -> Iterator[Problem]:
    """Sets hold active required statements about the option, each with a condition."""
    for option in pack.options:
        about = pack.statements_of(option.id)
        ids = [id_ for chosen in option.indication_sets for id_ in chosen.statements]
        for statement in (pack.statement[id_] for id_ in ids if id_ in pack.statement):
            demands = {
                "required statements of kind indication or line": _decides(statement),
                "active statements": statement.status == "active",
                "statements that apply to the option": statement in about,
                "statements with a condition": statement.when is not None,
            }
            for allowed in (demand for demand, kept in demands.items() if not kept):
                yield problem_at(pack, option.id, "indication_sets", statement.id, allowed)


def _outside_sets(pack: Pack) -> Iterator[Problem]:
    """A required indication that stands in no set would be dropped silently."""
    allowed = "standing in an indication set of every option it applies to"
    for option in pack.options:
        inside = {id_ for chosen in option.indication_sets for id_ in chosen.statements}
        for s in pack.statements_of(option.id):
            if _decides(s) and s.status == "active" and s.id not in inside:
                yield problem_at(pack, s.id, "applies_to", f"in no set of {option.id}", allowed)


def _without_condition(pack: Pack) -> Iterator[Problem]:
    """What closes an option must say for whom."""
    closing: list[Statement | Gap] = [
        *(s for s in pack.statements if s.strength in CONTRAINDICATIONS),
        *(g for g in pack.gaps if g.effect != "note"),
    ]
    for part in closing:
        if part.when is None:
            yield problem_at(pack, part.id, "when", "missing", "a condition, `always` if for all")


def _without_criteria(pack: Pack) -> Iterator[Problem]:
    """An option without indication sets needs a gap, or it would read `criteria not met`."""
    silent = [gap for gap in pack.gaps if gap.effect == "not_addressed"]
    covered = {option for gap in silent for option in pack.members(gap.options)}
    for option in pack.options:
        if not option.indication_sets and option.id not in covered:
            allowed = "a set, or a gap with the effect not_addressed"
            yield problem_at(pack, option.id, "indication_sets", "empty", allowed)


def _representations(pack: Pack) -> Iterator[Problem]:
    """Each ambiguity is represented in exactly one way."""
    for ambiguity in pack.ambiguities:
        ways = [way for way, value in ambiguity.represented_by if value]
        if len(ways) != 1:
            found, allowed = " and ".join(ways) or "empty", "one of parameter, judgment, editorial"
            yield problem_at(pack, ambiguity.id, "represented_by", found, allowed)


RULES: tuple[Rule, ...] = (
    dangling,
    _duplicate_ids,
    _reference_numbers,
    _indication_sets,
    _outside_sets,
    _without_condition,
    _without_criteria,
    _representations,
    unused,
)
