"""Many cases at once: the flat table, criteria as columns, cohorts, simulation."""

from __future__ import annotations

from importlib.util import find_spec

from nelm.case.problem import MissingExtraError

if any(find_spec(library) is None for library in ("duckdb", "ibis", "numpy", "pyarrow")):
    raise MissingExtraError('the registry needs DuckDB and Ibis: pip install "nelm[registry]"')
