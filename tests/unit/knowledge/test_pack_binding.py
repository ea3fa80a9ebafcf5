"""A pack at given parameter values."""

from __future__ import annotations

import pytest

from nelm.case.problem import InputError
from nelm.criteria.nodes import Compare, Constant, walk
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import PackError

PACK = load_pack("dermine2019")


def bound_of(parameters, statement):
    node = bind_pack(PACK, parameters).conditions[statement].node
    return next(part.bound for part in walk(node) if isinstance(part, Compare))


def refused(**parameters):
    with pytest.raises(InputError) as error:
        bind_pack(PACK, parameters)
    return [(p.field, p.value, p.allowed) for p in error.value.problems]


def test_without_overrides_parameters_have_their_defaults():
    bound = bind_pack(PACK)
    assert bound.changed == ()
    assert bound_of({}, "LT-02") == 60


def test_an_override_replaces_the_default_and_is_named():
    bound = bind_pack(PACK, {"lt_max_age_years": 55})
    assert bound.changed == ("lt_max_age_years",)
    assert bound_of({"lt_max_age_years": 55}, "LT-02") == 55


def test_numbers_may_come_as_text_from_the_command_line():
    assert bound_of({"lt_max_age_years": "55"}, "LT-02") == 55


def test_an_override_equal_to_the_default_changes_nothing():
    assert bind_pack(PACK, {"lt_max_age_years": "60"}).changed == ()


def test_a_parameter_that_is_not_set_leaves_its_comparison_without_bound():
    assert bound_of({}, "RES2-03b") is None
    assert bound_of({"flr_min_percent": 30}, "RES2-03b") == 30


def test_a_parameter_without_default_can_be_unset_again():
    assert bind_pack(PACK, {"flr_min_percent": "unset"}).settings["flr_min_percent"] is None


def test_a_parameter_with_a_default_can_not_be_unset():
    allowed = "a number from 18 to 90"
    ((field, value, range_),) = refused(lt_max_age_years=None)
    assert (field, value) == ("lt_max_age_years", "None")
    assert range_.startswith(allowed)


@pytest.mark.parametrize("value", [17, 91, "old", "nan"])
def test_a_number_out_of_range_is_refused(value):
    assert refused(lt_max_age_years=value)[0][:2] == ("lt_max_age_years", str(value))


def test_a_word_that_a_choice_does_not_allow_is_refused_with_those_it_does():
    assert refused(lrt_scope="all") == [("lrt_scope", "all", "without_surgery, with_surgery")]


def test_every_wrong_override_is_reported():
    fields = [field for field, _, _ in refused(lrt_scope="all", age=5)]
    assert sorted(fields) == ["age", "lrt_scope"]


def test_a_choice_selects_the_variant_of_a_condition():
    never = Constant(False)
    assert bind_pack(PACK).conditions["GEN-11c"].node == never
    wide = bind_pack(PACK, {"lrt_scope": "with_surgery"}).conditions["GEN-11c"]
    assert wide.node != never
    assert "tumor.who_grade" in wide.facts


def test_a_condition_names_the_parameters_behind_its_definitions():
    parameters = bind_pack(PACK).conditions["LT-06"].parameters
    assert set(parameters) == {"stable_counts", "stable_min_months"}


def test_a_condition_names_the_parameter_that_selected_its_variant():
    assert "pvt_counts" in bind_pack(PACK).conditions["IAT-09"].parameters


def test_gaps_and_conflicts_have_conditions_too():
    conditions = bind_pack(PACK).conditions
    assert conditions["G-01"].facts == ("tumor.who_grade",)
    assert "liver.biliodigestive_anastomosis" in conditions["C-13"].facts


def test_statements_without_condition_are_left_out():
    assert "GEN-05" not in bind_pack(PACK).conditions


def test_the_window_of_the_course_follows_its_parameter():
    assert bind_pack(PACK).validity_months == {"course.status": 12}
    bound = bind_pack(PACK, {"progression_window_months": 6})
    assert bound.validity_months == {"course.status": 6}


def test_a_broken_condition_is_an_error_with_file_and_line(copy):
    copy.change("gaps.yaml", "G-10", when="tumor.syndrome and")
    with pytest.raises(PackError) as error:
        bind_pack(copy.load())
    (problem,) = error.value.problems
    assert problem.field == "G-10.when"
    assert problem.file.endswith("gaps.yaml")
    assert problem.line is not None
