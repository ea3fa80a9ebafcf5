"""The sheet holds everything a face prints, in words."""

from __future__ import annotations

from typing import Any

import pytest

import nelm
from nelm.assessment.sheet import OptionSheet, Sheet
from nelm.case.document import Document
from nelm.case.reading import case_from_document

PACK = nelm.load_pack("dermine2019")


def make(facts: dict[str, Any], *, sensitivity: bool = False) -> Sheet:
    case = case_from_document(Document(dict(facts), {}, "test"))
    return nelm.compose(nelm.assess(case, PACK), sensitivity=sensitivity)


def option(sheet: Sheet, name: str) -> OptionSheet:
    return next(o for o in sheet.options if o.id == name)


def test_a_sheet_survives_json() -> None:
    sheet = make({"tumor.ki67_percent": "<3", "liver.bilirubin_umol_l": 1.2}, sensitivity=True)
    assert Sheet.model_validate_json(sheet.model_dump_json()) == sheet


def test_options_are_grouped_by_intent_in_the_order_of_the_source() -> None:
    sheet = make({})
    order = list(PACK.manifest.options_order)
    groups = [o.intent for o in sheet.options]
    assert sorted(groups, key=["curative", "control", "between"].index) == groups
    for intent in set(groups):
        ranks = [order.index(o.id) for o in sheet.options if o.intent == intent]
        assert ranks == sorted(ranks)


def test_an_unmet_criterion_is_told_with_value_threshold_and_place() -> None:
    sheet = make({"tumor.ki67_percent": 12})
    line = next(x for x in option(sheet, "liver_transplantation").sets[0].statements)
    assert (line.id, line.state) == ("LT-01", "not met")
    assert line.sentence == "Ki-67 12 % is not below 10 %"
    assert line.cite == "Conclusions, paragraph 6; refs 7, 23"


@pytest.mark.parametrize(
    ("done", "state"), [("yes", "done"), ("no", "to do"), ("unknown", "not known if done")]
)
def test_tasks_say_whether_they_are_done(done: str, state: str) -> None:
    sheet = make({"organization.mdt_discussed": done})
    assert next(x for x in sheet.general.statements if x.id == "GEN-01").state == state


def test_a_check_list_leaves_out_what_is_meant_for_other_patients() -> None:
    def prepared(syndrome: str) -> set[str]:
        return {x.id for x in option(make({"tumor.syndrome": syndrome}), "tace").preparation}

    assert "MED-02" in prepared("carcinoid")
    assert "MED-02" not in prepared("insulinoma")
    assert {"EMB-01b", "EMB-02", "EMB-03", "EMB-04"} <= prepared("insulinoma")


def test_a_missing_fact_comes_with_its_question_and_the_options_it_settles() -> None:
    first = make({}).missing[0]
    assert first.question.endswith("?")
    assert first.minimal
    assert "Liver transplantation" in first.settles


def test_every_reference_that_a_line_cites_is_listed_with_its_status() -> None:
    sheet = make({})
    listed = {r.number: r for r in sheet.references}
    cited = {n for o in sheet.options for x in o.outcomes for n in x.refs}
    assert cited <= listed.keys()
    assert listed[73].status == "wrong"


def test_quarantined_figures_are_marked() -> None:
    lines = option(make({}), "one_step_resection").outcomes
    assert {x.id for x in lines if x.quarantined} == {"RES-12"}


def test_inherited_criteria_are_marked() -> None:
    lines = option(make({}), "microwave_ablation").sets[0].statements
    assert {x.inherited_from for x in lines} == {"RFA-01", "RFA-02", "RFA-03", "RFA-04"}


def test_a_statement_switched_off_by_a_parameter_is_left_off() -> None:
    ids = {x.id for x in option(make({}), "debulking").contraindications}
    assert ids == {"DEB-07"}


def test_without_sensitivity_no_flips_are_claimed() -> None:
    assert all(o.flips is None for o in make({}).options)
    assert all(o.flips is not None for o in make({}, sensitivity=True).options)


def test_what_an_open_option_needs_is_named_and_counted() -> None:
    point = option(make({}), "liver_transplantation").key_points[0]
    assert point.startswith("needs ")
    assert point.endswith("and 5 more")


def test_general_statements_stand_once_and_not_in_every_block() -> None:
    sheet = make({})
    general = {x.id for x in sheet.general.statements}
    assert {"GEN-01", "GEN-04", "GEN-10", "GEN-15"} <= general
    for o in sheet.options:
        assert general.isdisjoint(x.id for x in (*o.preparation, *o.evidence, *o.outcomes))
    assert {g.id for g in sheet.general.gaps} >= {"G-06", "G-07"}
    assert [c.id for c in sheet.general.conflicts] == ["C-19"]


def test_every_statement_of_the_pack_is_on_the_sheet_or_switched_off() -> None:
    carcinoid = make({"tumor.syndrome": "carcinoid"})
    shown = {x.id for x in carcinoid.general.statements}
    for o in carcinoid.options:
        for name in OptionSheet.model_fields:
            value = getattr(o, name)
            lines = [x for s in value for x in s.statements] if name == "sets" else value
            if isinstance(lines, (list, tuple)):
                shown |= {x.id for x in lines if hasattr(x, "strength")}
    meant_for_others = {"DEB-09"}  # non-functional tumors only
    switched_off = {"GEN-11c"}  # surgery counted among locoregional treatments
    assert {s.id for s in PACK.statements} - shown == meant_for_others | switched_off
