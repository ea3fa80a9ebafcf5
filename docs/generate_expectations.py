"""Pool every pack's studies and keep the results with it, so that sheets need not wait.

`python docs/generate_expectations.py`; a test pools them again and compares.
"""

from __future__ import annotations

from nelm.evidence.expectation import Stored
from nelm.evidence.expectations import stored_file
from nelm.evidence.expecting import expected
from nelm.knowledge.loader import load_pack, pack_names


def main() -> None:
    """Write one file per pack that has study tables."""
    for name in pack_names():
        pack = load_pack(name)
        if stored_file(pack).parent.is_dir():
            found = Stored(content_hash=pack.content_hash, options=expected(pack))
            text = found.model_dump_json(indent=1)
            stored_file(pack).write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
