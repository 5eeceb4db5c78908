"""One hostile file: how it is made and how reading it may end."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

SECRET = "сугробоветви"


@dataclass(frozen=True)
class Bait:
    """What a file may try to reach: an address that counts its callers, and a file with SECRET in it."""

    url: str
    secret: Path


@dataclass(frozen=True)
class Case:
    """A hostile file; `states` are those that reading it may end in, `why` a word of the message if it is refused."""

    name: str
    group: str
    states: frozenset[str]
    why: str
    build: Callable[[Bait], bytes] | None = None
    place: Callable[[Path], None] | None = None
    slow: bool = False

    def write(self, folder: Path, bait: Bait) -> Path:
        """Write the file into a folder of its own, so that names cannot clash."""
        path = folder / self.name
        if self.place is not None:
            self.place(path)
        elif self.build is not None:
            path.write_bytes(self.build(bait))
        return path


CASES: dict[str, Case] = {}


def case(name: str, states: str, why: str = "", *, slow: bool = False) -> Callable:
    """Register a builder of bytes under the file name given; `states` are parted by blanks."""

    def register(build: Callable[..., bytes]) -> Callable[..., bytes]:
        def made(bait: Bait) -> bytes:
            n_own = build.__code__.co_argcount - len(build.__defaults__ or ())
            return build(bait) if n_own else build()

        _add(Case(name, _group(build), frozenset(states.split()), why, build=made, slow=slow))
        return build

    return register


def place(name: str, states: str, why: str = "") -> Callable:
    """Register a maker of something that stands where a file should."""

    def register(make: Callable[[Path], None]) -> Callable[[Path], None]:
        _add(Case(name, _group(make), frozenset(states.split()), why, place=make))
        return make

    return register


def several(builders: dict[str, Callable[[], bytes]], states: str, why: str = "", *, slow: bool = False) -> None:
    """Register builders by their file names, all with the same outcome."""
    for name, build in builders.items():
        case(name, states, why, slow=slow)(build)


def _group(build: Callable) -> str:
    return build.__module__.rpartition(".")[2]


# They take more than a second and stay out of `make test`.
_LONG = frozenset((
    "hundred-thousand-menus.html", "hundred-thousand-headers.html", "scripts-between-words.html", "attribute-of-20-mb.html",
    "million-line-breaks.html", "million-empty-rows.html", "comments-half-closed.html", "million-angles.html",
    "million-ampersands.html", "two-thousand-layout-tables.html", "two-million-cells.html", "spans-that-fill-a-grid.html",
    "charset-punycode-of-10-mb.html", "paragraphs-in-formatting.html", "forms-in-a-loop.pdf", "forms-ten-to-the-twelfth.pdf",
    "million-rectangles.pdf", "million-lines-drawn.pdf", "four-thousand-sheets-of-one-part.xlsx", "two-hundred-menus-deep.html",
    "million-breaks-in-one-paragraph.docx", "alternatives-by-the-ten-thousand.docx", "deleted-marks-by-the-ten-thousand.docx",
    "one-line-of-50-mb.txt", "hundred-thousand-tables.txt", "cell-of-5-mb.txt", "rows-that-go-on.txt", "lines-that-go-on.txt",
    "labels-without-end.txt", "numbers-without-end.txt", "sections-without-end.txt", "plans-without-end.txt",
    "fine-grid.pdf", "letters-on-one-spot.pdf", "states-never-restored.pdf", "million-letters.pdf", "flate-in-flate.pdf",
    "flate-bomb.pdf", "picture-of-100000-squared.pdf", "2-gb-of-paragraphs.docx",
    "headings-without-end.txt", "million-form-feeds.txt", "million-tabs.txt", "million-pipes.txt",
))  # fmt: skip


def _add(new: Case) -> None:
    new = replace(new, slow=new.slow or new.name in _LONG)
    assert new.name not in CASES, new.name
    assert len(os.fsencode(new.name)) < 250
    CASES[new.name] = new
