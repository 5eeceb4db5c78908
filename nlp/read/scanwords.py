"""Words as they were recognised → words as they were printed: slips put right, traces of lines and stamps dropped."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from nlp.lexicon.ocr import repaired
from nlp.read.scanocr import ReadLine, Word
from nlp.read.scansigns import with_signs
from nlp.text import is_known

# Signs that no plan holds alone: pieces of ruling lines, of stamps, of signatures.
_TRACES = re.compile(r"^[\\|`~^°_'‘’‚´¬¦§{}\[\]<>=!;:,.“”\"*]+$")
_STRAY = re.compile(r"^[|\\`~^_]+(?=\w)|(?<=\w)[|\\`~^_]+$")
_LIST_SIGNS = frozenset(("*", "•", ".", ",", ":", ";", "!", '"'))
# A word without letters outside tables that is less sure than this (0–100) is a trace of a stamp.
_STAMP = 40.0
_MOST_CAPITALS = 8
_DASHES = re.compile(r"[-–—]{2,}")
_CUT = re.compile(r"([а-яё]+)-$")


def mended(lines: Sequence[ReadLine], in_tables: frozenset[int]) -> list[ReadLine]:
    """Return the lines with what is certain put right; lines of which nothing remains are gone.

    Args:
        lines: as recognised.
        in_tables: the areas that are cells: nothing there is dropped that may be text.
    """
    out: list[ReadLine] = []
    for line in _signed(lines, in_tables):
        kept = [w for w in line.words if not _is_trace(w, line, line.area in in_tables)]
        above = out[-1] if out and out[-1].area == line.area else None
        words = tuple(_mended(kept, above))
        if words:
            out.append(ReadLine(line.area, line.size, words))
    return out


def _signed(lines: Sequence[ReadLine], in_tables: frozenset[int]) -> Iterator[ReadLine]:
    """Yield the lines with the signs of each area put right."""
    for area, group in itertools.groupby(lines, key=lambda line: line.area):
        whole = list(group)
        rows = with_signs([line.words for line in whole], in_table=area in in_tables)
        for line, words in zip(whole, rows, strict=False):
            if words:
                yield ReadLine(area, line.size, tuple(words))


def _is_trace(word: Word, line: ReadLine, in_table: bool) -> bool:
    if _TRACES.match(word.text):
        # A lone bullet, or a full stop that stands a little apart.
        return word.text not in _LIST_SIGNS or word.sure < _STAMP or len(line.words) == 1
    return not in_table and word.sure < _STAMP and not any(map(str.isalnum, word.text))


def _mended(words: Sequence[Word], above: ReadLine | None) -> Iterator[Word]:
    texts = ["", *(w.text for w in words), ""]
    for k, word in enumerate(words):
        text = "–" if _DASHES.fullmatch(word.text) else _STRAY.sub("", word.text)
        text = repaired(text, texts[k], texts[k + 2], word.sure)
        if k == 0 and above is not None:
            text = _small(text, above.words[-1].text)
        yield word._replace(text=text)


def _small(text: str, before: str) -> str:
    """Return the end of a hyphenated word in small letters: alone in its line «ния» is read as «НИЯ»."""
    cut = _CUT.search(before)
    letters = text.rstrip(".,;:)»")
    rises = letters.istitle() or (letters.isupper() and len(letters) <= _MOST_CAPITALS)
    if cut and rises and is_known(cut[1] + letters.lower()) and not is_known(f"{cut[1]}-{letters.lower()}"):
        return text.lower()
    return text


def changes(before: Sequence[ReadLine], after: Sequence[ReadLine]) -> list[tuple[str, str]]:
    """Return what was read and what was put, for each word that differs, in reading order; dropped letters after them.

    Words are told by where they begin: none is moved.
    """
    read = {(w.x0, w.y0): w.text for line in before for w in line.words}
    put = {(w.x0, w.y0): w.text for line in after for w in line.words}
    changed = [(was, text) for place, text in put.items() if (was := read.get(place, "(пропуск)")) != text]
    dropped = [(was, "") for place, was in read.items() if place not in put and any(map(str.isalnum, was))]
    return [*changed, *dropped]
