"""YAML and JSON texts to plain data with the line of every field; nothing is guessed from form.

YAML scalars stay texts (`no` stays "no", 1.10 stays "1.10"), so that the fact decides how to
read them. Duplicate keys are errors in both formats.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from nelm.case.problem import InputError, Problem

Path_: TypeAlias = tuple[str | int, ...]
MAX_BYTES, MAX_DEPTH, MAX_VALUES = 10_000_000, 20, 200_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where it is built


@dataclass(frozen=True)
class Document:
    """Plain data and, for every path in it, the line where it stands."""

    data: Any
    lines: dict[Path_, int]
    file: str

    def problem(self, path: Path_, value: str, allowed: str) -> Problem:
        """A problem at a path, with the nearest line known."""
        known = (self.lines.get(path[:end]) for end in range(len(path), -1, -1))
        line = next((n for n in known if n is not None), None)
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        return Problem(name or "document", value, allowed, self.file, line)


def read_document(path: str | Path) -> Document:
    """Read a YAML or JSON file.

    Raises:
        InputError: no such file, not UTF-8, too large, not YAML/JSON, duplicate keys.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise InputError([Problem("file", reason, "a readable file", str(path))]) from None
    return parse_document(raw, str(path), is_json=path.suffix.lower() == ".json")


def parse_document(raw: bytes, file: str, *, is_json: bool = False) -> Document:
    """Parse the bytes of a YAML or JSON document (see `read_document`)."""
    if len(raw) > MAX_BYTES:
        raise InputError([Problem("file", f"{len(raw)} bytes", f"at most {MAX_BYTES} bytes", file)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.start} of another encoding"
        raise InputError([Problem("file", found, "UTF-8 text", file)]) from None
    return _parse_json(text, file) if is_json else _parse_yaml(text, file)


def _parse_yaml(text: str, file: str) -> Document:
    lines: dict[Path_, int] = {}
    try:
        _refuse_depth(text, file)
        node = yaml.compose(text, Loader=_LOADER)
        data = {} if node is None else _plain(node, (), lines, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        in_text = "block scalar" in (error.context or "")
        allowed = 'bounds in quotes, such as ">70"' if in_text else "valid YAML"
        raise InputError([Problem("YAML", error.problem or "", allowed, file, line)]) from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0][:80]
        raise InputError([Problem("YAML", reason, "valid YAML", file)]) from None
    return Document(data, lines, file)


def _refuse_depth(text: str, file: str) -> None:
    """Refuse nesting so deep that a parser would crash on it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise InputError([_too_deep(file, event.start_mark)])


def _too_deep(file: str, mark: Any) -> Problem:
    line = mark.line + 1 if mark else None
    return Problem("YAML", f"nested deeper than {MAX_DEPTH}", "a flat document", file, line)


def _plain(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > MAX_DEPTH:  # an alias inside itself
        raise InputError([_too_deep(file, node.start_mark)])
    if len(lines) > MAX_VALUES:  # aliases that multiply
        raise InputError([Problem("YAML", "too many values", f"at most {MAX_VALUES}", file)])
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), lines, file) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, file)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") and not node.value.strip():
        found = Document({}, lines, file).problem(path, "a bound without quotes", '"<3" or ">70"')
        raise InputError([found])
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _mapping(
    node: yaml.MappingNode, path: Path_, lines: dict[Path_, int], file: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError(
                [Problem("YAML", "a key that is no word", "words as keys", file, line)]
            )
        key = key_node.value
        if key in found:
            raise InputError([Problem(key, "given twice", "each field once", file, line)])
        lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), lines, file)
    return found


def _parse_json(text: str, file: str) -> Document:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InputError([Problem(key, "given twice", "each field once", file)])
            found[key] = value
        return found

    def refuse(word: str) -> float:
        raise InputError([Problem("JSON", word, "finite numbers; leave unknown facts out", file)])

    try:
        data = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InputError([Problem("JSON", error.msg, "valid JSON", file, error.lineno)]) from None
    except UnicodeEncodeError:
        raise InputError([Problem("JSON", "half a character", "Unicode text", file)]) from None
    except (RecursionError, ValueError) as error:
        raise InputError([Problem("JSON", str(error)[:80], "valid JSON", file)]) from None
    return Document(data, _json_lines(text, file), file)


def _json_lines(text: str, file: str) -> dict[Path_, int]:
    """Lines of a JSON text, which YAML can locate once tabs are spaces; {} where it can not."""
    try:
        return _parse_yaml(text.replace("\t", " "), file).lines
    except InputError:
        return {}
