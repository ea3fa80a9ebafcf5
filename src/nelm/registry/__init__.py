"""Many cases at once.

`schema` says what a table holds, `sources` reads it, `expressions` turns the criteria into columns,
`bits` carries them out (or DuckDB, Polars, `spark`), `runs` writes what comes of it, `cohorts`
describes it. The doors are `assess` and `sweep`.
"""

from __future__ import annotations

from importlib.util import find_spec

from nelm.case.problem import MissingExtraError

if any(find_spec(library) is None for library in ("duckdb", "ibis", "numpy", "pyarrow")):
    raise MissingExtraError('the registry needs DuckDB and Ibis: pip install "nelm[registry]"')
