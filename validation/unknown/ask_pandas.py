"""pandas: columns as they come from a file (object, float64) unless `nullable` is asked for."""

import sys

import pandas as pd
from tell import tell

NULLABLE = "nullable" in sys.argv
NUMBERS, TRUTHS = ("Float64", "boolean") if NULLABLE else ("float64", "object")
KNOWN = "boolean" if NULLABLE else "bool"
KI67, A = pd.Series([None], dtype=NUMBERS), pd.Series([None], dtype=TRUTHS)


def table(numbers):
    return pd.Series(["not low"]).case_when([(numbers < 10, "low")])


def first(ask):
    def asked():
        found = ask().iloc[0]
        return None if found is pd.NA else found

    return asked


tell(
    pd.__version__,
    missing=first(lambda: KI67 < 10),
    negated=first(lambda: ~A),
    or_true=first(lambda: A | pd.Series([True], dtype=KNOWN)),
    or_false=first(lambda: A | pd.Series([False], dtype=KNOWN)),
    table=first(lambda: table(KI67)),
    nan=first(lambda: pd.Series([float("nan")], dtype=NUMBERS) > 5),
    control=first(lambda: table(pd.Series([5], dtype=NUMBERS))),
)
