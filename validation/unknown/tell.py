"""What a script says of its system: one JSON line, a result for every question."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def tell(version: str, **asked: Callable[[], Any] | str) -> None:
    """Print what each question gives; a text instead of a question is a remark."""
    answers = {name: one if isinstance(one, str) else shown(one) for name, one in asked.items()}
    sys.stdout.write(json.dumps({"version": version, "answers": answers}) + "\n")


def shown(ask: Callable[[], Any]) -> str:
    """The result in a word; an error by its kind."""
    try:
        value = ask()
    except Exception as error:  # whatever a system makes of the question is its answer
        return f"error ({type(error).__name__})"
    value = value.item() if hasattr(value, "item") else value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
