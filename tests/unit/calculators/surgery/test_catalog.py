"""Every method of surgery, ablation and scores says where it is from, what it refuses and shows it.

That each worked example holds is tested for the whole catalog.
"""

import inspect

import pytest

from nelm.calculators.ablation.catalog import CALCULATORS as ABLATION
from nelm.calculators.scores.catalog import CALCULATORS as SCORES
from nelm.calculators.surgery.catalog import CALCULATORS as SURGERY


@pytest.mark.parametrize("entry", [*SURGERY, *ABLATION, *SCORES], ids=lambda entry: entry.name)
def test_the_docstring_is_whole(entry):
    text = inspect.getdoc(entry.function)
    assert [part for part in ("Args:", "Raises:", ">>> ") if part not in text] == []
