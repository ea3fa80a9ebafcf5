"""The request of a voxel dose: what is missing, unused, mistyped, each with its line."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.case.problem import InputError
from nelm.planning.asked import Asked
from nelm.planning.dose.compute import compute_dose
from nelm.planning.dose.needed import require_complete
from nelm.planning.dose.request import DoseRequest, StructureRequest
from nelm.planning.dose.request_file import dose_template, read_request, request_of
from nelm.planning.inputs_file import questions

FULL = {
    "nuclide": "90Y",
    "image": "map.nii",
    "image_holds": "bq-per-ml",
    "activity_at": "scan",
    "administered_at": "2026-03-01T12:00+01:00",
    "scanned_at": "2026-03-02T12:00+01:00",
    "dose_constant": "aapm2011",
    "density_g_ml": 1.04,
    "fwhm_mm": 6,
}
LUTETIUM = {
    **FULL,
    "nuclide": "177Lu",
    "dose_constant": "unknown",
    "electron_energy": "decay-data",
    "effective_half_life_h": 70,
    "half_life_is_own": "yes",
}
MASK = {"name": "liver", "mask": "liver.nii"}


def checked(tmp_path, given):
    require_complete(request_of(given, tmp_path))


def said(tmp_path, given):
    with pytest.raises(InputError) as error:
        checked(tmp_path, given)
    return str(error.value)


@pytest.mark.parametrize("full", [FULL, LUTETIUM])
def test_a_complete_request_is_taken(tmp_path, full):
    checked(tmp_path, full)
    checked(tmp_path, {**full, "structures": [MASK]})


@pytest.mark.parametrize(
    ("full", "field"),
    [(FULL, field) for field in FULL]
    + [(LUTETIUM, f) for f in ("electron_energy", "effective_half_life_h", "half_life_is_own")],
)
def test_every_field_left_out_is_asked_for(tmp_path, full, field):
    assert f"{field} is missing" in said(tmp_path, {**full, field: "unknown"})


def test_the_resolution_is_stated_even_where_there_is_none(tmp_path):
    assert "fwhm_mm is missing" in said(tmp_path, {**FULL, "fwhm_mm": None})
    checked(tmp_path, {**FULL, "fwhm_mm": "none"})


@pytest.mark.parametrize(
    "more",
    [
        {"electron_energy": "decay-data"},
        {"effective_half_life_h": 64},
        {"kernel_photons": "yes"},
        {"known_activity_mbq": 1000},
        {"known_activity_in": "image"},
        {"half_life_is_own": "no"},
    ],
)
def test_what_nothing_would_use_is_refused_and_not_dropped(tmp_path, more):
    (field,) = more
    assert f"{field} is given, but nothing uses it" in said(tmp_path, {**FULL, **more})


def test_times_that_nothing_would_use_are_refused(tmp_path):
    found = said(tmp_path, {**FULL, "activity_at": "administration"})
    assert "administered_at is given, but nothing uses it" in found
    assert "scanned_at is given, but nothing uses it" in found


def test_administered_activity_beside_decays_is_refused(tmp_path):
    given = {
        k: v for k, v in FULL.items() if k not in ("activity_at", "administered_at", "scanned_at")
    }
    given |= {"image_holds": "mbq-h-per-ml"}
    checked(tmp_path, given)
    assert "administered_mbq" in said(tmp_path, {**given, "administered_mbq": 1000})


def test_two_densities_are_refused(tmp_path):
    assert "given beside density_map" in said(tmp_path, {**FULL, "density_map": "density.nii"})
    checked(tmp_path, {**FULL, "density_g_ml": "unknown", "density_map": "density.nii"})


def test_a_scan_before_the_administration_is_refused(tmp_path):
    found = said(tmp_path, {**FULL, "scanned_at": "2026-03-01T11:59+01:00"})
    assert "scanned_at is 2026-03-01T11:59:00+01:00" in found


def test_a_scan_in_another_year_is_refused(tmp_path):
    found = said(tmp_path, {**FULL, "scanned_at": "2027-03-02T12:00+01:00"})
    assert "scanned_at is 366 days after administered_at; allowed: at most 30 days" in found


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("density_g_ml", 0.3, "lung? Give a density_map"),
        ("density_g_ml", -50, "Hounsfield units?"),
        ("density_g_ml", 1040, "kg/m3 or Hounsfield units?"),
        ("fwhm_mm", 0, "cm?"),
        ("fwhm_mm", "nan", "a number in mm"),
        ("effective_half_life_h", 0.5, "days?"),
        ("known_activity_mbq", 5e6, "Bq or kBq?"),
        ("administered_mbq", 0.5, "GBq?"),
        ("administered_mbq", True, "a number in MBq"),
        ("administered_mbq", {"value": 900, "relative_uncertainty": 0.1}, "no uncertainty"),
        ("administered_at", "2026-03-01T12:00", "the zone included"),
        ("scanned_at", "1 March", "YYYY-MM-DDThh:mm+hh:mm"),
        ("image", "", "a file .nii or .nii.gz"),
        ("image", ["a.nii"], "a file .nii or .nii.gz"),
        ("nuclide", "Y-90", "90Y or 177Lu"),
        ("image_holds", "suv", "bq-per-ml or counts"),
        ("method", "montecarlo", "local-deposition or kernel"),
        ("structures", "liver.nii", "a list of structures"),
        ("structures", ["liver.nii"], "a list of structures"),
        ("fwhm", 6, "fwhm_mm"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(tmp_path, field, value, words):
    with pytest.raises(InputError) as error:
        request_of({**FULL, field: value}, tmp_path)
    (problem,) = error.value.problems
    assert problem.field == field
    assert words in problem.allowed


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"labels": [0]}, "labels", "whole numbers from 1"),
        ({"labels": [1.5]}, "labels", "whole numbers above 0"),
        ({"labels": []}, "labels", "each once"),
        ({"labels": [1, 1]}, "labels", "each once"),
        ({"label": 1}, "label", "labels"),
        ({"geud_exponent": 80}, "geud_exponent", "-50 to 50"),
        ({"recovery": 3}, "recovery", "yes or no"),
        ({"volume_at_gy": [120, -1]}, "volume_at_gy", "0 to 5000 Gy"),
    ],
)
def test_a_field_of_a_structure_is_named_with_its_number(tmp_path, more, field, words):
    with pytest.raises(InputError) as error:
        request_of({**FULL, "structures": [MASK, {**MASK, **more}]}, tmp_path)
    (problem,) = error.value.problems
    assert problem.field == f"structures.2.{field}"
    assert words in problem.allowed


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "unknown"}, "name"),
        ({"mask": None}, "mask"),
        ({"alpha_beta_gy": 10}, "alpha_per_gy"),
        ({"td50_gy": 50}, "relative_slope"),
        ({"td50_gy": 50, "relative_slope": 0.3}, "ntcp_of"),
        ({"d50_gy": 50, "gamma50": 1, "tcp_of": "geud"}, "geud_exponent"),
        ({"d50_gy": 50, "gamma50": 1, "tcp_of": "eubed"}, "tcp_of"),
        ({"geud_exponent": 0}, "geud_exponent"),
        ({"name": "image"}, "structures"),
    ],
)
def test_a_structure_that_lacks_something_is_refused(tmp_path, more, field):
    assert field in said(tmp_path, {**FULL, "structures": [{**MASK, **more}]})


def test_two_structures_of_one_name_are_refused(tmp_path):
    assert 'two called "liver"' in said(tmp_path, {**FULL, "structures": [MASK, MASK]})


def test_a_recovery_without_blur_is_refused(tmp_path):
    given = {**FULL, "fwhm_mm": "none", "structures": [{**MASK, "recovery": "yes"}]}
    assert "structures.1.recovery" in said(tmp_path, given)


def test_the_place_of_a_known_activity_is_a_structure_or_the_image(tmp_path):
    counts = {**FULL, "image_holds": "counts", "known_activity_mbq": 1000}
    checked(tmp_path, {**counts, "known_activity_in": "image"})
    checked(tmp_path, {**counts, "known_activity_in": "liver", "structures": [MASK]})
    found = said(tmp_path, {**counts, "known_activity_in": "spleen", "structures": [MASK]})
    assert 'known_activity_in is "spleen"; allowed: one of liver, image' in found


def test_problems_have_the_line_of_the_file(tmp_path):
    path = tmp_path / "dose.yaml"
    path.write_text(
        "nuclide: 90Y\nfwhm_mm: 6\nstructures:\n  - name: liver\n    mask: a.nii\n    recovery: 2\n"
    )
    with pytest.raises(InputError) as error:
        read_request(path)
    assert f"{path}:6: structures.1.recovery" in str(error.value)


def test_a_list_is_no_request(tmp_path):
    (tmp_path / "dose.yaml").write_text("- nuclide: 90Y\n")
    with pytest.raises(InputError, match="no fields"):
        read_request(tmp_path / "dose.yaml")


def test_moments_of_python_are_taken(tmp_path):
    zone = timezone(timedelta(hours=1))
    given = {**FULL, "administered_at": datetime(2026, 3, 1, 12, tzinfo=zone)}
    assert request_of(given, tmp_path).request.administered_at == datetime(
        2026, 3, 1, 11, tzinfo=UTC
    )


def test_the_template_is_read_and_everything_in_it_is_unknown(tmp_path):
    path = tmp_path / "dose.yaml"
    path.write_text(dose_template())
    asking = read_request(path)
    assert asking.request == DoseRequest(structures=(StructureRequest(),))
    with pytest.raises(InputError, match="nuclide is missing"):
        require_complete(asking)


@pytest.mark.parametrize("form", [DoseRequest, StructureRequest])
def test_the_template_has_every_field_with_its_reason(form):
    text = " ".join(line.strip(" #-") for line in dose_template().splitlines())
    asked = questions(form)
    assert set(asked) == set(form.model_fields) - {"structures"}
    for name, one in asked.items():
        assert isinstance(one, Asked)
        assert one.why in text
        assert f"{name}: unknown" in text


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["unknown", "none", "yes", "90Y", "counts", "scan", "kernel", "geud", "a.nii"]),
    st.lists(st.integers(0, 3), max_size=3),
    st.just({"value": 1}),
    st.just({}),
)
STRUCTURES = st.lists(st.dictionaries(st.sampled_from(list(StructureRequest.model_fields)), JUNK))


@settings(max_examples=300, deadline=None)
@given(
    given_=st.dictionaries(st.sampled_from(sorted(DoseRequest.model_fields)), JUNK, max_size=12),
    structures=STRUCTURES,
    full=st.sampled_from([{}, FULL, LUTETIUM]),
)
def test_any_request_is_taken_or_refused_with_words(given_, structures, full):
    """No file is there, so that even a complete request ends in a problem of a field."""
    with pytest.raises(InputError) as error:
        compute_dose(request_of({**full, "structures": structures, **given_}, Path("/nowhere")))
    assert all(problem.field and problem.allowed for problem in error.value.problems)


def test_a_choice_that_is_missing_is_told_with_its_words(tmp_path):
    with pytest.raises(InputError) as refused:
        require_complete(request_of({"nuclide": "177Lu"}, tmp_path))
    told = {problem.field: problem.allowed for problem in refused.value.problems}
    assert told["electron_energy"] == "an energy per decay: ejnmmi-physics-2020 or decay-data"
    assert "bq-per-ml or counts or mbq-h-per-ml or mbq-h-per-voxel" in told["image_holds"]
    with pytest.raises(InputError, match=r"aapm2011 or legacy49\.67 or icrp107"):
        require_complete(request_of({"nuclide": "90Y"}, tmp_path))
