"""The compiled form against the NumPy form, and when it is used."""

from __future__ import annotations

import sys
from dataclasses import fields

import numpy as np
import pytest

from nelm.evidence.pooling import batch as batches
from nelm.evidence.pooling import compiled, kernel
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.fits import Moments
from nelm.evidence.pooling.newton import next_tau2

RNG = np.random.default_rng(20)


def mixed_batch(fits: int = 400, k: int = 9) -> Batch:
    """Homogeneous and not, equal variances and wildly different ones, rows of 0 to k studies."""
    v = np.exp(RNG.normal(size=(fits, k)) * RNG.choice([0.1, 1.0, 4.0], (fits, 1)))
    y = RNG.normal(size=(fits, k)) * np.sqrt(v + RNG.choice([0.0, 1.0], (fits, 1))) + 100
    y[:5] = 0.25
    return Batch(y, v, RNG.random((fits, k)) < RNG.random((fits, 1)) + 0.2)


def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel as plain Python, so that every line can be followed."""
    for name in [name for name in vars(compiled) if f"_{name}" in vars(compiled)]:
        monkeypatch.setattr(compiled, name, getattr(compiled, f"_{name}"))


@pytest.mark.parametrize("form", ["compiled", "uncompiled"])
@pytest.mark.parametrize("method", ["PM", "ML", "REML"])
def test_the_kernel_says_what_numpy_says(
    method, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if form == "uncompiled":
        uncompiled(monkeypatch)
    batch = mixed_batch()
    fast = fit_batch(batch, method)
    monkeypatch.setattr(kernel, "pays", lambda method, cells: False)
    plain = fit_batch(batch, method)
    assert (fast.failed == plain.failed).all()
    assert set(plain.failed) == {0, 1}
    scale = np.where(batch.mask, batch.vi, np.inf).min(axis=1)
    for field in fields(fast):
        mine, other = getattr(fast, field.name), getattr(plain, field.name)
        if field.name == "tau2":
            mine, other = mine / scale, other / scale
        assert mine == pytest.approx(other, rel=1e-9, abs=1e-11, nan_ok=True), field.name


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # Equal variances 1, residual sum 8, k - p = 2: the root is 3, in one step from anywhere.
        ((0.0, 8.0, 8.0, 2.0, 2.0, 0.0, np.inf), (3.0, False)),
        ((1.0, 2.0, 1.0, 1.0, 0.5, 0.0, np.inf), (3.0, False)),
        ((3.0, 0.5, 0.125, 0.5, 0.125, 0.0, np.inf), (3.0, True)),
        # The step leaves the bracket: its middle.
        ((0.0, 8.0, 8.0, 2.0, 2.0, 0.0, 2.0), (1.0, False)),
        # The step leads down, nothing is known above: twice A / D further.
        ((1.0, 8.0, 2.0, 4.0, 4.0, 1.0, np.inf), (9.0, False)),
        # Rounding puts the root just outside; it has been reached.
        ((3.0, 0.5, 0.125, 0.5, 0.125, 3.5, 4.0), (3.0, True)),
        # The bracket has closed.
        ((2.0, 8.0, 2.0, 4.0, 4.0, 2.0, 2.0), (2.0, True)),
    ],
)
@pytest.mark.parametrize("form", ["numpy", "kernel", "uncompiled"])
def test_a_step_of_newton_stays_in_its_bracket(case, expected, form: str) -> None:
    tau2, a, d, trace, trace2, low, high = case
    if form == "numpy":
        none = np.zeros(1)
        at = Moments(none, *(np.array([value]) for value in (a, d, trace, trace2)))
        found, arrived = next_tau2(np.array([tau2]), at, np.array([low]), np.array([high]))
        result = (found[0], bool(arrived[0]))
    else:
        step = compiled.next_tau2 if form == "kernel" else compiled._next_tau2
        result = step(tau2, (a, d, trace, trace2), low, high)
    assert result == (pytest.approx(expected[0]), expected[1])


def test_rows_without_a_proof_are_searched_in_either_form(monkeypatch: pytest.MonkeyPatch) -> None:
    y, v = np.array([[-0.4, 2.7, -0.5]]), np.array([[0.12, 1.2, 0.06]])
    assert np.isnan(kernel.fit_compiled(y, v, y < 9, "REML")[0, 0])
    batch = Batch(y, v, y < 9)
    fast = fit_batch(batch, "REML").tau2
    monkeypatch.setattr(kernel, "pays", lambda method, cells: False)
    assert fast == fit_batch(batch, "REML").tau2


def test_numba_is_loaded_only_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, kernel.MODULE, raising=False)
    asked = []
    monkeypatch.setattr(kernel, "load", lambda: bool(asked.append(True)))
    assert not kernel.pays("REML", 1000)
    assert not kernel.pays("DL", kernel.UNLOADED_CELLS)
    assert asked == []
    assert not kernel.pays("REML", kernel.UNLOADED_CELLS)
    assert asked == [True]


def test_once_loaded_it_is_used() -> None:
    assert kernel.load()
    assert kernel.pays("REML", 1)


def test_without_numba_there_is_no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "find_spec", lambda name: None)
    assert not kernel.load()


def test_a_numba_that_does_not_start_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, kernel.MODULE, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(kernel, "find_spec", lambda name: object())
    monkeypatch.delattr("nelm.evidence.pooling.compiled", raising=False)
    assert not kernel.load()


def test_parts_of_a_batch_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = mixed_batch(50)
    whole = fit_batch(batch, "DL").tau2
    monkeypatch.setattr(batches, "CELLS", 20)
    assert fit_batch(batch, "DL").tau2 == pytest.approx(whole, rel=1e-14, nan_ok=True)
