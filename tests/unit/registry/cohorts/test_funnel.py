"""Which criterion removes how many cases, on a table that can be counted by hand."""

from __future__ import annotations

import ibis
import pyarrow as pa

from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.cohorts.funnel import Step, funnels, hidden

BOUND = bind_pack(load_pack("dermine2019"))


def test_each_criterion_takes_away_the_cases_that_miss_it() -> None:
    table = pa.table(
        {
            "case_id": ["a", "b", "c", "d"],
            "tumor__ki67_percent": [4.0, 12.0, 6.0, None],
            "patient__age_years": [50.0, 50.0, 70.0, 50.0],
        }
    )
    steps = funnels(ibis.memtable(table), BOUND)["Liver transplantation"]
    found = [(step.statement, step.met, step.possible) for step in steps[:4]]
    assert found == [("", 4, 4), ("LT-01", 2, 3), ("LT-02", 1, 2), ("LT-03", 0, 2)]


def test_contraindications_come_last_and_are_told_as_absent() -> None:
    table = pa.table({"case_id": ["a", "b"], "liver__portal_vein_thrombosis": ["none", "main"]})
    steps = funnels(ibis.memtable(table), BOUND)["Arterial chemoembolization (TACE)"]
    step = next(step for step in steps if step.statement == "IAT-09")
    assert step.says == "not: Portal vein thrombosis"
    assert (step.met, step.possible) == (0, 1)
    assert steps[-1].possible <= step.possible


def test_every_indication_set_has_its_steps() -> None:
    found = funnels(ibis.memtable(pa.table({"case_id": ["a"]})), BOUND)
    sets = [group for option in BOUND.pack.options for group in option.indication_sets]
    assert len(found) == len(sets)
    second = found[
        "Debulking (cytoreductive) resection: guideline wording with symptoms of tumor burden or an"
        " uncontrolled syndrome"
    ]
    of_the_set, against_it = ["DEB-01", "DEB-03", "DEB-04"], ["GEN-11c", "DEB-07"]
    assert [step.statement for step in second] == ["", *of_the_set, *against_it]
    assert [(step.met, step.possible) for step in second] == [(1, 1)] + [(0, 1)] * 5


def test_small_counts_and_small_differences_are_hidden() -> None:
    steps = [Step("", "all", 100, 100), Step("A", "a", 60, 98), Step("B", "b", 3, 60)]
    found = [(step.met, step.possible) for step in hidden(steps, 5)]
    assert found == [(100, 100), (60, None), (None, 60)]
