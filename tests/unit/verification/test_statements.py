"""Statements that can never be true or false, and statements that add nothing."""

import pytest

from nelm.knowledge.binding import bind_pack
from nelm.verification import statements
from nelm.verification.model import Model
from nelm.verification.report import Status

FILES = {"RES": "options/resection.yaml", "IAT": "options/embolization.yaml"}


def refuted(pack):
    found = statements.dead(Model(bind_pack(pack)))
    return [(f.about[0], f.says) for f in found if f.status is Status.REFUTED]


def test_no_statement_of_the_pack_is_dead(pack):
    assert refuted(pack) == []


def test_what_is_always_or_never_so_by_declaration_is_told(model):
    noted = {finding.about[0] for finding in statements.dead(model)}
    assert {"DEB-08", "LT-08", "GEN-11c", "G-11b", "G-11c"} <= noted


def test_a_required_statement_that_is_always_true_is_dead(changed):
    when = 'tumor.differentiation in ["well", "poor"]'
    ((id_, says),) = refuted(changed(FILES["RES"], "RES-02", when=when))
    assert id_ == "RES-02"
    assert says.endswith("(RES-02) can never be false")


def test_a_contraindication_that_contradicts_itself_is_dead(changed):
    """A carcinoma has a Ki-67 index above 20 %, or it is a contradiction."""
    when = 'tumor.who_grade == "NEC" and tumor.ki67_percent <= 20'
    ((id_, says),) = refuted(changed(FILES["IAT"], "IAT-13", when=when))
    assert id_ == "IAT-13"
    assert "can never be true" in says


@pytest.fixture(scope="module")
def redundant(model):
    return {(f.about[0], f.about[1]): f.says for f in statements.redundant(model)}


def test_an_uncontrolled_syndrome_says_that_the_tumor_is_functional(redundant):
    says = redundant["DEB-05", "debulking"]
    assert "(DEB-02)" in says
    assert "background fact functional-control" in says


def test_predominant_extrahepatic_disease_is_stated_twice(redundant):
    assert "(IAT-12)" in redundant["GEN-11a", "tae"]
    assert "(GEN-11a)" in redundant["IAT-12", "tae"]


def test_the_criteria_of_transplantation_are_all_needed(redundant):
    assert not [id_ for id_, option in redundant if option == "liver_transplantation"]


def test_a_statement_becomes_needed_when_its_twin_is_weaker(changed):
    pack = changed(FILES["IAT"], "IAT-12", when='extrahepatic.status == "present_not_predominant"')
    found = {f.about[:2] for f in statements.redundant(Model(bind_pack(pack)))}
    assert ("IAT-12", "tae") not in found
    assert ("GEN-11a", "tae") in found  # still implied by IAT-07
