"""The page of a voxel dose: everything said, tails of small lesions left out."""

import pytest
from dose_example import of_structures, structure, voxel_dose

from nelm.planning.dose.form import Effect, NoticeLine, RecoveredMean, VolumeAtDose
from nelm.planning.lines import InputLine
from nelm.reports.dose_page import BLUR, dose_blocks
from nelm.reports.page import as_markdown, as_text


def text_of(result):
    return " ".join(as_text(dose_blocks(result)).split())


def test_doses_stand_with_method_voxel_and_resolution():
    page = text_of(voxel_dose())
    assert page.startswith("Voxel dose: 90Y, local deposition")
    assert "not a medical device" in page
    assert "mean over mass (Gy): 50" in page
    assert "4 x 5 x 3 mm; resolution 6 mm (FWHM, as given)" in page
    assert "energy per decay: 0.9267 MeV (aapm2011)" in page
    assert f"Inputs sha256 {'c' * 64}." in page


def test_an_image_that_was_none_says_so():
    page = text_of(voxel_dose().model_copy(update={"fwhm_mm": 0.0}))
    assert "resolution none: not imaged" in page


def test_activity_of_lutetium_says_how_it_was_taken_back():
    lutetium = voxel_dose().model_copy(update={"nuclide": "177Lu"})
    assert "800 MBq (back from the scan by the effective half-life)" in text_of(lutetium)
    assert "back from the scan" not in text_of(voxel_dose())


def test_tails_of_a_small_lesion_are_not_printed():
    small = structure("lesion").model_copy(update={"ends_are_reliable": False, "d98_gy": 12.34})
    page = text_of(of_structures(small))
    assert page.count(BLUR) == 3
    assert "12.34" not in page
    assert "D50 (Gy): 50" in page


def test_notices_of_the_map_come_before_any_number():
    told = NoticeLine(code="voxel.activity-at-border", message="unknown beyond the border")
    page = text_of(voxel_dose().model_copy(update={"notices": (told,)}))
    assert page.index("WARNING voxel.activity-at-border: unknown") < page.index("mean over mass")


def test_what_was_asked_of_a_structure_is_told_with_its_parameters():
    effect = Effect(
        name="NTCP",
        value=0.123456789,
        unit="",
        formula="Phi",
        source="Lyman",
        status="recalled",
        parameters=(InputLine(name="td50_gy", value=52.0, unit="Gy"),),
    )
    full = structure("liver").model_copy(
        update={
            "volume_at_gy": (VolumeAtDose(dose_gy=40.0, volume_percent=12.5),),
            "recovered": RecoveredMean(recovery=0.606353, mean_gy=66.03642),
            "effects": (effect,),
        }
    )
    page = text_of(of_structures(full))
    assert "V40 (at least 40 Gy): 12.5 %" in page
    assert "mean corrected for recovery: 66.04 Gy (recovery 0.6064 of" in page
    assert "NTCP: 0.123457; Phi; Lyman (RECALLED, to be verified); with td50_gy 52 Gy" in page


def test_without_structures_or_activity_there_is_still_a_page():
    bare = of_structures().model_copy(update={"total_activity_mbq": None, "half_life_h": None})
    page = text_of(bare)
    assert "Structures" not in page
    assert "activity in the image" not in page
    assert "half-life" not in page
    assert "decays in the image: 1000 MBq h" in page


@pytest.mark.parametrize("name", ["<script>", "a|b"])
def test_a_name_has_no_effect_in_markdown(name):
    page = as_markdown(dose_blocks(of_structures(structure(name))))
    assert "<script>" not in page
    assert "| a|b |" not in page
