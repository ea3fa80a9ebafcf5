"""Ask everything that can be asked of a pack, and report what was proved and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import perf_counter

from nelm.knowledge.binding import Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.verification import answers, coverage, gaps, pairs, statements, thresholds
from nelm.verification.model import Model
from nelm.verification.report import Finding, Report, Status

Question = Callable[[Model], Iterator[Finding]]
Tell = Callable[[str, float], None]
QUESTIONS: Mapping[str, tuple[str, Question]] = {
    "never_both": (
        "No option is supported in a case in which a contraindication to it is true",
        answers.never_both,
    ),
    "never_reversed": (
        "More information never turns supported into not supported, or back",
        answers.never_reversed,
    ),
    "never_reopened": (
        "More information reopens a closed answer only where two accounts disagree",
        answers.never_reopened,
    ),
    "within_reach": (
        "Every option that has criteria can be supported, and not supported, for some patient",
        answers.within_reach,
    ),
    "thresholds": (
        "Raising one number never turns a statement back that compares it one way",
        thresholds.statements_along_numbers,
    ),
    "verdicts_along_numbers": (
        "Raising one number never makes a verdict worse and then better again",
        thresholds.answers_along_numbers,
    ),
    "dead": (
        "Every statement that decides can be true for some patient and false for some other",
        statements.dead,
    ),
    "label_changes": (
        "Labels that turn into other labels as more is known",
        answers.label_changes,
    ),
    "redundant": ("Statements that others already say", statements.redundant),
    "exclusive": ("Options that exclude each other", pairs.exclusive),
    "same": ("Options that go together", pairs.same),
    "gaps": (
        "Cases whose answer is open although every completion gives the same",
        gaps.kleene_gaps,
    ),
}
CLAIMS = tuple(QUESTIONS)[:7]  # what should hold; the others are for authors to look at
PROFILES = "Patients whom no option that treats the tumor is for"


def verify(
    pack: Pack, parameters: Mapping[str, Setting] | None = None, tell: Tell | None = None
) -> Report:
    """Prove what should hold of a pack, or show a case that breaks it.

    Args:
        pack: the pack to ask about.
        parameters: values that replace its defaults.
        tell: told before each question what it is and which share of the questions is answered.

    Raises:
        InputError: an unknown parameter or a value it can not take.
        MissingExtraError: the library z3 is not installed.
        UnconfirmedError: the solver and `assess` disagree, an error inside nelm.
    """
    bound = bind_pack(pack, parameters)
    model = Model(bound, extra=coverage.main_conditions())
    tell = tell or (lambda what, share: None)
    found: list[Finding] = []
    seconds: dict[str, float] = {}
    for number, (name, (says, question)) in enumerate(QUESTIONS.items()):
        tell(says, number / (len(QUESTIONS) + 1))
        start = perf_counter()
        answered = list(question(model))
        seconds[name] = perf_counter() - start
        found += [*_proved(name, pack, answered), *answered]
    tell(PROFILES, len(QUESTIONS) / (len(QUESTIONS) + 1))
    start = perf_counter()
    profiles = coverage.uncovered(model)
    seconds["profiles"] = perf_counter() - start
    changed = {name: bound.settings[name] for name in bound.changed}
    name = f"{pack.id} {pack.manifest.version}"
    return Report(name, pack.content_hash, changed, tuple(found), profiles, seconds)


def _proved(name: str, pack: Pack, answered: Sequence[Finding]) -> Iterator[Finding]:
    """A claim as a whole, when nothing refutes it."""
    if name in CLAIMS and all(finding.status is not Status.REFUTED for finding in answered):
        yield Finding(name, tuple(pack.option), Status.PROVED, QUESTIONS[name][0])
