"""`nelm dose`: files in, files and numbers out; all of them or none."""

from __future__ import annotations

import csv
import json
import math
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from nelm.cli import arguments, run
from nelm.cli import progress as progress_module
from nelm.planning.dose.form import VoxelDose

nibabel = pytest.importorskip("nibabel")
ROOT = Path(__file__).parents[2]
REQUEST = """\
nuclide: 90Y
image: map.nii.gz
image_holds: bq-per-ml
activity_at: administration
dose_constant: aapm2011
density_g_ml: 1.0
fwhm_mm: 6
structures:
  - {name: liver, mask: masks/liver.nii}
  - {name: tumor, mask: masks/tumor.nii, volume_at_gy: [40, 120]}
"""


def save(path: Path, values: np.ndarray) -> None:
    affine = np.diag([-4.0, -4.0, 4.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(values, affine), path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values = np.zeros((30, 28, 26), np.float32)
    values[5:25, 5:23, 5:21] = 1e6
    (tmp_path / "masks").mkdir()
    save(tmp_path / "map.nii.gz", values)
    save(tmp_path / "masks/liver.nii", (values > 0).astype(np.uint8))
    tumor = np.zeros_like(values, dtype=np.uint8)
    tumor[10:12, 10:12, 10:12] = 1
    save(tmp_path / "masks/tumor.nii", tumor)
    (tmp_path / "dose.yaml").write_text(REQUEST)
    return tmp_path


def dose(folder: Path, *options: str) -> int:
    return run(["dose", "run", str(folder / "dose.yaml"), *options])


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_page_tells_dose_resolution_and_the_hash_of_the_image(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    assert dose(folder) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "mean over mass (Gy): 49.38" in page  # 49.38 Gy kg/GBq at 1 MBq/mL and 1 g/mL
    assert "resolution of 6 mm (FWHM, as given)" in page
    assert "not reported: smaller than three times the resolution" in page
    assert "V40 (at least 40 Gy): 100 %" in page
    assert "not a medical device" in page
    assert "map.nii" not in page


def test_json_is_the_result_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert dose(folder, "--json") == 0
    said = capsys.readouterr()
    result = VoxelDose.model_validate_json(said.out)
    assert said.err == ""
    assert [one.name for one in result.structures] == ["liver", "tumor"]
    assert result.structures[0].mean_mass_gy == pytest.approx(49.38, abs=0.005)


def test_a_dose_map_that_is_read_again_is_the_dose(folder: Path) -> None:
    assert dose(folder, "--dose", str(folder / "dose.nii.gz")) == 0
    written = nibabel.load(folder / "dose.nii.gz")
    given = nibabel.as_closest_canonical(nibabel.load(folder / "map.nii.gz"))
    assert np.allclose(written.affine, given.affine)
    k = 0.9267 * 64.04 * 1.602176634e-13 * 3.6e12 / math.log(2)  # Gy kg/GBq, exact
    expected = given.get_fdata() * 1e-6 * k
    assert np.allclose(written.get_fdata(), expected, rtol=1e-4)


def test_everything_is_written_and_the_same_each_time(folder: Path) -> None:
    names = ("dose.nii", "dvh.svg", "slices.png", "dvh.csv")
    options = [
        part
        for option, name in zip(("--dose", "--dvh", "--slices", "--csv"), names, strict=True)
        for part in (option, str(folder / name))
    ]
    assert dose(folder, *options, "--at", "tumor") == 0
    first = files_of(folder)
    assert set(names) <= set(first)
    assert not [name for name in first if Path(name).name.startswith(".")]
    assert dose(folder, *options, "--at", "tumor") == 0
    assert files_of(folder) == first
    rows = list(csv.DictReader(first["dvh.csv"].decode().splitlines()))
    assert len(rows) == 2 * 201
    assert rows[0] == {"structure": "liver", "dose_gy": "0", "volume_percent": "100"}


@pytest.mark.parametrize(
    "taken", ["dose.yaml", "map.nii.gz", "masks/liver.nii", "masks/../map.nii.gz"]
)
def test_an_input_is_never_written_over(
    folder: Path, capsys: pytest.CaptureFixture, taken: str
) -> None:
    before = files_of(folder)
    option = "--csv" if taken.endswith("yaml") else "--dose"
    assert dose(folder, option, str(folder / taken)) == 2
    assert "no input of this run" in capsys.readouterr().err
    assert files_of(folder) == before


def test_a_link_to_an_input_is_never_written_over(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    (folder / "link.nii.gz").hardlink_to(folder / "map.nii.gz")
    assert dose(folder, "--dose", str(folder / "link.nii.gz")) == 2
    assert "no input of this run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--dose", "dose.img"), "a .nii or .nii.gz file"),
        (("--dvh", "dvh.pdf"), "a .svg or .png file"),
        (("--csv", "dvh.txt"), "a .csv file"),
        (("--dvh", "nowhere/dvh.svg"), "a folder that exists"),
        (("--dvh", "one.svg", "--slices", "one.svg"), "one file twice"),
        (("--at", "tumor"), "with --slices"),
        (("--slices", "s.png", "--at", "spleen"), "one of liver, tumor"),
    ],
)
def test_what_could_not_be_written_is_refused_before_the_work(
    folder: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(folder)
    (folder / "map.nii.gz").unlink()  # the work would fail on it
    before = files_of(folder)
    assert dose(folder, *options) == 2
    assert words in capsys.readouterr().err
    assert files_of(folder) == before


def test_a_run_that_fails_at_the_last_file_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dvh.csv").write_text("old")
    before = files_of(folder)
    real = arguments.os.fsync
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(arguments.os, "fsync", full)
    wanted = ("--dose", str(folder / "dose.nii"), "--csv", str(folder / "dvh.csv"))
    assert dose(folder, *wanted) == 2
    assert "no space left on device" in capsys.readouterr().err
    assert files_of(folder) == before


def test_a_broken_image_is_told_by_its_field_without_a_traceback(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    raw = (folder / "map.nii.gz").read_bytes()
    (folder / "map.nii.gz").write_bytes(raw[: len(raw) // 2])
    assert dose(folder, "--dose", str(folder / "dose.nii")) == 2
    said = capsys.readouterr().err
    assert "dose.yaml:2: image is" in said
    assert "a NIfTI file that is whole" in said
    assert "Traceback" not in said
    assert not (folder / "dose.nii").exists()


def test_without_nibabel_or_matplotlib_the_install_line_is_said(
    folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hidden:
        hidden.setitem(sys.modules, "nibabel", None)
        assert dose(folder) == 2
        assert 'pip install "nelm[voxel]"' in capsys.readouterr().err
    modules: dict[str, ModuleType | None] = {"matplotlib.figure": None, "matplotlib": None}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    assert dose(folder) == 0
    assert dose(folder, "--dvh", str(folder / "dvh.svg"), "--dose", str(folder / "d.nii")) == 2
    assert 'pip install "nelm[plots]"' in capsys.readouterr().err
    assert not (folder / "d.nii").exists()


def test_long_work_is_told_on_a_terminal(
    folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(progress_module, "SHOW_AFTER_SECONDS", 0.0)
    assert dose(folder, "--json") == 0
    said = capsys.readouterr()
    assert "reading the image" in said.err
    assert json.loads(said.out)["schema_version"] == 1


def test_a_process_of_its_own_gives_the_same(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert dose(folder, "--json") == 0
    here = capsys.readouterr().out
    line = [sys.executable, "-c", "from nelm.cli import main; main()"]
    ended = subprocess.run(
        [*line, "dose", "run", "dose.yaml", "--json", "--dvh", "dvh.svg"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == here
    assert b"<desc>" in (folder / "dvh.svg").read_bytes()


def test_the_how_to_of_voxel_doses_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its snippet writes the phantom, its request is taken, its commands do what it says."""
    page = (ROOT / "docs/how-to/voxel-dose.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    phantom, in_python = re.findall(r"```py\n(.*?)```", page, re.DOTALL)
    subprocess.run([sys.executable, "-c", phantom], check=True, timeout=120)
    (request,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    commands = [
        shlex.split(line.split(" > ")[0])[2:]
        for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("$ nelm ")
    ]
    assert ["dose", "template"] in commands
    assert len(commands) == 3
    for command in commands:
        assert run(command) == 0, command
        Path("dose.yaml").write_text(request, encoding="utf-8")
    subprocess.run([sys.executable, "-c", in_python], check=True, timeout=120)
    said = " ".join(capsys.readouterr().out.split())
    printed = re.findall(r"`([^`]*)`\s+is printed", page)
    assert len(printed) == 2
    assert all(" ".join(text.split()) in said for text in printed)
    assert {"dose.nii.gz", "dvh.svg", "slices.png", "dvh.csv"} <= {
        p.name for p in tmp_path.iterdir()
    }
