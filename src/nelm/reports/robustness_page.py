"""What each study does to a pooled result, and a profile, for reading."""

from __future__ import annotations

from collections.abc import Iterator

from nelm.evidence.estimate import NOT_COMPARABLE, option_names
from nelm.evidence.profiles import Profile, Slope
from nelm.evidence.robustness import Case, Refit, Robustness
from nelm.reports.evidence_words import chance
from nelm.reports.page import Block, Heading, Items, Table

UNITS = {"percent": "%", "months": "months"}


def robustness_blocks(found: Robustness) -> Iterator[Block]:
    """Leave-one-out, cumulative result, case diagnostics, asymmetry."""
    yield Heading(1, f"{found.title}, {option_names(found.question.options)}: what it hangs on")
    if found.failure is not None:
        yield f"No pooled result: {found.failure.text}."
        return
    unit = UNITS[found.unit]
    head = ("study", f"without it ({unit})", f"all up to it ({unit})", "diagnostics")
    rows = tuple(
        (
            row.label,
            _refit(row.without, row.without_reason),
            _refit(row.so_far, row.so_far_reason),
            "; ".join(_diagnostics(row.case)),
        )
        for row in found.rows
    )
    yield Table(head, rows)
    yield Heading(2, "Small series against large ones")
    yield Items(tuple(f"{c.name}{_p(c.p_value)}: {c.says}" for c in found.checks))
    yield found.note


def _refit(found: Refit | None, reason: str | None) -> str:
    if found is None:
        return f"none: {reason}"
    return f"{found.estimate:.1f} ({found.ci_lb:.1f}-{found.ci_ub:.1f}), τ² {found.tau2:.2f}"


def _diagnostics(case: Case | None) -> Iterator[str]:
    if case is None:
        return
    if case.rstudent is not None:
        yield f"studentized residual {case.rstudent:+.1f}"
    if case.cook_d is not None:
        yield f"Cook's distance {case.cook_d:.2f}"
    yield f"weight {case.weight_percent:.0f} %"
    if case.influential:
        yield "INFLUENTIAL"


def _p(p_value: float | None) -> str:
    return "" if p_value is None else f", {chance(p_value)}"


def profile_blocks(found: Profile) -> Iterator[Block]:
    """The outcome of series like a patient, warnings first."""
    yield Heading(1, f"{found.title}, {option_names(found.question.options)}: a profile")
    yield from found.warnings
    unit = UNITS[found.unit]
    if found.failure is not None:
        yield f"No figure: {found.failure.text}."
    else:
        yield (
            f"{found.estimate:.0f} {unit} (95 % confidence interval "
            f"{found.ci_lb:.0f}-{found.ci_ub:.0f}); a series like this is expected between "
            f"{found.pi_lb:.0f} and {found.pi_ub:.0f} {unit} (95 % prediction interval)."
        )
        yield f"{found.k} studies, {found.n_patients} patients. {found.rule}."
        yield Items(tuple(_slope(s, found.unit) for s in found.slopes))
    if found.without_covariate:
        yield f"Without the covariates, so left out: {', '.join(found.without_covariate)}."
    yield NOT_COMPARABLE


def _slope(slope: Slope, unit: str) -> str:
    what = "odds" if unit == "percent" else "months"
    step = "10 years" if slope.moderator == "year" else "10 points"
    name = slope.moderator.replace("_", " ")
    return (
        f"{name} {slope.asked:g} (studies: {slope.data_lb:.0f} to {slope.data_ub:.0f}): {what} "
        f"times {slope.ratio:.2f} ({slope.ci_lb:.2f}-{slope.ci_ub:.2f}) per {step} between "
        f"studies, {chance(slope.p_value)} (by permutation {chance(slope.permutation_p)})"
    )
