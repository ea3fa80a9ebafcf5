"""Limits of radioembolization: which volume, which row, what is unknown, what is left."""

from __future__ import annotations

from typing import Any

import pytest
from tare_plans import check, checks, missing, names, planned, quantity, value, worst

from nelm.case.problem import InputError

GLASS = {"device": "glass", "bilirubin_mg_dl": 0.8, "whole_normal_liver_mass_kg": 1.6}
PERFUSED_GY = 49.67 * 2 * 0.95 / 2.3  # the worked example of the partition model, 41.03 Gy


# Which volume


def test_glass_is_held_by_the_whole_normal_liver_and_resin_by_its_perfused_part() -> None:
    """Column heads of the EANM tables 2 (footnote ***) and 3."""
    glass, resin = planned(**GLASS), planned()
    assert check(glass, "dose-normal-liver").value == pytest.approx(PERFUSED_GY * 1.3 / 1.6)
    assert check(resin, "dose-normal-liver").value == pytest.approx(PERFUSED_GY)


def test_the_whole_liver_leaves_more_activity_by_its_mass() -> None:
    left = check(planned(**GLASS), "dose-normal-liver").surviving
    assert left is not None
    assert left.value == pytest.approx(90 * 2.3 / (49.67 * 0.95) * 1.6 / 1.3)


def test_without_the_whole_mass_the_perfused_part_stands_in_and_says_so() -> None:
    made = planned(**GLASS | {"whole_normal_liver_mass_kg": None})
    held = check(made, "dose-normal-liver")
    assert held.value == pytest.approx(PERFUSED_GY)
    assert "stands in, which can only be higher" in held.says
    assert "whole_normal_liver_mass_kg" in missing(made)


def test_a_whole_smaller_than_its_part_is_refused() -> None:
    made = planned(**GLASS | {"whole_normal_liver_mass_kg": 1.2})
    assert worst(made) == "refused"
    assert "dose-whole-normal-liver" not in names(made)
    assert "at least the 1.3 kg" in check(made, "out-of-range").says


def test_lobectomy_with_glass_keeps_the_line_by_bilirubin_and_says_that_net_has_no_row() -> None:
    made = planned(**GLASS | {"treatment": "lobectomy"})
    limit = check(made, "dose-normal-liver").limit
    assert limit is not None
    assert limit.id == "tare-glass-lobar-normal-bilirubin-low"
    assert "tare-glass-normal-net" in made.absent


def test_a_segment_has_no_row_of_the_normal_liver_and_the_maximum_says_so() -> None:
    made = planned(treatment="segmentectomy")
    assert not checks(made, "dose-normal-liver")
    notes = quantity(made, "activity-largest").notes
    assert "No limit of the normal liver is in it." in notes


# Which row


@pytest.mark.parametrize(
    ("bilirubin", "row", "near"),
    [(0.9, "low", 0), (1.0, "low", 1), (1.1, "high", 1), (1.2, "high", 1), (1.3, "high", 0)],
)
def test_bilirubin_at_and_near_its_line(bilirubin: float, row: str, near: int) -> None:
    made = planned(**GLASS | {"bilirubin_mg_dl": bilirubin})
    limit = check(made, "dose-normal-liver").limit
    assert limit is not None
    assert limit.id.endswith(row)
    assert len(checks(made, "bilirubin-near-line")) == near


def test_a_bilirubin_whose_spread_reaches_the_line_is_near_it() -> None:
    unsure = {"value": 0.9, "relative_uncertainty": 0.15}
    assert checks(planned(**GLASS | {"bilirubin_mg_dl": unsure}), "bilirubin-near-line")


@pytest.mark.parametrize(("activity", "status"), [(2.0, "ok"), (4.0, "warning")])
def test_an_unknown_bilirubin_takes_the_stricter_row(activity: float, status: str) -> None:
    """2 GBq are 33.3 Gy to the whole normal liver, kept by 50 and by 90; 4 GBq only by 90."""
    made = planned(**GLASS | {"bilirubin_mg_dl": None, "activity_gbq": activity})
    held = check(made, "dose-normal-liver")
    assert held.limit is not None
    assert (held.limit.value, held.status) == (50, status)
    assert "stricter row" in held.says


@pytest.mark.parametrize(
    ("given", "limit", "words"),
    [
        ({"pretreated_or_compromised": "no"}, 40, ""),
        ({"pretreated_or_compromised": "yes"}, 30, ""),
        ({}, 30, "stricter row"),
        ({"pretreated_or_compromised": "no", "earlier_lung_gy": [3]}, 30, ""),
        ({"pretreated_or_compromised": "no", "earlier_prrt": "yes"}, 30, ""),
    ],
    ids=str,
)
def test_row_of_resin_in_both_lobes(given: dict[str, Any], limit: float, words: str) -> None:
    held = check(planned(treatment="bilobar", **given), "dose-normal-liver")
    assert held.limit is not None
    assert held.limit.value == limit
    assert words in held.says


def test_a_dose_on_a_strict_line_does_not_keep_it() -> None:
    """Printed as below 40: 40 Gy exactly, by masses that divide evenly."""
    exact = {"tumor_mass_kg": 0.001, "tn_concentration_ratio": 1, "normal_liver_mass_kg": 0.999}
    even = {"lung_shunt_fraction": 0, "dose_constant": "glass50", "activity_gbq": 0.8}
    held = check(planned(**exact, **even), "dose-normal-liver")
    assert (held.value, held.status) == (40, "warning")


@pytest.mark.parametrize(
    ("reserve", "words"), [(None, "not known"), (30, "not above 30"), (31, "above the goal of 70")]
)
def test_the_goal_of_a_resin_lobectomy_takes_enough_liver_left(
    reserve: float | None, words: str
) -> None:
    lobe = {"treatment": "lobectomy", "hepatic_reserve_percent": reserve, "activity_gbq": 4.0}
    held = check(planned(**lobe), "dose-normal-liver")
    assert words in held.says
    assert (held.status == "ok") is (reserve == 31)


PARTS = {"tumor_mass_kg": None, "normal_liver_mass_kg": None, "tn_concentration_ratio": None}


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (
            GLASS | PARTS,
            "dose-normal-liver",
            "limit of 90 Gy of the normal liver (not known: tumor",
        ),
        (GLASS | {"perfused_mass_kg": None}, "dose-perfused", "limit of 150 Gy of the perfused"),
        ({"device": None}, "dose-normal-liver", "device or treatment is not known"),
        ({"treatment": None}, "dose-normal-liver", "device or treatment is not known"),
    ],
    ids=str,
)
def test_a_limit_without_its_dose_is_open_and_the_maximum_is_not_ok(
    given: dict[str, Any], code: str, words: str
) -> None:
    made = planned(**given)
    assert words in " ".join(one.says for one in checks(made, code))
    largest = check(made, "activity-largest")
    assert largest.status == "warning"
    assert "open: " in largest.says


@pytest.mark.parametrize("field", ["lung_shunt_fraction", "residual_fraction", "dose_constant"])
def test_lung_limits_that_cannot_be_held_are_open(field: str) -> None:
    told = check(planned(**{field: None}), "dose-lung")
    assert told.status == "warning"
    assert told.says == f"Open: both lung limits (not known: {field})."


def test_a_dose_to_be_reached_is_a_goal() -> None:
    """Printed as above 150 Gy; "above the limit" would read as too much."""
    told = check(planned(treatment="segmentectomy", activity_gbq=5.0), "dose-perfused")
    assert "is above the goal of 150 Gy" in told.says


def test_the_maximum_of_a_segment_says_in_its_check_what_is_not_in_it() -> None:
    held = check(planned(treatment="segmentectomy"), "activity-largest")
    assert held.says.endswith("No limit of the normal liver is in it.")


def test_a_lobe_of_resin_is_told_what_the_table_prints() -> None:
    told = check(planned(treatment="lobectomy"), "resin-lobectomy")
    assert told.status == "warning"
    assert "not recommended" in told.says


# Earlier doses


def test_an_earlier_dose_of_the_liver_is_a_pretreated_liver_and_questions_a_no() -> None:
    """Resin, both lobes: 30 Gy where pretreated; 15.4 + 20 Gy would keep 40."""
    said = {"treatment": "bilobar", "pretreated_or_compromised": "no", "earlier_tare": "no"}
    made = planned(**said, earlier_normal_liver_gy=[20], activity_gbq=0.75)
    limit = check(made, "dose-normal-liver-cumulative").limit
    assert limit is not None
    assert limit.value == 30
    assert check(made, "dose-normal-liver-cumulative").status == "warning"
    assert "state no earlier treatment" in check(made, "earlier-contradiction").says


def test_fewer_doses_of_the_liver_than_treatments_keep_no_sum() -> None:
    """Two earlier treatments and one dose: 20 + 15 Gy is no sum to be called below 40."""
    given = {"earlier_tare": "yes", "earlier_prrt": "yes", "earlier_lung_gy": [5]}
    made = planned(**given, earlier_normal_liver_gy=[20], activity_gbq=0.75)
    sums = checks(made, "dose-normal-liver-cumulative")
    assert [one.status for one in sums] == ["warning", "warning"]
    assert "2 earlier treatments are stated, with 1 dose of" in sums[1].says
    assert sums[0].surviving is None
    assert check(made, "activity-largest").status == "warning"
    whole = planned(**given, earlier_normal_liver_gy=[20, 1], activity_gbq=0.75)
    assert check(whole, "dose-normal-liver-cumulative").status == "ok"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("earlier_lung_gy", "dose-lung-cumulative"),
        ("earlier_normal_liver_gy", "dose-normal-liver-cumulative"),
    ],
)
def test_unknown_earlier_doses_leave_the_sum_open(field: str, code: str) -> None:
    made = planned(**{field: None}, activity_gbq=1.0)  # far below the largest activity
    assert check(made, code).status == "warning"
    assert "Open" in check(made, code).says
    assert check(made, "activity-largest").status == "warning"
    assert any("Open" in note for note in quantity(made, "activity-largest").notes)
    assert field in missing(made)


def test_no_earlier_dose_beside_a_stated_treatment_is_not_none() -> None:
    made = planned(earlier_tare="yes")
    for code in ("dose-lung-cumulative", "dose-normal-liver-cumulative"):
        assert check(made, code).status == "warning"
    assert {"earlier_lung_gy", "earlier_normal_liver_gy"} <= missing(made)
    assert check(made, "earlier-tare").status == "warning"


def test_doses_beside_a_denied_treatment_are_counted_and_questioned() -> None:
    made = planned(earlier_tare="no", earlier_lung_gy=[28])
    assert check(made, "earlier-contradiction").status == "warning"
    assert value(made, "dose-lung-cumulative") == pytest.approx(28 + 49.67 * 2 * 0.05)


def test_earlier_prrt_is_told_with_its_series_and_opens_the_sum_of_the_liver() -> None:
    made = planned(earlier_prrt="yes")
    assert "1 of 44" in check(made, "earlier-prrt").says
    assert check(made, "dose-normal-liver-cumulative").status == "warning"
    assert "tare-net-after-prrt" in made.absent


def test_one_treatment_above_the_limit_of_all_breaks_it_whatever_came_before() -> None:
    over = {"device": "glass", "lung_shunt_fraction": 0.5, "activity_gbq": 2.1}
    made = planned(**GLASS | over, earlier_lung_gy=None)  # 49.67 x 2.1 x 0.5 = 52.2 Gy
    assert check(made, "dose-lung-cumulative").status == "refused"


def test_earlier_doses_of_the_liver_are_added_and_leave_less() -> None:
    made = planned(**GLASS | {"earlier_normal_liver_gy": [20, 12]})
    whole = PERFUSED_GY * 1.3 / 1.6
    assert value(made, "dose-normal-liver-cumulative") == pytest.approx(32 + whole)
    left = check(made, "dose-normal-liver-cumulative").surviving
    assert left is not None
    assert left.value == pytest.approx((90 - 32) * 2 / whole)
    assert value(made, "activity-largest") == pytest.approx(left.value)


def test_used_up_earlier_nothing_is_left() -> None:
    made = planned(earlier_normal_liver_gy=[45])
    assert value(made, "activity-normal-liver-cumulative") == 0
    assert value(made, "activity-largest") == 0
    assert check(made, "activity-largest").status == "warning"


def test_an_uncertain_earlier_dose_is_carried() -> None:
    """28 Gy with 25 % are 7 Gy of standard uncertainty; nothing else is uncertain."""
    unsure = {"value": 28, "relative_uncertainty": 0.25}
    found = quantity(planned(earlier_lung_gy=[unsure]), "dose-lung-cumulative").uncertainty
    assert found is not None
    assert found.first_order_sd == pytest.approx(7.0, rel=1e-3)
    assert [c.name for c in found.contributions] == ["earlier_lung_gy.1"]


# Lungs and shunt


@pytest.mark.parametrize("said", ["no", "ok", "", True, 1])
def test_a_lung_limit_is_not_passed_by_a_bare_word(said: object) -> None:
    with pytest.raises(InputError, match="who and why"):
        planned(lung_limit_confirmed=said)


def test_without_a_shunt_the_lungs_set_no_limit() -> None:
    made = planned(lung_shunt_fraction=0)
    assert "activity-lung-single" not in names(made)
    assert value(made, "dose-lung") == 0
    assert check(made, "dose-lung").status == "ok"
    assert check(made, "lung-shunt-zero").status == "warning"
    assert not checks(planned(), "lung-shunt-zero")
    assert value(made, "activity-largest") == value(made, "activity-normal-liver")


@pytest.mark.parametrize(
    ("field", "word"), [("lung_mass_from", "assumed"), ("lung_shunt_from", "planar")]
)
def test_how_lungs_were_measured_is_told(field: str, word: str) -> None:
    told, silent = planned(**{field: word}), planned()
    name = "dose-lung" if field == "lung_mass_from" else "lung-shunt-fraction"
    assert quantity(told, name).notes != quantity(silent, name).notes
    assert "Not said" in quantity(silent, name).notes[0]
    assert field in missing(silent)


def test_an_unknown_mass_of_the_lungs_hides_no_dose_of_the_liver() -> None:
    made = planned(lung_mass_kg=None)
    assert value(made, "dose-normal-liver") == pytest.approx(PERFUSED_GY)
    assert check(made, "lung-mass").status == "warning"
    assert "both lung limits" in check(made, "activity-largest").says


@pytest.mark.parametrize(("activity", "status"), [(6.0, "ok"), (6.2, "warning")])
def test_the_insert_of_glass_limits_the_activity_in_the_lungs(activity: float, status: str) -> None:
    """0.61 GBq for 1 kg of lung; heavier lungs keep 30 Gy and still pass it."""
    lungs = {"lung_shunt_fraction": 0.1, "lung_mass_kg": 1.5, "activity_gbq": activity}
    made = planned(**GLASS, **lungs)
    assert check(made, "activity-to-lungs").status == status
    assert check(made, "dose-lung").status == "ok"
    assert "activity-to-lungs" not in names(planned())


def test_above_a_fifth_resin_is_given_by_no_method() -> None:
    goals = {"goal_perfused_gy": 60, "goal_normal_liver_gy": 30, "tumor_involvement_percent": 20}
    surface = {"treated_share": 1, "tumor_volume_ml": 300, "normal_liver_volume_ml": 1200}
    body = {"volumes_of": "whole_liver", "height_cm": 170, "weight_kg": 70}
    given = {**goals, **surface, **body}
    made = planned(**given, lung_shunt_fraction=0.2001, lung_limit_confirmed="Dr. A, palliation")
    held = check(made, "lung-shunt")
    assert (held.status, worst(made)) == ("refused", "refused")
    assert held.surviving is not None
    assert held.surviving.value == 0
    assert not {name for name in names(made) if name.startswith("activity-")}
    allowed = planned(**given, lung_shunt_fraction=0.2)
    assert check(allowed, "lung-shunt").status == "ok"
    assert {"activity-single-compartment", "activity-empiric"} <= names(allowed)


@pytest.mark.parametrize(("shunt", "raised"), [(0.099, 0), (0.1, 1), (0.2, 1)])
def test_a_raised_shunt_is_questioned(shunt: float, raised: int) -> None:
    assert len(checks(planned(lung_shunt_fraction=shunt), "lung-shunt-raised")) == raised


def test_glass_above_a_fifth_is_questioned_not_refused() -> None:
    made = planned(**GLASS | {"lung_shunt_fraction": 0.25})
    assert check(made, "lung-shunt").status == "warning"
    assert "percentage" in check(made, "lung-shunt").says
    assert "activity-lung-single" in names(made)


def test_an_uncertain_shunt_shows_how_probably_it_is_below_a_fifth() -> None:
    """A shunt on the line, spread to both sides: one half."""
    unsure = {"value": 0.2, "relative_uncertainty": 0.1}
    probability = check(planned(lung_shunt_fraction=unsure), "lung-shunt").probability_met
    assert probability == pytest.approx(0.5, abs=0.02)


def test_what_follows_a_refusal_is_a_sentence_of_its_own() -> None:
    """A page puts what is left behind it."""
    refused = check(planned(lung_shunt_fraction=0.201), "lung-shunt").says
    over = {"device": "glass", "lung_shunt_fraction": 0.5}
    stop = check(planned(**GLASS | over), "dose-lung").says
    who = {"lung_limit_confirmed": "Dr. A: seen with the patient"}
    confirmed = check(planned(**GLASS | over, **who), "dose-lung").says
    assert [said[-1] for said in (refused, stop, confirmed)] == [".", ".", "."]


def test_earlier_lung_doses_over_the_limit_are_refused_whatever_else_is_unknown() -> None:
    unknown = {"activity_gbq": None, "lung_mass_kg": None, "lung_shunt_fraction": None}
    made = planned(**unknown, earlier_lung_gy=[30, 20.1])
    assert check(made, "lung-used-up").status == "refused"
    reason = "Dr. A, palliation"
    passed = planned(**unknown, earlier_lung_gy=[30, 20.1], lung_limit_confirmed=reason)
    assert check(passed, "lung-used-up").status == "warning"
    assert checks(planned(**unknown, earlier_lung_gy=[30, 20]), "lung-used-up") == []
