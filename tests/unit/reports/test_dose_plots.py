"""Pictures of a voxel dose: curves, tails, sides of the patient, a bar of the right length."""

import dataclasses
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from dose_example import of_structures, structure, voxel_dose
from matplotlib import colors
from matplotlib.figure import Figure

from nelm.calculators.voxel.dose import DoseMap
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.regions import Region
from nelm.case.problem import InputError
from nelm.planning.dose.compute import Dosed
from nelm.reports import dose_slices_plot, dose_volume_plot
from nelm.reports.dose_slices_plot import VIEWS, dose_slices_figure
from nelm.reports.dose_volume_plot import described, dose_volume_figure
from nelm.reports.drawing import GREY

GRID = Grid((30, 26, 22), (4.0, 5.0, 3.0), (-60.0, -70.0, -30.0))
HOT = (22, 18, 6)  # to the right, to the front, low


def dosed(grid=GRID, regions=True, hot=HOT):
    dose = np.full(grid.shape, 1.0, np.float32)
    dose[hot] = 100.0
    inside = np.zeros(grid.shape, np.float32)
    inside[4:26, 4:22, 4:18] = 1
    small = np.zeros(grid.shape, np.float32)
    small[hot] = 1
    made = DoseMap(
        dose_gy=dose,
        density_g_ml=1.04,
        given_density_g_ml=1.04,
        indicative=None,
        grid=grid,
        fwhm_mm=6.0,
        method="local deposition",
        nuclide="90Y",
        energy_mev=0.9267,
        notices=(),
    )
    named = (Region("liver", inside, grid), Region("tumor", small, grid)) if regions else ()
    return Dosed(voxel_dose() if regions else of_structures(), made, named)


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn, as Matplotlib holds them."""
    figures = []

    def kept(figure, *_):
        assert isinstance(figure, Figure)
        figure.draw_without_rendering()
        figures.append(figure)
        return b""

    monkeypatch.setattr(dose_slices_plot, "saved", kept)
    monkeypatch.setattr(dose_volume_plot, "saved", kept)
    return figures


@pytest.mark.parametrize(
    "draw",
    [lambda f: dose_volume_figure(voxel_dose(), f), lambda f: dose_slices_figure(dosed(), None, f)],
)
def test_pictures_are_svg_or_png_described_and_the_same_each_time(draw):
    svg = draw("svg")
    assert svg == draw("svg")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find("{*}desc").text
    assert draw("png").startswith(b"\x89PNG")
    with pytest.raises(InputError, match="svg or png"):
        draw("pdf")


def test_the_histograms_in_words_name_every_structure_and_the_resolution():
    told = described(voxel_dose())
    assert "liver: 1500 mL, mean 50 Gy, median 50 Gy" in told
    assert "tumor: 40 mL, mean 120 Gy" in told
    assert "voxels 4 x 5 x 3 mm; resolution 6 mm FWHM" in told
    assert "blur and not the dose" not in told


def test_curves_differ_in_stroke_and_not_only_in_color(drawn):
    many = [structure(f"s{n}", 20.0 + 10 * n) for n in range(5)]
    dose_volume_figure(of_structures(*many))
    (panel,) = drawn[0].axes
    curves = [line for line in panel.lines if len(line.get_xdata()) > 1]
    assert len({str(line._dash_pattern) for line in curves}) == 5
    assert len({line.get_color() for line in curves}) == 5
    assert panel.get_xlabel() == "Absorbed dose (Gy)"
    assert panel.get_ylabel() == "Volume with at least this dose (%)"


def test_median_and_mean_stand_on_the_curve(drawn):
    dose_volume_figure(of_structures(structure("liver")))
    points = {
        line.get_marker(): line.get_xydata()[0].tolist() for line in drawn[0].axes[0].lines[1:]
    }
    assert points == {"o": [50.0, 50.0], "D": [50.0, 50.0]}


def test_a_curve_ends_on_the_axis_at_the_highest_dose(drawn):
    """A uniform dose has all of its volume there: the curve falls to 0 and does not stop at 100."""
    even = structure("liver").model_copy(update={"curve_volume_percent": (100.0,) * 3})
    even = even.model_copy(update={"curve_dose_gy": (0.0, 30.0, 60.0)})
    dose_volume_figure(of_structures(even))
    assert drawn[0].axes[0].lines[0].get_xydata()[-2:].tolist() == [[60.0, 100.0], [60.0, 0.0]]


def test_tails_of_a_small_lesion_are_grey_with_the_reason(drawn):
    small = structure("lesion").model_copy(update={"ends_are_reliable": False})
    dose_volume_figure(of_structures(small))
    (panel,) = drawn[0].axes
    grey, shown = panel.lines[:2]
    assert grey.get_color() == GREY
    kept = np.asarray(shown.get_ydata())[~np.isnan(shown.get_ydata())]
    assert (kept.min(), kept.max()) == (30, 70)
    assert "tails are blur" in panel.texts[0].get_text()
    assert "blur and not the dose" in " ".join(drawn[0]._supxlabel.get_text().split())


def test_names_do_not_lie_on_each_other(drawn):
    same = [structure(f"structure {n}") for n in range(5)]
    dose_volume_figure(of_structures(*same))
    boxes = [text.get_window_extent() for text in drawn[0].axes[0].texts]
    assert not [1 for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]


def test_a_structure_without_dose_is_drawn():
    none = structure("far", 0.0)
    assert b"far" in dose_volume_figure(of_structures(none))


def test_without_a_structure_there_is_no_histogram():
    with pytest.raises(InputError, match="structures"):
        dose_volume_figure(of_structures())


@pytest.mark.parametrize(
    ("view", "side"),
    [("axial", ("R", "A")), ("coronal", ("R", "I")), ("sagittal", ("A", "I"))],
)
def test_letters_stand_on_the_side_where_the_hot_voxel_is(drawn, view, side):
    """It lies to the right, to the front and low; radiologists see the right on the left."""
    dose_slices_figure(dosed(hot=(26, 23, 2), regions=False))
    panel = next(one for one in drawn[0].axes if one.get_title(loc="left") == view)
    shown = panel.images[0]
    rows, columns = np.nonzero(shown.get_array() == 100)
    left, right, bottom, top = shown.get_extent()
    height, width = shown.get_array().shape
    x = left + (columns[0] + 0.5) / width * (right - left)
    y = bottom + (rows[0] + 0.5) / height * (top - bottom)
    letters = {t.get_text(): t.get_position() for t in panel.texts if len(t.get_text()) == 1}
    near = {letter: np.hypot(x / right - px, y / top - py) for letter, (px, py) in letters.items()}
    opposite = {"R": "L", "L": "R", "A": "P", "P": "A", "I": "S", "S": "I"}
    for letter in side:
        assert near[letter] < near[opposite[letter]]
    assert shown.origin == "lower"


def test_the_lines_cross_on_the_hot_voxel_and_the_bar_is_5_cm(drawn):
    dose_slices_figure(dosed())
    for panel in drawn[0].axes[:3]:
        shown = panel.images[0]
        rows, columns = np.nonzero(shown.get_array() == 100)
        _, right, _, top = shown.get_extent()
        height, width = shown.get_array().shape
        vertical, horizontal = panel.lines[:2]
        assert vertical.get_xdata()[0] == pytest.approx((columns[0] + 0.5) / width * right)
        assert horizontal.get_ydata()[0] == pytest.approx((rows[0] + 0.5) / height * top)
        bar = next(line for line in panel.lines if line.get_linewidth() == 3)
        assert np.ptp(bar.get_xdata()) == 50


def test_pixels_are_as_wide_as_voxels(drawn):
    dose_slices_figure(dosed())
    sizes = [
        (np.array(p.images[0].get_extent())[[1, 3]] / p.images[0].get_array().shape[::-1]).tolist()
        for p in drawn[0].axes[:3]
    ]
    assert np.allclose(sizes, [[4, 5], [4, 3], [5, 3]])


def test_isodoses_are_steps_from_0_with_the_hottest_above(drawn):
    dose_slices_figure(dosed())
    norm = drawn[0].axes[0].images[0].norm
    assert isinstance(norm, colors.BoundaryNorm)
    assert norm.boundaries[0] == 0
    assert norm.extend == "max"
    assert drawn[0].axes[3].get_xlabel() == "Absorbed dose (Gy)"


def test_outlines_are_drawn_where_the_structure_is(drawn):
    dose_slices_figure(dosed())
    axial = drawn[0].axes[0]
    paths = [c.get_paths()[0].vertices for c in axial.collections]
    assert len(paths) == 2
    _, right, _, top = axial.images[0].get_extent()
    x, y = paths[1].mean(axis=0)
    vertical, horizontal = axial.lines[:2]
    assert (x, y) == pytest.approx((vertical.get_xdata()[0], horizontal.get_ydata()[0]), abs=2.5)
    assert np.ptp(paths[1], axis=0) == pytest.approx((4, 5))  # half of a voxel on either side
    assert 0 < x < right
    assert 0 < y < top


def test_the_middle_of_a_structure_is_weighed_by_its_shares(drawn):
    dose_slices_figure(dosed(), "liver")
    caption = " ".join(drawn[0]._supxlabel.get_text().split())
    where = re.search(r"Through x (-?\d+), y (-?\d+), z (-?\d+) mm", caption)
    middle = np.array([14.5, 12.5, 10.5]) * GRID.spacing_mm + GRID.origin_mm
    assert np.allclose([float(n) for n in where.groups()], middle, atol=3)
    with pytest.raises(InputError, match="liver, tumor"):
        dose_slices_figure(dosed(), "spleen")


@pytest.mark.parametrize("count", [1, 9])
def test_names_of_outlines_stay_inside_the_picture(drawn, count):
    regions = tuple(
        Region(
            f"a structure with quite a long name, number {n}", dosed().regions[0].occupancy, GRID
        )
        for n in range(count)
    )
    dose_slices_figure(dataclasses.replace(dosed(), regions=regions))
    (legend,) = drawn[0].legends
    box, page = legend.get_window_extent(), drawn[0].bbox
    assert 0 <= box.x0 < box.x1 <= page.x1
    assert not [p for p in drawn[0].axes[:3] if p.get_window_extent().overlaps(box)]


def test_oblique_axes_are_told(drawn):
    c, s = np.cos(0.5), np.sin(0.5)
    turned = Grid(GRID.shape, GRID.spacing_mm, GRID.origin_mm, ((c, -s, 0), (s, c, 0), (0, 0, 1)))
    dose_slices_figure(dosed(turned))
    dose_slices_figure(dosed())
    captions = [" ".join(f._supxlabel.get_text().split()) for f in drawn]
    assert ["oblique" in caption for caption in captions] == [True, False]


def test_every_axis_is_seen_twice_and_through_once():
    assert sorted(v.through for v in VIEWS) == [0, 1, 2]
    for view in VIEWS:
        assert {view.through, view.across, view.up} == {0, 1, 2}
