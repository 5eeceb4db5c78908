"""What a reader of pages tells while it works: how far it is, and what it would return if it stopped now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nlp.domain import Block, Notice

Found = tuple[tuple[Block, ...], tuple[Notice, ...]]


class Watch(Protocol):
    """Whoever looks on while a file is read page by page."""

    def page(self, done: int, total: int, so_far: Callable[[], Found]) -> None:
        """Take note that `done` of `total` pages are read; `so_far` gives what they hold, at some cost."""


class Unwatched:
    """Nobody looks on."""

    def page(self, done: int, total: int, so_far: Callable[[], Found]) -> None:
        """Do nothing."""


UNWATCHED = Unwatched()
