"""Inputs from a file, every problem with its line; and a commented file to fill in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from nelm.case.document import Document, read_document
from nelm.case.problem import InputError, Problem
from nelm.planning.asked import Asked
from nelm.planning.inputs.base import Inputs
from nelm.planning.refusal import allowed_text, instead_of, shown

Form = TypeVar("Form", bound=Inputs)
WIDTH = 96
_OPTIONAL = "; optional"  # how the reason of such a field ends
_INTRODUCTION = (
    "Inputs of a plan for {name}. Replace `unknown` where something is known; nothing is assumed "
    "about the rest. A number may carry its relative standard uncertainty: "
    "{{value: 5, relative_uncertainty: 0.2}} is 5 with 20 %. nelm converts no unit."
)


def read_inputs(path: str | Path, form: type[Form]) -> Form:
    """Read a file of inputs.

    Raises:
        InputError: with file and line: an unknown key, a number that is not finite, out of range
            or in another unit, a word that is not one of those allowed.
    """
    return inputs_from(read_document(path), form)


def inputs_of(given: Mapping[str, Any], form: type[Form]) -> Form:
    """Inputs from plain data (InputError as `read_inputs`, without lines)."""
    return inputs_from(Document(dict(given), {}, ""), form)


def inputs_from(document: Document, form: type[Form]) -> Form:
    """Inputs from a document that was read (see `read_inputs`)."""
    if not isinstance(document.data, Mapping):
        raise InputError([document.problem((), "no fields", "fields such as those of a template")])
    try:
        return form.model_validate(document.data)
    except ValidationError as error:
        problems = [_problem(document, form, dict(one)) for one in error.errors()]
        raise InputError(list(dict.fromkeys(problems))) from None


def _problem(document: Document, form: type[Inputs], error: dict[str, Any]) -> Problem:
    place = tuple(part for part in error["loc"] if not _is_branch(part))
    if error["type"] == "extra_forbidden":
        record = record_of(form, str(place[0])) if len(place) > 1 else None
        fields = (record or form).model_fields
        return document.problem(place, "not a known field", instead_of(str(place[-1]), fields))
    return document.problem(place, shown(error["input"]), allowed_text(error))


def _is_branch(part: object) -> bool:
    """Whether a part of a place names a branch of a union, not a key of the file."""
    return isinstance(part, str) and ("[" in part or part in ("Measured", "none", "tuple"))


def inputs_template(form: type[Inputs], name: str) -> str:
    """A YAML file in which every field is still unknown, with unit, range and reason of each.

    >>> from nelm.planning.inputs.ablation import AblationInputs
    >>> print(inputs_template(AblationInputs, "ablation").splitlines()[-1])
    bilioenteric_anastomosis: unknown
    """
    if not form.model_fields:
        return (
            "\n".join(commented(f"{name} has no planning quantities: nothing to fill in.")) + "\n"
        )
    lines = [*commented(_INTRODUCTION.format(name=name)), *_fields(form)]
    return "\n".join(lines) + "\n"


def _fields(form: type[BaseModel]) -> Iterator[str]:
    for field, asked in questions(form).items():
        yield from ["", *commented(asked.why), *commented(asked.written, "#   ")]
        record = record_of(form, field)
        if record is None:
            yield f"{field}: unknown"
        elif asked.why.endswith(_OPTIONAL):
            yield f"{field}: unknown"
            yield from (f"# {line}" for line in _record(record))
        else:
            yield f"{field}:"
            yield from _record(record)


def _record(record: type[BaseModel]) -> Iterator[str]:
    """The fields of one entry of a list."""
    inside = [line for line in _fields(record) if line]
    first = next(n for n, line in enumerate(inside) if not line.startswith("#"))
    for number, line in enumerate(inside):
        yield f"  - {line}" if number == first else f"    {line}"


def record_of(form: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The form of the entries of a list of records; None for every other field.

    >>> from nelm.planning.inputs.ablation import AblationInputs
    >>> record_of(AblationInputs, "lesions").__name__
    'LesionInputs'
    >>> record_of(AblationInputs, "bilioenteric_anastomosis") is None
    True
    """
    field = form.model_fields.get(name)
    options = get_args(field.annotation) if field else ()
    inside = (entry for option in options for entry in get_args(option))
    models = (one for one in inside if isinstance(one, type) and issubclass(one, BaseModel))
    return next((one for one in models if questions(one)), None)


def questions(form: type[BaseModel]) -> Mapping[str, Asked]:
    """What each field of a form asks for."""
    return {
        name: asked
        for name, field in form.model_fields.items()
        for asked in field.metadata
        if isinstance(asked, Asked)
    }


def commented(text: str, begin: str = "# ") -> list[str]:
    """A text as lines of comment that fit on a page."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=begin,
        subsequent_indent=begin,
        break_long_words=False,
        break_on_hyphens=False,
    )
