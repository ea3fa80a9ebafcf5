"""Files to cases: names, everything wrong at once, nothing accepted that nelm derives."""

import json
from datetime import date, timedelta

import pytest

from nelm.case.case import Case
from nelm.case.problem import InputError
from nelm.case.reading import parse_case, read_case
from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Interval

TOMORROW = date.today() + timedelta(days=1)


def case(text):
    return parse_case(text.encode(), "case.yaml")


def problems(text, *, is_json=False):
    with pytest.raises(InputError) as caught:
        parse_case(text.encode(), "case.yaml", is_json=is_json)
    return caught.value.problems


def problem(text, *, is_json=False):
    (found,) = problems(text, is_json=is_json)
    return found


def test_nested_and_dotted_names_mean_the_same():
    nested = case("tumor:\n  ki67_percent: 2\n  functional: no\n")
    dotted = case("tumor.ki67_percent: 2\ntumor.functional: no\n")
    mixed = case("tumor.ki67_percent: 2\ntumor:\n  functional: no\n")
    assert nested == dotted == mixed
    assert nested.tumor.functional.value is False


def test_yaml_and_json_give_the_same_case():
    yaml = "tumor: {functional: no, ki67_percent: '<3', primary_site: ileum}\nsynthetic: true"
    fields = {"tumor": {"functional": False, "ki67_percent": "<3", "primary_site": "ileum"}}
    raw = json.dumps({**fields, "synthetic": True}).encode()
    from_json = parse_case(raw, is_json=True)
    assert dict(from_json.entries())["tumor.functional"].value is False
    assert from_json == case(yaml)


def test_a_bare_no_in_yaml_is_the_word_of_the_fact():
    found = case("liver: {hypervascular: no}\npatient: {surgery_contraindicated: no}")
    assert found.liver.hypervascular.value == {"no"}
    assert found.patient.surgery_contraindicated.value == {"no"}


def test_a_number_in_yaml_is_kept_as_written():
    entry = case("tumor: {ki67_percent: 1.10}").tumor.ki67_percent
    assert (entry.stated, entry.value) == ("1.10", Interval.exact(1.1))


@pytest.mark.parametrize("text", [">2", ">2\n", ">3 # as reported", "|2"])
def test_a_bound_without_quotes_that_yaml_takes_for_an_empty_text_is_refused(text):
    """`>2` opens a folded text in YAML; read as nothing, a stated fact would be lost unseen."""
    assert problem(f"patient:\n  ecog: {text}").line == 2


def test_a_missing_group_and_an_empty_group_say_nothing():
    assert case("tumor:\nliver: {}\n") == case("") == Case()


def test_lists_are_read_with_their_facts():
    found = case("liver:\n  lesions:\n    - {diameter_mm: 22, plan: ablate}\n    - {segment: 4}\n")
    first, second = found.liver.lesions
    assert first.diameter_mm.value == Interval.exact(22)
    assert first.plan.value == {"ablate"}
    assert second.segment.value == Interval.exact(4)
    assert second.plan is None


def test_a_history_without_ablation_is_not_one_that_nobody_asked_for():
    assert case("history: {prior_ablation: []}").history.prior_ablation == []
    assert case("").history.prior_ablation is None


@pytest.mark.parametrize(
    ("text", "field", "line"),
    [
        ("tumor:\n  ki67_percent: 2\n  ki67_percent: 2\n", "ki67_percent", 3),
        ("tumor.ki67_percent: 2\ntumor:\n  ki67_percent: 2\n", "tumor", 2),
        ("tumor:\n  ki67_percent: 2\ntumor.ki67_percent: 2\n", "tumor.ki67_percent", 3),
    ],
)
def test_a_fact_stated_twice_is_refused_even_with_the_same_value(text, field, line):
    found = problem(text)
    assert "twice" in found.value
    assert (found.field, found.line) == (field, line)


@pytest.mark.parametrize(
    ("text", "field", "line", "hint"),
    [
        ("tumor:\n  ki67: 2\n", "tumor.ki67", 2, "one of ki67_percent"),
        ("tumor.ki67: 2\n", "tumor.ki67", 1, "one of ki67_percent"),
        ("tumour:\n  ki67_percent: 2\n", "tumour", 1, "one of tumor"),
        ("patient:\n  ecgo: 1\n", "patient.ecgo", 2, "ecog"),
        ("liver:\n  lesions:\n    - diameter: 3\n", "liver.lesions.1.diameter", 3, "diameter_mm"),
        ("ki67_percent: 2\n", "ki67_percent", 1, "tumor"),
        ("tumor.ki67_percent.value: 2\n", "tumor.ki67_percent.value", 1, "ki67_percent"),
        ("'': 2\n", "", 1, "tumor"),
    ],
)
def test_an_unknown_name_is_refused_with_the_names_it_may_mean(text, field, line, hint):
    found = problem(text)
    assert (found.field or "document", found.line) == (field or "document", line)
    assert found.value == "not a known field"
    assert hint in found.allowed


def test_everything_wrong_is_reported_at_once_with_file_and_line():
    text = "\n".join(
        [
            "patient:",
            "  ecog: 7",
            "  ecgo: 1",
            "tumor:",
            "  ki67_percent: 3,5",
            "  primary_site: liver",
            "liver:",
            "  lesions:",
            "    - diameter_mm: 22",
            "      plan: burn",
            "lab.platelets_10e9_l: many",
            "decision_date: yesterday",
        ]
    )
    found = {p.field: p for p in problems(text)}
    expected = {
        "patient.ecog": 2,
        "patient.ecgo": 3,
        "tumor.ki67_percent": 5,
        "tumor.primary_site": 6,
        "liver.lesions.1.plan": 10,
        "lab.platelets_10e9_l": 11,
        "decision_date": 12,
    }
    assert {field: p.line for field, p in found.items()} == expected
    assert {p.file for p in found.values()} == {"case.yaml"}
    assert str(found["patient.ecog"]) == (
        'case.yaml:2: patient.ecog is "7"; allowed: a whole number from 0 to 5'
    )


def test_wrong_values_closed_facts_and_future_dates_are_reported_together():
    text = "\n".join(
        [
            "liver.ablation_max_diameter_mm: 20",
            f"tumor.ki67_percent: {{value: 2, date: {TOMORROW}}}",
            "patient.ecog: 9",
        ]
    )
    assert {p.line for p in problems(text)} == {1, 2, 3}


@pytest.mark.parametrize("name", [n for n, fact in vocabulary().items() if not fact.enterable])
def test_what_nelm_derives_only_can_not_be_typed_in(name):
    value = "yes" if vocabulary()[name].kind == "yes_no" else "20"
    found = problem(f"{name}: {value}\n")
    assert (found.field, found.value, found.line) == (name, "entered", 1)
    assert "nelm derives it from" in found.allowed


@pytest.mark.parametrize("name", [n for n, fact in vocabulary().items() if not fact.enterable])
def test_saying_that_a_derived_fact_is_unknown_is_typing_it_in_too(name):
    assert problem(f"{name}: unknown\n").value == "entered"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (f"decision_date: {TOMORROW}", "decision_date"),
        (f"tumor.ki67_percent: {{value: 2, date: {TOMORROW}}}", "tumor.ki67_percent"),
        (f"course.latest_imaging: {TOMORROW}", "course.latest_imaging"),
        (f"course: {{stable_since: {TOMORROW}}}", "course.stable_since"),
        (
            f"history: {{prior_ablation: [{{type: rfa, date: {TOMORROW}}}]}}",
            "history.prior_ablation.1.date",
        ),
        (
            f"liver: {{lesions: [{{diameter_mm: {{value: 20, date: {TOMORROW}}}}}]}}",
            "liver.lesions.1.diameter_mm",
        ),
    ],
)
def test_a_date_after_today_is_refused(text, field):
    found = problem(text)
    assert found.field == field
    assert found.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "decision_date: 2024-05-31\ntumor.ki67_percent: {value: 2, date: 2024-06-01}",
        "decision_date: 2024-05-31\ncourse.latest_imaging: 2024-06-01",
    ],
)
def test_a_date_after_the_decision_is_refused(text):
    found = problem(text)
    assert "2024-06-01" in found.value
    assert "2024-05-31" in found.allowed
    assert found.line == 2


def test_dates_on_the_day_of_the_decision_are_accepted():
    found = case("decision_date: 2024-05-31\ntumor.ki67_percent: {value: 2, date: 2024-05-31}")
    assert found.tumor.ki67_percent.date == found.decision_date == date(2024, 5, 31)
    assert case(f"decision_date: {date.today()}").decision_date == date.today()


@pytest.mark.parametrize("text", ["0", "86400", "2024", "31.05.2024", "2024-02-30", "soon"])
def test_the_decision_date_is_an_iso_date_and_no_count_of_seconds(text):
    assert problem(f"decision_date: {text}").field == "decision_date"


@pytest.mark.parametrize("text", ["- a", "just words", "null", "3"])
def test_a_document_without_fields_is_refused(text):
    found = problem(text)
    assert (found.field, found.value) == ("document", "no mapping")


@pytest.mark.parametrize("group", ["3", "words", "[1]", "no"])
def test_a_group_that_holds_no_facts_is_refused(group):
    found = problem(f"tumor: {group}\n")
    assert (found.field, found.line) == ("tumor", 1)


@pytest.mark.parametrize("first", ["words", "[1]"])
def test_a_group_that_holds_no_facts_is_refused_beside_dotted_names_too(first):
    assert problem(f"tumor: {first}\ntumor.ki67_percent: 3\n").field == "tumor"
    assert problem(f"tumor.ki67_percent: 3\ntumor: {first}\n").field == "tumor"


@pytest.mark.parametrize("text", ["nelm: 2", "nelm: 0", "nelm: one"])
def test_a_case_of_another_schema_is_refused(text):
    assert problem(text).field == "nelm"


@pytest.mark.parametrize(
    "text",
    [
        "tumor: {primary_site: [ileum, jejunum]}",
        "tumor: {primary_site: {value: [ileum]}}",
        "liver: {lesions: [{plan: [ablate]}]}",
        "history: {prior_ablation: [{type: [rfa]}]}",
    ],
)
def test_a_list_where_a_word_belongs_is_refused(text):
    assert problem(text).line == 1


def test_a_number_beyond_computing_is_refused_in_json():
    text = f'{{"tumor": {{"ki67_percent": 1{"0" * 400}}}}}'
    assert problem(text, is_json=True).field == "tumor.ki67_percent"


@pytest.mark.parametrize(
    "text",
    [
        '{"\\ud800": 1}',
        '{"tumor": {"primary_site": "\\ud800"}}',
        '{"id": "\\ud800"}',
        '{"tumor": {"sstr_tracer": "\\ud800"}}',
    ],
)
def test_a_text_that_can_not_be_written_out_again_is_refused(text):
    assert str(problem(text, is_json=True)).encode()


def test_json_errors_have_lines_also_where_tabs_indent():
    text = '{\n\t"tumor": {\n\t\t"ki67_percent": "high"\n\t}\n}'
    found = problem(text, is_json=True)
    assert (found.field, found.line) == ("tumor.ki67_percent", 3)


def test_a_case_is_read_from_a_file_with_its_name_in_errors(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("tumor: {ki67_percent: 2}\n")
    assert read_case(path).tumor.ki67_percent.value == Interval.exact(2)
    path.write_text("\ntumor: {ki67_percent: 200}\n")
    with pytest.raises(InputError) as caught:
        read_case(str(path))
    assert str(caught.value).startswith(f"{path}:2: tumor.ki67_percent")


def test_entries_come_in_the_order_of_the_vocabulary():
    found = case("liver.lm_count: 3\npatient.ecog: 0\ntumor.ki67_percent: 2\n")
    assert [name for name, _ in found.entries()] == [
        "patient.ecog",
        "tumor.ki67_percent",
        "liver.lm_count",
    ]
