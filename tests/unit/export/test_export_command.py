"""The command: prints, or writes a file that is whole."""

import json

import pytest

from nelm.case.problem import InputError, NelmError
from nelm.cli.export import FORMATS, export
from nelm.export.cql import export_cql
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack


def test_without_a_file_the_library_is_printed(capsys, bound):
    assert export("dermine2019", "cql", [], None) == 0
    assert capsys.readouterr().out == export_cql(bound)


@pytest.mark.parametrize("form", ["elm", "plandefinition"])
def test_json_formats_are_json(tmp_path, capsys, form):
    assert export("dermine2019", form, [], tmp_path / "out.json") == 0
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert content.get("resourceType", "library") in ("PlanDefinition", "library")
    assert capsys.readouterr().out == ""


def test_the_model_info_goes_with_the_library(capsys):
    assert export("dermine2019", "modelinfo", [], None) == 0
    assert '<modelInfo xmlns="urn:hl7-org:elm-modelinfo:r1"' in capsys.readouterr().out


def test_settings_reach_the_library(tmp_path):
    export("dermine2019", "cql", ["lt_max_age_years=55"], tmp_path / "pack.cql")
    bound = bind_pack(load_pack("dermine2019"), {"lt_max_age_years": 55})
    assert (tmp_path / "pack.cql").read_text(encoding="utf-8") == export_cql(bound)


@pytest.mark.parametrize(
    ("form", "settings", "allowed"),
    [
        ("word", [], ", ".join(FORMATS)),
        ("cql", ["lt_max_age_years"], "NAME=VALUE"),
        ("cql", ["lt_max_age_years=50", "lt_max_age_years=60"], "each name once"),
        ("cql", ["no_such_thing=1"], "lt_max_age_years"),
    ],
)
def test_bad_requests_say_what_is_allowed(form, settings, allowed):
    with pytest.raises(InputError, match=allowed):
        export("dermine2019", form, settings, None)


def test_a_refused_export_leaves_the_file_as_it_was(tmp_path):
    out = tmp_path / "pack.cql"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(NelmError, match="8 decimal places"):
        export("dermine2019", "cql", ["lt_max_ki67_percent=10.000000001"], out)
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="a file that can be written"):
        export("dermine2019", "cql", [], tmp_path / "missing" / "pack.cql")
