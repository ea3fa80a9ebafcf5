"""The generated reference says what packs, vocabulary and models say now."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from nelm.assessment.assess import assess
from nelm.assessment.compose import compose
from nelm.case.case import Case
from nelm.case.vocabulary import vocabulary
from nelm.knowledge.loader import load_pack
from nelm.planning.dose.compute import compute_dose
from nelm.planning.dose.request_file import read_request
from nelm.planning.plan import plan

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = DOCS / "generate.py"


@pytest.fixture(scope="module")
def generate():
    spec = spec_from_file_location("generate", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", ["generate.py", "generate_proofs.py"])
def test_the_reference_in_the_repository_is_current(script):
    command = [sys.executable, str(DOCS / script), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, ""), "run `make docs`"


def test_a_check_of_an_empty_folder_names_every_file_and_writes_none(generate, tmp_path, capsys):
    assert generate.main(["--check"], tmp_path) == 1
    assert "stale: vocabulary.md\n" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_is_stale_until_it_is_written_again(generate, tmp_path, capsys):
    assert generate.main([], tmp_path) == 0
    page = tmp_path / "dermine2019" / "tare.md"
    page.write_text("edited by hand", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "stale: dermine2019/tare.md\n"
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0


def test_a_page_of_an_option_that_is_gone_is_stale_and_removed(generate, tmp_path, capsys):
    generate.main([], tmp_path)
    gone = tmp_path / "dermine2019" / "hypnosis.md"
    gone.write_text("an option of old", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "stale: dermine2019/hypnosis.md\n"
    generate.main([], tmp_path)
    assert not gone.exists()


def test_every_option_of_the_pack_has_its_page():
    names = {path.stem for path in (DOCS / "reference" / "dermine2019").glob("*.md")}
    assert names == {"index", *load_pack("dermine2019").option}


def test_every_fact_stands_in_the_vocabulary_page():
    page = (DOCS / "reference" / "vocabulary.md").read_text(encoding="utf-8")
    assert [name for name in vocabulary() if f"`{name}`" not in page] == []


def test_the_vocabulary_page_tells_range_unit_codes_and_validity():
    page = (DOCS / "reference" / "vocabulary.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| `liver.bilirubin_umol_l`")]
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[2:5] == ["number", "umol/L", "0 to 1500; questioned outside 2.5 to 1000"]
    assert cells[6:8] == ["LOINC 14631-6 (H)", "1 months"]


def test_the_published_sheet_schema_accepts_a_sheet():
    sheet = compose(assess(Case(), load_pack("dermine2019")))
    assert errors_by("sheet", sheet.model_dump(mode="json")) == []


INPUTS = {
    "device": "resin",
    "treatment": "bilobar",
    "dose_constant": "aapm2011",
    "activity_gbq": {"value": 1.6, "relative_uncertainty": 0.05},
    "perfused_mass_kg": 1.9,
    "lung_shunt_fraction": 0.25,
    "residual_fraction": 0,
    "lung_mass_kg": 1.0,
    "earlier_lung_gy": [20],
}


@pytest.mark.parametrize("inputs", [{}, INPUTS], ids=["nothing", "much"])
def test_the_published_plan_schema_accepts_a_plan(inputs):
    made = plan(Case(), "tare", inputs)
    assert bool(made.quantities) is bool(inputs)
    assert errors_by("plan", made.model_dump(mode="json")) == []


def test_the_published_plan_schema_refuses_what_is_no_plan():
    written = plan(Case(), "tare", INPUTS).model_dump(mode="json")
    assert errors_by("plan", written | {"status": "perhaps"})
    assert errors_by("plan", {name: v for name, v in written.items() if name != "checks"})
    assert errors_by("plan", written | {"advice": "give it"})


def test_the_published_dose_schema_accepts_a_dose(tmp_path):
    nibabel = pytest.importorskip("nibabel")
    counts = np.ones((4, 4, 4), np.float32)
    for name, values in {"map.nii": counts, "mask.nii": counts.astype(np.uint8)}.items():
        nibabel.save(nibabel.Nifti1Image(values, np.diag([4.0, 4.0, 4.0, 1.0])), tmp_path / name)
    (tmp_path / "dose.yaml").write_text(DOSE, encoding="utf-8")
    made = compute_dose(read_request(tmp_path / "dose.yaml")).result
    assert len(made.structures) == 1
    assert errors_by("dose", made.model_dump(mode="json")) == []
    assert errors_by("dose", made.model_dump(mode="json") | {"nuclide": "131I"})


DOSE = """\
nuclide: 90Y
dose_constant: aapm2011
image: map.nii
image_holds: mbq-h-per-ml
density_g_ml: 1.04
fwhm_mm: none
structures: [{name: liver, mask: mask.nii, volume_at_gy: [40]}]
"""


def errors_by(name, written):
    """What a published schema finds wrong with what `--json` prints."""
    schema = json.loads((DOCS / f"reference/{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(written)]
