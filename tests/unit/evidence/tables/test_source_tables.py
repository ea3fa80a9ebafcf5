"""Tables 1 and 2 of the 2019 review as data: totals and medians found by an outside audit."""

from __future__ import annotations

from statistics import median

import pytest

from nelm.evidence.tables.forms import Empty
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
EVIDENCE = load_evidence(PACK)
TABLE_1 = [study.study for study in EVIDENCE.studies if study.place == "table 1"]
TABLE_2 = [study.study for study in EVIDENCE.studies if study.place == "table 2"]
COLUMNS = (
    "symptom_response",
    "objective_response",
    "stable_disease",
    "progression_free_survival",
    "overall_survival",
)


def printed(studies, measure):
    """Every printed figure of a column, arms apart."""
    return [
        cell.printed
        for cell in EVIDENCE.outcomes
        if cell.study in studies
        and cell.printed_as == measure
        and not isinstance(cell.printed, Empty)
    ]


def cell(study, arm, printed_as, unit=None):
    found = [
        cell
        for cell in EVIDENCE.outcomes_of(study)
        if (cell.arm, cell.printed_as) == (arm, printed_as) and unit in (None, cell.unit)
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("studies", "n_studies", "n_patients"), [(TABLE_1, 25, 1170), (TABLE_2, 15, 531)]
)
def test_studies_and_patients_of_each_table(studies, n_studies, n_patients):
    assert len(studies) == n_studies
    assert sum(EVIDENCE.arm(study).n_patients for study in studies) == n_patients


@pytest.mark.parametrize(
    ("studies", "measure", "count", "low", "high", "middle"),
    [
        (TABLE_1, "symptom_response", 19, 42, 100, 76),
        (TABLE_1, "objective_response", 26, 8, 94, 49),
        (TABLE_1, "stable_disease", 18, 10, 56, 27),
        (TABLE_1, "progression_free_survival", 20, 5, 36, 18.5),
        (TABLE_1, "overall_survival", 19, 15, 69, 39),
        (TABLE_2, "symptom_response", 6, 55, 100, 89.5),
        (TABLE_2, "objective_response", 14, 12, 73, 51),
        (TABLE_2, "stable_disease", 13, 15, 75, 33),
        (TABLE_2, "progression_free_survival", 2, 9, 11, 10),
        (TABLE_2, "overall_survival", 12, 14, 70, 28.5),
    ],
)
def test_printed_figures_give_the_medians_of_the_audit(studies, measure, count, low, high, middle):
    figures = printed(studies, measure)
    assert (len(figures), min(figures), max(figures)) == (count, low, high)
    assert median(figures) == middle


@pytest.mark.parametrize("study", TABLE_1 + TABLE_2)
def test_no_cell_of_a_row_is_dropped_empty_ones_say_why(study):
    assert {cell.printed_as for cell in EVIDENCE.outcomes_of(study)} >= set(COLUMNS)


@pytest.mark.parametrize(
    ("study", "arm", "printed_as", "measure", "statistic", "value"),
    [
        ("carrasco1986", "all", COLUMNS[3], "symptom_response_duration", "median", 11),
        ("bloomston2007", "all", COLUMNS[3], "response_duration", "median", 19),
        ("osborne2006", "all", COLUMNS[3], "symptom_free_interval", "mean", 22),
        ("osborne2006", "all", COLUMNS[4], "overall_survival", "mean", 24),
        ("gaur2011", "all", COLUMNS[3], "time_to_progression", "median", 13.8),
        ("rajekar2011", "all", COLUMNS[1], "disease_control", "proportion", 100),
        ("peker2015", "all", COLUMNS[2], "stable_disease", "proportion", 37),
        ("dong2011", "all", COLUMNS[4], "overall_survival", "mean", 39.6),
        ("roche2003", "all", COLUMNS[1], "objective_response", "proportion", 86),
        ("pitt2008", "TAE", COLUMNS[0], "symptom_response", "proportion", 83),
        ("pitt2008", "TACE", COLUMNS[0], "symptom_response", "proportion", 88),
        ("kennedy2008", "all", COLUMNS[1], "objective_response", "proportion", 63.2),
        ("kennedy2008", "all", COLUMNS[2], "stable_disease", "proportion", 22.7),
        ("christante2008", "infusion+TACE", COLUMNS[4], "overall_survival", "median", 39),
    ],
)
def test_figures_that_the_papers_contradict_have_their_right_name_and_value(
    study, arm, printed_as, measure, statistic, value
):
    found = cell(study, arm, printed_as)
    assert (found.measure, found.statistic, found.value) == (measure, statistic, value)
    assert found.says_who.startswith("http")


@pytest.mark.parametrize(
    ("study", "printed_as", "events", "denominator", "unit"),
    [
        ("carrasco1986", "symptom_response", 20, 23, "symptomatic_patient"),
        ("carrasco1986", "objective_response", 17, 18, "imaged_patient"),
        ("kress2003", "objective_response", 2, 26, "patient"),
        ("kress2003", "stable_disease", 14, 26, "patient"),
        ("roche2003", "symptom_response", 9, 10, "symptomatic_patient"),
        ("roche2003", "objective_response", 12, 14, "patient"),
        ("strosberg2006", "symptom_response", 44, 55, "symptomatic_patient"),
        ("gaur2011", "objective_response", 22, 38, "procedure"),
        ("rajekar2011", "symptom_response", 10, 10, "symptomatic_patient"),
        ("rajekar2011", "objective_response", 14, 14, "patient"),
        ("paprottka2012", "symptom_response", 36, 38, "symptomatic_patient"),
    ],
)
def test_counts_of_the_papers(study, printed_as, events, denominator, unit):
    found = cell(study, "all", printed_as)
    assert (found.events, found.denominator, found.denominator_unit) == (events, denominator, unit)


def test_intervals_of_the_papers():
    fiore, peker = (
        cell("fiore2014", "all", COLUMNS[3]),
        cell("peker2015", "all", COLUMNS[4]),
    )
    assert (fiore.ci_lb, fiore.ci_ub, peker.ci_lb, peker.ci_ub) == (16.2, 55.7, 12.6, 65.4)


def test_netter_1_has_both_arms_and_a_median_that_was_not_reached():
    lutetium, octreotide = "177Lu-DOTATATE", "octreotide"
    assert [cell("netter1", arm, COLUMNS[1]).printed for arm in (lutetium, octreotide)] == [18, 3]
    median_pfs = cell("netter1", lutetium, COLUMNS[3], "months")
    assert (median_pfs.printed, median_pfs.value) == (28.4, Empty.NOT_REACHED)
    assert cell("netter1", octreotide, COLUMNS[3], "months").printed == 8.4
    assert EVIDENCE.arm("netter1", octreotide).options == ()


def test_gabriel_has_the_survivors_counted():
    alive = cell("gabriel2019", "all", COLUMNS[4], "percent")
    assert (alive.events, alive.denominator, alive.at_months) == (14, 44, 144)
    assert cell("gabriel2019", "all", COLUMNS[4], "months").printed == 79


def test_a_correction_or_a_denial_says_who_and_a_confirmation_too():
    for outcome in EVIDENCE.outcomes:
        if outcome.value is not None or outcome.agrees in ("yes", "no"):
            assert outcome.says_who, (outcome.study, outcome.printed_as)


def test_what_nobody_checked_is_left_as_printed():
    for outcome in EVIDENCE.outcomes:
        if outcome.agrees == "not_checked":
            assert outcome.value is None
            assert outcome.measure == outcome.printed_as


def test_doubtful_rows_say_what_the_doubt_is():
    for arm in EVIDENCE.arms:
        assert arm.parse_confidence == "certain" or arm.note, (arm.study, arm.arm)


def test_a_cohort_links_at_least_two_studies():
    for link in EVIDENCE.cohorts:
        assert sum(other.cohort == link.cohort for other in EVIDENCE.cohorts) > 1


def test_what_the_pack_quarantines_is_not_pooled():
    for study in ("sarmiento2002", "sarmiento2003"):
        for outcome in EVIDENCE.outcomes_of(study):
            assert "D-01" in outcome.excluded_because


def test_peker_is_not_pooled_as_printed():
    for measure in ("objective_response", "stable_disease"):
        assert "D-04" in cell("peker2015", "all", measure).excluded_as_printed


def test_titles_that_count_patients_are_read_as_the_reference_list_prints_them():
    for study in EVIDENCE.studies:
        if study.title_n is not None:
            assert str(study.title_n) in PACK.reference[study.reference].citation


def test_studies_stand_under_the_reference_of_their_first_author():
    for study in EVIDENCE.studies:
        if study.reference is not None:
            assert PACK.reference[study.reference].citation.startswith(study.first_author)
