"""What an input asks for: unit, range and reason, and how its text is read; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field, FiniteFloat, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from nelm.case.entry import OR_LESS_EXACT, BadValueError, read_number
from nelm.planning.limit import Strict

UNKNOWN = "unknown"
NONE = "none"
LEAST = 1e-9  # of the largest value of a field; what is less, but not 0, was not measured
KEYS = {"value", "relative_uncertainty"}


class Measured(Strict):
    """A number, with a relative standard uncertainty where somebody gave one.

    Attributes:
        value: as given.
        relative_uncertainty: nothing where none was given.
        low: end of the range of the field: a draw never leaves it.
        high: the other end.
        log_normal: whether its draws spread as factors do, as of half-lives.
    """

    value: FiniteFloat
    relative_uncertainty: FiniteFloat | None = None
    low: float = Field(exclude=True)
    high: float = Field(exclude=True)
    log_normal: bool = Field(default=False, exclude=True)


@dataclass(frozen=True)
class Asked:
    """One field of a form.

    Attributes:
        why: what it is needed for.
        unit: empty where there is none.
        written: how it is written, for the template.
    """

    why: str
    unit: str = ""
    written: str = "text"

    def read(self, raw: Any) -> Any:
        """The value; None while it is unknown."""
        return None if raw in (None, UNKNOWN) else self._known(raw)

    def _known(self, raw: Any) -> Any:
        return raw

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read the text before the type is checked."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))


@dataclass(frozen=True)
class Quantity(Asked):
    """A number in one unit and range; outside it, another unit is asked for by the side it is on.

    Attributes:
        low: smallest that is plausible.
        high: largest that is plausible.
        above: asked where it is larger.
        below: asked where it is smaller.
        many: a list; one number stands for a list of one.
        may_be_none: `none` says that there is none.
        log_normal: see `Measured`.
        least: smallest but 0; nothing for the usual share of the largest.
    """

    low: float = 0
    high: float = 1
    above: str = ""
    below: str = ""
    many: bool = False
    may_be_none: bool = False
    log_normal: bool = False
    least: float | None = None
    written: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """The words of the template."""
        number = f"{self.low:g} to {self.high:g} {self.unit}".strip()
        words = f"[{number}, ...]; [] says that there was none" if self.many else number
        words += f", or {NONE}" if self.may_be_none else ""
        object.__setattr__(self, "written", words)

    def _known(self, raw: Any) -> Any:
        if self.may_be_none and raw == NONE:
            return NONE
        if self.many:
            given = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
            return tuple(self._one(number) for number in given)
        return self._one(raw)

    def _one(self, raw: Any) -> Measured:
        if isinstance(raw, Measured):
            return raw
        relative = None
        if isinstance(raw, Mapping):
            if not {"value"} <= raw.keys() <= KEYS:
                raise ValueError("a number, or {value, relative_uncertainty}")
            relative, raw = raw.get("relative_uncertainty"), raw["value"]
            relative = None if relative in (None, UNKNOWN) else _exact(relative, "")
            if relative is not None and not 0 < relative <= 1:
                raise ValueError("a relative_uncertainty above 0 to 1: 0.2 is 20 % (percent?)")
        value = _exact(raw, self.unit)
        least = self.high * LEAST if self.least is None else self.least
        if 0 < abs(value) < least:
            raise ValueError(f"0, or {least:g} {self.unit}".rstrip() + " and more")
        if value == 0 and relative is not None:
            raise ValueError("no relative_uncertainty beside 0: a share of nothing is nothing")
        if not self.low <= value <= self.high:
            question = self.above if value > self.high else self.below
            asked = f" ({question})" if question else ""
            raise ValueError(f"{self.low:g} to {self.high:g} {self.unit}".strip() + asked)
        return Measured(
            value=value,
            relative_uncertainty=relative,
            low=self.low,
            high=self.high,
            log_normal=self.log_normal,
        )


@dataclass(frozen=True)
class YesNo(Asked):
    """Yes or no."""

    written: str = "yes or no"

    def _known(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        if raw not in ("yes", "no"):
            raise ValueError("yes or no")
        return bool(raw == "yes")


@dataclass(frozen=True)
class Whole(Asked):
    """A whole number."""

    written: str = "a whole number"

    def _known(self, raw: Any) -> int:
        value = _exact(raw, self.unit)
        if not value.is_integer():
            raise ValueError("a whole number")
        return int(value)


@dataclass(frozen=True)
class Days(Asked):
    """Days in order."""

    written: str = "[YYYY-MM-DD, ...]"

    def _known(self, raw: Any) -> tuple[date, ...]:
        given = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
        return tuple(day if isinstance(day, date) else _day(day) for day in given)


@dataclass(frozen=True)
class Choice(Asked):
    """One of some words."""

    words: tuple[str, ...] = ()
    written: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """The words of the template."""
        object.__setattr__(self, "written", " | ".join(self.words))

    def _known(self, raw: Any) -> str:
        if raw not in self.words:
            raise ValueError(" or ".join(self.words))
        return str(raw)


def _day(raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError("a list of dates as YYYY-MM-DD") from None


def _exact(raw: Any, unit: str) -> float:
    try:
        found = read_number(raw, unit)
    except BadValueError as error:
        raise BadValueError(str(error).removesuffix(OR_LESS_EXACT)) from None
    if not found.is_exact:
        raise ValueError("one exact number; a bound or range cannot be computed with")
    return found.low
