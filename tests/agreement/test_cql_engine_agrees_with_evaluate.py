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

from nelm.assessment.assess import assess_bound
from nelm.assessment.verdict import Answer, Label
from nelm.case.case import Case
from nelm.case.derived import BY_FACT
from nelm.case.lesion import Lesion
from nelm.case.vocabulary import facts_of_model, vocabulary
from nelm.criteria.binding import thresholds
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

FOLDER = Path(__file__).parent / "cql"
CASES = int(os.environ.get("NELM_CQL_CASES", "2000"))
LETTER = {Truth.MET: "t", Truth.NOT_MET: "f", Truth.UNKNOWN: "n"}
GROUNDS = {
    "contraindicated": "contraindicated",
    "not addressed": "not_addressed",
    "indicated": "indicated",
    "caution": "caution",
}
# Every choice away from its default, every number that is not set by default set.
OTHER_READINGS = {
    "extrahepatic_none_rule": "any_finding",
    "lt_extrahepatic_none_rule": "nodes_not_counted",
    "pattern_by": "distribution",
    "lm_limited_max_count": 5,
    "flr_min_percent": 30,
    "deb_parse": "B",
    "stable_counts": "stable_only",
    "mwa_inherits_rfa": "no",
    "iat08_mode": "permissive",
    "iat06_mode": "permissive",
    "pvt_counts": "main_only",
    "hci_by": "judged",
    "eh_predominant_min_percent": 50,
    "prior_ablation_counts": "all_thermal",
    "sstr_min": "krenning_2",
    "lrt_scope": "with_surgery",
    "scope_rectum": "inside",
    "monitoring_inferred": "no",
    "prrt05_scope": "all",
    "refusal_counts": "yes",
    "lt_max_ki67_percent": 12.5,
}
# Patients whom many options suit; generated cases stray from them.
PROGRESSIVE = {
    "patient.age_years": 50,
    "patient.ecog": 0,
    "patient.surgery_contraindicated": "general",
    "tumor.primary_site": "ileum",
    "tumor.primary_status": "resected",
    "tumor.differentiation": "well",
    "tumor.ki67_percent": 2,
    "tumor.syndrome": "carcinoid",
    "tumor.syndrome_control": "uncontrolled_on_medical",
    "tumor.sstr_status": "positive",
    "tumor.krenning_score": 3,
    "liver.lm_extent": "limited",
    "liver.pattern": "simple",
    "liver.involvement_percent": 20,
    "liver.complete_resection_feasible": "no",
    "liver.resectable_fraction_percent": 95,
    "liver.portal_vein_thrombosis": "none",
    "liver.hepatocellular_insufficiency": "no",
    "liver.biliodigestive_anastomosis": "no",
    "extrahepatic.status": "none",
    "course.status": "progressive",
    "history.ssa": "progressed_on",
    "history.prior_rfa_sessions": 0,
    "liver.lesions": [{"plan": "ablate", "diameter_mm": 20, "near_vital": "no"}],
}
STABLE = {
    **PROGRESSIVE,
    "tumor.syndrome_control": "controlled",
    "course.status": "stable",
    "course.stable_months": 8,
}
RESECTABLE = {
    **STABLE,
    "patient.surgery_contraindicated": "no",
    "liver.complete_resection_feasible": "yes",
    "liver.two_step_clearance_feasible": "yes",
}
LESION = facts_of_model(Lesion)
LIMITS = {"diameter_mm": (50,), "vital_distance_mm": (10,), "capsule_distance_mm": (5,)}


class Patients:
    """Seeded patients: unknown facts, values at, just below and above bounds, ranges, groups."""

    def __init__(self, bound, seed):
        self.dice = random.Random(seed)
        self.bounds = thresholds([c.node for c in bound.conditions.values()])
        read = set(facts_read(bound))
        inputs = {name for fact in read & BY_FACT.keys() for name in BY_FACT[fact].inputs}
        kinds = ("yes_no", "choice", "number", "integer")
        facts = vocabulary()
        self.names = [
            name
            for name in facts
            if name in read | inputs and facts[name].enterable and facts[name].kind in kinds
        ]

    def case(self):
        dice = self.dice
        facts = dict(dice.choice([PROGRESSIVE, STABLE, RESECTABLE, {}]))
        for name in dice.sample(sorted(facts), dice.choice([0, 1, 3]) if facts else 0):
            del facts[name]
        for name in dice.sample(self.names, dice.choice([0, 1, 3, 8, 30])):
            facts[name] = self.state(vocabulary()[name], self.bounds.get(name, ()))
        if dice.random() < 0.3:
            facts["liver.lesions"] = [self.lesion() for _ in range(dice.randint(1, 3))]
        if dice.random() < 0.1:
            facts["history.prior_ablation"] = [self.ablation() for _ in range(dice.randint(0, 2))]
        if dice.random() < 0.1:
            facts.pop("course.stable_months", None)
            facts["course.stable_since"] = f"2023-0{dice.randint(1, 3)}-{dice.randint(10, 28)}"
            facts["course.latest_imaging"] = f"2023-0{dice.randint(7, 9)}-{dice.randint(10, 28)}"
        groups = {}
        for name, value in facts.items():
            group, field = name.split(".")
            groups.setdefault(group, {})[field] = value
        return Case.model_validate(groups)

    def lesion(self):
        known = self.dice.sample([*LIMITS, "near_vital", "at_surface"], self.dice.randint(0, 5))
        lesion = {name: self.state(LESION[name], LIMITS.get(name, ())) for name in known}
        return lesion | {"plan": self.dice.choice(["ablate", "ablate", "resect", "unknown"])}

    def ablation(self):
        types = ["rfa", "rfa", "microwave", "cryotherapy", "unknown"]
        sessions = [{}, {"sessions": 1}, {"sessions": 2}, {"sessions": ">1"}]
        return {"type": self.dice.choice(types), **self.dice.choice(sessions)}

    def state(self, fact, limits):
        while True:
            raw = self.guess(fact, limits)
            try:
                fact.read(raw)
            except ValueError:
                continue
            return raw

    def guess(self, fact, limits):
        dice = self.dice
        if fact.kind == "yes_no":
            return dice.choice([True, False])
        if fact.kind == "choice":
            return dice.choice(sorted({*fact.values, *fact.groups}))
        low, high = fact.plausible or (fact.low, fact.high)
        steps = (-1, 0, 1) if fact.kind == "integer" else (-0.5, -1e-9, 0, 0, 1e-9, 0.5)
        near = [*(x + d for x in limits for d in steps), low, min(high, 1000)]
        text = [f"{dice.choice(near):.10f}".rstrip("0").rstrip(".") for _ in range(2)]
        if dice.random() < 0.15:
            return "-".join(sorted(text, key=float))
        return dice.choice(["", "", "", "<", "<=", ">", ">="]) + text[0]


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
    "parameters", [{}, OTHER_READINGS], ids=["at the defaults", "at other readings"]
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
