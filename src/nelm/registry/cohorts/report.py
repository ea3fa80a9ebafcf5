"""Everything a cohort page shows, gathered from the cases and their verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from nelm.assessment.verdict import Label
from nelm.knowledge.binding import BoundPack
from nelm.knowledge.schema import Option
from nelm.registry.cohorts.closing import closing_tables
from nelm.registry.cohorts.cohort import (
    GIVEN,
    LABELS,
    CountTable,
    Matched,
    Tally,
    concordance,
    counted,
    joined,
    labels_of,
    missing_shares,
    tally,
)
from nelm.registry.cohorts.follow_up import FOLLOWED, SurvivalReport, survival_by, survival_by_label
from nelm.registry.cohorts.funnel import Step, funnels, hidden
from nelm.registry.cohorts.overlap import Overlap, overlap
from nelm.registry.cohorts.possible import possible_bits
from nelm.registry.cohorts.settling import cells_asked, settling
from nelm.registry.engines import duckdb_sql
from nelm.registry.expressions.unfused import fetched
from nelm.registry.schema import CASE_ID

STREAMED_ROWS = 122_880


@dataclass(frozen=True)
class CohortReport:
    """A registry through the criteria of one pack.

    Attributes:
        pack: id, version and short hash of the pack that answered.
        cases: cases that were assessed; everything else is counted among them.
        rejected: rows that were left out of the run.
        synthetic: the table says that it was simulated.
        names: names of the options by id.
        labels: labels by option and group.
        overlap: options that are supported together.
        missing: share unknown by fact, largest first.
        closing: facts that would close open answers, of all options together first.
        funnels: steps by option name.
        concordance: treatment given against the source; None without that column.
        survival: curves by treatment given; None without follow-up or treatments.
        label_survival: curves by label, one report per option; empty without follow-up.
    """

    pack: str
    cases: int
    rejected: int
    synthetic: bool
    names: dict[str, str]
    labels: tuple[CountTable, ...]
    overlap: Overlap
    missing: tuple[tuple[str, float], ...]
    closing: tuple[CountTable, ...]
    funnels: tuple[tuple[str, tuple[Step, ...]], ...]
    concordance: CountTable | None
    survival: SurvivalReport | None
    label_survival: tuple[SurvivalReport, ...]

    @property
    def rows(self) -> int:
        """Rows of the registry."""
        return self.cases + self.rejected


def cohort_report(
    cases: ir.Table,
    verdicts: ir.Table,
    bound: BoundPack,
    *,
    grouping: str | None = None,
    threshold: int = 5,
    unreadable: int = 0,
) -> CohortReport:
    """Tables, funnels and curves of a registry; counts below the threshold are hidden.

    Args:
        cases: rows of the registry, also those that were rejected.
        verdicts: verdicts of the rows that were not.
        bound: the pack that gave the verdicts, its parameters fixed.
        grouping: count labels by year, center or primary_site.
        threshold: smallest count that is shown.
        unreadable: further rows that were rejected because they could not be read at all.

    Raises:
        InputError: tables that do not belong together, an unknown grouping, a missing column.
    """
    matched = joined(cases, verdicts)
    assessed = _assessed(cases, verdicts) if matched.rejected else cases
    options = [option.id for option in bound.pack.options]
    found = tally(matched.table, options, grouping)
    names = {option.id: option.name for option in bound.pack.options}
    manifest = bound.pack.manifest
    unseen = {option: _unseen(found, option, threshold) for option in options}
    treated = GIVEN in cases.columns
    return CohortReport(
        pack=f"{manifest.id} {manifest.version} ({bound.pack.content_hash[:12]})",
        cases=matched.assessed,
        rejected=matched.rejected + unreadable,
        synthetic=_is_synthetic(cases),
        names=names,
        labels=tuple(_labels(found, o, grouping, threshold) for o in bound.pack.options),
        overlap=overlap(matched.table, options, threshold=threshold),
        missing=missing_shares(assessed),
        closing=closing_tables(
            settling(_bits(assessed, bound), bound),
            names,
            threshold,
            [o for o, labels in unseen.items() if Label.UNDETERMINED.value in labels],
        ),
        funnels=tuple(
            (name, hidden(steps, threshold)) for name, steps in funnels(assessed, bound).items()
        ),
        concordance=concordance(found, options, threshold=threshold) if treated else None,
        survival=_by_treatment(matched, found, options, threshold),
        label_survival=_by_label(matched, unseen, names, threshold),
    )


def _assessed(cases: ir.Table, verdicts: ir.Table) -> ir.Table:
    """The rows that have a verdict, as a table: DuckDB is lost with conditions upon a join."""
    kept = cases.semi_join(verdicts, CASE_ID)
    return ibis.get_backend(kept).create_table(ibis.util.gen_name("assessed"), kept, temp=True)


def _is_synthetic(cases: ir.Table) -> bool:
    first = cases.select(CASE_ID).limit(1).to_pyarrow()[CASE_ID].to_pylist()
    return bool(first) and str(first[0]).startswith("synthetic-")


def _labels(found: Tally, option: Option, grouping: str | None, threshold: int) -> CountTable:
    title = f"{option.name}: labels" + (f" by {grouping}" if grouping else "")
    return labels_of(found, option.id, title, threshold=threshold)


def _by_treatment(
    matched: Matched, found: Tally, options: Sequence[str], threshold: int
) -> SurvivalReport | None:
    """Survival by treatment given, without groups whose size the table of treatments hides."""
    if not {GIVEN, *FOLLOWED} <= set(matched.table.columns):
        return None
    sizes = concordance(found, options, threshold=threshold).row_totals
    unseen = [option for option, size in zip(options, sizes, strict=True) if size is None]
    return survival_by(matched.table, GIVEN, threshold=threshold, hidden=unseen)


def _unseen(found: Tally, option: str, threshold: int) -> list[str]:
    """Labels of an option whose number of cases is hidden."""
    numbers = [[found.of(option, label) for label in LABELS]]
    cells = counted("", ("",), LABELS, numbers, threshold).cells[0]
    return [label for label, n in zip(LABELS, cells, strict=True) if n is None]


def _by_label(
    matched: Matched, unseen: Mapping[str, list[str]], names: Mapping[str, str], threshold: int
) -> tuple[SurvivalReport, ...]:
    """Survival by label, without labels whose number the table of labels hides."""
    if not set(FOLLOWED) <= set(matched.table.columns):
        return ()
    reports = survival_by_label(matched.table, list(names), threshold=threshold, hidden=unseen)
    return tuple(
        replace(report, title=f"label: {names[option]}") for option, report in reports.items()
    )


def _bits(table: ir.Table, bound: BoundPack) -> Iterator[pa.RecordBatch]:
    """What every fact of every row can be, in batches."""
    bits = possible_bits(table, cells_asked(bound))
    backend = ibis.get_backend(bits)
    if backend.name != "duckdb" or bits.op().find(ops.InMemoryTable):
        yield from fetched(bits).to_batches(max_chunksize=STREAMED_ROWS)
    else:  # Ibis 12 reads streams by a name that DuckDB 2.0 no longer has
        yield from backend.con.sql(duckdb_sql(bits)).to_arrow_reader(STREAMED_ROWS)
