"""Texts whose columns are aligned by spaces or drawn with «+---+»: read as a page of print of even width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.domain import Block
from nlp.read.pdfpage import Glyph, Ink, Rule
from nlp.read.pdfpages import blocks_of, page_of

# Points. A blank is narrower than a gap between words may be, two are as wide as a gap between cells.
_STEP, _PITCH, _SIZE = 5.5, 12.0, 10.0
_INKED = 0.95
_FEWEST_ROWS = 4
# Fifty pages: looking for columns takes the square of the lines.
_LONGEST = 400_000
_COLUMNS = re.compile(r"\S(?:\s{2,}|\s*\|\s*)\S.*?(?:\s{2,}|\|)\s*\S")
_PAGE_NUMBER = re.compile(r"^ {20,}(?:[-–—] ?)?(\d{1,3})(?: ?[-–—])?$", re.M)
_FRAME = re.compile(r"^\s*\+(?:[-=]{2,}\+)+\s*$")
_RULER = re.compile(r"^\s*-{3,}(?: +-{2,})*\s*$")
# A header between the upper ruler and the one that parts the columns is no higher.
_HIGHEST_HEADER = 8


def is_aligned(text: str) -> bool:
    """Tell whether a text holds a table drawn by characters, or lines of three columns kept apart by spaces."""
    if len(text) > _LONGEST:
        return False
    lines = text.split("\n")
    framed = sum(bool(_FRAME.match(line)) for line in lines)
    spaced = sum("|" not in line and bool(_COLUMNS.search(line)) for line in lines)
    return framed >= _FEWEST_ROWS or spaced >= _FEWEST_ROWS


def read_aligned(text: str) -> tuple[Block, ...]:
    """Read such a text as pages, which form feeds part."""
    pages = _unnumbered(text.expandtabs()).split("\f")
    return blocks_of([page_of(_ink(page.split("\n")), number) for number, page in enumerate(pages, 1)])


def _unnumbered(text: str) -> str:
    """Blank out the pages' numbers: they stand alone, far from the margin, and count on."""
    found = [int(m[1]) for m in _PAGE_NUMBER.finditer(text)]
    counts_on = found and found == list(range(found[0], found[0] + len(found)))
    return _PAGE_NUMBER.sub("", text) if counts_on else text


def _ink(lines: Sequence[str]) -> Ink:
    width = (max(map(len, lines), default=0) + 2) * _STEP
    glyphs: list[Glyph] = []
    across: list[Rule] = []
    down: list[Rule] = []
    in_frame = False
    for i, raw in enumerate(lines):
        line, y = raw.replace("**", "  "), i * _PITCH + _PITCH / 2
        if _FRAME.match(line) or _RULER.match(line):
            in_frame = bool(_FRAME.match(line))
            across += [Rule(y, m.start() * _STEP, m.end() * _STEP) for m in re.finditer(r"[-+=]+", line)]
            continue
        in_frame = in_frame and line.strip().startswith("|")
        bars = [k for k, c in enumerate(line) if c == "|"] if in_frame else []
        down += [Rule((k + 0.5) * _STEP, y - _PITCH, y + _PITCH) for k in bars]
        glyphs += _glyphs(line, y, frozenset(bars))
    down += _between_columns(lines)
    return Ink(width, (len(lines) + 1) * _PITCH, tuple(glyphs), tuple(across), tuple(down), 0.0)


def _between_columns(lines: Sequence[str]) -> Iterator[Rule]:
    """Yield the sides of columns where a ruler of several dashes, «---- -----», tells how wide they are."""
    rulers = [i for i, line in enumerate(lines) if _RULER.match(line)]
    for i in rulers:
        dashes = [m.span() for m in re.finditer(r"-+", lines[i])]
        if len(dashes) < 3:
            continue
        top = next((k for k in reversed(rulers) if 0 < i - k <= _HIGHEST_HEADER), None)
        bottom = next((k for k in rulers if k > i), None)
        if top is not None and bottom is not None:
            ends = (dashes[0][0] - 1, *(start - 0.5 for start, _ in dashes[1:]), dashes[-1][1] + 1)
            yield from (Rule(x * _STEP, (top + 0.5) * _PITCH, (bottom + 0.5) * _PITCH) for x in ends)


def _glyphs(line: str, y: float, bars: frozenset[int]) -> Iterator[Glyph]:
    base = y + 0.3 * _SIZE
    for k, character in enumerate(line):
        if not character.isspace() and k not in bars:
            x0, x1 = k * _STEP, (k + _INKED) * _STEP
            yield Glyph(x0, x1, base, _SIZE, character, (x0 + x1) / 2, y, 0, False)
