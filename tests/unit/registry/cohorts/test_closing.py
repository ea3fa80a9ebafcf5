"""Facts that close open answers, counted by hand; and what of it is shown."""

from __future__ import annotations

import ibis
import pyarrow as pa

from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.cohorts.closing import ALL_OPTIONS, closing_tables
from nelm.registry.cohorts.possible import possible_bits
from nelm.registry.cohorts.settling import Settling, cells_asked, settling
from nelm.registry.expressions.unfused import fetched

BOUND = bind_pack(load_pack("dermine2019"))
PRRT = {
    "tumor__sstr_status": "positive",
    "tumor__primary_site": "ileum",
    "history__ssa": "progressed_on",
}


def counted(*rows: dict) -> dict[tuple[str, ...], Settling]:
    names = {name for row in rows for name in row}
    columns = {name: [row.get(name) for row in rows] for name in sorted(names)}
    table = ibis.memtable(pa.table({"case_id": [f"c{n}" for n in range(len(rows))], **columns}))
    batches = fetched(possible_bits(table, cells_asked(BOUND))).to_batches()
    return {settled.options: settled for settled in settling(batches, BOUND)}


def of(row: dict, **changes: object) -> dict:
    return {**row, **changes}


def test_the_only_unknown_fact_closes_the_answer_whatever_it_is() -> None:
    found = counted(of(PRRT, history__ssa=None))[("prrt",)]
    assert (found.open, dict(found.facts)["history.ssa"]) == (1, (1, 0, 0))


def test_one_of_two_unknown_facts_may_close_it_by_a_value_that_rules_it_out() -> None:
    found = counted(of(PRRT, history__ssa=None, tumor__sstr_status=None))[("prrt",)]
    assert (found.open, found.facts["history.ssa"]) == (1, (0, 1, 0))
    assert found.facts["tumor.sstr_status"] == (0, 1, 0)
    assert found.facts["tumor.primary_site"] == (0, 0, 0)


def test_ki67_closes_what_waits_for_the_grade() -> None:
    """TACE asks for grade 1 or 2; well differentiated, it is up to the Ki-67 index."""
    known = {
        "tumor__differentiation": "well",
        "extrahepatic__status": "none",
        "liver__portal_vein_thrombosis": "none",
        "liver__hepatocellular_insufficiency": False,
        "liver__child_pugh_points": 5.0,
        "patient__ecog": 0.0,
        "liver__complete_resection_feasible": False,
        "course__status": "progressive",
        "tumor__functional": False,
    }
    found = counted(known)[("tae", "tace", "deb_tace", "tare")]
    assert (found.open, found.facts["tumor.ki67_percent"]) == (1, (1, 0, 0))
    assert "tumor.who_grade" not in found.facts


def test_a_value_that_would_contradict_the_case_does_not_count() -> None:
    """Months of stability rule progression out, so the course can only turn out to be stable."""
    row = {"tumor__functional": False, "course__stable_months": 8.0}
    alone = counted(of(row, course__stable_months=None))[("monitoring",)]
    found = counted(row)[("monitoring",)]
    assert alone.facts["course.status"] == found.facts["course.status"] == (1, 0, 0)


def test_all_options_together_count_a_case_once_by_the_most_a_fact_does() -> None:
    row = of(PRRT, history__ssa=None, tumor__functional=False)
    found = counted(row, PRRT)
    together = found[()]
    assert together.open == 2
    assert together.facts["history.ssa"] == (1, 0, 0)
    assert sum(together.facts["course.status"]) == 2


def test_tables_show_names_totals_and_hide_small_counts() -> None:
    found = [
        Settling((), 60, {"a.b": (40, 3, 7), "c.d": (0, 0, 0), "e.f": (30, 20, 6)}),
        Settling(("prrt",), 50, {"a.b": (40, 3, 7), "c.d": (0, 0, 0)}),
        Settling(("tae", "tace"), 45, {"e.f": (10, 20, 6)}),
        Settling(("tare",), 40, {"e.f": (30, 0, 6)}),
        Settling(("rfa",), 0, {"e.f": (0, 0, 0)}),
    ]
    names = {"prrt": "PRRT", "tae": "TAE", "tace": "TACE", "tare": "TARE", "rfa": "RFA"}
    tables = closing_tables(found, names, 5)
    assert [table.title for table in tables] == [ALL_OPTIONS, "PRRT", "TAE, TACE", "TARE"]
    assert tables[0].rows == ("e.f", "a.b")
    assert tables[0].cells == [[30, 20, None, None], [40, None, None, 10]]
    assert tables[1].cells == [[40, None, None, 0]]
    assert tables[1].row_totals == (50,)


def test_what_one_table_hides_the_other_does_not_show() -> None:
    """The same counts stand in both; without a rule for both, the larger total would show 20."""
    found = [
        Settling((), 500, {"a.b": (3, 20, 10)}),
        Settling(("prrt",), 53, {"a.b": (3, 20, 10)}),
    ]
    together, prrt = (table.cells[0] for table in closing_tables(found, {"prrt": "PRRT"}, 5))
    assert together[0] is None
    assert prrt[0] is None
    assert [c is None for c in together[:3]] == [c is None for c in prrt[:3]]
    assert sum(c is None for c in together[:3]) >= 2


def test_a_number_of_open_answers_that_another_table_hides_can_not_be_added_up() -> None:
    found = [Settling((), 60, {"a.b": (20, 9, 7)}), Settling(("prrt",), 50, {"a.b": (20, 9, 7)})]
    tables = closing_tables(found, {"prrt": "PRRT"}, 5, ["prrt"])
    assert tables[1].cells == [[20, 9, 7, None]]
    assert tables[1].row_totals == (None,)
    assert tables[0].row_totals == (60,)
