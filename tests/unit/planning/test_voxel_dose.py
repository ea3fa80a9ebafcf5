"""A voxel dose from files against exact doses: of blocks, spheres, times, grids and axes."""

import hashlib
import math

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nelm.case.problem import InputError, MissingExtraError
from nelm.planning.dose.compute import compute_dose
from nelm.planning.dose.request_file import request_of

nibabel = pytest.importorskip("nibabel")

MEV_J = 1.602176634e-13
Y90_H, Y90_MEV = 64.04, 0.9267  # aapm2011
SHAPE, SPACING = (24, 20, 16), (4.0, 5.0, 3.0)
VOXEL_ML = 0.06
BLOCK = (slice(4, 20), slice(4, 16), slice(3, 13))
WHEN = {"administered_at": "2026-03-01T12:00+01:00", "scanned_at": "2026-03-02T10:00+02:00"}
Y90 = {
    "nuclide": "90Y",
    "image": "map.nii",
    "image_holds": "bq-per-ml",
    "activity_at": "administration",
    "dose_constant": "aapm2011",
    "density_g_ml": 1.0,
    "fwhm_mm": "none",
}
LU177 = {
    "nuclide": "177Lu",
    "image": "map.nii",
    "image_holds": "bq-per-ml",
    "activity_at": "scan",
    "electron_energy": "decay-data",
    "effective_half_life_h": 80,
    "half_life_is_own": "no",
    "administered_at": "2026-03-01T12:00+01:00",
    "scanned_at": "2026-03-05T12:00+01:00",
    "density_g_ml": 1.04,
    "fwhm_mm": 12,
}


def affine_of(spacing=SPACING, origin=(-40.0, -50.0, -20.0)):
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = origin
    return affine


def save(path, values, affine=None):
    image = nibabel.Nifti1Image(values, affine_of() if affine is None else affine)
    nibabel.save(image, path)


def block(value=1.0, shape=SHAPE, box=BLOCK):
    values = np.zeros(shape, np.float32)
    values[box] = value
    return values


@pytest.fixture
def folder(tmp_path):
    save(tmp_path / "map.nii", block(1e6))
    save(tmp_path / "mask.nii", block().astype(np.uint8))
    return tmp_path


def made(folder, request=Y90, structures=(), **changed):
    given = {**request, **changed, "structures": list(structures)}
    known = {name: value for name, value in given.items() if value is not None}
    return compute_dose(request_of(known, folder))


def refused(folder, request=Y90, structures=(), **changed):
    with pytest.raises(InputError) as error:
        made(folder, request, structures, **changed)
    return str(error.value)


WHOLE = {"name": "block", "mask": "mask.nii"}


def test_a_uniform_block_gets_k_a_over_m(folder):
    """1 MBq/mL of 90Y at 1 g/mL: k = 49.38 Gy kg/GBq, so 49.38 Gy (AAPM pair)."""
    result = made(folder, structures=[WHOLE]).result
    (one,) = result.structures
    assert one.mean_mass_gy == pytest.approx(49.38, abs=0.005)
    assert one.d98_gy == pytest.approx(one.d2_gy, rel=1e-6)
    assert one.volume_ml == pytest.approx(16 * 12 * 10 * VOXEL_ML)
    assert result.total_activity_mbq == pytest.approx(16 * 12 * 10 * VOXEL_ML)
    assert result.active_mass_g == pytest.approx(16 * 12 * 10 * VOXEL_ML)


@pytest.mark.parametrize(("name", "k"), [("legacy49.67", 49.67), ("glass50", 50.0)])
def test_a_constant_printed_rounded_is_met_exactly(folder, name, k):
    """As the partition model uses it: 49.67 and 50 Gy kg/GBq, not the products."""
    (one,) = made(folder, structures=[WHOLE], dose_constant=name).result.structures
    assert one.mean_mass_gy == pytest.approx(k, rel=1e-6)


@pytest.mark.parametrize("method", ["local-deposition", "kernel"])
def test_energy_balances(folder, method):
    """sum(dose x mass) = energy x decays; the block lies 12 mm and more inside the border."""
    rng = np.random.default_rng(2)
    save(folder / "map.nii", block(1e6) * rng.random(SHAPE, dtype=np.float32))
    dosed = made(folder, method=method, kernel_photons="no" if method == "kernel" else None)
    energy_j = float(dosed.dose.dose_gy.sum(dtype=float)) * VOXEL_ML * 1e-3
    decays = dosed.result.total_decays_mbq_h * 3.6e9
    assert energy_j == pytest.approx(decays * Y90_MEV * MEV_J, rel=1e-3)


def test_kernel_and_local_deposition_agree_inside_a_large_uniform_block(folder):
    middle = (12, 10, 8)
    local = made(folder).dose.dose_gy[middle]
    kernel = made(folder, method="kernel", kernel_photons="no").dose.dose_gy[middle]
    assert kernel == pytest.approx(local, rel=1e-3)


def test_photons_of_the_kernel_are_there_only_where_they_are_asked_for(folder):
    """177Lu: 0.1473 MeV of electrons; photon terms of 0.0109 MeV, less what goes beyond 46 mm."""
    electrons = made(folder, LU177, method="kernel", kernel_photons="no").result
    photons = made(folder, LU177, method="kernel", kernel_photons="yes").result
    assert electrons.energy_mev == pytest.approx(0.1473, rel=1e-5)
    assert 0.1473 + 0.005 < photons.energy_mev < 0.1473 + 0.0109
    assert "Lanconelli" in photons.energy_source
    assert electrons.energy_source.endswith("no photons")
    assert "Lanconelli" not in made(folder, LU177).result.energy_source


def test_decay_between_administration_and_scan_is_exact(folder):
    """10:00+02:00 is 21 h after 12:00+01:00 of the day before: 2^(21/64.04) times more."""
    early = made(folder).result
    late = made(folder, activity_at="scan", **WHEN).result
    assert late.total_decays_mbq_h / early.total_decays_mbq_h == pytest.approx(
        2 ** (21 / Y90_H), rel=1e-6
    )
    assert late.total_activity_mbq / early.total_activity_mbq == pytest.approx(
        2 ** (21 / Y90_H), rel=1e-6
    )


def test_lutetium_from_one_scan_and_a_half_life(folder):
    """Exact: 1 MBq/mL at 96 h was 2^(96/80); times 80 h/ln 2; 0.08496 Gy g/(MBq h); 1.04 g/mL."""
    (one,) = made(folder, LU177, [WHOLE]).result.structures
    tia_mbq_h_ml = 2 ** (96 / 80) * 80 / math.log(2)
    exact = tia_mbq_h_ml * 0.1473 * MEV_J * 3.6e9 * 1e3 / 1.04
    assert one.mean_mass_gy == pytest.approx(exact, rel=1e-5)
    assert exact == pytest.approx(0.08496 * tia_mbq_h_ml / 1.04, rel=1e-4)


def test_one_half_life_for_all_voxels_is_told(folder):
    codes = [each.code for each in made(folder, LU177).result.notices]
    assert "dose.one-half-life" in codes
    assert "dose.one-half-life" not in [each.code for each in made(folder).result.notices]


def test_other_half_lives_are_told_with_what_they_would_give(folder):
    """Exact: A 2^(t/T) T; at 96 h both 40 h and 159.5 h give more than 80 h, so no sign is told."""
    (said,) = [n for n in made(folder, LU177).result.notices if n.code == "dose.one-half-life"]
    shown = 2 ** (96 / 80) * 80
    for half_life_h in (40, 6.647 * 24):
        ratio = 2 ** (96 / half_life_h) * half_life_h / shown
        assert f"{ratio:.3g} times" in said.message


def test_the_result_says_what_the_image_was_said_to_hold(folder):
    image = made(folder).result.image
    assert (image.quantity, image.unit) == ("activity concentration", "Bq/mL")


def test_an_effective_half_life_above_the_physical_one_is_refused(folder):
    said = refused(folder, LU177, effective_half_life_h=160)
    assert "effective_half_life_h is 160" in said
    assert "longer than the physical one" in said


def test_lutetium_at_the_administration_is_refused(folder):
    assert "activity_at is administration" in refused(folder, LU177, activity_at="administration")


def test_an_early_scan_with_a_half_life_of_others_is_refused(folder):
    said = refused(folder, LU177, scanned_at="2026-03-01T16:00+01:00")
    assert "scanned_at is time_h 4" in said
    assert made(folder, LU177, scanned_at="2026-03-01T16:00+01:00", half_life_is_own="yes")


def test_decays_in_the_image_need_no_time(folder):
    """1000 MBq h/mL of 177Lu: 84.96 Gy at 1 g/mL; per voxel of 0.06 mL the same as 60 MBq h."""
    plain = {
        "activity_at": None, "effective_half_life_h": None, "half_life_is_own": None,
        "administered_at": None, "scanned_at": None, "density_g_ml": 1.0,
    }  # fmt: skip
    save(folder / "map.nii", block(1000))
    dosed = made(folder, LU177, [WHOLE], image_holds="mbq-h-per-ml", **plain)
    assert dosed.result.structures[0].mean_mass_gy == pytest.approx(84.96, abs=0.005)
    assert dosed.result.total_activity_mbq is None
    assert dosed.result.half_life_h is None
    save(folder / "map.nii", block(60))
    dosed = made(folder, LU177, [WHOLE], image_holds="mbq-h-per-voxel", **plain)
    assert dosed.result.structures[0].mean_mass_gy == pytest.approx(84.96, abs=0.005)


@pytest.mark.parametrize("scale", [1.0, 7.3e4])
def test_relative_calibration_keeps_the_stated_activity(folder, scale):
    """All of 1500 MBq lies in the liver, whatever the unit of the counts."""
    rng = np.random.default_rng(4)
    counts = rng.random(SHAPE, dtype=np.float32) * scale
    save(folder / "map.nii", counts)
    dosed = made(
        folder, structures=[WHOLE], image_holds="counts", known_activity_mbq=1500,
        known_activity_in="block",
    )  # fmt: skip
    (one,) = dosed.result.structures
    energy_j = 1500e6 * Y90_H * 3600 / math.log(2) * Y90_MEV * MEV_J
    assert one.mean_mass_gy * one.mass_g * 1e-3 == pytest.approx(energy_j, rel=1e-5)
    inside = counts[BLOCK].sum(dtype=float)
    assert dosed.result.total_activity_mbq == pytest.approx(
        1500 * counts.sum(dtype=float) / inside, rel=1e-5
    )


def test_counts_of_the_whole_image_stand_for_the_activity(folder):
    dosed = made(folder, image_holds="counts", known_activity_mbq=800, known_activity_in="image")
    assert dosed.result.total_activity_mbq == pytest.approx(800, rel=1e-6)


@pytest.mark.parametrize("axes", [(1, 0, 2), (2, 0, 1), (2, 1, 0)])
def test_a_file_with_its_axes_permuted_gives_the_same_numbers(folder, axes):
    rng = np.random.default_rng(5)
    values = rng.random(SHAPE, dtype=np.float32) * 1e6
    mask = (rng.random(SHAPE) < 0.2).astype(np.uint8)
    save(folder / "map.nii", values)
    save(folder / "mask.nii", mask)
    first = made(folder, structures=[WHOLE])
    affine = affine_of()[:, [*axes, 3]]
    save(folder / "map.nii", values.transpose(axes), affine)
    turned = made(folder, structures=[WHOLE])
    save(folder / "mask.nii", mask.transpose(axes), affine)
    both = made(folder, structures=[WHOLE])
    for other in (turned, both):
        assert other.result.structures == first.result.structures
        assert np.array_equal(other.dose.dose_gy, first.dose.dose_gy)
        assert other.result.voxel_mm == SPACING


def test_a_mirrored_file_is_put_right(folder):
    values = block(1e6, box=(slice(4, 7), slice(4, 16), slice(3, 13)))
    save(folder / "map.nii", values)
    straight = made(folder, structures=[WHOLE])
    mirror = np.diag([-1.0, 1, 1, 1])
    mirror[0, 3] = SHAPE[0] - 1
    save(folder / "map.nii", values[::-1], affine_of() @ mirror)
    assert made(folder, structures=[WHOLE]).result.structures == straight.result.structures


def test_moving_image_and_mask_together_changes_nothing(folder):
    first = made(folder, structures=[WHOLE]).result.structures
    moved = affine_of(origin=(300.0, 10.0, -700.0))
    save(folder / "map.nii", block(1e6), moved)
    save(folder / "mask.nii", block().astype(np.uint8), moved)
    assert made(folder, structures=[WHOLE]).result.structures == first


def test_turning_image_and_mask_together_changes_nothing(folder):
    first = made(folder, structures=[WHOLE]).result.structures
    turn = np.eye(4)
    turn[:3, :3] = Rotation.from_euler("xyz", (5, -8, 12), degrees=True).as_matrix()
    save(folder / "map.nii", block(1e6), turn @ affine_of())
    save(folder / "mask.nii", block().astype(np.uint8), turn @ affine_of())
    (turned,) = made(folder, structures=[WHOLE]).result.structures
    for name in ("volume_ml", "mean_mass_gy", "d98_gy", "d2_gy"):
        assert getattr(turned, name) == pytest.approx(getattr(first[0], name), rel=1e-6)


def test_a_mask_on_a_finer_grid_gives_the_same_means(folder):
    """Each voxel cut in 2 x 2 x 2: the same structure."""
    rng = np.random.default_rng(6)
    save(folder / "map.nii", block(1e6) * rng.random(SHAPE, dtype=np.float32))
    coarse = made(folder, structures=[WHOLE]).result.structures[0]
    fine = np.kron(block(), np.ones((2, 2, 2))).astype(np.uint8)
    half = tuple(each / 2 for each in SPACING)
    origin = tuple(o - h / 2 for o, h in zip((-40.0, -50.0, -20.0), half, strict=True))
    save(folder / "mask.nii", fine, affine_of(half, origin))
    again = made(folder, structures=[WHOLE]).result.structures[0]
    for name in ("volume_ml", "mean_mass_gy", "d98_gy", "d50_gy", "d2_gy"):
        assert getattr(again, name) == pytest.approx(getattr(coarse, name), rel=1e-5)


def test_a_turned_mask_and_one_that_sticks_out_are_refused(folder):
    turn = np.eye(4)
    turn[:2, :2] = [[math.cos(0.2), -math.sin(0.2)], [math.sin(0.2), math.cos(0.2)]]
    save(folder / "mask.nii", block().astype(np.uint8), turn @ affine_of())
    assert "structures.1.mask is label_grid turned" in refused(folder, structures=[WHOLE])
    save(folder / "mask.nii", block().astype(np.uint8), affine_of(origin=(0.0, 0.0, 0.0)))
    assert "outside" in refused(folder, structures=[WHOLE])


def test_histogram_of_a_sphere_is_the_exact_one(folder):
    """Dose falls with the radius; inside r is (r/R)^3, so Dp is k (2 - (p/100)^(1/3))."""
    spacing, n, radius = 2.0, 64, 50.0
    i = np.indices((n, n, n)) - (n - 1) / 2
    r = spacing * np.sqrt((i**2).sum(axis=0))
    affine = affine_of((spacing,) * 3)
    save(folder / "map.nii", (1e6 * (2 - r / radius)).clip(0).astype(np.float32), affine)
    save(folder / "mask.nii", (r < radius).astype(np.uint8), affine)
    (one,) = made(folder, structures=[{**WHOLE, "volume_at_gy": [60]}]).result.structures
    k = 49.38
    for percent, dose in ((98, one.d98_gy), (70, one.d70_gy), (50, one.d50_gy), (2, one.d2_gy)):
        exact = k * (2 - (percent / 100) ** (1 / 3))
        assert dose == pytest.approx(exact, abs=0.02 * k)
    assert one.volume_at_gy[0].volume_percent == pytest.approx(100 * (2 - 60 / k) ** 3, abs=1.0)
    assert one.mean_mass_gy == pytest.approx(k * 1.25, rel=2e-3)
    assert one.equivalent_diameter_mm == pytest.approx(2 * radius, rel=5e-3)


def test_labels_of_one_file_make_structures_and_their_sum(folder):
    labels = block().astype(np.uint8)
    labels[10:12, 8:10, 6:8] = 2
    save(folder / "mask.nii", labels)
    parts = [
        {"name": "liver", "mask": "mask.nii", "labels": [1]},
        {"name": "tumor", "mask": "mask.nii", "labels": 2},
        {"name": "both", "mask": "mask.nii", "labels": [1, 2]},
    ]
    liver, tumor, both = made(folder, structures=parts).result.structures
    assert tumor.volume_ml == pytest.approx(8 * VOXEL_ML)
    assert both.volume_ml == pytest.approx(liver.volume_ml + tumor.volume_ml)
    said = refused(folder, structures=[WHOLE])
    assert "structures.1.labels is missing; allowed: which of the labels of the mask: 1, 2" in said
    assert "labels is 7" in refused(folder, structures=[{**parts[0], "labels": [7]}])


def test_a_density_map_weighs_and_lung_is_energy_over_mass(folder):
    """Half of the block is lung of 0.3 g/mL: the energy stays, the mass is the true one."""
    density = block(1.0)
    density[4:12] *= 0.3
    save(folder / "density.nii", density)
    lung = block().astype(np.uint8)
    lung[12:] = 0
    save(folder / "mask.nii", lung)
    (one,) = made(
        folder, structures=[WHOLE], density_g_ml=None, density_map="density.nii"
    ).result.structures
    assert one.mass_g == pytest.approx(8 * 12 * 10 * VOXEL_ML * 0.3, rel=1e-6)
    assert one.mean_mass_gy == pytest.approx(49.38 / 0.3, rel=1e-4)
    assert one.mean_volume_gy == pytest.approx(49.38 / 0.8, rel=1e-4)
    assert "voxel.low-density" in [each.code for each in one.notices]


def test_a_probability_of_the_mean_is_that_of_energy_over_mass(folder):
    """Lung of 0.3 g/mL gets 164.6 Gy over its mass, and 61.7 Gy over its volume divided by 0.8."""
    save(folder / "density.nii", np.full(SHAPE, 0.3, np.float32))
    asked = {**WHOLE, "td50_gy": 49.38 / 0.3, "relative_slope": 0.2, "ntcp_of": "mean-dose"}
    (one,) = made(
        folder, structures=[asked], density_g_ml=None, density_map="density.nii"
    ).result.structures
    assert one.effects[0].value == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("value", [-1000.0, 60.0])
def test_hounsfield_units_are_refused_with_a_question(folder, value):
    save(folder / "density.nii", np.full(SHAPE, value, np.float32))
    said = refused(folder, density_g_ml=None, density_map="density.nii")
    assert "density_map" in said
    assert "Hounsfield units?" in said


def test_a_density_map_on_another_grid_is_refused(folder):
    save(folder / "density.nii", np.ones((5, 5, 5), np.float32))
    assert "on another grid" in refused(folder, density_g_ml=None, density_map="density.nii")


@pytest.mark.parametrize(
    ("share", "code"),
    [
        (0.9, None),
        (1.5, "dose.more-than-administered"),
        (0.3, "dose.less-than-half-of-administered"),
    ],
)
def test_the_map_is_held_against_what_was_administered(folder, share, code):
    total = 16 * 12 * 10 * VOXEL_ML
    result = made(folder, administered_mbq=total / share).result
    assert [each.code for each in result.notices] == ([code] if code else [])


def test_a_map_that_is_held_against_nothing_says_so(folder):
    assert [each.code for each in made(folder).result.notices] == ["dose.activity-not-compared"]
    scaled = made(folder, image_holds="counts", known_activity_mbq=800, known_activity_in="image")
    assert scaled.result.notices == ()


@pytest.mark.parametrize("share", [1e-3, 3.0, 1e3])
def test_a_map_in_another_unit_than_bq_is_refused(folder, share):
    """kBq/mL taken as Bq/mL is a thousandth of what was administered, and the other way round."""
    total = 16 * 12 * 10 * VOXEL_ML
    save(folder / "map.nii", block(1e6 * share))
    assert "kBq/mL?" in refused(folder, administered_mbq=total)


def test_a_small_lesion_is_marked_and_its_mean_recovered(folder):
    """A ball of 12 mm at 10 mm resolution: the recovery that an integral over it gives."""
    labels = np.zeros(SHAPE, np.uint8)
    labels[10:13, 9:11, 7:11] = 1
    save(folder / "mask.nii", labels)
    (one,) = made(folder, structures=[{**WHOLE, "recovery": "yes"}], fwhm_mm=10).result.structures
    assert not one.ends_are_reliable
    assert "voxel.small-lesion" in [each.code for each in one.notices]
    volume = 24 * VOXEL_ML
    diameter = (6000 * volume / math.pi) ** (1 / 3)
    rng = np.random.default_rng(0)
    points = rng.normal(size=(400_000, 3))
    points *= (rng.random(400_000) ** (1 / 3) / np.linalg.norm(points, axis=1))[:, None]
    moved = points * diameter / 2 + rng.normal(size=points.shape) * 10 / 2.35482
    inside = (np.linalg.norm(moved, axis=1) < diameter / 2).mean()
    assert one.recovered.recovery == pytest.approx(inside, abs=3e-3)
    assert one.recovered.mean_gy == pytest.approx(one.mean_mass_gy / one.recovered.recovery)


def test_effects_of_a_uniform_dose_are_the_closed_forms(folder):
    """Uniform 49.38 Gy: gEUD and EUBED are dose and BED; NTCP and TCP by their definitions."""
    asked = {
        **WHOLE, "alpha_beta_gy": 10, "repair_half_time_h": 1.5, "alpha_per_gy": 0.05,
        "geud_exponent": -3, "td50_gy": 40, "relative_slope": 0.2, "ntcp_of": "geud",
        "d50_gy": 60, "gamma50": 1.5, "tcp_of": "eubed",
    }  # fmt: skip
    (one,) = made(folder, structures=[asked]).result.structures
    found = {effect.name: effect.value for effect in one.effects}
    dose = one.mean_mass_gy
    bed = dose * (1 + dose / 10 * 1.5 / (1.5 + Y90_H))
    assert found["gEUD"] == pytest.approx(dose, rel=1e-6)
    assert found["EUBED"] == pytest.approx(bed, rel=1e-6)
    assert found["NTCP"] == pytest.approx(
        0.5 * math.erfc(-(dose - 40) / (0.2 * 40) / math.sqrt(2)), rel=1e-6
    )
    assert found["TCP"] == pytest.approx(1 / (1 + (60 / bed) ** 6), rel=1e-6)
    given = {line.name: line.value for effect in one.effects for line in effect.parameters}
    assert given["effective_half_life_h"] == Y90_H


def test_voxel_bed_comes_before_the_uniform_one(folder):
    """Half at 1 MBq/mL and half without: at most ln 2 / alpha survives as a uniform BED."""
    values = block(1e6)
    values[4:12] = 0
    save(folder / "map.nii", values)
    asked = {**WHOLE, "alpha_beta_gy": 10, "repair_half_time_h": 1.5, "alpha_per_gy": 0.5}
    (one,) = made(folder, structures=[asked]).result.structures
    assert one.effects[0].value == pytest.approx(math.log(2) / 0.5, rel=1e-6)


def test_shares_and_doses_of_voxels_go_together(folder):
    """A whole voxel of 2 MBq/mL and half of one of 1 MBq/mL: the root of the mean square."""
    values = block(1e6)
    values[10, 10, 8] = 2e6
    save(folder / "map.nii", values)
    half = (2.0, 5.0, 3.0)
    labels = np.zeros((48, 20, 16), np.uint8)
    labels[20:23, 10, 8] = 1
    save(folder / "mask.nii", labels, affine_of(half, (-41.0, -50.0, -20.0)))
    (one,) = made(folder, structures=[{**WHOLE, "geud_exponent": 2}]).result.structures
    k = one.max_gy / 2
    assert one.min_gy == pytest.approx(k, rel=1e-6)
    assert one.volume_ml == pytest.approx(1.5 * VOXEL_ML)
    assert one.effects[0].value == pytest.approx(k * math.sqrt((4 + 0.5) / 1.5), rel=1e-6)


@pytest.mark.parametrize(("fwhm_mm", "told"), [("none", False), (1, True)])
def test_effects_of_an_image_are_marked_and_of_a_phantom_not(folder, fwhm_mm, told):
    asked = {**WHOLE, "geud_exponent": 2}
    (one,) = made(folder, structures=[asked], fwhm_mm=fwhm_mm).result.structures
    assert [each.code for each in one.notices] == ["dose.effects-of-an-image"] * told


def test_an_effect_out_of_range_is_a_notice_and_no_number(folder):
    save(folder / "map.nii", block(2e8))
    asked = {**WHOLE, "td50_gy": 40, "relative_slope": 0.2, "ntcp_of": "mean-dose"}
    density = made(folder, structures=[asked]).result.structures[0]
    assert density.effects == ()
    assert [each.code for each in density.notices] == ["dose.effect-refused"]


def test_lutetium_bed_needs_the_effective_half_life(folder):
    asked = {**WHOLE, "alpha_beta_gy": 2.6, "repair_half_time_h": 2.8, "alpha_per_gy": 0.05}
    plain = dict.fromkeys(
        ("activity_at", "half_life_is_own", "administered_at", "scanned_at"), None
    )
    save(folder / "map.nii", block(1000))
    said = refused(
        folder, LU177, [asked], image_holds="mbq-h-per-ml", effective_half_life_h=None, **plain
    )
    assert "effective_half_life_h is missing" in said
    result = made(folder, LU177, [asked], image_holds="mbq-h-per-ml", **plain).result
    (one,) = result.structures
    dose = one.mean_mass_gy
    assert one.effects[0].value == pytest.approx(dose * (1 + dose / 2.6 * 2.8 / 82.8), rel=1e-6)


def test_a_probability_of_a_refused_dose_is_a_notice_too(folder):
    save(folder / "map.nii", block(2e8))
    asked = {
        **WHOLE, "alpha_beta_gy": 10, "repair_half_time_h": 1.5, "alpha_per_gy": 0.05,
        "d50_gy": 60, "gamma50": 1.5, "tcp_of": "eubed",
    }  # fmt: skip
    (one,) = made(folder, structures=[asked]).result.structures
    assert one.effects == ()
    assert [each.code for each in one.notices] == 2 * ["dose.effect-refused"]
    assert "TCP: the dose it is of, 'EUBED', was refused" in one.notices[1].message


def test_a_recovery_too_small_to_correct_is_a_notice_and_no_number(folder):
    """One voxel of 0.06 mL at 40 mm shows less than a tenth."""
    labels = np.zeros(SHAPE, np.uint8)
    labels[10, 10, 8] = 1
    save(folder / "mask.nii", labels)
    (one,) = made(folder, structures=[{**WHOLE, "recovery": "yes"}], fwhm_mm=40).result.structures
    assert one.recovered is None
    assert "dose.recovery-refused" in [each.code for each in one.notices]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_an_image_with_a_value_that_is_none_is_refused(folder, value):
    values = block(1e6)
    values[0, 0, 0] = value
    save(folder / "map.nii", values)
    assert "image is concentration_bq_ml" in refused(folder)


def test_a_series_and_absent_and_broken_files_are_refused_by_field(folder):
    save(folder / "map.nii", np.ones((3, 3, 3, 2), np.float32))
    assert "image is 4 dimensions" in refused(folder)
    assert "image is no such file" in refused(folder, image="absent.nii")
    (folder / "map.nii").write_bytes(b"PatientName")
    said = refused(folder)
    assert "image is unreadable (ImageFileError)" in said
    assert "map.nii" not in said
    save(folder / "mask.nii", np.full(SHAPE, 0.5, np.float32))
    save(folder / "map.nii", block(1e6))
    assert "structures.1.mask is fractions" in refused(folder, structures=[WHOLE])
    save(folder / "mask.nii", np.zeros(SHAPE, np.uint8))
    assert "structures.1.mask is empty" in refused(folder, structures=[WHOLE])


def test_an_image_cut_off_at_its_largest_number_is_marked(folder):
    save(folder / "map.nii", block(32767).astype(np.int16))
    assert "voxel.saturated" in [each.code for each in made(folder).result.notices]


def test_the_result_holds_hashes_and_no_file_name(folder):
    (folder / "map.nii").rename(folder / "DOE_JANE.nii")
    result = made(folder, structures=[WHOLE], image="DOE_JANE.nii").result
    told = result.model_dump_json()
    assert "DOE" not in told
    assert "mask.nii" not in told
    assert str(folder) not in told
    raw = (folder / "DOE_JANE.nii").read_bytes()
    assert result.image.sha256 == hashlib.sha256(raw).hexdigest()


def test_another_byte_of_a_file_is_another_hash_of_the_inputs(folder):
    first = made(folder, structures=[WHOLE]).result.inputs_sha256
    assert made(folder, structures=[WHOLE]).result.inputs_sha256 == first
    labels = block().astype(np.uint8)
    labels[0, 0, 0] = 1
    save(folder / "mask.nii", labels)
    assert made(folder, structures=[WHOLE]).result.inputs_sha256 != first


def test_without_nibabel_the_install_line_is_said(folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nibabel", None)
    with pytest.raises(MissingExtraError, match=r'pip install "nelm\[voxel\]"'):
        made(folder)
