"""Write docs/reference/dermine2019-proofs.md: what the solver found about the pack.

`python docs/generate_proofs.py` writes the page; `--check` writes nothing and fails when it is
stale. Every sentence under "In words" is proved again; the page is not written when one fails.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nelm.cli.verify import report_blocks
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import Pack
from nelm.reports.page import Block, Heading, Items, Table, as_markdown
from nelm.verification.claims import supportable
from nelm.verification.difference import ANSWER, LABEL, ONE_OPEN, diff
from nelm.verification.verify import verify

PAGE = Path(__file__).parent / "reference" / "dermine2019-proofs.md"
KINDS = {"other answer for": (ANSWER,), "else another verdict for": (ONE_OPEN, LABEL)}
ARTERIAL = ("tae", "tace", "deb_tace", "tare")


@dataclass(frozen=True)
class Sentence:
    """A sentence about all patients of a kind: options that none of them can be supported for.

    `says` may hold {left}, the options that some of them can still be supported for.
    """

    says: str
    when: str
    never: tuple[str, ...]


SENTENCES = (
    Sentence(
        "A functional tumor whose syndrome is controlled meets the criteria of no arterial "
        "treatment, even when it progresses and cannot be resected: the review names "
        "non-functional or poorly controlled tumors (IAT-08). Left for such patients, each under "
        "conditions of its own: {left}.",
        'tumor.syndrome_control == "controlled" and course.status == "progressive"'
        " and not liver.complete_resection_feasible",
        ARTERIAL,
    ),
    Sentence(
        "If moreover the receptors are negative, surgery is not contraindicated and the pattern is "
        "not complex, no option of the review is left at all, monitoring included.",
        'tumor.syndrome_control == "controlled" and course.status == "progressive"'
        ' and not liver.complete_resection_feasible and tumor.sstr_status == "negative"'
        ' and patient.surgery_contraindicated == "no" and liver.pattern != "complex"',
        ("all",),
    ),
    Sentence(
        "Arterial treatment asks for progression, monitoring for its absence: no patient meets the "
        "criteria of both. Stable or responding disease leaves: {left}.",
        'course.status != "progressive"',
        ARTERIAL,
    ),
    Sentence(
        "Progressive disease rules out transplantation and monitoring. It leaves: {left}.",
        'course.status == "progressive"',
        ("liver_transplantation", "monitoring"),
    ),
    Sentence(
        "A NET of grade 3 meets neither the criteria of arterial treatment (grade 1 or 2 is named) "
        "nor those of transplantation (Ki-67 below 10 %). It leaves: {left}.",
        'tumor.who_grade == "NET_G3"',
        (*ARTERIAL, "liver_transplantation"),
    ),
    Sentence(
        "Radionuclide therapy is never supported for a pancreatic primary: the review shows its "
        "benefit for the midgut only (PRRT-02). The caution about the pancreas (PRRT-05) therefore "
        "never stands beside a supported verdict.",
        'tumor.primary_site == "pancreas"',
        ("prrt",),
    ),
    Sentence(
        "Exactly 50 % liver involvement is not below 50 %: no transplantation.",
        "liver.involvement_percent == 50",
        ("liver_transplantation",),
    ),
    Sentence(
        "A lesion of exactly 5 cm to be ablated: no radiofrequency or microwave ablation.",
        "liver.ablation_max_diameter_mm == 50",
        ("rfa_alone", "rfa_with_surgery", "microwave_ablation"),
    ),
    Sentence(
        "A poorly differentiated tumor with a Ki-67 index up to 20 % has no grade in the review; "
        "no arterial treatment is ever supported for it, whatever else is known. Criteria that do "
        "not mention differentiation can still be met: {left}.",
        'tumor.differentiation == "poor" and tumor.ki67_percent <= 20',
        ARTERIAL,
    ),
)


def main(arguments: Sequence[str], page: Path = PAGE) -> int:
    """Write or check the page; 1 when a check finds it stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is stale")
    check = parser.parse_args(arguments).check
    wanted = as_markdown(_blocks())
    if check:
        stale = not page.is_file() or page.read_text(encoding="utf-8") != wanted
        sys.stderr.write(f"stale: {page.name}\n" if stale else "")
        return 1 if stale else 0
    page.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


def _blocks() -> Iterator[Block]:
    pack = load_pack("dermine2019")
    title, *report = report_blocks(verify(pack))
    yield title
    yield (
        "Generated by `docs/generate_proofs.py` with the solver z3. Proved means: for every case "
        "that can be stated, with any facts unknown and numbers exact, bounded or in ranges. An "
        "example is the simplest case that shows a finding; it has been run through `nelm.assess`. "
        "Entries that contradict each other are left out. These are findings about the encoded "
        "text of one review, for physicians to confirm; they recommend nothing."
    )
    yield Heading(2, "In words")
    yield Items(tuple(_proved(sentence, bind_pack(pack)) for sentence in SENTENCES))
    yield Heading(2, "Which readings matter")
    yield (
        "Every alternative value of a parameter, one at a time, compared with the defaults over "
        "all cases. The last column: one answer is open where the other is closed, or only the "
        "label differs."
    )
    rows = _readings(pack)
    told_apart = {row[0] for row in rows if row[2:] != ("", "")}
    names = (
        f"`{p.name}` ({p.wording})"
        for p in pack.parameters
        if p.alternatives and f"`{p.name}`" not in told_apart
    )
    yield f"No case at all tells the readings of these parameters apart: {'; '.join(names)}."
    yield Table(("parameter", "value", *KINDS), rows)
    yield from report


def _proved(sentence: Sentence, bound: BoundPack) -> str:
    possible = supportable(bound, sentence.when)
    never = tuple(bound.pack.option) if sentence.never == ("all",) else sentence.never
    wrong = set(possible) & set(never)
    if wrong:
        raise SystemExit(f"not so: {sentence.says} ({', '.join(sorted(wrong))})")
    names = [bound.pack.option[id_].name for id_ in possible]
    left = "; ".join(name[:1].lower() + name[1:] for name in names)
    return sentence.says.format(left=left or "nothing")


def _readings(pack: Pack) -> tuple[tuple[str, ...], ...]:
    rows = []
    for parameter in pack.parameters:
        for alternative in parameter.alternatives:
            found = diff(pack, pack, {}, {parameter.name: alternative.value})
            cells = (
                ", ".join(pack.option[o.option].code for o in found.options if o.kind in kinds)
                for kinds in KINDS.values()
            )
            value = f"{alternative.value}".removesuffix(".0")
            rows.append((f"`{parameter.name}`", value, *cells))
    return tuple(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
