"""The ledger keeps what was added and what it moved, and notices when it was changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nelm.case.problem import InputError
from nelm.evidence.estimate import Question
from nelm.evidence.ledger import Signed, add_studies, read_ledger
from nelm.evidence.pool import pool
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Arm, Outcome, Study
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

EVIDENCE = load_evidence(load_pack("dermine2019"))
SIGNED = Signed("A. Reader", "a new series", date(2026, 11, 1))
RESPONSE = Question(options=("tare",), measure="objective_response")


def addition(study: str = "new2024", events: int = 30, n: int = 40) -> Evidence:
    empty = "not_reported"
    arm = {
        "study": study, "arm": "all", "options": ("tare",), "n_patients": n,
        "n_small_bowel": empty, "n_pancreas": empty, "n_other": empty,
        "parse_confidence": "certain",
    }  # fmt: skip
    outcome = {
        "study": study, "arm": "all", "printed_as": "objective_response",
        "printed_statistic": "proportion", "printed": 100 * events / n, "unit": "percent",
        "measure": "objective_response", "statistic": "proportion", "events": events,
        "denominator": n, "agrees": "not_checked", "parse_confidence": "certain",
    }  # fmt: skip
    return Evidence(
        studies=(Study(study=study, first_author="New", year=2024, reference=None, place="table"),),
        arms=(Arm.model_validate(arm),),
        outcomes=(Outcome.model_validate(outcome),),
    )


def test_an_entry_holds_the_result_before_and_after(tmp_path: Path) -> None:
    entry = add_studies(tmp_path / "l.jsonl", EVIDENCE, addition(), SIGNED)
    (effect,) = [e for e in entry.effects if e.question == RESPONSE]
    before = pool(EVIDENCE, RESPONSE, variations=False).summary
    assert effect.before == before
    assert effect.after is not None
    assert before is not None
    assert effect.after.k == before.k + 1
    assert effect.after.n_patients == before.n_patients + 40
    assert effect.after.estimate > before.estimate  # 75 % lies above the pooled 49 %


def test_additions_follow_one_another_and_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    first = add_studies(path, EVIDENCE, addition(), SIGNED)
    second = add_studies(path, EVIDENCE, addition("other2025", 5, 50), SIGNED)
    ledger = read_ledger(path, EVIDENCE)
    assert ledger.entries == (first, second)
    assert second.number == 2
    assert second.effects[0].before == first.effects[0].after
    assert {"new2024", "other2025"} <= {s.study for s in ledger.evidence.studies}


def test_a_study_is_not_added_twice_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    add_studies(path, EVIDENCE, addition(), SIGNED)
    before = path.read_bytes()
    with pytest.raises(InputError, match="new2024"):
        add_studies(path, EVIDENCE, addition(), SIGNED)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: [lines[0].replace("A. Reader", "B. Reader"), lines[1]],
        lambda lines: [lines[1]],
        lambda lines: [lines[1], lines[0]],
        lambda lines: [lines[0], lines[1][:-20]],
        lambda lines: ["{}", *lines],
    ],
    ids=["changed", "first one taken out", "order", "cut off", "put in"],
)
def test_a_changed_history_is_refused(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "l.jsonl"
    add_studies(path, EVIDENCE, addition(), SIGNED)
    add_studies(path, EVIDENCE, addition("other2025"), SIGNED)
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    with pytest.raises(InputError, match="entry"):
        read_ledger(path, EVIDENCE)


def test_a_ledger_in_use_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    (tmp_path / "l.jsonl.lock").touch()
    with pytest.raises(InputError, match="nobody else adding"):
        add_studies(path, EVIDENCE, addition(), SIGNED)
    assert not path.exists()


def test_a_failed_write_leaves_the_ledger_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l.jsonl"
    add_studies(path, EVIDENCE, addition(), SIGNED)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="no space left"):
        add_studies(path, EVIDENCE, addition("other2025"), SIGNED)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_ledger_means_no_additions(tmp_path: Path) -> None:
    ledger = read_ledger(tmp_path / "none.jsonl", EVIDENCE)
    assert ledger.entries == ()
    assert ledger.evidence is EVIDENCE


def test_entries_are_one_line_of_json_each(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    note = Signed("A. Reader", "first line\u2028second line", date(2026, 11, 1))
    add_studies(path, EVIDENCE, addition(), note)
    add_studies(path, EVIDENCE, addition("other2025"), SIGNED)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["number"] for line in lines if line] == [1, 2]
    assert read_ledger(path, EVIDENCE).entries[0].note == "first line\u2028second line"


def test_a_ledger_of_another_pack_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    add_studies(path, EVIDENCE, addition(), SIGNED)
    with pytest.raises(InputError, match="pack is dermine2019; allowed: other"):
        read_ledger(path, replace(EVIDENCE, pack_id="other"))


def test_entries_cut_off_at_the_end_can_not_be_noticed(tmp_path: Path) -> None:
    """Nobody keeps the number of entries but the ledger itself; the how-to says so."""
    path = tmp_path / "l.jsonl"
    first = add_studies(path, EVIDENCE, addition(), SIGNED)
    add_studies(path, EVIDENCE, addition("other2025"), SIGNED)
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0])
    assert read_ledger(path, EVIDENCE).entries == (first,)
