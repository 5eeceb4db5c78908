"""Is a PDF's text layer worth reading: scans without one, layers that are garbage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.domain import Block, Paragraph
from nlp.read.pdfpage import Ink
from nlp.text import is_known

# A page with an image over most of it and fewer glyphs than a stamp of an electronic signature is a scan.
_STAMP_GLYPHS = 400
_FEW_GLYPHS = 10
_COVERED = 0.5
# Shares below which a layer is garbage; real plans have 0.97 Russian letters and 0.85 known words or more.
_LEAST_RUSSIAN = 0.5
_LEAST_KNOWN = 0.4
_SAMPLE = 400
_WORD = re.compile(r"[А-Яа-яЁё]{4,}")


def is_scan(ink: Ink) -> bool:
    """Tell whether a page is an image without a text of its own."""
    n_glyphs = sum(not g.text.isspace() for g in ink.glyphs)
    return (ink.image_share > 0 and n_glyphs < _FEW_GLYPHS) or (ink.image_share > _COVERED and n_glyphs < _STAMP_GLYPHS)


def is_readable(blocks: Iterable[Block]) -> bool:
    """Tell whether texts are Russian: by their letters, and by how many words the dictionary knows; no text is."""
    n_letters = n_russian = n_words = n_known = 0
    for text in _texts(blocks):
        n_letters += sum(not (c.isspace() or c.isdigit() or c in _SIGNS) for c in text)
        n_russian += sum("а" <= c <= "я" or c == "ё" for c in text.lower())
        for word in _WORD.findall(text):
            if n_words < _SAMPLE:
                n_words += 1
                n_known += is_known(word)
    if n_russian < _LEAST_RUSSIAN * n_letters:
        return False
    return n_words < 20 or n_known >= _LEAST_KNOWN * n_words


_SIGNS = frozenset(".,;:!?-–—«»\"'()/%№_•*+=")


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells if not cell.continued)
