"""Write the reference under docs/reference from packs, vocabulary and models.

`python docs/generate.py` writes the files; `--check` writes nothing and fails when one is stale.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from nelm.assessment.sheet import SHEET_VERSION, Sheet
from nelm.case.fact import Fact
from nelm.case.schema import DIALECT, case_schema
from nelm.case.template import lists_of_model
from nelm.case.vocabulary import GROUPS, facts_of_model, vocabulary
from nelm.knowledge.loader import load_pack, pack_names
from nelm.planning.dose.form import DOSE_VERSION, VoxelDose
from nelm.planning.form import PLAN_VERSION, Plan
from nelm.reports.pack_page import pack_markdown
from nelm.reports.page import Block, Heading, Items, Table, as_markdown

REFERENCE = Path(__file__).parent / "reference"
CONFIDENCE = (
    "V: seen in published mCODE pages",
    "H: well known, check once against the current release",
    "M: verify before use",
)
RESULTS: Mapping[str, tuple[int, type[BaseModel]]] = {  # what `--json` prints
    "sheet": (SHEET_VERSION, Sheet),
    "plan": (PLAN_VERSION, Plan),
    "dose": (DOSE_VERSION, VoxelDose),
}
TEXT = Fact("text", subject="text", question="")
HEAD = ("fact", "kind", "unit", "range or values", "question", "codes", "valid", "derived from")


def main(arguments: Sequence[str], folder: Path = REFERENCE) -> int:
    """Write or check the reference; 1 when a check finds a stale file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which files are stale")
    check = parser.parse_args(arguments).check
    wanted = dict(_files())
    strays = {path for name in pack_names() for path in (folder / name).glob("*")}
    strays -= {folder / name for name in wanted}
    stale = [name for name, text in wanted.items() if _current(folder / name) != text]
    stale += sorted(str(path.relative_to(folder)) for path in strays)
    if check:
        sys.stderr.write("".join(f"stale: {name}\n" for name in stale))
        return 1 if stale else 0
    for path in strays:
        path.unlink()
    for name, text in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _files() -> Iterator[tuple[str, str]]:
    """Every generated file by its name in the reference."""
    for name in pack_names():
        pack = load_pack(name)
        yield f"{name}/index.md", pack_markdown(pack, None)
        for option in pack.options:
            yield f"{name}/{option.id}.md", pack_markdown(pack, option.id)
    yield "vocabulary.md", as_markdown(_vocabulary())
    yield "case.schema.json", _json(case_schema())
    for name, (version, model) in RESULTS.items():
        yield f"{name}.schema.json", _json(_schema(f"urn:nelm:{name}:{version}", model))


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _schema(id_: str, model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": id_, **model.model_json_schema(mode="serialization")}


def _vocabulary() -> Iterator[Block]:
    yield Heading(1, "Vocabulary: every fact of a case")
    yield (
        "Every fact may be unknown. A number may be exact, a bound or a range. Facts in bold make "
        "a first useful answer. Validity is a convention of nelm: an older fact is flagged, never "
        "dropped."
    )
    yield Items(tuple(f"code confidence {text}" for text in CONFIDENCE))
    for group, model in GROUPS.items():
        yield Heading(2, group)
        yield (model.__doc__ or "").strip()
        facts = ((n, f) for n, f in vocabulary().items() if n.startswith(f"{group}."))
        yield Table(HEAD, tuple(_row(name, fact) for name, fact in facts))
        for name, entry in lists_of_model(model).items():
            yield Heading(3, f"{group}.{name}")
            yield f"A list. {entry.__doc__} An empty list says that there is none."
            inner = facts_of_model(entry)
            yield Table(HEAD, tuple(_row(n, inner.get(n, TEXT)) for n in entry.model_fields))


def _row(name: str, fact: Fact) -> tuple[str, ...]:
    return (
        f"**`{name}`**" if fact.minimal else f"`{name}`",
        fact.kind.replace("_", "/"),
        fact.unit,
        _range(fact),
        fact.question,
        "; ".join(f"{code.system} {code.code} ({code.confidence})" for code in fact.codes),
        f"{fact.validity_months} months" if fact.validity_months else "",
        f"{fact.derived}{'' if fact.enterable else '; can not be entered'}",
    )


def _range(fact: Fact) -> str:
    if fact.kind == "choice":
        groups = (f"{word} = {' or '.join(sorted(x))}" for word, x in fact.groups.items())
        precise = (word for word in fact.values if word not in fact.groups)
        return ", ".join([*precise, *groups])
    if fact.kind not in ("number", "integer"):
        return ""
    limits = f"from {fact.low:g}" if math.isinf(fact.high) else f"{fact.low:g} to {fact.high:g}"
    usual = fact.plausible
    return limits + (f"; questioned outside {usual[0]:g} to {usual[1]:g}" if usual else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
