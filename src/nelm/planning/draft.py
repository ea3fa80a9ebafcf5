"""A plan in the making: quantities, checks and what is missing are gathered here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeAlias

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.constants import constants
from nelm.calculators.description import gathered
from nelm.calculators.kinds import text_of
from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.uncertainty import (
    Comparison,
    Distribution,
    LogNormal,
    Threshold,
    TruncatedNormal,
    first_order,
    monte_carlo,
)
from nelm.calculators.units import unit_of
from nelm.planning.asked import Measured
from nelm.planning.form import (
    Absent,
    Check,
    CheckStatus,
    Contribution,
    EarlierDoses,
    Missing,
    PlannedQuantity,
    Surviving,
    Uncertainty,
)
from nelm.planning.inputs.base import Inputs
from nelm.planning.inputs_file import questions
from nelm.planning.limit import Limit, Limits
from nelm.planning.lines import ConstantLine, InputLine, SourceStatus

Function: TypeAlias = Callable[[Mapping[str, Number]], Number]
MOST_VALUES = 6  # of a constant that is printed; larger tables stand on the page of the calculator
LEAST = ("debulked_share",)  # quantities whose lines are to be reached; all others, not passed
ARITHMETIC = "Arithmetic"
SIDES: Mapping[Comparison, tuple[str, str]] = {  # where a value is that keeps it, and that does not
    "at_most": ("at or below", "above"),
    "below": ("below", "not below"),
    "at_least": ("at or above", "below"),
    "above": ("above", "not above"),
}


@dataclass(frozen=True)
class Named:
    """What a number is called.

    Attributes:
        name: its id.
        title: in words.
        unit: of the number; a calculator knows its own.
        notes: to be shown beside it.
    """

    name: str
    title: str
    unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """How a quantity is computed where no single calculator does it."""

    formula: str
    function: Function
    source: str = ARITHMETIC
    status: SourceStatus = "derived"
    calculator: str | None = None
    constants: tuple[ConstantLine, ...] = ()


@dataclass(frozen=True)
class Computed:
    """A number of the plan with what it takes to draw it again."""

    value: float
    unit: str
    title: str
    function: Function
    inputs: Mapping[str, Distribution | float]

    @property
    def is_uncertain(self) -> bool:
        """Whether any input carries an uncertainty."""
        return any(not isinstance(given, float) for given in self.inputs.values())


@dataclass
class Draft:
    """Everything found so far."""

    form: Inputs
    limits: Limits
    seed: int
    quantities: list[PlannedQuantity] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    missing: dict[str, Missing] = field(default_factory=dict)
    earlier: list[EarlierDoses] = field(default_factory=list)
    absent: dict[str, Absent] = field(default_factory=dict)
    computed: dict[str, Computed] = field(default_factory=dict)

    def known(self, *names: str) -> bool:
        """Whether all of these inputs are given; those that are not go on the list."""
        asked = questions(type(self.form))
        unknown = [name for name in names if getattr(self.form, name) is None]
        for name in unknown:
            self.ask(name, asked[name].unit, asked[name].why)
        return not unknown

    def ask(self, name: str, unit: str, why: str) -> None:
        """Put an input on the list of what is missing."""
        self.missing.setdefault(name, Missing(field=name, unit=unit, why=why))

    def calculate(
        self,
        named: Named,
        calculator: str,
        given: Mapping[str, Any],
        *,
        field: str = "value",
        constant: ConstantLine | None = None,
        carry: bool = True,
    ) -> float | None:
        """A number by a calculator of the catalog; nothing where it refuses, with a check."""
        entry = find_calculator(calculator)
        plain = {key: plain_of(value) for key, value in given.items()}

        def function(drawn: Mapping[str, Number]) -> Number:
            result = entry.function(**gathered(entry.function, {**plain, **drawn}))
            number: Number = result if field == "value" else getattr(result, field)
            return number

        method = Method(
            formula=entry.formula,
            function=function,
            source=entry.source,
            status=entry.status,
            calculator=entry.name,
            constants=_constants(entry) if constant is None else (constant,),
        )
        unit = unit_of(entry.function.__name__ if field == "value" else field)
        return self.add(replace(named, unit=unit), method, given, carry=carry)

    def add(
        self, named: Named, method: Method, given: Mapping[str, Any], *, carry: bool = True
    ) -> float | None:
        """A number by a method of the plan; nothing where it refuses, with a check.

        A number computed before brings its inputs along; `carry` says that arrays can be drawn.
        """
        middle = {key: plain_of(value) for key, value in given.items() if _is_number(value)}
        function: Function = method.function
        inputs = {key: _drawn(value) for key, value in given.items() if _is_number(value)}
        if carry:
            function, inputs = _composed(function, given, inputs)
        else:  # the function takes no arrays: everything counts as exact, and a note says so
            inputs = {key: float(number) for key, number in middle.items()}
        try:
            value = float(method.function(middle))
        except OutOfRangeError as refused:
            self.refuse(named.name, named.title, str(refused))
            return None
        made = Computed(value, named.unit, named.title, function, inputs)
        self.computed[named.name] = made
        spread, doubt = self._uncertainty(made)
        doubt = doubt if carry else (*doubt, *_not_carried(given))
        self.quantities.append(
            PlannedQuantity(
                name=named.name,
                title=named.title,
                value=value,
                unit=named.unit,
                formula=method.formula,
                calculator=method.calculator,
                source=method.source,
                status=method.status,
                constants=method.constants,
                inputs=tuple(_line(key, value) for key, value in given.items()),
                uncertainty=spread,
                notes=(*named.notes, *doubt),
            )
        )
        return value

    def state(self, quantity: PlannedQuantity) -> None:
        """Take a quantity that is no number, such as a date."""
        self.quantities.append(quantity)

    def refuse(self, name: str, title: str, because: str) -> None:
        """Say that a quantity was not computed, as a value."""
        says = f"{title}: not computed, {because}"
        self.checks.append(Check(code="out-of-range", status="refused", says=says, quantity=name))

    def add_earlier(self, what: str, unit: str, doses: tuple[Measured, ...]) -> float:
        """Add up what earlier treatments gave."""
        values = tuple(dose.value for dose in doses)
        self.earlier.append(EarlierDoses(what=what, doses=values, total=sum(values), unit=unit))
        return sum(values)

    def no_row(self, *ids: str) -> None:
        """Say that a source has no row for NET: nothing is borrowed."""
        for limit in map(self.limits.by_id, ids):
            if limit.value is None and limit.note:
                self.absent[limit.id] = Absent(id=limit.id, says=limit.note, source=limit.source)

    def compare(
        self,
        quantity: str,
        limit_id: str,
        *,
        code: str,
        broken: CheckStatus = "warning",
        surviving: Surviving | None = None,
        says: str = "",
    ) -> bool | None:
        """Hold a computed quantity against a limit; nothing where either is not there."""
        limit = self.limits.by_id(limit_id)
        made = self.computed.get(quantity)
        if limit.value is None:
            self.no_row(limit_id)
            return None
        if made is None:
            return None
        threshold = Threshold(kept_when(limit), limit.value)
        met = bool(threshold.met(made.value))
        self.checks.append(
            Check(
                code=code,
                status="ok" if met else broken,
                says=sentence(made, limit, met=met, says=says),
                quantity=quantity,
                value=made.value,
                unit=made.unit,
                limit=limit,
                surviving=surviving,
                probability_met=self._probability(made, threshold),
            )
        )
        return met

    def _uncertainty(self, made: Computed) -> tuple[Uncertainty | None, tuple[str, ...]]:
        if not made.is_uncertain:
            return None, ()
        try:
            slopes = first_order(made.function, made.inputs)
            drawn = monte_carlo(made.function, made.inputs, seed=self.seed)
        except OutOfRangeError as refused:
            return None, (f"Uncertainty not computed: a draw is out of range, {refused}",)
        shares = sorted(slopes.shares.items(), key=lambda item: (-item[1], item[0]))
        return Uncertainty(
            first_order_sd=slopes.sd,
            mean=drawn.mean,
            sd=drawn.sd,
            low_2_5=drawn.low_2_5,
            high_97_5=drawn.high_97_5,
            contributions=tuple(Contribution(name=n, share=s) for n, s in shares),
            draws=drawn.draws,
            seed=drawn.seed,
        ), ()

    def _probability(self, made: Computed, threshold: Threshold) -> float | None:
        if not made.is_uncertain:
            return None
        try:
            drawn = monte_carlo(made.function, made.inputs, seed=self.seed, threshold=threshold)
        except OutOfRangeError:
            return None
        return drawn.probability_met


def kept_when(limit: Limit) -> Comparison:
    """On which side a limit is kept; a line is not to be passed, or is to be reached."""
    if limit.comparison != "line":
        return limit.comparison
    return "at_least" if limit.quantity in LEAST else "at_most"


def sentence(made: Computed, limit: Limit, *, met: bool, says: str) -> str:
    """What a comparison found, with the standing of the number it was held against."""
    side = SIDES[kept_when(limit)][not met]
    kind = "line" if limit.comparison == "line" else "limit"
    recalled = ", recalled and to be verified" if limit.status == "recalled" else ""
    changed = f", set by {limit.change.author}" if limit.change else ""
    start = f"{made.title} {_apart(made.value, limit.value)} {made.unit}".rstrip()
    unit = f" {limit.unit}" if limit.unit not in ("fraction", "ratio", "1") else ""
    text = f"{start} is {side} the {kind} of {limit.value:g}{unit}{recalled}{changed}"
    return f"{text}. {says}" if says else f"{text}."


def _apart(value: float, limit: float | None) -> str:
    """A value in four digits, or in as many as tell it from the limit."""
    shown = (f"{value:.{digits}g}" for digits in range(4, 17))
    return next((text for text in shown if value == limit or float(text) != limit), repr(value))


@lru_cache(maxsize=256)
def find_calculator(name: str) -> Calculator:
    """The entry of the catalog of this name."""
    return next(entry for entry in CALCULATORS if entry.name == name)


def plain_of(value: Any) -> Any:
    """A value without its uncertainty."""
    if isinstance(value, Measured | Computed):
        return value.value
    if isinstance(value, tuple):
        return tuple(plain_of(one) for one in value)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, Measured | Computed | float | int) and not isinstance(value, bool)


def _composed(
    function: Function, given: Mapping[str, Any], inputs: dict[str, Distribution | float]
) -> tuple[Function, dict[str, Distribution | float]]:
    """The function of what went into numbers computed before, so that nothing is drawn twice."""
    before = {key: value for key, value in given.items() if isinstance(value, Computed)}
    if not before:
        return function, inputs

    def composed(drawn: Mapping[str, Number]) -> Number:
        return function({**drawn, **{key: made.function(drawn) for key, made in before.items()}})

    own = {key: value for key, value in inputs.items() if key not in before}
    return composed, {**{k: v for made in before.values() for k, v in made.inputs.items()}, **own}


def _not_carried(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"The uncertainty of `{key}` is not carried into this number."
        for key, value in given.items()
        if isinstance(value, Computed | Measured) and _has_spread(value)
    )


def _has_spread(value: Computed | Measured) -> bool:
    if isinstance(value, Computed):
        return value.is_uncertain
    return value.relative_uncertainty is not None


def _drawn(value: Measured | Computed | float) -> Distribution | float:
    """A distribution for what is uncertain; a normal one is cut at the range of its field."""
    if isinstance(value, Computed):
        return value.value
    if not isinstance(value, Measured):
        return float(value)
    if value.relative_uncertainty is None or value.value == 0:
        return value.value
    sd = abs(value.value) * value.relative_uncertainty
    if value.log_normal:
        return LogNormal(value.value, sd)
    return TruncatedNormal(value.value, sd, value.low, value.high)


def _line(name: str, value: Any) -> InputLine:
    plain = plain_of(value)
    if isinstance(plain, tuple):
        plain = text_of(plain)
    relative = value.relative_uncertainty if isinstance(value, Measured) else None
    return InputLine(
        name=name,
        value=plain,
        unit=unit_of(name.split(".", maxsplit=1)[0]),
        relative_uncertainty=relative,
        origin="computed" if isinstance(value, Computed) else "inputs",
    )


def _constants(entry: Calculator) -> tuple[ConstantLine, ...]:
    """The constants behind a calculator, with what its module says of each."""
    return tuple(
        ConstantLine(
            name=constant.name.strip("_"),
            value=", ".join(f"{v:.10g}" for v in constant.values.values() if _is_number(v)),
            source=constant.note or entry.source,
            status="recalled" if "recalled" in constant.note else _standing(entry),
        )
        for constant in constants(entry.function)
        if len(constant.values) <= MOST_VALUES and any(map(_is_number, constant.values.values()))
    )


def _standing(entry: Calculator) -> SourceStatus:
    return entry.status
