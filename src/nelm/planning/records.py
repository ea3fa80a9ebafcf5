"""Entries of a list in the inputs: what one of them lacks is asked for by its place."""

from __future__ import annotations

from nelm.planning.draft import Draft
from nelm.planning.inputs_file import questions
from nelm.planning.limit import Strict


def known_in(draft: Draft, place: str, record: Strict, *names: str) -> bool:
    """Whether all of these fields are given and no list of them is empty; others are asked for.

    Args:
        draft: of the plan.
        place: of the entry, `lesions.1`.
        record: the entry.
        names: of its fields.
    """
    asked = questions(type(record))
    unknown = [name for name in names if getattr(record, name) in (None, ())]
    for name in unknown:
        draft.ask(f"{place}.{name}", asked[name].unit, asked[name].why)
    return not unknown
