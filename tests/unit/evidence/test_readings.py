"""Which rows a question has under a reading, and what each counts."""

from __future__ import annotations

import pytest

from nelm.evidence.estimate import AS_PRINTED, MEASURES, Question, Reading
from nelm.evidence.figures import nearest_count
from nelm.evidence.readings import Rows, rows
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Arm, Outcome, Study
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

EVIDENCE = load_evidence(load_pack("dermine2019"))
EMBOLIZATION = ("tae", "tace", "deb_tace")
ARTERIAL = (*EMBOLIZATION, "tare")


def found(options: tuple[str, ...], measure: str, reading: Reading | None = None) -> Rows:
    question = Question.model_validate({"options": options, "measure": measure})
    return rows(EVIDENCE, question, reading or Reading())


def of(rows_: Rows, study: str):  # type: ignore[no-untyped-def]
    return next(p for p in (*rows_.pooled, *rows_.excluded) if p.study == study)


def test_counts_of_a_primary_paper_replace_the_printed_percentage() -> None:
    """Carrasco: 94 % of 25 is no whole number; the paper has 17 of 18 imaged patients."""
    corrected = of(found(("tae",), "objective_response"), "carrasco1986")
    assert (corrected.events, corrected.n, corrected.used) == (17, 18, "counts")
    assert corrected.value == pytest.approx(100 * 17 / 18)
    printed = of(found(("tae",), "objective_response", AS_PRINTED), "carrasco1986")
    assert (printed.value, printed.n) == (94, 25)
    assert any("no whole number" in doubt for doubt in printed.doubts)


def test_procedures_are_not_counted_as_patients() -> None:
    """Gaur: response after 22 of 38 procedures in 18 patients."""
    gaur = of(found(("deb_tace",), "objective_response"), "gaur2011")
    assert (gaur.n, gaur.events, gaur.value) == (18, 10, 58)
    assert "counted per procedure, not per patient" in gaur.doubts


def test_figures_with_another_name_than_their_column_are_not_mixed() -> None:
    """The audit found four of the printed PFS figures to be something else."""
    others = {"carrasco1986", "bloomston2007", "osborne2006", "gaur2011"}
    printed = {p.study for p in found(EMBOLIZATION, "progression_free_survival", AS_PRINTED).pooled}
    own = {p.study for p in found(EMBOLIZATION, "progression_free_survival").pooled}
    assert others <= printed
    assert not others & own
    excluded = found(EMBOLIZATION, "progression_free_survival").excluded
    shown = {p.study: p.excluded_because for p in excluded}
    assert shown["carrasco1986"] == (
        "known only as at least 11; printed under this heading, but it is symptom response duration"
    )
    assert others <= set(shown)
    assert {p.study for p in found(EMBOLIZATION, "time_to_progression").pooled} == {"gaur2011"}


def test_printed_values_are_those_of_the_tables() -> None:
    """18 studies have a cell for progression-free survival, 23 one for response (audit, 4)."""
    assert len(found(EMBOLIZATION, "progression_free_survival", AS_PRINTED).pooled) == 18
    assert len(found(EMBOLIZATION, "objective_response", AS_PRINTED).pooled) == 23
    assert len(found(("tare",), "symptom_response", AS_PRINTED).pooled) == 6


def test_a_cell_for_response_and_stable_disease_together_is_no_response() -> None:
    kept_out = of(found(("tare",), "objective_response", AS_PRINTED), "rajekar2011")
    assert kept_out.excluded_because == "one cell for response and stable disease together"
    assert kept_out.value is None
    corrected = of(found(("tare",), "objective_response"), "rajekar2011")
    assert corrected.excluded_because == kept_out.excluded_because
    control = of(found(("tare",), "disease_control"), "rajekar2011")
    assert (control.events, control.n) == (14, 14)
    as_response = Reading(values="printed", endpoints="as_printed", merged="as_response")
    assert of(found(("tare",), "objective_response", as_response), "rajekar2011").value == 100


def test_an_arm_counts_only_if_it_got_what_is_asked_and_nothing_else() -> None:
    tae = found(("tae",), "objective_response")
    assert of(tae, "maire2012").excluded_because == "the study does not tell its treatments apart"
    assert of(tae, "ho2007").excluded_because == "the number of patients is not given"
    both = found(EMBOLIZATION, "objective_response")
    assert of(both, "maire2012").excluded_because is None
    assert of(both, "maire2012").n == 26


def test_arms_of_known_size_are_added_and_others_averaged() -> None:
    """Fiore: 30 % of 17 and 38 % of 13; Kim: 25 and 50 % of 30 patients in arms of unknown size."""
    fiore = of(found(EMBOLIZATION, "objective_response"), "fiore2014")
    assert (fiore.events, fiore.n) == (5 + 5, 17 + 13)
    kim = of(found(EMBOLIZATION, "objective_response"), "kim1999")
    assert (kim.value, kim.n, kim.events) == (37.5, 30, 11)
    assert kim.printed == "25 % and 50 %"
    assert any("sizes of the arms" in doubt for doubt in kim.doubts)
    apart = found(EMBOLIZATION, "objective_response", Reading(arms="apart"))
    assert [p.arm for p in apart.pooled if p.study == "fiore2014"] == ["TAE", "TACE"]


def test_means_become_medians_of_constant_hazard_or_stay_out() -> None:
    """Dong: a mean of 39.6 months by two secondary sources; times ln 2."""
    dong = of(found(("tace",), "overall_survival"), "dong2011")
    assert dong.value == pytest.approx(39.6 * 0.693147, rel=1e-6)
    assert any("mean" in doubt for doubt in dong.doubts)
    out = of(found(("tace",), "overall_survival", Reading(means="out")), "dong2011")
    assert out.excluded_because == "a mean, not a median"


def test_unknown_medians_never_become_numbers() -> None:
    netter = of(found(("prrt",), "progression_free_survival"), "netter1")
    assert netter.value is None
    assert netter.excluded_because is not None
    assert all("control" not in p.label for p in found(("prrt",), "overall_survival").pooled)


def test_of_studies_that_share_patients_the_largest_stays() -> None:
    one = found(EMBOLIZATION, "objective_response", Reading(overlap="one_per_cohort"))
    assert of(one, "bloomston2007").excluded_because is None
    because = of(one, "varker2007").excluded_because
    assert because == "may share patients with Bloomston 2007, which is larger"


def test_doubtful_rows_can_be_left_out_and_say_which_doubt() -> None:
    strict = found(("tare",), "objective_response", Reading(doubtful="out"))
    assert all(not p.doubts for p in strict.pooled)
    kennedy = of(strict, "kennedy2008")
    assert kennedy.excluded_because == "doubtful: counted per procedure, not per patient"


def test_small_bowel_share_is_unknown_where_the_site_can_not_be_told() -> None:
    """A dash is none only where the other sites add up to all patients (not Rajekar's)."""
    tare = found(("tare",), "overall_survival")
    assert of(tare, "rajekar2011").small_bowel_percent is None
    assert of(tare, "ezziddin2012").small_bowel_percent == 0
    assert of(tare, "king2008").small_bowel_percent == pytest.approx(100 * 15 / 34)


def test_printed_progression_free_survival_above_survival_is_doubted() -> None:
    pfs = found(EMBOLIZATION, "progression_free_survival")
    marked = {p.study for p in pfs.pooled if any("exceeds" in d for d in p.doubts)}
    assert marked == {"therasse1993", "kim1999"}


def test_response_and_stable_disease_above_100_are_doubted_as_printed_only() -> None:
    printed = of(found(("tare",), "objective_response", AS_PRINTED), "peker2015")
    assert any("more than 100" in doubt for doubt in printed.doubts)
    corrected = of(found(("tare",), "objective_response"), "peker2015")
    assert corrected.excluded_because is None
    assert not any("more than 100" in doubt for doubt in corrected.doubts)
    assert of(found(("tare",), "stable_disease"), "peker2015").value == 37


@pytest.mark.parametrize("reading", [Reading(), AS_PRINTED, Reading(arms="apart")], ids=str)
@pytest.mark.parametrize("measure", MEASURES)
def test_no_figure_is_dropped(measure: str, reading: Reading) -> None:
    """Every study on the options is pooled, left out with a reason, or named as silent."""
    result = found(ARTERIAL, measure, reading)
    seen = {p.study for p in (*result.pooled, *result.excluded)} | set(result.without_figure)
    about = {arm.study for arm in EVIDENCE.arms if set(arm.options) & set(ARTERIAL)}
    assert seen == about
    assert all(p.excluded_because for p in result.excluded)
    assert all(p.n and p.value is not None and p.ci_lb is not None for p in result.pooled)


def test_halves_of_a_patient_go_to_the_even_number() -> None:
    assert [nearest_count(50, n) for n in (11, 13, 15)] == [6, 6, 8]


def cell(study: str, arm: str, value: float, **more: object) -> Outcome:
    row = {
        "study": study, "arm": arm, "printed_as": "objective_response", "unit": "percent",
        "printed_statistic": "proportion", "printed": value, "measure": "objective_response",
        "statistic": "proportion", "agrees": "not_checked", "parse_confidence": "certain",
    }  # fmt: skip
    return Outcome.model_validate({**row, **more})


def arm(study: str, name: str, n: int) -> Arm:
    empty = dict.fromkeys(("n_small_bowel", "n_pancreas", "n_other"), "not_reported")
    row = {"study": study, "arm": name, "options": ("tare",), "n_patients": n, **empty}
    return Arm.model_validate({**row, "parse_confidence": "certain"})


@pytest.mark.parametrize(
    ("reading", "pooled", "because"),
    [
        (Reading(), {"all"}, "the figure of the whole study is pooled"),
        (Reading(arms="apart"), {"first", "second"}, "its arms are pooled apart"),
    ],
    ids=["together", "apart"],
)
def test_patients_in_an_arm_and_in_the_whole_study_count_once(
    reading: Reading, pooled: set[str], because: str
) -> None:
    study = Study(study="new2024", first_author="New", year=2024, reference=None, place="table")
    arms = (arm("new2024", "all", 50), arm("new2024", "first", 20), arm("new2024", "second", 30))
    cells = tuple(cell("new2024", a.arm, 50) for a in arms)
    evidence = Evidence(studies=(study,), arms=arms, outcomes=cells)
    question = Question(options=("tare",), measure="objective_response")
    result = rows(evidence, question, reading)
    assert {p.arm for p in result.pooled} == pooled
    assert sum(p.n or 0 for p in result.pooled) == 50
    assert {p.excluded_because for p in result.excluded} == {because}


def test_two_figures_of_the_same_patients_count_once() -> None:
    """One printed as response, one printed as disease control that the paper calls response."""
    study = Study(study="new2024", first_author="New", year=2024, reference=None, place="table")
    second = cell("new2024", "all", 60, printed_as="disease_control")
    cells = (cell("new2024", "all", 50), second)
    evidence = Evidence(studies=(study,), arms=(arm("new2024", "all", 40),), outcomes=cells)
    result = rows(evidence, Question(options=("tare",), measure="objective_response"), Reading())
    assert [p.value for p in result.pooled] == [50]
    reasons = [p.excluded_because for p in result.excluded]
    assert reasons == ["another figure of the same patients is pooled"]
