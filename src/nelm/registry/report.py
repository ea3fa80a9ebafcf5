"""Everything a cohort page shows, gathered from the cases and their verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis.expr.types as ir

from nelm.knowledge.binding import BoundPack
from nelm.knowledge.schema import Option
from nelm.registry.cohort import CountTable, concordance, joined, labels_by, missing_shares
from nelm.registry.funnel import Step, funnels, hidden
from nelm.registry.survival import SurvivalReport, survival_by


@dataclass(frozen=True)
class CohortReport:
    """A registry through the criteria of one pack.

    Attributes:
        pack: id, version and short hash of the pack that answered.
        cases: number of cases.
        synthetic: the table says that it was simulated.
        labels: labels by option and group.
        missing: share unknown by fact, largest first.
        funnels: steps by option name.
        concordance: treatment given against the source; None without that column.
        survival: curves by treatment given; None without follow-up.
    """

    pack: str
    cases: int
    synthetic: bool
    labels: tuple[CountTable, ...]
    missing: tuple[tuple[str, float], ...]
    funnels: tuple[tuple[str, tuple[Step, ...]], ...]
    concordance: CountTable | None
    survival: SurvivalReport | None


def cohort_report(
    cases: ir.Table,
    verdicts: ir.Table,
    bound: BoundPack,
    *,
    grouping: str | None = None,
    threshold: int = 5,
) -> CohortReport:
    """Tables, funnels and curves of a registry; counts below the threshold are hidden.

    Raises:
        InputError: tables that do not belong together, an unknown grouping, a missing column.
    """
    table = joined(cases, verdicts)
    options = [option.id for option in bound.pack.options]
    treated = "treatment_given" in cases.columns
    followed = treated and {"follow_up_months", "died"} <= set(cases.columns)
    manifest = bound.pack.manifest
    first = cases.select("case_id").limit(1).to_pyarrow()["case_id"].to_pylist()
    return CohortReport(
        pack=f"{manifest.id} {manifest.version} ({bound.pack.content_hash[:12]})",
        cases=int(cases.count().to_pyarrow().as_py()),
        synthetic=bool(first) and str(first[0]).startswith("synthetic-"),
        labels=tuple(_labels(table, o, grouping, threshold) for o in bound.pack.options),
        missing=missing_shares(cases),
        funnels=tuple(
            (name, hidden(steps, threshold)) for name, steps in funnels(cases, bound).items()
        ),
        concordance=concordance(table, options, threshold=threshold) if treated else None,
        survival=survival_by(table, "treatment_given", threshold=threshold) if followed else None,
    )


def _labels(table: ir.Table, option: Option, grouping: str | None, threshold: int) -> CountTable:
    counts = labels_by(table, option.id, grouping, threshold=threshold)
    return replace(counts, title=counts.title.replace(option.id, option.name, 1))
