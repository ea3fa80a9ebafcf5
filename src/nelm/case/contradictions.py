"""Pairs of facts that no patient can have together: reported, counted as unknown, never preferred.

Written in the language of criteria, so that every engine can leave impossible patients out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nelm.case.case import Case
from nelm.case.fact import read_date
from nelm.case.lesion import Lesion
from nelm.criteria.nodes import Node, facts_of
from nelm.criteria.parser import parse
from nelm.criteria.values import Facts, Interval

LEFT_SEGMENTS, RIGHT_SEGMENTS = (2, 4), (5, 8)


@dataclass(frozen=True)
class Contradiction:
    """A combination of facts that is reported; `says` names it for people.

    `doubted` are the facts that count as unknown then: all that take part where the combination
    can not be, some where one of them is open to doubt, none where only a question is due.
    """

    id: str
    says: str
    condition: Node
    doubted: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that take part in it."""
        return facts_of(self.condition)


RULES = {
    "grade-ki67": (
        "The WHO grade is lower than the Ki-67 index allows",
        '(tumor.who_grade == "G1" and tumor.ki67_percent >= 3)'
        ' or (tumor.who_grade == "G2" and tumor.ki67_percent > 20)',
    ),
    "carcinoma-ki67": (
        "A neuroendocrine carcinoma has a Ki-67 index above 20 %",
        'tumor.who_grade == "NEC" and tumor.ki67_percent <= 20',
    ),
    "grade-differentiation": (
        "The WHO grade does not fit the differentiation",
        '(tumor.who_grade in ["G1", "G2", "NET_G3"] and tumor.differentiation == "poor")'
        ' or (tumor.who_grade == "NEC" and tumor.differentiation == "well")',
    ),
    "morphology-differentiation": (
        "The morphology code does not fit the differentiation",
        '(tumor.morphology in ["8240/3", "8249/3"] and tumor.differentiation == "poor") or '
        '(tumor.morphology in ["8246/3", "8013/3", "8041/3"] and tumor.differentiation == "well")',
    ),
    "morphology-ki67": (
        "NET G1 (8240/3) has a Ki-67 index below 3 %",
        'tumor.morphology == "8240/3" and tumor.ki67_percent >= 3',
    ),
    "morphology-grade": (
        "NET G1 (8240/3) is neither G2 nor G3",
        'tumor.morphology == "8240/3" and tumor.who_grade in ["G2", "NET_G3"]',
    ),
    "count-involvement": (
        "Without liver metastases no liver volume is tumor",
        "liver.lm_count == 0 and liver.involvement_percent > 0",
    ),
    "functional-syndrome": (
        "A tumor with a hormone syndrome is functional",
        '(not tumor.functional and tumor.syndrome != "none")'
        ' or (tumor.functional and tumor.syndrome == "none")',
    ),
    "functional-control": (
        "Only a functional tumor has a syndrome to control",
        '(not tumor.functional and tumor.syndrome_control != "not_applicable")'
        ' or (tumor.functional and tumor.syndrome_control == "not_applicable")',
    ),
    "syndrome-control": (
        "Without a hormone syndrome there is nothing to control",
        '(tumor.syndrome == "none" and tumor.syndrome_control != "not_applicable")'
        ' or (tumor.syndrome != "none" and tumor.syndrome_control == "not_applicable")',
    ),
    "site-status": (
        "A primary tumor of unknown site can not have been resected",
        'tumor.primary_site == "unknown_primary"'
        ' and tumor.primary_status in ["resected", "resection_planned"]',
    ),
    "course-months": (
        "A progressive disease has no months of stability",
        'course.status == "progressive" and course.stable_months > 0',
    ),
    "extrahepatic-fraction": (
        "Without extrahepatic disease no tumor volume lies outside the liver",
        'extrahepatic.status == "none" and extrahepatic.tumor_fraction_percent > 0',
    ),
    "thrombus-nature": (
        "A portal vein free of thrombosis has no thrombus to describe",
        '(liver.portal_vein_thrombosis == "none"'
        ' and liver.portal_vein_thrombosis_nature in ["bland", "tumor"]) or '
        '(liver.portal_vein_thrombosis in ["branch", "main"]'
        ' and liver.portal_vein_thrombosis_nature == "not_applicable")',
    ),
    "two-step-resection": (
        "Clearance in two operations is a complete resection",
        "liver.two_step_clearance_feasible and not liver.complete_resection_feasible",
    ),
    "general-status": (
        "ECOG and Karnofsky performance status do not fit",
        "(patient.ecog <= 1 and patient.karnofsky_percent <= 40)"
        " or (patient.ecog >= 3 and patient.karnofsky_percent >= 80)",
    ),
    "receptor-score": (
        "The Krenning score does not fit the receptor imaging",
        '(tumor.sstr_status == "negative" and tumor.krenning_score >= 2)'
        ' or (tumor.sstr_status == "positive" and tumor.krenning_score == 0)',
    ),
}
DOUBTS = {
    "grade-above-ki67": (
        "NET G3 is stated although the Ki-67 index is not above 20 %: by mitotic count? The source "
        "grades by Ki-67 alone",
        'tumor.who_grade == "NET_G3" and tumor.ki67_percent <= 20',
        ("tumor.who_grade",),
    ),
    "resection-contraindicated": (
        "Complete resection is judged feasible although surgery is contraindicated; the judgment "
        "should be about this patient",
        "liver.complete_resection_feasible and patient.surgery_contraindicated in"
        ' ["general", "technical"]',
        ("liver.complete_resection_feasible", "liver.two_step_clearance_feasible"),
    ),
}
QUESTIONS = {
    "unclassified-grade": (
        "Poor differentiation with a Ki-67 index up to 20 % has no WHO grade in the source: "
        "ask pathology; every criterion about the grade stays open",
        'tumor.differentiation == "poor" and tumor.ki67_percent <= 20',
    ),
}


@lru_cache(maxsize=1)
def contradictions() -> tuple[Contradiction, ...]:
    """Every declared contradiction between facts."""
    found = ((id_, says, parse(text)) for id_, (says, text) in RULES.items())
    return tuple(Contradiction(i, s, node, facts_of(node)) for i, s, node in found)


@lru_cache(maxsize=1)
def doubts() -> tuple[Contradiction, ...]:
    """Combinations that make one of the facts doubtful; patients like that do exist."""
    return tuple(Contradiction(i, s, parse(text), d) for i, (s, text, d) in DOUBTS.items())


@lru_cache(maxsize=1)
def questions() -> tuple[Contradiction, ...]:
    """Combinations that can be, but call for a question to somebody; no fact is doubted."""
    return tuple(Contradiction(i, s, parse(text), ()) for i, (s, text) in QUESTIONS.items())


def in_lists(case: Case, facts: Facts) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Contradictions between the list of lesions and other facts: id, words, facts."""
    lesions = case.liver.lesions or []
    count = facts.get("liver.lm_count")
    if isinstance(count, Interval) and count.high < len(lesions):
        says = f"The number of liver metastases is smaller than the {len(lesions)} lesions listed"
        yield "count-lesions", says, ("liver.lm_count", "liver.lesions")
    wrong_lobe = [n for n, x in enumerate(lesions, 1) if _in_free_lobe(x, facts)]
    if wrong_lobe:
        says = f"Lesion {wrong_lobe[0]} lies in the lobe that is said to be free"
        yield "distribution-segments", says, ("liver.distribution", "liver.lesions")
    for number, lesion in enumerate(lesions, 1):
        for words, flag, distance, (least, _) in _judged_distances(lesion):
            if flag is False and distance.high < least:
                says = f"Lesion {number} is judged not {words}, yet under {least} mm away"
                yield "lesion-distance", says, ("liver.lesions",)
    yield from _in_dates(case)


def list_questions(case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Judgments about lesions that a measured distance does not bear out: words, facts."""
    for number, lesion in enumerate(case.liver.lesions or [], 1):
        for words, flag, distance, (least, most) in _judged_distances(lesion):
            far = flag and distance.low >= most
            near = not flag and least <= distance.high < most
            if far or near:
                says = f"Lesion {number} is judged {'' if flag else 'not '}{words}, yet "
                away = f"{distance.low:g} mm away or more" if far else f"under {most} mm away"
                yield f"{says}{away}; the judgment counts", ("liver.lesions",)


def _judged_distances(
    lesion: Lesion,
) -> Iterator[tuple[str, bool, Interval, tuple[int, int]]]:
    """Judgments that stand beside a measured distance, with the distances that agree."""
    pairs = (
        ("close to a vital structure", lesion.near_vital, lesion.vital_distance_mm, (5, 10)),
        ("at the liver surface", lesion.at_surface, lesion.capsule_distance_mm, (1, 5)),
    )
    for words, flag, distance, limits in pairs:
        judged = flag.value if flag is not None else None
        value = distance.value if distance is not None else None
        if isinstance(judged, bool) and isinstance(value, Interval):
            yield words, judged, value, limits


def _in_dates(case: Case) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    start, end = case.course.stable_since, case.course.latest_imaging
    stated = [entry.stated for entry in (start, end) if entry is not None]
    if len(stated) == 2 and "unknown" not in stated and read_date(stated[1]) < read_date(stated[0]):
        says = "The latest imaging lies before the start of stability"
        yield "imaging-dates", says, ("course.stable_since", "course.latest_imaging")


def _in_free_lobe(lesion: Lesion, facts: Facts) -> bool:
    free = {
        frozenset({"unilobar_right"}): LEFT_SEGMENTS,
        frozenset({"unilobar_left"}): RIGHT_SEGMENTS,
    }
    distribution = facts.get("liver.distribution")
    segments = free.get(distribution) if isinstance(distribution, frozenset) else None
    value = lesion.segment.value if lesion.segment is not None else None
    if segments is None or not isinstance(value, Interval):
        return False
    return segments[0] <= value.low and value.high <= segments[1]
