"""Code in the documentation runs, and the numbers of the README are those of the pack."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import nelm
from nelm.case.reading import parse_case

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*/*.md"))]
PACK = nelm.load_pack("dermine2019")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


PYTHON = [(page, code) for page in PAGES for code in blocks(page, "python")]


@pytest.mark.parametrize(("page", "code"), PYTHON, ids=[page.stem for page, _ in PYTHON])
def test_python_in_the_documentation_runs(page: Path, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{page}: {done.stderr}"


def test_there_is_code_to_run() -> None:
    assert {page.name for page, _ in PYTHON} >= {"README.md", "read-json.md"}


def test_the_case_of_the_tutorial_gives_what_the_tutorial_says() -> None:
    (text,) = blocks(ROOT / "docs/tutorial/first-case.md", "yaml")
    case = parse_case(text.encode())
    result = nelm.assess(case, PACK).option("transplantation")
    assert result.label.value == "supported_with_caution"
    assert len(dict(case.entries())) == 10
    strict = nelm.assess(case, PACK, {"lt_max_age_years": 55}).option("transplantation")
    assert strict.label.value == "criteria_not_met"


def test_the_readme_counts_what_the_pack_holds() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    counts = {
        "single claims": len(PACK.statements),
        "parameters": len(PACK.parameters),
        "contradictions": len(PACK.conflicts),
        "gaps": len({re.sub("[a-z]$", "", gap.id) for gap in PACK.gaps}),
        "defects": len(PACK.defects),
    }
    for word, count in counts.items():
        assert f"{count} {word}" in readme, (word, count)


def test_every_relative_link_leads_somewhere() -> None:
    for page in [*PAGES, *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_public_names_are_the_documented_ones() -> None:
    assert set(nelm.__all__) == {
        "Assessment",
        "Case",
        "Estimate",
        "InputError",
        "NelmError",
        "Pack",
        "PackError",
        "Plan",
        "Question",
        "Reading",
        "assess",
        "compose",
        "load_evidence",
        "load_pack",
        "plan",
        "pool",
        "read_case",
    }
    assert all(getattr(nelm, name) is not None for name in nelm.__all__)
    with pytest.raises(AttributeError, match="rank"):
        _ = nelm.rank
