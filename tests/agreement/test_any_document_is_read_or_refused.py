"""Whatever the bytes, `parse_case` gives a Case or an InputError with its problems."""

import json

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nelm.case.case import Case
from nelm.case.known import known_facts
from nelm.case.problem import InputError
from nelm.case.reading import parse_case
from nelm.case.vocabulary import GROUPS, vocabulary

WORDS = sorted({word for fact in vocabulary().values() for word in fact.values})
STATED = st.sampled_from(
    [*WORDS, "unknown", "yes", "no", "<3", ">70", "10-15", "1.10", "1,5", "2 %", "2024-02-29", ""]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**400),
    st.floats(),
    st.text(max_size=8),
    STATED,
    STATED,
)
ENTRY = st.fixed_dictionaries(
    {"value": SCALARS},
    optional={
        "date": SCALARS,
        "source": SCALARS,
        "because": SCALARS,
        "confirmed": SCALARS,
    },
)
ANYTHING = st.recursive(
    SCALARS | ENTRY,
    lambda part: st.one_of(
        st.lists(part, max_size=3), st.dictionaries(st.text(max_size=6), part, max_size=3)
    ),
    max_leaves=5,
)
LESION_NAMES = ["segment", "diameter_mm", "near_vital", "vital_distance_mm", "plan"]
ABLATION_NAMES = ["type", "date", "sessions"]
LISTS = {
    "liver.lesions": st.lists(
        st.dictionaries(st.sampled_from(LESION_NAMES), SCALARS | ENTRY, max_size=4), max_size=3
    ),
    "history.prior_ablation": st.lists(
        st.dictionaries(st.sampled_from(ABLATION_NAMES), SCALARS | ENTRY, max_size=3), max_size=3
    ),
}
TOP = ["nelm", "id", "title", "decision_date", "synthetic", "notes", "treatment_given"]


@st.composite
def documents(draw):
    """Fields as a case has them, dotted or nested, with anything for values."""
    names = draw(st.lists(st.sampled_from([*vocabulary(), *LISTS, *TOP, *GROUPS]), max_size=6))
    found = {}
    for name in names:
        value = draw(LISTS.get(name, SCALARS | ENTRY | ANYTHING))
        group, _, field = name.partition(".")
        if field and draw(st.booleans()) and isinstance(found.get(group, {}), dict):
            found.setdefault(group, {})[field] = value
        else:
            found[name] = value
    return found


def read_or_refused(raw, *, is_json):
    """The case, or None where it is refused; any other exception fails the test."""
    try:
        case = parse_case(raw, "input", is_json=is_json)
    except InputError as refusal:
        case, problems = None, refusal.problems
    else:
        problems = []
    assert isinstance(case, Case) or problems
    assert "\n".join(map(str, problems)).encode() is not None
    if case is not None:
        known_facts(case)
    return case


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.booleans())
@example(b"tumor: {primary_site: [ileum, jejunum]}", False)
@example(b"tumor: words\ntumor.ki67_percent: 3", False)
@example(b'{"tumor": {"ki67_percent": 1' + b"0" * 400 + b"}}", True)
@example(b'{"\\ud800": {"\\ud800": "\\ud800"}}', True)
@example(b"tumor: {ki67_percent: {value: {value: 3}}}", False)
@example(b"a: &x [*x]", False)
@example(b"\xff\xfea\x00", True)
def test_any_bytes_are_read_or_refused(raw, is_json):
    read_or_refused(raw, is_json=is_json)


@settings(max_examples=300, deadline=None)
@given(documents())
def test_any_fields_in_json_are_read_or_refused(document):
    read_or_refused(json.dumps(document).encode(), is_json=True)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_any_fields_in_yaml_are_read_or_refused(document):
    read_or_refused(yaml.safe_dump(document, allow_unicode=True).encode(), is_json=False)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_case_is_read_or_refused(data):
    text = (
        "tumor:\n  ki67_percent: {value: '<3', date: 2024-01-31}\n"
        "liver: {lesions: [{segment: 4}]}\n"
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 5)))
    middle = data.draw(st.text(alphabet="{}[]:,'\"\n\t -&*!|>#%?@\\x00é<3", max_size=5))
    read_or_refused((text[:start] + middle + text[end:]).encode(), is_json=False)


STATEMENTS = {
    "tumor.ki67_percent": ["2", "<3", "10-15", ">70", "2.50", "0.05", "unknown"],
    "tumor.functional": ["yes", "no", "unknown"],
    "tumor.primary_site": ["ileum", "small_bowel", "unknown"],
    "patient.ecog": ["0", ">2", "1-2"],
    "extrahepatic.sites": ["bone", "no", "1.10"],
    "course.stable_since": ["2024-02-29"],
}


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in STATEMENTS.items()}),
    st.booleans(),
)
def test_yaml_and_json_of_the_same_statements_give_the_same_case(facts, nested):
    document = dict(facts)
    if nested:
        document = {}
        for name, value in facts.items():
            group, field = name.split(".")
            document.setdefault(group, {})[field] = value
    from_json = read_or_refused(json.dumps(document).encode(), is_json=True)
    lines = yaml.safe_dump(document, default_flow_style=False).replace("'", "")
    lines = lines.replace(": >2", ": '>2'").replace(": >70", ": '>70'")
    from_yaml = read_or_refused(lines.encode(), is_json=False)
    assert from_json == from_yaml
    assert from_json is not None
    assert {name: entry.stated for name, entry in from_json.entries()} == facts
