"""Conditions, the parameters they use, and what nothing uses."""

from __future__ import annotations

from nelm.knowledge.linter import lint

LT = "options/transplantation.yaml"
ARTERIAL = "options/embolization.yaml"


def allowed(copy, file: str, name: str, **values: object) -> list[str]:
    """What the linter would allow instead, for each problem found."""
    copy.change(file, name, **values)
    return [problem.allowed for problem in lint(copy.load())]


def test_a_condition_that_does_not_parse_is_found(copy):
    (text,) = allowed(copy, LT, "LT-10", when="not not liver.complete_resection_feasible")
    assert "can not read" in text


def test_a_condition_on_an_unknown_fact_is_found(copy):
    (text,) = allowed(copy, LT, "LT-10", when="not liver.resectable")
    assert "unknown fact 'liver.resectable'" in text


def test_a_condition_with_a_word_the_fact_can_not_take_is_found(copy):
    (text,) = allowed(copy, LT, "LT-04", when='tumor.primary_status == "removed"')
    assert "can not be removed" in text


def test_a_condition_with_an_unknown_parameter_is_found(copy):
    texts = allowed(copy, LT, "LT-02", when="patient.age_years <= oldest_age")
    assert any("no number parameter is called 'oldest_age'" in text for text in texts)


def test_a_condition_with_an_unknown_definition_is_found(copy):
    (text,) = allowed(
        copy, LT, "LT-03", when="nothing_outside or no_extrahepatic_disease_for_transplantation"
    )
    assert "no definition is called 'nothing_outside'" in text


def test_every_variant_of_a_condition_is_tried(copy):
    when = {
        "by": "pvt_counts",
        "any": 'liver.portal_vein_thrombosis != "none"',
        "main_only": 'liver.portal_vein_thrombosis == "trunk"',
    }
    (text,) = allowed(copy, ARTERIAL, "IAT-09", when=when)
    assert "can not be trunk" in text


def test_every_variant_of_a_definition_is_tried(copy):
    when = {
        "by": "sstr_min",
        "positive": 'tumor.sstr_status == "positive"',
        "krenning_2": "tumor.krenning_score >= 9",
    }
    (text,) = allowed(copy, "definitions.yaml", "sstr_positive", when=when)
    assert "can not be 9.0" in text


def test_conditions_of_gaps_are_read(copy):
    (text,) = allowed(copy, "gaps.yaml", "G-10", when='tumor.syndrome == "flush"')
    assert "can not be flush" in text


def test_conditions_of_conflicts_are_read(copy):
    (text,) = allowed(copy, "conflicts.yaml", "C-11", when="liver.biliodigestive")
    assert "unknown fact" in text


def test_a_definition_may_use_only_definitions_above_it(copy):
    (text,) = allowed(
        copy,
        "definitions.yaml",
        "limited_metastases",
        when="small_bowel_primary or liver.lm_count <= lm_limited_max_count",
    )
    assert "no definition is called 'small_bowel_primary'" in text


def test_a_parameter_whose_range_leaves_the_range_of_the_fact_is_found(copy):
    (text,) = allowed(copy, "parameters.yaml", "lt_max_ki67_percent", maximum=150)
    assert "tumor.ki67_percent can not be 150" in text


def test_a_variant_for_a_value_that_the_parameter_can_not_take_is_found(found):
    when = {
        "by": "stable_counts",
        "stable_or_responding": "always",
        "stable_only": "always",
        "progressive_too": "always",
    }
    problems = found("gaps.yaml", "G-10", when=when)
    assert problems == ["G-10.when is for stable_or_responding, stable_only, progressive_too"]


def test_a_missing_variant_is_found(found):
    problems = found("gaps.yaml", "G-05b", when={"by": "monitoring_inferred", "yes": "never"})
    assert problems == ["G-05b.when is for yes"]


def test_variants_by_a_number_parameter_are_found(found):
    problems = found("gaps.yaml", "G-10", when={"by": "lt_max_age_years", "60": "always"})
    assert problems == ["G-10.when.by is lt_max_age_years"]


def test_variants_without_a_parameter_are_found(found):
    assert found("gaps.yaml", "G-10", when={"some": "always"}) == ["G-10.when.by is missing"]


def test_a_number_default_out_of_its_own_range_is_found(found):
    problems = found("parameters.yaml", "lt_max_age_years", default=17)
    assert problems == ["lt_max_age_years.default is 17"]


def test_a_number_default_that_is_no_number_is_found(found):
    problems = found("parameters.yaml", "lt_max_age_years", default="sixty")
    assert problems == ["lt_max_age_years.default is sixty"]


def test_an_alternative_out_of_the_range_of_its_parameter_is_found(found):
    others = [{"value": 120, "source": "nobody"}]
    problems = found("parameters.yaml", "lt_max_age_years", alternatives=others)
    assert problems == ["lt_max_age_years.alternatives is 120"]


def test_a_number_without_limits_is_found(found):
    problems = found("parameters.yaml", "lt_max_age_years", alternatives=[], minimum=None)
    assert problems == ["lt_max_age_years.default is 60"]


def test_a_choice_default_that_is_not_among_its_words_is_found(found):
    problems = found("parameters.yaml", "lrt_scope", default="surgery_too")
    assert problems == ["lrt_scope.default is surgery_too"]


def test_a_choice_may_not_be_left_unset(copy):
    copy.edit("parameters.yaml", lambda data: copy.part(data, "lrt_scope").update(default=None))
    assert copy.lint() == ["lrt_scope.default is None"]


def test_an_alternative_that_is_not_among_the_words_of_a_choice_is_found(found):
    others = [{"value": "surgery_too", "source": "nobody"}]
    problems = found("parameters.yaml", "lrt_scope", alternatives=others)
    assert problems == ["lrt_scope.alternatives is surgery_too"]


def test_a_parameter_that_no_condition_uses_is_found(found):
    problems = found("options/resection.yaml", "RES2-03b", when="liver.flr_percent < 30")
    assert "flr_min_percent.name is never used" in problems


def test_a_parameter_used_by_a_validity_window_only_counts_as_used(copy):
    copy.edit("pack.yaml", lambda data: data.update(validity_months={}))
    assert copy.lint() == ["progression_window_months.name is never used"]


def test_a_definition_that_no_condition_uses_is_found(found):
    problems = found("options/prrt.yaml", "PRRT-02", when='tumor.primary_site == "ileum"')
    assert "midgut_primary.name is never used" in problems
