"""Pages that are pictures → blocks: recognised two at a time, told of in order, mended and read like text pages."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from nlp.read.pdfpage import Ink
from nlp.read.pdfpages import Page, blocks_of, page_of
from nlp.read.scanclean import Picture
from nlp.read.scannotices import Recognised, scan_notices
from nlp.read.scanpage import ink_of, read_scan
from nlp.read.watch import Found, Watch

MAX_AT_ONCE = 8
# A word that is less sure (0–100) is doubtful.
_UNSURE = 60
# A page that is less sure on average shows no Russian text: pictures, ornaments, other alphabets.
_NOISE = 50
# Fewer are no page that anybody could read: a line of dots, a box of kilometres.
_FEWEST_DOTS = 100
_COARSEST_DPI = 20


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to read: its ink where it has a text layer, else how to draw it with its dots to the inch."""

    ink: Ink | None = None
    draw: Callable[[], tuple[Picture, float]] | None = None


def read_leaves(leaves: Sequence[Leaf], watch: Watch) -> Found:
    """Read pages in order, those without ink by recognition.

    Raises:
        UnsupportedFormatError: a page must be recognised and tesseract is not installed.
    """
    pages: list[Page] = []
    recognised: dict[int, Recognised] = {}

    def found() -> Found:
        return blocks_of(pages), scan_notices(recognised)

    for number, (ink, read) in enumerate(_inks(leaves), 1):
        pages.append(page_of(ink, number))
        if read is not None:
            recognised[number] = read
        watch.page(number, len(leaves), found)
    return found()


def _inks(leaves: Sequence[Leaf]) -> Iterator[tuple[Ink, Recognised | None]]:
    """Yield the ink of each page in order; while one is awaited the next are already in work."""
    if all(leaf.ink is not None for leaf in leaves):
        yield from ((leaf.ink, None) for leaf in leaves if leaf.ink is not None)
        return
    n_workers = min(os.cpu_count() or 1, MAX_AT_ONCE)
    waiting: deque[Future[tuple[Ink, Recognised | None]]] = deque()
    with ThreadPoolExecutor(n_workers, thread_name_prefix="scan") as pool:
        try:
            for leaf in leaves:
                waiting.append(pool.submit(_read, leaf))
                # Each page in work holds its picture.
                if len(waiting) > n_workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _read(leaf: Leaf) -> tuple[Ink, Recognised | None]:
    if leaf.draw is None:
        assert leaf.ink is not None
        return leaf.ink, None
    picture, dpi = leaf.draw()
    height, width = picture.shape[:2]
    if min(height, width) < _FEWEST_DOTS or dpi < _COARSEST_DPI:
        return Ink(width * 72 / dpi, height * 72 / dpi, (), (), (), 1.0), Recognised()
    page = read_scan(picture, dpi)
    if page.sure < _NOISE:
        return replace(ink_of(page), glyphs=()), Recognised()
    words = [word for line in page.lines for word in line.words]
    doubtful = tuple(w.text for w in words if w.sure < _UNSURE and any(map(str.isalnum, w.text)))
    return ink_of(page), Recognised(len(words), tuple(page.repairs), doubtful)
