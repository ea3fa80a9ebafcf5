"""Facts older than their validity window at the decision date: flagged, still counted."""

import pytest

from nelm.case.case import Case
from nelm.case.known import known_facts


def findings(day, name="tumor.syndrome_control", value="controlled", decision="2024-06-30", **kw):
    group, field = name.split(".")
    facts = {group: {field: {"value": value, "date": day}}}
    if decision is not None:
        facts["decision_date"] = decision
    return known_facts(Case.model_validate(facts), **kw)


def is_stale(day, **kw):
    return [f.kind for f in findings(day, **kw).findings] == ["stale"]


@pytest.mark.parametrize(
    ("day", "stale"),
    [("2024-06-30", False), ("2024-03-30", False), ("2024-03-29", True), ("2020-01-01", True)],
)
def test_a_fact_is_stale_once_it_is_older_than_its_window(day, stale):
    assert is_stale(day) is stale


def test_a_stale_fact_is_named_with_its_age_and_window_and_still_counts():
    found = findings("2023-06-30")
    (finding,) = found.findings
    assert finding.facts == ("tumor.syndrome_control",)
    assert finding.says == "The hormone syndrome is 12 months old; valid here for 3 months."
    assert found.values["tumor.syndrome_control"] == {"controlled"}


@pytest.mark.parametrize(
    ("name", "value", "month_old", "four_months_old", "seven_months_old"),
    [
        ("liver.bilirubin_umol_l", 20, False, True, True),
        ("patient.ecog", 1, False, True, True),
        ("tumor.sstr_status", "positive", False, False, True),
        ("tumor.ki67_percent", 2, False, False, False),
        ("tumor.primary_site", "ileum", False, False, False),
    ],
)
def test_each_fact_has_the_window_of_its_kind(
    name, value, month_old, four_months_old, seven_months_old
):
    days = ("2024-05-31", "2024-02-28", "2023-11-30")
    found = [is_stale(day, name=name, value=value) for day in days]
    assert found == [month_old, four_months_old, seven_months_old]


def test_without_a_decision_date_nothing_is_stale():
    assert findings("2020-01-01", decision=None).findings == ()


def test_a_fact_without_a_date_is_not_stale():
    case = {"decision_date": "2024-06-30", "patient": {"ecog": 1}}
    assert known_facts(Case.model_validate(case)).findings == ()


def test_a_pack_may_set_its_own_window():
    window = {"tumor.ki67_percent": 12.0}
    ki67 = {"name": "tumor.ki67_percent", "value": 2, "validity_months": window}
    assert is_stale("2023-06-29", **ki67)
    assert not is_stale("2023-06-30", **ki67)
    assert not is_stale("2024-03-01", validity_months={"tumor.syndrome_control": 6.0})
