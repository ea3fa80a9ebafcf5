"""Cumulative dose-volume histograms of all structures, told apart without color too."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nelm.case.problem import InputError, Problem
from nelm.planning.dose.form import StructureDose, VoxelDose
from nelm.reports.drawing import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    empty_figure,
    saved,
    wrapped,
)

HEIGHT: Final = 5.2
COLORS: Final = (BLUE, RED, GREEN, ORANGE, PURPLE, "#000000")
STROKES: Final = ("-", (0, (6, 2)), (0, (2, 1.2)), (0, (6, 2, 1, 2)), (0, (9, 2, 2, 2, 2, 2)))
TAIL_PERCENT: Final = 30.0  # beyond D70, and as much at the other end
LEAST_PERCENT: Final = 0.2  # the axis ends where less than this is left of every structure
HIGHEST_LABEL, LOWEST_LABEL = 88.0, 18.0
LONGEST_NAME: Final = 50

Floats = npt.NDArray[np.float64]


def dose_volume_figure(result: VoxelDose, format_: str = "svg") -> bytes:
    """One curve per structure, with its D50, its mean and its name; unreliable tails in grey.

    Args:
        result: a voxel dose with at least one structure.
        format_: svg or png.

    Raises:
        InputError: no structure to draw, or another format.
        MissingExtraError: Matplotlib is not installed.
    """
    if not result.structures:
        raise InputError([Problem("structures", "none", "at least one, for a histogram")])
    figure = empty_figure(HEIGHT)
    panel = figure.subplots()
    levels = np.linspace(HIGHEST_LABEL, LOWEST_LABEL, len(result.structures))
    for number, one in enumerate(result.structures):
        _curve(panel, one, number)
        _named(panel, one, float(levels[number]))
    panel.set(ylim=(0, 102), xlim=(0, _end_gy(result.structures) or 1))
    panel.set_xlabel("Absorbed dose (Gy)")
    panel.set_ylabel("Volume with at least this dose (%)")
    panel.grid(color=GREY, linewidth=0.3, alpha=0.6)
    panel.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"Dose-volume histograms, {result.nuclide}", x=0.01, ha="left", fontsize=11)
    figure.supxlabel(wrapped(_caption(result), 125), fontsize=7.5, x=0.01, ha="left")
    return saved(figure, format_, "Dose-volume histograms", described(result))


def described(result: VoxelDose) -> str:
    """The picture in words, for those who do not see it."""
    told = (
        f"{one.name}: {volume_text(one.volume_ml)}, mean {one.mean_mass_gy:.4g} Gy, median "
        f"{one.d50_gy:.4g} Gy"
        for one in result.structures
    )
    return f"{'; '.join(told)}. {_caption(result)}"


def volume_text(volume_ml: float) -> str:
    """A volume in three digits, never as a power of ten.

    >>> volume_text(2382.016), volume_text(3.648)
    ('2382 mL', '3.65 mL')
    """
    return f"{volume_ml:.0f} mL" if volume_ml >= 100 else f"{volume_ml:.3g} mL"


def _style(number: int) -> dict[str, Any]:
    return {
        "color": COLORS[number % len(COLORS)],
        "linestyle": STROKES[number % len(STROKES)],
        "linewidth": 1.8,
    }


def _curve(panel: Any, one: StructureDose, number: int) -> None:
    at_mean = float(np.interp(one.mean_mass_gy, one.curve_dose_gy, one.curve_volume_percent))
    # Above the highest dose there is nothing: the curve ends on the axis.
    doses = np.array([*one.curve_dose_gy, one.curve_dose_gy[-1]])
    volumes = np.array([*one.curve_volume_percent, 0.0])
    style = _style(number)
    if one.ends_are_reliable:
        panel.plot(doses, volumes, **style)
    else:
        tail = (volumes > 100 - TAIL_PERCENT) | (volumes < TAIL_PERCENT)
        panel.plot(doses, volumes, color=GREY, linestyle=":", linewidth=1.4)
        panel.plot(doses, np.where(tail, np.nan, volumes), **style)
    color = style["color"]
    panel.plot(one.d50_gy, 50, "o", color=color, markersize=6, markeredgecolor="white")
    panel.plot(one.mean_mass_gy, at_mean, "D", color="white", markersize=6, markeredgecolor=color)


def _named(panel: Any, one: StructureDose, level: float) -> None:
    """The name beside the curve, each at a height of its own."""
    doses, volumes = np.array(one.curve_dose_gy), np.array(one.curve_volume_percent)
    name = shorten(one.name, LONGEST_NAME, placeholder=" ...")
    small = "" if one.ends_are_reliable else "; tails are blur"
    panel.annotate(
        f"{name} ({volume_text(one.volume_ml)}{small})",
        (_dose_at(doses, volumes, level), level),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color="#222222",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )


def _dose_at(doses: Floats, volumes: Floats, level: float) -> float:
    """Where a falling curve crosses a height."""
    return float(np.interp(level, volumes[::-1], doses[::-1]))


def _end_gy(structures: Sequence[StructureDose]) -> float:
    """Where hardly anything is left of any structure: a single voxel does not stretch the axis."""
    ends = [
        _dose_at(np.array(one.curve_dose_gy), np.array(one.curve_volume_percent), LEAST_PERCENT)
        for one in structures
    ]
    return 1.08 * max(ends)


def _caption(result: VoxelDose) -> str:
    size = " x ".join(f"{each:.3g}" for each in result.voxel_mm)
    blur = f"{result.fwhm_mm:g} mm FWHM" if result.fwhm_mm else "none (not imaged)"
    told = (
        f"{result.nuclide}, {result.method}, {result.energy_mev:.4g} MeV per decay; voxels {size} "
        f"mm; resolution {blur}; density: {result.density}. Dot: median (D50). Open diamond: mean "
        "over mass."
    )
    if all(one.ends_are_reliable for one in result.structures):
        return told
    return (
        f"{told} Grey dots: tails of structures smaller than three times the resolution, which "
        "show the blur and not the dose."
    )
