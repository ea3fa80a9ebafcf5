"""The PlanDefinition: one action per option, its places in the source, and nothing to carry out."""

import json
import re
from base64 import b64decode

from nelm.export.cql import export_cql
from nelm.export.elm import export_elm
from nelm.export.plandefinition import export_plandefinition
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack


def test_there_is_one_action_per_option_in_the_order_of_the_source(bound):
    actions = export_plandefinition(bound)["action"]
    assert [a["prefix"] for a in actions] == [o.code for o in bound.pack.options]
    assert all(
        o.standing in a["description"] for o, a in zip(bound.pack.options, actions, strict=True)
    )


def test_each_action_applies_when_a_definition_of_the_library_is_true(bound):
    plan = export_plandefinition(bound)
    text = export_cql(bound)
    for action in plan["action"]:
        (condition,) = action["condition"]
        assert condition["kind"] == "applicability"
        assert f"define {condition['expression']['expression']}:" in text
        assert condition["expression"]["expression"].endswith(' is yes"')
    assert plan["library"] == [f"#{plan['contained'][0]['id']}"]


def test_the_contained_library_is_the_exported_one(bound):
    cql, elm = export_plandefinition(bound)["contained"][0]["content"]
    assert b64decode(cql["data"]).decode() == export_cql(bound)
    assert json.loads(b64decode(elm["data"])) == export_elm(bound)


def test_the_source_is_cited_with_its_doi_and_each_statement_with_its_place(bound):
    plan = export_plandefinition(bound)
    (citation,) = plan["relatedArtifact"]
    assert citation["url"] == "https://doi.org/10.3390/jcm8111907"
    transplantation = next(a for a in plan["action"] if a["prefix"] == "LT")
    place = next(d for d in transplantation["documentation"] if d["label"].startswith("LT-01 "))
    assert place["label"] == "LT-01 (required)"
    assert "Conclusions, paragraph 6" in place["citation"]


def test_nothing_in_it_orders_a_treatment_or_quotes_a_dose(bound):
    doses = [s for s in bound.pack.statements if s.kind == "dose"]
    text = json.dumps({**export_plandefinition(bound), "contained": []}, ensure_ascii=False)
    assert doses
    assert not [s.id for s in doses if s.says in text or f"{s.id} (" in text]
    assert not re.search(r"mg/m2|g/m2|GBq|definition(Canonical|Uri)|dosage", text)


def test_changed_parameters_are_named():
    plan = export_plandefinition(bind_pack(load_pack("dermine2019"), {"lt_max_age_years": 55}))
    assert "Parameters changed: lt_max_age_years = 55" in plan["description"]


def test_ids_and_texts_keep_the_rules_of_fhir(bound):
    def leaves(part, name=""):
        items = part.items() if isinstance(part, dict) else ((name, x) for x in part)
        for key, value in items:
            if isinstance(value, dict | list):
                yield from leaves(value, key)
            else:
                yield key, value

    found = list(leaves(export_plandefinition(bound)))
    texts = [value for _, value in found if isinstance(value, str)]
    assert all(text and text == text.strip() for text in texts)
    ids = [value for key, value in found if key == "id"]
    assert len(ids) == len(bound.pack.options) + 2
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,64}", id_) for id_ in ids)
