"""A dose map beside a plan: of the right nuclide, its activity told against the planned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nelm.case.problem import InputError
from nelm.case.reading import parse_case
from nelm.planning.dose.form import ImageLine, StructureDose, VoxelDose
from nelm.planning.dose_map import read_dose, with_dose
from nelm.planning.form import Check, Plan
from nelm.planning.lines import InputLine
from nelm.planning.plan import plan

PLANNED = {"activity_gbq": 2.0, "residual_fraction": 0.05, "lung_shunt_fraction": 0.10}


def planned(option: str = "tare", inputs: dict[str, Any] | None = None) -> Plan:
    case = parse_case(b"nelm: 1\nid: x\n")
    return plan(case, option, PLANNED if inputs is None else inputs)


def check(made: Plan, code: str) -> Check:
    (found,) = [one for one in made.checks if one.code == code]
    return found


@pytest.fixture
def dose() -> VoxelDose:
    structure = StructureDose(
        name="liver", volume_ml=1000, mass_g=1040, mean_mass_gy=20, mean_volume_gy=20, min_gy=0,
        max_gy=40, d98_gy=1, d70_gy=15, d50_gy=20, d2_gy=39, volume_at_gy=(),
        equivalent_diameter_mm=124, ends_are_reliable=True, recovered=None,
        curve_dose_gy=(0, 20, 40), curve_volume_percent=(100, 50, 0), effects=(), notices=(),
    )  # fmt: skip
    return VoxelDose(
        schema_version=1, nelm_version="0", intended_use="a test", nuclide="90Y",
        method="local deposition",
        image=ImageLine(quantity="activity concentration", unit="Bq/mL", sha256="ab" * 32),
        energy_mev=0.9331, energy_source="a test", half_life_h=64.1, half_life_source="a test",
        voxel_mm=(4, 4, 4), shape=(10, 10, 10), fwhm_mm=6, density="1.04 g/mL in every voxel",
        total_activity_mbq=1710, total_decays_mbq_h=158_000, active_mass_g=1040, inputs=(),
        inputs_sha256="cd" * 32, seed=None, notices=(), structures=(structure,),
    )  # fmt: skip


def test_a_map_of_what_reaches_the_liver_fits(dose: VoxelDose) -> None:
    made = with_dose(planned(), dose)  # 2 GBq x 0.95 x 0.90 = 1.71 GBq
    held = check(made, "dose-map-activity")
    assert held.status == "ok"
    assert "1.71 to 1.9 GBq" in held.says
    assert made.dose == dose


@pytest.mark.parametrize(
    ("held_mbq", "status"), [(1900, "ok"), (1611, "ok"), (1609, "warning"), (2001, "warning")]
)
def test_five_percent_of_the_planned_activity_are_too_far(
    dose: VoxelDose, held_mbq: float, status: str
) -> None:
    other = dose.model_copy(update={"total_activity_mbq": held_mbq})
    assert check(with_dose(planned(), other), "dose-map-activity").status == status


@pytest.mark.parametrize("name", PLANNED)
def test_an_unknown_input_is_never_taken_as_zero(dose: VoxelDose, name: str) -> None:
    inputs = {key: value for key, value in PLANNED.items() if key != name}
    held = check(with_dose(planned(inputs=inputs), dose), "dose-map-activity")
    assert held.status == "warning"
    assert "not compared" in held.says


def test_a_refused_plan_stays_refused(dose: VoxelDose) -> None:
    made = planned(inputs={**PLANNED, "device": "resin", "lung_shunt_fraction": 0.3})
    assert made.status == "refused"
    assert with_dose(made, dose).status == "refused"


def test_doses_held_against_no_limit_are_not_ok(dose: VoxelDose) -> None:
    told = check(with_dose(planned(), dose), "dose-map-not-held")
    assert told.status == "warning"


def test_another_dose_constant_is_told(dose: VoxelDose) -> None:
    line = InputLine(name="dose_constant", value="glass50", unit="")
    other = dose.model_copy(update={"inputs": (line,)})
    made = with_dose(planned(inputs={**PLANNED, "dose_constant": "aapm2011"}), other)
    assert check(made, "dose-map-constant").status == "warning"
    same = with_dose(planned(inputs={**PLANNED, "dose_constant": "glass50"}), other)
    assert [one for one in same.checks if one.code == "dose-map-constant"] == []


@pytest.mark.parametrize(("option", "allowed"), [("prrt", "177Lu"), ("tace", "none for tace")])
def test_another_nuclide_or_an_option_without_one_is_refused(
    dose: VoxelDose, option: str, allowed: str
) -> None:
    with pytest.raises(InputError, match=allowed):
        with_dose(planned(option, {}), dose)


def test_the_file_is_the_json_of_the_command(dose: VoxelDose, tmp_path: Path) -> None:
    path = tmp_path / "dose.json"
    path.write_text(dose.model_dump_json(indent=2), encoding="utf-8")
    assert read_dose(path) == dose


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"nuclide": "131I"}', "\x00"])
def test_another_file_is_refused_by_name_of_the_option(text: str, tmp_path: Path) -> None:
    path = tmp_path / "dose.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="--dose"):
        read_dose(path)
    with pytest.raises(InputError, match="--dose"):
        read_dose(tmp_path / "absent.json")
