"""How long one assessment takes, in process and from the command line.

Run: .venv/bin/python bench/assess.py
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nelm
from nelm.assessment.outlook import missing_facts, outlooks
from nelm.case.case import Case
from nelm.case.document import Document
from nelm.case.reading import case_from_document

EXAMPLES = Path(__file__).parents[1] / "examples"
NELM = Path(sys.executable).with_name("nelm")
UNKNOWN_FACTS = 15


def milliseconds(work: Callable[[], object], repeat: int) -> tuple[float, float, float]:
    """Minimum, median and maximum of several runs, after one warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times), statistics.median(times), max(times)


def with_unknown(path: Path, count: int) -> Case:
    """A complete example with facts taken out until that many deciding facts are unknown."""
    case = nelm.read_case(path)
    pack = nelm.load_pack("dermine2019")
    names = [name for name, _ in case.entries()]
    data = {name: entry.stated for name, entry in case.entries()}
    for name in names:
        current = case_from_document(Document(dict(data), {}, "bench"))
        assessment = nelm.assess(current, pack)
        if len(missing_facts(assessment, outlooks(assessment))) >= count:
            return current
        data.pop(name)
    raise SystemExit("not enough facts to take out")


def report(name: str, figures: tuple[float, float, float], goal: str) -> None:
    """Print one row."""
    low, median, high = figures
    print(f"{name:58} {low:9.2f} {median:9.2f} {high:9.2f}  {goal}")


def main() -> None:
    """Measure and print."""
    pack = nelm.load_pack("dermine2019")
    path = EXAMPLES / "synthetic-carcinoid-embolization.yaml"
    case = nelm.read_case(path)
    partial = with_unknown(path, UNKNOWN_FACTS)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{'milliseconds':58} {'min':>9} {'median':>9} {'max':>9}  goal (median)")

    def analyze() -> None:
        assessment = nelm.assess(partial, pack)
        missing_facts(assessment, outlooks(assessment))

    report(
        "assess: 15 options with traces", milliseconds(lambda: nelm.assess(case, pack), 300), "< 2"
    )
    report(
        f"the same and missing facts, {UNKNOWN_FACTS} unknown", milliseconds(analyze, 50), "< 100"
    )
    sheet = nelm.assess(case, pack)
    report("compose the whole sheet", milliseconds(lambda: nelm.compose(sheet), 50), "")
    for arguments, goal in ((["--help"], "< 400"), (["assess", str(path)], "< 1500")):
        run = [str(NELM), *arguments]
        figures = milliseconds(
            lambda run=run: subprocess.run(run, capture_output=True, check=True), 7
        )
        report(f"process: nelm {arguments[0]}", figures, goal)


if __name__ == "__main__":
    main()
