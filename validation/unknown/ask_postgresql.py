"""PostgreSQL: SQL, in a throw-away server; `initdb` refuses to run as root, so then as nobody."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tell import tell

BIN = Path(os.environ.get("PG_BIN") or Path(shutil.which("postgres")).resolve().parent)
NULLS = "(SELECT NULL::float8 AS ki67, NULL::boolean AS a) AS case_"
WORDS = {"t": True, "f": False, "": None}


def run(*command, **more):
    user = {"user": "nobody"} if os.getuid() == 0 else {}
    return subprocess.run(command, capture_output=True, text=True, check=True, **user, **more)


def sql(expression):
    """The single-user mode needs neither port nor socket."""

    def ask():
        query = f"SELECT {expression} AS found FROM {NULLS};\n"
        told = run(BIN / "postgres", "--single", "-D", FOLDER, "postgres", input=query).stdout
        found = re.search(r'found = "(.*?)"', told)
        text = found.group(1) if found else ""
        return WORDS.get(text, text)

    return ask


with tempfile.TemporaryDirectory() as top:
    Path(top).chmod(0o777)
    FOLDER = Path(top) / "data"
    run(BIN / "initdb", "-D", FOLDER, "-A", "trust", "-U", "postgres", cwd=top)
    tell(
        re.search(r"[\d.]+", run(BIN / "postgres", "--version").stdout).group(),
        missing=sql("ki67 < 10"),
        negated=sql("NOT a"),
        or_true=sql("a OR true"),
        or_false=sql("a OR false"),
        table=sql("CASE WHEN ki67 < 10 THEN 'low' ELSE 'not low' END"),
        nan=sql("'NaN'::float8 > 5"),
        control=sql("CASE WHEN 5 < 10 THEN 'low' ELSE 'not low' END"),
    )
