"""A plan in the making: quantities, checks and what is missing are gathered here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nelm.calculators.description import gathered
from nelm.calculators.ranges import Number, OutOfRangeError
from nelm.calculators.uncertainty import Threshold, first_order, monte_carlo
from nelm.calculators.units import unit_of
from nelm.planning.asked import Measured
from nelm.planning.cataloged import constant_lines, find_calculator
from nelm.planning.comparison import kept_when, on_limit, sentence
from nelm.planning.computed import (
    Computed,
    Function,
    Method,
    Named,
    composed_of,
    drawn_of,
    is_number,
    line_of,
    not_carried,
    plain_of,
)
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
from nelm.planning.limit import Limits
from nelm.planning.lines import ConstantLine

SCATTER = 2.0  # of draws over slopes: a few draws then rule mean and SD
HEAVY_TAIL = (
    "Draws scatter far more than to first order: take the interval or the probability, not mean "
    "and SD."
)


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
            constants=constant_lines(entry) if constant is None else (constant,),
        )
        unit = unit_of(entry.function.__name__ if field == "value" else field)
        return self.add(replace(named, unit=unit), method, given, carry=carry)

    def add(
        self, named: Named, method: Method, given: Mapping[str, Any], *, carry: bool = True
    ) -> float | None:
        """A number by a method of the plan; nothing where it refuses, with a check.

        A number computed before brings its inputs along; `carry` says that arrays can be drawn.
        """
        middle = {key: plain_of(value) for key, value in given.items() if is_number(value)}
        function: Function = method.function
        inputs = {key: drawn_of(value) for key, value in given.items() if is_number(value)}
        if carry:
            function, inputs = composed_of(function, given, inputs)
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
        doubt = doubt if carry else (*doubt, *not_carried(given))
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
                inputs=tuple(line_of(key, value) for key, value in given.items()),
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
        met = bool(threshold.met(on_limit(made.value, limit.value)))
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
                probability_met=self.probability(made, threshold),
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
        doubt = (HEAVY_TAIL,) if drawn.sd > SCATTER * slopes.sd else ()
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
        ), doubt

    def probability(self, made: Computed, threshold: Threshold) -> float | None:
        """How probably a number is on the right side of a threshold; nothing where it is exact."""
        if not made.is_uncertain:
            return None
        try:
            drawn = monte_carlo(made.function, made.inputs, seed=self.seed, threshold=threshold)
        except OutOfRangeError:
            return None
        return drawn.probability_met
