"""What the vocabulary says about one fact: the metadata every other face is generated from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from nelm.case.entry import BadValueError, Entry, Missing, read_number
from nelm.criteria.values import Interval, Value

YES = ("yes", "true")
NO = ("no", "false")
UNKNOWN = ("unknown", "")
NUMBER_PATTERN = r"^\s*(<=|>=|<|>|≤|≥)?\s*[+-]?\d"
ENTRY_KEYS = frozenset({"value", "date", "source", "because", "confirmed"})


class DerivedOnlyError(BadValueError):
    """A fact that nelm derives was typed in."""


@dataclass(frozen=True)
class Code:
    """A code of a public terminology with the confidence of the mapping.

    Confidence: V seen in published mCODE pages, H well known, M verify before use.
    """

    system: str
    code: str
    confidence: str


@dataclass(frozen=True)
class Fact:
    """Definition of one fact, attached to its field in the case models.

    Attributes:
        kind: yes_no, choice, number, integer, text or date.
        subject: noun phrase that starts a sentence ("the primary tumor").
        question: what to ask a person.
        title: name of the fact on lists and forms, where the subject does not serve.
        yes, no: whole sentences of a yes/no fact, in both polarities.
        values: allowed words of a choice with the predicate each makes ("is resected").
        groups: imprecise words and the set each stands for.
        unit: UCUM-like unit of a number.
        low, high: allowed range; beyond it a value is an error.
        plausible: range beyond which a number is questioned (wrong unit?).
        codes: public codes; empty means a local code.
        validity_months: age after which the fact is flagged as stale (convention of nelm).
        changeable: treatment or time can change it (never age, site or history).
        minimal: one of the facts of a first useful answer.
        derived: from what nelm derives it when it is not entered.
        enterable: False when it can only be derived.
        entered_as: where to enter it instead, when it can only be derived.
    """

    kind: str
    subject: str
    question: str
    title: str = ""
    yes: str = ""
    no: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    plausible: tuple[float, float] | None = None
    codes: tuple[Code, ...] = ()
    validity_months: int | None = None
    changeable: bool = False
    minimal: bool = False
    derived: str = ""
    enterable: bool = True
    entered_as: str = ""

    @property
    def name(self) -> str:
        """Name of the fact on lists and forms."""
        return self.title or self.subject

    @property
    def words(self) -> frozenset[str]:
        """The precise words of a choice."""
        return frozenset(self.values).difference(self.groups)

    @property
    def allowed(self) -> str:
        """What a value may be, for error messages and documentation."""
        match self.kind:
            case "yes_no":
                return "yes, no or unknown"
            case "choice":
                return ", ".join([*self.values, "unknown"])
            case "date":
                return "a date such as 2024-05-31"
            case "text":
                return "a text"
        whole = "a whole number" if self.kind == "integer" else "a number"
        unit = f"in {self.unit}" if self.unit else ""
        return " ".join(filter(None, (whole, _span(self.low, self.high), unit)))

    def read(self, raw: object) -> Entry:
        """Read what a file says of this fact.

        Raises:
            BadValueError: the value is not allowed; `allowed` says what is.
        """
        if isinstance(raw, Entry):
            return raw
        if not self.enterable:
            raise DerivedOnlyError(f"nothing here: nelm derives it from {self.derived}")
        details = raw if isinstance(raw, Mapping) else {"value": raw}
        strange = sorted(map(str, details.keys() - ENTRY_KEYS))
        if strange:
            raise BadValueError(
                f"only {', '.join(sorted(ENTRY_KEYS))} (found {', '.join(strange)})"
            )
        stated = details.get("value")
        unknown = stated is None or (isinstance(stated, str) and stated.strip() in UNKNOWN)
        because = details.get("because")
        if because is not None and not unknown:
            raise BadValueError("`because` only beside an unknown value")
        return Entry(
            stated="unknown" if unknown else _as_text(stated),
            value=None if unknown else self._value(stated),
            date=None if details.get("date") is None else past_date(details["date"]),
            source=None if details.get("source") is None else str(details["source"]),
            because=None if because is None else _missing(because),
            confirmed=_flag(details.get("confirmed", False)),
        )

    def _value(self, stated: object) -> Value | None:
        match self.kind:
            case "yes_no":
                return _yes_no(stated, self.allowed)
            case "choice":
                return self._choice(stated)
            case "text":
                _text(stated)
                return None
            case "date":
                past_date(stated)
                return None
        return self._number(stated)

    def _choice(self, stated: object) -> frozenset[str]:
        word = _as_text(stated) if isinstance(stated, str | bool) else ""
        if word in self.groups:
            return self.groups[word]
        if word not in self.values:
            raise BadValueError(self.allowed)
        return frozenset({word})

    def _number(self, stated: object) -> Interval:
        number = read_number(stated, self.unit)
        range_ = Interval(self.low, self.high, math.isinf(self.low), math.isinf(self.high))
        ends = [x for x in (number.low, number.high) if not math.isinf(x)]
        inside = number.meet(range_) if all(range_.contains(x) for x in ends) else None
        if inside is None or (self.kind == "integer" and any(x != int(x) for x in ends)):
            raise BadValueError(self.allowed)
        return _whole(inside) if self.kind == "integer" else inside

    def is_suspect(self, entry: Entry) -> bool:
        """Whether a number lies where a wrong unit is likelier than a true value."""
        if self.plausible is None or entry.confirmed or not isinstance(entry.value, Interval):
            return False
        if self.unit == "%" and entry.value == Interval.exact(0):
            return False  # none at all is zero in every unit
        return entry.value.high < self.plausible[0] or entry.value.low > self.plausible[1]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let a pydantic field carry this definition and read its values."""

        def validate(raw: object) -> Entry:
            try:
                return self.read(raw)
            except BadValueError as error:
                kind = "derived_only" if isinstance(error, DerivedOnlyError) else "bad_value"
                about = {"allowed": error.allowed, "found": error.found}
                raise PydanticCustomError(kind, "allowed: {allowed}", about) from None

        return core_schema.no_info_plain_validator_function(validate)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """JSON Schema of the values a file may hold."""
        return self.json_schema()

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema: the plain value, or an object with value, date and source."""
        plain = self._plain_schema()
        detailed = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "value": plain,
                "date": {"type": "string", "format": "date"},
                "source": {"type": "string"},
                "because": {"enum": [reason.value for reason in Missing]},
                "confirmed": {"type": "boolean"},
            },
        }
        about = {"title": self.name, "description": self.question, "x-kind": self.kind}
        if self.unit:
            about["x-unit"] = self.unit
        return {**about, "anyOf": [plain, detailed]}

    def _plain_schema(self) -> dict[str, Any]:
        match self.kind:
            case "yes_no":
                return {"enum": [True, False, "yes", "no", "unknown", None]}
            case "choice":
                return {"enum": [*self.values, "unknown", None]}
            case "text" | "date":
                return {"type": ["string", "null"]}
        number: dict[str, Any] = {"type": "integer" if self.kind == "integer" else "number"}
        words = {"type": "string", "pattern": NUMBER_PATTERN}
        if not math.isinf(self.low):
            number["minimum"] = self.low
        if not math.isinf(self.high):
            number["maximum"] = self.high
        return {"anyOf": [number, words, {"enum": ["unknown", None]}]}


def read_date(raw: object) -> date:
    """Read an ISO date.

    Raises:
        BadValueError: not a date.
    """
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise BadValueError("a date such as 2024-05-31", str(raw)) from None


def past_date(raw: object) -> date:
    """Read an ISO date that is not after today.

    Raises:
        BadValueError: not a date, or a day to come.
    """
    day, today = read_date(raw), date.today()
    if day > today:
        raise BadValueError(f"dates up to {today}", str(day))
    return day


def _whole(number: Interval) -> Interval:
    """The whole numbers of an interval, without open ends."""
    low, high = number.low, number.high
    low = low if math.isinf(low) else math.floor(low) + 1 if number.low_open else low
    high = high if math.isinf(high) else math.ceil(high) - 1 if number.high_open else high
    return Interval(low, high, math.isinf(low), math.isinf(high))


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return "" if math.isinf(low) else f"from {low:g}"
    return f"from {low:g} to {high:g}"


def _as_text(stated: object) -> str:
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    return str(stated).removesuffix(".0") if isinstance(stated, float) else str(stated)


def _yes_no(stated: object, allowed: str) -> bool:
    if isinstance(stated, bool):
        return stated
    word = stated.strip() if isinstance(stated, str) else None
    if word not in (*YES, *NO):
        raise BadValueError(allowed)
    return word in YES


def _text(stated: object) -> None:
    if not isinstance(stated, str | int | float):
        raise BadValueError("a text")


def _missing(because: object) -> Missing:
    try:
        return Missing(because)
    except ValueError:
        raise BadValueError(f"because: one of {', '.join(m.value for m in Missing)}") from None


def _flag(raw: object) -> bool:
    return raw if isinstance(raw, bool) else _yes_no(raw, "confirmed: yes or no")
