"""Hand-made pooled outcomes, and what can be read from a picture of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from nelm.evidence.estimate import Estimate, Point, PrintedClaim, Question, Reading, Summary
from nelm.reports import plot_rows

sys.path.append(str(Path(__file__).parent))  # tests here share modules

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
OPTIONS = ("tae", "tace")


def share(name: str, events: int, n: int = 10, **more: Any) -> Point:
    """A row of a rate; its interval is a plain Wald one, the pictures do not care."""
    p = events / n if n else 0
    half = 1.96 * sqrt(p * (1 - p) / n)
    fields: dict[str, Any] = {
        "study": name.lower(), "label": f"{name} 2001", "arm": "all", "options": OPTIONS,
        "reference": 39, "year": 2001, "n": n, "events": events, "value": 100 * p,
        "unit": "percent", "ci_lb": 100 * max(0, p - half), "ci_ub": 100 * min(1, p + half),
        "printed": f"{100 * p:.0f} %", "used": "printed", "says_who": None,
    }  # fmt: skip
    return Point(**(fields | more))


def months(name: str, median: float, n: int, **more: Any) -> Point:
    """A row of a time with the Kaplan-Meier variance."""
    se = 1 / (sqrt(n) * log(2))
    fields: dict[str, Any] = {
        "value": median, "unit": "months", "variance": se**2,
        "ci_lb": median * exp(-1.96 * se), "ci_ub": median * exp(1.96 * se),
        "printed": f"{median:g} months",
    }  # fmt: skip
    made = share(name, 0, n).model_dump() | fields | {"events": None} | more
    return Point(**made)


def summary(**more: Any) -> Summary:
    fields = {
        "k": 3, "n_patients": 120, "model": "binomial-normal model", "estimate": 50.0,
        "ci_lb": 40.0, "ci_ub": 60.0, "ci_rule": "profile likelihood", "pi_lb": 13.0,
        "pi_ub": 89.0, "pi_rule": "t with k - 2 degrees of freedom", "averaged": 49.0,
        "tau2": 0.87, "tau2_lb": 0.4, "tau2_ub": 1.9, "i2_percent": 86.4, "q_p": 0.0000001,
    }  # fmt: skip
    return Summary(**(fields | more))


def estimate(points: Sequence[Point], **more: Any) -> Estimate:
    is_rate = not points or points[0].unit == "percent"
    measure = "objective_response" if is_rate else "overall_survival"
    fields = {
        "question": Question(options=OPTIONS, measure=measure),
        "title": "Objective response" if is_rate else "Overall survival, median",
        "unit": "percent" if is_rate else "months",
        "reading": Reading(), "points": tuple(points), "excluded": (), "summary": summary(),
    }  # fmt: skip
    return Estimate(**(fields | more))


@pytest.fixture
def make() -> SimpleNamespace:
    """Makers of rows, results, outcomes, and the claim of the source."""
    claim = PrintedClaim(
        claim="C02", options=OPTIONS, low=8, high=94, median=49, verdict="only_under_a_reading"
    )
    return SimpleNamespace(
        share=share, months=months, summary=summary, estimate=estimate, claim=claim
    )


class Drawn:
    """An SVG read as what it shows."""

    def __init__(self, svg: bytes) -> None:
        self.root = ET.fromstring(svg)
        texts = [" ".join(t.itertext()) for t in self.root.iter(f"{SVG}text")]
        self.words = " ".join(" ".join(texts).split())

    def named(self, name: str) -> str:
        found = self.root.find(f"{SVG}{name}")
        assert found is not None
        return found.text or ""

    def xs(self, gid: str) -> list[float]:
        """Left to right, where the corners of a shape stand."""
        (path,) = self.root.findall(f".//{SVG}g[@id='{gid}']/{SVG}path")
        numbers = re.findall(r"[ML] (-?[\d.]+) ", path.attrib["d"])
        return sorted({float(number) for number in numbers})

    def ticks(self) -> dict[str, float]:
        """The words below the axis and where they stand."""
        found = {}
        for group in self.root.iter(f"{SVG}g"):
            if group.get("id", "").startswith("xtick_"):
                (use,) = [u for u in group.iter(f"{SVG}use") if "x" in u.attrib][:1]
                (word,) = [" ".join(t.itertext()) for t in group.iter(f"{SVG}text")]
                found[word.strip()] = float(use.attrib["x"])
        return found

    def has(self, gid: str) -> bool:
        return self.root.find(f".//{SVG}g[@id='{gid}']") is not None


@pytest.fixture
def read() -> Callable[[bytes], Drawn]:
    return Drawn


@pytest.fixture
def collisions(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[str]]:
    """Pairs of words that touch, and words that leave the page, in a picture."""
    kept: list[Any] = []
    honest = plot_rows.saved

    def keep(figure: Any, *more: Any) -> bytes:
        kept.append(figure)
        return honest(figure, *more)

    def found(draw: Callable[[], object]) -> list[str]:
        monkeypatch.setattr(plot_rows, "saved", keep)
        draw()
        figure = kept.pop()
        figure.set_dpi(150)
        FigureCanvasAgg(figure).draw()
        paper, panel = figure.axes
        texts = [*paper.texts, *panel.texts, *panel.get_xticklabels(), *panel.get_yticklabels()]
        shown = [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text()]
        page = figure.bbox
        out = [w for w, b in shown if b.x0 < 0 or b.y0 < 0 or b.x1 > page.x1 or b.y1 > page.y1]
        pairs = [
            f"{a} | {b}"
            for n, (a, first) in enumerate(shown)
            for b, second in shown[n + 1 :]
            if _overlap(first, second)
        ]
        return out + pairs

    return found


def _overlap(first: Any, second: Any) -> bool:
    """Whether boxes share more than the rim of a letter."""
    width = min(first.x1, second.x1) - max(first.x0, second.x0)
    height = min(first.y1, second.y1) - max(first.y0, second.y0)
    return bool(width > 1 and height > 2)
