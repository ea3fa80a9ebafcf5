"""The exported pack, translated and run by engines that are not ours, says what `assess` says.

Translator: @cqframework/cql. Engine: cql-execution, on the translated library and on our own ELM.
Validator of the PlanDefinition: fhir. All three come from npm with the versions of the lock file.
"""

import dataclasses
import fcntl
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from generated import case_of, draw_case_file
from patients_and_readings import OTHER_READING

from nelm.assessment.assess import assess_bound
from nelm.assessment.verdict import Answer, Label
from nelm.case.case import Case
from nelm.case.derived import BY_FACT
from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
    facts_of,
)
from nelm.criteria.truth import Truth, any_of
from nelm.criteria.values import Interval
from nelm.export.cql import export_cql
from nelm.export.elm import export_elm
from nelm.export.netcase import export_model_info
from nelm.export.plandefinition import export_plandefinition
from nelm.export.record import case_record, facts_read
from nelm.knowledge.binding import Condition, bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.schema import flat_facts

FOLDER = Path(__file__).parent / "cql"
CASES = int(os.environ.get("NELM_CQL_CASES", "10000"))
LETTER = {Truth.MET: "t", Truth.NOT_MET: "f", Truth.UNKNOWN: "n"}
GROUNDS = {
    "contraindicated": "contraindicated",
    "not addressed": "not_addressed",
    "indicated": "indicated",
    "caution": "caution",
}


class Patients:
    """Seeded case files about what a pack reads and what that is derived from."""

    def __init__(self, bound, seed):
        self.dice = random.Random(seed)
        read = set(facts_read(bound))
        read |= {name for fact in read & BY_FACT.keys() for name in BY_FACT[fact].inputs}
        facts = flat_facts()
        self.names = [name for name in facts if name in read and facts[name].enterable]

    def case(self):
        return case_of(draw_case_file(self.dice, self.names, [0, 1, 3, 8, 30]))


def engines(job, tmp_path):
    """What the other engines make of a job; installs their packages where they are missing."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            if os.environ.get("CI"):
                pytest.fail("not run: no Node")
            pytest.skip("not run: no Node")
    install()
    paths = tmp_path / "job.json", tmp_path / "result.json"
    paths[0].write_text(json.dumps(job), encoding="utf-8")
    subprocess.run(["node", FOLDER / "run.mjs", *paths], check=True)
    return json.loads(paths[1].read_text(encoding="utf-8"))


def install():
    """Install the locked packages unless they are there; one process at a time."""
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    wanted = {name: about["version"] for name, about in lock["packages"].items() if name}
    with (FOLDER / "package.json").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            listed = json.loads((FOLDER / "node_modules/.package-lock.json").read_text())
            found = {name: about["version"] for name, about in listed["packages"].items()}
        except FileNotFoundError:
            found = {}
        if found != wanted:
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(["npm", "ci", *quiet], cwd=FOLDER, check=True)


def job_of(bound, cases):
    elm = export_elm(bound)
    names = [define["name"] for define in elm["library"]["statements"]["def"]]
    texts = [name for name in names if name.endswith((" label", " standing"))]
    return {
        "cql": export_cql(bound),
        "model": export_model_info(bound),
        "elm": elm,
        "plan": export_plandefinition(bound),
        "cases": cases,
        "conditions": [name for name in names if name not in {*texts, "Patient"}],
        "texts": texts,
    }


def expected(assessment):
    """Truth or text of every definition, as our own evaluator gives it."""
    bound, values = assessment.bound, assessment.known.values
    pack = bound.pack
    found = {part.id: "t" for part in (*pack.statements, *pack.gaps, *pack.conflicts)}
    for id_, condition in bound.conditions.items():
        trace = evaluate(condition.node, values)
        found[id_] = LETTER[trace.truth]
        named = (t for t in trace.walk() if isinstance(t.node, Named))
        found |= {t.node.name: LETTER[t.truth] for t in named}
    found["out of scope"] = LETTER[any_of(gap.truth for gap in assessment.out_of_scope)]
    for result in assessment.options:
        name = result.option.id
        for words, field in GROUNDS.items():
            found[f"{name} {words}"] = LETTER[getattr(result.grounds, field)]
        answer = {Answer.SUPPORTED: "t", Answer.NOT_SUPPORTED: "f", Answer.OPEN: "n"}
        found[f"{name} answer"] = answer[result.answer]
        found[f"{name} is yes"] = "t" if result.answer is Answer.SUPPORTED else "f"
        found[f"{name} is no"] = "t" if result.answer is Answer.NOT_SUPPORTED else "f"
        found[f"{name} label"] = result.label.value
        found[f"{name} standing"] = result.option.standing
    return found


@pytest.mark.parametrize(
    "parameters", [{}, OTHER_READING], ids=["at the defaults", "at other readings"]
)
def test_other_engines_give_every_answer_label_and_truth_that_assess_gives(parameters, tmp_path):
    bound = bind_pack(load_pack("dermine2019"), parameters)
    patients = Patients(bound, seed=20190711)
    assessments = [assess_bound(patients.case(), bound) for _ in range(CASES // 2)]
    job = job_of(bound, [case_record(found.known.values) for found in assessments])
    result = engines(job, tmp_path)

    assert result["plan"]["valid"]
    assert [found for found in result["plan"]["messages"] if found["severity"] != "info"] == []
    assert_agreement(assessments, job, result)
    assert_the_cases_are_varied(assessments)


def test_other_engines_agree_on_random_formulas_in_the_place_of_every_condition(tmp_path):
    bound = bind_pack(load_pack("dermine2019"))
    dice = random.Random(3)
    formulas = {id_: formula(dice, facts_read(bound), depth=3) for id_ in bound.conditions}
    conditions = {id_: Condition(f, facts_of(f), ()) for id_, f in formulas.items()}
    bound = dataclasses.replace(bound, conditions=conditions)
    patients = Patients(bound, seed=4)
    assessments = [assess_bound(patients.case(), bound) for _ in range(CASES // 10)]
    job = job_of(bound, [case_record(found.known.values) for found in assessments])
    assert_agreement(assessments, job, engines(job, tmp_path))
    truths = [
        evaluate(f, found.known.values).truth for found in assessments for f in formulas.values()
    ]
    assert all(truths.count(truth) > len(truths) / 10 for truth in Truth)


def formula(dice, facts, depth):
    """A formula over facts of the vocabulary, the odd constant among them."""
    if depth == 0 or dice.random() < 0.2:
        return atom(dice, facts)
    parts = tuple(formula(dice, facts, depth - 1) for _ in range(dice.randint(0, 3)))
    pair = formula(dice, facts, depth - 1), formula(dice, facts, depth - 1)
    return dice.choice([And(parts), Or(parts), Not(pair[0]), Otherwise(*pair)])


def atom(dice, facts):
    if dice.random() < 0.1:
        return Constant(dice.choice([True, False, None]))
    name = dice.choice(facts)
    fact = vocabulary()[name]
    if fact.kind == "yes_no":
        return Yes(name)
    if fact.kind == "choice":
        words = sorted(fact.words)
        return OneOf(name, frozenset(dice.sample(words, dice.randint(1, len(words)))))
    bound = dice.choice([None, fact.low, 3.0, 10.5, 50.0])
    return Compare(name, dice.choice(["<", "<=", "==", ">=", ">"]), bound)


def assert_agreement(assessments, job, result):
    """The same truth of every condition, the same answer and label of every option."""
    assert result["messages"] == []
    for engine, outcome in result["engines"].items():
        rows = zip(assessments, outcome["truths"], outcome["texts"], strict=True)
        for assessment, truths, texts in rows:
            theirs = dict(zip(job["conditions"], truths, strict=True))
            theirs |= dict(zip(job["texts"], texts, strict=True))
            ours = expected(assessment)
            assert ours.keys() == theirs.keys()
            differences = {n: (ours[n], theirs[n]) for n in ours if ours[n] != theirs[n]}
            assert not differences, (engine, assessment.known.values)
    assert len(result["engines"]) == 2


def assert_the_cases_are_varied(assessments):
    labels = {result.label for found in assessments for result in found.options}
    assert labels == set(Label)
    values = [value for found in assessments for value in found.known.values.values()]
    assert any(isinstance(x, frozenset) and len(x) > 1 for x in values)
    numbers = [x for x in values if isinstance(x, Interval)]
    assert any(x.low == float("inf") for x in numbers)
    assert any(x.low_open for x in numbers)
    assert any(x.high_open for x in numbers)
    assert any(x.is_exact and x.low * 1e8 % 1 for x in numbers)


def test_the_translator_and_the_validator_report_what_is_wrong(tmp_path):
    bound = bind_pack(load_pack("dermine2019"))
    job = job_of(bound, [])
    job["cql"] = job["cql"].replace("Patient.tumor__who_grade", "Patient.no_such_element")
    job["plan"]["status"] = "whatever"
    result = engines(job, tmp_path)
    assert any("no_such_element" in message for message in result["messages"])
    assert not result["plan"]["valid"]
    assert "translated" not in result["engines"]


def test_an_engine_that_reads_another_bound_is_noticed(tmp_path):
    bound = bind_pack(load_pack("dermine2019"))
    case = Case.model_validate({"tumor": {"ki67_percent": 10}})
    assessment = assess_bound(case, bound)
    job = job_of(bound, [case_record(assessment.known.values)])
    before = '"is below"("tumor.ki67_percent", 10.0 /* lt_max_ki67_percent */)'
    assert before in job["cql"]
    job["cql"] = job["cql"].replace(before, before.replace("below", "at most"))
    engine = engines(job, tmp_path)["engines"]
    place = job["conditions"].index("LT-01")
    assert (engine["translated"]["truths"][0][place], engine["direct"]["truths"][0][place]) == (
        "t",
        "f",
    )
    assert expected(assessment)["LT-01"] == "f"
