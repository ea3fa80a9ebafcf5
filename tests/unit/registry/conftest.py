"""Registry files made for a test, and what check and assess make of them."""

import csv

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import nelm
from nelm.case.problem import InputError
from nelm.registry.assess import assess_registry, check_registry
from nelm.registry.engines import Run


class Files:
    """Writes small registries into a folder and runs the commands on them."""

    def __init__(self, folder):
        self.folder = folder

    def parquet(self, data, name="registry.parquet"):
        path = self.folder / name
        pq.write_table(pa.table(data), path)
        return path

    def text(self, content, name="registry.csv", encoding="utf-8"):
        path = self.folder / name
        path.write_bytes(content.encode(encoding))
        return path

    def rejected(self, path):
        """What is wrong with a file: counts, and the lines of the rejects file."""
        target = self.folder / "rejects.csv"
        counts = check_registry(path, target)
        with target.open(newline="") as file:
            return counts, list(csv.DictReader(file))

    def problems(self, path):
        """Why a file is refused as a whole."""
        with pytest.raises(InputError) as caught:
            check_registry(path, self.folder / "rejects.csv")
        assert not (self.folder / "rejects.csv").exists()
        return caught.value.problems

    def assessed(self, path, pack, engine="duckdb", **overrides):
        """Counts, and the verdicts by case id."""
        out = self.folder / f"verdicts-{engine}.parquet"
        counts = assess_registry(path, pack, overrides, out=out, run=Run(engine))
        return counts, {row.pop("case_id"): row for row in pq.read_table(out).to_pylist()}


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture(scope="session")
def pack():
    return nelm.load_pack("dermine2019")
