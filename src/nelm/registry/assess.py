"""A whole registry against one pack: file to file, streaming, the result whole or not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb
import ibis.expr.types as ir

from nelm.case.problem import InputError, Problem
from nelm.knowledge.binding import BoundPack, Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.registry.engines import Run, reading
from nelm.registry.expressions.checks import is_sound
from nelm.registry.expressions.verdicts import verdict_table
from nelm.registry.runs.assessing import Assessing
from nelm.registry.runs.files import put, replacing, unwritable, workspace
from nelm.registry.runs.unfinished import unfinished_run
from nelm.registry.runs.writing import about
from nelm.registry.sources.examine import Counts, examine, typed
from nelm.registry.sources.location import Place, located
from nelm.registry.sources.readers import Source, check_schema, open_source


def assess_registry(
    place: str | Path | Place,
    pack: Pack,
    parameters: Mapping[str, Setting] | None = None,
    *,
    out: str | Path,
    rejects: str | Path | None = None,
    run: Run | None = None,
) -> Counts:
    """Judge every option of a pack for every row of a registry.

    A run that was interrupted goes on where it stopped when it is called again with the same
    registry, pack and parameters.

    Args:
        place: registry in the columns of `nelm.registry.schema`: file or table.
        pack: the source that answers.
        parameters: values that replace the defaults of the pack.
        out: Parquet file for the verdicts (see `nelm.registry.runs.writing`); replaced only when
            all is done.
        rejects: CSV file for rows left out and why; default: beside `out`, `.rejects.csv`.
        run: engine, memory limit and progress.

    Raises:
        InputError: a registry that can not be read, columns that do not fit, a parameter, or an
            output that can not be written.
        MissingExtraError: a library is missing or too old.
    """
    bound, run, place = bind_pack(pack, parameters), run or Run(), located(place)
    out = Path(out)
    rejects = rejects_beside(out) if rejects is None else Path(rejects)
    _check_targets(place, out, rejects)
    told = place.fingerprint()
    with unfinished_run(out, _about(place, bound, run)) as unfinished:
        try:
            with replacing(rejects) as bad:
                source = open_source(place, unfinished.folder, run)
                counts = Assessing(source, bound, unfinished, run).all_rows(bad)
                _check_unchanged(place, told)
            put(unfinished.verdicts, out)
            return counts
        except (duckdb.IOException, OSError) as error:
            raise unwritable(out, error) from None


def _about(place: Place, bound: BoundPack, run: Run) -> dict[str, object]:
    """Everything that decides what a run writes; a server may change between two runs."""
    told = place.fingerprint()
    return {
        "registry": [str(place), place.table, told or uuid4().hex],
        "pack": about(bound),
        "engine": run.engine,
        "day": date.today().isoformat(),
    }


def _check_unchanged(place: Place, told: tuple[int, ...] | None) -> None:
    """Refuse what comes of a registry that somebody wrote to meanwhile."""
    if place.fingerprint() != told:
        allowed = "a registry that nobody changes during the run"
        raise InputError([Problem("registry", "changed meanwhile", allowed, str(place))])


def assess_table(
    table: ir.Table, pack: Pack, parameters: Mapping[str, Setting] | None = None
) -> ir.Table:
    """The verdicts of a table of Ibis as an expression, for whatever engine the table lives on.

    Rows that break the rules of `nelm.registry.expressions.checks` are left out; case ids are not
    compared.

    Raises:
        InputError: columns that do not fit, or a parameter.
    """
    schema = table.schema().to_pyarrow()
    check_schema(schema, "table")
    plain = typed(table, Source(Path(), dict(zip(schema.names, schema.types, strict=True))))
    return verdict_table(plain.filter(is_sound(plain)), bind_pack(pack, parameters))


def rejects_beside(out: Path) -> Path:
    """Where rejects go when nobody says: `verdicts.parquet` has `verdicts.rejects.csv`."""
    return out.with_suffix(".rejects.csv")


def check_registry(
    place: str | Path | Place, rejects: str | Path, run: Run | None = None
) -> Counts:
    """Write what is wrong with the rows of a registry, without assessing it.

    Raises:
        InputError: a file that can not be read or written, or columns that do not fit.
    """
    rejects, place = Path(rejects), located(place)
    _check_targets(place, rejects)
    with workspace(rejects.parent) as work, replacing(rejects) as bad:
        run = run or Run()
        source = open_source(place, work, run)
        with reading(source.file, run):
            return examine(source, work / "good.parquet", bad, run)


def _check_targets(place: Place, *targets: Path) -> None:
    """No two files of a run are the same one."""
    names = [target.resolve() for target in targets]
    names += [] if place.path is None else [place.path.resolve()]
    if len(set(names)) < len(names):
        allowed = "other names than the registry and than each other"
        raise InputError([Problem("output", str(targets[0]), allowed)])
