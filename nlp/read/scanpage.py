"""One scanned page → the ink of a text page: words as glyphs, ruling lines as rules, upright and in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np

from nlp.read.pdfgrid import Grid, grids_of
from nlp.read.pdfpage import Glyph, Ink
from nlp.read.pdfplaces import Onto
from nlp.read.scanagain import with_short_names
from nlp.read.scanbold import bold_lines
from nlp.read.scanclean import Picture, flattened, inked
from nlp.read.scanlayout import Area, Boxes, areas_of, marks_of
from nlp.read.scanlines import Ruled, ruling_lines, without_lines
from nlp.read.scanmonths import with_months
from nlp.read.scannumbers import with_numbers
from nlp.read.scanocr import ReadLine, Word, read_areas
from nlp.read.scanroman import with_numerals
from nlp.read.scanskew import Back, is_sideways, page_corners, skew_of, straightened, turned, unbent
from nlp.read.scanspecks import without_strays
from nlp.read.scanwalls import with_walls
from nlp.read.scanwords import changes, mended

_POINTS = 72
# Dots to the inch between which a page is read as it is.
_COARSEST, _FINEST = 110, 320
# A page whose words are less sure than this on average may stand on its head.
_UNSURE = 60
# Tesseract's height of letters (with what rises and hangs) to the size of the type, over fonts.
_SIZE = 1.06
_APART = 0.14
_CONTRAST = np.clip((np.arange(256) - 40) * (255 / 160), 0, 255).astype(np.uint8)
_NARROW = frozenset(".,:;!|'`()[]1lIi/-")


@dataclass(frozen=True, slots=True)
class Upright:
    """A page made straight: its picture without lines, its lines and tables.

    `back` takes places of the picture to shares of the page as it was.
    """

    grey: Picture
    dpi: float
    ruled: Ruled
    marks: Boxes
    grids: tuple[Grid, ...]
    back: Back


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was read on a page: lines of words, and the page they stand on."""

    upright: Upright
    lines: tuple[ReadLine, ...]
    areas: tuple[Area, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()

    @property
    def sure(self) -> float:
        """How sure the words are on average, 0–100; longer words count more."""
        words = [w for line in self.lines for w in line.words]
        return sum(w.sure * len(w.text) for w in words) / max(sum(len(w.text) for w in words), 1)


def read_scan(picture: Picture, dpi: float) -> ScannedPage:
    """Read the picture of a page, BGR or grey, however it lies.

    Raises:
        UnsupportedFormatError: tesseract is not installed.
    """
    picture, dpi = _sized(picture, dpi)
    back: Back = np.diag([1 / picture.shape[1], 1 / picture.shape[0], 1])
    corners = page_corners(picture)
    if corners is not None:
        picture, step = unbent(picture, corners)
        back = back @ step
    grey = flattened(picture, dpi)
    if is_sideways(inked(grey)):
        grey, step = turned(grey, 1)
        back = back @ step
    page = _read(grey, dpi, back)
    if page.sure < _UNSURE and page.lines:
        grey, step = turned(grey, 2)
        other = _read(grey, dpi, back @ step)
        page = max(page, other, key=lambda p: p.sure)
    return _corrected(page)


def _corrected(page: ScannedPage) -> ScannedPage:
    """Put right what is certain, and keep what was read instead."""
    upright = page.upright
    cells = frozenset(k for k, area in enumerate(page.areas) if _is_cell(area, upright))
    lines = with_numerals(page.lines, page.areas, upright.grey, upright.dpi)
    lines = with_numbers(with_months(lines, page.areas), page.areas)
    lines = with_short_names(lines, page.areas, upright.grey, upright.dpi)
    lines = mended(lines, cells)
    return replace(page, lines=tuple(lines), repairs=tuple(changes(page.lines, lines)))


def _is_cell(area: Area, upright: Upright) -> bool:
    x, y = (area.x0 + area.x1) * _POINTS / upright.dpi / 2, (area.y0 + area.y1) * _POINTS / upright.dpi / 2
    return any(g.xs[0] <= x <= g.xs[-1] and g.ys[0] <= y <= g.ys[-1] for g in upright.grids)


def _sized(picture: Picture, dpi: float) -> tuple[Picture, float]:
    wanted = min(max(dpi, _COARSEST), _FINEST)
    if wanted == dpi:
        return picture, dpi
    how = cv2.INTER_AREA if wanted < dpi else cv2.INTER_CUBIC
    height, width = (max(1, round(n * wanted / dpi)) for n in picture.shape[:2])
    scaled = cv2.resize(picture, (width, height), interpolation=how)
    return np.asarray(scaled, np.uint8), wanted


def _read(grey: Picture, dpi: float, back: Back) -> ScannedPage:
    upright = _upright(grey, dpi, back)
    height, width = upright.grey.shape
    areas = areas_of(upright.marks, upright.grids, dpi, (width, height))
    return ScannedPage(upright, tuple(read_areas(upright.grey, areas, dpi)), tuple(areas))


def _upright(grey: Picture, dpi: float, back: Back) -> Upright:
    ink = inked(grey)
    angle = skew_of(ink)
    grey, step = straightened(grey, angle)
    ink = inked(grey) if angle else ink
    ruled = ruling_lines(ink, dpi)
    bare = without_lines(grey, ruled)
    ink = np.asarray(cv2.bitwise_and(ink, cv2.compare(bare, 255.0, cv2.CMP_LT)), np.uint8)
    bare, stats = without_strays(bare, ink, dpi)
    marks = marks_of(stats, dpi)
    page = Ink(*_size(grey, dpi), tuple(_stand_ins(marks, dpi)), ruled.horizontal, ruled.vertical, 1.0)
    walls = with_walls(ruled.vertical, grids_of(page), page.glyphs)
    if walls != ruled.vertical:
        ruled, page = ruled._replace(vertical=walls), replace(page, vertical=walls)
    grids = tuple(g for g in grids_of(page) if len(g.xs) > 2)
    return Upright(_contrasted(bare), dpi, ruled, marks, grids, back @ step)


def _contrasted(grey: Picture) -> Picture:
    """Make paper white and ink black: tesseract's letters are less often wrong without the paper's grain."""
    return np.asarray(cv2.LUT(grey, _CONTRAST), np.uint8)


def _size(grey: Picture, dpi: float) -> tuple[float, float]:
    return grey.shape[1] * _POINTS / dpi, grey.shape[0] * _POINTS / dpi


def _stand_ins(marks: Boxes, dpi: float) -> Iterator[Glyph]:
    """Yield the marks as glyphs: grids without outer lines are told by where text stands."""
    for x0, y0, x1, y1 in (marks * (_POINTS / dpi)).tolist():
        yield Glyph(x0, x1, y1, y1 - y0, "x", (x0 + x1) / 2, (y0 + y1) / 2, 0, False)


def ink_of(page: ScannedPage) -> Ink:
    """Return what was read as the ink of a text page."""
    upright = page.upright
    scale = _POINTS / upright.dpi
    sizes = [line.size for line in page.lines if sum(len(w.text) for w in line.words) > 8]
    usual = median(sizes) if sizes else 0.0
    glyphs: list[Glyph] = []
    bold = bold_lines(page.lines, upright.grey)
    for k, line in enumerate(page.lines):
        # The size of short lines is guessed badly; one size over a page keeps its paragraphs together.
        alike = usual and (0.75 * usual < line.size < 1.25 * usual or sum(len(w.text) for w in line.words) < 4)
        size = _SIZE * scale * (usual if alike else line.size or 1.0)
        # In cells print says nothing that their lines do not say.
        marked = k in bold and not _is_cell(page.areas[line.area], upright)
        glyphs += (g._replace(bold=marked) for g in _glyphs(line.words, scale, size))
    ruled = upright.ruled
    width, height = _size(upright.grey, upright.dpi)
    return Ink(width, height, tuple(glyphs), ruled.horizontal, ruled.vertical, 1.0, onto=_onto(upright))


def _onto(upright: Upright) -> Onto:
    height, width = upright.grey.shape
    a, b, c = (upright.back @ np.diag([width, height, 1])).tolist()
    return tuple(a), tuple(b), tuple(c)


def _glyphs(words: Sequence[Word], scale: float, size: float) -> Iterator[Glyph]:
    """Yield the characters of a line, spread evenly over each word's width, with blanks between the words."""
    before = None
    for word in words:
        base = word.base * scale
        if before is not None:
            yield _glyph(" ", before.x1 * scale, max(word.x0, before.x1) * scale, (base, size))
        before = word
        weights = [0.5 if c in _NARROW else 1.0 for c in word.text]
        step = (word.x1 - word.x0) * scale / sum(weights)
        x = word.x0 * scale
        for character, weight in zip(word.text, weights, strict=True):
            # Equal signs nearer than this count as one that was printed twice.
            width = max(weight * step, _APART * size)
            yield _glyph(character, x, x + width, (base, size))
            x += width


def _glyph(text: str, x0: float, x1: float, place: tuple[float, float]) -> Glyph:
    base, size = place
    return Glyph(x0, x1, base, size, text, (x0 + x1) / 2, base - 0.3 * size, 0, False)
