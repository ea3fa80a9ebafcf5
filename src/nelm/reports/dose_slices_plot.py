"""Three slices through a dose map: isodose colors, outlines, orientation letters, scale bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import shorten
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nelm.calculators.voxel.dose import DoseMap
from nelm.calculators.voxel.regions import Region
from nelm.case.problem import InputError, Problem
from nelm.planning.dose.compute import Dosed
from nelm.planning.dose.form import VoxelDose
from nelm.reports.drawing import WIDTH, empty_figure, saved, wrapped

AROUND_INCHES: Final = 1.5  # title, bar and caption
LINE_INCHES: Final = 0.16  # of the legend
MARGIN_MM: Final = 25.0
BAR_MM: Final = 50.0
MOST_COLUMNS: Final = 5  # of the legend
LETTERS: Final = 120  # in a line of it
LONGEST_NAME: Final = 60
FAINT: Final = 0.02  # of the highest dose: where there is no structure, what is shown ends here
TURNED: Final = 0.95  # cosine: beyond 18 degrees the letters are only the nearest ones
OUTLINES: Final = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1, 2)))


@dataclass(frozen=True)
class View:
    """One slice: the axes of the array across and up, and the letters at its sides.

    The axes of the array run to the right, to the front and up. Slices are shown as radiologists
    do: the patient's right on the left, the front on top, or on the left in a sagittal one.
    """

    name: str
    through: int
    across: int
    up: int
    letters: tuple[str, str, str, str]

    def plane(self, values: npt.NDArray[Any], at: int) -> npt.NDArray[Any]:
        """Rows from the bottom, columns from the left of the picture."""
        cut = np.take(values, at, axis=self.through)  # the two axes left keep their order
        return np.asarray(cut.T[:, ::-1])


# Letters: left, right, bottom, top. Both horizontal axes are shown in reverse.
VIEWS: Final = (
    View("axial", 2, 0, 1, ("R", "L", "P", "A")),
    View("coronal", 1, 0, 2, ("R", "L", "I", "S")),
    View("sagittal", 0, 1, 2, ("A", "P", "I", "S")),
)


def dose_slices_figure(dosed: Dosed, at: str | None = None, format_: str = "png") -> bytes:
    """Slices through the highest dose, or through the middle of a structure.

    Args:
        dosed: a voxel dose with its map.
        at: name of a structure; the voxel with the highest dose if nothing is named.
        format_: svg or png.

    Raises:
        InputError: no such structure, or another format.
        MissingExtraError: Matplotlib is not installed.
    """
    center = _center(dosed, at)
    box = _shown(dosed)
    levels, colors = _scale(dosed)
    widths = [_length(dosed.dose, box, view.across) for view in VIEWS]
    heights = [_length(dosed.dose, box, view.up) for view in VIEWS]
    legend = LINE_INCHES * ceil(len(dosed.regions) / _columns(dosed.regions))
    figure = empty_figure(AROUND_INCHES + legend + WIDTH * max(heights) / sum(widths))
    panels = figure.subplots(1, 3, width_ratios=widths)
    shown = None
    for view, panel in zip(VIEWS, panels, strict=True):
        shown = _slice(panel, view, dosed, center, box, (levels, colors))
    bar = figure.colorbar(
        shown,
        ax=list(panels),
        orientation="horizontal",
        shrink=0.6,
        aspect=40,
        pad=0.03,
        panchor=False,
    )
    bar.set_label("Absorbed dose (Gy)", fontsize=8)
    bar.set_ticks(levels)
    bar.ax.tick_params(labelsize=7)
    place = f"the middle of {at}" if at else "the highest dose"
    _titled(figure, f"Slices through {place}", dosed.regions)
    figure.supxlabel(wrapped(_caption(dosed, center), 125), fontsize=7.5, x=0.01, ha="left")
    return saved(figure, format_, "Slices of the dose map", _described(dosed.result, place))


def _center(dosed: Dosed, at: str | None) -> tuple[int, ...]:
    """The voxel that all three slices pass through."""
    if at is None:
        highest = int(np.argmax(dosed.dose.dose_gy))
        return tuple(int(n) for n in np.unravel_index(highest, dosed.dose.grid.shape))
    for region in dosed.regions:
        if region.name == at:
            inside = np.nonzero(region.occupancy)
            weights = region.occupancy[inside]
            return tuple(round(float(np.average(axis, weights=weights))) for axis in inside)
    allowed = ", ".join(region.name for region in dosed.regions) or "no structure was asked for"
    raise InputError([Problem("--at", at, allowed)])


def _shown(dosed: Dosed) -> tuple[slice, ...]:
    """The part that is drawn: structures and what is near them, or where there is dose."""
    seen = np.zeros(dosed.dose.grid.shape, dtype=bool)
    for region in dosed.regions:
        seen |= region.occupancy > 0
    if not dosed.regions:
        seen = dosed.dose.dose_gy > FAINT * dosed.dose.dose_gy.max()
    found = []
    for axis, (size, number) in enumerate(zip(dosed.dose.grid.spacing_mm, seen.shape, strict=True)):
        others = tuple(n for n in range(3) if n != axis)
        rows = np.flatnonzero(seen.any(axis=others))
        more = round(MARGIN_MM / size)
        found.append(slice(max(0, rows[0] - more), min(number, rows[-1] + more + 1)))
    return tuple(found)


def _length(dose: DoseMap, box: tuple[slice, ...], axis: int) -> float:
    return float((box[axis].stop - box[axis].start) * dose.grid.spacing_mm[axis])


def _scale(dosed: Dosed) -> tuple[list[float], Any]:
    """Isodose levels at round numbers; single hot voxels are above the scale."""
    from matplotlib import colormaps  # noqa: PLC0415
    from matplotlib.colors import BoundaryNorm  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    highest = max((one.d2_gy for one in dosed.result.structures), default=0.0)
    end = highest or float(dosed.dose.dose_gy.max())
    levels = [float(level) for level in MaxNLocator(9).tick_values(0, end) if level >= 0]
    return levels, BoundaryNorm(levels, colormaps["cividis"].N, extend="max")


def _slice(
    panel: Any,
    view: View,
    dosed: Dosed,
    center: tuple[int, ...],
    box: tuple[slice, ...],
    scale: tuple[list[float], Any],
) -> Any:
    """Draw one view; what has the colors is returned, for their bar."""
    spacing, at = dosed.dose.grid.spacing_mm, center[view.through]
    width, height = spacing[view.across], spacing[view.up]
    part = [slice(None)] * 3
    part[view.across], part[view.up] = box[view.across], box[view.up]
    plane = view.plane(dosed.dose.dose_gy[tuple(part)], at)
    extent = (0, plane.shape[1] * width, 0, plane.shape[0] * height)
    shown = panel.imshow(
        plane, origin="lower", extent=extent, norm=scale[1], cmap="cividis", interpolation="nearest"
    )
    for number, region in enumerate(dosed.regions):
        _outline(panel, view.plane(region.occupancy[tuple(part)], at), extent, number)
    panel.axvline((box[view.across].stop - center[view.across] - 0.5) * width, **_HAIR)
    panel.axhline((center[view.up] - box[view.up].start + 0.5) * height, **_HAIR)
    _dressed(panel, view, extent)
    return shown


_HAIR: Final[dict[str, Any]] = {"color": "white", "linewidth": 0.5, "alpha": 0.7}


def _outline(panel: Any, plane: npt.NDArray[Any], extent: tuple[float, ...], number: int) -> None:
    """The line where half of a voxel is inside; light with a dark rim, seen on every color."""
    from matplotlib.patheffects import Normal, Stroke  # noqa: PLC0415

    if not plane.max() >= 0.5:
        return
    # An edge of zeros closes a line that would end at the border of the picture.
    wide = np.pad(plane, 1)
    steps = [extent[1] / plane.shape[1], extent[3] / plane.shape[0]]
    x = (np.arange(wide.shape[1]) - 0.5) * steps[0]
    y = (np.arange(wide.shape[0]) - 0.5) * steps[1]
    lines = panel.contour(
        x, y, wide, levels=[0.5], colors="white", linewidths=1.2, linestyles=[_stroke(number)]
    )
    rim = [Stroke(linewidth=2.4, foreground="black"), Normal()]
    lines.set_path_effects(rim)
    row, column = _beside(wide, number)
    panel.text(
        x[column], y[row], str(number + 1), color="white", fontsize=8, path_effects=rim,
        ha="center", va="center",
    )  # fmt: skip


def _beside(plane: npt.NDArray[Any], number: int) -> tuple[int, int]:
    """Where the number of an outline stands: on it, at another height for each."""
    rows = np.flatnonzero((plane >= 0.5).any(axis=1))
    row = int(rows[int((len(rows) - 1) * (0.5 + 0.4 * (-1) ** number / (1 + number // 2)))])
    return row, int(np.flatnonzero(plane[row] >= 0.5)[-1])


def _stroke(number: int) -> Any:
    return OUTLINES[number % len(OUTLINES)]


def _dressed(panel: Any, view: View, extent: tuple[float, ...]) -> None:
    panel.set_title(view.name, fontsize=8, loc="left")
    panel.set_anchor("N")
    panel.set(xticks=[], yticks=[], xlim=extent[:2], ylim=extent[2:])
    left, right, bottom, top = view.letters
    for letter, x, y in (
        (left, 0.03, 0.5),
        (right, 0.97, 0.5),
        (bottom, 0.5, 0.04),
        (top, 0.5, 0.96),
    ):
        panel.text(
            x, y, letter, transform=panel.transAxes, ha="center", va="center", fontsize=9,
            color="white", fontweight="bold",
        )  # fmt: skip
    start, level = 0.04 * extent[1], 0.05 * extent[3]
    panel.plot([start, start + BAR_MM], [level, level], color="white", linewidth=3)
    panel.text(start, 1.6 * level, f"{BAR_MM / 10:g} cm", color="white", fontsize=7, va="bottom")


def _titled(figure: Any, title: str, regions: Sequence[Region]) -> None:
    """The title, and below it what each outline is."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    lines = [
        Line2D([], [], color="black", linestyle=_stroke(number), label=_told(number, region))
        for number, region in enumerate(regions)
    ]
    if not lines:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11)
        return
    figure.legend(
        handles=lines, title=title, title_fontsize=11, alignment="left", loc="outside upper left",
        ncols=_columns(regions), fontsize=7.5, frameon=False, handlelength=3.5,
    )  # fmt: skip


def _columns(regions: Sequence[Region]) -> int:
    """How many names fit in a line; the stroke before each takes the room of ten letters."""
    longest = max((len(_told(*named)) for named in enumerate(regions)), default=0)
    return max(1, min(MOST_COLUMNS, len(regions), LETTERS // (longest + 10)))


def _told(number: int, region: Region) -> str:
    return f"{number + 1} {shorten(region.name, LONGEST_NAME, placeholder=' ...')}"


def _caption(dosed: Dosed, center: tuple[int, ...]) -> str:
    result, grid = dosed.result, dosed.dose.grid
    place = np.array(grid.direction) @ (np.array(center) * grid.spacing_mm) + grid.origin_mm
    where = ", ".join(f"{axis} {value:.0f}" for axis, value in zip("xyz", place, strict=True))
    size = " x ".join(f"{each:.3g}" for each in result.voxel_mm)
    blur = f"{result.fwhm_mm:g} mm FWHM" if result.fwhm_mm else "none (not imaged)"
    turned = min(abs(grid.direction[n][n]) for n in range(3)) < TURNED
    oblique = " The axes are oblique: the letters are the nearest ones." if turned else ""
    return (
        f"{result.nuclide}, {result.method}; voxels {size} mm; resolution {blur}. Patient's right "
        f"(R) on the left. Through {where} mm of the file (to the right, front, up).{oblique}"
    )


def _described(result: VoxelDose, place: str) -> str:
    names = ", ".join(one.name for one in result.structures) or "no structure"
    return (
        f"Axial, coronal and sagittal slice of the {result.nuclide} dose map through {place}, in "
        f"steps of color from 0 Gy, with the outlines of {names}."
    )
