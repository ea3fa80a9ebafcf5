"""What a sheet says to expect of an option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nelm.evidence.expectation import INTRO, Expectation, Stored
from nelm.evidence.expectations import expectations, stored_file
from nelm.evidence.expecting import expected
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
STORED = Stored.model_validate_json(stored_file(PACK).read_bytes())


def text(line: Expectation) -> str:
    return ". ".join((line.headline, *line.details))


@pytest.fixture(scope="module")
def pooled_now() -> dict[str, tuple[Expectation, ...]]:
    return expected(PACK)


def test_what_the_pack_keeps_is_what_its_tables_give(
    pooled_now: dict[str, tuple[Expectation, ...]],
) -> None:
    """After a change of pack or models `make docs` writes it anew."""
    assert STORED.content_hash == PACK.content_hash
    assert STORED.options.keys() == pooled_now.keys()
    for option, lines in pooled_now.items():
        kept = STORED.options[option]
        assert [text(line) for line in kept] == [text(line) for line in lines], option
        for old, new in zip(kept, lines, strict=True):
            if new.summary is not None and old.summary is not None:
                assert old.summary.estimate == pytest.approx(new.summary.estimate, rel=1e-6)
                assert old.summary.tau2 == pytest.approx(new.summary.tau2, rel=1e-5, abs=1e-8)


def test_another_content_is_pooled_anew(
    pooled_now: dict[str, tuple[Expectation, ...]],
) -> None:
    changed = replace(PACK, content_hash="0" * 64)
    anew = [text(line) for line in expectations(changed, "tare")]
    assert anew == [text(line) for line in pooled_now["tare"]]


def test_a_pack_without_tables_expects_nothing(tmp_path: Path) -> None:
    bare = replace(PACK, folder=tmp_path, content_hash="1" * 64)
    assert expectations(bare, "tare") == ()


def test_a_line_says_how_many_how_sure_and_what_the_source_prints() -> None:
    line = next(x for x in expectations(PACK, "tare") if x.measure == "objective_response")
    for words in (
        "14 series, 517 patients",
        "95 % prediction interval",
        "τ²",
        "I²",
        "Other models and readings",
        "1 figure left out",
        "The source prints 12-73 %, median 51",
    ):
        assert words in text(line), words


def test_options_that_the_source_reports_together_are_told_apart_and_together() -> None:
    lines = [x for x in expectations(PACK, "tae") if x.measure == "objective_response"]
    assert [x.options for x in lines] == [("tae",), ("tae", "tace", "deb_tace")]
    assert "for TAE or TACE or DEB-TACE together" in text(lines[0])


def test_two_series_are_listed_and_not_pooled() -> None:
    line = next(x for x in expectations(PACK, "deb_tace") if x.options == ("deb_tace",))
    assert "Not pooled here: fewer than 3 series" in text(line)
    assert "de Baere 2008: 80 %, 20 patients" in text(line)


def test_the_introduction_forbids_comparing_options() -> None:
    assert "not comparable" in INTRO


def test_options_without_any_study_expect_nothing() -> None:
    assert expectations(PACK, "monitoring") == ()
