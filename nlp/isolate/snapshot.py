"""A foreign file as it is at one moment: copied once, so that what is read is what the sha256 names."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from nlp.errors import UnreadableFileError
from nlp.isolate import wording
from nlp.read.limits import MAX_FILE_BYTES

_SOURCE = ".source"
_CHUNK = 1 << 20


def take(path: Path, folder: Path) -> tuple[Path, str]:
    """Copy a file into a private folder; return the copy's place and the sha256 of its bytes.

    What cannot be copied stays where it is, with "" for its sha256: the child tells what is wrong with it. Of a file
    that grows while it is copied the copy is one byte too large, and is refused as such.

    Raises:
        UnreadableFileError: a device, a pipe or a path that cannot be; there is no room for the copy.
    """
    try:
        with open(path, "rb", buffering=0, opener=_open) as source:
            status = os.fstat(source.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFileError(*wording.NOT_A_FILE)
            if status.st_size > MAX_FILE_BYTES:
                return path.absolute(), ""
            return folder / _SOURCE, _copied(source, folder / _SOURCE)
    except ValueError as error:  # a name with NUL
        raise UnreadableFileError(*wording.NOT_A_FILE) from error
    except OSError:
        return path.absolute(), ""


def _open(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to is not waited for."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _copied(source: FileIO, place: Path) -> str:
    """Copy no more than one byte beyond the limit; return the sha256, "" for what is beyond it."""
    digest, left = hashlib.sha256(), MAX_FILE_BYTES + 1
    with _Copy(place) as copy:
        while left > 0 and (data := source.read(min(_CHUNK, left))):
            digest.update(data)
            left -= len(data)
            copy.write(data)
    return digest.hexdigest() if left > 0 else ""


class _Copy:
    """A new file; that it cannot be written is no fault of the source.

    Raises:
        UnreadableFileError: there is no room for it.
    """

    def __init__(self, place: Path) -> None:
        with _room():
            self._file = place.open("xb", buffering=0)

    def write(self, data: bytes) -> None:
        """Write all of it."""
        with _room():
            while data:
                data = data[self._file.write(data) :]

    def __enter__(self) -> _Copy:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableFileError(*wording.NO_ROOM) from error
