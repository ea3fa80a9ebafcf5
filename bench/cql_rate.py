"""How many cases per second the public engine cql-execution answers, from an exported pack.

Fifteen answers and fifteen labels per case, a fresh executor for each (some engines keep results
of the case before); start-up, translation and reading files are not counted. The rows are those of
`nelm.registry.synthetic.simulate`, given to the engine as flat records after derivation, which it
is spared; its answers are compared with those of `assess`. Needs Node 18 or newer and npm.

Run: .venv/bin/python bench/cql_rate.py [CASES]
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nelm.assessment.assess import Assessment, assess_bound
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.case.vocabulary import vocabulary
from nelm.export.cql import export_cql
from nelm.export.elm import export_elm
from nelm.export.netcase import export_model_info
from nelm.export.plandefinition import export_plandefinition
from nelm.export.record import case_record
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.synthetic.simulate import simulate

FOLDER = Path(__file__).parents[1] / "tests" / "agreement" / "cql"
CASES, REPEAT, SEED = 5_000, 3, 1
DIAMETER = "liver.ablation_max_diameter_mm"
LETTER = {Answer.SUPPORTED: "t", Answer.NOT_SUPPORTED: "f", Answer.OPEN: "n"}
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def cql_rate(cases: int) -> dict[str, float]:
    """Cases per second, best of several runs, by where the ELM comes from.

    Keys: `translated` by the public translator @cqframework/cql, `direct` from our own writer.

    Raises:
        RuntimeError: the engine does not say what `assess` says.
    """
    return {name: cases / clock for name, (clock, _) in best_seconds(cases).items()}


def best_seconds(cases: int) -> dict[str, tuple[float, float]]:
    """Least wall time and least processor time of several runs, in seconds, as `bench/registry`."""
    bound = bind_pack(load_pack("dermine2019"))
    assessments = [assess_bound(case, bound) for case in simulated(cases)]
    job = job_of(bound, [case_record(found.known.values) for found in assessments])
    best: dict[str, tuple[float, float]] = {}
    for _ in range(REPEAT):
        for name, outcome in run(job)["engines"].items():
            check(job, outcome, assessments)
            clock, processor = best.get(name, (math.inf, math.inf))
            best[name] = min(clock, outcome["seconds"]), min(processor, outcome["processor"])
    return best


def simulated(count: int) -> Iterator[Case]:
    """Rows of a simulated registry as cases."""
    for row in simulate(count, seed=SEED).to_pylist():
        groups: dict[str, dict[str, object]] = {}
        for name, value in entered(row):
            group, field = name.split(".")
            groups.setdefault(group, {})[field] = value
        yield Case.model_validate(groups)


def entered(row: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """What a case file would state for a row."""
    for column, value in row.items():
        name = column.replace("__", ".")
        if value is None or name not in vocabulary():
            continue
        if name == DIAMETER:  # a case file says this of a lesion
            yield "liver.lesions", [{"plan": "ablate", "diameter_mm": value}]
        else:
            yield name, value


def job_of(bound: BoundPack, records: list[dict[str, object]]) -> dict[str, Any]:
    """What the script beside the agreement test is asked: every answer and every label."""
    options = [option.id for option in bound.pack.options]
    return {
        "cql": export_cql(bound),
        "model": export_model_info(bound),
        "elm": export_elm(bound),
        "plan": export_plandefinition(bound),
        "cases": records,
        "conditions": [f"{option} answer" for option in options],
        "texts": [f"{option} label" for option in options],
    }


def run(job: dict[str, Any]) -> dict[str, Any]:
    """One run of the engine on both libraries, in a process of its own."""
    if not (FOLDER / "node_modules").is_dir():
        subprocess.run(["npm", "ci", *QUIET], cwd=FOLDER, check=True)
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "job.json", Path(folder) / "result.json"
        asked.write_text(json.dumps(job), encoding="utf-8")
        subprocess.run(["node", FOLDER / "run.mjs", asked, told], check=True)
        result: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return result


def check(job: dict[str, Any], outcome: dict[str, Any], assessments: list[Assessment]) -> None:
    """The engine must have done the same work: the same answers and labels."""
    rows = zip(assessments, outcome["truths"], outcome["texts"], strict=True)
    for found, truths, texts in rows:
        answers = "".join(LETTER[result.answer] for result in found.options)
        labels = [result.label.value for result in found.options]
        if (truths, texts) != (answers, labels):
            raise RuntimeError(f"the engine differs from assess: {job['conditions']} {truths}")


def main() -> None:
    """Measure and print."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    versions = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    print(f"Python {platform.python_version()}, Node {node.stdout.strip()}, {os.cpu_count()} cores")
    print(f"load {os.getloadavg()[0]:.1f}; cql-execution {versions['cql-execution']}")
    print(f"{cases:,} cases, 15 answers and labels each, best of {REPEAT}")
    print(f"{'':12} {'cases/s':>10} {'per core-s':>12}")
    for name, (clock, processor) in best_seconds(cases).items():
        print(f"{name:12} {cases / clock:10,.0f} {cases / processor:12,.0f}", flush=True)


if __name__ == "__main__":
    main()
