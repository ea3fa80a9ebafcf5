"""Files of inputs as they come: broken, half filled, of another kind; and the exit codes around."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nelm.cli import run
from nelm.planning.plan import FORMS

TARE = """\
device: resin
treatment: unilobar
dose_constant: legacy49.67
activity_gbq: 1.9
perfused_mass_kg: 1.5
tumor_mass_kg: 0.2
normal_liver_mass_kg: 1.3
tn_concentration_ratio: 5
lung_shunt_fraction: 0.05
residual_fraction: 0
lung_mass_kg: 1.0
earlier_lung_gy: []
earlier_normal_liver_gy: []
"""
PRIVATE = "Jane Roe, room 12"
CASE = f"nelm: 1\nid: x\ntitle: {PRIVATE}\nnotes: [{PRIVATE}]\n"
Told = Callable[..., str]
Plans = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def told(case: Path, refused: Callable[..., str], tmp_path: Path) -> Told:
    """What is said of bad inputs: exit code 2, nothing printed, nothing written, no patient."""

    def said(text: str | bytes, option: str = "tare", name: str = "in.yaml") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        message = refused("plan", option, case, "--inputs", path)
        assert name in message
        assert PRIVATE not in message
        return " ".join(message.split())

    return said


@pytest.fixture
def planned(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Plans:
    def made(text: str, option: str = "tare", name: str = "in.yaml") -> tuple[int, dict[str, Any]]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        code = run(["plan", option, str(case), "--inputs", str(path), "--json"])
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, json.loads(captured.out)

    return made


def with_line(field: str, value: str) -> str:
    return re.sub(rf"(?m)^{field}:.*$", f"{field}: {value}", TARE)


# ---- exit codes ----------------------------------------------------------------------------


def test_a_plan_that_refuses_nothing_is_exit_code_0(planned: Plans) -> None:
    code, plan = planned(TARE)
    assert (code, plan["status"]) == (0, "warning")


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("tare", with_line("lung_shunt_fraction", "0.21")),
        ("tare", with_line("earlier_lung_gy", "[46]")),
        ("tace", "{doxorubicin_mg_m2: 50, bilirubin_mg_dl: 5.1}"),
        ("tace", "{streptozocin_mg_m2: 1501}"),
        ("prrt", "{cycles_on: [2026-01-05], cycles: 4, interval_weeks: 8, window_weeks: 9}"),
        ("debulking", "{tumor_ml: 100, residual_ml: 200}"),
        ("rfa_alone", "lesions: [{tumor_mm: 60, margin_mm: 10, zone_short_axis_mm: 30}]"),
    ],
    ids=["shunt", "lungs", "bilirubin", "ceiling", "window", "residual", "zones"],
)
def test_a_plan_that_refuses_something_is_exit_code_1(
    planned: Plans, option: str, text: str
) -> None:
    code, plan = planned(text, option)
    assert (code, plan["status"]) == (1, "refused")
    assert any(check["status"] == "refused" for check in plan["checks"])


def test_a_file_of_nothing_asks_for_everything(planned: Plans) -> None:
    code, plan = planned("")
    assert code == 0
    assert not plan["quantities"]
    assert {"device", "lung_shunt_fraction"} <= {line["field"] for line in plan["missing"]}


@pytest.mark.parametrize("option", FORMS)
def test_a_template_reads_back_with_everything_unknown(
    planned: Plans, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run(["plan", "template", option]) == 0
    template = capsys.readouterr().out
    assert set(yaml.safe_load(template)) == set(FORMS[option].model_fields)
    code, plan = planned(template, option)
    assert code == 0
    assert not plan["quantities"]
    assert not plan["inputs"]


def test_yaml_and_json_say_the_same(planned: Plans) -> None:
    one = planned(TARE)
    assert planned(json.dumps(yaml.safe_load(TARE)), name="in.json") == one


# ---- files that are no inputs --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("device: [resin", "valid YAML"),
        ("device: resin\n\tactivity_gbq: 2\n", "valid YAML"),
        ("device: 'resin\n", "valid YAML"),
        (": : :\n- x", "valid YAML"),
        ("- device: resin\n", "fields such as those of a template"),
        ("just words", "fields such as those of a template"),
        ("3.5", "fields such as those of a template"),
        ("{[1, 2]: 3}", "words as keys"),
        ("device: !!python/object/apply:os.system [echo]", "device"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"device: caf\xe9\n", "UTF-8"),
        (b"\x00\x01\x02", "valid YAML"),
        (b"\x89PNG\r\n\x1a\n\x00", "UTF-8"),
        ("[" * 100 + "]" * 100, "flat document"),
    ],
    ids=range(14),
)
def test_a_file_that_is_no_mapping_of_fields_is_refused(
    told: Told, text: str | bytes, said: str
) -> None:
    assert said in told(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"device": "resin",}', "valid JSON"),
        ('{"activity_gbq": NaN}', "finite"),
        ('{"device": "resin", "device": "glass"}', "given twice"),
        ("[]", "fields such as those of a template"),
    ],
    ids=["comma", "nan", "twice", "list"],
)
def test_a_json_file_with_a_fault_is_refused(told: Told, text: str, said: str) -> None:
    assert said in told(text, name="in.json")


def test_a_file_that_is_not_there_is_named(case: Path, refused: Callable[..., str]) -> None:
    said = " ".join(refused("plan", "tare", case, "--inputs", "nowhere.yaml").split())
    assert "nowhere.yaml" in said
    assert "no such file" in said


def test_a_folder_is_no_file(case: Path, refused: Callable[..., str], tmp_path: Path) -> None:
    assert "readable file" in refused("plan", "tare", case, "--inputs", tmp_path)


# ---- fields --------------------------------------------------------------------------------


def test_a_field_given_twice_is_refused_with_its_line(told: Told) -> None:
    said = told("device: resin\ndevice: glass\n")
    assert "in.yaml:2: device is given twice" in said


@pytest.mark.parametrize(
    ("option", "line", "near"),
    [
        ("tare", "activity_mbq: 2", "activity_gbq"),
        ("tare", "lung_shunt: 0.05", "lung_shunt_fraction"),
        ("tare", "tumour_mass_kg: 0.2", "tumor_mass_kg"),
        ("tare", "bilirubin: 0.8", "bilirubin_mg_dl"),
        ("tare", "shunt_fraction: 0.05", "lung_shunt_fraction"),
        ("prrt", "kidney_gy: 0.5", "kidney_gy_per_gbq"),
        ("prrt", "cycle_on: 2026-01-05", "cycles_on"),
        ("tace", "doxorubicin_mg: 50", "doxorubicin_mg_m2"),
        ("one_step_resection", "remnant: 300", "remnant_ml"),
        ("rfa_alone", "lesions: [{tumour_mm: 20}]", "tumor_mm"),
        ("rfa_alone", "lesion: []", "lesions"),
    ],
)
def test_an_unknown_field_is_refused_with_one_of_a_near_name(
    told: Told, option: str, line: str, near: str
) -> None:
    said = told(line, option)
    assert "not a known field" in said
    assert re.search(rf"\b{near}\b", said)


@pytest.mark.parametrize(
    ("option", "line", "said"),
    [
        ("tare", "activity_gbq: 1900", "MBq?"),
        ("tare", "lung_shunt_fraction: 5", "percent, or an activity in GBq?"),
        ("tare", "perfused_mass_kg: 1500", "g?"),
        ("tare", "lung_mass_kg: 1000", "g?"),
        ("tare", "bilirubin_mg_dl: 60", "umol/L?"),
        ("tare", "goal_perfused_gy: 12000", "cGy?"),
        ("tare", "activity_per_sphere_bq: 0.05", "kBq?"),
        ("prrt", "activities_gbq: [7.4, 7400]", "MBq?"),
        ("prrt", "kidney_effective_half_life_h: 0.5", "days?"),
        ("prrt", "kidney_repair_half_time_h: 168", "minutes?"),
        ("tace", "height_cm: 1.7", "m or inches?"),
        ("tace", "height_cm: 1700", "mm?"),
        ("tace", "weight_kg: 300", "lb?"),
        ("tace", "streptozocin_mg_m2: 1.5", "g/m2?"),
        ("tace", "doxorubicin_mg_m2: 101", "mg?"),
        ("tace", "creatinine_clearance_ml_min: 1.5", "mL/s?"),
        ("two_step_resection", "minimum_sflr_percent: 0.25", "a fraction?"),
        ("one_step_resection", "remnant_ml: 0.4", "L?"),
        ("rfa_alone", "lesions: [{tumor_mm: 1.5}]", "cm?"),
        ("rfa_alone", "lesions: [{zone_short_axis_mm: 3}]", "cm?"),
    ],
)
def test_a_number_that_looks_like_another_unit_is_refused_with_a_question(
    told: Told, option: str, line: str, said: str
) -> None:
    message = told(line, option)
    field, number = re.findall(r"([a-z_0-9]+): [\[{]*(?:7\.4, )?([\d.]+)", line)[-1]
    assert field in message
    assert number in message
    assert f"({said})" in message


@pytest.mark.parametrize(
    ("option", "line", "said"),
    [
        ("tare", "activity_gbq: 2 MBq", "the unit GBq"),
        ("tare", 'activity_gbq: ">2"', "one exact number"),
        ("tare", "activity_gbq: 2-3", "one exact number"),
        ("tare", "activity_gbq: 1,9", "decimal point"),
        ("tare", "activity_gbq: two", "a number in GBq"),
        ("tare", "activity_gbq: .nan", "a number in GBq"),
        ("tare", "activity_gbq: -.inf", "a number in GBq"),
        ("tare", "activity_gbq: 1e999", "finite"),
        ("tare", f"activity_gbq: {'9' * 400}", "finite"),
        ("tare", "activity_gbq: -1", "0.05 to 30 GBq"),
        ("tare", "activity_gbq: 0", "0.05 to 30 GBq"),
        ("tare", "activity_gbq: 30.1", "0.05 to 30 GBq"),
        ("tare", "activity_gbq: [2]", "a number in GBq"),
        ("tare", "activity_gbq: {gbq: 2}", "relative_uncertainty"),
        ("tare", "activity_gbq: {value: 2, relative_uncertainty: 0}", "above 0 to 1"),
        ("tare", "activity_gbq: {value: 2, relative_uncertainty: 5}", "percent?"),
        ("tare", "lung_shunt_fraction: 5 %", "a number without a unit"),
        ("tare", "residual_fraction: {value: 0, relative_uncertainty: 0.1}", "share of nothing"),
        ("tare", "lung_shunt_fraction: 1e-310", "0, or 1e-09 and more"),
        ("tare", "residual_fraction: 1.01", "0 to 1"),
        ("tare", "device: Resin", "glass or resin"),
        ("tare", "treatment: lobar", "segmentectomy or lobectomy or unilobar or bilobar"),
        ("tare", "dose_constant: 50", "legacy49.67"),
        ("tare", "pretreated_or_compromised: 1", "yes or no"),
        ("tare", "pretreated_or_compromised: True", "yes or no"),
        ("tare", "earlier_lung_gy: none", "a number in Gy"),
        ("tare", "earlier_lung_gy: [10, unknown]", "a number in Gy"),
        ("prrt", "cycles: 4.5", "a whole number"),
        ("prrt", "cycles_on: 05.01.2026", "YYYY-MM-DD"),
        ("prrt", "cycles_on: [2026-02-29]", "YYYY-MM-DD"),
        ("tace", "surface_formula: dubois", "du-bois or mosteller or haycock or gehan-george"),
        ("tace", "surface_cap_m2: 3", "1.5 to 2.8 m2"),
        ("one_step_resection", "liver_state: cirrhosis", "normal or chemotherapy"),
        ("rfa_alone", "lesions: 2", "lesions"),
        ("rfa_alone", "lesions: [20]", "lesions"),
        ("rfa_alone", "bilioenteric_anastomosis: maybe", "yes or no"),
        ("cryotherapy", "activity_gbq: 2", "not a known field"),
    ],
)
def test_a_value_that_a_field_does_not_take_is_refused_with_what_it_takes(
    told: Told, option: str, line: str, said: str
) -> None:
    message = told(f"# a comment\n\n{line}\n", option)
    assert "in.yaml:3: " in message
    assert re.match(r"\w+", line)[0] in message  # type: ignore[index]
    assert said in message


@pytest.mark.parametrize("text", ["about two", "2 to 3 or so", "many"])
def test_a_number_that_must_be_exact_is_not_asked_for_as_a_bound(told: Told, text: str) -> None:
    said = told(f"activity_gbq: {text}\n")
    assert "a number in GBq" in said or "the unit GBq" in said
    assert "bound" not in said


def test_a_file_of_another_kind_is_refused_without_a_list_of_every_field(told: Told) -> None:
    said = told("nelm: 1\nid: x\ndecision_date: 2026-01-05\n")
    assert said.count("one of the fields of the template") == 3
    assert len(said) < 500


def test_an_option_without_inputs_says_so(told: Told) -> None:
    assert "no field: nothing is asked for" in told("activity_gbq: 2", "cryotherapy")


def test_every_fault_of_a_file_is_named_not_only_the_first(told: Told) -> None:
    said = told("device: wood\nactivity_gbq: 2000\nlung_shunt_fraction: 7\nfoo: 1\n")
    for line, field in enumerate(("device", "activity_gbq", "lung_shunt_fraction", "foo"), 1):
        assert f"in.yaml:{line}: {field}" in said


def test_only_the_value_of_a_bad_field_is_repeated_and_not_at_length(told: Told) -> None:
    said = told(f"# {PRIVATE}\nlung_limit_confirmed: {PRIVATE}\nactivity_gbq: {'x' * 5000}\n")
    assert "activity_gbq" in said
    assert len(said) < 1000


# ---- limits of a site ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date: 2026-10-01\nlimits: []\n", "author"),
        ("author: Dr. B\nlimits: []\n", "date"),
        ("author: Dr. B\ndate: 2026\nlimits: []\n", "YYYY-MM-DD"),
        ("author: Dr. B\ndate: 2026-10-01\nlimits: [{id: no-such, value: 1}]\n", "no-such"),
        (
            "author: Dr. B\ndate: 2026-10-01\nlimits: [{id: tare-lung-single, value: .nan}]\n",
            "value",
        ),
        (
            "author: Dr. B\ndate: 2026-10-01\nlimits: [{id: tare-lung-single, value: ten}]\n",
            "value",
        ),
        (
            "author: Dr. B\ndate: 2026-10-01\nlimits:\n"
            "  - {id: tare-lung-single, value: 25}\n  - {id: tare-lung-single, value: 20}\n",
            "once",
        ),
        ("", "author"),
    ],
    ids=["no author", "no date", "no day", "no limit", "nan", "word", "twice", "empty"],
)
def test_limits_of_a_site_without_name_date_or_number_are_refused(
    case: Path, refused: Callable[..., str], tmp_path: Path, text: str, said: str
) -> None:
    inputs, site = tmp_path / "in.yaml", tmp_path / "site.yaml"
    inputs.write_text(TARE, encoding="utf-8")
    site.write_text(text, encoding="utf-8")
    message = refused("plan", "tare", case, "--inputs", inputs, "--limits", site)
    assert "site.yaml" in message
    assert said in message


def test_a_stricter_site_refuses_what_the_printed_limit_allows(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs, site = tmp_path / "in.yaml", tmp_path / "site.yaml"
    inputs.write_text(TARE, encoding="utf-8")
    head = "author: Dr. B\ndate: 2026-10-01\n"
    site.write_text(f"{head}limits: [{{id: tare-lung-single, value: 4}}]\n", encoding="utf-8")
    arguments = ["plan", "tare", str(case), "--inputs", str(inputs)]
    assert run(arguments) == 0
    assert run([*arguments, "--limits", str(site)]) == 1
    assert "4 Gy in place of 30, by Dr. B on 2026-10-01" in " ".join(
        capsys.readouterr().out.split()
    )
