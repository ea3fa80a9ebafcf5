"""Convolution with a voxel kernel, by Fourier transform of no more than is needed.

Three things make it fast and lean. The array is cropped to its active part, widened by the kernel's
half width, outside of which the dose is 0. Each axis is padded just before it is transformed and
cut just after it is transformed back, so empty rows are not transformed. And a kernel that is a sum
of products needs no array and no transform of its own: its spectrum is made a few rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import fft

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.grid import Volume
from nelm.calculators.voxel.voxel_kernel import VoxelKernel

Precision: TypeAlias = Literal["float32", "float64"]
Extent: TypeAlias = "slice[int, int, None]"
Box: TypeAlias = tuple[Extent, Extent, Extent]
Spectrum: TypeAlias = npt.NDArray[np.complexfloating[Any, Any]]

PIECE_BYTES: Final = 2 << 20


@dataclass(frozen=True)
class Span:
    """One axis: what is read, what is written, and how long the transform between them is."""

    read: Extent
    write: Extent
    length: int

    @property
    def lead(self) -> int:
        """How far what is written begins before what is read."""
        return self.read.start - self.write.start

    @property
    def written(self) -> int:
        """How many voxels are written."""
        return self.write.stop - self.write.start


def active_box(values: Volume) -> Box:
    """The smallest box with everything that is not 0.

    Args:
        values: three-dimensional, none below 0.

    Raises:
        OutOfRangeError: nothing is above 0, or a value is not finite.

    >>> values = np.zeros((4, 4, 4)); values[1, 2:4, 3] = 1.0
    >>> active_box(values)
    (slice(1, 2, None), slice(2, 4, None), slice(3, 4, None))
    """
    plane = values.max(axis=0)
    rows = values.max(axis=(1, 2))
    if not np.isfinite(plane).all():
        raise OutOfRangeError("values", float(plane[~np.isfinite(plane)][0]), "finite")
    x, y, z = (np.flatnonzero(line) for line in (rows, plane.max(axis=1), plane.max(axis=0)))
    if not len(x):
        raise OutOfRangeError("values", 0.0, "at least one voxel above 0")
    return (
        slice(int(x[0]), int(x[-1]) + 1),
        slice(int(y[0]), int(y[-1]) + 1),
        slice(int(z[0]), int(z[-1]) + 1),
    )


def convolve(
    *,
    values: Volume,
    kernel: VoxelKernel,
    cropped: bool = True,
    precision: Precision = "float32",
) -> Volume:
    """Energy in MeV that is left in each voxel when `values` decays happen in each.

    Args:
        values: decays of each voxel, in any unit, which the result keeps.
        kernel: energy per decay in the voxels around.
        cropped: transform the active part only; the result is the same.
        precision: of the transforms. In float32 rounding is about 1e-7 of the largest dose.

    Raises:
        OutOfRangeError: nothing is above 0, or a value is not finite.
    """
    box = active_box(values)
    result = np.zeros(values.shape, dtype=precision)
    spans = tuple(
        _span(read if cropped else slice(0, size), rows, size)
        for read, rows, size in zip(box, kernel.half_width, values.shape, strict=True)
    )
    active = values[tuple(span.read for span in spans)].astype(precision, copy=False)
    _transform(active, kernel, spans, result[tuple(span.write for span in spans)])
    return result


def _span(read: Extent, rows: int, size: int) -> Span:
    """Read this much, write what the kernel reaches of it, long enough that nothing wraps round."""
    write = slice(max(0, read.start - rows), min(size, read.stop + rows))
    past = max(read.start - write.start, write.stop - read.stop)
    needed = max(read.stop - read.start + past + rows, 2 * rows + 1)
    return Span(read, write, fft.next_fast_len(needed, real=True))


def _transform(
    values: Volume, kernel: VoxelKernel, spans: tuple[Span, ...], result: Volume
) -> None:
    """There, times the kernel, and back, in pieces that stay in the cache."""
    x, y, z = spans
    precision = values.dtype
    kind = np.result_type(precision, np.complex64)
    spectrum = np.empty((x.written, y.length, z.length // 2 + 1), dtype=kind)
    held = spectrum[x.lead : x.lead + len(values)]
    for rows in _pieces(len(values), spectrum[0].nbytes):
        lines = fft.rfft(values[rows], n=z.length, axis=2, workers=-1)
        held[rows] = fft.fft(lines, n=y.length, axis=1, overwrite_x=True, workers=-1)
    factors = tuple(
        _axis_spectrum(share, span).astype(precision)
        for share, span in zip(kernel.shares, spans, strict=True)
    )
    energies = kernel.energies_mev[:, None].astype(precision)
    for columns in _pieces(y.length, spectrum[:, 0].nbytes):
        block = fft.fft(held[:, columns], n=x.length, axis=0, workers=-1)
        _multiply(block, (factors[0] * energies, factors[1][:, columns], factors[2]))
        spectrum[:, columns] = _cut(fft.ifft(block, axis=0, overwrite_x=True, workers=-1), x, 0)
    for rows in _pieces(x.written, spectrum[0].nbytes):
        lines = _cut(fft.ifft(spectrum[rows], axis=1, overwrite_x=True, workers=-1), y, 1)
        dose = fft.irfft(lines, n=z.length, axis=2, overwrite_x=True, workers=-1)
        # Rounding leaves tiny numbers of either sign far from the activity.
        np.maximum(_cut(dose, z, 2), 0, out=result[rows])


def _pieces(length: int, bytes_each: int) -> Iterator[Extent]:
    """Slices of an axis, of a few MB each."""
    step = max(1, PIECE_BYTES // bytes_each)
    return (slice(start, min(length, start + step)) for start in range(0, length, step))


def _multiply(block: Spectrum, factors: tuple[Volume, ...]) -> None:
    """Times the spectrum of the kernel, in place.

    The kernel is even along each axis: its spectrum is real, and beyond the middle of an axis it
    repeats in reverse. The outer products are written out because a threaded BLAS stalls on many
    small ones.
    """
    x, y, z = factors
    half = len(block) // 2 + 1
    # Real and imaginary parts lie side by side in the view of the block.
    pairs = np.repeat(z[:, : block.shape[2]], 2, axis=1)
    parts = block.view(x.dtype)
    factor = np.empty((half, parts.shape[2]), dtype=x.dtype)
    term = np.empty_like(factor)
    for column in range(block.shape[1]):
        rows = x[:, :half] * y[:, column, None]
        np.multiply.outer(rows[0], pairs[0], out=factor)
        for row, pair in zip(rows[1:], pairs[1:], strict=True):
            factor += np.multiply.outer(row, pair, out=term)
        parts[:half, column] *= factor
        parts[half:, column] *= factor[len(block) - half : 0 : -1]


def _axis_spectrum(share: npt.NDArray[np.float64], span: Span) -> npt.NDArray[np.float64]:
    """Transform of one axis of each term, the source being the first voxel."""
    rows = share.shape[1] - 1
    around = np.zeros((len(share), span.length))
    around[:, : rows + 1] = share
    around[:, span.length - rows :] = share[:, :0:-1]
    return np.asarray(fft.fft(around, axis=1).real, dtype=np.float64)


def _cut(padded: npt.NDArray[Any], span: Span, axis: int) -> npt.NDArray[Any]:
    """What is written of one axis; what lies before the part that was read is at its end."""
    return np.take(padded, np.arange(-span.lead, span.written - span.lead), axis=axis)
