"""Images and masks that a request names: read once, hashed, and told by field, never by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.voxel.nifti import Image, MissingNibabelError, read_image, read_labels
from nelm.case.problem import InputError, MissingExtraError, Problem
from nelm.planning.dose.request_file import Asking


@contextmanager
def told_as(asking: Asking, field: str, question: str = "") -> Iterator[None]:
    """Tell what a calculator refuses as a problem of a field of the request.

    Args:
        asking: what was asked.
        field: as in the file.
        question: put behind what is allowed.

    Raises:
        InputError: in place of what a calculator refuses.
        MissingExtraError: nibabel is not installed; with the install line.
    """
    try:
        yield
    except OutOfRangeError as error:
        allowed = f"{error.allowed} ({question})" if question else error.allowed
        named = f"{error.field} " if error.field.isidentifier() else ""  # else the name of a file
        raise InputError([asking.problem(field, f"{named}{error.value}", allowed)]) from None
    except MissingNibabelError as error:
        raise MissingExtraError(str(error)) from None


class Files:
    """The files of one request."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._labels = lru_cache(maxsize=1)(read_labels)  # structures of one file follow each other

    def image(self, field: str, name: str) -> Image:
        """The image that a field names.

        Raises:
            InputError: it cannot be read, or holds what is no image.
            MissingExtraError: nibabel is not installed.
        """
        with told_as(self._asking, field):
            return read_image(self.path(name))

    def labels(self, field: str, name: str) -> Image:
        """The mask that a field names; read once for structures that follow each other.

        Raises:
            InputError: it cannot be read, or holds what is no label.
            MissingExtraError: nibabel is not installed.
        """
        with told_as(self._asking, field):
            return self._labels(self.path(name))

    def path(self, name: str) -> Path:
        """Where a file lies: names are relative to the folder of the request."""
        return self._asking.folder / name

    def sha256(self, field: str, name: str) -> str:
        """Hash of the bytes of a file, which stands for its name.

        Raises:
            InputError: it cannot be read.
        """
        try:
            with self.path(name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            reason = (error.strerror or "unreadable").lower()
            found: Problem = self._asking.problem(field, reason, "a readable NIfTI file")
            raise InputError([found]) from None


def named_files(asking: Asking) -> Iterator[tuple[str, str]]:
    """Every field that names a file, with the name."""
    request = asking.request
    for field, name in (("image", request.image), ("density_map", request.density_map)):
        if name is not None:
            yield field, name
    for number, structure in enumerate(request.structures, 1):
        if structure.mask is not None:
            yield f"structures.{number}.mask", structure.mask
