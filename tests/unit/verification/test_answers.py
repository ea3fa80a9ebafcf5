"""Questions about answers and labels, on the pack as it is and on packs broken on purpose."""

import json
from dataclasses import replace

import pytest

from nelm.assessment import assess as assess_module
from nelm.assessment.assess import assess
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.criteria.nodes import Or
from nelm.knowledge.binding import bind_pack
from nelm.verification import answers
from nelm.verification.model import Model
from nelm.verification.report import Status


def test_no_option_is_supported_and_contraindicated(model):
    assert list(answers.never_both(model)) == []


def test_no_answer_is_reversed_or_reopened_as_more_is_known(model):
    assert list(answers.never_reversed(model)) == []
    assert list(answers.never_reopened(model)) == []


def test_a_contraindication_that_the_rules_drop_is_found(model, monkeypatch):
    """`never_both` reads the pack itself; a lost contraindication must not go unnoticed."""
    rules = next(r for r in model.rules if r.option.id == "rfa_alone")
    lost = replace(rules, contraindications=(), groups=(Or(()), *rules.groups[1:]))
    broken = Model(model.bound)
    broken.__dict__["rules"] = (lost,)
    monkeypatch.setattr(assess_module, "option_rules", lambda bound: (lost,))
    (finding,) = answers.never_both(broken)
    assert finding.status is Status.REFUTED
    assert finding.about == ("rfa_alone",)


def test_an_answer_that_more_knowledge_reverses_is_shown_in_two_steps(changed):
    """An unjudged lesion counts as not judged close; a condition on that alone can turn over."""
    pack = changed("options/ablation.yaml", "RFA-04", when="not liver.ablation_near_vital")
    (finding,) = answers.never_reversed(Model(bind_pack(pack)))
    assert finding.about == ("rfa_alone",)
    assert finding.says == "RFA turns from supported into not supported as more is known"
    before, after = (
        assess(Case.model_validate(example.case), pack).option("rfa_alone").answer
        for example in finding.examples
    )
    assert (before, after) == (Answer.SUPPORTED, Answer.NOT_SUPPORTED)


def test_labels_are_reasons_and_may_change(model):
    """Stable disease closes arterial treatment; thrombosis is then the reason told first."""
    found = {finding.says.partition(": ")[0]: finding for finding in answers.label_changes(model)}
    told = found["`criteria not met` can turn into `contraindicated`"]
    assert {"tae", "tace", "deb_tace", "tare", "debulking"} <= set(told.about)
    assert {"liver_transplantation", "prrt", "monitoring"}.isdisjoint(told.about)
    before, after = told.examples
    assert set(before.facts) < set(after.facts)


def test_every_option_with_criteria_can_be_supported_and_not_supported(model):
    found = list(answers.within_reach(model))
    proved = [f.about[0] for f in found if f.status is Status.PROVED]
    noted = {f.about[0]: f.says for f in found if f.status is Status.NOTE}
    assert {f.status for f in found} == {Status.PROVED, Status.NOTE}
    assert noted.keys() == {"cryotherapy", "ethanol_injection"}
    assert all("gives no criteria" in says for says in noted.values())
    for option in model.pack.options:
        assert proved.count(option.id) == (1 if option.id in noted else 2)


def test_the_example_of_a_supported_option_is_a_case_that_can_be_read(model):
    found = next(f for f in answers.within_reach(model) if f.about == ("monitoring",))
    assert found.examples[0].facts == ("the tumor is not functional", "the disease is stable")
    assert json.dumps(found.data())


def test_an_option_that_can_never_be_supported_is_refuted(changed):
    never = "liver.complete_resection_feasible and not liver.complete_resection_feasible"
    pack = changed("options/resection.yaml", "RES-01", when=never)
    (finding,) = (
        f for f in answers.within_reach(Model(bind_pack(pack))) if f.status is Status.REFUTED
    )
    assert finding.says == "RES can never be supported"


def test_an_option_closed_by_a_parameter_is_noted_with_the_gap(pack):
    model = Model(bind_pack(pack, {"mwa_inherits_rfa": "no"}))
    found = [f for f in answers.within_reach(model) if f.about == ("microwave_ablation",)]
    assert [f.status for f in found] == [Status.NOTE, Status.PROVED]
    assert found[0].says == "MWA can never be supported: declared gap G-11b"


@pytest.mark.parametrize("option", ["tace", "monitoring"])
def test_closed_answers_reopen_only_when_two_accounts_disagree(model, option):
    """ECOG 4 contraindicates; Karnofsky 50 beside it disagrees about the general status."""
    answer = {}
    for name, facts in (("one", {"ecog": 4}), ("both", {"ecog": 4, "karnofsky_percent": 50})):
        case = Case.model_validate({"patient": facts})
        answer[name] = assess(case, model.pack).option(option).answer
    expected = Answer.NOT_SUPPORTED if option == "tace" else Answer.OPEN
    assert answer == {"one": expected, "both": Answer.OPEN}
