"""Compartments: the partition model with more parts, closure, whole and perfused normal liver."""

from __future__ import annotations

from typing import Any

import pytest
from tare_plans import check, missing, names, planned, quantity, value, worst

from nelm.case.problem import InputError
from nelm.case.reading import parse_case
from nelm.planning.plan import plan
from nelm.planning.tare import compartments as tare_compartments

TUMOR = {"name": "met", "kind": "tumor", "mass_kg": 0.2, "mean_counts_per_volume": 5}
LIVER = {"kind": "normal_liver", "treated": "yes", "mass_kg": 1.3, "mean_counts_per_volume": 1}
OTHER_LOBE = {**LIVER, "treated": "no", "mass_kg": 0.3, "mean_counts_per_volume": 0}
NECROSIS = {"kind": "necrosis", "mass_kg": 0.1, "mean_counts_per_volume": 0}
LIVER_GY = 49.67 * 2 * 0.95 / 2.3  # the worked example of the partition model


def test_with_a_necrosis_it_is_the_partition_model() -> None:
    made = planned(compartments=[TUMOR, LIVER, NECROSIS])
    doses = [value(made, f"dose-compartment-{n}") for n in (1, 2, 3)]
    assert doses == pytest.approx([5 * LIVER_GY, LIVER_GY, 0])
    assert "met (tumor)" in quantity(made, "dose-compartment-1").title


def test_the_unit_of_the_counts_cancels() -> None:
    scaled = [{**one, "mean_counts_per_volume": 7e4 * c} for one, c in ((TUMOR, 5), (LIVER, 1))]
    made = planned(compartments=scaled)
    assert value(made, "dose-compartment-2") == pytest.approx(LIVER_GY)


@pytest.mark.parametrize("unit", [0.01, 100, 1e6])
def test_counts_of_any_size_are_taken(unit: float) -> None:
    """As shares of a whole, counts of a short scan, or Bq."""
    scaled = [{**one, "mean_counts_per_volume": unit * c} for one, c in ((TUMOR, 5), (LIVER, 1))]
    made = planned(compartments=scaled)
    assert value(made, "dose-compartment-2") == pytest.approx(LIVER_GY)


def test_both_lobes_and_the_treated_one() -> None:
    """Energy of the treated lobe over the mass of both: 1.3 of 1.6 kg."""
    made = planned(compartments=[TUMOR, LIVER, OTHER_LOBE])
    whole, perfused = (
        "dose-whole-normal-liver-compartments",
        "dose-perfused-normal-liver-compartments",
    )
    assert value(made, whole) == pytest.approx(LIVER_GY * 1.3 / 1.6)
    assert value(made, perfused) == pytest.approx(LIVER_GY)


@pytest.mark.parametrize(
    ("device", "dose", "limit"), [("glass", LIVER_GY * 1.3 / 1.6, 90), ("resin", LIVER_GY, 40)]
)
def test_each_device_is_held_by_its_own_volume(device: str, dose: float, limit: float) -> None:
    made = planned(device=device, bilirubin_mg_dl=0.8, compartments=[TUMOR, LIVER, OTHER_LOBE])
    held = check(made, "dose-normal-liver-compartments")
    assert held.value == pytest.approx(dose)
    assert held.limit is not None
    assert held.limit.value == limit
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(2 * limit / dose)


def test_compartments_alone_are_held_with_earlier_doses() -> None:
    """Without the partition model the sum over treatments is not dropped."""
    alone = dict.fromkeys(("tumor_mass_kg", "normal_liver_mass_kg"))
    made = planned(**alone, compartments=[TUMOR, LIVER], earlier_normal_liver_gy=[10])
    assert value(made, "dose-normal-liver-compartments-cumulative") == pytest.approx(LIVER_GY + 10)
    left = value(made, "activity-normal-liver-compartments-cumulative")
    assert left == pytest.approx(2 * 30 / LIVER_GY)
    assert value(made, "activity-largest") == pytest.approx(left)


def test_closure_with_shunt_and_residual_is_shown() -> None:
    made = planned(compartments=[TUMOR, LIVER, NECROSIS], residual_fraction=0.1)
    assert value(made, "energy-balance") == pytest.approx(0, abs=1e-12)
    assert check(made, "energy-balance").status == "ok"
    energy_j = value(made, "dose-compartment-1") * 0.2 + value(made, "dose-compartment-2") * 1.3
    assert energy_j + value(made, "dose-lung") == pytest.approx(49.67 * 2 * 0.9)


@pytest.mark.parametrize(("off", "status"), [(0.009, "ok"), (-0.009, "ok"), (0.011, "refused")])
def test_doses_that_miss_the_energy_by_a_percent_are_refused(
    off: float, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tare_compartments, "energy_balance_error", lambda **_: off)
    made = planned(compartments=[TUMOR, LIVER])
    assert check(made, "energy-balance").status == status


@pytest.mark.parametrize(("counts", "status"), [(5, "ok"), (3, "ok"), (2, "warning")])
def test_both_models_stand_side_by_side(counts: float, status: str) -> None:
    """Effective masses of TN 5, 3 and 2: 2.3, 1.9 and 1.7 kg, so 0, 21 and 35 % apart."""
    met = {**TUMOR, "mean_counts_per_volume": counts}
    made = planned(compartments=[met, LIVER])
    assert check(made, "compartments-apart").status == status


def test_nothing_to_close_where_all_stays_behind() -> None:
    made = planned(compartments=[TUMOR, LIVER], residual_fraction=1)
    assert worst(made) == "refused"
    assert "energy-balance" not in names(made)


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({**TUMOR, "mass_kg": "unknown"}, "compartments.2.mass_kg"),
        ({**TUMOR, "kind": "unknown"}, "compartments.2.kind"),
        ({**TUMOR, "mean_counts_per_volume": "unknown"}, "compartments.2.mean_counts_per_volume"),
        ({**OTHER_LOBE, "treated": "unknown"}, "compartments.2.treated"),
    ],
    ids=str,
)
def test_a_compartment_that_is_not_whole_stops_all_of_them(
    lacking: dict[str, Any], field: str
) -> None:
    made = planned(compartments=[LIVER, lacking])
    assert field in missing(made)
    assert not {name for name in names(made) if "compartment" in name}


def test_an_empty_entry_is_no_beginning() -> None:
    made = planned(compartments=[{}])
    assert not {field for field in missing(made) if "compartments" in field}


def test_an_empty_entry_among_others_is_asked_for_by_its_place() -> None:
    made = planned(compartments=[TUMOR, {}, LIVER])
    assert {"compartments.2.mass_kg", "compartments.2.kind"} <= missing(made)
    assert not {name for name in names(made) if "compartment" in name}


def test_compartments_without_counts_are_refused_as_a_value() -> None:
    made = planned(compartments=[NECROSIS, {**TUMOR, "mean_counts_per_volume": 0}])
    assert worst(made) == "refused"
    assert not {name for name in names(made) if "compartment" in name}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mass_kg": 200}, "g?"),
        ({"mass_kg": 0}, "0.001"),
        ({"mean_counts_per_volume": -1}, "0 to"),
        ({"mean_counts_per_volume": float("nan")}, "finite"),
        ({"kind": "bone"}, "necrosis"),
        ({"treated": "perhaps"}, "yes or no"),
    ],
    ids=str,
)
def test_a_compartment_refuses_at_the_door(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        planned(compartments=[{**TUMOR, **wrong}])
    assert words in str(refused.value)


def test_uncertain_counts_follow_the_rule_of_the_partition_model() -> None:
    """d ln D_N / d ln c_T = -w with w = 1.0/2.3, as for TN: 30 % are 13 % of the liver."""
    unsure = {**TUMOR, "mean_counts_per_volume": {"value": 5, "relative_uncertainty": 0.3}}
    found = quantity(planned(compartments=[unsure, LIVER]), "dose-compartment-2").uncertainty
    assert found is not None
    assert found.first_order_sd / LIVER_GY == pytest.approx(0.3 / 2.3, rel=1e-3)


def test_compartments_are_echoed_by_number() -> None:
    given = {"compartments": [TUMOR, LIVER]}
    made = plan(parse_case(b"nelm: 1\nid: x\n"), "tare", given)
    echoed = {line.name: line.value for line in made.inputs}
    assert echoed["compartments.2.mass_kg"] == 1.3
    assert echoed["compartments.1.name"] == "met"
