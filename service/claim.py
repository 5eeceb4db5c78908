"""A mark on a home that a service works on it; it goes with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "serve.lock"


@contextmanager
def claimed(home: Path) -> Iterator[bool]:
    """Mark a home as served for the time of the context; yields False where another service has marked it already."""
    handle = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _locked(handle)
    finally:
        os.close(handle)


def is_served(home: Path) -> bool:
    """Tell whether a service of this computer works on a home."""
    try:
        handle = os.open(home / FILE, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
