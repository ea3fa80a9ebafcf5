"""What is wrong with an input, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass


class NelmError(Exception):
    """Root of the errors nelm raises on purpose.

    NelmError
    ├── InputError      bad input: field, value, what is allowed (exit code 2)
    ├── PackError       a pack that does not keep the rules
    └── MissingExtraError    an optional library is not installed; the message says how to
    """


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input."""

    field: str
    value: str
    allowed: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        found = f" is {self.value}" if self.value else ""
        return f"{where}{self.field}{found}; allowed: {self.allowed}"


class InputError(NelmError):
    """Bad input; `problems` lists everything found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class MissingExtraError(NelmError):
    """An optional library is needed; the message is the install line."""
