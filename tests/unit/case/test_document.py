"""YAML and JSON to plain data: nothing guessed from form, every error with its line."""

import subprocess
import sys
import time

import pytest

from nelm.case.document import MAX_BYTES, parse_document, read_document
from nelm.case.problem import InputError


def data(text, *, is_json=False):
    return parse_document(text.encode(), "case", is_json=is_json).data


def lines(text, *, is_json=False):
    return parse_document(text.encode(), "case", is_json=is_json).lines


def problem(raw, *, is_json=False):
    raw = raw.encode() if isinstance(raw, str) else raw
    with pytest.raises(InputError) as caught:
        parse_document(raw, "case", is_json=is_json)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", "true"),
        ("1.10", "1.10"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("2024-05-31", "2024-05-31"),
        ("<3", "<3"),
        ("'no'", "no"),
        ("'null'", "null"),
        ("!!int 5", "5"),
    ],
)
def test_a_yaml_word_stays_the_text_it_is(text, value):
    assert data(f"a: {text}") == {"a": value}


@pytest.mark.parametrize("text", ["", "~", "null", "Null"])
def test_nothing_in_yaml_is_nothing(text):
    assert data(f"a: {text}") == {"a": None}


def test_json_keeps_its_own_kinds():
    text = '{"a": true, "b": 1.10, "c": null, "d": "no", "e": [1, {"f": 2}]}'
    assert data(text, is_json=True) == {
        "a": True,
        "b": 1.1,
        "c": None,
        "d": "no",
        "e": [1, {"f": 2}],
    }


def test_an_empty_yaml_document_says_nothing():
    assert data("") == {}
    assert data("# only a remark\n") == {}


def test_every_field_knows_its_line():
    text = "a:\n  b: 1\n  c:\n    - d: 2\n    - 3\ne: 4\n"
    expected = {("a",): 1, ("a", "b"): 2, ("a", "c"): 3, ("a", "c", 0, "d"): 4, ("e",): 6}
    assert expected.items() <= lines(text).items()


@pytest.mark.parametrize("indent", ["  ", "\t"])
def test_json_fields_know_their_lines_also_with_tabs(indent):
    text = f'{{\n{indent}"a": {{\n{indent}{indent}"b": 1\n{indent}}},\n{indent}"c": 2\n}}'
    expected = {("a",): 2, ("a", "b"): 3, ("c",): 5}
    assert expected.items() <= lines(text, is_json=True).items()


def test_a_problem_takes_the_nearest_line_known():
    document = parse_document(b"a:\n  b: 1\n", "case")
    assert document.problem(("a", "b", "c"), "x", "y").line == 2
    assert document.problem(("a", "z"), "x", "y").line == 1
    assert document.problem(("a", 0, "b"), "x", "y").field == "a.1.b"


@pytest.mark.parametrize(
    ("text", "is_json", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", False, 3),
        ("x:\n  a: 1\n  a: 1\n", False, 3),
        ('a: 1\n"a": 1\n', False, 2),
        ('{"b": 1, "a": 1, "a": 1}', True, None),
        ('{"x": {"a": null, "a": null}}', True, None),
    ],
)
def test_a_field_given_twice_is_an_error(text, is_json, line):
    found = problem(text, is_json=is_json)
    assert (found.field, found.value, found.line) == ("a", "given twice", line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c", 1),
        ("a: 1\n\tb: 2\n", 2),
        ("a: [1, 2\n", 2),
        ("a: 'x\n", 2),
        ("a: *b\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("ok: 1\n? [a]\n: b\n", 2),
    ],
)
def test_broken_yaml_is_refused_with_its_line(text, line):
    found = problem(text)
    assert found.field == "YAML"
    assert found.line == line


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ('{\n"a": }', 2), ('{"a": 1,}', 1), ("{'a': 1}", 1), ("{} {}", 1)]
)
def test_broken_json_is_refused_with_its_line(text, line):
    found = problem(text, is_json=True)
    assert found.field == "JSON"
    assert found.line == line


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_json_numbers_that_are_none_are_refused(word):
    found = problem(f'{{"a": {word}}}', is_json=True)
    assert found.value == word
    assert "finite" in found.allowed


def test_a_number_of_thousands_of_digits_is_refused():
    assert problem(f'{{"a": 1{"0" * 5000}}}', is_json=True).field == "JSON"


@pytest.mark.parametrize("is_json", [False, True])
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_refused(encoding, is_json):
    found = problem('{"a": "é"}'.encode(encoding), is_json=is_json)
    assert found.allowed == "UTF-8 text"


@pytest.mark.parametrize("is_json", [False, True])
def test_utf_8_is_read_with_and_without_byte_order_mark(is_json):
    text = '{"a": "é"}'
    assert parse_document(text.encode("utf-8-sig"), "case", is_json=is_json).data == {"a": "é"}
    assert data(text, is_json=is_json) == {"a": "é"}


def test_control_characters_are_refused():
    assert problem(b"a: \x00").field == "YAML"
    assert problem(b'{"a": "\x00"}', is_json=True).field == "JSON"


def test_line_ends_of_windows_are_line_ends():
    assert lines("a: 1\r\nb: 2\r\n")[("b",)] == 2


def test_a_document_beyond_the_limit_is_refused_unread():
    found = problem(b"#" * (MAX_BYTES + 1))
    assert found.allowed == f"at most {MAX_BYTES} bytes"


def test_a_document_at_the_limit_is_read():
    assert parse_document(b"#" * MAX_BYTES, "case").data == {}


def test_a_yaml_alias_repeats_the_value_it_names():
    assert data("a: &x no\nb: *x\n") == {"a": "no", "b": "no"}


def test_a_yaml_alias_inside_itself_is_refused():
    assert "deep" in problem("a: &x [*x]").value
    assert "deep" in problem("a: &x {b: *x}").value


def test_a_merge_key_is_a_key_like_any_other():
    assert data("a: &x {b: 1}\nc: {<<: *x}\n")["c"] == {"<<": {"b": "1"}}


def test_a_python_object_in_yaml_is_never_made():
    assert data("a: !!python/object/apply:os.getcwd []") == {"a": []}


@pytest.mark.parametrize("text", ["[" * 25 + "]" * 25, "{a: " * 25 + "}" * 25])
def test_yaml_nested_deeper_than_a_case_can_be_is_refused(text):
    assert "deep" in problem(text).value


@pytest.mark.parametrize("part", ["[", '{"a":'])
def test_json_nested_without_end_is_refused(part):
    assert problem(part * 100_000, is_json=True).field == "JSON"


PARSE = """
import sys
from nelm.case.document import parse_document
from nelm.case.problem import InputError
text = {text}
try:
    parse_document(text.encode(), "case")
except InputError:
    sys.exit(0)
sys.exit(1)
"""


def refused_within(seconds, text):
    """Whether another process refuses the document in this time (it may also crash)."""
    code = PARSE.replace("{text}", text)
    try:
        return subprocess.run([sys.executable, "-c", code], timeout=seconds, check=False).returncode
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds} s"


@pytest.mark.parametrize("part", ["[", "{a: ", "- "])
def test_yaml_nested_without_end_is_refused_and_does_not_kill_the_process(part):
    assert refused_within(20, f"{part!r} * 1_000_000") == 0


def test_yaml_aliases_that_multiply_are_refused_and_not_written_out():
    steps = ["'a0: &a0 [x, x, x, x, x, x, x, x]\\n'"]
    for n in range(1, 9):
        steps.append(f"'a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\\n'")
    assert refused_within(5, " + ".join(steps)) == 0


def test_a_json_object_with_many_fields_is_read_in_time_that_grows_with_its_size():
    text = "{" + ", ".join(f'"k{n}": 1' for n in range(20_000)) + "}"
    start = time.perf_counter()
    found = data(text, is_json=True)
    assert len(found) == 20_000
    assert time.perf_counter() - start < 2.5


def test_a_file_is_read_by_its_ending(tmp_path):
    (tmp_path / "a.yaml").write_text("a: no\n")
    (tmp_path / "a.JSON").write_text('{"a": false}')
    assert read_document(tmp_path / "a.yaml").data == {"a": "no"}
    assert read_document(str(tmp_path / "a.JSON")).data == {"a": False}


def test_a_file_that_can_not_be_read_is_named(tmp_path):
    missing = tmp_path / "missing.yaml"
    for path in (missing, tmp_path):
        with pytest.raises(InputError, match="allowed: a readable file") as caught:
            read_document(path)
        assert caught.value.problems[0].file == str(path)
