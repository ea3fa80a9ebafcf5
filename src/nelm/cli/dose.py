"""The commands about voxel doses: print a request to fill in, carry one out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import typer

from nelm.calculators.voxel.nifti import WRITTEN, image_bytes
from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import place_problems, save_all
from nelm.cli.dose_app import DoseFiles
from nelm.cli.progress import Tell, progress
from nelm.planning.dose.compute import Dosed, compute_dose
from nelm.planning.dose.files import named_files
from nelm.planning.dose.form import VoxelDose
from nelm.planning.dose.request_file import Asking, dose_template, read_request
from nelm.reports.dose_page import dose_blocks
from nelm.reports.dose_slices_plot import dose_slices_figure
from nelm.reports.dose_volume_plot import dose_volume_figure
from nelm.reports.page import as_text

PICTURES = (".svg", ".png")
ENDINGS = {"--dose": WRITTEN, "--dvh": PICTURES, "--slices": PICTURES, "--csv": (".csv",)}
COLUMNS = ("structure", "dose_gy", "volume_percent")


def template() -> int:
    """Print a request to fill in."""
    typer.echo(dose_template(), nl=False)
    return 0


def run_request(asked: DoseFiles) -> int:
    """Carry a request out, write what is asked for, and print the numbers.

    Raises:
        InputError: a request that is not complete, a file that is not what it should be.
        MissingExtraError: nibabel, or for a picture Matplotlib, is not installed.
    """
    asking = read_request(asked.request)
    _refuse_outputs(asked, asking)
    with progress() as tell:
        made = compute_dose(asking, tell)
        save_all(dict(_outputs(asked, made, tell)))
    if asked.as_json:
        typer.echo(made.result.model_dump_json(indent=2))
    else:
        typer.echo(as_text(dose_blocks(made.result)), nl=False)
    return 0


def _wanted(asked: DoseFiles) -> dict[str, Path]:
    """What is to be written, by option."""
    given = {
        "--dose": asked.dose,
        "--dvh": asked.dvh,
        "--slices": asked.slices,
        "--csv": asked.csv,
    }
    return {option: path for option, path in given.items() if path is not None}


def _refuse_outputs(asked: DoseFiles, asking: Asking) -> None:
    """Refuse, before the work, what could not be written or would take an input's place."""
    wanted = _wanted(asked)
    inputs = [asked.request, *(asking.folder / name for _, name in named_files(asking))]
    problems = [
        Problem(option, str(path), f"a {' or '.join(ENDINGS[option])} file")
        for option, path in wanted.items()
        if not path.name.lower().endswith(ENDINGS[option])
    ]
    problems += place_problems(wanted, inputs)
    names = [one.name for one in asking.request.structures if one.name]
    if asked.at is not None and (asked.slices is None or asked.at not in names):
        allowed = f"with --slices, one of {', '.join(names) or 'no structure'}"
        problems.append(Problem("--at", asked.at, allowed))
    if problems:
        raise InputError(problems)


def _outputs(asked: DoseFiles, made: Dosed, tell: Tell) -> Iterator[tuple[Path, bytes]]:
    if asked.dose is not None:
        tell("dose map", None)
        compressed = asked.dose.name.lower().endswith(".gz")
        yield asked.dose, image_bytes(made.dose.dose_gy, made.dose.grid, compressed=compressed)
    if asked.dvh is not None:
        tell("pictures", None)
        yield asked.dvh, dose_volume_figure(made.result, _format(asked.dvh))
    if asked.slices is not None:
        tell("pictures", None)
        yield asked.slices, dose_slices_figure(made, asked.at, _format(asked.slices))
    if asked.csv is not None:
        yield asked.csv, curves_csv(made.result).encode()


def _format(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def curves_csv(result: VoxelDose) -> str:
    """The cumulative histograms as CSV: a row for each structure and dose."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in result.structures:
        rows = zip(one.curve_dose_gy, one.curve_volume_percent, strict=True)
        writer.writerows((one.name, f"{dose:.6g}", f"{share:.6g}") for dose, share in rows)
    return text.getvalue()
