"""Cases that the solver finds, in words and as files."""

import pytest

from nelm.case.case import Case
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Interval
from nelm.verification.examples import (
    UnconfirmedError,
    as_example,
    assessed,
    case_data,
    confirmed,
    plain_numbers,
    simplest,
)
from nelm.verification.solver import no


def test_every_region_between_bounds_has_a_plain_number():
    found = plain_numbers(vocabulary()["patient.ecog"], [1, 2, 3])
    assert set(found) == {0, 1, 2, 3, 4, 5}


def test_numbers_that_would_be_questioned_are_confirmed_in_the_file():
    data = case_data({"tumor.ki67_percent": Interval.exact(0.5)})
    assert data == {"tumor": {"ki67_percent": {"value": 0.5, "confirmed": True}}}
    assert known_facts(Case.model_validate(data)).values["tumor.ki67_percent"].low == 0.5


def test_words_ranges_and_flags_are_written_as_a_file_has_them():
    values = {
        "tumor.syndrome_control": frozenset({"controlled", "uncontrolled_on_medical"}),
        "liver.involvement_percent": Interval(10, 30),
        "liver.biliodigestive_anastomosis": False,
    }
    assert case_data(values) == {
        "tumor": {"syndrome_control": "untreated"},
        "liver": {"involvement_percent": "10-30", "biliodigestive_anastomosis": False},
    }


def test_a_case_reads_like_a_report():
    values = {
        "tumor.functional": False,
        "tumor.syndrome_control": frozenset({"not_applicable"}),
        "tumor.ki67_percent": Interval.exact(5),
        "patient.karnofsky_percent": Interval.exact(90),
    }
    assert as_example(values).sentence() == (
        "the tumor is not functional; Ki-67 5 %; Karnofsky performance status 90 %"
    )


def test_of_nothing_is_said_that_nothing_is_known():
    assert as_example({}).sentence() == "nothing is known"


def test_the_simplest_case_states_no_fact_that_is_not_needed(model):
    solver, space = model.solver(), model.space()
    with solver.assuming(space.known("patient.age_years")):
        (values,) = simplest(model, solver, [space])
    assert values == {"patient.age_years": Interval.exact(45)}


def test_a_case_that_assess_does_not_bear_out_is_an_error(model):
    with pytest.raises(UnconfirmedError, match="assess does not confirm"):
        confirmed({}, model.bound, lambda found: False)


def test_a_case_whose_facts_come_out_otherwise_is_an_error(model):
    contradictory = {
        "course.status": frozenset({"progressive"}),
        "course.stable_months": Interval.exact(12),
    }
    with pytest.raises(UnconfirmedError, match=r"course\.status"):
        assessed(contradictory, model.bound)


def test_bounds_are_found_where_nothing_plain_fits(model):
    solver, space = model.solver(), model.space()
    vague = no(space.stated["tumor.ki67_percent"].exact)
    with solver.assuming(space.known("tumor.ki67_percent"), vague):
        (values,) = simplest(model, solver, [space])
    assert not values["tumor.ki67_percent"].is_exact
    assessed(values, model.bound)
