"""Glyphs → lines, words and the text of cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

from nlp.read.lines import one_line
from nlp.read.pdfpage import Glyph
from nlp.read.pdfplaces import Frame
from nlp.text import is_known, mend

# Shares of the font's size. Glyphs whose baselines differ by less stand on one line (superscripts rise by a third).
_SAME_LINE = 0.45
# A wider gap parts words where the file has no space sign: «1.» has gaps of 0.2 in wide fonts.
_WORD_GAP = 0.3
# Bold print made by printing twice shifts the second copy by less than this.
_DOUBLE = 0.12
# Letters rise so far over the baseline and hang so far below it.
RISE, HANG = 0.95, 0.3


class Line(NamedTuple):
    """Glyphs on one baseline from left to right; blanks at its ends are dropped."""

    x0: float
    x1: float
    base: float
    size: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """The line's words."""
        return words_of(self.glyphs)


def around(lines: Iterable[Line]) -> Frame:
    """Return the frame of some lines."""
    edges = [(line.x0, line.base - RISE * line.size, line.x1, line.base + HANG * line.size) for line in lines]
    x0, y0, x1, y1 = zip(*edges, strict=True)
    return Frame(min(x0), min(y0), max(x1), max(y1))


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Group glyphs of one turn into lines from top to bottom."""
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if not rows or glyph.base - base > _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows.append([])
            base = glyph.base
        elif glyph.size > 1.2 * rows[-1][0].size:
            base = glyph.base  # a superscript came first; the large letters' baseline counts
        rows[-1].append(glyph)
    return [line for row in rows if (line := line_of(row))]


def line_of(glyphs: Iterable[Glyph]) -> Line | None:
    """Build a line of glyphs that stand on one baseline; None for blanks only."""
    ordered = sorted(glyphs, key=lambda g: g.x0)
    while ordered and ordered[-1].text.isspace():
        ordered.pop()
    start = next((i for i, g in enumerate(ordered) if not g.text.isspace()), len(ordered))
    inked = [g for g in ordered[start:] if not g.text.isspace()]
    if not inked:
        return None
    sizes, bases = sorted(g.size for g in inked), sorted(g.base for g in inked)
    middle = len(inked) // 2
    return Line(inked[0].x0, max(g.x1 for g in inked), bases[middle], sizes[middle], tuple(ordered[start:]))


def words_of(glyphs: Sequence[Glyph]) -> str:
    """Return the text of glyphs in order; a gap without a space sign parts words too."""
    pieces: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            if pieces and pieces[-1] != " ":
                pieces.append(" ")
            continue
        if last is not None:
            if glyph.text == last.text and abs(glyph.x0 - last.x0) < _DOUBLE * glyph.size:
                continue
            if pieces[-1] != " " and glyph.x0 - last.x1 > _WORD_GAP * glyph.size:
                pieces.append(" ")
        pieces.append(glyph.text)
        last = glyph
    return unicodedata.normalize("NFC", "".join(pieces)).strip()


def chunks_of(line: Line, gap: float) -> list[Line]:
    """Split a line at gaps wider than `gap` times its size."""
    groups: list[list[Glyph]] = []
    end = 0.0
    for glyph in line.glyphs:
        if glyph.text.isspace():
            if groups:
                groups[-1].append(glyph)
            continue
        if not groups or glyph.x0 - end > gap * line.size:
            groups.append([])
        groups[-1].append(glyph)
        end = max(end, glyph.x1)
    return [chunk for group in groups if (chunk := line_of(group))]


def cell_text(glyphs: Iterable[Glyph]) -> str:
    """Return the text of a cell: its lines joined, words cut at line ends mended; turned text stands behind."""
    turns: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        turns.setdefault(glyph.turn, []).append(glyph)
    lines = [line.text for turn in sorted(turns) for line in lines_of(turns[turn])]
    # A narrow column breaks everything: «1.» over «12», «ян» over «в», «XI» over «I».
    lines = _whole_words(lines)
    whole = "".join(lines)
    narrow = all(len(line) <= 3 for line in lines) and whole[1:].islower()
    return whole if narrow or _LONG_NUMBER.match(whole) else joined(lines)


def _whole_words(lines: list[str]) -> list[str]:
    """Put together the words of a column so narrow that they are broken anywhere: «сент», «ябр», «ь»."""
    if not 2 <= len(lines) <= _MOST_PIECES * 2 or not all(_SHORT.match(line) for line in lines):
        return lines
    out: list[str] = []
    k = 0
    while k < len(lines):
        ends = range(min(len(lines), k + _MOST_PIECES), k + 1, -1)
        taken = next((end for end in ends if is_known("".join(x.removesuffix("-") for x in lines[k:end]))), k + 1)
        out.append("".join(x.removesuffix("-") for x in lines[k:taken]) if taken > k + 1 else lines[k])
        k = taken
    return out


def joined(lines: Iterable[str]) -> str:
    """Join the lines of one text, mending the words cut between them."""
    return one_line(reduce(mend, _unhyphenated(list(lines)), ""))


def _unhyphenated(lines: Sequence[str]) -> list[str]:
    """Put together the words that were cut over three lines and more: «Анали-», «ти-», «ческий»."""
    out: list[str] = []
    k = 0
    while k < len(lines):
        n_taken = _cut_word(lines[k : k + _MOST_PIECES])
        out.append("".join([*(line.removesuffix("-") for line in lines[k : k + n_taken - 1]), lines[k + n_taken - 1]]))
        k += n_taken
    return out


def _cut_word(lines: Sequence[str]) -> int:
    """Return over how many lines the word at the end of the first one goes, where it is a word only as a whole."""
    first = _CUT_WORD.search(lines[0][-_LONGEST_FRAGMENT:])
    for k in range(2, len(lines)):
        last = _WORD_END.match(lines[k])
        if first is None or last is None or not _FRAGMENT.match(lines[k - 1]):
            return 1
        rest = "".join([*(line.removesuffix("-") for line in lines[1:k]), last[0]])
        # «Информ», «ирова-», «ние»: a word of its own does not begin in the middle of a line's word.
        if lines[0][-1] != "-" and (lines[k - 1][-1] != "-" or (is_known(first[1]) and is_known(rest))):
            return 1
        if is_known(first[1] + rest):
            return k + 1
    return 1


_MOST_PIECES = 6
_SHORT = re.compile(r"^[А-Яа-яЁё]{1,5}-?$")
_LONGEST_FRAGMENT = 40
_CUT_WORD = re.compile(r"([А-Яа-яЁё]+)-?$")
_FRAGMENT = re.compile(r"^[А-Яа-яЁё]{2,}-?$")
_WORD_END = re.compile(r"^[А-Яа-яЁё]+")
_LONG_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,3})+[.)]?|[IVX]+)$")
_ITEM = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,3})*[.)](?!\d)|\d{1,2}(?:\.\d{1,3})+\s|[IVXІХ]{1,5}[.)]\s|[а-яё]\)\s|[-–—•▪●➢✓*·\uf02d\uf0b7\uf0a7\uf0d8]\s"
    r"|(?:раздел|этап|направление|блок|модуль|задача|приложение)\s+(?:№\s*)?(?:[\dIVX]+|[А-Я]\.\s))",
    re.I,
)


def starts_item(text: str) -> bool:
    """Tell whether a line begins an item of a list or a numbered heading: «2.1. …», «- …», «Раздел 3»."""
    return bool(_ITEM.match(text))
