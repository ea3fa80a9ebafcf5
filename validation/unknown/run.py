"""Ask every system the same questions about what is unknown, and keep what it answers.

    python validation/unknown/run.py FOLDER [SYSTEM ...]   install into FOLDER, ask, keep
    python validation/unknown/run.py                       print the table of what was kept

The README beside this file says what has to be there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "measured.json"
MODEL_INFO = HERE.parents[1] / "tests" / "agreement" / "cql" / "system-modelinfo.xml"
QUESTIONS = {
    "missing": "`Ki-67 < 10`",
    "negated": "`not progression`",
    "or_true": "`A or true`",
    "or_false": "`A or false`",
    "table": "table: `Ki-67 < 10` low, else not low",
    "nan": "`NaN > 5`",
}
KINDS = {
    "unknown": ("null", "NA", "unknown", "open"),
    "true": ("true", "met"),
    "false": ("false",),
}


@dataclass(frozen=True)
class System:
    """A system and how to run its script.

    Attributes:
        script: file and arguments.
        packages: what to install; `==` and `@` fix the versions that were measured.
        python: the Python that the packages need; none for what is run otherwise.
        environment: folder of the installation; several systems may share one.
    """

    script: tuple[str, ...]
    packages: tuple[str, ...] = ()
    python: str = "3.11"
    environment: str = ""


def pip(script: str, packages: str, *, python: str = "3.11", environment: str = "") -> System:
    """A system from PyPI, in an environment of its own unless one is named."""
    name = environment or packages.split("==", maxsplit=1)[0]
    return System(tuple(script.split()), tuple(packages.split()), python, name)


def npm(script: str, *packages: str) -> System:
    """A system from npm."""
    return System(tuple(script.split()), packages, "", "node")


TABLES = {"environment": "tables"}
CQL = ("@cqframework/cql@5.3.0", "cql-execution@3.3.2")
SYSTEMS = {
    "nelm": System(("ask_nelm.py",)),
    "CQL: cql-execution": npm("ask_cql_execution.mjs", *CQL),
    "the same, parameters not supplied": npm("ask_cql_execution.mjs parameters", *CQL),
    "CQL: @cqframework/cql": npm("ask_cqframework.mjs", CQL[0]),
    "the same engine, parameters not supplied": npm("ask_cqframework.mjs parameters", CQL[0]),
    "CQL: dhis2w-fhir-engine": pip(
        "ask_dhis2w.py", "dhis2w-fhir-engine==1.33.0", python="3.13", environment="dhis2w"
    ),
    "CQL to SQL: fhir4ds-v2": pip(
        "ask_fhir4ds.py", "fhir4ds-v2==0.0.17 pandas", environment="fhir4ds"
    ),
    "the same, facts read by a query": pip(
        "ask_fhir4ds.py query", "fhir4ds-v2==0.0.17 pandas", environment="fhir4ds"
    ),
    "FEEL (DMN): feelin": npm("ask_feelin.mjs", "feelin@8.2.0"),
    "zen-engine": pip("ask_zen_engine.py", "zen-engine==2.1.3"),
    "Rego: regopy": pip("ask_regopy.py", "regopy==1.5.2"),
    "CEL: cel-python": pip("ask_cel.py", "cel-python==0.5.0"),
    "JsonLogic: json-logic-js": npm("ask_json_logic.mjs", "json-logic-js@2.0.5"),
    "JsonLogic: panzi-json-logic": pip(
        "ask_json_logic.py", "panzi-json-logic==1.0.1", environment="json-logic"
    ),
    "json-rules-engine": npm("ask_json_rules_engine.mjs", "json-rules-engine@7.3.1"),
    "business-rules": pip("ask_business_rules.py", "business-rules==1.1.1"),
    "durable-rules": pip("ask_durable_rules.py", "durable-rules==2.0.28"),
    "experta": pip("ask_experta.py", "experta==1.9.4", python="3.9"),
    "OpenFisca-core": pip("ask_openfisca.py", "openfisca-core==46.0.1", environment="openfisca"),
    "MongoDB queries: mongomock": pip("ask_mongomock.py", "mongomock==4.3.0"),
    "SQLite": System(("ask_sqlite.py",)),
    "PostgreSQL": System(("ask_postgresql.py",)),
    "DuckDB": pip("ask_duckdb.py", "duckdb==2.0.0", **TABLES),
    "Spark SQL": pip("ask_spark.py", "pyspark==4.0.5", environment="spark"),
    "Polars": pip("ask_polars.py", "polars==2.1.0", **TABLES),
    "pandas, columns as read": pip("ask_pandas.py", "pandas==3.1.1", **TABLES),
    "pandas, nullable columns": pip("ask_pandas.py nullable", "pandas==3.1.1", **TABLES),
    "NumPy": pip("ask_numpy.py", "numpy==2.4.6", **TABLES),
    "R": System(("ask_r.R",)),
}


def ask(system: System, folder: Path) -> dict[str, object]:
    """What a system answers, installed first where it is missing."""
    script = HERE / system.script[0]
    if script.suffix == ".mjs":
        command = ["node", str(_beside_modules(system, folder) / script.name)]
    elif script.suffix == ".R":
        command = ["Rscript", str(script)]
    else:
        command = [_python(system, folder), str(script)]
    run = subprocess.run(
        [*command, *system.script[1:]], capture_output=True, text=True, check=True, timeout=300
    )
    told: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return told


def _python(system: System, folder: Path) -> str:
    if not system.environment:
        return sys.executable
    home = folder / system.environment
    if not home.is_dir():
        subprocess.run([f"python{system.python}", "-m", "venv", home], check=True)
    python = str(home / "bin" / "python")
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, *system.packages], check=True)
    return python


def _beside_modules(system: System, folder: Path) -> Path:
    """Scripts find packages only beside themselves: copy them there."""
    home = folder / system.environment
    home.mkdir(exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix", home]
    subprocess.run(["npm", "install", *quiet, *system.packages], check=True, stdout=sys.stderr)
    for path in (*HERE.glob("*.mjs"), HERE / "questions.cql", MODEL_INFO):
        shutil.copy(path, home)
    return home


def table(kept: dict[str, dict[str, object]]) -> str:
    """The table and its counts, in Markdown."""
    lines = [f"| system | version | {' | '.join(QUESTIONS.values())} | measured here |"]
    lines.append("| --- " * (len(QUESTIONS) + 3) + "|")
    for name, told in kept.items():
        answers = told["answers"]
        assert isinstance(answers, dict)
        cells = " | ".join(answers[question] for question in QUESTIONS)
        lines.append(f"| {name} | {told['version']} | {cells} | {told['date']} |")
    return "\n".join([*lines, "", *_counts(kept)])


def _counts(kept: dict[str, dict[str, object]]) -> list[str]:
    """How many rows say what, for the questions in which only one fact is unknown."""
    found = []
    for question in ("missing", "negated", "or_false", "table"):
        cells = [told["answers"][question] for told in kept.values()]  # type: ignore[index]
        counted = Counter(_kind(str(cell)) for cell in cells)
        parts = ", ".join(f"{kind} {count}" for kind, count in counted.most_common())
        found.append(f"- {QUESTIONS[question]}: {parts}")
    return [f"Rows by answer, of {len(kept)}:", "", *found]


def _kind(cell: str) -> str:
    cell = "error" if cell.startswith("error") else cell
    return next((kind for kind, words in KINDS.items() if cell in words), cell)


def main(arguments: list[str]) -> None:
    """Ask and keep, or print what was kept."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    for name in arguments[1:] or SYSTEMS if arguments else ():
        told = ask(SYSTEMS[name], Path(arguments[0]).resolve())
        kept[name] = {**told, "date": date.today().isoformat()}
        sys.stderr.write(f"{name}: {told}\n")
    if arguments:
        kept = {name: kept[name] for name in SYSTEMS if name in kept}
        KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(table(kept) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
