"""What a file says of one fact, read by the definition of that fact."""

from datetime import date

import pytest

from nelm.case.entry import BadValueError, Entry, Missing
from nelm.case.fact import read_date
from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Interval


def read(name, raw):
    return vocabulary()[name].read(raw)


def value(name, raw):
    return read(name, raw).value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("yes", True), ("true", True), (True, True), ("no", False), (False, False)],
)
def test_a_yes_no_fact_takes_yes_and_no(raw, expected):
    assert value("tumor.functional", raw) is expected


@pytest.mark.parametrize("raw", ["maybe", "Yes", "y", "1", 1, 0, 1.0, ["yes"], "off"])
def test_a_yes_no_fact_takes_nothing_else(raw):
    with pytest.raises(BadValueError, match="yes, no or unknown"):
        value("tumor.functional", raw)


@pytest.mark.parametrize(
    "raw", [None, "unknown", "", "  ", {"value": None}, {"date": "2024-01-01"}]
)
@pytest.mark.parametrize(
    "name", ["tumor.functional", "tumor.ki67_percent", "tumor.primary_site", "extrahepatic.sites"]
)
def test_every_fact_may_be_unknown(name, raw):
    entry = read(name, raw)
    assert entry.value is None
    assert entry.stated == "unknown"


@pytest.mark.parametrize("raw", ["<3", 2, 2.0, "2", "2 %", "1-3"])
def test_a_number_in_its_range_is_kept_as_stated(raw):
    entry = read("tumor.ki67_percent", raw)
    assert entry.stated == (f"{raw:g}" if isinstance(raw, float) else str(raw))
    assert isinstance(entry.value, Interval)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<3", Interval(0, 3, high_open=True)),
        ("<=3", Interval(0, 3)),
        (">70", Interval(70, 100, low_open=True)),
        (">=70", Interval(70, 100)),
        ("10-15", Interval(10, 15)),
        (0, Interval.exact(0)),
        (100, Interval.exact(100)),
        ("<100", Interval(0, 100, high_open=True)),
    ],
)
def test_a_bound_ends_where_the_range_of_the_fact_ends(raw, expected):
    assert value("tumor.ki67_percent", raw) == expected


@pytest.mark.parametrize("raw", [-0.1, 100.1, 130, "<0", ">100", "90-110", "<130", "-1-5"])
def test_a_number_outside_the_range_of_the_fact_is_refused(raw):
    with pytest.raises(BadValueError, match=r"a number from 0 to 100 in %"):
        value("tumor.ki67_percent", raw)


@pytest.mark.parametrize("raw", [1.5, "1.5", "<1.5", "1-2.5", 6, -1])
def test_a_whole_number_is_whole_and_in_its_range(raw):
    with pytest.raises(BadValueError, match="a whole number from 0 to 5"):
        value("patient.ecog", raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (2, Interval.exact(2)),
        ("2.0", Interval.exact(2)),
        ("1-2", Interval(1, 2)),
        (">=3", Interval(3, 5)),
        (">2", Interval(3, 5)),
        ("<3", Interval(0, 2)),
        (">4", Interval.exact(5)),
    ],
)
def test_a_bound_of_a_whole_number_holds_whole_numbers_only(raw, expected):
    assert value("patient.ecog", raw) == expected


def test_a_choice_takes_its_words():
    assert value("tumor.primary_site", "ileum") == {"ileum"}


@pytest.mark.parametrize(
    ("name", "word", "members"),
    [
        ("tumor.primary_site", "small_bowel", {"duodenum", "jejunum", "ileum"}),
        ("tumor.primary_site", "colon", {"right_colon", "left_colon"}),
        ("tumor.syndrome_control", "untreated", {"controlled", "uncontrolled_on_medical"}),
        ("tumor.who_grade", "unclassified", {"G1", "G2", "NET_G3", "NEC"}),
        ("liver.distribution", "unilobar", {"unilobar_right", "unilobar_left"}),
        ("liver.portal_vein_thrombosis", "present", {"branch", "main"}),
        ("patient.surgery_contraindicated", "yes", {"general", "technical"}),
        (
            "extrahepatic.status",
            "present",
            {"resectable_nodes_only", "present_not_predominant", "predominant"},
        ),
    ],
)
def test_an_imprecise_word_stands_for_all_it_may_mean(name, word, members):
    entry = read(name, word)
    assert entry.value == members
    assert entry.stated == word


@pytest.mark.parametrize("raw", ["Ileum", "small bowel", "il", 3, True, None.__class__, "ileum "])
def test_a_choice_takes_no_other_word(raw):
    with pytest.raises(BadValueError, match="duodenum, jejunum, ileum"):
        value("tumor.primary_site", raw)


@pytest.mark.parametrize("raw", [["ileum"], {"value": ["ileum", "jejunum"]}, {"value": {"a": 1}}])
def test_a_list_is_no_word_of_a_choice(raw):
    with pytest.raises(BadValueError, match="duodenum, jejunum, ileum"):
        value("tumor.primary_site", raw)


@pytest.mark.parametrize(("raw", "word"), [(True, "yes"), (False, "no"), ("no", "no")])
def test_a_choice_between_yes_and_no_takes_booleans_of_json(raw, word):
    assert value("liver.hypervascular", raw) == {word}


def test_a_detailed_entry_keeps_date_source_and_confirmation():
    raw = {"value": "<3", "date": "2024-05-31", "source": "pathology", "confirmed": "yes"}
    assert read("tumor.ki67_percent", raw) == Entry(
        stated="<3",
        value=Interval(0, 3, high_open=True),
        date=date(2024, 5, 31),
        source="pathology",
        confirmed=True,
    )


@pytest.mark.parametrize("reason", Missing)
def test_the_reason_for_a_missing_fact_is_kept(reason):
    entry = read("tumor.ki67_percent", {"value": "unknown", "because": reason.value})
    assert entry.because is reason
    assert entry.value is None


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"value": 3, "because": "not_asked"}, "only beside an unknown value"),
        ({"because": "forgotten"}, "one of not_asked, asked_no_answer, not_mapped"),
        ({"value": 3, "when": "2024"}, "found when"),
        ({"value": 3, 7: 1}, "found 7"),
        ({"value": 3, "date": "31.5.2024"}, "a date such as 2024-05-31"),
        ({"value": 3, "date": "2024-02-30"}, "a date such as 2024-05-31"),
        ({"value": 3, "confirmed": "perhaps"}, "confirmed: yes or no"),
        ({"value": {"value": 3}}, "a number in %"),
    ],
)
def test_a_detailed_entry_that_does_not_fit_is_refused(raw, message):
    with pytest.raises(BadValueError) as caught:
        read("tumor.ki67_percent", raw)
    assert message in caught.value.allowed


def test_a_text_is_kept_and_not_read_by_criteria():
    entry = read("extrahepatic.sites", "bone, lung")
    assert (entry.stated, entry.value) == ("bone, lung", None)
    with pytest.raises(BadValueError, match="a text"):
        read("extrahepatic.sites", ["bone"])


def test_a_date_is_read_in_the_iso_form_only():
    assert read("course.stable_since", "2024-02-29").stated == "2024-02-29"
    assert read_date(date(2024, 2, 29)) == read_date("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(BadValueError, match="a date such as"):
        read("course.stable_since", "29.02.2024")


def test_a_number_is_shown_with_all_its_digits():
    assert read("tumor.ki67_percent", 20.0000001).stated == "20.0000001"


def test_an_entry_that_is_read_already_stays_as_it_is():
    entry = Entry("3", Interval.exact(3))
    assert read("tumor.ki67_percent", entry) is entry


@pytest.mark.parametrize(
    ("name", "raw", "allowed"),
    [
        ("patient.ecog", 7, "a whole number from 0 to 5"),
        ("liver.inr", 30, "a number from 0.5 to 20"),
        ("liver.inr", True, "a number"),
        ("tumor.ki67_percent", 130, "a number from 0 to 100 in %"),
        ("liver.pattern", "mixed", "simple, complex, diffuse, unknown"),
    ],
)
def test_a_refusal_says_what_is_allowed(name, raw, allowed):
    with pytest.raises(BadValueError) as caught:
        read(name, raw)
    assert caught.value.allowed == allowed
