"""Packs from their folders: the strict form, and where each part stands."""

from __future__ import annotations

import pytest

from nelm.knowledge.loader import content_hash, load_pack, pack_names
from nelm.knowledge.pack import PackError

LT = "options/transplantation.yaml"


def refused(copy) -> list[str]:
    with pytest.raises(PackError) as error:
        copy.load()
    return [f"{p.field} is {p.value}; {p.allowed}" for p in error.value.problems]


def test_the_2019_pack_comes_with_nelm():
    assert "dermine2019" in pack_names()
    assert load_pack("dermine2019").manifest.citation.endswith("J Clin Med. 2019;8(11):1907.")


def test_the_2019_pack_has_the_fifteen_options_in_the_order_of_the_source():
    codes = "RES RES2 DEB LT RFA RFS MWA CRY PEI TAE TACE DEBTACE TARE PRRT MED"
    assert " ".join(option.code for option in load_pack("dermine2019").options) == codes


def test_an_unknown_pack_is_an_error_that_names_the_packs():
    with pytest.raises(PackError, match="dermine2019"):
        load_pack("nobody2020")


def test_an_unknown_key_is_refused_with_its_line(copy):
    copy.change(LT, "LT-01", certainty="high")
    with pytest.raises(PackError) as error:
        copy.load()
    (problem,) = error.value.problems
    lines = (copy.folder / LT).read_text(encoding="utf-8").splitlines()
    assert problem.field == "statements.1.certainty"
    assert lines[problem.line - 1].strip() == "certainty: high"


def test_a_statement_without_an_anchor_is_refused(copy):
    copy.change(LT, "LT-01", anchor=None)
    assert any(text.startswith("statements.1.anchor is") for text in refused(copy))


def test_a_statement_with_an_empty_anchor_is_refused(copy):
    copy.change(LT, "LT-01", anchor=[])
    assert any(text.startswith("statements.1.anchor is []") for text in refused(copy))


def test_an_unknown_strength_is_refused(copy):
    copy.change(LT, "LT-01", strength="strong")
    assert any(text.startswith("statements.1.strength is strong") for text in refused(copy))


def test_an_option_missing_in_the_order_is_refused(copy):
    copy.edit("pack.yaml", lambda data: data["options_order"].remove("tare"))
    assert refused(copy) == ["options_order is tare; every option once"]


def test_a_file_that_is_missing_is_an_error_of_the_pack(copy):
    (copy.folder / "gaps.yaml").unlink()
    assert refused(copy) == ["file is no such file or directory; a readable file"]


def test_statements_stand_in_the_order_of_the_options_after_the_general_ones():
    pack = load_pack("dermine2019")
    first = [
        next(n for n, s in enumerate(pack.statements) if s.id.startswith(code + "-"))
        for code in ("GEN", "RES", "DEB", "LT", "RFA", "IAT", "TARE", "PRRT", "MED")
    ]
    assert first == sorted(first)


def test_every_part_knows_its_file_and_line():
    pack = load_pack("dermine2019")
    file, line = pack.places["LT-05"]
    text = (pack.folder / LT).read_text(encoding="utf-8").splitlines()[line - 1]
    assert file.endswith(LT)
    assert text.strip() == "- id: LT-05"


def test_the_hash_changes_with_a_condition_and_not_with_line_ends(copy):
    before = content_hash(copy.folder)
    path = copy.folder / "gaps.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content_hash(copy.folder) == before
    copy.change("gaps.yaml", "G-10", when="never")
    assert content_hash(copy.folder) != before


def test_the_hash_covers_the_cases_and_the_names_of_the_files(copy):
    before = content_hash(copy.folder)
    (copy.folder / "cases" / "statements-prrt.yaml").rename(copy.folder / "cases" / "x.yaml")
    assert content_hash(copy.folder) != before
