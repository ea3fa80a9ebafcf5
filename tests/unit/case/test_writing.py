"""Cases written and read again are the same cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from nelm.case.reading import parse_case, read_case
from nelm.case.writing import case_data, case_text, write_case, write_whole

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_every_example_survives_a_round_trip(path: Path, suffix: str, tmp_path: Path) -> None:
    case = read_case(path)
    written = tmp_path / f"copy{suffix}"
    write_case(case, written)
    assert read_case(written) == case


def test_words_yaml_would_misread_stay_words() -> None:
    text = b"patient.surgery_contraindicated: no\ntumor.ki67_percent: '1.10'\nid: 'on'"
    case = parse_case(text)
    assert parse_case(case_text(case).encode()) == case
    assert case_data(case)["tumor"]["ki67_percent"] == "1.10"


def test_details_of_an_entry_are_kept() -> None:
    text = b"tumor.ki67_percent: {value: 0.1, date: 2024-01-02, source: biopsy, confirmed: true}"
    entry = case_data(parse_case(text))["tumor"]["ki67_percent"]
    assert entry == {"value": "0.1", "date": "2024-01-02", "source": "biopsy", "confirmed": True}


def test_why_a_fact_is_unknown_is_kept() -> None:
    case = parse_case(b"tumor.functional: {value: unknown, because: not_asked}")
    assert parse_case(case_text(case, as_json=True).encode(), is_json=True) == case


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sheet.html"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.html"]
