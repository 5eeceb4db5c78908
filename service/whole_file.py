"""Files that are whole on the disk or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

UNFINISHED = ".part"


@contextmanager
def whole_file(path: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Open a file to be written; it gets its name, in the place of an older one, when the block ends well.

    Args:
        path: where it will lie; the folder is there.
        mode: permissions, before the umask; by default the owner's alone.

    Raises:
        OSError: the disk is full or not writable; nothing half-written stays.
    """
    part = path.with_name(f".{path.name[:100]}.{uuid4().hex[:12]}{UNFINISHED}")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), "w+b") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_names(path.parent)
    finally:
        part.unlink(missing_ok=True)


def make_folders(folder: Path, root: Path) -> None:
    """Make a folder and those above it up to `root` for the owner alone, each on the disk before it is used."""
    if folder.is_dir():
        return
    if folder != root:
        make_folders(folder.parent, root)
    folder.mkdir(parents=folder == root, exist_ok=True, mode=0o700)
    sync_names(folder.parent)


def sync_names(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
