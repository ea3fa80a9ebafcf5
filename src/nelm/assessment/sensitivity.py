"""Which parameter values would give an option another label."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.assessment.assess import Assessment, OptionResult, assess_bound
from nelm.assessment.verdict import Label
from nelm.knowledge.binding import Setting, bind_pack
from nelm.knowledge.schema import Parameter


@dataclass(frozen=True)
class Flip:
    """A parameter value under which the label of an option differs."""

    option: str
    parameter: str
    value: Setting
    source: str
    label: Label


def parameters_of_option(assessment: Assessment, result: OptionResult) -> tuple[Parameter, ...]:
    """Parameters behind the deciding statements and gaps of an option, in the pack's order."""
    ids = [judged.statement.id for judged in result.deciding]
    ids += [judged.gap.id for judged in result.gaps]
    conditions = assessment.bound.conditions
    used = {name for id_ in ids if id_ in conditions for name in conditions[id_].parameters}
    return tuple(p for p in assessment.pack.parameters if p.name in used)


def flips(assessment: Assessment) -> tuple[Flip, ...]:
    """Every alternative value of one parameter at a time that changes a label."""
    used = {p for r in assessment.options for p in parameters_of_option(assessment, r)}
    current = dict(assessment.bound.settings)
    found: list[Flip] = []
    for parameter in (p for p in assessment.pack.parameters if p in used):
        for value, source in _other_values(parameter, current[parameter.name]):
            bound = bind_pack(assessment.pack, {**current, parameter.name: value})
            other = assess_bound(assessment.case, bound)
            found += [
                Flip(before.option.id, parameter.name, value, source, after.label)
                for before, after in zip(assessment.options, other.options, strict=True)
                if before.label is not after.label
            ]
    return tuple(found)


def _other_values(parameter: Parameter, current: Setting) -> list[tuple[Setting, str]]:
    """The default and the alternatives of the source file, without the value in force."""
    values = [
        (parameter.default, "default"),
        *((a.value, a.source) for a in parameter.alternatives),
    ]
    seen: dict[str, tuple[Setting, str]] = {}
    for value, source in values:
        setting = _as_setting(parameter, value)
        if setting != current:
            seen.setdefault(str(setting), (setting, source))
    return list(seen.values())


def _as_setting(parameter: Parameter, value: Setting) -> Setting:
    return float(value) if parameter.kind == "number" and value is not None else value
