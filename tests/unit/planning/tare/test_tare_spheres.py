"""Spheres and vials: decay to the planned moment, counts that stand still, no vial chosen."""

from __future__ import annotations

from typing import Any

import pytest
from tare_plans import check, checks, missing, names, planned, quantity, value

from nelm.case.problem import InputError

NOON = "2026-03-02T12:00+01:00"
GLASS = {
    "device": "glass",
    "dose_constant": "glass50",
    "bilirubin_mg_dl": 0.8,
    "activity_per_sphere_bq": 2500,
    "calibration_at": NOON,
}
RESIN = {"dose_constant": "glass50", "activity_per_sphere_bq": 50, "calibration_at": NOON}


@pytest.mark.parametrize(
    ("day", "bq"), [("2026-03-06", 885), ("2026-03-10", 314), ("2026-03-14", 111)]
)
def test_glass_spheres_after_4_8_and_12_days(day: str, bq: float) -> None:
    made = planned(**GLASS, administration_at=f"{day}T12:00+01:00")
    assert value(made, "activity-sphere") == pytest.approx(bq, abs=0.55)


@pytest.mark.parametrize(
    ("day", "bq"), [("2026-03-01", 64.8), ("2026-02-28", 84.0), ("2026-02-27", 108.9)]
)
def test_resin_spheres_1_2_and_3_days_before_the_calibration(day: str, bq: float) -> None:
    made = planned(**RESIN, administration_at=f"{day}T12:00+01:00")
    assert value(made, "activity-sphere") == pytest.approx(bq, abs=0.06)
    assert value(made, "elapsed-since-calibration") < 0
    assert "Before the calibration" in quantity(made, "elapsed-since-calibration").notes[0]


def test_time_zones_count() -> None:
    """12:00 at +10:00 to 12:00 a day later at +01:00 are 33 hours."""
    zones = {
        "calibration_at": "2026-03-01T12:00+10:00",
        "administration_at": "2026-03-02T12:00+01:00",
    }
    made = planned(**GLASS | zones)
    assert value(made, "elapsed-since-calibration") == 33


def test_a_slip_of_twelve_hours_is_13_9_percent() -> None:
    """2^(12/64), the half-life of the constant that was chosen."""
    at_noon, before = (
        value(
            planned(
                **GLASS | {"dose_constant": "legacy49.67"},
                vial_activity_gbq=5,
                administration_at=f"2026-03-06T{hour}:00+01:00",
            ),
            "activity-vial",
        )
        for hour in ("12", "00")
    )
    assert before / at_noon == pytest.approx(1.139, abs=5e-4)


@pytest.mark.parametrize("said", ["2026-03-02T12:00", "2026-03-02", "noon", 5])
def test_a_time_without_a_zone_is_refused(said: object) -> None:
    with pytest.raises(InputError, match="calibration_at"):
        planned(**GLASS | {"calibration_at": said})


def test_the_number_of_spheres_in_a_vial_does_not_change() -> None:
    """3 GBq are 1.2 million glass spheres (printed), on the day and four days later."""
    for day in ("02", "06"):
        made = planned(**GLASS, vial_activity_gbq=3, administration_at=f"2026-03-{day}T12:00+01:00")
        assert value(made, "spheres-vial") == pytest.approx(1.2e6)


def test_the_count_of_the_planned_activity_is_by_the_spheres_of_that_day() -> None:
    """All of a vial: what it holds then, by what a sphere holds then, is its count."""
    late = {"vial_activity_gbq": 3, "administration_at": "2026-03-06T12:00+01:00"}
    holds = value(planned(**GLASS, **late), "activity-vial")
    made = planned(**GLASS, **late, activity_gbq=holds)
    assert value(made, "spheres") == pytest.approx(1.2e6)


def test_without_the_moments_the_count_says_so() -> None:
    made = planned(device="glass", activity_per_sphere_bq=2500)
    assert "as if given at the calibration" in quantity(made, "spheres").notes[-1]


def test_each_vial_is_shown_and_none_chosen() -> None:
    """20 GBq after two half-lives of 64.0 h: 5 GBq; doses by D = k A (1-F) / M."""
    times = {
        "calibration_at": "2026-03-01T00:00+00:00",
        "administration_at": "2026-03-06T08:00+00:00",
    }
    given = GLASS | {"dose_constant": "legacy49.67", "whole_normal_liver_mass_kg": 1.6, **times}
    made = planned(**given, vial_activities_gbq=[3, 20])
    assert value(made, "activity-vial-2") == pytest.approx(5.0)
    assert value(made, "vial-2-dose-perfused") == pytest.approx(49.67 * 5 * 0.95 / 1.5)
    assert value(made, "vial-2-dose-tumor") == pytest.approx(5 * 49.67 * 5 * 0.95 / 2.3)
    assert value(made, "vial-2-dose-normal-liver") == pytest.approx(49.67 * 5 * 0.95 / 2.3)
    whole = 49.67 * 5 * 0.95 / 2.3 * 1.3 / 1.6
    assert value(made, "vial-2-dose-whole-normal-liver") == pytest.approx(whole)
    assert value(made, "vial-2-dose-lung") == pytest.approx(49.67 * 5 * 0.05)
    assert value(made, "vial-1-dose-lung") == pytest.approx(49.67 * 0.75 * 0.05)
    assert "none is chosen" in quantity(made, "activity-vial-1").notes[0]
    over = "It holds more than"
    assert any(over in note for note in quantity(made, "vial-2-dose-perfused").notes)
    assert not any(over in note for note in quantity(made, "vial-1-dose-perfused").notes)


def test_vials_are_no_default_and_ask_for_the_moments() -> None:
    assert not {name for name in names(planned(**GLASS)) if "vial" in name}
    made = planned(device="glass", vial_activities_gbq=[3])
    assert {"calibration_at", "administration_at"} <= missing(made)


def test_more_than_the_vial_holds_is_told() -> None:
    late = {"vial_activity_gbq": 3, "administration_at": "2026-03-06T12:00+01:00"}
    assert "more than the 1.06" in check(planned(**GLASS, **late), "vial-activity").says
    assert not checks(planned(**GLASS, **late, activity_gbq=1.0), "vial-activity")


@pytest.mark.parametrize(
    ("given", "day", "status"),
    [
        (GLASS, "2026-03-14", "ok"),
        (GLASS, "2026-03-15", "warning"),
        (RESIN, "2026-03-03", "ok"),
        (RESIN, "2026-03-04", "warning"),
        (RESIN, "2026-02-28", "ok"),
    ],
)
def test_the_shelf_life_of_the_maker_is_a_line_to_be_verified(
    given: dict[str, Any], day: str, status: str
) -> None:
    held = check(planned(**given, administration_at=f"{day}T12:00+01:00"), "window")
    assert held.status == status
    assert held.limit is not None
    assert (held.limit.comparison, held.limit.status) == ("line", "recalled")


def test_94_percent_of_the_dose_are_given_in_11_days() -> None:
    """Printed by centers that give resin, for a half-life of 64.1 h."""
    made = planned(**RESIN, delivered_after_days=[0, 11])
    assert value(made, "delivered-share-1") == 0
    assert value(made, "delivered-share-2") == pytest.approx(0.94, abs=0.005)


def test_the_review_is_shown_against_the_activity_per_sphere() -> None:
    """15-20 million at 50 Bq are 0.75-1.0 GBq; the textbook's 1.5-2 GBq would take 100 Bq."""
    resin = check(planned(), "review-spheres")
    assert resin.status == "warning"
    for said in ("15 to 20 million", "section 1.5.1", "0.75 to 1 GBq", "1.5 to 2 GBq", "100 Bq"):
        assert said in resin.says
    glass = check(planned(**GLASS), "review-spheres")
    assert glass.status == "ok"
    for said in ("1 to 8 million", "2.5 to 20 GBq"):
        assert said in glass.says


def test_a_vial_gives_no_dose_to_a_whole_smaller_than_its_part() -> None:
    """Half of the mass would be twice the dose of the part, where it can only be lower."""
    day = {"administration_at": "2026-03-05T12:00+01:00"}
    made = planned(**GLASS, **day, vial_activities_gbq=[5], whole_normal_liver_mass_kg=0.65)
    assert "vial-1-dose-normal-liver" in names(made)
    assert "vial-1-dose-whole-normal-liver" not in names(made)


@pytest.mark.parametrize(
    ("device", "day", "questioned"),
    [("resin", "2026-02-26", 0), ("resin", "2026-02-25", 1), ("glass", "2026-02-28", 1)],
)
def test_a_day_too_long_before_the_calibration_is_questioned(
    device: str, day: str, questioned: int
) -> None:
    """Resin is printed for 24, 48 and 72 h before it."""
    times = {"calibration_at": "2026-03-01T12:00+01:00", "administration_at": f"{day}T12:00+01:00"}
    assert len(checks(planned(device=device, **times), "before-calibration")) == questioned


def test_one_day_is_a_day() -> None:
    made = planned(delivered_after_days=[1, 10])
    titles = [quantity(made, f"delivered-share-{number}").title for number in (1, 2)]
    assert [title.rsplit("after ", 1)[1] for title in titles] == ["1 day", "10 days"]
