"""The CQL library: everything of the pack is in it, with the words of the source beside it."""

import re

import pytest

from nelm.criteria.nodes import Constant
from nelm.export.cql import export_cql
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack

DEFINE = re.compile(
    r'^/\* (.*?) \*/\ndefine "([^"]+)":\n(.*?)\n(?=\n|\Z)', re.MULTILINE | re.DOTALL
)


def defines(bound):
    """Comment (on one line) and expression of every define by name."""
    found = DEFINE.findall(export_cql(bound))
    assert len({name for _, name, _ in found}) == len(found)
    return {name: (" ".join(about.split()), body.strip()) for about, name, body in found}


def test_every_statement_conflict_and_gap_is_defined_with_its_words_and_place(bound):
    found = defines(bound)
    pack = bound.pack
    for statement in pack.statements:
        about, _ = found[statement.id]
        assert " ".join(statement.says.split()) in about
        assert all(anchor.text() in about for anchor in statement.anchor)
    assert {c.id for c in pack.conflicts} | {g.id for g in pack.gaps} <= found.keys()


def test_a_criterion_reads_beside_the_source_with_its_parameter(bound):
    about, body = defines(bound)["LT-01"]
    assert body == '"is below"("tumor.ki67_percent", 10.0 /* lt_max_ki67_percent */)'
    assert "Place: Conclusions, paragraph 6" in about
    assert "Condition: tumor.ki67_percent < lt_max_ki67_percent" in about
    assert "Parameters: lt_max_ki67_percent = 10 %" in about


def test_a_parameter_without_a_value_is_null_and_one_that_was_changed_says_so():
    text = export_cql(bind_pack(load_pack("dermine2019"), {"lt_max_age_years": 55}))
    assert '"is at most"("liver.lm_count", null as Decimal /* lm_limited_max_count */)' in text
    assert '"is at most"("patient.age_years", 55.0 /* lt_max_age_years */)' in text
    assert "lt_max_age_years = 55 years (changed; default 60)" in " ".join(text.split())


def test_the_reading_that_a_choice_parameter_selects_is_the_one_exported():
    text = defines(bind_pack(load_pack("dermine2019"), {"pvt_counts": "main_only"}))["IAT-09"]
    assert text[1] == '"is one of"("liver.portal_vein_thrombosis", { \'main\' })'
    assert "Parameters: pvt_counts = main_only" in text[0]


def test_each_option_has_both_polarities_a_label_and_its_standing(bound):
    found = defines(bound)
    for option in bound.pack.options:
        assert found[f"{option.id} is yes"][1] == f'"{option.id} answer" is true'
        assert found[f"{option.id} is no"][1] == f'"{option.id} answer" is false'
        assert "then 'undetermined'" in found[f"{option.id} label"][1]
        assert f"'{option.standing}'" == found[f"{option.id} standing"][1].replace("\\'", "'")


def test_an_option_that_nothing_speaks_against_is_not_contraindicated(bound):
    about, body = defines(bound)["prrt contraindicated"]
    assert "contraindication" not in {
        s.strength for s in bound.pack.statements_of("prrt") if s.status == "active"
    }
    assert body == "false"
    assert about.startswith("Option PRRT:")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("always", "true"),
        ("never", "false"),
        (Constant(None), "null as Boolean"),
        ("not tumor.functional", 'not "tumor.functional"'),
        ("liver.lm_count != 3", 'not "is exactly"("liver.lm_count", 3.0)'),
        (
            'tumor.functional otherwise course.status in ["stable", "responding"]',
            '"whichever is known"("tumor.functional", '
            "\"is one of\"(\"course.status\", { 'responding', 'stable' }))",
        ),
        (
            "(tumor.functional or tumor.burden_symptoms) and patient.ecog >= 3",
            '("tumor.functional"\n    or "tumor.burden_symptoms")'
            '\n    and "is at least"("patient.ecog", 3.0)',
        ),
    ],
)
def test_conditions_keep_their_form(with_condition, condition, expected):
    assert defines(with_condition(condition))["LT-01"][1] == expected


def test_words_of_the_pack_can_not_end_a_comment(with_words):
    text = export_cql(with_words(says='Ki-67 */ define "LT-01": true /* below'))
    assert text.count('define "LT-01"') == 2
    assert "Ki-67 * / define" in text


def test_a_bound_that_cql_can_not_hold_is_refused():
    bound = bind_pack(load_pack("dermine2019"), {"lt_max_ki67_percent": 10.000000001})
    with pytest.raises(ValueError, match="8 decimal places"):
        export_cql(bound)


def test_the_library_says_what_it_is_and_is_the_same_every_time(bound):
    text = export_cql(bound)
    head = " ".join(text.partition("library ")[0].split())
    assert "doi 10.3390/jcm8111907" in head
    assert "not a medical device" in head
    assert bound.pack.content_hash[:12] in head
    assert "library dermine2019 version '1.0.0'" in text
    assert export_cql(bound) == text
