"""Finding options and statements in a pack."""

from __future__ import annotations

import pytest

from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")


@pytest.mark.parametrize("word", ["liver_transplantation", "LT", "lt", "transplant", "Liver trans"])
def test_an_option_is_found_by_id_code_or_part_of_its_name(word):
    assert PACK.find_option(word).id == "liver_transplantation"


def test_a_code_wins_over_longer_names_that_contain_it():
    assert PACK.find_option("tace").id == "tace"
    assert PACK.find_option("TAE").id == "tae"


def test_a_word_for_several_options_lists_them():
    with pytest.raises(LookupError, match="ambiguous; one of one_step_resection, two_step_res"):
        PACK.find_option("resection")


def test_a_word_for_no_option_lists_all():
    with pytest.raises(LookupError, match=r"unknown; one of one_step_resection, .*, monitoring"):
        PACK.find_option("hypnosis")


def test_groups_stand_for_their_members():
    assert PACK.members(("embolization", "tare")) == {"tae", "tace", "deb_tace", "tare"}


def test_no_names_mean_every_option():
    assert PACK.members(()) == set(PACK.option)


def test_statements_of_an_option_are_those_that_name_it_or_a_group_of_it():
    ids = {statement.id for statement in PACK.statements_of("tare")}
    assert {"TARE-01", "IAT-09", "GEN-11a", "GEN-01"} <= ids
    assert not {"LT-01", "EMB-02", "RFA-04"} & ids
