"""The rows behind a question under a reading: pooled, or left out with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nelm.evidence.estimate import Point, Question, Reading
from nelm.evidence.figures import Figure, figure, is_asked, together
from nelm.evidence.points import point
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import WHOLE_STUDY, Arm, Empty, Study

SILENT = (Empty.NOT_REPORTED, Empty.BLANK, Empty.NOT_APPLICABLE, Empty.NOT_EXTRACTED)
EMPTY = {
    Empty.MERGED: "one cell for response and stable disease together",
    Empty.NOT_REACHED: "median not reached",
    Empty.AMBIGUOUS: "printed digits can be split in more than one way",
}
NOT_A_TIME = {"proportion": "a share, not a time", "rate_at": "a rate at one time"}
NOT_A_SHARE = {"rate_at": "a rate at one time", "median": "a median", "mean": "a mean"}


@dataclass(frozen=True)
class Rows:
    """Points of a question: pooled, left out, and studies without any figure."""

    pooled: tuple[Point, ...]
    excluded: tuple[Point, ...]
    without_figure: tuple[str, ...]


def rows(evidence: Evidence, question: Question, reading: Reading) -> Rows:
    """The rows of a question under a reading, in the order of the source.

    Every figure of a study that got one of the options is either pooled or in `excluded` with
    the reason; studies that report nothing on the outcome are named.
    """
    reader = _Reader(evidence, question, reading)
    points: list[Point] = []
    silent: list[str] = []
    for study in evidence.studies:
        figures = reader.figures(study)
        told = [f for f in figures if f.value not in SILENT]
        points += reader.points(study, told)
        if not told and any(map(reader.touches, evidence.arms_of(study.study))):
            silent.append(study.study)
    if reading.overlap == "one_per_cohort":
        points = _largest_of_cohorts(evidence, points)
    return Rows(
        pooled=tuple(p for p in points if p.excluded_because is None),
        excluded=tuple(p for p in points if p.excluded_because is not None),
        without_figure=tuple(silent),
    )


@dataclass(frozen=True)
class _Reader:
    evidence: Evidence
    question: Question
    reading: Reading

    def touches(self, arm: Arm) -> bool:
        """Whether an arm got, or may have got, one of the options asked for."""
        return bool(set(arm.options) & set(self.question.options))

    def figures(self, study: Study) -> list[Figure]:
        """Cells on the outcome of arms that got, or may have got, one of the options."""
        found = []
        for outcome in self.evidence.outcomes_of(study.study):
            arm = self.evidence.arm(study.study, outcome.arm)
            if self.touches(arm) and is_asked(outcome, self.question, self.reading):
                found.append(figure(outcome, arm, self.reading))
        return found

    def points(self, study: Study, figures: Sequence[Figure]) -> Iterator[Point]:
        """Points of a study: its usable figures, together or apart, then those left out."""
        whole = self.evidence.arm(study.study, WHOLE_STUDY)
        reasons = ["; ".join(self._reasons(f)) or None for f in figures]
        reasons = self._once(figures, reasons)
        usable = [f for f, reason in zip(figures, reasons, strict=True) if reason is None]
        if self.reading.arms == "together" and len(usable) > 1:
            usable = [together(usable, whole, self.reading)]
        for found in usable:
            made = point(self.evidence, study, found, self.reading)
            yield made.model_copy(update={"excluded_because": self._left_out(made)})
        for found, reason in zip(figures, reasons, strict=True):
            if reason is not None:
                made = point(self.evidence, study, found, self.reading)
                yield made.model_copy(update={"excluded_because": reason})

    def _once(self, figures: Sequence[Figure], reasons: Sequence[str | None]) -> list[str | None]:
        """No patient counts twice: not in an arm and in the whole study, nor by two figures."""
        arms = [f.arm for f, reason in zip(figures, reasons, strict=True) if reason is None]
        both = WHOLE_STUDY in arms and set(arms) != {WHOLE_STUDY}
        seen: set[str] = set()
        checked: list[str | None] = []
        for found, reason in zip(figures, reasons, strict=True):
            checked.append(reason or self._again(found.arm, seen, both=both))
            seen |= {found.arm} if checked[-1] is None else set()
        return checked

    def _again(self, arm: str, seen: Collection[str], *, both: bool) -> str | None:
        if arm in seen:
            return "another figure of the same patients is pooled"
        if both and self.is_apart and arm == WHOLE_STUDY:
            return "its arms are pooled apart"
        if both and not self.is_apart and arm != WHOLE_STUDY:
            return "the figure of the whole study is pooled"
        return None

    @property
    def is_apart(self) -> bool:
        """Whether each arm counts on its own."""
        return self.reading.arms == "apart"

    def _reasons(self, found: Figure) -> Iterator[str]:
        """Why a figure can not be pooled at all."""
        outcome, own = found.outcome, self.reading.endpoints == "own"
        is_other = own and outcome.measure != self.question.measure
        is_merged = outcome.printed is Empty.MERGED and self.reading.merged == "out"
        if is_merged and is_other:
            yield EMPTY[Empty.MERGED]
        if own and outcome.excluded_because is not None:
            yield outcome.excluded_because
        if own and outcome.excluded_as_printed and self.reading.values == "printed":
            yield outcome.excluded_as_printed
        if isinstance(found.value, Empty):
            yield EMPTY.get(found.value, str(found.value).replace("_", " "))
        elif own and outcome.bound != "exact":
            yield f"known only as {outcome.bound.replace('_', ' ')} {found.value:g}"
        if is_other and not is_merged:
            yield f"printed under this heading, but it is {outcome.measure.replace('_', ' ')}"
        if not set(found.options) <= set(self.question.options):
            yield "the study does not tell its treatments apart"
        wrong = NOT_A_SHARE if self.question.is_rate else NOT_A_TIME
        if found.statistic in wrong:
            yield wrong[found.statistic]
        if found.statistic == "mean" and self.reading.means == "out":
            yield "a mean, not a median"

    def _left_out(self, made: Point) -> str | None:
        """Why a row that could be read is not pooled."""
        if made.n is None:
            return "the number of patients is not given"
        if made.n == 0 or (not self.question.is_rate and not made.value):
            return "no patients, or a time of zero"
        if self.reading.doubtful == "out" and made.doubts:
            return f"doubtful: {made.doubts[0]}"
        return None


def _largest_of_cohorts(evidence: Evidence, points: Sequence[Point]) -> list[Point]:
    """Of studies that share patients only the largest stays pooled."""
    cohort = {link.study: link.cohort for link in evidence.cohorts}
    largest: dict[str, Point] = {}
    for made in points:
        name = cohort.get(made.study)
        if name is not None and made.excluded_because is None:
            best = largest.setdefault(name, made)
            if (made.n or 0) > (best.n or 0):
                largest[name] = made
    return [_or_shared(made, largest.get(cohort.get(made.study, ""))) for made in points]


def _or_shared(made: Point, largest: Point | None) -> Point:
    if largest is None or made.excluded_because is not None or made.study == largest.study:
        return made
    because = f"may share patients with {largest.label}, which is larger"
    return made.model_copy(update={"excluded_because": because})
